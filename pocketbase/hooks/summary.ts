import {
  isReservation,
  MOVEMENT_TYPES,
  MOVEMENTS,
  type MovementType,
} from '../../src/domain/movement-types.ts'
import { selectText } from './sql.ts'

/** Entries in each list; more would be too long to read aloud. Totals count all. */
const MAX_ENTRIES = 10

const PRODUCT_NAME = `'sku', p.sku, 'name', p.name, 'color', p.color, 'gender', p.gender`

/**
 * SQL for the first rows of a table expression as a list, and the total number of rows.
 * @param entry JSON of one row
 */
const bounded = (name: string, entry: string, order: string): string => `json_object(
  'total', (SELECT count(*) FROM ${name}),
  'items', json((SELECT json_group_array(json(entry)) FROM
    (SELECT ${entry} AS entry FROM ${name} ORDER BY ${order} LIMIT ${MAX_ENTRIES}))))`

/** SQL for the net units of a movement type. Sold units count as positive. */
function unitsOf(type: MovementType): string {
  const { effect, onHand, reserved } = MOVEMENTS[type]
  if (effect === 'pair') return 'iif(is_undo, -moved, moved)'
  if (isReservation(type)) return reserved > 0 ? 'reserved' : '-reserved'
  return onHand === -1 ? '-delta' : 'delta'
}

/** SQL for what is at the location that is asked about, or anywhere. */
const AT = `({:location} = '' OR location = {:location})`

/** Units and amounts of all movements of a type. */
const tradeOf = (
  type: MovementType,
): string => `json((SELECT json_object('units', coalesce(sum(units), 0),
    'value', coalesce(round(sum(value), 2), 0), 'unpriced', coalesce(sum(unpriced), 0))
  FROM trade WHERE type = '${type}'))`

/**
 * One statement, so that all parts are consistent. An undo has the type of the original movement and
 * the opposite sign, and the halves of a transfer add up to 0, so every sum is net. At one location a
 * transfer has one half: what came or went.
 */
const SUMMARY = `
  WITH w AS MATERIALIZED (
    SELECT variant, type, channel, actor, reverses != '' AS is_undo,
      sum(delta) AS delta, sum(reserved_delta) AS reserved,
      sum(iif({:location} = '', max(delta, 0), abs(delta))) AS moved,
      unit_price, count(*) AS movements
    FROM movements WHERE occurred_at >= {:from} AND occurred_at < {:to} AND ${AT}
    GROUP BY variant, type, channel, actor, is_undo, unit_price),
  changes AS MATERIALIZED (
    SELECT * FROM product_changes WHERE created >= {:from} AND created < {:to}),
  types AS (
    SELECT type, sum(movements) AS movements, sum(CASE type
      ${MOVEMENT_TYPES.map((type) => `WHEN '${type}' THEN ${unitsOf(type)}`).join('\n      ')}
      END) AS units
    FROM w GROUP BY type),
  who AS (
    SELECT channel, actor, sum(movements) AS movements, sum(changed) AS changed FROM (
      SELECT channel, actor, movements, 0 AS changed FROM w
      UNION ALL SELECT channel, actor, 0, 1 FROM changes)
    GROUP BY channel, actor),
  trade AS MATERIALIZED (
    SELECT product, type, sum(units) AS units, sum(units * paid) AS value,
      sum(iif(paid > 0, 0, units)) AS unpriced
    FROM (
      SELECT v.product, w.type, w.delta * iif(w.type = 'SALE', -1, 1) AS units,
        iif(w.unit_price > 0, w.unit_price, p.price) AS paid
      FROM w JOIN variants v ON v.id = w.variant JOIN products p ON p.id = v.product
      WHERE w.type IN ('SALE', 'RETURN'))
    GROUP BY product, type),
  sold AS (
    SELECT p.*, t.units, t.value FROM trade t JOIN products p ON p.id = t.product
    WHERE t.type = 'SALE' AND t.units != 0),
  emptied AS (
    SELECT p.sku, p.name, p.color, p.gender, v.size
    FROM (SELECT DISTINCT variant FROM (
      SELECT variant FROM w GROUP BY variant, type HAVING sum(delta) < 0)) went
    JOIN variants v ON v.id = went.variant JOIN products p ON p.id = v.product
    WHERE p.active
      AND (SELECT coalesce(sum(i.quantity), 0) FROM inventory i
        WHERE i.variant = went.variant AND ${AT}) = 0),
  low AS (
    SELECT * FROM (
      SELECT p.sku, p.name, p.color, p.gender, p.reorder_point, (
        SELECT coalesce(sum(i.quantity - i.reserved), 0)
        FROM variants v JOIN inventory i ON i.variant = v.id
        WHERE v.product = p.id AND ${AT}) AS available
      FROM products p WHERE p.active AND p.reorder_point > 0)
    WHERE available <= reorder_point)
  SELECT json_object(
    'movements', (SELECT coalesce(sum(movements), 0) FROM w),
    'types', json((SELECT json_group_array(json_object('type', type, 'movements', movements,
      'units', units)) FROM (SELECT * FROM types ORDER BY type))),
    'sold', ${tradeOf('SALE')},
    'returned', ${tradeOf('RETURN')},
    'who', ${bounded(
      'who',
      `json_object('channel', channel, 'actor', actor, 'movements', movements, 'changes', changed)`,
      'movements + changed DESC, channel, actor',
    )},
    'products', ${bounded(
      'sold p',
      `json_object(${PRODUCT_NAME}, 'units', p.units, 'value', round(p.value, 2))`,
      'p.units DESC, p.value DESC, p.name, p.sku',
    )},
    'out', ${bounded('emptied p', `json_object(${PRODUCT_NAME}, 'size', p.size)`, 'p.name, p.sku, p.size')},
    'low', ${bounded(
      'low p',
      `json_object(${PRODUCT_NAME}, 'available', p.available, 'reorder_point', p.reorder_point)`,
      'p.available * 1.0 / p.reorder_point, p.name, p.sku',
    )},
    'changes', ${bounded(
      'changes c LEFT JOIN products p ON p.id = c.product',
      `json_object('sku', coalesce(p.sku, ''), 'name', coalesce(p.name, ''), 'color', coalesce(p.color, ''),
        'gender', coalesce(p.gender, ''), 'before', json(c.before), 'after', json(c.after),
        'actor', c.actor, 'channel', c.channel, 'created', c.created)`,
      'c.created DESC, c.id',
    )}
  ) AS value`

interface SummaryQuery {
  /** Earliest occurred_at (inclusive), in PocketBase's time format; empty for no limit. */
  readonly from: string
  /** End of the range (exclusive); empty for no limit. */
  readonly to: string
  /** Id of the only one whose stock counts; empty for all. */
  readonly location: string
}

/** Sorts after every time. */
const NEVER = '~'

/** What changed in a given time, and what is out of stock or low now, as JSON. */
export const summaryJson = (app: CoreApp, { from, to, location }: SummaryQuery): string =>
  selectText(app, SUMMARY, { from, to: to || NEVER, location })
