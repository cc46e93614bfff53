import { dayOf } from '../../domain/day.ts'

/** How 03/04/2026 is read: the 3rd of April, or the 4th of March. */
export type DateOrder = 'day first' | 'month first'

const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?=$|[T ,])/i
const YEAR_LAST = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?=$|[T ,])/i
const CLOCK =
  /^[T ,]+(?:à )?\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AP]M)?( ?UTC|Z| ?[+-]\d{2}:?\d{2})?$/i

/** A date without its time, where it has one: a file has far fewer of them. */
export const dateIn = (text: string): string => text.slice(0, 'DD/MM/YYYY'.length)

/**
 * How the dates of a file are written: day first, unless one of them can only be read month first, and
 * none only day first. null where none leaves it open.
 */
export function dateOrderOf(dates: Iterable<string>): DateOrder | null {
  const parts = [...dates].flatMap((date) => {
    const [, first, second] = YEAR_LAST.exec(date) ?? []
    return first === undefined ? [] : [[Number(first), Number(second)] as const]
  })
  if (parts.length === 0) return null
  const isMonthFirst =
    parts.some(([, second]) => second > 12) && parts.every(([first]) => first <= 12)
  return isMonthFirst ? 'month first' : 'day first'
}

/**
 * The day of a date or a moment. A moment with a time zone is put into that of the shop.
 * @returns "2026-11-21"; undefined for what is no date
 */
export function readDay(
  text: string,
  order: DateOrder | null,
  timeZone: string,
): string | undefined {
  const match = YEAR_FIRST.exec(text) ?? YEAR_LAST.exec(text)
  if (!match) return undefined
  const day = calendarDay(match, order)
  const clock = text.slice(match[0].length)
  if (day === undefined || clock === '') return day
  const [isClock, zone] = CLOCK.exec(clock) ?? []
  if (isClock === undefined || zone === undefined) return isClock === undefined ? undefined : day
  const moment = new Date(
    `${day}${clock
      .replace(/^[T ,]+/i, 'T')
      .replace(/ ?UTC$/i, 'Z')
      .replace(' ', '')}`,
  )
  return Number.isNaN(moment.getTime()) ? undefined : dayOf(moment, timeZone)
}

function calendarDay(match: RegExpExecArray, order: DateOrder | null): string | undefined {
  const [, one = '', two = '', three = ''] = match
  const isYearFirst = one.length === 4
  const [year, month, day] = isYearFirst
    ? [one, two, three]
    : order === 'month first'
      ? [three, one, two]
      : [three, two, one]
  const whole = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = Date.parse(`${whole}T00:00:00Z`)
  // To the engine the 30th of February is a day, the 2nd of March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(whole) ? whole : undefined
}
