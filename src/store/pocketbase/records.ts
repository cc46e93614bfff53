import { z } from 'zod'
import type { Catalogue, Product } from '../../domain/catalogue.ts'
import type { Match } from '../../domain/match.ts'
import type { Drift, LedgerEntry, RecordedMovement } from '../../domain/movement.ts'
import { MOVEMENT_TYPES } from '../../domain/movement-types.ts'
import type { ProductChanged } from '../../domain/product-change.ts'
import {
  fieldsOfColumns,
  PRODUCT_FIELDS,
  type ProductColumns,
  someFieldsOfColumns,
} from '../../domain/product-fields.ts'
import { LEDGER_REFUSALS } from '../../domain/refusals.ts'
import type { Summary } from '../../domain/summary.ts'
import type { ShelfChange, ShelfChanges } from '../catalogue-store.ts'
import type { ImportReport } from '../import-store.ts'
import type { JoinedShelf } from '../size-store.ts'
import { fromRow } from './row-names.ts'

/** PocketBase writes "2026-11-21 03:14:00.123Z"; the rest of the world writes a T. */
const Time = z.string().transform((text) => text.replace(' ', 'T'))

const emptyToNull = z
  .string()
  .nullable()
  .transform((text) => text || null)

const TimeOrNull = emptyToNull.transform((text) => text?.replace(' ', 'T') ?? null)

/** The other way round, for values that SQLite compares as text. */
export const toPocketBaseTime = (iso: string): string =>
  new Date(iso).toISOString().replace('T', ' ')

/** PocketBase has no empty number: 0 stands for "nobody has said". */
const Money = z.number().transform((amount) => amount || null)

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

const KINDS = { text: z.string(), money: z.number(), units: z.int(), flag: z.boolean() }

/** The fields of a product, by their columns. */
const Columns = z.object(
  Object.fromEntries(
    Object.values(PRODUCT_FIELDS).map(({ column, kind }) => [column, KINDS[kind]]),
  ) as unknown as { [Name in keyof ProductColumns]: z.ZodType<ProductColumns[Name]> },
)

const ProductRecord = Columns.extend({
  id: z.string(),
  sku: z.string(),
  photo: z.string(),
  aliases: z.string().transform(lines),
}).transform(
  ({ id, sku, photo, aliases, ...columns }): Product => ({
    id,
    sku,
    photo,
    aliases,
    ...fieldsOfColumns(columns),
  }),
)

/**
 * Rows without names, each value of the kind that its letter says: a text (s) or a whole number (n).
 * Looked at and not copied: there are hundreds of thousands.
 */
const rows = <Row extends unknown[]>(kinds: string) =>
  z.custom<Row[]>((list) => Array.isArray(list) && list.every((row) => isRow(row, kinds)))

const isRow = (row: unknown, kinds: string): boolean =>
  Array.isArray(row) &&
  row.length === kinds.length &&
  row.every((value, n) =>
    kinds[n] === 's' ? typeof value === 'string' : Number.isSafeInteger(value),
  )

/** The joined catalogue, as the hook sends it: the long lists without names. */
export const CatalogueAnswer = z
  .object({
    products: z.array(ProductRecord),
    variants: rows<[id: string, product: string, size: string, barcode: string]>('ssss'),
    inventory:
      rows<
        [
          variant: string,
          location: string,
          quantity: number,
          reserved: number,
          rev: number,
          updated: string,
        ]
      >('ssnnns'),
    locations: z.array(
      z
        .object({ id: z.string(), name: z.string(), is_default: z.boolean() })
        .transform((location) => fromRow(location)),
    ),
    seq: z.int(),
  })
  .transform(({ products, variants, inventory, locations, seq }): Catalogue => {
    // An id is one text, not another one at each place where it stands.
    const productIds = namesakes(products)
    const locationIds = namesakes(locations)
    const named = variants.map(([id, product, size, barcode]) => ({
      ...{ id, productId: productIds(product), size, barcode },
    }))
    const variantIds = namesakes(named)
    return {
      ...{ products, locations, seq, variants: named },
      inventory: inventory.map(([variant, location, quantity, reserved, rev, updated]) => ({
        ...{ variantId: variantIds(variant), locationId: locationIds(location) },
        ...{ quantity, reserved, rev, updatedAt: updated.replace(' ', 'T') },
      })),
    }
  })

/** Gives for each id the very text that one of these has. */
function namesakes(items: readonly { readonly id: string }[]): (id: string) => string {
  const ids = new Map(items.map(({ id }) => [id, id]))
  return (id) => ids.get(id) ?? id
}

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

const Type = z.enum(MOVEMENT_TYPES)

/** JSON inside of JSON: written by the API, and passed on by the hooks unread. */
const MatchText = z
  .string()
  .nullable()
  .transform((text): Match | null => JSON.parse(text ?? 'null'))

