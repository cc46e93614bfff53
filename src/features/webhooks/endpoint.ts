import { setTimeout as sleep } from 'node:timers/promises'
import { type EventPosition, isAfter, type PlacedRow } from '../../domain/event.ts'
import { quietUntil } from '../../domain/quiet-hours.ts'
import { GIVE_UP_DAYS, MOST_DELIVERIES, type SignedWebhook } from '../../domain/webhook.ts'
import type { NewDelivery, Progress } from '../../store/webhook-store.ts'
import type { EventLog } from '../events/event-log.ts'
import { backoffMs, LONGEST_MS } from './backoff.ts'
import { type Batch, countOf, gather } from './batch.ts'
import { failedForDays } from './delivery-errors.ts'
import { GONE } from './post.ts'
import type { Attempt, Send } from './send.ts'
import type { Tellable } from './shapes/shape.ts'
import { SHAPES } from './shapes/shapes.ts'

export interface Surroundings {
  readonly events: Pick<EventLog, 'next' | 'read'>
  readonly send: Send
  /** What an endpoint is told of a row. */
  readonly tell: (webhook: SignedWebhook) => (row: PlacedRow) => readonly Tellable[]
  readonly timeZone: string
  readonly logger: { warn(data: object, message: string): void }
  readonly now: () => Date
  /** From 0 to 1. */
  readonly random: () => number
  /** Is told of each attempt. */
  readonly observe: (webhook: SignedWebhook, attempt: Attempt) => void
}

/** When it ends: `soft` before the next request, `hard` in the middle of one. */
export interface Ending {
  readonly soft: AbortSignal
  readonly hard: AbortSignal
  /** Whether the right to deliver is still held. */
  isHeld(): boolean
}

/** An endpoint that is told what happens. */
export interface Endpoint {
  /** Until it ends, or is disabled. */
  readonly done: Promise<void>
  /** What is to be kept; undefined where nothing is new. To be called again with `kept` once it is. */
  progress(): { readonly progress: Progress; kept(): void } | undefined
}

/** Rows that are read at once. */
const PAGE = 500

/** What comes soon after one message goes together in the next: rarely enough for people, and for the database. */
const PAUSE_MS = { people: 1_000, programs: 50 } as const

/** After a fault of the database, and where it is looked at the clock. */
const FAULT_MS = 1_000

const DAY_MS = 86_400_000

