import type { ProductDetail } from '../answers.ts'
import { codeKey } from '../scan/code.ts'
import type { Shelf } from './batch.ts'

/** A product as the shop last told it, with the codes by which it is found. */
export interface KnownProduct {
  readonly sku: string
  readonly codes: readonly string[]
  readonly detail: ProductDetail
}

export const knownProduct = (detail: ProductDetail): KnownProduct => ({
  sku: detail.sku,
  codes: [
    detail.sku,
    ...detail.aliases,
    ...detail.sizes.flatMap(({ barcode }) => barcode ?? []),
  ].map(codeKey),
  detail,
})

/** What a code means: one size, or a product of which the size has to be said. */
export type Meaning =
  | { readonly kind: 'shelf'; readonly shelf: Shelf }
  | { readonly kind: 'product'; readonly product: ProductDetail }

/** @param location null for the default one, or the only one of the person */
export function meaningOf(detail: ProductDetail, code: string, location: string | null): Meaning {
  const key = codeKey(code)
  const scanned = detail.sizes.filter(({ barcode }) => barcode && codeKey(barcode) === key)
  const [size] = scanned.length > 0 ? scanned : detail.sizes
  const isOnly = scanned.length === 1 || detail.sizes.length === 1
  if (!size || !isOnly) return { kind: 'product', product: detail }
  return { kind: 'shelf', shelf: shelfOf(detail, size.size, location) }
}

/** A size of a product; empty where it is not kept at the location. */
export function shelfOf(detail: ProductDetail, size: string, location: string | null): Shelf {
  const { sku, model, color, gender, thumb, sizes } = detail
  const levels = sizes.find((one) => one.size === size)?.levels ?? []
  const level = location === null ? levels[0] : levels.find((one) => one.location === location)
  return { sku, model, color, gender, size, thumb, quantity: level?.quantity ?? 0 }
}
