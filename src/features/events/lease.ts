import { randomUUID } from 'node:crypto'
import type { EventPosition } from '../../domain/event.ts'
import type { EventStore, Followed } from '../../store/event-store.ts'

/** The right to follow the events for all: of several processes one has it. */
export interface Lease {
  /** Who we are. */
  readonly holder: string
  /** Whether it is ours for sure. */
  isHeld(): boolean
  /** Whether it is time to take it again, so that it stays ours. */
  isDue(): boolean
  /** Aborted when it is lost. To be asked for again once it was taken again. */
  signal(): AbortSignal
  /**
   * Takes or keeps it.
   * @param position how far we have come; missing leaves what is kept
   * @throws StockError 'store-unavailable'
   */
  take(position?: EventPosition): Promise<Followed>
  /** Gives it up at once: somebody else may have it by now. */
  lose(): void
  /** Lets somebody else have it, where it is ours. */
  giveBack(position?: EventPosition): Promise<void>
}

interface Options {
  readonly store: Pick<EventStore, 'follow'>
  /** What follows: "webhooks". */
  readonly name: string
  /** So long nobody else has it after it was taken. */
  readonly seconds: number
  readonly renewMs: number
}

/** It is given up after this part of its time by whoever has it, so that no two have it. */
const SURE = 5 / 6

/** A lease that nobody has taken yet. */
export function createLease({ store, name, seconds, renewMs }: Options): Lease {
  const holder = randomUUID()
  /** When it was taken, by `performance.now()`. */
  let takenAt = Number.NEGATIVE_INFINITY
  let losing = new AbortController()
  let clock: NodeJS.Timeout | undefined

  const ageMs = (): number => performance.now() - takenAt
  const leftMs = (): number => SURE * seconds * 1_000 - ageMs()

  function lose(): void {
    clearTimeout(clock)
    takenAt = Number.NEGATIVE_INFINITY
    losing.abort()
  }

  return {
    holder,
    isHeld: () => leftMs() > 0,
    isDue: () => ageMs() >= renewMs,
    signal: () => losing.signal,
    lose,
    async take(position) {
      const asked = performance.now()
      const followed = await store.follow({ name, holder, seconds, position })
      if (!followed.held) {
        lose()
        return followed
      }
      if (losing.signal.aborted) losing = new AbortController()
      clearTimeout(clock)
      takenAt = asked
      clock = setTimeout(lose, leftMs()).unref()
      return followed
    },
    async giveBack(position) {
      const wasHeld = leftMs() > 0
      lose()
      if (wasHeld) await store.follow({ name, holder, seconds: 0, position })
    },
  }
}
