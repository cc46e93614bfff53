import { MOVEMENTS, type MovementType, type MovementWith } from '../../src/domain/movement-types.ts'
import type { Effect, Ledger } from './ledger.ts'
import { referenceKey } from './ledger-checks.ts'
import type { Line } from './record.ts'
import { Refusal } from './refusal.ts'
import { type Reservation, reservationsOn } from './reservations.ts'
import type { Shelf } from './shelves.ts'

/** The shelf of a line, and the ledger that knows its reservations. */
interface Situation {
  readonly tx: CoreApp
  readonly ledger: Ledger
  readonly shelf: Shelf
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
 * @throws Refusal when the line is not possible on this shelf
 */
export function effectOf(tx: CoreApp, ledger: Ledger, line: Line, shelf: Shelf): Effect {
  const { type } = line
  if (hasOwnEffect(type)) return OWN_EFFECTS[type](line, { tx, ledger, shelf })
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

const withReference = (reservations: Reservation[], line: Line) =>
  reservations.filter(
    ({ reference }) => referenceKey(reference) === referenceKey(line.reference || ''),
  )

/** A sale first takes the units reserved under its own reference, then available units. */
function sale(line: Line, { tx, ledger, shelf }: Situation): Effect {
  const quantity = spokenQuantity(line)
  const reservations = line.reference ? reservationsOn(tx, ledger, shelf) : []
  const held = withReference(reservations, line)[0]?.held || 0
  return { quantity, delta: -quantity, reserved_delta: 0 - Math.min(quantity, held) }
}

/** A release frees units of one reservation: the named one, or the only one on the shelf. */
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
