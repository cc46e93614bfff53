import {
  isMovementType,
  MOVEMENTS,
  type MovementType,
  makesAvailable,
} from '../../src/domain/movement-types.ts'
import { type Answer, orRefusal } from './answer.ts'
import { effectOf } from './effects.ts'
import { refuseLikelyRepeat, refuseUnusual } from './guards.ts'
import { type Author, type Effect, type Entry, inLedger, type Ledger } from './ledger.ts'
import { describe, lookUpKeys, type NamedMovement } from './movements.ts'
import { isRefusal, Refusal } from './refusal.ts'
import { releaseExpired } from './reservations.ts'
import { defaultLocation, findVariant, makeVariant, newId, type Place } from './shelves.ts'

/** One line of a request. */
export interface Line {
  /** Place in the request, from 0. */
  readonly line: number
  readonly type: MovementType
  /** Id of the variant; or else `product` and `size`. */
  readonly variant?: string
  /** Id of the product; its size is made where it is missing. */
  readonly product?: string
  readonly size?: string
  /** Id; the default location where it is missing. */
  readonly location?: string
  /** Id, for a TRANSFER. */
  readonly to_location?: string
  /** Units as spoken, above 0. */
  readonly quantity?: number
  /** Signed units, for an ADJUSTMENT. */
  readonly delta?: number
  /** Units that were counted, for an ADJUSTMENT. */
  readonly count?: number
  /** Units that the caller believed to be there. */
  readonly expected_quantity?: number
  readonly reason?: string
  readonly reference?: string
  readonly unit_price?: number
  readonly expires_at?: string
  readonly occurred_at?: string
  /** How the words were understood, as JSON text. */
  readonly match?: string
}

/** A line with its shelf. */
export type PlacedLine = Line & Place

/** Lines that happen together or not at all. */
interface Batch extends Author {
  readonly lines: readonly Line[]
  readonly refuse_likely_repeat?: boolean
  readonly refuse_unusual?: boolean
}

/**
 * Writes what several requests ask, each as if it came alone: one that is refused takes nothing from
 * the others. Runs inside a transaction.
 * @returns an answer for each request, in their order; 201 when one of them wrote, else 200
 */
export function recordAll(tx: CoreApp, { requests }: { requests: readonly Batch[] }): Answer {
  const keys = lookUpKeys(tx, requests)
  const answers = inLedger(tx, (ledger) => {
    const fallback = once(() => defaultLocation(tx))
    ledger.load(requests.flatMap(({ lines }) => lines.flatMap((line) => placesOf(line, fallback))))
    return requests.map((batch) =>
      orRefusal(() => {
        const first = keys.find(batch)
        if (first) return answerWith(true, first)
        const movements = ledger.attempt(() => record(tx, ledger, batch, fallback))
        if (batch.idempotency_key) movements.forEach(keys.note)
        return answerWith(false, movements)
      }),
    )
  })
  // A repeated answer or a refusal may be late.
  const wrote = answers.some(({ status }) => status === 201)
  return { status: wrote ? 201 : 200, body: { answers } }
}

/** A function that makes its value at the first call. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Gives the id of the default location. */
type Fallback = () => string

/** The shelves that a line names; that of a size that has to be found is read later. */
function placesOf({ variant, location, to_location: target }: Line, fallback: Fallback): Place[] {
  if (!variant) return []
  const here = { variant, location: location || fallback() }
  return target ? [here, { variant, location: target }] : [here]
}

const answerWith = (replayed: boolean, movements: readonly NamedMovement[]): Answer => ({
  status: replayed ? 200 : 201,
  body: { replayed, movements: movements.map(describe) },
})

/**
 * Writes the lines and the balances they lead to. Lines that put units on a shelf come first, the
 * arriving halves of transfers too: so a shelf that is named twice is judged by the sum, whatever the
 * order of the lines. Sales and reservations under one reference keep their order. A count stands
 * alone on its shelf.
 * @throws Refusal any of those that lead to a 4xx
 */
