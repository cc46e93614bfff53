import { setTimeout as sleep } from 'node:timers/promises'
import { dayOf } from '../../domain/day.ts'
import { StockError } from '../../domain/errors.ts'
import { lastDue } from '../../domain/stock-check.ts'
import type { StockCheckService } from './stock-checks.ts'

interface Surroundings {
  readonly checks: Pick<StockCheckService, 'daily' | 'noteFailure'>
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

/** How often the clock is looked at: it may be set, and a machine may sleep, so nobody waits for a moment. */
const PAUSE_MS = 20_000

/** How often it is asked whether the database is prepared. */
const OPENING_MS = 500

/** One that has failed is tried less often: so many pauses long nobody looks. */
const LATER = 15

/** A check that cannot be made for so long has failed, also where it is made later. */
const PATIENCE_MS = 5 * 60 * 1000

/** A daily check that could not be made so far. */
interface Failing {
  readonly day: string
  readonly since: Date
  readonly error: string
}

/**
 * Makes the daily check when it is due, or later that day where nobody could. One that fails is tried again;
 * after a few minutes it is kept as failed, as soon as the store takes that, and tried on until the day ends.
 * Several processes may do this: the store keeps one check of a day.
 * @returns what ends it, after the check at work
 */
export function keepChecked(surroundings: Surroundings): () => Promise<void> {
  const { checks, at, timeZone, isOpen, logger } = surroundings
  const { now = () => new Date(), pauseMs = PAUSE_MS } = surroundings
  const ending = new AbortController()
  const { signal } = ending
  let doneDay = ''
  let failing: Failing | undefined

  const isOverdue = ({ since }: Failing): boolean => +now() - +since >= PATIENCE_MS

  async function noteOverdue(today: string): Promise<void> {
    if (!failing) return
    const { day, error } = failing
    if (day !== today || isOverdue(failing)) await checks.noteFailure(day, error)
    if (day !== today) failing = undefined
  }

  async function tick(): Promise<void> {
    const today = dayOf(now(), timeZone)
    await noteOverdue(today)
    const { day } = lastDue(now(), at, timeZone)
    if (day !== today || day === doneDay) return
    try {
      await checks.daily(day)
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
      await tick().catch((err) => logger.warn({ err }, 'The daily check of the stock failed'))
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
