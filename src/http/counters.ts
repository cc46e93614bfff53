/** How often something happened in a window of time. */
export interface Count {
  /** Hits in the window, including this one. */
  readonly count: number
  /** Milliseconds until the window ends and the count restarts. */
  readonly ttlMs: number
}

/** Counters for limits, in this process or shared by all processes of the service. */
export interface Counters {
  /** Adds a hit. The first one starts a window of `windowMs` milliseconds. */
  hit(key: string, windowMs: number): Promise<Count>
  /** Ends a window early. */
  forget(key: string): Promise<void>
}

/** Seconds until the next hit is allowed; 0 while there were at most so many. */
export const secondsPast = (most: number, { count, ttlMs }: Count): number =>
  count > most ? Math.ceil(ttlMs / 1000) : 0

/** Maximum number of stored keys; the least recently hit are dropped first. */
const MAX_KEYS = 10_000

/**
 * Part of the keys that is dropped at once. To find the first key of a map, all are passed over that were
 * deleted before it, so that looking for one at each hit takes the longer the more were dropped.
 */
const DROPPED_PART = 0.1

interface Window {
  count: number
  readonly endsAt: number
}

/** Counters in this process. With too many keys it drops those that were quiet longest. */
export function createCounters(mostKeys = MAX_KEYS): Counters {
  /** In the order of their last hit. */
  const windows = new Map<string, Window>()
  const fewer = mostKeys - Math.floor(mostKeys * DROPPED_PART)

  function dropQuiet(): void {
    for (const key of windows.keys()) {
      if (windows.size <= fewer) return
      windows.delete(key)
    }
  }

  return {
    async hit(key, windowMs) {
      const now = performance.now()
      const known = windows.get(key)
      const current = known && known.endsAt > now ? known : { count: 0, endsAt: now + windowMs }
      current.count++
      windows.delete(key)
      windows.set(key, current)
      if (windows.size > mostKeys) dropQuiet()
      return { count: current.count, ttlMs: current.endsAt - now }
    },
    async forget(key) {
      windows.delete(key)
    },
  }
}
