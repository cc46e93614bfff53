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

/** Maximum number of stored keys; the least recently hit is dropped first. */
const MAX_KEYS = 10_000

interface Window {
  count: number
  readonly endsAt: number
}

/** Counters in this process. Drops finished windows, then the least recently hit. */
export function createCounters(mostKeys = MAX_KEYS): Counters {
  /** In the order of their last hit. */
  const windows = new Map<string, Window>()

  function dropEnded(now: number): void {
    for (const [key, { endsAt }] of windows) {
      if (endsAt > now && windows.size <= mostKeys) return
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
      dropEnded(now)
      return { count: current.count, ttlMs: current.endsAt - now }
    },
    async forget(key) {
      windows.delete(key)
    },
  }
}
