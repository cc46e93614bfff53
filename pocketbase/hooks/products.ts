import {
  type ProductColumns,
  RECORDED_OF_SIZE,
  type SizeColumns,
} from '../../src/domain/product-fields.ts'
import { requireFreeBarcode } from './aliases.ts'
import type { Answer } from './answer.ts'
import { refuseUnusual } from './guards.ts'
import { type Author, inLedger } from './ledger.ts'
import { describe, type NamedMovement } from './movements.ts'
import {
  columnsOf,
  columnsOfSize,
  describeChange,
  findChange,
  recordChange,
  recordSizeChange,
} from './product-changes.ts'
import { Refusal } from './refusal.ts'
import { findRepeated } from './request-keys.ts'
import { defaultLocation, findOrMakeVariant, type Level } from './shelves.ts'
import { findRecord, selectJson } from './sql.ts'

/** A product that does not exist yet, with its sizes. */
interface NewProduct extends Author {
  readonly sku: string
  readonly fields: Omit<ProductColumns, 'active'>
  /** Without duplicates. */
  readonly sizes: readonly string[]
  /** Initial units of each size; 0 for none. */
  readonly quantity: number
  /** Id of their location; default: the default location. */
  readonly location?: string
  readonly refuse_unusual?: boolean
}

interface ProductEdit extends Author {
  /** Id. */
  readonly product: string
  /** Id of the only size that changes; it has a reorder point and a barcode of its own. */
  readonly variant?: string
  readonly fields: Partial<ProductColumns & SizeColumns>
}

/**
 * Creates a product with its sizes and their initial stock. Runs inside a transaction.
 * @returns 201 with the product, or 200 with the earlier result of the same key
 * @throws Refusal product-exists, sku-taken or unusual-quantity, request-id-reused
 */
export function createProduct(tx: CoreApp, wish: NewProduct): Answer {
  const before = findDone(tx, wish)
  if (before) return before
  const product = new Record(tx.findCachedCollectionByNameOrId('products'))
  product.load({ ...wish.fields, sku: wish.sku, active: true })
  requireNewName(tx, product)
  const taken = findRecord(tx, 'products', 'sku = {:sku} COLLATE NOCASE', { sku: wish.sku })
  if (taken) throw new Refusal('sku-taken', { product: taken.id })
  tx.save(product)
  const change = recordChange(tx, wish, product, null)
  const movements = stockSizes(tx, wish, product)
  return answerWith(tx, { status: 201, change, product, movements })
}

/** @returns the first movements of the product */
function stockSizes(tx: CoreApp, wish: NewProduct, product: core.Record): NamedMovement[] {
  const { quantity } = wish
  const location = wish.location || defaultLocation(tx)
  const variants = wish.sizes.map((size) => findOrMakeVariant(tx, product.id, size).id)
  if (quantity === 0) return []
  const lines = variants.map((variant, line) => ({
    line,
    variant,
    location,
    type: 'ADD_STOCK' as const,
    quantity,
    reason: 'initial stock',
  }))
  if (wish.refuse_unusual) refuseUnusual(tx, lines)
  return inLedger(tx, (ledger) => {
    ledger.load(lines)
    const request = ledger.of(wish)
    const effect = { quantity, delta: quantity, reserved_delta: 0 }
    return lines.map((line) => request.write(ledger.shelf(line.variant, location), line, effect))
  })
}

/**
 * Changes fields of a product, never its stock. A product with stock cannot be archived: no list would
 * show its units. Runs inside a transaction.
 * @returns 201 with what changed; 200 when there was nothing to do, or with the earlier result of the
 *   same key
 * @throws Refusal product-exists or product-in-stock, request-id-reused
 */
