import { MOVEMENTS, type MovementType, type MovementWith } from '../../src/domain/movement-types.ts'
import type { Effect, Ledger } from './ledger.ts'
import { referenceKey } from './ledger-checks.ts'
import type { Line } from './record.ts'
import { Refusal } from './refusal.ts'
import { type Reservation, reservationsOn } from './reservations.ts'
import type { Shelf } from './shelves.ts'

/** What a line meets: its shelf, and the ledger that knows the reservations on it. */
interface Situation {
  readonly tx: CoreApp
  readonly ledger: Ledger
  readonly shelf: Shelf
}

/** The rules of the types whose directions do not say enough. */
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
 * What a line does to its shelf.
 * @throws Refusal when the line makes no sense on this shelf
 */
export function effectOf(tx: CoreApp, ledger: Ledger, line: Line, shelf: Shelf): Effect {
  const { type } = line
  if (hasOwnEffect(type)) return OWN_EFFECTS[type](line, { tx, ledger, shelf })
  if (isPlain(type)) return plainEffect(MOVEMENTS[type], spokenQuantity(line))
  throw invalid(line)
}

/** The effect that follows from the directions of a type. */
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

/** The units that a line names, above 0. */
function spokenQuantity(line: Line): number {
  const { quantity } = line
  if (!isWhole(quantity) || quantity < 1) throw invalid(line)
  return quantity
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)

const withReference = (reservations: Reservation[], line: Line) =>
  reservations.filter(
    ({ reference }) => referenceKey(reference) === referenceKey(line.reference || ''),
  )

/** A sale takes what is available, and first what its own reference holds. */
function sale(line: Line, { tx, ledger, shelf }: Situation): Effect {
  const quantity = spokenQuantity(line)
  const reservations = line.reference ? reservationsOn(tx, ledger, shelf) : []
  const held = withReference(reservations, line)[0]?.held || 0
  return { quantity, delta: -quantity, reserved_delta: 0 - Math.min(quantity, held) }
}

/** A release gives back units of one reservation: the named one, or the only one there is. */
function release(line: Line, { tx, ledger, shelf }: Situation): Effect {
  const quantity = spokenQuantity(line)
  const all = reservationsOn(tx, ledger, shelf)
  const meant = line.reference ? withReference(all, line) : all
  const reservations = all.map(({ reference, held }) => ({ reference, held }))
  if (meant.length > 1) {
    throw new Refusal('ambiguous-reservation', { line: line.line, reservations })
  }
  const held = meant[0]?.held || 0
  if (quantity > held) {
    const details = { line: line.line, held, requested: quantity, reservations }
    throw new Refusal('nothing-reserved', details)
  }
  return { quantity, delta: 0, reserved_delta: -quantity, reference: meant[0]?.reference || '' }
}

/** A correction by a number of units, or to what was counted. */
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
