import type { Answer } from './answer.ts'
import { Refusal } from './refusal.ts'

interface PhotoRequest {
  /** Product id. */
  readonly product: string
  /** Missing to remove the picture. */
  readonly file?: filesystem.File | undefined
}

/**
 * Gives a product a picture, or none. Runs inside a transaction: an update through PocketBase's own
 * route writes every column as it was read before, and would undo what another request changes
 * meanwhile. PocketBase deletes the old file once the new one is saved for good.
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
