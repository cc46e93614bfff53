import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { productWithCode } from '../../catalogue/find-product.ts'
import { describeProduct, type Product } from '../../domain/catalogue.ts'
import { StockError } from '../../domain/errors.ts'
import { readPicture } from '../../domain/picture.ts'
import type { Download } from '../../download/download.ts'
import { type IncomingFile, readIncoming } from '../../shared/incoming-file.ts'
import type { NewPhoto, PhotoStore } from '../../store/photo-store.ts'

const FIVE_MEGABYTES = 5 * 1024 * 1024

/** Limits memory: thumbnails need the whole picture, 4 bytes a pixel. Phones take 12 to 50 million. */
const MAX_PIXELS = 50_000_000

export interface PhotoChanged {
  /** The product after the change. */
  readonly product: Product
  /** Whether it had a picture before. */
  readonly hadPhoto: boolean
  readonly message: string
}

export type PhotoService = ReturnType<typeof createPhotoService>

/** Sets and removes product pictures. */
export function createPhotoService(deps: {
  catalogue: CatalogueReader
  store: PhotoStore
  download: Download
}) {
  const { catalogue, store, download } = deps
  return {
    /**
     * Sets or replaces the picture of a product.
     * @throws StockError for the SKU or the file; then nothing changes
     */
    async set(sku: string, file: IncomingFile): Promise<PhotoChanged> {
      const product = productWithCode(await catalogue.readFresh(), sku)
      const picture = checked(await readIncoming(file, download, FIVE_MEGABYTES))
      const photo = await store.setPhoto(product.id, picture).finally(() => catalogue.invalidate())
      const hadPhoto = product.photo !== ''
      const what = hadPhoto ? 'has a new picture in place of the one before' : 'has a picture now'
      const message = `${describeProduct(product)} ${what}.`
      return { product: { ...product, photo }, hadPhoto, message }
    },

    /** Removes the picture of a product, if it has one. */
    async remove(sku: string): Promise<PhotoChanged> {
      const product = productWithCode(await catalogue.readFresh(), sku)
      const hadPhoto = product.photo !== ''
      if (hadPhoto) await store.removePhoto(product.id).finally(() => catalogue.invalidate())
      const what = hadPhoto ? 'has no picture any more' : 'had no picture'
      return {
        product: { ...product, photo: '' },
        hadPhoto,
        message: `${describeProduct(product)} ${what}.`,
      }
    },
  }
}

/** @throws StockError 'file-type-unsupported' or 'file-too-large' */
function checked(bytes: Uint8Array): NewPhoto {
  const picture = readPicture(bytes)
  if (!picture) {
    throw new StockError(
      'file-type-unsupported',
      'The file is no JPEG, PNG or WebP picture, whatever it is named. Nothing was changed: ask for a photo.',
    )
  }
  if (picture.width * picture.height > MAX_PIXELS) {
    throw new StockError(
      'file-too-large',
      `The picture has ${picture.width} x ${picture.height} pixels. Nothing was changed: send a smaller one.`,
    )
  }
  return { bytes, type: picture.type }
}
