import { MOVEMENT_TYPES } from '../../src/domain/movement-types.ts'
import { referencesMeant } from './references.ts'
import { selectText } from './sql.ts'
import { isFirst, STANDS, UNDONE, UNDONE_OF_ALL, UNDONE_OF_FEW, UNITS } from './undone.ts'

/** Filters of the history. A movement must match all given fields. */
interface HistoryQuery {
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
} satisfies Partial<Record<keyof HistoryQuery, string>>

const CONDITION_NAMES = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]

/** Filters that leave few movements, which an index of their own finds. */
const NARROW = ['products', 'actors', 'reference'] as const satisfies (keyof HistoryQuery)[]

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

/**
 * A page of the ledger, newest first, and what all matching movements come to, net.
 * @returns JSON `{ totals, items, references, alike }`, see LedgerPage
 */
export function historyJson(app: CoreApp, query: HistoryQuery): string {
  const { products, actors, reference, location = '', limit, before } = query
  const whose = reference === undefined ? undefined : referencesMeant(app, reference, location)
  const given = {
    ...query,
    products: listed(products),
    actors: listed(actors),
    reference: listed(whose?.meant),
  }
  const names = CONDITION_NAMES.filter((name) => given[name] !== undefined)
  const where = names.map((name) => CONDITIONS[name]).join(' AND ') || '1'
  const params = Object.fromEntries(names.map((name) => [name, given[name]]))

  const isWide = NARROW.every((name) => given[name] === undefined)
  const sums = totalsOf(where, isWide)
  const totals = query.counted === false ? '[]' : selectText(app, sums, { location, ...params })
  const shown = `${where} ${query.undone === false ? `AND ${STANDS}` : ''}`
  const references =
    whose && query.counted !== false ? selectText(app, referencesOf(shown), params) : '[]'
  const older = before === undefined ? '' : 'AND m.seq < {:before}'
  const items = selectText(
    app,
    `SELECT json_group_array(json_object(
       'id', m.id, 'seq', m.seq, 'type', m.type, 'product', v.product, 'size', v.size,
       'location', m.location, 'quantity', m.quantity, 'delta', m.delta,
       'reserved_delta', m.reserved_delta, 'quantity_after', m.quantity_after,
       'reserved_after', m.reserved_after, 'reason', m.reason, 'reference', m.reference,
       'unit_price', m.unit_price, 'actor', m.actor, 'channel', m.channel, 'client', m.client,
       'match', m.match, 'reverses', m.reverses, 'reversed_by', m.reversed_by,
       'undone', json(iif(${UNDONE}, 'true', 'false')), 'linked', m.linked,
       'expires_at', m.expires_at, 'occurred_at', m.occurred_at,
       'created', m.created) ORDER BY m.seq DESC) AS value
     FROM (SELECT m.*, (SELECT r.id FROM movements r WHERE r.reverses != '' AND r.reverses = m.id) AS reversed_by
           FROM movements m WHERE ${shown} ${older} ORDER BY m.seq DESC LIMIT {:limit}) m
     JOIN variants v ON v.id = m.variant`,
    { ...params, ...(older ? { before } : {}), limit },
  )
  const alike = JSON.stringify(whose?.alike ?? [])
  return `{"totals":${totals},"items":${items},"references":${references},"alike":${alike}}`
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
