import { DRIFT_SQL } from '../../src/domain/drift-sql.ts'
import type { MovementType } from '../../src/domain/movement-types.ts'
import type { Answer } from './answer.ts'
import { noteEvent } from './events.ts'
import { type Author, type Effect, inLedger } from './ledger.ts'
import { heldOn } from './reservations.ts'
import { selectText } from './sql.ts'

/** A shelf whose balance is not the sum of its movements. */
interface Drift {
  readonly variant: string
  readonly location: string
  /** On hand in the balance; 0 when the row is missing. */
  readonly quantity: number
  readonly reserved: number
  /** On hand as the sum of the movements. */
  readonly ledger_quantity: number
  readonly ledger_reserved: number
}

/**
 * Compares every balance with the sum of its movements.
 * @returns JSON `{ shelves, movements, missing, rows }`; `missing` counts the gaps in the movement
 *   numbers
 */
export const driftJson = (app: CoreApp): string => selectText(app, DRIFT_SQL)

/**
 * Trusts the balances and writes the movements that explain each drift: an ADJUSTMENT for units on
 * hand; for reserved units a RELEASE of the references that hold them, or a RESERVE. Existing
 * movements are not changed. Runs inside a transaction.
 * @returns 201 with the repaired rows
 */
export function repair(tx: CoreApp, author: Author): Answer {
  const { rows }: { rows: Drift[] } = JSON.parse(driftJson(tx))
  inLedger(tx, (ledger) => {
    const request = ledger.of(author)
    let line = 0
    for (const row of rows) {
      const level = { quantity: row.ledger_quantity, reserved: row.ledger_reserved }
      for (const { type, effect } of explanations(tx, row)) {
        level.quantity += effect.delta
        level.reserved += effect.reserved_delta
        request.explain(row, { type, line: line++, reason: 'repair' }, effect, level)
      }
    }
  })
  if (rows.length > 0) {
    noteEvent(tx, author, { type: 'drift.found', data: { shelves: 0, units: 0 } })
  }
  return { status: 201, body: { repaired: rows } }
}

/** Reference for reserved units that no movement explains. */
const REPAIR_REFERENCE = 'repair'

interface Explanation {
  readonly type: MovementType
  readonly effect: Effect
}

function explanations(tx: CoreApp, row: Drift): Explanation[] {
  const delta = row.quantity - row.ledger_quantity
  const effect = { quantity: Math.abs(delta), delta, reserved_delta: 0 }
  const onHand: Explanation = { type: 'ADJUSTMENT', effect }
  return [...(delta === 0 ? [] : [onHand]), ...reservedExplanations(tx, row)]
}

/** Keeps the oldest reservations and releases the newest. */
function reservedExplanations(tx: CoreApp, row: Drift): Explanation[] {
  const missing = row.ledger_reserved - row.reserved
  if (missing < 0) {
    const effect = {
      quantity: -missing,
      delta: 0,
      reserved_delta: -missing,
      reference: REPAIR_REFERENCE,
    }
    return [{ type: 'RESERVE', effect }]
  }
  let left = missing
  return heldOn(tx, row)
    .reverse()
    .map(({ reference, held }): Explanation => {
      const quantity = Math.min(held, left)
      left -= quantity
      const effect = { quantity, delta: 0, reserved_delta: -quantity, reference }
      return { type: 'RELEASE', effect }
    })
    .filter(({ effect }) => effect.quantity > 0)
}
