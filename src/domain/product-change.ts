import type { Caller } from './caller.ts'
import type { Product } from './catalogue.ts'
import type { Author, RecordedMovement } from './movement.ts'
import type { ProductFields, RecordedFields, SomeFields } from './product-fields.ts'

/** A product that does not exist yet. */
export interface NewProduct extends Author {
  readonly sku: string
  readonly fields: Omit<ProductFields, 'active'>
  /** No two alike. */
  readonly sizes: readonly string[]
  /** Units of each size to begin with. */
  readonly quantity: number
  /** Id of where they are; the default location where it is missing. */
  readonly locationId?: string | undefined
  /** Refuse far more units than a slip of the tongue should bring. */
  readonly refuseUnusual: boolean
}

/** A change of a product: only the given fields. */
export interface ProductEdit extends Author {
  readonly productId: string
  /** The only size that changes: its reorder point, or its barcode. */
  readonly variantId?: string | undefined
  readonly fields: SomeFields & { readonly barcode?: string | undefined }
}

/** Another name to give a product, or to take away. */
export interface AliasEdit extends Caller {
  readonly productId: string
  /** One line. */
  readonly alias: string
}

/** What was done to a product. */
export interface ProductChanged {
  /** Whether the request had been done before; nothing was written now. */
  readonly replayed: boolean
  /** As it is now. */
  readonly product: Product
  readonly sizes: readonly string[]
  /** The only size that changed; empty for the product itself. */
  readonly size: string
  /** The fields that changed, as they were; null for a new product. */
  readonly before: RecordedFields | null
  readonly after: RecordedFields
  /** What a new product began with. */
  readonly movements: readonly RecordedMovement[]
}

/** A change of one of many products: only the fields that change. */
export interface ProductDifference {
  readonly productId: string
  readonly before: SomeFields
  readonly after: SomeFields
}

/** A change of many products at once. */
export interface ProductsEdit extends Author {
  readonly changes: readonly ProductDifference[]
}

/** What was done to many products at once. */
export interface ProductsChanged {
  readonly replayed: boolean
  /** The id that all of it has in common. */
  readonly batch: string
}

/** A change of a product, as the history has it. */
export interface PastChange extends Omit<ProductDifference, 'before' | 'after'> {
  /** The only size that changed; empty for the product itself. */
  readonly size: string
  /** null for a new product. */
  readonly before: RecordedFields | null
  readonly after: RecordedFields
  readonly batch: string
  readonly actor: string
}

/** Which changes to read: what was done together, under a key, or since a moment. */
export type PastChangesQuery =
  | { readonly batch: string }
  | Pick<Author, 'actor' | 'idempotencyKey'>
  /** ISO 8601. */
  | { readonly since: string }
