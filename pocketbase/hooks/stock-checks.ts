import type { Answer } from './answer.ts'
import { noteEvent } from './events.ts'
import { newId } from './shelves.ts'
import { secondsAgo, selectJson, selectText } from './sql.ts'

interface NewCheck {
  /** Empty for one that somebody asked for. */
  readonly day: string
  /** Id; empty for all of the shop. */
  readonly location: string
  /** A number; empty for none. */
  readonly threshold: string
  readonly supplier: string
  readonly actor: string
  readonly failed: boolean
  readonly error: string
  readonly looked: number
  readonly out: number
  readonly critical: number
  readonly low: number
  readonly found: number
  /** JSON text. */
  readonly items: string
}

const INSERT = `
  INSERT INTO stock_checks (id, day, location, threshold, supplier, actor, failed, error, looked, out,
    critical, low, found, items, created)
  VALUES ({:id}, {:day}, {:location}, {:threshold}, {:supplier}, {:actor}, {:failed}, {:error}, {:looked},
    {:out}, {:critical}, {:low}, {:found}, {:items}, {:now})
  ON CONFLICT DO NOTHING`

/** Checks that were asked for are kept as long as these are newer: no program fills the disk with them. */
const MOST_ASKED = 500

const SWEEP = `
  DELETE FROM stock_checks WHERE day = '' AND id NOT IN (
    SELECT id FROM stock_checks WHERE day = '' ORDER BY created DESC, id DESC LIMIT ${MOST_ASKED})`

const AS_JSON = `json_object(
  'id', id, 'created', created, 'day', day, 'location', location, 'threshold', threshold,
  'supplier', supplier, 'actor', actor, 'error', error, 'looked', looked, 'out', out,
  'critical', critical, 'low', low, 'items', json(iif({:items}, items, '[]')))`

const SAVED = `
  SELECT ${AS_JSON} AS value FROM stock_checks
  WHERE id = {:id} OR (day != '' AND day = {:day} AND location = {:location} AND failed = {:failed})
  LIMIT 1`

/**
 * Keeps a check. Runs inside a transaction.
 * @returns 201 with it, or 200 with the daily check of that day where there is one
 */
export function saveCheck(tx: CoreApp, { failed: hasFailed, ...check }: NewCheck): Answer {
  const id = newId()
  const failed = hasFailed ? 1 : 0
  const row = { ...check, id, failed, now: secondsAgo(0) }
  const isNew = tx.db().newQuery(INSERT).bind(row).execute().rowsAffected() > 0
  if (check.day === '') tx.db().newQuery(SWEEP).execute()
  const { day, location } = check
  if (isNew) {
    const { actor, out, critical, low, error } = check
    noteEvent(
      tx,
      { actor, channel: 'check' },
      { type: 'check.done', location, data: { id, day, out, critical, low, error } },
    )
  }
  const saved = selectJson<object>(tx, SAVED, { id, day, location, failed, items: 1 })
  return { status: isNew ? 201 : 200, body: { check: saved } }
}

/** Only what a filter names counts. */
interface Filter {
  readonly id?: string
  readonly day?: string
  readonly location?: string
  readonly threshold?: string
  readonly supplier?: string
  readonly failed?: boolean
  readonly found?: boolean
  /** Time and id of the last one of the page before. */
  readonly before?: string
  readonly limit: number
  readonly withItems?: boolean
}

const CONDITIONS = {
  id: 'id = {:id}',
  day: 'day = {:day}',
  location: 'location = {:location}',
  threshold: 'threshold = {:threshold}',
  supplier: 'supplier = {:supplier}',
  failed: 'failed = {:failed}',
  found: '(found > 0) = {:found}',
  before: "created || ' ' || id < {:before}",
} as const satisfies { readonly [Name in keyof Filter]?: string }

const NAMES = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]

/** The newest checks, as JSON. */
export function checksJson(app: CoreApp, filter: Filter): string {
  const asked = NAMES.filter((name) => filter[name] !== undefined)
  const where = asked.map((name) => CONDITIONS[name]).join(' AND ') || 'TRUE'
  const values = asked.map((name) => [name, numberOf(filter[name])])
  const sql = `
    SELECT json_object('checks', json_group_array(${AS_JSON})) AS value FROM (
      SELECT * FROM stock_checks WHERE ${where} ORDER BY created DESC, id DESC LIMIT {:limit})`
  const params = { limit: filter.limit, items: filter.withItems ? 1 : 0 }
  return selectText(app, sql, { ...Object.fromEntries(values), ...params })
}

/** SQLite knows no booleans. */
const numberOf = (value: string | boolean | undefined): string | number | undefined =>
  typeof value === 'boolean' ? Number(value) : value
