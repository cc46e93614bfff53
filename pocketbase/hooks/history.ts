import { selectText } from './sql.ts'

/** Filters of the history. A movement must match all given fields. */
interface HistoryQuery {
  /** Ids. */
  readonly products?: readonly string[]
  /** Compared without case. */
  readonly size?: string
  /** Id. */
  readonly location?: string
  readonly type?: string
  readonly actor?: string
  readonly reference?: string
  /** Earliest occurred_at (inclusive), in PocketBase's time format. */
  readonly from?: string
  /** End of the range (exclusive). */
  readonly to?: string
  /** Cursor: only movements with a smaller `seq`. */
  readonly before?: number
  readonly limit: number
  /** false to skip the total, which is then 0. */
  readonly counted?: boolean
}

const CONDITIONS = {
  products:
    'm.variant IN (SELECT id FROM variants WHERE product IN (SELECT value FROM json_each({:products})))',
  size: 'm.variant IN (SELECT id FROM variants WHERE size = {:size} COLLATE NOCASE)',
  location: 'm.location = {:location}',
  type: 'm.type = {:type}',
  actor: 'm.actor = {:actor}',
  reference: "m.reference != '' AND m.reference = {:reference}",
  from: 'm.occurred_at >= {:from}',
  to: 'm.occurred_at < {:to}',
} satisfies Partial<Record<keyof HistoryQuery, string>>

const CONDITION_NAMES = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]

/**
 * A page of the ledger, newest first, and the total number of matching movements.
 * @returns JSON `{ total, items }`
 */
export function historyJson(app: CoreApp, query: HistoryQuery): string {
  const given = { ...query, products: query.products && JSON.stringify(query.products) }
  const names = CONDITION_NAMES.filter((name) => given[name] !== undefined)
  const where = names.map((name) => CONDITIONS[name]).join(' AND ') || '1'
  const params = Object.fromEntries(names.map((name) => [name, given[name]]))

  const count = `SELECT CAST(count(*) AS TEXT) AS value FROM movements m WHERE ${where}`
  const total = query.counted === false ? '0' : selectText(app, count, params)
  const before = query.before === undefined ? '' : 'AND m.seq < {:before}'
  const items = selectText(
    app,
    `SELECT json_group_array(json_object(
       'id', m.id, 'seq', m.seq, 'type', m.type, 'product', v.product, 'size', v.size,
       'location', m.location, 'quantity', m.quantity, 'delta', m.delta,
       'reserved_delta', m.reserved_delta, 'quantity_after', m.quantity_after,
       'reserved_after', m.reserved_after, 'reason', m.reason, 'reference', m.reference,
       'unit_price', m.unit_price, 'actor', m.actor, 'channel', m.channel, 'client', m.client,
       'reverses', m.reverses, 'reversed_by', m.reversed_by,
       'linked', m.linked, 'expires_at', m.expires_at, 'occurred_at', m.occurred_at,
       'created', m.created) ORDER BY m.seq DESC) AS value
     FROM (SELECT m.*, (SELECT r.id FROM movements r WHERE r.reverses != '' AND r.reverses = m.id) AS reversed_by
           FROM movements m WHERE ${where} ${before} ORDER BY m.seq DESC LIMIT {:limit}) m
     JOIN variants v ON v.id = m.variant`,
    { ...params, ...(before ? { before: query.before } : {}), limit: query.limit },
  )
  return `{"total":${total},"items":${items}}`
}
