import type { LineTarget } from './movement.ts'

/** One size that was ordered for one location, and what became of it. */
export interface OrderLine {
  readonly id: string
  /** Place in the order, from 1. */
  readonly line: number
  readonly variantId: string
  readonly productId: string
  readonly size: string
  readonly locationId: string
  /** Units. */
  readonly quantity: number
  /** Units of its deliveries that were not undone. */
  readonly received: number
  /** Units that are still expected: none of a cancelled order. */
  readonly outstanding: number
  readonly unitCost: number | null
}

/** What was ordered from a supplier and is on its way, or was. */
export interface Order {
  readonly id: string
  /** "PO-0001", as people name it. */
  readonly number: string
  readonly supplier: string
  /** A day, "2026-12-05"; null where nobody said. */
  readonly expectedAt: string | null
  readonly note: string
  readonly cancelledAt: string | null
  readonly actor: string
  readonly channel: string
  /** Program that made it for a person; empty for none. */
  readonly client: string
  readonly createdAt: string
  readonly lines: readonly OrderLine[]
}

export const ORDER_STATUSES = ['open', 'received', 'cancelled'] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** An order is open as long as something of it is expected. */
export function statusOf({ cancelledAt, lines }: Order): OrderStatus {
  if (cancelledAt !== null) return 'cancelled'
  return outstandingOf(lines) > 0 ? 'open' : 'received'
}

/** Units of some lines that are still expected. */
export const outstandingOf = (lines: readonly OrderLine[]): number =>
  lines.reduce((units, { outstanding }) => units + outstanding, 0)

/** Whether something of an order should have arrived before today. */
export const isLate = (order: Order, today: string): boolean =>
  statusOf(order) === 'open' && order.expectedAt !== null && order.expectedAt < today

export interface NewOrderLine {
  readonly target: LineTarget
  readonly locationId: string
  readonly quantity: number
  readonly unitCost?: number | undefined
}

/** An order that is to be made. */
export interface NewOrder {
  readonly supplier?: string | undefined
  readonly expectedAt?: string | undefined
  readonly note?: string | undefined
  readonly lines: readonly NewOrderLine[]
}
