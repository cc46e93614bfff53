import { addDays, atClock, dayOf } from './day.ts'

/** Hours of each day in which nobody is told anything; after midnight where they end before they begin. */
export interface QuietHours {
  /** "22:00", by the clock of the shop. */
  readonly from: string
  /** "07:00": from then on people are told again. */
  readonly to: string
}

/**
 * When people may be told again.
 * @returns the end of the quiet hours that a moment is in; null where it is in none
 */
export function quietUntil(moment: Date, { from, to }: QuietHours, timeZone: string): Date | null {
  const today = dayOf(moment, timeZone)
  for (const day of [addDays(today, -1), today]) {
    const begin = atClock(`${day}T${from}:00`, timeZone)
    const end = atClock(`${to < from ? addDays(day, 1) : day}T${to}:00`, timeZone)
    if (begin <= moment && moment < end) return end
  }
  return null
}
