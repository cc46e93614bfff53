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

/** From one look to the next: what happens at once is read together. */
const GAP_MS = 20

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
  let lookedAt = Number.NEGATIVE_INFINITY
  /** How often something may have happened, and as of which of these times it was looked. */
  let [happened, seen] = [0, -1]
  const waiting = new Set<() => void>()
  let clock: NodeJS.Timeout | undefined
  /** The newest page: those who have come equally far share it. */
  let newestPage: { after: EventPosition; limit: number; page: EventRows } | undefined

  const newest = async () => (await store.readEvents({ seq: 0, number: 0 }, 1)).newest

  async function readOn(): Promise<void> {
    if (end === undefined) {
      end = await newest()
      begin = end
      return
    }
    const page = await store.readEvents(end, PAGE)
    const isRestored = isAfter(end, page.newest)
    if (!isRestored && page.rows.length === 0) return
    newestPage = undefined
    if (isRestored) {
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

  async function lookSoon(): Promise<void> {
    await sleep(Math.max(0, lookedAt + GAP_MS - performance.now()))
    lookedAt = performance.now()
    const told = happened
    await readOn()
    seen = told
  }

  /** One look at a time serves all. */
  function look(): Promise<void> {
    looking ??= lookSoon().finally(() => {
      looking = undefined
    })
    return looking
  }

  /** Until something may have happened. */
  function pause(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const goOn = () => {
        waiting.delete(goOn)
        signal.removeEventListener('abort', goOn)
        resolve()
      }
      waiting.add(goOn)
      signal.addEventListener('abort', goOn)
      clock ??= setTimeout(release, LOOK_MS).unref()
    })
  }

  function release(): void {
    clearTimeout(clock)
    clock = undefined
    for (const goOn of [...waiting]) goOn()
  }

  /** What of the tail comes after a position. */
  function pageOfTail(after: EventPosition, limit: number, until: EventPosition): EventRows {
    const known = newestPage
    if (known && known.limit === limit && isSame(known.after, after)) return known.page
    // Most have come far, so it is near the end.
    const first = tail.findLastIndex(({ position }) => !isAfter(position, after)) + 1
    const rows = tail.slice(first, first + limit)
    const page = { rows, position: rows.at(-1)?.position ?? after, newest: until }
    if (rows.length > 0) newestPage = { after, limit, page }
    return page
  }

  return {
    newest,
    read: (after, limit) => store.readEvents(after, limit),
    async next(from, limit, signal) {
      let after = from
      for (;;) {
        signal.throwIfAborted()
        if (end === undefined || !isAfter(end, after)) await look()
        if (end === undefined || begin === undefined) continue
        if (isAfter(after, end)) return { rows: [], position: end, newest: end }
        if (isAfter(begin, after)) {
          const page = await store.readEvents(after, limit)
          if (page.rows.length > 0) return page
          if (isAfter(after, page.newest)) return { ...page, position: page.newest }
          // Only the movement was known.
          after = page.position
          continue
        }
        const page = pageOfTail(after, limit, end)
        if (page.rows.length > 0) return page
        if (seen === happened) await pause(signal)
      }
    },
    wake() {
      happened += 1
      release()
    },
  }
}

const isSame = (a: EventPosition, b: EventPosition): boolean =>
  a.seq === b.seq && a.number === b.number
