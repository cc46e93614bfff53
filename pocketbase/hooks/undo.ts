import type { Answer } from './answer.ts'
import { type Author, inLedger } from './ledger.ts'
import { describe, findMovements, findRepeated, type NamedMovement } from './movements.ts'
import { describeChange, lastChange } from './product-changes.ts'
import { Refusal } from './refusal.ts'
import { newId } from './shelves.ts'
import { secondsAgo } from './sql.ts'

/** How far back "undo that" reaches. */
const HOURS = 24

/** An undo this soon may say that the words were not understood as they were meant. */
const MISHEARD_SECONDS = 10 * 60

interface UndoRequest extends Author {
  /** Id; the caller's last request where it is missing. */
  readonly movement?: string
}

/**
 * Undoes a movement (a transfer with its other half), or all of the caller's last request, by
 * movements that do the opposite. Runs inside a transaction.
 * @returns 201 with the new movements, or 200 with the first ones
 * @throws Refusal movement-not-found or nothing-to-undo, already-undone, insufficient-stock,
 *   product-archived or product-was-changed
 */
export function undo(tx: CoreApp, request: UndoRequest): Answer {
  const first = findRepeated(tx, request)
  const movements = first ?? reverseAll(tx, request, movementsToUndo(tx, request))
  return {
    status: first ? 200 : 201,
    body: { replayed: first !== null, movements: movements.map(describe) },
  }
}

const movementsToUndo = (tx: CoreApp, request: UndoRequest): NamedMovement[] =>
  request.movement ? withOtherHalf(tx, request.movement) : lastRequest(tx, request)

/** @throws Refusal movement-not-found */
function withOtherHalf(tx: CoreApp, id: string): NamedMovement[] {
  // SQLite uses the partial index only when the query repeats its condition.
  const where = "m.id = {:id} OR (m.linked != '' AND m.linked = {:id}) ORDER BY m.seq LIMIT 2"
  const found = findMovements(tx, where, { id })
  if (found.length === 0) throw new Refusal('movement-not-found', {})
  return found
}

/**
 * The caller's last request. One that is itself an undo is not undone without being named: "undo" said
 * twice may mean the request before, or the first one again.
 */
function lastRequest(tx: CoreApp, { actor }: Author): NamedMovement[] {
  const since = secondsAgo(HOURS * 3600)
  const newestOfActor = 'm.actor = {:actor} AND m.created >= {:since} ORDER BY m.seq DESC LIMIT 1'
  const [newest] = findMovements(tx, newestOfActor, { actor, since })
  refuseLaterChange(tx, { actor, since }, newest)
  if (!newest) throw new Refusal('nothing-to-undo', { hours: HOURS })
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
 * "Undo that" after a change of a product does not mean the movement before it. A change of a product
 * has no movements: another change takes it back.
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
  // A new product and its first stock are one request, of which the stock can be undone.
  if (newest && (newest.created > change.getString('created') || newest.idempotency_key === key))
    return
  const details = { product: change.getString('product'), ...describeChange(change) }
  throw new Refusal('product-was-changed', details)
}

/** Whether a movement undoes something; one that undoes an undo does it again. */
function isUndo(tx: CoreApp, { reverses }: NamedMovement): boolean {
  if (reverses === '') return false
  const [undone] = findMovements(tx, 'm.id = {:reverses}', { reverses })
  return undone !== undefined && !isUndo(tx, undone)
}

/** The end of the chain of an undo, its own undo and so on: the only one that can be undone now. */
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
  // Backwards, so that each step leads to a level that the shelf had before.
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
