import { isPrepared, THUMB_SIZES } from '../../src/domain/picture.ts'
import type { Answer } from './answer.ts'
import { thumbPath } from './files.ts'
import { Refusal } from './refusal.ts'
import { selectJson } from './sql.ts'

interface UploadedPicture {
  readonly whole: filesystem.File
  readonly thumbs: readonly { readonly size: string; readonly file: filesystem.File }[]
  /** File name of the picture that it takes the place of; another one stays. */
  readonly insteadOf: string
}

interface PhotoRequest {
  /** Product id. */
  readonly product: string
  /** undefined to remove the picture. */
  readonly picture?: UploadedPicture
}

/** The files of a prepared picture in a form. */
export const uploadedPicture = (e: core.RequestEvent): UploadedPicture => {
  const file = (name: string) => e.findUploadedFiles(name)[0] as filesystem.File
  return {
    whole: file('photo'),
    thumbs: THUMB_SIZES.map((size) => ({ size, file: file(size) })),
    insteadOf: e.request?.formValue('instead_of') || '',
  }
}

/**
 * Sets or removes the picture of a product. Runs inside a transaction: PocketBase's own update route
 * writes every column as it was read before, which could overwrite the change of another request.
 * PocketBase deletes the old files after the commit, and the new ones when there is none.
 * @returns 201 with the file name of the picture; 200 when the product has another one than `insteadOf`
 * @throws Refusal product-not-found
 */
export function setPhoto(tx: CoreApp, { product: id, picture }: PhotoRequest): Answer {
  const [product] = tx.findRecordsByIds('products', [id])
  if (!product) throw new Refusal('product-not-found', {})
  const before = product.getString('photo')
  if (picture?.insteadOf && picture.insteadOf !== before) {
    return { status: 200, body: { photo: before } }
  }
  product.set('photo', picture?.whole ?? '')
  tx.save(product)
  if (picture) storeThumbs(tx, product, picture)
  return { status: 201, body: { photo: product.getString('photo') } }
}

function storeThumbs(tx: CoreApp, product: core.Record, { thumbs }: UploadedPicture): void {
  const files = tx.newFilesystem()
  try {
    for (const { size, file } of thumbs) {
      files.uploadFile(file, thumbPath(product, product.getString('photo'), size))
    }
  } finally {
    files.close()
  }
}

interface StoredPhoto {
  readonly productId: string
  readonly name: string
}

const PHOTOS = `
  SELECT json_group_array(json_object('productId', id, 'name', photo)) AS value
  FROM products WHERE photo != ''`

/** The pictures that staff set by hand, and those of an older version. */
export const unpreparedPhotos = (app: CoreApp): StoredPhoto[] =>
  selectJson<StoredPhoto[]>(app, PHOTOS).filter(({ name }) => !isPrepared(name))
