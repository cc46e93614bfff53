import { createHash } from 'node:crypto'
import type { EventPosition, PlacedRow } from '../../domain/event.ts'
import type { Tellable } from './shapes/shape.ts'

/** Events that are told together. */
export interface Batch {
  /** Oldest first. */
  readonly events: readonly Tellable[]
  /** How many there are besides. */
  readonly more: number
  /** They are those after this position, up to that one. */
  readonly after: EventPosition
  readonly position: EventPosition
  /** The same for the same events. */
  readonly id: string
  readonly types: readonly string[]
}

export const countOf = ({ events, more }: Batch): number => events.length + more

/** Gathers events of rows, one row after the other. */
export interface Gathering {
  readonly position: EventPosition
  readonly count: number
  add(row: PlacedRow, events: readonly Tellable[]): void
  batch(): Batch
}

/**
 * @param after where the first row comes
 * @param most events that are kept; the others are counted, apart from those that nobody may miss
 */
export function gather(after: EventPosition, most: number): Gathering {
  const events: Tellable[] = []
  const types = new Set<string>()
  const hash = createHash('sha256')
  let begin = after
  let position = after
  let count = 0
  return {
    get position() {
      return position
    },
    get count() {
      return count
    },
    add(row, told) {
      if (count === 0 && told.length > 0) begin = position
      position = row.position
      count += told.length
      for (const event of told) {
        if (events.length < most || isNeverCounted(event)) events.push(event)
        types.add(event.type)
        hash.update(`${event.id}\n`)
      }
    },
    batch: () => ({
      events,
      more: count - events.length,
      after: begin,
      position,
      id: messageId(hash.copy().digest('base64url')),
      types: [...types],
    }),
  }
}

/** What nobody may miss among many others: it comes once a day, or should never. */
const isNeverCounted = ({ type }: Tellable): boolean =>
  type === 'digest.ready' || type === 'drift.found'

/** Without a dot: it stands before one in what is signed. */
export const messageId = (text: string): string => `msg_${text.slice(0, 32)}`
