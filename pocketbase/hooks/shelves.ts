import { findRecord, selectJson } from './sql.ts'

export interface Place {
  readonly variant: string
  readonly location: string
}

export interface Level {
  /** Units on hand. */
  readonly quantity: number
  /** Reserved units, included in the units on hand. */
  readonly reserved: number
}

/** A shelf within a transaction. */
export interface Shelf {
  readonly variant: string
  readonly location: string
  /** Id of its row; empty when it has none. */
  readonly id: string
  quantity: number
  reserved: number
  /** Revision: number of changes. */
  rev: number
  /** Product id; empty when the variant does not exist. */
  readonly product: string
  readonly size: string
  /** Id of the location; empty when it does not exist. */
  readonly place: string
  /** Whether the product is sold. */
  active: boolean
  /** Price of one unit; 0 for none. */
  readonly price: number
  /** What the shop pays for one unit; 0 where it is not known. */
  readonly cost: number
}

const SHELVES = `
  SELECT json_group_array(json_object(
    'variant', k.value ->> 0, 'location', k.value ->> 1, 'id', coalesce(i.id, ''),
    'quantity', coalesce(i.quantity, 0), 'reserved', coalesce(i.reserved, 0),
    'rev', coalesce(i.rev, 0), 'product', coalesce(v.product, ''), 'size', coalesce(v.size, ''),
    'place', coalesce(l.id, ''), 'active', json(iif(p.active, 'true', 'false')),
    'price', coalesce(p.price, 0), 'cost', coalesce(p.cost, 0))) AS value
  FROM json_each({:places}) k
  LEFT JOIN inventory i ON i.variant = k.value ->> 0 AND i.location = k.value ->> 1
  LEFT JOIN variants v ON v.id = k.value ->> 0
  LEFT JOIN products p ON p.id = v.product
  LEFT JOIN locations l ON l.id = k.value ->> 1`

/** One shelf for each place. A shelf without a row starts at 0. */
export const readShelves = (tx: CoreApp, places: readonly Place[]): Shelf[] =>
  selectJson(tx, SHELVES, {
    places: JSON.stringify(places.map(({ variant, location }) => [variant, location])),
  })

const SAVE = `
  INSERT INTO inventory (id, variant, location, quantity, reserved, rev, created, updated)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, {:now}, {:now}
  FROM json_each({:rows}) WHERE true
  ON CONFLICT (variant, location) DO UPDATE SET
    quantity = excluded.quantity, reserved = excluded.reserved, rev = excluded.rev,
    updated = excluded.updated`

/** Writes the rows of all shelves in one statement. */
export function saveShelves(tx: CoreApp, shelves: readonly Shelf[]): void {
  if (shelves.length === 0) return
  const rows = shelves.map((shelf) => [
    shelf.id || newId(),
    shelf.variant,
    shelf.location,
    shelf.quantity,
    shelf.reserved,
    shelf.rev,
  ])
  const now = new DateTime().string()
  tx.db()
    .newQuery(SAVE)
    .bind({ now, rows: JSON.stringify(rows) })
    .execute()
}

/** @param size compared without case, like the unique index */
export const findVariant = (tx: CoreApp, product: string, size: string): core.Record | undefined =>
  findRecord(tx, 'variants', 'product = {:product} AND size = {:size} COLLATE NOCASE', {
    product,
    size,
  })

export function makeVariant(tx: CoreApp, product: string, size: string): core.Record {
  const variant = new Record(tx.findCachedCollectionByNameOrId('variants'))
  variant.load({ product, size, barcode: '' })
  tx.save(variant)
  return variant
}

export const findOrMakeVariant = (tx: CoreApp, product: string, size: string): core.Record =>
  findVariant(tx, product, size) || makeVariant(tx, product, size)

/** Id of the default location, used when a request names none. */
export const defaultLocation = (tx: CoreApp): string =>
  tx.findFirstRecordByData('locations', 'is_default', true).id

/** Digits of the time in an id: enough until 2059, when they begin anew. */
const TIME_DIGITS = 8
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/**
 * A new id in PocketBase's format: the time in milliseconds, then chance. Ids of one time stand together in
 * an index, so that few of its pages are written.
 */
export const newId = (): string =>
  Date.now().toString(36).slice(-TIME_DIGITS) +
  $security.pseudorandomStringWithAlphabet(15 - TIME_DIGITS, LETTERS)
