import { addDays, dayOf, startOfDay } from '../day.ts'
import { monthOf, weekOf } from '../period.ts'
import type { Span } from './sums.ts'

/** The first day of the unit of a day, the first one after it, and the name of the unit. */
const UNITS = {
  day: (day: string) => ({ first: day, next: addDays(day, 1), name: day }),
  /** Named by its Monday. */
  week(day: string) {
    const [first, next] = weekOf(day)
    return { first, next, name: first }
  },
  month: (day: string) => ({
    first: monthOf(day, 0),
    next: monthOf(day, 1),
    name: day.slice(0, 7),
  }),
}

export type ClockUnit = keyof typeof UNITS

export const CLOCK_UNITS = Object.keys(UNITS) as ClockUnit[]

/** Days, weeks or months, oldest first. */
export interface ClockGroups {
  readonly names: readonly string[]
  /** Of each, whether the time has only a part of it. */
  readonly arePartial: readonly boolean[]
  /** The group of a moment of the time, in seconds since 1970. */
  groupAt(moment: number): number
}

/** The days, weeks or months that a time touches, by the clock of the shop. */
export function clockGroups(unit: ClockUnit, { from, to }: Span, timeZone: string): ClockGroups {
  const names: string[] = []
  const arePartial: boolean[] = []
  const starts: number[] = []
  const startOf = (day: string) => startOfDay(day, timeZone).getTime() / 1000
  let start = from
  for (let day = dayOf(new Date(from * 1000), timeZone); start < to; ) {
    const { first, next, name } = UNITS[unit](day)
    names.push(name)
    starts.push(start)
    day = next
    const end = startOf(next)
    arePartial.push(start > startOf(first) || end > to)
    start = end
  }
  let last = 0
  return {
    names,
    arePartial,
    groupAt(moment) {
      // Rows come nearly in their order, so it is mostly the same group again.
      const isSame = (starts[last] ?? 0) <= moment && moment < (starts[last + 1] ?? Infinity)
      if (!isSame) last = lastUntil(starts, moment)
      return last
    },
  }
}

/** Place of the last number that is not above this. */
function lastUntil(sorted: readonly number[], number: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((sorted[middle] ?? 0) <= number) low = middle
    else high = middle - 1
  }
  return low
}
