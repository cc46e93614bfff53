import { MOVEMENT_TYPES } from '../../src/domain/movement-types.ts'
import { referencesMeant } from './references.ts'
import { selectText } from './sql.ts'
import { isFirst, STANDS, UNDONE, UNDONE_OF_ALL, UNDONE_OF_FEW, UNITS } from './undone.ts'

/** Filters of the history. A movement must match all given fields. */
interface HistoryFilters {
  /** Ids. */
  readonly products?: readonly string[]
  /** Compared without case. */
  readonly size?: string
  /** Id. */
  readonly location?: string
  readonly type?: string
  /** Who did it, as the ledger has them. */
  readonly actors?: readonly string[]
  /** As people hear it. */
  readonly reference?: string
  /** Earliest occurred_at (inclusive), in PocketBase's time format. */
  readonly from?: string
  /** End of the range (exclusive). */
  readonly to?: string
  /** From where it came. */
  readonly channel?: string
  /** Of which request it is. */
  readonly batch?: string
}

interface HistoryQuery extends HistoryFilters {
  /** Cursor: only movements with a smaller `seq`. */
  readonly before?: number
  readonly limit: number
  /** false to leave out what was undone, and the undos. */
  readonly undone?: boolean
  /** false to skip the totals and the references, which are then empty. */
  readonly counted?: boolean
}

const CONDITIONS = {
  products:
    'm.variant IN (SELECT id FROM variants WHERE product IN (SELECT value FROM json_each({:products})))',
  size: 'm.variant IN (SELECT id FROM variants WHERE size = {:size} COLLATE NOCASE)',
  location: 'm.location = {:location}',
  type: 'm.type = {:type}',
  actors: 'm.actor IN (SELECT value FROM json_each({:actors}))',
  reference: "m.reference != '' AND m.reference IN (SELECT value FROM json_each({:reference}))",
  from: 'm.occurred_at >= {:from}',
  to: 'm.occurred_at < {:to}',
  channel: 'm.channel = {:channel}',
  batch: 'm.batch = {:batch}',
} satisfies Partial<Record<keyof HistoryFilters, string>>

const CONDITION_NAMES = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]

/** Filters that leave few movements, which an index of their own finds. */
const NARROW = [
  'products',
  'actors',
  'reference',
  'batch',
] as const satisfies (keyof HistoryQuery)[]

/** SQL that is always true, and lets SQLite find a time in the index of units. */
const ANY_TYPE = `m.type IN (${MOVEMENT_TYPES.map((type) => `'${type}'`).join(', ')})`

/**
 * SQL: what the movements of each type come to. What was undone is added up by itself and taken off: it is
 * little, and the rest of a wide question is read from the index of units alone. So is the first import.
 */
function totalsOf(where: string, isWide: boolean): string {
  const [undone, all] = isWide
    ? [UNDONE_OF_ALL, `${ANY_TYPE} AND ${where}`]
    : [UNDONE_OF_FEW, where]
  return `
    SELECT json_group_array(json_object('type', type, 'movements', movements + undos, 'undos', undos,
      'standing', movements - undone, 'first', first, 'units', units)) AS value
    FROM (
      SELECT type, sum(movements) AS movements, sum(undos) AS undos, sum(undone) AS undone,
        sum(first) AS first, sum(units) AS units
      FROM (
        SELECT m.type, count(*) AS movements, 0 AS undos, 0 AS undone, 0 AS first, sum(${UNITS}) AS units
        FROM movements m WHERE m.reverses = '' AND ${all} GROUP BY m.type
        UNION ALL
        SELECT m.type, 0, count(*), 0, 0, 0
        FROM movements m WHERE m.reverses != '' AND ${where} GROUP BY +m.type
        UNION ALL
        SELECT m.type, 0, 0, count(*), 0, -sum(${UNITS})
        FROM ${undone} WHERE ${where} GROUP BY +m.type
        UNION ALL
        SELECT m.type, 0, 0, 0, count(*), -sum(${UNITS})
        FROM movements m INDEXED BY idx_movements_actor
        WHERE ${isFirst('m')} AND ${STANDS} AND ${where} GROUP BY +m.type)
      GROUP BY type)`
}

/** SQL: under which references the movements are, the oldest first. */
const referencesOf = (where: string): string =>
  `SELECT json_group_array(reference) AS value FROM (
     SELECT m.reference FROM movements m WHERE ${where} GROUP BY m.reference ORDER BY min(m.seq))`

/** SQL: movement `m` of variant `v`, as JSON. */
const ENTRY = `json_object(
  'id', m.id, 'seq', m.seq, 'batch', m.batch, 'type', m.type, 'product', v.product, 'size', v.size,
  'location', m.location, 'quantity', m.quantity, 'delta', m.delta,
  'reserved_delta', m.reserved_delta, 'quantity_after', m.quantity_after,
  'reserved_after', m.reserved_after, 'reason', m.reason, 'reference', m.reference,
  'unit_price', m.unit_price, 'actor', m.actor, 'channel', m.channel, 'client', m.client,
  'match', m.match, 'reverses', m.reverses,
  'reversed_by', (SELECT r.id FROM movements r WHERE r.reverses != '' AND r.reverses = m.id),
  'undone', json(iif(${UNDONE}, 'true', 'false')), 'linked', m.linked,
  'expires_at', m.expires_at, 'occurred_at', m.occurred_at, 'created', m.created)`

