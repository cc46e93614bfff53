import type { ProductFields } from './product-fields.ts'
import type { StockLevel } from './stock.ts'
import { asName } from './text.ts'

/** A model in one colour for one gender: what has a SKU and a price. */
export interface Product extends ProductFields {
  readonly id: string
  readonly sku: string
  /** Other names and codes that staff or an import gave it. */
  readonly aliases: readonly string[]
  /** File name of the picture in PocketBase, or empty. */
  readonly photo: string
}

/** A product in one size: what a customer takes home. */
export interface Variant {
  readonly id: string
  readonly productId: string
  readonly size: string
  readonly barcode: string
  /** Available units at which it is time to order this size; 0 for none of its own. */
  readonly reorderPoint: number
}

export interface Location {
  readonly id: string
  readonly name: string
  readonly isDefault: boolean
}

/** What one location holds of one variant. */
export interface InventoryRow extends StockLevel {
  readonly variantId: string
  readonly locationId: string
  /** Counts the changes of this row: of two readings, the higher is the newer. */
  readonly rev: number
  /** ISO 8601, UTC. */
  readonly updatedAt: string
}

/** Units of a variant that were ordered for a location and did not arrive yet. */
export interface OnOrder {
  readonly variantId: string
  readonly locationId: string
  readonly units: number
  /** A day, "2026-12-05"; null where nobody said. */
  readonly expectedAt: string | null
}

/** Everything the shop has. */
export interface Catalogue {
  readonly products: readonly Product[]
  readonly variants: readonly Variant[]
  readonly inventory: readonly InventoryRow[]
  /** What is on its way, one for each day on which it is expected. */
  readonly onOrder: readonly OnOrder[]
  /** Number of a movement that is in it, as are all before it; later ones may be. */
  readonly seq: number
  readonly locations: readonly Location[]
}

/** "Hermès, Blanche, Femme": how a product is named to a person. */
export const describeProduct = ({
  name,
  color,
  gender,
}: Pick<Product, 'name' | 'color' | 'gender'>): string =>
  [name, color, gender].filter(Boolean).map(asName).join(', ')

/** A size as the shelf has it: "taille 38", "EU 38", "38,0" are 38; "38 1/2", "38,50" are 38.5. */
export const readSize = (said: string): string =>
  said
    .trim()
    .replace(/^(?:(?:taille|pointure|size|eu|fr|t\.?)\s*)+(?=\d)/i, '')
    .replace(/^(\d+)\s*(?:\s1\/2|½)$/, '$1.5')
    .replace(/^(\d+)[.,](\d*?)0*$/, dotted)

const dotted = (_size: string, whole: string, decimals: string): string =>
  decimals === '' ? whole : `${whole}.${decimals}`

/** A shop has fewer spellings of sizes; other texts that are taken for one must not add up. */
const MOST_SPELLINGS = 1_000

const keys = new Map<string, string>()

/**
 * Two sizes are the same when they are read alike, apart from case. Each spelling is read once: a shop has few, on
 * a hundred thousand shelves.
 */
export function sizeKey(size: string): string {
  const known = keys.get(size)
  if (known !== undefined) return known
  if (keys.size >= MOST_SPELLINGS) keys.clear()
  const key = readSize(size).toLowerCase()
  keys.set(size, key)
  return key
}

/** Tells which sizes are that one. */
export function sameSizeAs(size: string): (other: string) => boolean {
  const key = sizeKey(size)
  return (other) => sizeKey(other) === key
}
