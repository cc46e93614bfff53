import {
  isMovementType,
  MOVEMENTS,
  type MovementType,
  makesAvailable,
} from '../../src/domain/movement-types.ts'
import { type Answer, orRefusal } from './answer.ts'
import { effectOf } from './effects.ts'
import { refuseEarly, refuseLikelyRepeat, refuseUnusual } from './guards.ts'
import {
  type Author,
  type Effect,
  type Entry,
  inLedger,
  type Ledger,
  type OpenShelf,
} from './ledger.ts'
import { describe, type NamedMovement } from './movements.ts'
import { isRefusal, Refusal, type ToldRefusal } from './refusal.ts'
import { type KeyHistory, lookUpKeys, rememberRefusal } from './request-keys.ts'
import { releaseExpired, reservationsOn } from './reservations.ts'
import { defaultLocation, findVariant, makeVariant, newId, type Place } from './shelves.ts'

/** One line of a request. */
export interface Line {
  /** Index in the request, from 0. */
  readonly line: number
  readonly type: MovementType
  /** Id of the variant; alternative: `product` and `size`. */
  readonly variant?: string
  /** Id of the product; the size is created if it does not exist. */
  readonly product?: string
  readonly size?: string
  /** Id; default: the default location. */
  readonly location?: string
  /** Id, for a TRANSFER. */
  readonly to_location?: string
  /** Units as the caller said them, above 0. */
  readonly quantity?: number
  /** Change in units, for an ADJUSTMENT. */
  readonly delta?: number
  /** Counted units, for an ADJUSTMENT. */
  readonly count?: number
  /** Units on hand that the caller expects before the change. */
  readonly expected_quantity?: number
  readonly reason?: string
  readonly reference?: string
  readonly unit_price?: number
  readonly expires_at?: string
  readonly occurred_at?: string
  /** Id of the line of an order that it is a delivery of. */
  readonly order_line?: string
  /** How the caller's words were matched, as JSON text. */
  readonly match?: string
}

/** A line with its shelf. */
export type PlacedLine = Line & Place

/** Lines that are written all or nothing. */
interface Batch extends Author {
  readonly lines: readonly Line[]
  readonly refuse_likely_repeat?: boolean
  readonly reconnects?: boolean
  readonly refuse_unusual?: boolean
  readonly refuse_early?: boolean
  /** Set when the request is refused, and only that is to be noted. It has no lines then. */
  readonly refused?: ToldRefusal
}

interface Requests {
  readonly requests: readonly Batch[]
  /** Whether nothing is kept of it. */
  readonly dry_run?: boolean
}

/**
 * Writes several independent requests: a refused request does not affect the others. Runs inside a
 * transaction.
 * @returns an answer for each request, in the same order; 201 when one of them wrote, else 200
 */
export function recordAll(tx: CoreApp, { requests, dry_run = false }: Requests): Answer {
  const keys = lookUpKeys(tx, requests)
  const answers = inLedger(tx, (ledger) => {
    const fallback = once(() => defaultLocation(tx))
    ledger.load(requests.flatMap(({ lines }) => lines.flatMap((line) => placesOf(line, fallback))))
    return requests.map((batch) =>
      orRefusal(() => {
        const first = keys.find(batch)
        if (first) return answerWith(true, first)
        if (batch.refused) return noteRefusal(tx, keys, batch, batch.refused)
        const movements = ledger.attempt(() => record(tx, ledger, batch, fallback))
        if (batch.idempotency_key) movements.forEach(keys.noteMovement)
        return answerWith(false, movements)
      }),
    )
  })
  // Only a request that wrote something must meet the deadline.
  const wrote = answers.some(({ status }) => status === 201)
  return { status: wrote ? 201 : 200, body: { answers }, rollback: dry_run }
}

/** A function that computes its value at the first call and then keeps it. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Returns the id of the default location. */
type Fallback = () => string

/** The shelves of a line. A shelf given by product and size is read later. */
function placesOf({ variant, location, to_location: target }: Line, fallback: Fallback): Place[] {
  if (!variant) return []
  const here = { variant, location: location || fallback() }
  return target ? [here, { variant, location: target }] : [here]
}