/** SQL that says what is given of some filters, and its values. */
function conditionsOf(given: { readonly [Name in keyof typeof CONDITIONS]?: unknown }) {
  const names = CONDITION_NAMES.filter((name) => given[name] !== undefined)
  return {
    where: names.map((name) => CONDITIONS[name]).join(' AND ') || '1',
    params: Object.fromEntries(names.map((name) => [name, given[name]])),
  }
}

/**
 * A page of the ledger, newest first, and what all matching movements come to, net.
 * @returns JSON `{ totals, items, references, alike }`, see LedgerPage
 */
export function historyJson(app: CoreApp, query: HistoryQuery): string {
  const { products, actors, reference, location = '', limit, before } = query
  const whose = reference === undefined ? undefined : referencesMeant(app, reference, location)
  const { where, params } = conditionsOf({
    ...query,
    products: listed(products),
    actors: listed(actors),
    reference: listed(whose?.meant),
  })
  const isWide = NARROW.every((name) => query[name] === undefined)
  const sums = totalsOf(where, isWide)
  const totals = query.counted === false ? '[]' : selectText(app, sums, { location, ...params })
  const shown = `${where} ${query.undone === false ? `AND ${STANDS}` : ''}`
  const references =
    whose && query.counted !== false ? selectText(app, referencesOf(shown), params) : '[]'
  const older = before === undefined ? '' : 'AND m.seq < {:before}'
  const items = selectText(
    app,
    `SELECT json_group_array(${ENTRY} ORDER BY m.seq DESC) AS value
     FROM (SELECT m.* FROM movements m WHERE ${shown} ${older} ORDER BY m.seq DESC LIMIT {:limit}) m
     JOIN variants v ON v.id = m.variant`,
    { ...params, ...(older ? { before } : {}), limit },
  )
  const alike = JSON.stringify(whose?.alike ?? [])
  return `{"totals":${totals},"items":${items},"references":${references},"alike":${alike}}`
}

/** Which requests to read, newest first. */
interface RequestsQuery
  extends Pick<HistoryFilters, 'actors' | 'location' | 'from' | 'to' | 'channel'> {
  /** Cursor: only requests whose movements all have a smaller `seq`. */
  readonly before?: number
  readonly limit: number
  /** Movements of each that are told. */
  readonly lines: number
}

/**
 * What was written together, newest first, with its first movements. Steps from the newest movement that fits
 * to the newest one before its request: a request of an import may have a hundred thousand.
 * @returns JSON, a list of `{ batch, first, movements, undone, items }`, see LedgerRequest
 */
export function requestsJson(app: CoreApp, query: RequestsQuery): string {
  const { location = '', limit, before = Number.MAX_SAFE_INTEGER, lines } = query
  const { where, params } = conditionsOf({ ...query, actors: listed(query.actors) })
  const here = `({:location} = '' OR m.location = {:location})`
  return selectText(
    app,
    `WITH RECURSIVE steps(number, batch, first) AS (
       SELECT 0, '', {:before}
       UNION ALL
       SELECT number + 1, f.batch, (SELECT min(b.seq) FROM movements b WHERE b.batch = f.batch)
       FROM steps s JOIN movements f ON f.seq = (
         SELECT m.seq FROM movements m WHERE ${where} AND m.seq < s.first ORDER BY m.seq DESC LIMIT 1)
       WHERE number < {:limit})
     SELECT json_group_array(json_object('batch', s.batch, 'first', s.first,
       'movements', (SELECT count(*) FROM movements m WHERE m.batch = s.batch AND ${here}),
       'undone', (SELECT count(*) FROM movements m WHERE m.batch = s.batch AND ${here} AND ${UNDONE}),
       'items', json((SELECT json_group_array(${ENTRY} ORDER BY m.seq) FROM (
           SELECT m.* FROM movements m WHERE m.batch = s.batch AND ${here} ORDER BY m.seq LIMIT {:lines}) m
         JOIN variants v ON v.id = m.variant))) ORDER BY s.number) AS value
     FROM steps s WHERE s.number > 0`,
    { ...params, location, limit, before, lines },
  )
}

const listed = (values: readonly string[] | undefined) => values && JSON.stringify(values)

// Steps from one actor to the next over the index: a plain DISTINCT would read all of the ledger.
const ACTORS = `
  WITH RECURSIVE a(actor) AS (
    SELECT min(actor) FROM movements
    UNION ALL
    SELECT (SELECT min(m.actor) FROM movements m WHERE m.actor > a.actor) FROM a
    WHERE a.actor IS NOT NULL)
  SELECT json_group_array(actor) AS value FROM a WHERE actor IS NOT NULL AND ({:location} = ''
    OR EXISTS (SELECT 1 FROM movements m WHERE m.actor = a.actor AND m.location = {:location}))`

/**
 * All who ever moved stock, as a JSON list.
 * @param location id of the only one where they did; empty for any
 */
export const actorsJson = (app: CoreApp, location: string): string =>
  selectText(app, ACTORS, { location })
