import { addDays, dayOf, startOfDay } from '../day.ts'

/** Weeks of the past that a forecast looks at: two years, which a season needs, and the running week. */
export const HISTORY_WEEKS = 105

const DAY_MS = 24 * 60 * 60 * 1000
const DAYS_A_WEEK = 7

/** 1 January 1970 was a Thursday: the Monday of its week lies three days before it. */
const DAYS_TO_MONDAY = 3

/** The weeks of a shop up to now, Monday to Sunday by its clock. Moments are seconds since 1970. */
export interface Calendar {
  /** Number of the first week, counted from the week of 1 January 1970. */
  readonly firstWeek: number
  /** First moment of each week, and at the end the first moment of the week to come. */
  readonly starts: Float64Array
  readonly now: number
}

/** Number of the week of a day, counted from the week of 1 January 1970. @param day "2026-11-21" */
export const weekNumber = (day: string): number =>
  Math.floor((Date.parse(`${day}T00:00:00Z`) + DAYS_TO_MONDAY * DAY_MS) / (DAYS_A_WEEK * DAY_MS))

/** The weeks up to the running one, which is the last. */
export function calendarOf(now: Date, timeZone: string, weeks = HISTORY_WEEKS): Calendar {
  const today = dayOf(now, timeZone)
  const last = weekNumber(today)
  const firstWeek = last - weeks + 1
  const starts = Float64Array.from({ length: weeks + 1 }, (_, at) =>
    seconds(startOfDay(mondayOf(firstWeek + at), timeZone)),
  )
  return { firstWeek, starts, now: seconds(now) }
}

const seconds = (moment: Date): number => moment.getTime() / 1000

const mondayOf = (week: number): string =>
  addDays('1970-01-01', week * DAYS_A_WEEK - DAYS_TO_MONDAY)

export const weeksIn = ({ starts }: Calendar): number => starts.length - 1

/** Index of the week of a moment; -1 before the first week, and that of the running week after it. */
export function weekAt({ starts }: Calendar, moment: number): number {
  const first = starts[0] ?? 0
  if (moment < first) return -1
  const last = starts.length - 2
  // Weeks with a change of the clocks are an hour longer or shorter, so the guess may be one off.
  let at = Math.min(last, Math.floor((moment - first) / (DAYS_A_WEEK * 86_400)))
  while (at < last && moment >= (starts[at + 1] ?? 0)) at += 1
  while (at > 0 && moment < (starts[at] ?? 0)) at -= 1
  return at
}
