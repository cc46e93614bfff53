/** How often something happened in a window of time. */
export interface Count {
  /** With this one. */
  readonly count: number
  /** Milliseconds until the window ends, and counting begins anew. */
  readonly ttlMs: number
}

/** Counts what is limited: in this process, or for all processes of the service together. */
export interface Counters {
  /** Counts one more; the first one begins a window of that length. */
  hit(key: string, windowMs: number): Promise<Count>
}

/** Keys that are remembered; the one that was quiet longest is forgotten first. */
const MAX_KEYS = 10_000

interface Window {
  count: number
  readonly endsAt: number
}

/** Counts in this process. Finished windows are forgotten, and of too many the quietest. */
export function createCounters(mostKeys = MAX_KEYS): Counters {
  /** In the order of their last hit. */
  const windows = new Map<string, Window>()

  function forget(now: number): void {
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
      forget(now)
      return { count: current.count, ttlMs: current.endsAt - now }
    },
  }
}
