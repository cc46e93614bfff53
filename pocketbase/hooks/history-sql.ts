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
export const entryOf = (undone: string): string => `json_object(
  'id', m.id, 'seq', m.seq, 'batch', m.batch, 'type', m.type, 'product', v.product, 'size', v.size,
  'location', m.location, 'quantity', m.quantity, 'delta', m.delta,
  'reserved_delta', m.reserved_delta, 'quantity_after', m.quantity_after,
  'reserved_after', m.reserved_after, 'reason', m.reason, 'reference', m.reference,
  'unit_price', m.unit_price, 'actor', m.actor, 'channel', m.channel, 'client', m.client,
  'match', m.match, 'reverses', m.reverses,
  'reversed_by', (SELECT r.id FROM movements r WHERE r.reverses != '' AND r.reverses = m.id),
  'undone', json(iif(${undone}, 'true', 'false')), 'linked', m.linked,
  'expires_at', m.expires_at, 'occurred_at', m.occurred_at, 'created', m.created)`

/** Of a page of the ledger. */
interface Shown {
  /** SQL: what the movements are. */
  readonly where: string
  /** Whether what was undone is shown too, and the undos. */
  readonly undone: boolean
  /** SQL: what leaves out those of the pages before; empty for the first. */
  readonly older: string
}

/** SQL: what is shown, whichever page. */
const shownOf = ({ where, undone }: Shown): string => (undone ? where : `${where} AND ${STANDS}`)

/** SQL: the page as JSON, newest first. */
const itemsOf = (shown: Shown): string => `(
  SELECT json_group_array(${entryOf('s.undone')} ORDER BY m.seq DESC)
  FROM (SELECT m.seq, ${UNDONE} AS undone FROM movements m
    WHERE ${shownOf(shown)} ${shown.older} ORDER BY m.seq DESC LIMIT {:limit}) s
  CROSS JOIN movements m ON m.seq = s.seq CROSS JOIN variants v ON v.id = m.variant)`

/** SQL: under which references the movements are, the oldest first. */
const referencesOf = (shown: Shown): string => `
  (SELECT json_group_array(reference) FROM (
    SELECT m.reference FROM movements m WHERE ${shownOf(shown)} GROUP BY m.reference ORDER BY min(m.seq)))`

/** SQL: whether those of a group are no undo and were not undone. */
const STOOD = '(NOT undo AND NOT undone)'

/**
 * SQL: a page of few movements, and what all of them come to: what was undone does not count, nor does the first
 * import.
 * @param byReference whether references were asked for
 */
export const fewOf = (shown: Shown, byReference: boolean): string => `
  WITH g AS MATERIALIZED (
    SELECT m.type, m.reverses != '' AS undo, ${UNDONE} AS undone, ${isFirst('m')} AS first,
      count(*) AS movements, sum(${UNITS}) AS units
    FROM movements m WHERE ${shown.where} GROUP BY 1, 2, 3, 4)
  SELECT json_object(
    'total', (SELECT coalesce(sum(movements), 0) FROM g WHERE ${shown.undone ? '1' : STOOD}),
    'total_is_at_least', json('false'),
    'totals', (SELECT json_group_array(json_object('type', type, 'movements', movements, 'undos', undos,
        'standing', standing, 'first', first, 'units', units))
      FROM (SELECT type, sum(movements) AS movements, sum(iif(undo, movements, 0)) AS undos,
        sum(iif(${STOOD}, movements, 0)) AS standing, sum(iif(${STOOD} AND first, movements, 0)) AS first,
        sum(iif(${STOOD} AND NOT first, units, 0)) AS units FROM g GROUP BY type)),
    'references', ${byReference ? referencesOf(shown) : "json('[]')"}, 'alike', json({:alike}),
    'items', ${itemsOf(shown)}) AS value`

/** SQL: a page of many movements. */
export const manyOf = (shown: Shown): string => `
  SELECT json_object('total', {:total}, 'total_is_at_least', json({:is_at_least}), 'totals', json('null'),
    'references', json({:meant}), 'alike', json({:alike}), 'items', ${itemsOf(shown)}) AS value`

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