/** Tells an endpoint what happens, in order: the next message goes when the one before has arrived. */
export function startEndpoint(
  webhook: SignedWebhook,
  surroundings: Surroundings,
  { soft, hard, isHeld }: Ending,
): Endpoint {
  const { events, send, timeZone, logger, now, random, observe } = surroundings
  const { forPeople, most } = SHAPES[webhook.shape]
  const tell = surroundings.tell(webhook)
  let { position, failures, failingSince, retryAt, lastError } = webhook
  let disabledReason = ''
  let deliveries: NewDelivery[] = []
  /** Grows with what is new, so that what came while it was kept is not taken for kept. */
  let [changes, keptChanges] = [0, 0]
  /** Rows that were read, and which of them is next. */
  let rows: readonly PlacedRow[] = []
  let next = 0
  let newest = position

  const pause = (ms: number) => sleep(ms, undefined, { signal: soft, ref: false })

  function moveTo(to: EventPosition): void {
    if (to.seq === position.seq && to.number === position.number) return
    position = to
    changes += 1
  }

  /** As much as goes into one message; waits until there is something. */
  async function nextBatch(): Promise<Batch> {
    const gathering = gather(position, most)
    for (;;) {
      const row = rows[next]
      if (row) {
        const told = tell(row)
        const isFull = gathering.count > 0 && gathering.count + told.length > most
        if (isFull && !forPeople) return gathering.batch()
        gathering.add(row, told)
        next += 1
        continue
      }
      const { count, position: seen } = gathering
      if (count === 0) moveTo(seen)
      else if (!forPeople && !isAfter(newest, seen)) return gathering.batch()
      const page = await (count === 0 ? events.next(seen, PAGE, soft) : events.read(seen, PAGE))
      rows = page.rows
      next = 0
      newest = page.newest
      if (rows.length > 0) continue
      if (count > 0) return gathering.batch()
      // A backup was restored.
      moveTo(page.position)
      return nextBatch()
    }
  }

  /** @returns whether people were asleep, so that there may be more to tell by now */
  async function waitForMorning(): Promise<boolean> {
    const { quietFrom: from, quietTo: to } = webhook
    if (!forPeople || from === '') return false
    let slept = false
    while (quietUntil(now(), { from, to }, timeZone) !== null) {
      slept = true
      await pause(FAULT_MS)
    }
    return slept
  }

  /** The clock may be set, and a machine may sleep: nobody waits for hours at once. */
  async function waitForRetry(): Promise<void> {
    while (retryAt !== null && Date.parse(retryAt) > now().getTime()) {
      await pause(Math.min(FAULT_MS, Date.parse(retryAt) - now().getTime()))
    }
  }

  function note(batch: Batch, { status, error, durationMs }: Attempt, at: Date): void {
    const { id: message, types, after, position: to } = batch
    const told = { message, types, after, position: to, events: countOf(batch) }
    const outcome = { attempt: failures + 1, status, error, durationMs, at: at.toISOString() }
    deliveries.push({ ...told, ...outcome })
    deliveries = deliveries.slice(-MOST_DELIVERIES)
    changes += 1
  }

  function fail(attempt: Attempt, at: Date): void {
    failures += 1
    failingSince ??= at.toISOString()
    lastError = attempt.error
    const asked = Math.min(attempt.retryAfterMs, LONGEST_MS)
    const wait = Math.max(backoffMs(failures, random()), asked)
    retryAt = new Date(at.getTime() + wait).toISOString()
    const isOver = at.getTime() - Date.parse(failingSince) >= GIVE_UP_DAYS * DAY_MS
    if (attempt.status === GONE) disabledReason = attempt.error
    else if (isOver) disabledReason = failedForDays(attempt.error)
    const told = { webhook: webhook.id, failures, error: attempt.error }
    logger.warn(
      told,
      disabledReason ? 'A webhook is disabled' : 'A webhook was not delivered, and is tried again',
    )
  }

  function succeed(batch: Batch): void {
    failures = 0
    failingSince = null
    retryAt = null
    lastError = ''
    moveTo(batch.position)
  }

  /** @returns whether it arrived */
  async function attempt(batch: Batch): Promise<boolean> {
    soft.throwIfAborted()
    if (!isHeld()) throw new Error('Somebody else may deliver by now.')
    const at = now()
    const outcome = await send(webhook, batch, hard)
    observe(webhook, outcome)
    note(batch, outcome, at)
    if (outcome.error === '') {
      succeed(batch)
      return true
    }
    fail(outcome, at)
    return false
  }

  async function step(waiting: Batch | undefined): Promise<Batch | undefined> {
    await waitForRetry()
    const batch = waiting ?? (await nextBatch())
    if (!(await waitForMorning()) && (await attempt(batch))) {
      const isAll = batch.events.length < most
      if (isAll || forPeople) await pause(forPeople ? PAUSE_MS.people : PAUSE_MS.programs)
      return undefined
    }
    // A program gets the same again; people get what has come meanwhile with it.
    return forPeople ? undefined : batch
  }

  async function run(): Promise<void> {
    let batch: Batch | undefined
    while (!soft.aborted && disabledReason === '') {
      try {
        batch = await step(batch)
      } catch (err) {
        if (soft.aborted || hard.aborted) return
        logger.warn({ err, webhook: webhook.id }, 'What happens could not be read for a webhook')
        // Read again from the position: some of what was read may be in the batch that is given up.
        rows = []
        batch = undefined
        await pause(FAULT_MS).catch(() => {})
      }
    }
  }

  return {
    done: run(),
    progress() {
      if (changes === keptChanges) return undefined
      const { id, epoch } = webhook
      const state = { position, failures, failingSince, retryAt, lastError, disabledReason }
      const kept = changes
      const last = deliveries.at(-1)
      return {
        progress: { id, epoch, ...state, deliveries: [...deliveries] },
        kept() {
          keptChanges = kept
          if (last) deliveries = deliveries.slice(deliveries.indexOf(last) + 1)
        },
      }
    },
  }
}
