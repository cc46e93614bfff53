import type { By } from '../../src/domain/person.ts'
import type { Answer } from './answer.ts'
import { audit } from './audit.ts'
import { noteEvent } from './events.ts'
import { Refusal } from './refusal.ts'
import { type Params, secondsAgo, selectJson, selectText } from './sql.ts'

// Sales of before the ledger. They tell what sells, and move no stock. A large file is written and removed
// in steps, each a transaction of its own, so that those who sell meanwhile need not wait for all of it.

interface OfFile {
  readonly by: By
  /** SHA-256 of the file. */
  readonly source: string
}

interface SomeSales extends OfFile {
  /**
   * JSON text of `[line, product, variant, day, units, unit_price]`, each of another line; variant '' and
   * unit_price 0 where they are unknown. SQLite reads it, which is faster than to do it here.
   */
  readonly rows: string
  /** Of the last step: how many the steps before have written. */
  readonly before?: number
}

const INSERT = `
  INSERT INTO past_sales (product, variant, day, units, unit_price, source, line, actor, created)
  SELECT products.id, coalesce(variants.id, ''), row.value ->> 3, row.value ->> 4, row.value ->> 5,
    {:source}, row.value ->> 0, {:actor}, {:now}
  FROM json_each({:rows}) AS row
    JOIN products ON products.id = row.value ->> 1
    LEFT JOIN variants ON variants.id = row.value ->> 2 AND variants.product = products.id
  WHERE row.value ->> 2 = '' OR variants.id IS NOT NULL
  ON CONFLICT DO NOTHING`

/**
 * Writes sales of a file, each line of it once, and tells of the file with the last step. What is about a
 * product or a size that is gone is left out. Runs inside a transaction.
 * @returns 201 with how many were written
 */
export function writePastSales(tx: CoreApp, { by, source, rows, before }: SomeSales): Answer {
  if (!isKnown(tx, source)) audit(tx, by, 'past-sales-imported', source)
  const params = { source, rows, actor: by.actor, now: secondsAgo(0) }
  const written = execute(tx, INSERT, params)
  if (before !== undefined && before + written > 0) {
    const file = selectJson<{ rows: number; units: number }>(tx, TOTAL, { source })
    noteEvent(
      tx,
      { actor: by.actor, channel: 'import' },
      { type: 'import.done', data: { kind: 'sales', ...file } },
    )
  }
  return { status: 201, body: { rows: written } }
}

const TOTAL = `
  SELECT json_object('rows', count(*), 'units', coalesce(sum(units), 0)) AS value FROM past_sales
  WHERE source = {:source}`

const DELETE = `
  DELETE FROM past_sales WHERE rowid IN (
    SELECT rowid FROM past_sales WHERE source = {:source} LIMIT {:limit})`

/**
 * Removes sales of a file. Runs inside a transaction.
 * @returns 201 with how many were removed, and whether none is left
 * @throws Refusal past-sales-not-found where there are none
 */
export function removePastSales(
  tx: CoreApp,
  { by, source, limit }: OfFile & { readonly limit: number },
): Answer {
  if (!isKnown(tx, source)) throw new Refusal('past-sales-not-found', {})
  const rows = execute(tx, DELETE, { source, limit })
  const isDone = !isKnown(tx, source)
  if (isDone) audit(tx, by, 'past-sales-removed', source)
  return { status: 201, body: { rows, is_done: isDone } }
}

const MOVE = `
  INSERT OR REPLACE INTO past_sales (product, variant, day, units, unit_price, source, line, actor, created)
  SELECT product, {:to}, day, units, unit_price, source, line, actor, created FROM past_sales
  WHERE variant = {:from}`

/**
 * Past sales of a variant are those of another one from now on. A new row takes the place of each, so that
 * whoever holds them in memory sees another state.
 * @param to empty where only the product is known from now on
 */
export function movePastSales(tx: CoreApp, from: string, to: string): void {
  execute(tx, MOVE, { from, to })
}

const IS_KNOWN = 'SELECT EXISTS (SELECT 1 FROM past_sales WHERE source = {:source}) AS value'

const isKnown = (app: CoreApp, source: string): boolean =>
  selectJson<number>(app, IS_KNOWN, { source }) === 1

const execute = (tx: CoreApp, sql: string, params: Params): number =>
  tx.db().newQuery(sql).bind(params).execute().rowsAffected()

const SAME = `
  SELECT json_object('files', json_group_array(json_object('source', source, 'rows', rows))) AS value
  FROM (
    SELECT past_sales.source, count(DISTINCT row.key) AS rows
    FROM json_each({:rows}) AS row JOIN past_sales ON past_sales.product = row.value ->> 1
      AND past_sales.variant = row.value ->> 2 AND past_sales.day = row.value ->> 3
      AND past_sales.units = row.value ->> 4 AND past_sales.unit_price = row.value ->> 5
    WHERE past_sales.source != {:source} GROUP BY past_sales.source)`

/** How many sales of a file are in others too: the same thing and units, on the same day, at the same price. */
export const sameSalesJson = (
  app: CoreApp,
  { source, rows }: Omit<SomeSales, 'by' | 'before'>,
): string => selectText(app, SAME, { source, rows })

const PAGE = `
  SELECT json_object('rows', json_group_array(
    json_array(rowid, product, variant, day, units, unit_price))) AS value
  FROM (SELECT rowid, * FROM past_sales WHERE rowid > {:after} ORDER BY rowid LIMIT {:limit})`

/**
 * Past sales in the order in which they were written, as JSON.
 * @param after number of the last row of the page before; 0 for the first page
 */
export const pastSalesJson = (app: CoreApp, after: number, limit: number): string =>
  selectText(app, PAGE, { after, limit })

// Rows are never changed, and a new one has a new id: with the number of rows it tells each state.
const STATE = `
  SELECT json_object(
    'count', (SELECT count(*) FROM past_sales),
    'last', coalesce((SELECT id FROM past_sales ORDER BY rowid DESC LIMIT 1), ''),
    'ledger_began', (SELECT created FROM movements ORDER BY seq LIMIT 1)) AS value`

/** What tells one state of the past sales from another, and when the first movement was written, as JSON. */
export const pastSalesStateJson = (app: CoreApp): string => selectText(app, STATE)

const FILES = `
  SELECT json_object('files', json_group_array(json_object(
    'source', source, 'rows', rows, 'units', units, 'first_day', first_day, 'last_day', last_day,
    'actor', actor, 'created', created))) AS value
  FROM (
    SELECT source, count(*) AS rows, sum(units) AS units, min(day) AS first_day, max(day) AS last_day,
      actor, min(created) AS created
    FROM past_sales GROUP BY source ORDER BY created DESC, source)`

/** The files of which there are past sales, the newest first, as JSON. */
export const salesFilesJson = (app: CoreApp): string => selectText(app, FILES)
