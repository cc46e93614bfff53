import { MOVEMENTS, type MovementType, type MovementWith } from '../../src/domain/movement-types.ts'
import { hearReference } from '../../src/domain/reference.ts'
import type { Effect, Ledger } from './ledger.ts'
import type { Line } from './record.ts'
import { Refusal } from './refusal.ts'
import { type Reservation, reservationsOn } from './reservations.ts'
import type { Shelf } from './shelves.ts'

/** The shelf of a line, and the ledger that knows its reservations. */
interface Situation {
  readonly tx: CoreApp
  readonly ledger: Ledger
  readonly shelf: Shelf
  /** Whether the caller can ask who is meant. */
  readonly asks: boolean
}

/** Rules for the movement types that need more than a direction. */
const OWN_EFFECTS: Record<MovementWith<'own'>, (line: Line, situation: Situation) => Effect> = {
  SALE: sale,
  RELEASE: release,
  ADJUSTMENT: adjustment,
}

const hasOwnEffect = (type: MovementType): type is MovementWith<'own'> =>
  MOVEMENTS[type].effect === 'own'

const isPlain = (type: MovementType): type is MovementWith<'plain'> =>
  MOVEMENTS[type].effect === 'plain'

/**
 * The effect of a line on its shelf.
 * @param asks whether a line is refused where its reference may mean several reservations
 * @throws Refusal when the line is not possible on this shelf
 */
export function effectOf(
  tx: CoreApp,
  ledger: Ledger,
  line: Line,
  shelf: Shelf,
  asks = false,
): Effect {
  const { type } = line
  if (hasOwnEffect(type)) return OWN_EFFECTS[type](line, { tx, ledger, shelf, asks })
  if (isPlain(type)) return plainEffect(MOVEMENTS[type], spokenQuantity(line))
  throw invalid(line)
}

/** The effect of a type that its directions fully describe. */
const plainEffect = (
  { onHand, reserved }: (typeof MOVEMENTS)[MovementWith<'plain'>],
  quantity: number,
): Effect => ({ quantity, delta: onHand * quantity, reserved_delta: reserved * quantity })

const onHand = (delta: number): Effect => ({
  quantity: Math.abs(delta),
  delta,
  reserved_delta: 0,
})

const invalid = ({ line }: Line) => new Refusal('invalid-request', { line })

/** The quantity of a line, in units, above 0. */
function spokenQuantity(line: Line): number {
  const { quantity } = line
  if (!isWhole(quantity) || quantity < 1) throw invalid(line)
  return quantity
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)

const told = (reservations: readonly Reservation[]) =>
  reservations.map(({ reference, held }) => ({ reference, held }))

/**
 * The reservation that a reference means, as people hear it, or those among which it is unclear.
 * @param asks as in hearReference
 */
function meantBy(reference: string, reservations: readonly Reservation[], asks: boolean) {
  const names = reservations.map((one) => one.reference)
  const heard = hearReference(reference, names, asks)
  const unclear = heard.kind === 'ask' ? heard.references : []
  return {
    meant:
      heard.kind === 'one'
        ? reservations.find((one) => one.reference === heard.reference)
        : undefined,
    unclear: reservations.filter((one) => unclear.includes(one.reference)),
  }
}

/** A sale first takes the units reserved under its own reference, then available units. */
function sale(line: Line, { tx, ledger, shelf, asks }: Situation): Effect {
  const quantity = spokenQuantity(line)
  const asked = line.reference || ''
  const { meant, unclear } = asked
    ? meantBy(asked, reservationsOn(tx, ledger, shelf), asks)
    : { meant: undefined, unclear: [] }
  if (asks && unclear.length > 0) throw ambiguous(line, unclear)
  const reserved_delta = 0 - Math.min(quantity, meant?.held || 0)
  return {
    quantity,
    delta: -quantity,
    reserved_delta,
    ...(meant && { reference: meant.reference }),
  }
}

/** A release frees units of one reservation: the named one, or the only one on the shelf. */
function release(line: Line, { tx, ledger, shelf, asks }: Situation): Effect {
  const quantity = spokenQuantity(line)
  const all = reservationsOn(tx, ledger, shelf)
  const { meant, unclear } = line.reference
    ? meantBy(line.reference, all, asks)
    : { meant: all[0], unclear: all.length > 1 ? all : [] }
  if (unclear.length > 0) throw ambiguous(line, unclear)
  const held = meant?.held || 0
  if (quantity > held) {
    const details = { line: line.line, held, requested: quantity, reservations: told(all) }
    throw new Refusal('nothing-reserved', details)
  }
  return { quantity, delta: 0, reserved_delta: -quantity, reference: meant?.reference || '' }
}

const ambiguous = ({ line, reference }: Line, reservations: readonly Reservation[]) =>
  new Refusal('ambiguous-reservation', {
    line,
    ...(reference && { asked: reference }),
    reservations: told(reservations),
  })

/** An adjustment by a number of units, or to a counted quantity. */
function adjustment(line: Line, { shelf }: Situation): Effect {
  const { count, expected_quantity: expected, delta } = line
  const { quantity } = shelf
  if (expected !== undefined && expected !== quantity) {
    throw new Refusal('unexpected-quantity', { line: line.line, expected, quantity })
  }
  if (count !== undefined) {
    if (!isWhole(count) || count < 0) throw invalid(line)
    return onHand(count - quantity)
  }
  if (!isWhole(delta) || delta === 0) throw invalid(line)
  return onHand(delta)
}
