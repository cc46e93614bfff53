import { addDays, atClock, clockOf, dayOf, startOfDay } from './day.ts'
import { StockError } from './errors.ts'
import { tellDay, tellMinute } from './figures.ts'
import type { Language } from './language.ts'
import { join, type Sentence, say } from './say.ts'
import { quoted } from './text.ts'

/** A period as it is asked for: by its name, or by its two ends. */
export interface AskedPeriod {
  readonly period?: PeriodName | undefined
  /** "2026-11-21", or with a time of day; "today" and "yesterday" are days too. */
  readonly from?: string | undefined
  /** The same. A day belongs to the period, a moment does not. */
  readonly to?: string | undefined
}

export interface TimeSpan {
  /** The first moment of it, ISO 8601, UTC; null where it has no beginning. */
  readonly from: string | null
  /** The first moment after it, ISO 8601, UTC; null where it has no end. */
  readonly to: string | null
}

export interface Period extends TimeSpan {
  /** By the clock of the shop: "yesterday (2026-11-21)", "2026-11-16 to 2026-11-22". */
  readonly words: Sentence
}

/** The first day, and the first one that no longer belongs to it. */
type Days = readonly [first: string, next: string]

/** The days of each named period, by what day it is. Weeks begin on Monday. */
const DAYS = {
  today: (today) => [today, addDays(today, 1)],
  yesterday: (today) => [addDays(today, -1), today],
  this_week: (today) => weekOf(today),
  last_week: (today) => weekOf(addDays(today, -7)),
  last_7_days: (today) => [addDays(today, -6), addDays(today, 1)],
  this_month: (today) => [monthOf(today, 0), monthOf(today, 1)],
  last_month: (today) => [monthOf(today, -1), monthOf(today, 0)],
  last_30_days: (today) => [addDays(today, -29), addDays(today, 1)],
  this_year: (today) => [yearOf(today, 0), yearOf(today, 1)],
  last_year: (today) => [yearOf(today, -1), yearOf(today, 0)],
  all: () => null,
} as const satisfies Readonly<Record<string, (today: string) => Days | null>>

export type PeriodName = keyof typeof DAYS

export const PERIODS = Object.keys(DAYS) as PeriodName[]

/**
 * Finds out which time is meant.
 * @param otherwise the period where none is asked for
 * @throws StockError 'invalid-request' for what is no date, begins in the future, ends before it
 *   begins, or is both a name and two ends
 */
export function readPeriod(
  asked: AskedPeriod,
  { now, timeZone, otherwise }: { now: Date; timeZone: string; otherwise: PeriodName },
): Period {
  const { period, from, to } = asked
  const today = dayOf(now, timeZone)
  if (from === undefined && to === undefined) {
    return namedPeriod(period ?? otherwise, today, timeZone)
  }
  if (period !== undefined) {
    const problem = say({
      en: 'Send either period, or from and to, not both.',
      fr: 'Envoyez soit period, soit from et to, pas les deux.',
    })
    throw refused(problem)
  }
  const begin = from === undefined ? null : momentOf('from', from, { today, timeZone, end: false })
  const end = to === undefined ? null : momentOf('to', to, { today, timeZone, end: true })
  if (begin && begin > now) throw refused(notYet())
  if (begin && end && begin >= end) {
    const problem = say({
      en: 'from must come before to: the period would be empty.',
      fr: 'from doit venir avant to : la période serait vide.',
    })
    throw refused(problem)
  }
  return periodOf(begin, end, timeZone)
}

const notYet = (): Sentence =>
  say({
    en: 'from lies in the future, and only what was is known here: per_week of listReorder says what will sell.',
    fr: 'from est dans le futur, et seul le passé est connu ici : per_week de listReorder dit ce qui se vendra.',
  })