const RecordedMovements = z.array(
  z
    .object({
      id: z.string(),
      seq: z.int(),
      batch: z.string(),
      line: z.int(),
      type: Type,
      variant: z.string(),
      product: z.string(),
      size: z.string(),
      location: z.string(),
      quantity: z.int(),
      quantity_before: z.int(),
      quantity_after: z.int(),
      reserved_before: z.int(),
      reserved_after: z.int(),
      reason: z.string(),
      reference: z.string(),
      reverses: emptyToNull,
      linked: emptyToNull,
      expires_at: TimeOrNull,
      match: MatchText,
      occurred_at: Time,
    })
    .transform((movement): RecordedMovement => fromRow(movement)),
)

/** What the ledger wrote. */
export const RecordedAnswer = z.object({ replayed: z.boolean(), movements: RecordedMovements })

/** What came of each request of a group. */
export const GroupAnswer = z.object({
  answers: z.array(z.object({ status: z.int(), body: z.unknown() })),
})

const ChangedFields = Columns.partial().transform(someFieldsOfColumns)

/** What was done to a product. */
export const ProductChangedAnswer = z
  .object({
    replayed: z.boolean(),
    product: ProductRecord,
    sizes: z.array(z.string()),
    before: ChangedFields.nullable(),
    after: ChangedFields,
    movements: RecordedMovements,
  })
  .transform((changed): ProductChanged => changed)

/** What a key did to a product; nothing for one that did nothing. */
export const FoundProductChange = z.union([
  z.strictObject({}).transform(() => null),
  ProductChangedAnswer,
])

/** A page of the ledger. */
export const HistoryAnswer = z.object({
  total: z.int(),
  items: z.array(
    z
      .object({
        id: z.string(),
        seq: z.int(),
        type: Type,
        product: z.string(),
        size: z.string(),
        location: z.string(),
        quantity: z.int(),
        delta: z.int(),
        reserved_delta: z.int(),
        quantity_after: z.int(),
        reserved_after: z.int(),
        reason: z.string(),
        reference: z.string(),
        unit_price: Money,
        actor: z.string(),
        channel: z.string(),
        reverses: emptyToNull,
        reversed_by: emptyToNull,
        linked: emptyToNull,
        expires_at: TimeOrNull,
        occurred_at: Time,
        created: Time,
      })
      .transform((entry): LedgerEntry => fromRow(entry)),
  ),
})

/** What an import did. */
export const ImportAnswer = z
  .object({
    skipped: z.boolean(),
    replayed: z.boolean(),
    products_new: z.int(),
    products_changed: z.int(),
    variants_new: z.int(),
    movements: z.int(),
    units: z.int(),
    barcodes_new: z.int(),
  })
  .transform((report): ImportReport => fromRow(report))

/** A refusal of the hooks: a code of ours and the data for it. */
export const RefusalAnswer = z.object({
  code: z.enum(LEDGER_REFUSALS),
  details: z.record(z.string(), z.unknown()),
})

const DriftRow = z
  .object({
    variant: z.string(),
    location: z.string(),
    quantity: z.int(),
    reserved: z.int(),
    ledger_quantity: z.int(),
    ledger_reserved: z.int(),
  })
  .transform((row): Drift => fromRow(row))

/** What the comparison of balances and movements found. */
export const DriftAnswer = z.object({
  shelves: z.int(),
  movements: z.int(),
  missing: z.int(),
  rows: z.array(DriftRow),
})

export const RepairAnswer = z.object({ repaired: z.array(DriftRow) })

/** What each shelf gave when sizes were joined. */
export const JoinAnswer = z.object({
  moved: z.array(
    z
      .object({
        variant: z.string(),
        location: z.string(),
        quantity: z.int(),
        reserved: z.int(),
      })
      .transform(
        ({ variant, location, quantity, reserved }): JoinedShelf => ({
          ...{ variantId: variant, locationId: location, quantity, reserved },
        }),
      ),
  ),
})

/** A product's names after one was added. */
export const AliasAnswer = z.object({ added: z.boolean(), aliases: z.array(z.string()) })

const Named = { sku: z.string(), name: z.string(), color: z.string(), gender: z.string() }

/** A list that ends early. */
const bounded = <T extends z.ZodType>(item: T) => z.object({ total: z.int(), items: z.array(item) })

const Trade = z.object({ units: z.int(), value: z.number(), unpriced: z.int() })

/** What changed since a moment. */
export const SummaryAnswer = z
  .object({
    movements: z.int(),
    types: z.array(z.object({ type: Type, movements: z.int(), units: z.int() })),
    sold: Trade,
    returned: Trade,
    products: bounded(z.object({ ...Named, units: z.int(), value: z.number() })),
    who: bounded(
      z.object({
        ...{ channel: z.string(), actor: z.string(), movements: z.int(), changes: z.int() },
      }),
    ),
    out: bounded(z.object({ ...Named, size: z.string() })),
    low: bounded(
      z
        .object({ ...Named, available: z.int(), reorder_point: z.int() })
        .transform((product) => fromRow(product)),
    ),
    changes: bounded(
      z
        .object({
          ...Named,
          ...{ before: ChangedFields.nullable(), after: ChangedFields },
          ...{ channel: z.string(), actor: z.string(), created: Time },
        })
        .transform(({ created, ...change }) => ({ ...change, at: created })),
    ),
  })
  .transform((summary): Summary => summary)
/** The file name that a picture got. */
export const PhotoAnswer = z.object({ photo: z.string().min(1) })
