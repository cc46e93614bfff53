import type { NamedMovement } from './movements.ts'
import { type Params, selectJson, selectText } from './sql.ts'
import { STANDS } from './undone.ts'

// What is on order. What arrived of a line is the sum of the deliveries in the ledger that name it and
// stand: so an undo of a delivery opens the order again by itself.

/**
 * SQL: the lines of orders, with what arrived of each and what is still expected. The plus keeps SQLite from
 * looking through all that was ever added.
 */
const LINES = `(
  SELECT id, \`order\`, line, variant, location, quantity, unit_cost, expected_at, received,
    iif(cancelled_at = '', max(quantity - received, 0), 0) AS outstanding
  FROM (
    SELECT l.*, o.cancelled_at, o.expected_at, coalesce((
      SELECT sum(m.quantity) FROM movements m
      WHERE m.order_line != '' AND m.order_line = l.id AND +m.type = 'ADD_STOCK' AND ${STANDS}), 0)
      AS received
    FROM order_lines l JOIN orders o ON o.id = l.\`order\`))`

/** SQL: the units on order of each variant at each location, by the day that they are expected. */
export const ON_ORDER = `
  SELECT json_group_array(json_array(variant, location, units, expected_at)) AS value
  FROM (
    SELECT variant, location, expected_at, sum(outstanding) AS units FROM ${LINES}
    WHERE outstanding > 0 GROUP BY variant, location, expected_at)`

export interface OrderLine {
  readonly id: string
  readonly variant: string
  readonly location: string
  readonly quantity: number
  /** Units of its deliveries that were not undone. */
  readonly received: number
  /** Units that are still expected. */
  readonly outstanding: number
}

/** An order in the format that the API reads. */
export interface Order {
  readonly id: string
  readonly number: string
  readonly cancelled_at: string
  readonly lines: readonly OrderLine[]
}

const select = (condition: string): string => `
  SELECT json_group_array(json_object(
    'id', o.id, 'number', o.number, 'supplier', o.supplier, 'expected_at', o.expected_at,
    'note', o.note, 'cancelled_at', o.cancelled_at, 'actor', o.actor, 'channel', o.channel,
    'client', o.client, 'created', o.created, 'lines', json((
      SELECT json_group_array(json_object(
        'id', l.id, 'line', l.line, 'variant', l.variant, 'product', v.product, 'size', v.size,
        'location', l.location, 'quantity', l.quantity, 'received', l.received,
        'outstanding', l.outstanding, 'unit_cost', l.unit_cost) ORDER BY l.line, l.id)
      FROM ${LINES} l JOIN variants v ON v.id = l.variant WHERE l.\`order\` = o.id)))) AS value
  FROM orders o WHERE ${condition}`

const NAMED = '(o.id = {:order} OR o.number = {:order} COLLATE NOCASE)'
const OPEN = `o.cancelled_at = ''
  AND EXISTS (SELECT 1 FROM ${LINES} l WHERE l.\`order\` = o.id AND l.outstanding > 0)`

interface OrderQuery {
  /** Only orders of which something is expected. */
  readonly open: boolean
  /** Id or number of the only one; empty for all. */
  readonly order: string
}

/** Orders with their lines, in no order. @returns JSON */
export function ordersJson(app: CoreApp, { open, order }: OrderQuery): string {
  const conditions = [open ? OPEN : 'true', order ? NAMED : 'true'].join(' AND ')
  return selectText(app, select(conditions), order ? { order } : {})
}

/** The only order that fits, if any. */
function findOne(tx: CoreApp, condition: string, params: Params): Order | undefined {
  const [found] = selectJson<Order[]>(tx, select(condition), params)
  return found
}

/** @param order id or number */
export const findOrder = (tx: CoreApp, order: string): Order | undefined =>
  findOne(tx, NAMED, { order })

/** The order that was made under an idempotency key. */
export const findOrderUnder = (tx: CoreApp, actor: string, key: string): Order | undefined =>
  // SQLite uses the partial index only if the query repeats its condition.
  findOne(tx, "o.idempotency_key != '' AND o.actor = {:actor} AND o.idempotency_key = {:key}", {
    actor,
    key,
  })

const IDS_OF = `
  SELECT json_group_array(DISTINCT \`order\`) AS value FROM order_lines
  WHERE id IN (SELECT value FROM json_each({:lines}))`

/**
 * Saves the orders that movements are deliveries of, so that PocketBase tells its listeners: what is
 * on order changes with them.
 */
export function tellOrdersOf(
  tx: CoreApp,
  movements: readonly Pick<NamedMovement, 'order_line'>[],
): void {
  const lines = movements.map(({ order_line }) => order_line).filter(Boolean)
  if (lines.length === 0) return
  const ids = selectJson<string[]>(tx, IDS_OF, { lines: JSON.stringify(lines) })
  for (const order of tx.findRecordsByIds('orders', ids)) if (order) tx.save(order)
}

/** Orders of a variant are orders of another one from now on. */
export function moveOrderLines(tx: CoreApp, from: string, to: string): void {
  const sql = 'UPDATE order_lines SET variant = {:to} WHERE variant = {:from}'
  tx.db().newQuery(sql).bind({ from, to }).execute()
}