/** What each named period is called. */
const NAMES: Readonly<Record<Language, Readonly<Record<Exclude<PeriodName, 'all'>, string>>>> = {
  en: {
    today: 'today',
    yesterday: 'yesterday',
    this_week: 'this week',
    last_week: 'last week',
    last_7_days: 'last 7 days',
    this_month: 'this month',
    last_month: 'last month',
    last_30_days: 'last 30 days',
    this_year: 'this year',
    last_year: 'last year',
  },
  fr: {
    today: 'aujourd’hui',
    yesterday: 'hier',
    this_week: 'cette semaine',
    last_week: 'la semaine dernière',
    last_7_days: 'les 7 derniers jours',
    this_month: 'ce mois-ci',
    last_month: 'le mois dernier',
    last_30_days: 'les 30 derniers jours',
    this_year: 'cette année',
    last_year: 'l’année dernière',
  },
}

function namedPeriod(name: PeriodName, today: string, timeZone: string): Period {
  if (name === 'all') return periodOf(null, null, timeZone)
  const [first, next] = DAYS[name](today)
  const period = periodOf(startOfDay(first, timeZone), startOfDay(next, timeZone), timeZone)
  const words = say({
    en: `${NAMES.en[name]} (${period.words})`,
    fr: `${NAMES.fr[name]} (${period.words})`,
  })
  return { ...period, words }
}

/**
 * The time before a period: as long as it, and the month or year before one that is asked for by name.
 * While a period still runs, as much of the one before as has passed of it by the clock.
 * @throws StockError 'invalid-request' where it has no beginning
 */
export function periodBefore(
  asked: AskedPeriod,
  context: { now: Date; timeZone: string; otherwise: PeriodName },
): Period {
  const { now, timeZone, otherwise } = context
  const { from, to } = readPeriod(asked, context)
  if (from === null) {
    const problem = say({
      en: 'Nothing comes before a time without a beginning to compare.',
      fr: 'Il n’y a rien à comparer avant une période sans début.',
    })
    throw refused(problem)
  }
  const begin = new Date(from)
  const end = to === null ? now : new Date(to)
  const isNamed = asked.from === undefined && asked.to === undefined
  const before = beginBefore(begin, end, isNamed ? (asked.period ?? otherwise) : '', timeZone)
  const soFar = asLongAfter(before, begin, now, timeZone)
  return periodOf(before, end > now ? new Date(Math.min(+soFar, +begin)) : begin, timeZone)
}

/** What is as long after one moment as now is after another; as many days, and the same clock time. */
function asLongAfter(moment: Date, begin: Date, now: Date, timeZone: string): Date {
  if (!isWhole(begin, timeZone)) return new Date(+moment + +now - +begin)
  const days = daysBetween(begin, now, timeZone)
  const day = addDays(dayOf(moment, timeZone), days)
  return atClock(`${day}T${clockOf(now, timeZone)}`, timeZone)
}

/** The days that a time touches as whole ones, but for what is after the beginning of another. */
export function wholeDays({ from, to }: TimeSpan, until: TimeSpan, timeZone: string): Period {
  const begin = from === null ? null : startOfDay(dayOf(new Date(from), timeZone), timeZone)
  const ends = [to === null ? null : endOfDay(new Date(to), timeZone), until.from]
  const first = Math.min(...ends.flatMap((end) => (end === null ? [] : [+new Date(end)])))
  return periodOf(begin, Number.isFinite(first) ? new Date(first) : null, timeZone)
}

/** The end of a day, at or after a moment. */
const endOfDay = (moment: Date, timeZone: string): Date =>
  isWhole(moment, timeZone) ? moment : startOfDay(addDays(dayOf(moment, timeZone), 1), timeZone)

function beginBefore(begin: Date, end: Date, name: string, timeZone: string): Date {
  const first = dayOf(begin, timeZone)
  if (name.endsWith('month')) return startOfDay(monthOf(first, -1), timeZone)
  if (name.endsWith('year')) return startOfDay(yearOf(first, -1), timeZone)
  if (!isWhole(begin, timeZone) || !isWhole(end, timeZone)) return new Date(2 * +begin - +end)
  return startOfDay(addDays(first, -daysBetween(begin, end, timeZone)), timeZone)
}

