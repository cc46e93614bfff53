import {
  entryOf,
  FEW,
  fewOf,
  IN_ORDER,
  isOf,
  manyOf,
  NAMES,
  type Name,
  newestOf,
  WAYS,
  whereOf,
} from './history-sql.ts'
import { referencesMeant } from './references.ts'
import { type Params, secondsAgo, selectNumber, selectText } from './sql.ts'
import { STANDS, UNDONE } from './undone.ts'

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
  /** Movements that are counted and added up at most; all of them where it is missing. */
  readonly most?: number
}

const TIME: readonly Name[] = ['from', 'to']

interface Given {
  readonly names: readonly Name[]
  readonly params: Params
}

/** What is given of some filters. */
function given(filters: { readonly [One in Name]?: unknown }): Given {
  const names = NAMES.filter((name) => filters[name] !== undefined)
  return { names, params: Object.fromEntries(names.map((name) => [name, filters[name]])) }
}

function countUpTo(app: CoreApp, where: string, params: Params, most: number): number {
  const sql = `SELECT CAST(count(*) AS TEXT) AS value FROM (SELECT 1 FROM movements m WHERE ${where} LIMIT {:most})`
  return selectNumber(app, sql, { ...params, most })
}

/**
 * How movements are found: by the filter that leaves the fewest, or in their order where each leaves many. SQLite
 * would guess, since it keeps no statistics of the ledger.
 * @returns what an index finds, and how many fit where that is known by then
 */
function wayOf(app: CoreApp, { names, params }: Given): Way {
  const ways = WAYS.map((way) => way.filter((name) => names.includes(name)))
  let fewest = FEW + 1
  let found = IN_ORDER.filter((name) => names.includes(name)).slice(0, 1)
  // What is long past is behind all that is newer.
  const isPast = names.includes('to') && String(params.to) < secondsAgo(0)
  if (found.length === 0 && isPast) found = names.filter((name) => TIME.includes(name))
  for (const way of ways.filter(({ length }) => length > 0)) {
    const rows = countUpTo(app, whereOf(way, way), params, fewest)
    if (rows < fewest) [fewest, found] = [rows, way]
  }
  const isOnly = ways.some(({ length }) => length > 0 && length === names.length)
  return { found, rows: isOnly ? fewest : undefined }
}

interface Way {
  readonly found: readonly Name[]
  /** More than FEW is all that is known of many. */
  readonly rows: number | undefined
}

/** Movements are numbered from 1 without gaps, and none is ever deleted. */
const LAST = 'SELECT CAST(coalesce(max(seq), 0) AS TEXT) AS value FROM movements'

/** More than there ever are. */
const ALL = 1_000_000_000

/**
 * A page of the ledger, newest first, and what all matching movements come to, net.
 * @returns JSON `{ total, total_is_at_least, totals, items, references, alike }`, see LedgerPage
 */
export function historyJson(app: CoreApp, query: HistoryQuery): string {
  const { products, actors, reference, undone = true, before, most = ALL } = query
  const { location = '', limit } = query
  const whose = reference === undefined ? undefined : referencesMeant(app, reference, location)
  const meant = listed(whose?.meant)
  const filters = given({
    ...query,
    ...byActor(actors),
    products: listed(products),
    reference: meant,
  })
  const way = wayOf(app, filters)
  const where = whereOf(filters.names, way.found)
  const older = before === undefined ? '' : 'AND seq < {:before}'
  const params = {
    ...filters.params,
    ...{ location, limit, before, meant: meant ?? '[]', alike: listed(whose?.alike ?? []) },
  }
  const upTo = (condition: string) => countUpTo(app, condition, params, most + 1)
  const isEverything = filters.names.length === 0
  const isKnown = way.rows !== undefined && Math.max(most, way.rows) <= FEW + 1
  const rows = isEverything ? selectNumber(app, LAST) : isKnown ? way.rows : upTo(where)
  const shown = { where, undone, older }
  if (rows <= most) return selectText(app, fewOf(shown, meant !== undefined), params)
  const total = undone || most === 0 ? rows : upTo(`${where} AND ${STANDS}`)
  const isAtLeast = total > most && !(isEverything && undone)
  const counts = { total: isAtLeast ? most : total, is_at_least: String(isAtLeast) }
  return selectText(app, manyOf(shown), { ...params, ...counts })
}

/** One actor is found in the order of the ledger; several are not. */
const byActor = (actors: readonly string[] | undefined) =>
  actors?.length === 1 ? { actor: actors[0], actors: undefined } : { actors: listed(actors) }

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
  const { actors, location = '', limit, before = Number.MAX_SAFE_INTEGER, lines } = query
  const { names, params } = given({ ...query, actors: listed(actors) })
  const here = `({:location} = '' OR m.location = {:location})`
  return selectText(
    app,
    `WITH RECURSIVE steps(number, batch, first) AS (
       SELECT 0, '', {:before}
       UNION ALL
       SELECT number + 1, f.batch, (SELECT min(b.seq) FROM movements b WHERE ${isOf('b', 'f.batch')})
       FROM steps s JOIN movements f ON f.seq = ${newestOf(names)}
       WHERE number < {:limit})
     SELECT json_group_array(json_object('batch', s.batch, 'first', s.first,
       'movements', (SELECT count(*) FROM movements m WHERE ${isOf('m', 's.batch')} AND ${here}),
       'undone', (SELECT count(*) FROM movements m WHERE ${isOf('m', 's.batch')} AND ${here} AND ${UNDONE}),
       'items', json((SELECT json_group_array(${entryOf(UNDONE)} ORDER BY m.seq) FROM (
           SELECT m.* FROM movements m WHERE ${isOf('m', 's.batch')} AND ${here} ORDER BY m.seq LIMIT {:lines}) m
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
