import { type MovementType, TRADE } from '../../src/domain/movement-types.ts'
import { selectNumber, selectText } from './sql.ts'
import { isFirst, UNDONE_OF_ALL, UNDONE_OF_FEW, UNITS } from './undone.ts'

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

/** SQL for what is at the location that is asked about, or anywhere. */
const at = (row: string): string => `({:location} = '' OR ${row}.location = {:location})`

/** SQL: the movements of the time and the place that are asked about. */
const ASKED = `m.occurred_at >= {:from} AND m.occurred_at < {:to} AND ${at('m')}`

/** Units and amounts of all movements of a type. */
const tradeOf = (
  type: MovementType,
): string => `json((SELECT json_object('units', coalesce(sum(units), 0),
    'value', coalesce(round(sum(value), 2), 0), 'unpriced', coalesce(sum(unpriced), 0))
  FROM trade WHERE type = '${type}'))`

/** One statement, so that all parts are consistent. Units are net, see undone.ts. */
const summarySql = (undone: string): string => `
  WITH w AS MATERIALIZED (
    SELECT variant, type, channel, actor, unit_price, sum(delta) AS delta, sum(units) AS units,
      sum(movements) AS movements, sum(undos) AS undos, sum(standing) AS standing
    FROM (
      SELECT m.variant, m.type, m.channel, m.actor, m.unit_price, m.delta,
        iif(m.reverses = '', ${UNITS}, 0) AS units, 1 AS movements, m.reverses != '' AS undos,
        m.reverses = '' AS standing
      FROM movements m WHERE ${ASKED} AND NOT ${isFirst('m')}
      UNION ALL
      SELECT m.variant, m.type, m.channel, m.actor, m.unit_price, 0, -${UNITS}, 0, 0, -1
      FROM ${undone} WHERE ${ASKED} AND NOT ${isFirst('m')})
    GROUP BY variant, type, channel, actor, unit_price),
  first AS (
    SELECT count(*) AS movements, coalesce(sum(m.delta), 0) AS units
    FROM movements m WHERE ${ASKED} AND ${isFirst('m')}),
  changes AS MATERIALIZED (
    SELECT * FROM product_changes c
    WHERE created >= {:from} AND created < {:to} AND NOT ${isFirst('c')}
      -- A product is at no location alone.
      AND {:location} = ''),
  types AS (
    SELECT type, sum(movements - undos) AS movements, sum(standing) AS standing,
      sum(units) AS units
    FROM w GROUP BY type HAVING sum(movements - undos) > 0),
  who AS (
    SELECT channel, actor, sum(movements) AS movements, sum(changed) AS changed FROM (
      SELECT channel, actor, movements, 0 AS changed FROM w
      UNION ALL SELECT channel, actor, 0, 1 FROM changes)
    GROUP BY channel, actor HAVING sum(movements + changed) > 0),
  trade AS MATERIALIZED (
    SELECT product, type, sum(units) AS units, sum(units * paid) AS value,
      sum(iif(paid > 0, 0, units)) AS unpriced
    FROM (
      SELECT v.product, w.type, w.units,
        iif(w.unit_price > 0, w.unit_price, p.price) AS paid
      FROM w JOIN variants v ON v.id = w.variant JOIN products p ON p.id = v.product
      WHERE w.type IN (${TRADE.map((type) => `'${type}'`).join(', ')}))
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
        WHERE i.variant = went.variant AND ${at('i')}) = 0),
  low AS (
    SELECT * FROM (
      SELECT p.sku, p.name, p.color, p.gender, p.reorder_point, (
        SELECT coalesce(sum(i.quantity - i.reserved), 0)
        FROM variants v JOIN inventory i ON i.variant = v.id
        WHERE v.product = p.id AND ${at('i')}) AS available
      FROM products p WHERE p.active AND p.reorder_point > 0
        -- A place is not short of what it never had.
        AND EXISTS (SELECT 1 FROM variants v JOIN inventory i ON i.variant = v.id
          WHERE v.product = p.id AND ${at('i')}))
    WHERE available <= reorder_point)
  SELECT json_object(
    'movements', (SELECT coalesce(sum(movements), 0) FROM w),
    'undos', (SELECT coalesce(sum(undos), 0) FROM w),
    'begins', coalesce((SELECT occurred_at FROM movements ORDER BY seq LIMIT 1), ''),
    'first_import', json((SELECT iif(movements > 0,
      json_object('movements', movements, 'units', units), 'null') FROM first)),
    'types', json((SELECT json_group_array(json_object('type', type, 'movements', movements,
      'standing', standing, 'units', units)) FROM (SELECT * FROM types ORDER BY type))),
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
        'gender', coalesce(p.gender, ''), 'size', c.size, 'before', json(c.before), 'after', json(c.after),
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

/** Movements that are added up in good time, also while much else is to do. */
const MOST = 250_000

const COUNT = `
  SELECT CAST(count(*) AS TEXT) AS value FROM (
    SELECT 1 FROM movements WHERE occurred_at >= {:from} AND occurred_at < {:to} LIMIT ${MOST + 1})`

/** What changed in a given time, and what is out of stock or low now, as JSON; null for too much. */
export function summaryJson(app: CoreApp, { from, to, location }: SummaryQuery): string {
  const time = { from, to: to || NEVER }
  if (selectNumber(app, COUNT, time) > MOST) return 'null'
  const sql = summarySql(from === '' ? UNDONE_OF_ALL : UNDONE_OF_FEW)
  return selectText(app, sql, { ...time, location })
}