const DAY_MS = 24 * 60 * 60 * 1000

/** Days from that of one moment to that of another: some are an hour shorter or longer than others. */
const daysBetween = (one: Date, other: Date, timeZone: string): number =>
  (Date.parse(dayOf(other, timeZone)) - Date.parse(dayOf(one, timeZone))) / DAY_MS

const isWhole = (moment: Date, timeZone: string): boolean =>
  +startOfDay(dayOf(moment, timeZone), timeZone) === +moment

const periodOf = (begin: Date | null, end: Date | null, timeZone: string): Period => ({
  from: begin?.toISOString() ?? null,
  to: end?.toISOString() ?? null,
  words: wordsOf(begin, end, timeZone),
})

function wordsOf(begin: Date | null, end: Date | null, timeZone: string): Sentence {
  const tell = (moment: Date, day: Date) =>
    isWhole(moment, timeZone) ? tellDay(dayOf(day, timeZone)) : tellMinute(moment, timeZone)
  const first = begin && tell(begin, begin)
  // The last day of it, not the one after.
  const last = end && tell(end, new Date(+end - 1))
  if (first && last) {
    return first === last
      ? say({ en: first, fr: `le ${first}` })
      : say({ en: `${first} to ${last}`, fr: `du ${first} au ${last}` })
  }
  if (first) return say({ en: `since ${first}`, fr: `depuis le ${first}` })
  return last
    ? say({ en: `until ${last}`, fr: `jusqu’au ${last}` })
    : say({ en: 'all the time there is', fr: 'depuis le début' })
}

const DATE = /^(?:19|2\d)\d{2}-\d{2}-\d{2}$/
const MOMENT =
  /^((?:19|2\d)\d{2}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})?$/i
const DAY_NAMES: Readonly<Record<string, number>> = { today: 0, yesterday: -1 }

interface Reading {
  readonly today: string
  readonly timeZone: string
  /** Whether it is the end of a period: a day counts to its last moment. */
  readonly end: boolean
}

function momentOf(name: string, said: string, reading: Reading): Date {
  const moment = readMoment(said, reading)
  if (moment === undefined) {
    const problem = say({
      en: `${name} ${quoted(said)} is no date and no moment.`,
      fr: `${name} ${quoted(said)} n’est ni une date ni un moment.`,
    })
    throw refused(problem)
  }
  return moment
}

/** A date, or a moment by the clock of the shop where it has no zone; undefined for anything else. */
function readMoment(said: string, { today, timeZone, end }: Reading): Date | undefined {
  const word = said.trim()
  const days = DAY_NAMES[word.toLowerCase()]
  const day = days === undefined ? word : addDays(today, days)
  if (DATE.test(day) && isDay(day)) return startOfDay(end ? addDays(day, 1) : day, timeZone)
  const [, date = '', clock = '', zone] = MOMENT.exec(word) ?? []
  const shown = `${date}T${clock}`
  const time = Date.parse(`${shown}${zone?.toUpperCase() ?? 'Z'}`)
  if (!isDay(date) || Number.isNaN(time)) return undefined
  return zone ? new Date(time) : atClock(shown, timeZone)
}

/**
 * When something ends that is kept until a date, to the last moment of it, or until a moment.
 * @returns ISO 8601, UTC
 * @throws StockError 'invalid-request' for what is neither, or lies in the past
 */
