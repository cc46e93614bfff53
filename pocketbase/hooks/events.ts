import type { EventPosition, LoggedType } from '../../src/domain/event.ts'
import { EVENTS_SQL } from '../../src/domain/events-sql.ts'
import type { Answer } from './answer.ts'
import type { Author } from './ledger.ts'
import { newId } from './shelves.ts'
import { secondsAgo, selectText } from './sql.ts'

// What happens beside the ledger is written down in order, in the transaction in which it happens. Each entry says
// after which movement it came, so that both make one order.

export interface NewEvent {
  readonly type: LoggedType
  /** Ids and a size; empty for none. */
  readonly product?: string
  readonly size?: string
  readonly location?: string
  /** Id of the change of a product that it tells of; empty for none. */
  readonly change?: string
  /** What else there is to tell, small. */
  readonly data?: object
}

const INSERT = `
  INSERT INTO event_log (id, number, after_seq, type, product, size, location, change, data, actor, channel, created)
  VALUES ({:id}, (SELECT coalesce(max(number), 0) + 1 FROM event_log),
    (SELECT coalesce(max(seq), 0) FROM movements), {:type}, {:product}, {:size}, {:location}, {:change},
    {:data}, {:actor}, {:channel}, {:now})`

/** Writes down what happened. Runs inside the transaction in which it did. */
export function noteEvent(
  tx: CoreApp,
  { actor, channel }: Pick<Author, 'actor' | 'channel'>,
  { type, product = '', size = '', location = '', change = '', data = {} }: NewEvent,
): void {
  const row = { id: newId(), type, product, size, location, change, actor, channel }
  const more = { data: JSON.stringify(data), now: secondsAgo(0) }
  tx.db()
    .newQuery(INSERT)
    .bind({ ...row, ...more })
    .execute()
}

/** Number of the last entry before a movement: where somebody knows the movement only. */
const NUMBER_BEFORE = `
  SELECT CAST(coalesce(
    (SELECT min(number) - 1 FROM event_log WHERE after_seq >= {:seq}),
    (SELECT max(number) FROM event_log), 0) AS TEXT) AS value`

/** Most rows of a kind in one answer. */
const MOST = 1_000

/**
 * What happened after a position, oldest first: a page of movements and a page of entries, to be put in one order.
 * @param after `number` -1 where only the movement is known
 * @returns JSON `{ newest, from, movements, entries }`
 */
export function eventsJson(app: CoreApp, after: EventPosition, limit: number): string {
  const { seq } = after
  const number = after.number >= 0 ? after.number : Number(selectText(app, NUMBER_BEFORE, { seq }))
  return selectText(app, EVENTS_SQL, { seq, number, limit: Math.min(limit || MOST, MOST) })
}

/** What the API found out and tells. */
interface Wish {
  readonly actor: string
  readonly channel: string
  readonly type: LoggedType
  readonly location: string
  /** JSON text. */
  readonly data: string
  /** Whether what is the same as the last of its type, or of the same day, is not told again. */
  readonly once: boolean
}

const LAST = `
  SELECT coalesce((SELECT json(data) FROM event_log WHERE type = {:type} ORDER BY number DESC LIMIT 1), '')
    AS value`

/** What is told once: something of a day, or what says the same. */
const sameness = (data: { readonly day?: string }): string => data.day ?? JSON.stringify(data)

/** Writes down what the API found out. @returns 201, or 200 for what was told before */
export function noteWish(tx: CoreApp, { type, data, once, ...wish }: Wish): Answer {
  const told = JSON.parse(data)
  const last = once ? selectText(tx, LAST, { type }) : ''
  if (last !== '' && sameness(JSON.parse(last)) === sameness(told)) return { status: 200, body: {} }
  noteEvent(tx, wish, { type, location: wish.location, data: told })
  return { status: 201, body: {} }
}
