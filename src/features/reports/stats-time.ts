import { dayOf, startOfDay } from '../../domain/day.ts'
import { type Period, wholeDays } from '../../domain/period.ts'
import type { Figures, Span } from '../../domain/sales/sums.ts'
import type { View } from './stats-data.ts'

/** The time before a period. */
export interface Before {
  readonly period: Period
  /** null where nothing is known of it. */
  readonly total: Figures | null
  /** Whether sales are known of all of it. */
  readonly isKnown: boolean
  /** Whether it was made longer to whole days, because imported sales have no hours. */
  readonly isWidened: boolean
  /** Whether all of it is known and it is about as long, so that a percentage says something. */
  readonly isComparable: boolean
}

/** Since when something is known of the shop, in seconds since 1970; Infinity for never. */
interface Begins {
  /** Of its stock: a sale that was dated back says nothing of what was on hand. */
  readonly stock: number
  /** Of all its sales. */
  readonly sales: number
  /** Of anything. */
  readonly first: number
  /** When the last imported sale was; -Infinity for none. */
  readonly lastPast: number
}

export function beginsOf({ trade, past, snapshot, location, index: { order } }: View): Begins {
  const stock = trade.begins ?? Number.POSITIVE_INFINITY
  const oldest = order[0] === undefined ? stock : (trade.time[order[0]] ?? stock)
  const hasPast = !location || location === snapshot.defaultLocation
  let sales = stock
  let lastPast = Number.NEGATIVE_INFINITY
  for (const [, { time }] of hasPast ? [...past.variants(), ...past.products()] : []) {
    sales = Math.min(sales, time[0] ?? sales)
    lastPast = Math.max(lastPast, time.at(-1) ?? lastPast)
  }
  return { stock, sales, first: Math.min(sales, oldest), lastPast }
}

/** A time before is fair to compare with where it is not longer by more than this. */
const MOST_LONGER = 1.1

/** The time before, in whole days where imported sales are in it: of those only the days are known. */
export function earlierOf(
  before: Period,
  period: Period,
  begins: Begins,
  timeZone: string,
): Omit<Before, 'total'> & Span {
  const exact = spanOf(before)
  const hasPast = exact.from <= begins.lastPast
  const whole = hasPast ? wholeDays(before, period, timeZone) : before
  const span = spanOf(whole)
  const isKnown = span.from >= startOf(begins.sales, timeZone)
  const longer = (span.to - span.from) / (exact.to - exact.from)
  return {
    ...span,
    period: whole,
    isKnown,
    isWidened: longer > 1,
    isComparable: isKnown && longer <= MOST_LONGER,
  }
}

export const dayAt = (moment: number, timeZone: string): string | null =>
  Number.isFinite(moment) ? dayOf(new Date(moment * 1000), timeZone) : null

/** When the day of a moment begins. */
export const startOf = (moment: number, timeZone: string): number => {
  const day = dayAt(moment, timeZone)
  return day === null ? moment : seconds(startOfDay(day, timeZone))
}

export const seconds = (moment: Date): number => moment.getTime() / 1000

export const spanOf = ({ from, to }: Period): Span => ({
  from: from === null ? Number.NEGATIVE_INFINITY : seconds(new Date(from)),
  to: to === null ? Number.POSITIVE_INFINITY : seconds(new Date(to)),
})