export function readEnd(said: string, { now, timeZone }: { now: Date; timeZone: string }): string {
  const read = readMoment(said, { today: dayOf(now, timeZone), timeZone, end: true })
  const next = say({
    en: 'Nothing was changed: ask until when, and send a date like 2026-12-05, or a moment like 2026-12-05T18:00.',
    fr: 'Rien n’a changé : demandez jusqu’à quand, et envoyez une date comme 2026-12-05, ou un moment comme 2026-12-05T18:00.',
  })
  if (read === undefined) {
    const problem = say({
      en: `expires_at ${quoted(said)} is no date and no moment.`,
      fr: `expires_at ${quoted(said)} n’est ni une date ni un moment.`,
    })
    throw new StockError('invalid-request', join([problem, next]))
  }
  const isDate = !said.includes(':')
  const end = isDate ? new Date(read.getTime() - 1) : read
  if (end <= now) {
    const problem = say({
      en: `expires_at lies in the past: ${tellMinute(end, timeZone)}.`,
      fr: `expires_at est déjà passé : ${tellMinute(end, timeZone)}.`,
    })
    throw new StockError('invalid-request', join([problem, next]))
  }
  return end.toISOString()
}

/**
 * When something happened: a moment as it is, and a date at noon by the clock of the shop. Of today nothing
 * is better known than that it is now.
 * @param said "2026-11-21", or ISO 8601 with its zone
 * @returns ISO 8601; undefined for now
 * @throws StockError 'invalid-request' for a day that is to come
 */
export function readOccurred(
  said: string,
  { now, timeZone }: { now: Date; timeZone: string },
): string | undefined {
  if (!DATE.test(said)) return said
  const today = dayOf(now, timeZone)
  if (said > today) {
    const text = say({
      en: `occurred_at lies in the future: ${tellDay(said)}. Nothing was changed: ask when it was.`,
      fr: `occurred_at est dans le futur : ${tellDay(said)}. Rien n’a changé : demandez quand c’était.`,
    })
    throw new StockError('invalid-request', text)
  }
  return said === today ? undefined : atClock(`${said}T12:00:00`, timeZone).toISOString()
}

/**
 * A day that is to come, or today.
 * @returns "2026-12-05"
 * @throws StockError 'invalid-request' for what is no date, or lies in the past
 */
export function readDay(said: string, { now, timeZone }: { now: Date; timeZone: string }): string {
  const today = dayOf(now, timeZone)
  const read = readMoment(said, { today, timeZone, end: false })
  const next = say({
    en: 'Nothing was changed: ask for which day, and send a date like 2026-12-05.',
    fr: 'Rien n’a changé : demandez pour quel jour, et envoyez une date comme 2026-12-05.',
  })
  if (read === undefined) {
    const problem = say({
      en: `expected_at ${quoted(said)} is no date.`,
      fr: `expected_at ${quoted(said)} n’est pas une date.`,
    })
    throw new StockError('invalid-request', join([problem, next]))
  }
  const day = dayOf(read, timeZone)
  if (day < today) {
    const problem = say({
      en: `expected_at lies in the past: ${tellDay(day)}.`,
      fr: `expected_at est déjà passé : ${tellDay(day)}.`,
    })
    throw new StockError('invalid-request', join([problem, next]))
  }
  return day
}

/** Whether it is in the calendar: to the engine the 30th of February is a day, the 2nd of March. */
function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

const refused = (problem: Sentence): StockError => {
  const next = say({
    en: `Send period (${PERIODS.join(', ')}), or from, to or both, each a date like 2026-11-21 or a moment like 2026-11-21T09:00; the clock is that of the shop where no zone is given.`,
    fr: `Envoyez period (${PERIODS.join(', ')}), ou from, to ou les deux, chacun une date comme 2026-11-21 ou un moment comme 2026-11-21T09:00 ; sans fuseau, l’heure est celle de la boutique.`,
  })
  return new StockError('invalid-request', join([problem, next]))
}

export function weekOf(day: string): Days {
  const monday = addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7))
  return [monday, addDays(monday, 7)]
}

export const monthOf = (day: string, months: number): string =>
  new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + months))
    .toISOString()
    .slice(0, 10)

const yearOf = (day: string, years: number): string => `${Number(day.slice(0, 4)) + years}-01-01`
