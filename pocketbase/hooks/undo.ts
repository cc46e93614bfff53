import { referenceKey } from '../../src/domain/reference.ts'
import { type Answer, orRefusal } from './answer.ts'
import { refuseUndoOfCounted } from './guards.ts'
import { lastRequest, linesOf, movementsIn, type Scope } from './last-request.ts'
import { type Author, inLedger, type Ledger } from './ledger.ts'
import { describe, findMovements, type NamedMovement } from './movements.ts'
import { tellOrdersOf } from './order-lines.ts'
import { columnsOf, findChange, recordChange } from './product-changes.ts'
import { unitsOf } from './products.ts'
import { isRefusal, Refusal } from './refusal.ts'
import { lookUpKeys } from './request-keys.ts'
import { reservationsOn } from './reservations.ts'
import { newId } from './shelves.ts'
import { secondsAgo } from './sql.ts'
import { isUndo, lastLink, reversalOf } from './undo-chain.ts'
import { STANDS } from './undone.ts'

/** An undo within this time may mean that the words were matched wrongly. */
const MISHEARD_SECONDS = 10 * 60

interface UndoRequest extends Author, Scope {
  /** Id; default: the last request. */
  readonly movement?: string
  /** Whether all of the request of that movement is meant. */
  readonly whole?: boolean
  /** Id of the only location that may be changed; default: any. */
  readonly location?: string
  readonly refuse_early?: boolean
}

/**
 * Undoes several independent requests: a refused request does not affect the others. Runs inside a
 * transaction.
 * @returns an answer for each request, in the same order; 201 when one of them wrote, else 200
 */
export function undoAll(tx: CoreApp, { requests }: { requests: readonly UndoRequest[] }): Answer {
  const keys = lookUpKeys(tx, requests)
  const answers = inLedger(tx, (ledger) =>
    requests.map((request) =>
      orRefusal(() => {
        const first = keys.find(request)
        // What is undone by its id is no product.
        const change = request.movement ? null : findChange(tx, request)
        if (first || change) {
          return answerWith(tx, 200, first || [], { archived: change?.getString('product') || '' })
        }
        // What is undone is looked for in the database.
        ledger.settle()
        return ledger.attempt(() => undo(tx, ledger, request, keys.noteMovement))
      }),
    ),
  )
  const wrote = answers.some(({ status }) => status === 201)
  return { status: wrote ? 201 : 200, body: { answers } }
}

/**
 * Undoes a movement (for a transfer, both halves), all of its request, or all of the last request that is in
 * effect, by opposite movements. A product that it made is archived, unless there are other units of it.
 * @param note is told each movement that is written
 * @throws Refusal movement-not-found or nothing-to-undo, other-location, already-undone, unusual-date,
 *   insufficient-stock, product-archived, product-in-stock or product-was-changed
 */
function undo(
  tx: CoreApp,
  ledger: Ledger,
  request: UndoRequest,
  note: (movement: NamedMovement) => void,
): Answer {
  const reverse = (movements: readonly NamedMovement[]) => {
    const written = reverseAll(tx, ledger, request, movements)
    if (request.idempotency_key) written.forEach(note)
    return written
  }
  if (request.movement) {
    const concerned = withOtherHalf(tx, request.movement)
    const all = request.whole ? movementsIn(tx, concerned[0]?.batch || '') : concerned
    const left = request.whole ? all.filter((one) => !reversalOf(tx, one)) : all
    // Of a request that was undone altogether, the movement itself says by what.
    const movements = left.length > 0 ? left : concerned
    refuseOtherLocation(request, movements)
    return answerWith(tx, 201, reverse(movements), { undone_before: linesOf(all) - linesOf(left) })
  }
  const { movements, made, undoneBefore, passedOver } = lastRequest(tx, request)
  refuseOtherLocation(request, movements)
  const written = movements.length > 0 ? reverse(movements) : []
  ledger.settle()
  const rest = made && unmake(tx, request, made, written.length > 0)
  return answerWith(tx, 201, written, {
    ...rest,
    undone_before: undoneBefore,
    passed_over: passedOver,
  })
}

/** What else is to be told of an undo. */
interface Besides {
  /** Id of the new product that was archived with it, or that stays. */
  readonly archived?: string
  readonly kept?: string
  readonly undone_before?: number
  readonly passed_over?: number
}

function answerWith(
  tx: CoreApp,
  status: 200 | 201,
  movements: readonly NamedMovement[],
  besides: Besides = {},
): Answer {
  const [first] = movements
  const [undone] = first ? findMovements(tx, 'm.id = {:id}', { id: first.reverses }) : []
  return {
    status,
    body: {
      replayed: status === 200,
      movements: movements.map(describe),
      undone: undone ? describe(undone) : null,
      ...{ archived: '', kept: '', undone_before: 0, passed_over: 0 },
      ...besides,
    },
  }
}

