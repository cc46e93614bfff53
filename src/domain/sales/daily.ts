import { addDays, startOfDay } from '../day.ts'
import type { Rows, Span } from './sums.ts'

/** Days one after the other, by the clock of the shop. */
export interface Days extends Span {
  /** "2026-11-21", oldest first. */
  readonly days: readonly string[]
  /** The first second after each of them. */
  readonly ends: Float64Array
}

/** The days from the first to the last, both among them. */
export function daysBetween(first: string, last: string, timeZone: string): Days {
  const days: string[] = []
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day)
  const startOf = (day: string): number => startOfDay(day, timeZone).getTime() / 1000
  const ends = Float64Array.from(days, (day) => startOf(addDays(day, 1)))
  return { days, ends, from: startOf(first), to: ends.at(-1) ?? startOf(first) }
}

/**
 * Adds what rows leave on hand at the end of each day.
 * @param order rows that count, in the order in which they happened, from the first one of all on
 * @param onHand is written to: a number for each day
 */
export function addOnHand(
  { time, delta }: Pick<Rows, 'time' | 'delta'>,
  order: readonly number[],
  { ends }: Days,
  onHand: Float64Array,
): void {
  let units = 0
  let place = 0
  for (const [day, end] of ends.entries()) {
    while (place < order.length && (time[order[place] ?? 0] ?? 0) < end) {
      units += delta[order[place] ?? 0] ?? 0
      place += 1
    }
    onHand[day] = (onHand[day] ?? 0) + units
  }
}
