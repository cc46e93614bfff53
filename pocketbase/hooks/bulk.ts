import { BULK_FIELDS, PRODUCT_FIELDS } from '../../src/domain/product-fields.ts'
import type { Answer } from './answer.ts'
import type { Author } from './ledger.ts'
import { Refusal } from './refusal.ts'
import { newId } from './shelves.ts'
import { type Params, secondsAgo, selectText } from './sql.ts'

// Changes of many products at once, as SQL rows: saving each as a record would take ten times as long.

interface ProductsEdit extends Author {
  /** JSON that only SQLite reads: for each product its id, and columns before and after. */
  readonly changes: string
}

const FIELDS = BULK_FIELDS.map((field) => PRODUCT_FIELDS[field])

const CHANGES = `json_each({:changes}) c`

/** Half a cent, and less than any unit: numbers lose their last digits on the way through JSON. */
const SAME = 0.005

const OTHERWISE = FIELDS.map(({ column, kind }) => {
  const before = `coalesce(c.value -> 'before' ->> '${column}', p.${column})`
  return kind === 'text' ? `p.${column} != ${before}` : `abs(p.${column} - ${before}) > ${SAME}`
})

const OUTDATED = `
  SELECT coalesce((SELECT c.value ->> 'product'
    FROM ${CHANGES} LEFT JOIN products p ON p.id = c.value ->> 'product'
    WHERE p.id IS NULL OR ${OTHERWISE.join(' OR ')} LIMIT 1), '') AS value`

const UPDATE = `
  UPDATE products SET updated = {:now}, ${FIELDS.map(
    ({ column }) => `${column} = coalesce(c.value -> 'after' ->> '${column}', ${column})`,
  ).join(', ')}
  FROM ${CHANGES} WHERE products.id = c.value ->> 'product'`

const RECORD = `
  INSERT INTO product_changes
    (id, product, before, after, actor, channel, conversation, batch, idempotency_key, request_hash, created)
  SELECT substr(lower(hex(randomblob(8))), 1, 15), c.value ->> 'product', c.value -> 'before', c.value -> 'after',
    {:actor}, {:channel}, {:conversation}, {:batch}, iif(c.key = 0, {:key}, ''), iif(c.key = 0, {:hash}, ''), {:now}
  FROM ${CHANGES}`

// An event for each, in the order of the changes.
const TELL = `
  INSERT INTO event_log (id, number, after_seq, type, product, change, data, actor, channel, created)
  SELECT substr(lower(hex(randomblob(8))), 1, 15),
    (SELECT coalesce(max(number), 0) FROM event_log) + row_number() OVER (ORDER BY rowid),
    (SELECT coalesce(max(seq), 0) FROM movements), 'product.updated', product, id, '{}', actor, channel, {:now}
  FROM product_changes WHERE batch = {:batch} AND batch != ''`

/**
 * Changes many products and records each change, all under one batch. Runs inside a transaction.
 * @returns 201 with the batch, or 200 with that of the first call under the same key
 * @throws Refusal report-outdated when a product is not as it is said to have been
 */
export function updateProducts(tx: CoreApp, wish: ProductsEdit): Answer {
  const first = batchUnder(tx, wish)
  if (first !== '') return { status: 200, body: { replayed: true, batch: first } }
  const { changes } = wish
  const product = selectText(tx, OUTDATED, { changes })
  if (product !== '') throw new Refusal('report-outdated', { product })
  const batch = newId()
  const now = secondsAgo(0)
  const { actor, channel, conversation = '' } = wish
  const { idempotency_key: key = '', request_hash: hash = '' } = wish
  const author = { actor, channel, conversation, key, hash }
  execute(tx, UPDATE, { changes, now })
  execute(tx, RECORD, { changes, now, batch, ...author })
  execute(tx, TELL, { batch, now })
  tellListeners(tx, changes)
  return { status: 201, body: { replayed: false, batch } }
}

function execute(tx: CoreApp, sql: string, params: Params): void {
  tx.db().newQuery(sql).bind(params).execute()
}

/** Whoever listens to PocketBase reads the whole catalogue again when it hears of one product. */
function tellListeners(tx: CoreApp, changes: string): void {
  const product = selectText(tx, `SELECT {:changes} ->> '$[0].product' AS value`, { changes })
  tx.save(tx.findRecordById('products', product))
}

const UNDER_KEY = `idempotency_key != '' AND actor = {:actor} AND idempotency_key = {:idempotency_key}`

const BATCH = `SELECT coalesce((SELECT batch FROM product_changes WHERE ${UNDER_KEY}), '') AS value`

const batchUnder = (
  tx: CoreApp,
  { actor, idempotency_key = '' }: Pick<Author, 'actor' | 'idempotency_key'>,
): string => selectText(tx, BATCH, { actor, idempotency_key })

interface ChangesQuery {
  readonly batch: string
  readonly actor: string
  readonly idempotency_key: string
  /** In PocketBase's time format. */
  readonly since: string
}

/** Of those since a moment, more help nobody. */
const MOST_SINCE = 1_000

const changesWhere = (condition: string): string => `
  SELECT json_group_array(json(change)) AS value FROM (
    SELECT json_object('product', product, 'size', size, 'before', json(before), 'after', json(after),
      'batch', batch, 'actor', actor) AS change
    FROM product_changes WHERE ${condition})`

const OF_BATCH = changesWhere(`batch != '' AND batch = {:batch} ORDER BY id`)
const SINCE = changesWhere(`created >= {:since} ORDER BY created DESC, id LIMIT ${MOST_SINCE}`)

/** Changes that were made together, by their batch or their key, or since a moment; as JSON. */
export function changesJson(app: CoreApp, { since, ...query }: ChangesQuery): string {
  if (since !== '') return selectText(app, SINCE, { since })
  const batch = query.batch || batchUnder(app, query)
  return selectText(app, OF_BATCH, { batch })
}
