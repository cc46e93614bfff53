import { isFirst, STANDS, UNDONE, UNITS } from './undone.ts'

// How movements are found and told, as SQL.

/**
 * SQL: whether a row of `movements` is of a batch. Most requests write one movement, whose id is that of the
 * batch; the index holds the others.
 */
export const isOf = (row: string, batch: string): string => `(
  (${row}.id = ${batch} AND ${row}.batch = ${batch})
  OR (${row}.batch = ${batch} AND ${row}.batch != ${row}.id))`

const CONDITIONS = {
  batch: isOf('m', '{:batch}'),
  reference: "m.reference != '' AND m.reference IN (SELECT value FROM json_each({:reference}))",
  products:
    'm.variant IN (SELECT id FROM variants WHERE product IN (SELECT value FROM json_each({:products})))',
  size: 'm.variant IN (SELECT id FROM variants WHERE size = {:size} COLLATE NOCASE)',
  actor: 'm.actor = {:actor}',
  actors: 'm.actor IN (SELECT value FROM json_each({:actors}))',
  channel: 'm.channel = {:channel}',
  type: 'm.type = {:type}',
  from: 'm.occurred_at >= {:from}',
  to: 'm.occurred_at < {:to}',
  location: 'm.location = {:location}',
} as const

export type Name = keyof typeof CONDITIONS

export const NAMES = Object.keys(CONDITIONS) as Name[]

/** The same, of movements that something else finds. */
const CHECKS: Partial<Record<Name, string>> = {
  products:
    'EXISTS (SELECT 1 FROM variants v WHERE v.id = m.variant AND v.product IN (SELECT value FROM json_each({:products})))',
  size: 'EXISTS (SELECT 1 FROM variants v WHERE v.id = m.variant AND v.size = {:size} COLLATE NOCASE)',
}

/** SQL for which no index is taken: SQLite looks for none behind a plus. */
const checkOf = (name: Name): string => CHECKS[name] ?? CONDITIONS[name].replaceAll('m.', '+m.')

/** What an index finds. */
export const WAYS: readonly (readonly Name[])[] = [
  ['batch'],
  ['reference'],
  ['products'],
  ['size'],
  ['actors'],
  ['from', 'to'],
  ['actor'],
  ['channel'],
  ['type'],
]

/** Those of them that find the newest first. */
export const IN_ORDER: readonly Name[] = ['actor', 'channel', 'type']

/** Movements that are sorted as fast as others are found in their order. */
export const FEW = 10_000

/** SQL: all conditions, of which an index finds some. */
export const whereOf = (names: readonly Name[], found: readonly Name[]): string =>
  names.map((name) => (found.includes(name) ? CONDITIONS[name] : checkOf(name))).join(' AND ') ||
  '1'

/** SQL: movement `m` of variant `v`, as JSON. */
export const ENTRY = `json_object(
  'id', m.id, 'seq', m.seq, 'batch', m.batch, 'type', m.type, 'product', v.product, 'size', v.size,
  'location', m.location, 'quantity', m.quantity, 'delta', m.delta,
  'reserved_delta', m.reserved_delta, 'quantity_after', m.quantity_after,
  'reserved_after', m.reserved_after, 'reason', m.reason, 'reference', m.reference,
  'unit_price', m.unit_price, 'actor', m.actor, 'channel', m.channel, 'client', m.client,
  'match', m.match, 'reverses', m.reverses,
  'reversed_by', (SELECT r.id FROM movements r WHERE r.reverses != '' AND r.reverses = m.id),
  'undone', json(iif(${UNDONE}, 'true', 'false')), 'linked', m.linked,
  'expires_at', m.expires_at, 'occurred_at', m.occurred_at, 'created', m.created)`

/** SQL: the movements of which `seqs` has the numbers, as JSON, newest first. */
const entriesOf = (seqs: string): string => `(
  SELECT json_group_array(${ENTRY} ORDER BY m.seq DESC) FROM (${seqs}) s
  CROSS JOIN movements m ON m.seq = s.seq CROSS JOIN variants v ON v.id = m.variant)`

/**
 * SQL: a page of few movements, and what all of them come to: what was undone does not count, nor does the first
 * import.
 */
export const fewOf = (where: string, shown: string, older: string): string => `
  WITH f AS MATERIALIZED (
    SELECT m.seq, m.type, m.reference, m.reverses != '' AS undo, ${STANDS} AS stands, ${isFirst('m')} AS first,
      ${UNITS} AS units
    FROM movements m WHERE ${where})
  SELECT json_object('total', (SELECT count(*) FROM f WHERE ${shown}), 'total_is_at_least', json('false'),
    'totals', (SELECT json_group_array(json_object('type', type, 'movements', movements, 'undos', undos,
        'standing', standing, 'first', first, 'units', units))
      FROM (SELECT type, count(*) AS movements, sum(undo) AS undos, sum(stands) AS standing,
        sum(stands AND first) AS first, sum(iif(stands AND NOT first, units, 0)) AS units FROM f GROUP BY type)),
    'references', (SELECT json_group_array(reference)
      FROM (SELECT reference FROM f WHERE ${shown} AND {:meant} != '[]'
        GROUP BY reference ORDER BY min(seq))),
    'alike', json({:alike}),
    'items', ${entriesOf(`SELECT seq FROM f WHERE ${shown} ${older} ORDER BY seq DESC LIMIT {:limit}`)}) AS value`

/** SQL: a page of many movements. */
export const manyOf = (shown: string, older: string): string => `
  SELECT json_object('total', {:total}, 'total_is_at_least', json({:is_at_least}), 'totals', json('null'),
    'references', json({:meant}), 'alike', json({:alike}),
    'items', ${entriesOf(`SELECT m.seq FROM movements m WHERE ${shown} ${older} ORDER BY m.seq DESC LIMIT {:limit}`)}) AS value`

/** SQL: number of the newest movement that fits and is before the step `s`. */
export function newestOf(names: readonly Name[]): string {
  const newest = (where: string) =>
    `(SELECT m.seq FROM movements m WHERE ${where} AND m.seq < s.first ORDER BY m.seq DESC LIMIT 1)`
  // The newest of each actor is found at once, and that of all of them only by sorting.
  if (names.includes('actors')) {
    const rest = whereOf(
      names.filter((name) => name !== 'actors'),
      [],
    )
    return `(SELECT max(${newest(`m.actor = a.value AND ${rest}`)}) FROM json_each({:actors}) a)`
  }
  return newest(whereOf(names, names.includes('channel') ? ['channel'] : ['from', 'to']))
}