const answerWith = (replayed: boolean, movements: readonly NamedMovement[]): Answer => ({
  status: replayed ? 200 : 201,
  body: { replayed, movements: movements.map(describe) },
})

/** Notes that a request is refused, unless it has changed a product meanwhile. */
function noteRefusal(tx: CoreApp, keys: KeyHistory, batch: Batch, refusal: ToldRefusal): Answer {
  if (keys.hasChanged(batch)) return answerWith(true, [])
  rememberRefusal(tx, batch, refusal)
  keys.noteRefusal(batch, refusal)
  return answerWith(false, [])
}

/**
 * Writes the lines and the resulting balances. Lines that add units to a shelf are written first,
 * including the incoming halves of transfers. So a shelf that occurs twice is checked by the sum,
 * whatever the order of the lines. Sales and reservations under one reference keep their order. A
 * count must be the only line on its shelf.
 * @throws Refusal any refusal that leads to a 4xx
 */
export function record(
  tx: CoreApp,
  ledger: Ledger,
  batch: Batch,
  fallback: Fallback,
): NamedMovement[] {
  const lines = batch.lines.map((line, index) => placed(tx, ledger, line, index, fallback))
  if (lines.length > 1) refuseCountBeside(lines)
  for (const line of lines) releaseExpired(tx, ledger, ledger.shelf(line.variant, line.location))
  const backDated = batch.refuse_early ? lines.filter(({ occurred_at }) => occurred_at) : []
  if (batch.refuse_likely_repeat || batch.refuse_unusual || backDated.length > 0) ledger.settle()
  if (batch.refuse_likely_repeat) refuseLikelyRepeat(tx, batch, lines)
  if (batch.refuse_unusual) refuseUnusual(tx, lines)
  refuseEarly(tx, backDated)

  const request = ledger.of(batch)
  const steps = lines.flatMap(stepsOf)
  const ordered = [...steps.filter(bringsUnits), ...steps.filter((step) => !bringsUnits(step))]
  return ordered.map((step) => {
    const shelf = ledger.shelf(step.place.variant, step.place.location)
    try {
      const effect = step.effect || effectOf(tx, ledger, step.line, shelf, batch.refuse_unusual)
      return request.write(shelf, { ...step.line, ...step.ids }, effect)
    } catch (error) {
      throw withHolders(withSum(error, step.line, lines), tx, ledger, shelf)
    }
  })
}

/**
 * The line with its defaults filled in.
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

/** The variant of a size; created if it does not exist. */
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
  /** Set when it does not depend on the shelf. */
  readonly effect?: Effect
}

const stepsOf = (line: PlacedLine): Step[] =>
  isTransfer(line) ? halvesOf(line) : [{ line, place: line }]

const isTransfer = ({ type }: Line): boolean => MOVEMENTS[type].effect === 'pair'

/** The two linked movements of a transfer: out of one shelf, into another. */
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

/** Whether a step adds units to its shelf or releases reserved units. */
const bringsUnits = ({ line, effect }: Step): boolean =>
  effect ? effect.delta > 0 : addsAvailable(line)

const addsAvailable = ({ type, count, delta = 0 }: Line): boolean =>
  count !== undefined || makesAvailable(type) || delta > 0

/**
 * Refuses a count beside another line on the same shelf: only the person who counted knows whether
 * the units of the other line are included.
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
 * When several lines take from one shelf, adds the totals to the refusal: the units available before
 * all of them, and the units that they request together.
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

/** Adds for whom the units of the shelf are reserved: what the caller can be told, and offered. */
function withHolders(error: unknown, tx: CoreApp, ledger: Ledger, shelf: OpenShelf): unknown {
  if (!isRefusal(error, 'insufficient-stock') || shelf.reserved === 0) return error
  const reservations = reservationsOn(tx, ledger, shelf)
  return error.with({
    reservations: reservations.map(({ reference, held }) => ({ reference, held })),
  })
}

const sumOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { quantity, delta }) => sum + (quantity || Math.abs(delta || 0)), 0)
