import type { LoggedType } from '../../src/domain/event.ts'
import {
  RECORDED_OF_PRODUCT,
  RECORDED_OF_SIZE,
  type RecordedColumns,
  type SizeColumns,
  type SomeColumns,
} from '../../src/domain/product-fields.ts'
import { noteEvent } from './events.ts'
import type { Author } from './ledger.ts'
import { Refusal } from './refusal.ts'
import { selectText } from './sql.ts'

// The history of product changes: who changed a name, a price or the active state, or taught another name. Like the stock
// ledger, it is append-only.

const READ = {
  text: (product: core.Record, column: string) => product.getString(column),
  money: (product: core.Record, column: string) => product.getFloat(column),
  units: (product: core.Record, column: string) => product.getInt(column),
  flag: (product: core.Record, column: string) => product.getBool(column),
}

type Columns = Readonly<
  Record<string, { readonly column: string; readonly kind: keyof typeof READ }>
>

const readColumns = (record: core.Record, fields: Columns) =>
  Object.fromEntries(
    Object.values(fields).map(({ column, kind }) => [column, READ[kind](record, column)]),
  )

/** What is recorded of a product when it changes. */
export const columnsOf = (product: core.Record) =>
  readColumns(product, RECORDED_OF_PRODUCT) as unknown as RecordedColumns

/** What is recorded of a size when it changes. */
export const columnsOfSize = (variant: core.Record) =>
  readColumns(variant, RECORDED_OF_SIZE) as unknown as SizeColumns

/** The fields that differ, with old and new values; null when none does. */
function differences(before: SomeColumns, after: SomeColumns) {
  const names = Object.keys(after) as (keyof SomeColumns)[]
  const changed = names.filter((name) => before[name] !== after[name])
  if (changed.length === 0) return null
  const only = (fields: SomeColumns) =>
    Object.fromEntries(changed.map((name) => [name, fields[name]]))
  return { before: only(before), after: only(after) }
}

/**
 * Records a change of a product.
 * @param product its new state
 * @param before null for a new product
 * @param more `reverses`: id of the change that this one undoes; `created`: when, default: now
 * @returns null when nothing changed
 */
export function recordChange(
  tx: CoreApp,
  author: Author,
  product: core.Record,
  before: RecordedColumns | null,
  more: { readonly reverses?: string; readonly created?: string } = {},
): core.Record | null {
  const now = columnsOf(product)
  const difference = before ? differences(before, now) : { before: null, after: now }
  return difference && write(tx, author, { product: product.id, ...difference, ...more })
}

/**
 * Records a change of one size.
 * @param variant its new state
 * @returns null when nothing changed
 */
export function recordSizeChange(
  tx: CoreApp,
  author: Author,
  variant: core.Record,
  before: SizeColumns,
): core.Record | null {
  const difference = differences(before, columnsOfSize(variant))
  const [product, size] = [variant.getString('product'), variant.getString('size')]
  return difference && write(tx, author, { product, size, ...difference })
}

interface Change {
  /** Id. */
  readonly product: string
  /** Empty for the product itself. */
  readonly size?: string
  /** null for a new product. */
  readonly before: SomeColumns | null
  readonly after: SomeColumns
  readonly reverses?: string
  readonly created?: string
}

function write(tx: CoreApp, author: Author, { created = '', ...row }: Change): core.Record {
  const change = new Record(tx.findCachedCollectionByNameOrId('product_changes'))
  change.load({
    ...row,
    actor: author.actor,
    channel: author.channel,
    conversation: author.conversation || '',
    idempotency_key: author.idempotency_key || '',
    request_hash: author.request_hash || '',
  })
  if (created) change.setRaw('created', new DateTime(created))
  tx.save(change)
  const { product, size = '', before, after } = row
  noteEvent(tx, author, { type: typeOf(before, after), product, size, change: change.id })
  return change
}

function typeOf(before: SomeColumns | null, after: SomeColumns): LoggedType {
  if (!before) return 'product.created'
  return after.active === false ? 'product.archived' : 'product.updated'
}

/**
 * The change that was made under the same idempotency key, if any.
 * @throws Refusal request-id-reused
 */
export function findChange(tx: CoreApp, author: Author): core.Record | null {
  const { actor, idempotency_key: key, request_hash: hash } = author
  if (!key) return null
  // SQLite uses the partial index only when the query repeats its condition.
  const filter = "idempotency_key != '' && actor = {:actor} && idempotency_key = {:key}"
  const [found] = tx.findRecordsByFilter('product_changes', filter, '', 1, 0, { actor, key })
  if (!found) return null
  if (found.getString('request_hash') !== hash) throw new Refusal('request-id-reused', {})
  return found
}

const NEWEST = `
  SELECT coalesce((
    SELECT c.id FROM product_changes c
    WHERE c.actor = {:actor} AND ({:everywhere} OR c.conversation = {:conversation})
      AND c.created >= {:since} AND c.reverses = ''
      AND NOT EXISTS (SELECT 1 FROM product_changes r WHERE r.reverses != '' AND r.reverses = c.id)
      AND (coalesce(c.before, 'null') != 'null'
        OR EXISTS (SELECT 1 FROM products p WHERE p.id = c.product AND p.active))
    ORDER BY c.created DESC, c.rowid DESC LIMIT 1), '') AS value`

/**
 * The newest change since a given time that is in effect, if any. Passes over undos, what was undone, and
 * new products that are archived or gone.
 * @param scope whose; `everywhere` for all conversations of the actor
 */
export function newestChange(
  tx: CoreApp,
  scope: Pick<Author, 'actor' | 'conversation'> & { readonly everywhere?: boolean },
  since: string,
): core.Record | null {
  const { actor, conversation = '', everywhere = false } = scope
  const id = selectText(tx, NEWEST, { actor, conversation, everywhere, since })
  return id ? tx.findRecordById('product_changes', id) : null
}

/** A change as plain values. */
export const describeChange = (change: core.Record) => ({
  size: change.getString('size'),
  before: JSON.parse(change.getString('before') || 'null'),
  after: JSON.parse(change.getString('after') || '{}'),
})
