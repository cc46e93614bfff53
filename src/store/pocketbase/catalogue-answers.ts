import { z } from 'zod'
import type { ShelfChange, ShelfChanges } from '../catalogue-store.ts'
import { Time } from './column-values.ts'
import { ProductRecord } from './product-record.ts'
import { fromRow } from './row-names.ts'
import { rows } from './rows.ts'

/** A page of the joined catalogue, as the hook sends it: the long lists without names. */
export const CataloguePage = z.object({
  products: z.array(ProductRecord),
  variants: rows<VariantRow>('ssssn'),
  inventory: rows<InventoryColumns>('ssnnns'),
  next: z.int().nullable(),
  seq: z.int(),
})

/** The first page has what is of the whole shop too. */
export const FirstCataloguePage = CataloguePage.extend({
  locations: z.array(
    z
      .object({ id: z.string(), name: z.string(), is_default: z.boolean() })
      .transform((location) => fromRow(location)),
  ),
  on_order: rows<[variant: string, location: string, units: number, expected: string]>('ssns'),
})

export type VariantRow = [
  id: string,
  product: string,
  size: string,
  barcode: string,
  reorderPoint: number,
]

export type InventoryColumns = [
  variant: string,
  location: string,
  quantity: number,
  reserved: number,
  rev: number,
  updated: string,
]

const Units = z.tuple([z.int(), z.int()])

/** The mark of the catalogue, whatever the rest of it is made of. */
export const MarkAnswer = z.object({
  seq: z.int(),
  rest: z.array(z.unknown()).transform((rest) => JSON.stringify(rest)),
  units: Units,
  moved: Units,
})

/** Products by their names alone. */
export const NamesAnswer = z.object({ items: z.array(z.object({ name: z.string() })) })

/** What a movement says of its shelf. */
export const ShelfChangeRecord = z
  .object({
    seq: z.int(),
    variant: z.string(),
    location: z.string(),
    quantity_after: z.int(),
    reserved_after: z.int(),
    created: Time,
  })
  .transform(
    (movement): ShelfChange => ({
      seq: movement.seq,
      variantId: movement.variant,
      locationId: movement.location,
      quantity: movement.quantity_after,
      reserved: movement.reserved_after,
      updatedAt: movement.created,
    }),
  )

/** What moved since a movement. */
export const LevelsAnswer = z
  .object({ seq: z.int(), levels: z.array(ShelfChangeRecord).nullable() })
  .transform(({ seq, levels }): ShelfChanges => ({ seq, changes: levels }))
