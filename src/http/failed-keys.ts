import { setTimeout as sleep } from 'node:timers/promises'
import type { Counters } from './counters.ts'

/** Wrong keys that an address may send in a minute before its answers are delayed. */
const FREE = 5
/** Wrong keys in a minute after which an address is refused. */
const MOST = 20
const WINDOW_MS = 60_000
const STEP_MS = 100
const LONGEST_MS = 1_000

/**
 * Slows down and then turns away whoever tries keys. Only wrong keys count, and only they are
 * turned away: many callers may share an address with the one who guesses.
 */
export function createFailedKeys(counters: Counters) {
  return {
    /** Notes a wrong key. @returns seconds to stay away, or 0 after the wait that it cost */
    async note(address: string): Promise<number> {
      const { count, ttlMs } = await counters.hit(`wrong keys of ${address}`, WINDOW_MS)
      if (count > MOST) return Math.ceil(ttlMs / 1000)
      const wait = Math.min((count - FREE) * STEP_MS, LONGEST_MS)
      if (wait > 0) await sleep(wait)
      return 0
    },
  }
}
