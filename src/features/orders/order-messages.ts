import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Location } from '../../domain/catalogue.ts'
import { count } from '../../domain/figures.ts'
import {
  isLate,
  type Order,
  type OrderLine,
  type OrderStatus,
  outstandingOf,
  statusOf,
} from '../../domain/order.ts'
import { asName } from '../../domain/text.ts'
import { describeVariant } from '../../shared/message-parts.ts'
import { inShort } from '../stock/each-line.ts'

/** What names are told with. */
export interface Names {
  readonly snapshot: Snapshot
  /** "2026-11-21", by the clock of the shop. */
  readonly today: string
}

/** "5 Hermès, Blanche, Femme, 38 at Cave"; the default location is not said. */
export function tellOf(units: number, line: OrderLine, { snapshot }: Names): string {
  const product = snapshot.product(line.productId)
  const place = snapshot.locations.find(({ id }) => id === line.locationId)
  const at = place && !place.isDefault ? ` at ${asName(place.name)}` : ''
  return `${units} ${product ? describeVariant(product, line.size) : line.size}${at}`
}

/** "PO-0001 from Atlas, expected 2026-12-05 (late)" */
function nameOf(order: Order, today: string): string {
  const { number, supplier, expectedAt } = order
  const from = supplier === '' ? '' : ` from ${asName(supplier)}`
  const day = expectedAt === null ? '' : `, expected ${expectedAt}`
  return `${number}${from}${day}${isLate(order, today) ? ' (late)' : ''}`
}

/** What was ordered, and how it is taken back. */
export function tellOrdered(order: Order, names: Names, notes: readonly string[]): string {
  const lines = order.lines.map((line, n) => `${tellOf(line.quantity, line, names)}.${notes[n]}`)
  const units = order.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  const total = order.lines.length > 1 ? ` ${count(units, 'unit', 'units')} in all.` : ''
  return `Ordered ${nameOf(order, names.today)}: ${inShort(lines)}${total} If that is wrong, cancelOrder with id ${order.number} takes it back.`
}

/** What is still expected of an order after a delivery. */
export function tellLeft(order: Order, names: Names): string {
  const left = order.lines.filter(({ outstanding }) => outstanding > 0)
  if (left.length > 0) {
    const lines = left.map((line) => `${tellOf(line.outstanding, line, names)}.`)
    return `Still expected of ${order.number}: ${inShort(lines)}`
  }
  return order.cancelledAt === null
    ? `All of ${order.number} has arrived.`
    : `${order.number} was cancelled: nothing else is expected of it.`
}

export function tellCancelled(order: Order, wasCancelled: boolean, given: number): string {
  const received = order.lines.reduce((sum, line) => sum + line.received, 0)
  const stays = received > 0 ? ` What arrived (${received}) stays in the stock.` : ''
  return wasCancelled
    ? `Cancelled ${order.number}: ${count(given, 'unit is', 'units are')} no longer expected.${stays}`
    : `${order.number} was cancelled before. Nothing was changed.`
}

/** Which orders were asked for. */
interface Asked {
  readonly status: OrderStatus | 'all'
  readonly supplier?: string | undefined
  readonly place?: Location | undefined
}

/** Each order with what is expected of it, late ones marked. */
export function tellOrders(orders: readonly Order[], names: Names, asked: Asked): string {
  if (orders.length === 0) return `There are no ${kindOf(asked)}.`
  const units = orders.reduce((sum, { lines }) => sum + outstandingOf(lines), 0)
  const late = orders.filter((order) => isLate(order, names.today)).length
  const sum = `${count(orders.length, 'order', 'orders')}, ${count(units, 'unit', 'units')} expected${late > 0 ? `, ${late} late` : ''}.`
  return `${sum} ${inShort(orders.map((order) => tellOrder(order, names)))}`
}

/** "open orders from Atlas at Cave" */
function kindOf({ status, supplier, place }: Asked): string {
  const kind = status === 'all' ? 'orders' : `${status} orders`
  const from = supplier === undefined ? '' : ` from ${asName(supplier)}`
  return `${kind}${from}${place ? ` at ${asName(place.name)}` : ''}`
}

function tellOrder(order: Order, names: Names): string {
  const status = statusOf(order)
  if (status !== 'open') return `${nameOf(order, names.today)}: ${status}.`
  const open = order.lines.filter(({ outstanding }) => outstanding > 0)
  const lines = open.map((line) => {
    const some = line.received > 0 ? ` (of ${line.quantity} ordered)` : ''
    return tellOf(line.outstanding, line, names) + some
  })
  return `${nameOf(order, names.today)}: ${lines.join('; ')}.`
}
