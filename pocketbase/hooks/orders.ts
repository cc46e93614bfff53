import type { By } from '../../src/domain/person.ts'
import type { Answer } from './answer.ts'
import { audit } from './audit.ts'
import { type Author, inLedger } from './ledger.ts'
import { describe, type NamedMovement } from './movements.ts'
import {
  findOrder,
  findOrderUnder,
  type Order,
  type OrderLine,
  tellOrdersOf,
} from './order-lines.ts'
import { record } from './record.ts'
import { Refusal, validationMessages } from './refusal.ts'
import { findRepeated } from './request-keys.ts'
import { defaultLocation, findOrMakeVariant } from './shelves.ts'
import { selectNumber } from './sql.ts'

interface NewLine {
  /** Id of the variant; alternative: `product` and `size`, which is created if it does not exist. */
  readonly variant?: string
  readonly product?: string
  readonly size?: string
  /** Id. */
  readonly location: string
  readonly quantity: number
  /** 0 for unknown. */
  readonly unit_cost?: number
}

interface NewOrder extends Author {
  readonly supplier?: string
  /** A day; empty for unknown. */
  readonly expected_at?: string
  readonly note?: string
  readonly lines: readonly NewLine[]
}

/**
 * Makes an order with its lines. Runs inside a transaction.
 * @returns 201 with the order, or 200 with that of the first call
 * @throws Refusal request-id-reused; invalid-request for a line that the database does not take
 */
export function createOrder(tx: CoreApp, wish: NewOrder): Answer {
  const { actor, idempotency_key: key = '' } = wish
  findRepeated(tx, wish)
  const before = key ? findOrderUnder(tx, actor, key) : undefined
  if (before) return { status: 200, body: { replayed: true, order: before } }
  if (wish.lines.length === 0) throw new Refusal('invalid-request', {})
  const { supplier = '', expected_at = '', note = '', client = '', conversation = '' } = wish
  const { channel, request_hash = '' } = wish
  const order = new Record(tx.findCachedCollectionByNameOrId('orders'))
  order.load({
    ...{ number: nextNumber(tx), supplier, expected_at, note },
    ...{ actor, channel, client, conversation, idempotency_key: key, request_hash },
  })
  tx.save(order)
  for (const [index, line] of wish.lines.entries()) saveLine(tx, order.id, line, index)
  return { status: 201, body: { replayed: false, order: requireOrder(tx, order.id) } }
}

/** @param index of the line in the request, from 0 */
function saveLine(tx: CoreApp, order: string, line: NewLine, index: number): void {
  const { product = '', size = '', location, quantity, unit_cost = 0 } = line
  const record = new Record(tx.findCachedCollectionByNameOrId('order_lines'))
  try {
    const variant = line.variant || findOrMakeVariant(tx, product, size).id
    record.load({ order, line: index + 1, variant, location, quantity, unit_cost })
    tx.save(record)
  } catch (error) {
    const reason = validationMessages(error)
    throw reason === null ? error : new Refusal('invalid-request', { line: index, reason })
  }
}

// A longer one was typed by hand, and is no number of ours.
const LAST_NUMBER = `
  SELECT CAST(coalesce(max(CAST(substr(number, 4) AS INTEGER)), 0) AS TEXT) AS value FROM orders
  WHERE number GLOB 'PO-[0-9]*' AND length(number) <= 12`

/** The number of the next order: "PO-0001". Runs inside a transaction. */
export const nextNumber = (tx: CoreApp): string =>
  `PO-${String(selectNumber(tx, LAST_NUMBER) + 1).padStart(4, '0')}`

interface Receipt extends Author {
  /** Id or number. */
  readonly order: string
  /** What arrived; default: all that is outstanding. */
  readonly lines?: readonly {
    /** Id of the line of the order. */
    readonly order_line: string
    readonly quantity: number
    /** How the caller's words were matched, as JSON text. */
    readonly match?: string
  }[]
  /** Id of the only location of which there are lines for the caller; default: all. */
  readonly only?: string
  /** Id of the location where it arrived; default: that of each line. */
  readonly location?: string
  readonly refuse_more?: boolean
}

