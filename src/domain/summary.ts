import type { MovementType } from './movement-types.ts'
import type { RecordedFields } from './product-fields.ts'

/** Entries of a list that ends early, and how many there are in all. */
export interface Bounded<T> {
  readonly total: number
  readonly items: readonly T[]
}

/** How a product is named. */
export interface NamedProduct {
  readonly sku: string
  readonly name: string
  readonly color: string
  readonly gender: string
}

/** Units that went or came for money. */
export interface Trade {
  /** Net of what was undone. */
  readonly units: number
  /** At the prices of the sales; those from before they were kept, at the product's price today. */
  readonly value: number
  /** Units of those without any price: they are not in the value. */
  readonly unpriced: number
}

/** What changed in a time, and what is out or low now; all of one moment. */
export interface Summary {
  /** Also those that undid something, but not the first import. */
  readonly movements: number
  /** Movements that undid something. */
  readonly undos: number
  /** The stock that the shop began with; null where that came at another time. */
  readonly firstImport: { readonly movements: number; readonly units: number } | null
  /** ISO 8601: the first movement of all; null where there is none. */
  readonly begins: string | null
  readonly types: readonly {
    readonly type: MovementType
    /** How often it was done, undone ones among them and undos not. */
    readonly movements: number
    /** Those of them that were not undone. */
    readonly standing: number
    /** Net, as spoken: what was sold counts up. */
    readonly units: number
  }[]
  readonly sold: Trade
  readonly returned: Trade
  /** The products that were sold most. */
  readonly products: Bounded<NamedProduct & { readonly units: number; readonly value: number }>
  readonly who: Bounded<{
    readonly channel: string
    readonly actor: string
    /** Undone ones and undos among them. */
    readonly movements: number
    /** Changes of products. */
    readonly changes: number
  }>
  /** Sizes of which units went and none is left there. */
  readonly out: Bounded<NamedProduct & { readonly size: string }>
  /** Products at or under their reorder point. */
  readonly low: Bounded<
    NamedProduct & { readonly available: number; readonly reorderPoint: number }
  >
  /** Products that were made, changed or archived, newest first. */
  readonly changes: Bounded<
    NamedProduct & {
      /** The only size that changed; empty for the product itself. */
      readonly size: string
      /** null for a new product. */
      readonly before: RecordedFields | null
      readonly after: RecordedFields
      readonly channel: string
      readonly actor: string
      readonly at: string
    }
  >
}
