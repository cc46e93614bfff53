import type { Answer } from './answer.ts'
import { type Author, inLedger } from './ledger.ts'
import { describe, findMovements, type NamedMovement } from './movements.ts'
import { describeChange, lastChange } from './product-changes.ts'
import { Refusal } from './refusal.ts'
import { findRepeated } from './request-keys.ts'
import { newId } from './shelves.ts'
import { secondsAgo } from './sql.ts'

/** How far back an undo without a movement id can go. */
const MAX_AGE_HOURS = 24

/** An undo within this time may mean that the words were matched wrongly. */
const MISHEARD_SECONDS = 10 * 60

interface UndoRequest extends Author {
  /** Id; default: the caller's last request. */
  readonly movement?: string
  /** Id of the only location that may be changed; default: any. */
  readonly location?: string
}

/**
 * Undoes a movement (for a transfer, both halves) or all of the caller's last request, by opposite
 * movements. Runs inside a transaction.
 * @returns 201 with the new movements, or 200 with those of the first call
 * @throws Refusal movement-not-found or nothing-to-undo, other-location, already-undone, insufficient-stock,
 *   product-archived or product-was-changed
 */
export function undo(tx: CoreApp, request: UndoRequest): Answer {
  const first = findRepeated(tx, request)
  const concerned = first ?? movementsToUndo(tx, request)
  refuseOtherLocation(request, concerned)
  const movements = first ?? reverseAll(tx, request, concerned)
  return {
    status: first ? 200 : 201,
    body: { replayed: first !== null, movements: movements.map(describe) },
  }
}

/** @throws Refusal other-location */
function refuseOtherLocation({ location }: UndoRequest, movements: readonly NamedMovement[]): void {
  if (location && movements.some((movement) => movement.location !== location)) {
    throw new Refusal('other-location', {})
  }
}

const movementsToUndo = (tx: CoreApp, request: UndoRequest): NamedMovement[] =>
  request.movement ? withOtherHalf(tx, request.movement) : lastRequest(tx, request)

/** @throws Refusal movement-not-found */
function withOtherHalf(tx: CoreApp, id: string): NamedMovement[] {
  // SQLite uses the partial index only if the query repeats its condition.
  const where = "m.id = {:id} OR (m.linked != '' AND m.linked = {:id}) ORDER BY m.seq LIMIT 2"
  const found = findMovements(tx, where, { id })
  if (found.length === 0) throw new Refusal('movement-not-found', {})
  return found
}

/**
 * The caller's last request. If it is itself an undo, the caller must give its id: a second "undo"
 * may mean the request before, or to redo the first.
 */
function lastRequest(tx: CoreApp, { actor }: Author): NamedMovement[] {
  const since = secondsAgo(MAX_AGE_HOURS * 3600)
  const newestOfActor = 'm.actor = {:actor} AND m.created >= {:since} ORDER BY m.seq DESC LIMIT 1'
  const [newest] = findMovements(tx, newestOfActor, { actor, since })
  refuseLaterChange(tx, { actor, since }, newest)
  if (!newest) throw new Refusal('nothing-to-undo', { hours: MAX_AGE_HOURS })
  if (isUndo(tx, newest)) {
    throw new Refusal('already-undone', {
      movement: newest.reverses,
      undone_by: newest.id,
      done_again: false,
    })
  }
  return findMovements(tx, 'm.batch = {:batch} ORDER BY m.seq', { batch: newest.batch })
}

/**
 * Refuses an undo when the caller's last action was a product change: "undo that" does not mean the
 * movement before it. A product change has no movements; only another change can revert it.
 * @param newest movement of the actor
 * @throws Refusal product-was-changed
 */
function refuseLaterChange(
  tx: CoreApp,
  query: { actor: string; since: string },
  newest: NamedMovement | undefined,
): void {
  const change = lastChange(tx, query)
  if (!change) return
  const key = change.getString('idempotency_key')
  // A new product and its initial stock are one request, and its stock can be undone.
  if (newest && (newest.created > change.getString('created') || newest.idempotency_key === key))
    return
  const details = {
    product: change.getString('product'),
    batch: change.getString('batch'),
    ...describeChange(change),
  }
  throw new Refusal('product-was-changed', details)
}

/** Whether a movement is an undo. The undo of an undo is not: it is a redo. */
function isUndo(tx: CoreApp, { reverses }: NamedMovement): boolean {
  if (reverses === '') return false
  const [undone] = findMovements(tx, 'm.id = {:reverses}', { reverses })
  return undone !== undefined && !isUndo(tx, undone)
}

/** The last movement in a chain of undos: the only one that can be undone now. */
function lastLink(tx: CoreApp, movement: NamedMovement): NamedMovement {
  const { id } = movement
  const [by] = findMovements(tx, "m.reverses != '' AND m.reverses = {:id} LIMIT 1", { id })
  return by ? lastLink(tx, by) : movement
}

function reverseAll(
  tx: CoreApp,
  author: Author,
  movements: readonly NamedMovement[],
): NamedMovement[] {
  const ids = new Map(movements.map((movement) => [movement.id, newId()]))
  // In reverse order, so that each step leads to a level that the shelf had before.
  const ordered = [...movements].sort((a, b) => b.seq - a.seq)
  const soon = secondsAgo(MISHEARD_SECONDS)
  return inLedger(tx, (ledger) => {
    const request = ledger.of(author)
    ledger.load(movements)
    return ordered.map((movement) => {
      refuseUndone(tx, movement)
      const { id, line, type, quantity, reference, expires_at, unit_price } = movement
      const entry = {
        line,
        type,
        reference,
        expires_at,
        unit_price,
        reason: 'undo',
        id: ids.get(id) || '',
        reverses: id,
        linked: ids.get(movement.linked) || '',
        match: movement.created >= soon ? movement.match : null,
      }
      return request.write(ledger.shelf(movement.variant, movement.location), entry, {
        quantity,
        delta: 0 - movement.delta,
        reserved_delta: 0 - movement.reserved_delta,
      })
    })
  })
}

/** @throws Refusal already-undone */
function refuseUndone(tx: CoreApp, movement: NamedMovement): void {
  const last = lastLink(tx, movement)
  if (last.id === movement.id) return
  throw new Refusal('already-undone', {
    movement: movement.id,
    undone_by: last.id,
    done_again: !isUndo(tx, last),
  })
}
