// How events are read out of the database: by indexes, however long the ledger is.

/** SQL: the level of the shelf of `x` that its last movement left it at. */
const available = (x: string) => `${x}.quantity_after - ${x}.reserved_after`

/** SQL: units available on shelves of `shelves` (variant, location) when a movement `m` was made. */
const availableOn = (shelves: string) => `(
  SELECT coalesce(sum(${available('y')}), 0) FROM (${shelves}) s JOIN movements y ON y.seq = (
    SELECT max(z.seq) FROM movements z
    WHERE z.variant = s.variant AND z.location = s.location AND z.seq <= m.seq))`

const OTHER_SHELVES =
  'SELECT m.variant AS variant, l.id AS location FROM locations l WHERE l.id != m.location'

const SHELVES_OF_PRODUCT =
  'SELECT w.id AS variant, l.id AS location FROM variants w JOIN locations l WHERE w.product = v.product'

const SHELVES_OF_PRODUCT_HERE =
  'SELECT w.id AS variant, m.location AS location FROM variants w WHERE w.product = v.product'

/** SQL: the reorder point that was in force when a movement `m` was made: later changes tell what was before them. */
const reorderPointThen = (now: string, size: string) => `coalesce((
  SELECT json_extract(c.before, '$.reorder_point') FROM product_changes c
  WHERE c.product = v.product AND c.size = ${size} AND c.created > m.created
    AND json_extract(c.before, '$.reorder_point') IS NOT NULL
  ORDER BY c.created LIMIT 1), ${now})`

const MOVEMENTS = `
  SELECT json_group_array(json(movement)) FROM (
    SELECT json_object(
      'seq', m.seq, 'id', m.id, 'type', m.type, 'product', coalesce(v.product, ''),
      'sku', coalesce(p.sku, ''), 'name', coalesce(p.name, ''), 'color', coalesce(p.color, ''),
      'gender', coalesce(p.gender, ''), 'size', coalesce(v.size, ''), 'variant', m.variant,
      'location', m.location, 'location_name', coalesce(l.name, ''), 'quantity', m.quantity,
      'delta', m.delta, 'reserved_delta', m.reserved_delta, 'quantity_after', m.quantity_after,
      'reserved_after', m.reserved_after, 'reason', m.reason, 'reference', m.reference,
      'unit_price', m.unit_price, 'unit_cost', m.unit_cost, 'actor', m.actor, 'channel', m.channel,
      'client', m.client, 'reverses', m.reverses, 'linked', m.linked, 'occurred_at', m.occurred_at,
      'created', m.created,
      'is_first', json(iif(EXISTS (
        SELECT 1 FROM locations x CROSS JOIN movements f
        WHERE f.variant = m.variant AND f.location = x.id AND f.seq < m.seq), 'false', 'true')),
      'is_first_here', json(iif(EXISTS (
        SELECT 1 FROM movements f
        WHERE f.variant = m.variant AND f.location = m.location AND f.seq < m.seq), 'false', 'true')),
      'elsewhere', ${availableOn(OTHER_SHELVES)},
      'reorder_point', m.point, 'product_reorder_point', m.product_point,
      'product_available', iif(m.product_point > 0, ${availableOn(SHELVES_OF_PRODUCT)}, 0),
      'product_available_here', iif(m.product_point > 0, ${availableOn(SHELVES_OF_PRODUCT_HERE)}, 0)
    ) AS movement
    FROM (
      SELECT m.*, ${reorderPointThen('v.reorder_point', 'v.size')} AS point,
        ${reorderPointThen('p.reorder_point', "''")} AS product_point
      FROM movements m
      LEFT JOIN variants v ON v.id = m.variant LEFT JOIN products p ON p.id = v.product
      WHERE m.seq > {:seq} ORDER BY m.seq LIMIT {:limit}) m
    LEFT JOIN variants v ON v.id = m.variant
    LEFT JOIN products p ON p.id = v.product
    LEFT JOIN locations l ON l.id = m.location
    ORDER BY m.seq)`

/** SQL: what a product of an entry `e` is called; of one that was deleted the entry that tells it has the name. */
const nameOf = (column: string) =>
  `coalesce(p.${column}, json_extract(e.data, '$.deleted.${column}'), '')`

const LOGGED = `
  SELECT json_group_array(json(entry)) FROM (
    SELECT json_object(
      'number', e.number, 'after_seq', e.after_seq, 'id', e.id, 'type', e.type, 'product', e.product,
      'sku', ${nameOf('sku')}, 'name', ${nameOf('name')}, 'color', ${nameOf('color')},
      'gender', ${nameOf('gender')}, 'size', e.size, 'location', e.location,
      'location_name', coalesce(l.name, ''), 'before', json(coalesce(c.before, 'null')),
      'after', json(coalesce(c.after, 'null')), 'data', json(coalesce(e.data, '{}')), 'actor', e.actor,
      'channel', e.channel, 'created', e.created) AS entry
    FROM (SELECT * FROM event_log WHERE number > {:number} ORDER BY number LIMIT {:limit}) e
    LEFT JOIN products p ON p.id = e.product
    LEFT JOIN locations l ON l.id = e.location
    LEFT JOIN product_changes c ON c.id = e.change
    ORDER BY e.number)`

const NEWEST = `json_object(
  'seq', coalesce((SELECT max(seq) FROM movements), 0),
  'number', coalesce((SELECT max(number) FROM event_log), 0))`

/**
 * A page of what happened after {:seq} and {:number}, at most {:limit} rows of each kind: movements with what was there around
 * them, and entries of the log. One statement, so that both are of one moment.
 */
export const EVENTS_SQL = `SELECT json_object(
  'newest', ${NEWEST}, 'from', json_object('seq', {:seq}, 'number', {:number}),
  'movements', json((${MOVEMENTS})), 'entries', json((${LOGGED}))) AS value`