function record(tx: CoreApp, ledger: Ledger, batch: Batch, fallback: Fallback): NamedMovement[] {
  const lines = batch.lines.map((line, index) => placed(tx, ledger, line, index, fallback))
  if (lines.length > 1) refuseCountBeside(lines)
  for (const line of lines) releaseExpired(tx, ledger, ledger.shelf(line.variant, line.location))
  if (batch.refuse_likely_repeat || batch.refuse_unusual) ledger.settle()
  if (batch.refuse_likely_repeat) refuseLikelyRepeat(tx, batch.actor, lines)
  if (batch.refuse_unusual) refuseUnusual(tx, lines)

  const request = ledger.of(batch)
  const steps = lines.flatMap(stepsOf)
  const ordered = [...steps.filter(bringsUnits), ...steps.filter((step) => !bringsUnits(step))]
  return ordered.map((step) => {
    try {
      const shelf = ledger.shelf(step.place.variant, step.place.location)
      const effect = step.effect || effectOf(tx, ledger, step.line, shelf)
      return request.write(shelf, { ...step.line, ...step.ids }, effect)
    } catch (error) {
      throw withSum(error, step.line, lines)
    }
  })
}

/**
 * The line with all that it leaves out.
 * @throws Refusal invalid-request for a type that does not exist
 */
function placed(
  tx: CoreApp,
  ledger: Ledger,
  line: Line,
  index: number,
  fallback: Fallback,
): PlacedLine {
  if (!isMovementType(line.type)) throw new Refusal('invalid-request', { line: index })
  return {
    ...line,
    line: index,
    location: line.location || fallback(),
    variant: line.variant || variantOf(tx, ledger, line),
  }
}

/** The variant of a size, made where it is missing. */
function variantOf(tx: CoreApp, ledger: Ledger, { product = '', size = '' }: Line): string {
  const found = findVariant(tx, product, size)
  if (found) return found.id
  ledger.protect()
  return makeVariant(tx, product, size).id
}

/** One movement to be written. */
interface Step {
  readonly line: PlacedLine
  readonly place: Place
  readonly ids?: Pick<Entry, 'id' | 'linked'>
  /** Where it does not depend on the shelf. */
  readonly effect?: Effect
}

const stepsOf = (line: PlacedLine): Step[] =>
  isTransfer(line) ? halvesOf(line) : [{ line, place: line }]

const isTransfer = ({ type }: Line): boolean => MOVEMENTS[type].effect === 'pair'

/** The two movements of a transfer, which name each other: off one shelf, onto another. */
function halvesOf(line: PlacedLine): Step[] {
  const { variant, location, to_location: target, quantity = 0 } = line
  if (!target || target === location || quantity < 1) {
    throw new Refusal('invalid-request', { line: line.line })
  }
  const [from, to] = [newId(), newId()]
  return [
    {
      line,
      place: { variant, location: target },
      ids: { id: to, linked: from },
      effect: { quantity, delta: quantity, reserved_delta: 0 },
    },
    {
      line,
      place: { variant, location },
      ids: { id: from, linked: to },
      effect: { quantity, delta: -quantity, reserved_delta: 0 },
    },
  ]
}

/** Whether a step puts units on its shelf, or gives reserved ones back. */
const bringsUnits = ({ line, effect }: Step): boolean =>
  effect ? effect.delta > 0 : addsAvailable(line)

const addsAvailable = ({ type, count, delta = 0 }: Line): boolean =>
  count !== undefined || makesAvailable(type) || delta > 0

/**
 * Only who counted knows whether the units of another line were counted too.
 * @throws Refusal invalid-request with the other line as `beside`
 */
function refuseCountBeside(lines: readonly PlacedLine[]): void {
  for (const line of lines.filter(({ count }) => count !== undefined)) {
    const other = lines.find((one) => one !== line && touches(one, line))
    if (other) throw new Refusal('invalid-request', { line: line.line, beside: other.line })
  }
}

const touches = (line: PlacedLine, { variant, location }: Place): boolean =>
  line.variant === variant &&
  (line.location === location || (isTransfer(line) && line.to_location === location))

/**
 * Lines that take from one shelf are refused by their sum: what was there before any of them, and what
 * all of them ask.
 * @param error of the line
 */
function withSum(error: unknown, line: PlacedLine, lines: readonly PlacedLine[]): unknown {
  if (!isRefusal(error, 'insufficient-stock')) return error
  const taking = lines.filter(
    (other) =>
      !addsAvailable(other) && other.variant === line.variant && other.location === line.location,
  )
  if (taking.length < 2) return error
  const earlier = taking.filter((other) => other.line < line.line)
  const available = error.details.available + sumOf(earlier)
  return error.with({ available, requested: sumOf(taking) })
}

const sumOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { quantity, delta }) => sum + (quantity || Math.abs(delta || 0)), 0)
