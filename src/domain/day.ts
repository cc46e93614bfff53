/** Milliseconds of an hour. */
const HOUR = 60 * 60 * 1000

/** A day as people write it: "2026-11-21". */
export function dayOf(moment: Date, timeZone: string): string {
  const { year, month, day } = inZone(moment, timeZone)
  return [String(year).padStart(4, '0'), pad(month), pad(day)].join('-')
}

/** A moment as people write it: "2026-11-21 09:30". */
export const minuteOf = (moment: Date, timeZone: string): string =>
  `${dayOf(moment, timeZone)} ${clockOf(moment, timeZone).slice(0, -3)}`

/** What the clock of a time zone shows: "09:30:15". */
export function clockOf(moment: Date, timeZone: string): string {
  const { hour, minute, second } = inZone(moment, timeZone)
  return [hour, minute, second].map(pad).join(':')
}

/**
 * The first moment of a day in a time zone.
 * @param day "2026-11-21"
 */
export function startOfDay(day: string, timeZone: string): Date {
  const start = atClock(`${day}T00:00:00`, timeZone)
  // Where clocks are put forward at midnight the day begins an hour later.
  return dayOf(start, timeZone) < day ? new Date(start.getTime() + HOUR) : start
}

/**
 * The moment when the clocks of a time zone show this.
 * @param shown "2026-11-21T09:30:00"
 */
export function atClock(shown: string, timeZone: string): Date {
  const written = Date.parse(`${shown}Z`)
  // The offset is that of the moment itself: it may change that very day.
  const guess = written - offsetAt(new Date(written), timeZone)
  return new Date(written - offsetAt(new Date(guess), timeZone))
}

/** The day that comes so many days later; earlier with a minus. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * HOUR).toISOString().slice(0, 10)

/** A moment at which something daily is due. */
export interface Due {
  /** "2026-11-21", by the clock of the shop. */
  readonly day: string
  readonly moment: Date
}

/**
 * When something daily is due on a day.
 * @param at "08:00", by the clock of the shop. A time that the clocks skip is due when they go on.
 */
export const dueOn = (day: string, at: string, timeZone: string): Due => ({
  day,
  moment: atClock(`${day}T${at}:00`, timeZone),
})

/** When something daily was due last. */
export function lastDue(now: Date, at: string, timeZone: string): Due {
  const today = dueOn(dayOf(now, timeZone), at, timeZone)
  return today.moment <= now ? today : dueOn(addDays(today.day, -1), at, timeZone)
}

/** What the clock of a time zone is ahead of UTC, in milliseconds. */
function offsetAt(moment: Date, timeZone: string): number {
  const { year, month, day, hour, minute, second } = inZone(moment, timeZone)
  const shown = Date.UTC(year, month - 1, day, hour, minute, second)
  return shown - Math.floor(moment.getTime() / 1000) * 1000
}

/** Formats by their time zone: to make one takes far longer than to use it. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, format)
  return format
}

function inZone(moment: Date, timeZone: string) {
  const parts = new Map(
    formatIn(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  )
  const part = (name: Intl.DateTimeFormatPartTypes) => Number(parts.get(name))
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  }
}

const pad = (number: number): string => String(number).padStart(2, '0')
