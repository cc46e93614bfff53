import type { StockLevel } from './stock.ts'

/** A model in one colour for one gender: what has a SKU and a price. */
export interface Product {
  readonly id: string
  readonly sku: string
  /** Other names and codes that staff or an import gave it. */
  readonly aliases: readonly string[]
  readonly name: string
  readonly color: string
  readonly gender: string
  readonly category: string
  /** In the shop's currency; null when nobody has said. */
  readonly cost: number | null
  readonly price: number | null
  /** File name of the picture in PocketBase, or empty. */
  readonly photo: string
  readonly active: boolean
}

/** A product in one size: what a customer takes home. */
export interface Variant {
  readonly id: string
  readonly productId: string
  readonly size: string
  readonly barcode: string
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

/** Everything the shop has, read at one moment. */
export interface Catalogue {
  readonly products: readonly Product[]
  readonly variants: readonly Variant[]
  readonly inventory: readonly InventoryRow[]
  readonly locations: readonly Location[]
}

/** "Hermès, Blanche, Femme": how a product is named to a person. */
export const describeProduct = ({ name, color, gender }: Product): string =>
  [name, color, gender].filter(Boolean).join(', ')

/** Two sizes are the same when their text is, apart from case and spaces around it. */
export const sizeKey = (size: string): string => size.trim().toLowerCase()
