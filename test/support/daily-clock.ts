import { onTestFinished, vi } from 'vitest'
import type { Daily } from '../../src/shared/each-day.ts'

export interface Clock {
  now: Date
  /** How often it was looked at. */
  looks: number
}

export const clockAt = (moment: string): Clock => ({ now: new Date(moment), looks: 0 })

/**
 * Does daily work by a clock of the test until the condition holds, and ends it.
 * @returns what it warned of
 */
export async function keepUntil(
  condition: () => Promise<void> | void,
  keep: (daily: Omit<Daily, 'at'>) => () => Promise<void>,
  clock: Clock,
): Promise<string[]> {
  const warnings: string[] = []
  const end = keep({
    timeZone: 'Europe/Paris',
    pauseMs: 5,
    isOpen() {
      clock.looks += 1
      return true
    },
    now: () => clock.now,
    logger: { warn: (_data, message) => warnings.push(message) },
  })
  onTestFinished(end)
  await vi.waitFor(condition, { timeout: 20_000, interval: 20 })
  await end()
  return warnings
}
