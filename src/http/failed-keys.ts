import { setTimeout as sleep } from 'node:timers/promises'
import { type Counters, secondsPast } from './counters.ts'

/** Wrong keys per minute from one address before its answers are delayed. */
const FREE_ATTEMPTS = 5
/** Wrong keys per minute after which an address is refused. */
const MAX_ATTEMPTS = 20
const WINDOW_MS = 60_000
const DELAY_STEP_MS = 100
const MAX_DELAY_MS = 1_000

/**
 * Delays and then refuses addresses that guess keys. Only wrong keys count and are refused, because
 * other callers may share the address.
 */
export function createFailedKeys(counters: Counters) {
  return {
    /** Counts a wrong key. @returns seconds until the next try, or 0 after the delay has passed */
    async note(address: string): Promise<number> {
      const tries = await counters.hit(`wrong keys of ${address}`, WINDOW_MS)
      const seconds = secondsPast(MAX_ATTEMPTS, tries)
      if (seconds === 0) await slowDown(tries.count)
      return seconds
    },
  }
}

/** Waits the longer the more wrong tries there were in a minute; the first few are free. */
export async function slowDown(wrongTries: number): Promise<void> {
  const wait = Math.min((wrongTries - FREE_ATTEMPTS) * DELAY_STEP_MS, MAX_DELAY_MS)
  if (wait > 0) await sleep(wait)
}
