import { FIRST_IMPORT } from '../../src/domain/movement.ts'
import {
  isReservation,
  MOVEMENT_TYPES,
  MOVEMENTS,
  type MovementType,
} from '../../src/domain/movement-types.ts'

// A movement, its undo, the undo of that and so on are a chain. What it moved counts once, at its first
// movement, and only while that stands: so every sum is net, whenever and by whom it was undone.

/** SQL: whether movement `m` was undone, and that undo stands. */
export const UNDONE = `iif(
  EXISTS (SELECT 1 FROM movements r WHERE r.reverses != '' AND r.reverses = m.id),
  (WITH RECURSIVE later(id) AS (
      SELECT r.id FROM movements r WHERE r.reverses != '' AND r.reverses = m.id
      UNION ALL
      SELECT r.id FROM later l JOIN movements r ON r.reverses != '' AND r.reverses = l.id)
    SELECT count(*) % 2 FROM later),
  0)`

/** SQL: whether a row was written by the first import, which is no deed of a day. */
export const isFirst = (row: string): string =>
  `(${row}.channel = 'import' AND ${row}.actor = '${FIRST_IMPORT}')`

/** SQL: whether movement `m` is no undo and was not undone. */
export const STANDS = `(m.reverses = '' AND NOT ${UNDONE})`

/** SQL: whether `u` is the undo of `m`, which is no undo itself and was undone. */
const JOINED = `ON u.reverses != '' AND u.reverses = m.id AND m.reverses = '' AND ${UNDONE}`

/** SQL: the movements `m` that were undone, found from all undos: fast for a wide question. */
export const UNDONE_OF_ALL = `movements u CROSS JOIN movements m ${JOINED}`

/** SQL: the same, found from the movements: fast where the conditions on `m` leave few. */
export const UNDONE_OF_FEW = `movements m CROSS JOIN movements u ${JOINED}`

/**
 * SQL: what movement `m` moved, as spoken: what was sold counts up. The halves of a transfer count once;
 * at one location, where there is one half, whichever it is.
 */
export const UNITS = `CASE m.type
  ${MOVEMENT_TYPES.map((type) => `WHEN '${type}' THEN ${unitsOf(type)}`).join('\n  ')}
  END`

function unitsOf(type: MovementType): string {
  const { effect, onHand, reserved } = MOVEMENTS[type]
  if (effect === 'pair') return `iif({:location} = '', max(m.delta, 0), abs(m.delta))`
  if (isReservation(type)) return reserved > 0 ? 'm.reserved_delta' : '-m.reserved_delta'
  return onHand === -1 ? '-m.delta' : 'm.delta'
}
