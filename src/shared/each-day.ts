import { setTimeout as sleep } from 'node:timers/promises'
import { dayOf, lastDue } from '../domain/day.ts'
import { StockError } from '../domain/errors.ts'

/** The clock that something daily is done by, and what it needs. */
export interface Daily {
  /** "08:00", by the clock of the shop. */
  readonly at: string
  readonly timeZone: string
  /** Whether the database is prepared. */
  readonly isOpen: () => boolean
  readonly logger: { warn(data: object, message: string): void }
  readonly now?: () => Date
  /** Milliseconds from one look at the clock to the next. */
  readonly pauseMs?: number
}

/** What is done each day. */
interface Work {
  /** As the log names it: "The daily check of the stock". */
  readonly name: string
  /** Does the work of a day. Done again, it changes nothing. */
  work(day: string): Promise<void>
  /** Keeps that a day has gone, or minutes, and the work could not be done; where somebody asks for that. */
  noteFailure?(day: string, error: string): Promise<void>
}

/** How often the clock is looked at: it may be set, and a machine may sleep, so nobody waits for a moment. */
const PAUSE_MS = 20_000

/** How often it is asked whether the database is prepared. */
const OPENING_MS = 500

/** One that has failed is tried less often: so many pauses long nobody looks. */
const LATER = 15

/** Work that cannot be done for so long has failed, also where it is done later. */
const PATIENCE_MS = 5 * 60 * 1000

/** Work of a day that could not be done so far. */
interface Failing {
  readonly day: string
  readonly since: Date
  readonly error: string
}

/**
 * Does work each day when it is due, or later that day where nobody could. Work that fails is tried again; after a
 * few minutes it is kept as failed, as soon as that can be kept, and tried on until the day ends. Several processes
 * may do this: the work of a day counts once.
 * @returns what ends it, after the work at hand
 */
export function eachDay({ name, work, noteFailure }: Work, daily: Daily): () => Promise<void> {
  const { at, timeZone, isOpen, logger } = daily
  const { now = () => new Date(), pauseMs = PAUSE_MS } = daily
  const ending = new AbortController()
  const { signal } = ending
  let doneDay = ''
  let failing: Failing | undefined

  const isOverdue = ({ since }: Failing): boolean => +now() - +since >= PATIENCE_MS

  async function noteOverdue(today: string): Promise<void> {
    if (!failing) return
    const { day, error } = failing
    if (day !== today || isOverdue(failing)) await noteFailure?.(day, error)
    if (day !== today) failing = undefined
  }

  async function tick(): Promise<void> {
    const today = dayOf(now(), timeZone)
    await noteOverdue(today)
    const { day } = lastDue(now(), at, timeZone)
    if (day !== today || day === doneDay) return
    try {
      await work(day)
    } catch (err) {
      failing ??= { day, since: now(), error: tellError(err) }
      throw err
    }
    failing = undefined
    doneDay = day
  }

  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => {})

  async function run(): Promise<void> {
    while (!signal.aborted) {
      if (!isOpen()) {
        await pause(OPENING_MS)
        continue
      }
      await tick().catch((err) => logger.warn({ err }, `${name} failed`))
      await pause(failing && isOverdue(failing) ? LATER * pauseMs : pauseMs)
    }
  }

  const running = run()
  return async () => {
    ending.abort()
    await running
  }
}

const MOST_CHARACTERS = 500

/** Anything but a refusal is for the log alone. */
const tellError = (error: unknown): string =>
  error instanceof StockError
    ? error.message.slice(0, MOST_CHARACTERS)
    : 'An unexpected error: the log of the service has it.'
