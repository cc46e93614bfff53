import type { Answer } from './answer.ts'
import { Refusal } from './refusal.ts'

interface PhotoRequest {
  /** Product id. */
  readonly product: string
  /** undefined to remove the picture. */
  readonly file?: filesystem.File | undefined
}

/**
 * Sets or removes the picture of a product. Runs inside a transaction: PocketBase's own update route
 * writes every column as it was read before, which could overwrite the change of another request.
 * PocketBase deletes the old file after the commit.
 * @returns the file name of the picture
 * @throws Refusal product-not-found
 */
export function setPhoto(tx: CoreApp, { product: id, file }: PhotoRequest): Answer {
  const [product] = tx.findRecordsByIds('products', [id])
  if (!product) throw new Refusal('product-not-found', {})
  product.set('photo', file ?? '')
  tx.save(product)
  return { status: 201, body: { photo: product.getString('photo') } }
}
