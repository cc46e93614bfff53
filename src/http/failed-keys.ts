import { setTimeout as sleep } from 'node:timers/promises'

/** So many wrong keys an address may send before its answers take longer … */
const FREE = 5
/** … and so many in a minute before it is told to stay away. */
const MOST = 20
const WINDOW_MS = 60_000
const STEP_MS = 100
const LONGEST_MS = 1_000

/** Addresses that are remembered; the one that was quiet longest is forgotten first. */
const MOST_ADDRESSES = 10_000

interface Failures {
  count: number
  readonly since: number
}

/**
 * Slows down and then turns away whoever tries keys. Only wrong keys count, and only they are
 * turned away: many callers may share an address with the one who guesses.
 */
export function createFailedKeys() {
  const addresses = new Map<string, Failures>()

  function remember(address: string, now: number): Failures {
    const known = addresses.get(address)
    const failures = known && now - known.since < WINDOW_MS ? known : { count: 0, since: now }
    addresses.delete(address)
    addresses.set(address, failures)
    const [oldest] = addresses.keys()
    if (addresses.size > MOST_ADDRESSES && oldest !== undefined) addresses.delete(oldest)
    return failures
  }

  return {
    /** Notes a wrong key. @returns seconds to stay away, or 0 after the wait that it cost */
    async note(address: string): Promise<number> {
      const now = performance.now()
      const failures = remember(address, now)
      failures.count++
      if (failures.count > MOST) return Math.ceil((WINDOW_MS - (now - failures.since)) / 1000)
      const wait = Math.min((failures.count - FREE) * STEP_MS, LONGEST_MS)
      if (wait > 0) await sleep(wait)
      return 0
    },
  }
}