/** @throws Refusal other-location */
function refuseOtherLocation({ location }: UndoRequest, movements: readonly NamedMovement[]): void {
  if (location && movements.some((movement) => movement.location !== location)) {
    throw new Refusal('other-location', {})
  }
}

/** @throws Refusal movement-not-found */
function withOtherHalf(tx: CoreApp, id: string): NamedMovement[] {
  // SQLite uses the partial index only if the query repeats its condition.
  const where = "m.id = {:id} OR (m.linked != '' AND m.linked = {:id}) ORDER BY m.seq LIMIT 2"
  const found = findMovements(tx, where, { id })
  if (found.length === 0) throw new Refusal('movement-not-found', {})
  return found
}

/**
 * Archives a new product, unless there are other units of it.
 * @param tookUnits whether its initial stock was taken back now
 * @throws Refusal product-in-stock when it stays and nothing else was undone; other-location
 */
function unmake(
  tx: CoreApp,
  request: UndoRequest,
  made: core.Record,
  tookUnits: boolean,
): Pick<Besides, 'archived' | 'kept'> {
  // A product is at no location alone.
  if (request.location) throw new Refusal('other-location', {})
  const product = tx.findRecordById('products', made.getString('product'))
  const units = unitsOf(tx, product.id)
  if (units.quantity > 0 || units.reserved > 0) {
    if (tookUnits) return { kept: product.id }
    throw new Refusal('product-in-stock', { product: product.id, ...units })
  }
  const before = columnsOf(product)
  product.set('active', false)
  recordChange(tx, request, product, before, { reverses: made.id })
  tx.save(product)
  return { archived: product.id }
}

function reverseAll(
  tx: CoreApp,
  ledger: Ledger,
  undo: UndoRequest,
  movements: readonly NamedMovement[],
): NamedMovement[] {
  for (const movement of movements) refuseUndone(tx, movement)
  if (undo.refuse_early) refuseUndoOfCounted(tx, movements)
  const ids = new Map(movements.map((movement) => [movement.id, newId()]))
  // In reverse order, so that each step leads to a level that the shelf had before.
  const ordered = [...movements].sort((a, b) => b.seq - a.seq)
  const soon = secondsAgo(MISHEARD_SECONDS)
  tellOrdersOf(tx, movements)
  const request = ledger.of(undo)
  ledger.load(movements)
  return ordered.map((movement) => {
    const { id, line, type, quantity, reference, expires_at, unit_price } = movement
    const { unit_cost, order_line } = movement
    const entry = {
      line,
      type,
      reference,
      expires_at,
      unit_price,
      unit_cost,
      order_line,
      reason: 'undo',
      id: ids.get(id) || '',
      reverses: id,
      linked: ids.get(movement.linked) || '',
      match: movement.created >= soon ? movement.match : null,
    }
    const effect = {
      quantity,
      delta: 0 - movement.delta,
      reserved_delta: 0 - movement.reserved_delta,
    }
    try {
      return request.write(ledger.shelf(movement.variant, movement.location), entry, effect)
    } catch (error) {
      throw withEnd(error, tx, ledger, movement)
    }
  })
}

/** Adds what became of a reservation that is no longer there to be undone. */
function withEnd(error: unknown, tx: CoreApp, ledger: Ledger, movement: NamedMovement): unknown {
  const { variant, location, reference, reserved_delta: requested } = movement
  if (!isRefusal(error, 'insufficient-stock') || requested <= 0) return error
  const ended = newestEnd(tx, movement)
  if (!ended) return error
  const { id, type, actor, channel, created } = ended
  const held = reservationsOn(tx, ledger, ledger.shelf(variant, location))
  return error.with({
    ...{ reference, requested },
    available: held.find((one) => isSameReference(one.reference, reference))?.held || 0,
    ended: { id, type, actor, channel, created, quantity: -ended.reserved_delta },
  })
}

/** The newest movement that took units from the reservation that this one made, and stands. */
const newestEnd = (
  tx: CoreApp,
  { seq, variant, location, reference }: NamedMovement,
): NamedMovement | undefined =>
  // SQLite uses the partial index only if the query repeats its condition.
  findMovements(
    tx,
    `m.reserved_delta != 0 AND m.reserved_delta < 0 AND m.variant = {:variant}
      AND m.location = {:location} AND m.seq > {:seq} AND ${STANDS} ORDER BY m.seq DESC`,
    { variant, location, seq },
  ).find((one) => isSameReference(one.reference, reference))

const isSameReference = (one: string, other: string): boolean =>
  referenceKey(one) === referenceKey(other)

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
