const FIRST_MS = 5_000

/** Also where a receiver asks for more: one that is well again is told the same day. */
export const LONGEST_MS = 6 * 60 * 60_000

/** Those that failed together are not tried together: by so much of the time each is sooner or later. */
const JITTER = 0.2

/**
 * How long to wait after attempts that failed: 5 seconds at first, then twice as long each time, up to 6 hours.
 * @param failures at least 1
 * @param random from 0 to 1
 */
export function backoffMs(failures: number, random: number): number {
  const ms = Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS)
  return Math.round(ms * (1 - JITTER + 2 * JITTER * random))
}