export function updateProduct(tx: CoreApp, wish: ProductEdit): Answer {
  const done = findDone(tx, wish)
  if (done) return done
  const product = tx.findRecordById('products', wish.product)
  if (wish.variant) return updateSize(tx, wish, product, wish.variant)
  const before = columnsOf(product)
  for (const [name, value] of Object.entries(wish.fields)) product.set(name, value)
  const after = columnsOf(product)
  if (before.active && !after.active) requireEmpty(tx, product.id)
  const renamed =
    before.name !== after.name || before.color !== after.color || before.gender !== after.gender
  if (renamed || (after.active && !before.active)) requireNewName(tx, product)
  const change = recordChange(tx, wish, product, before)
  if (change) tx.save(product)
  return answerWith(tx, { status: change ? 201 : 200, change, product, movements: [] })
}

/** @throws Refusal product-not-found when the size is gone, name-taken for a barcode that is another one's */
function updateSize(tx: CoreApp, wish: ProductEdit, product: core.Record, id: string): Answer {
  const [variant] = tx.findRecordsByIds('variants', [id])
  if (!variant) throw new Refusal('product-not-found', { variant: id })
  const before = columnsOfSize(variant)
  const { fields } = wish
  for (const { column } of Object.values(RECORDED_OF_SIZE)) {
    if (fields[column] !== undefined) variant.set(column, fields[column])
  }
  if (fields.barcode) requireFreeBarcode(tx, variant, fields.barcode)
  const change = recordSizeChange(tx, wish, variant, before)
  if (change) tx.save(variant)
  return answerWith(tx, { status: change ? 201 : 200, change, product, movements: [] })
}

/**
 * The earlier result under the same idempotency key, as an answer.
 * @throws Refusal request-id-reused, also when the key moved stock
 */
function findDone(tx: CoreApp, author: Author): Answer | null {
  const movements = findRepeated(tx, author) || []
  const change = findChange(tx, author)
  if (!change) return null
  const product = tx.findRecordById('products', change.getString('product'))
  return answerWith(tx, { status: 200, replayed: true, change, product, movements })
}

/**
 * Looks up an idempotency key without writing anything.
 * @throws Refusal request-id-reused
 */
export const lookUpChange = (tx: CoreApp, author: Author): Answer =>
  findDone(tx, author) || { status: 200, body: {} }

interface Done {
  readonly status: number
  readonly replayed?: boolean
  readonly change: core.Record | null
  readonly product: core.Record
  readonly movements: readonly NamedMovement[]
}

const UNCHANGED = { size: '', before: {}, after: {} }

function answerWith(tx: CoreApp, done: Done): Answer {
  const { status, replayed = false, change, product, movements } = done
  const { size, before, after } = change ? describeChange(change) : UNCHANGED
  const filter = 'product = {:id}'
  const variants = tx.findRecordsByFilter('variants', filter, '', 0, 0, { id: product.id })
  return {
    status,
    body: {
      replayed,
      size,
      before,
      after,
      product: {
        ...columnsOf(product),
        id: product.id,
        sku: product.getString('sku'),
        photo: product.getString('photo'),
      },
      sizes: variants.map((variant) => variant?.getString('size')),
      movements: movements.map(describe),
    },
  }
}

/**
 * Refuses a second product with the same name: people would confuse the two.
 * @throws Refusal product-exists
 */
function requireNewName(tx: CoreApp, product: core.Record): void {
  const { name, color, gender } = columnsOf(product)
  const sameName = `name = {:name} COLLATE NOCASE AND color = {:color} COLLATE NOCASE
    AND gender = {:gender} COLLATE NOCASE AND id != {:id}`
  const twin = findRecord(tx, 'products', sameName, { name, color, gender, id: product.id })
  if (twin) throw new Refusal('product-exists', { product: twin.id })
}

const UNITS = `
  SELECT json_object('quantity', coalesce(sum(quantity), 0), 'reserved', coalesce(sum(reserved), 0))
    AS value
  FROM inventory WHERE variant IN (SELECT id FROM variants WHERE product = {:product})`

/** The units of a product over all locations. */
export const unitsOf = (tx: CoreApp, product: string): Level => selectJson(tx, UNITS, { product })

/** @throws Refusal product-in-stock */
function requireEmpty(tx: CoreApp, product: string): void {
  const units = unitsOf(tx, product)
  if (units.quantity > 0 || units.reserved > 0) {
    throw new Refusal('product-in-stock', { product, ...units })
  }
}