/**
 * Adds what arrived of an order to the stock, by movements that name it, all or nothing. Runs inside a
 * transaction.
 * @returns 201 with the order and the movements, or 200 with those of the first call
 * @throws Refusal order-not-found, nothing-outstanding, more-than-ordered; product-archived,
 *   location-not-found, request-id-reused
 */
export function receiveOrder(tx: CoreApp, receipt: Receipt): Answer {
  const first = findRepeated(tx, receipt)
  const order = requireOrder(tx, receipt.order)
  if (first) return answerWith(200, order, first)
  const known = order.lines.filter(({ location }) => !receipt.only || location === receipt.only)
  if (known.length === 0) throw new Refusal('order-not-found', {})
  const arriving = receipt.lines || allOutstanding(order, known)
  if (receipt.refuse_more) requireOutstanding(arriving, known)
  const { order: _order, only: _only, refuse_more: _more, location: place, ...author } = receipt
  const lines = arriving.map(({ order_line, ...arrived }, line) => {
    const { variant, location } = lineOf(known, order_line)
    const where = { variant, location: place || location }
    const what = { type: 'ADD_STOCK', reference: order.number } as const
    return { ...arrived, ...what, ...where, line, order_line }
  })
  const movements = inLedger(tx, (ledger) =>
    record(tx, ledger, { ...author, lines }, () => defaultLocation(tx)),
  )
  tellOrdersOf(tx, movements)
  return answerWith(201, requireOrder(tx, order.id), movements)
}

/** @throws Refusal order-not-found for one that is not of the order */
function lineOf(lines: readonly OrderLine[], id: string): OrderLine {
  const found = lines.find((line) => line.id === id)
  if (!found) throw new Refusal('order-not-found', {})
  return found
}

type Arriving = NonNullable<Receipt['lines']>

/** @throws Refusal nothing-outstanding */
function allOutstanding({ cancelled_at }: Order, lines: readonly OrderLine[]): Arriving {
  const open = lines.filter(({ outstanding }) => outstanding > 0)
  if (open.length === 0) throw new Refusal('nothing-outstanding', { cancelled_at })
  return open.map(({ id, outstanding }) => ({ order_line: id, quantity: outstanding }))
}

/** @throws Refusal more-than-ordered */
function requireOutstanding(arriving: Arriving, lines: readonly OrderLine[]): void {
  for (const [line, { order_line: id }] of arriving.entries()) {
    const { variant, quantity, received, outstanding } = lineOf(lines, id)
    const requested = arriving
      .filter((one) => one.order_line === id)
      .reduce((units, one) => units + one.quantity, 0)
    if (requested <= outstanding) continue
    const details = { variant, requested, outstanding, ordered: quantity, received }
    throw new Refusal('more-than-ordered', { line, ...details })
  }
}

const answerWith = (
  status: 200 | 201,
  order: Order,
  movements: readonly NamedMovement[],
): Answer => ({
  status,
  body: { replayed: status === 200, order, movements: movements.map(describe) },
})

/** @throws Refusal order-not-found */
function requireOrder(tx: CoreApp, idOrNumber: string): Order {
  const found = findOrder(tx, idOrNumber)
  if (!found) throw new Refusal('order-not-found', {})
  return found
}

interface Cancellation {
  readonly by: By
  /** Id or number. */
  readonly order: string
}

/**
 * What is outstanding of an order is no longer expected; what arrived stays. Runs inside a transaction.
 * @returns 201 with the order, or 200 where it was cancelled already
 * @throws Refusal order-not-found; nothing-outstanding where all of it arrived
 */
export function cancelOrder(tx: CoreApp, { by, order: id }: Cancellation): Answer {
  const before = requireOrder(tx, id)
  if (before.cancelled_at) return { status: 200, body: { cancelled: false, order: before } }
  if (!before.lines.some(({ outstanding }) => outstanding > 0)) {
    throw new Refusal('nothing-outstanding', { cancelled_at: '' })
  }
  const order = tx.findRecordById('orders', before.id)
  order.set('cancelled_at', new DateTime())
  tx.save(order)
  audit(tx, by, 'order-cancelled', before.number)
  return { status: 201, body: { cancelled: true, order: requireOrder(tx, before.id) } }
}
