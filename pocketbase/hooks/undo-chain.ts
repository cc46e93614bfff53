import { findMovements, type NamedMovement } from './movements.ts'

// An undo reverses a movement, and may itself be reversed: a chain of which each link undoes the one
// before it.

/** Whether a movement is an undo. The undo of an undo is not: it is a redo. */
export function isUndo(tx: CoreApp, { reverses }: NamedMovement): boolean {
  if (reverses === '') return false
  const [undone] = findMovements(tx, 'm.id = {:reverses}', { reverses })
  return undone !== undefined && !isUndo(tx, undone)
}

/** The movement that reverses this one, if any. */
export function reversalOf(tx: CoreApp, { id }: NamedMovement): NamedMovement | undefined {
  // SQLite uses the partial index only if the query repeats its condition.
  return findMovements(tx, "m.reverses != '' AND m.reverses = {:id} LIMIT 1", { id })[0]
}

/** The last movement in a chain: the only one that can be undone now. */
export function lastLink(tx: CoreApp, movement: NamedMovement): NamedMovement {
  const by = reversalOf(tx, movement)
  return by ? lastLink(tx, by) : movement
}
