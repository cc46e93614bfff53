import { setTimeout as sleep } from 'node:timers/promises'
import { type EventPosition, type EventRows, isAfter, type PlacedRow } from '../../domain/event.ts'
import type { EventStore } from '../../store/event-store.ts'

/** What happens in the shop, for those who read it and those who follow it. */
export interface EventLog {
  /**
   * What happened after a position, as it is now.
   * @throws StockError 'store-unavailable'
   */
  read(after: EventPosition, limit: number): Promise<EventRows>
  /** Where everything ends now. @throws StockError 'store-unavailable' */
  newest(): Promise<EventPosition>
  /**
   * What happened after a position, as soon as something has. However many follow, the store is asked once. A position
   * that is not reached yet is one of before a backup was restored: then the page is empty and begins where all ends.
   * @throws StockError 'store-unavailable'; whatever the signal was aborted with
   */
  next(after: EventPosition, limit: number, signal: AbortSignal): Promise<EventRows>
  /** Says that something may have happened. */
  wake(): void
}

/** How often it is looked where nothing tells that something happened, while somebody follows. */
const LOOK_MS = 1_000

/** Rows in memory, for those who follow. */
const TAIL = 2_000

/** Rows that are read at once. */
const PAGE = 500

/** Reads events out of the store, and keeps the newest for all who follow. */
export function createEventLog({ store }: { store: Pick<EventStore, 'readEvents'> }): EventLog {
  let tail: PlacedRow[] = []
  /** Where the tail begins, and ends; not known until somebody follows. */
  let begin: EventPosition | undefined
  let end: EventPosition | undefined
  let looking: Promise<void> | undefined
  let waiting = 0
  let woken = Promise.withResolvers<void>()

  const newest = async () => (await store.readEvents({ seq: 0, number: 0 }, 1)).newest

  async function readOn(): Promise<void> {
    if (end === undefined) {
      end = await newest()
      begin = end
      return
    }
    const page = await store.readEvents(end, PAGE)
    if (isAfter(end, page.newest)) {
      // Another database: a backup was restored.
      tail = []
      end = page.newest
      begin = end
      return
    }
    tail.push(...page.rows)
    end = page.position
    const extra = tail.length - TAIL
    if (extra > 0) {
      begin = tail[extra - 1]?.position
      tail = tail.slice(extra)
    }
  }

  /** One look at a time serves all. */
  function look(): Promise<void> {
    looking ??= readOn().finally(() => {
      looking = undefined
    })
    return looking
  }

  /** Until something may have happened. */
  async function pause(signal: AbortSignal): Promise<void> {
    const ending = new AbortController()
    const either = AbortSignal.any([signal, ending.signal])
    waiting += 1
    try {
      await Promise.race([woken.promise, sleep(LOOK_MS, undefined, { signal: either, ref: false })])
    } finally {
      waiting -= 1
      ending.abort()
    }
  }

  return {
    newest,
    read: (after, limit) => store.readEvents(after, limit),
    async next(after, limit, signal) {
      for (;;) {
        signal.throwIfAborted()
        if (end === undefined || !isAfter(end, after)) await look()
        if (end === undefined || begin === undefined) continue
        if (isAfter(after, end)) return { rows: [], position: end, newest: end }
        if (isAfter(begin, after)) return store.readEvents(after, limit)
        const rows = tail.filter(({ position }) => isAfter(position, after)).slice(0, limit)
        const last = rows.at(-1)
        if (last) return { rows, position: last.position, newest: end }
        await pause(signal)
      }
    },
    wake() {
      if (waiting === 0) return
      woken.resolve()
      woken = Promise.withResolvers()
    },
  }
}
