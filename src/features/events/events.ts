import { StockError } from '../../domain/errors.ts'
import {
  EVENT_TYPES,
  type EventPosition,
  type EventType,
  isAfter,
  type PlacedRow,
  parsePosition,
  START,
} from '../../domain/event.ts'
import { say } from '../../domain/say.ts'
import { quoted } from '../../domain/text.ts'
import type { EventLog } from './event-log.ts'

interface EventsQuery {
  readonly after?: string | undefined
  readonly limit: number
}

export interface EventsPage<Event> {
  /** Oldest first. */
  readonly events: readonly Event[]
  /** Where the page ends. */
  readonly position: EventPosition
  /** Whether there is more behind it. */
  readonly more: boolean
  /** Whether the position asked for was of before a backup was restored. */
  readonly restarted: boolean
}

export interface EventService {
  /**
   * What happened after a position.
   * @param eventsOf the events of a row for whoever asks
   * @throws StockError 'invalid-request', 'store-unavailable'
   */
  list<Event>(
    query: EventsQuery,
    eventsOf: (row: PlacedRow) => readonly Event[],
  ): Promise<EventsPage<Event>>
}

/** Rows that one question looks at: a filter may leave few of them. */
const MOST_ROWS = 5_000

const PAGE = 500

/** Reads what happened. */
export const createEventService = ({ log }: { log: EventLog }): EventService => ({
  async list<Event>(
    { after, limit }: EventsQuery,
    eventsOf: (row: PlacedRow) => readonly Event[],
  ): Promise<EventsPage<Event>> {
    const begin = await readAfter(log, after)
    const events: Event[] = []
    let position = begin
    let seen = 0
    for (;;) {
      // A filter that leaves few is no reason to come back for every few rows.
      const page = await log.read(position, seen === 0 ? Math.min(PAGE, limit) : PAGE)
      if (isAfter(begin, page.newest)) {
        return { events: [], position: page.newest, more: false, restarted: true }
      }
      for (const row of page.rows) {
        const found = eventsOf(row)
        // The events of one movement stay together.
        if (events.length > 0 && events.length + found.length > limit) {
          return { events, position, more: true, restarted: false }
        }
        events.push(...found)
        position = row.position
      }
      if (page.rows.length === 0) position = page.position
      seen += page.rows.length
      const more = isAfter(page.newest, position)
      if (!more || events.length >= limit || seen >= MOST_ROWS) {
        return { events, position, more, restarted: false }
      }
    }
  },
})

/** Where to begin: a position, the number of a movement, or now. @throws StockError 'invalid-request' */
export async function readAfter(log: EventLog, after = ''): Promise<EventPosition> {
  if (after === '') return START
  if (after.toLowerCase() === 'now') return log.newest()
  const position = parsePosition(after)
  if (position) return position
  throw new StockError(
    'invalid-request',
    say({
      en: `${quoted(after)} is no position. Send as after the position of an event or of an answer, seq of a movement, "now", or nothing for the beginning.`,
      fr: `${quoted(after)} n’est pas une position. Envoyez comme after la position d’un événement ou d’une réponse, seq d’un mouvement, "now", ou rien pour le début.`,
    }),
  )
}

/**
 * Types as a filter names them: "sale.recorded,stock.*"; all of them where it names none.
 * @throws StockError 'invalid-request'
 */
export function readTypes(text = ''): ReadonlySet<EventType> {
  const wishes = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
  if (wishes.length === 0) return new Set(EVENT_TYPES)
  return new Set(wishes.flatMap(typesNamed))
}

function typesNamed(wish: string): readonly EventType[] {
  const group = wish.endsWith('.*') ? wish.slice(0, -1) : undefined
  const found = EVENT_TYPES.filter((type) =>
    group === undefined ? type === wish || wish === '*' : type.startsWith(group),
  )
  if (found.length > 0) return found
  throw new StockError(
    'invalid-request',
    say({
      en: `There are no events ${quoted(wish)}. There are: ${EVENT_TYPES.join(', ')}; stock.* means all that begin so.`,
      fr: `Il n’y a pas d’événements ${quoted(wish)}. Il y a : ${EVENT_TYPES.join(', ')} ; stock.* désigne tous ceux qui commencent ainsi.`,
    }),
    { types: EVENT_TYPES },
  )
}
