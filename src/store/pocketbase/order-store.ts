import { z } from 'zod'
import type { NewOrderLine, Order, OrderLine } from '../../domain/order.ts'
import type { OrderStore } from '../order-store.ts'
import type { Call } from './call.ts'
import { emptyToNull, Money, Time, TimeOrNull } from './column-values.ts'
import { RecordedAnswer } from './movement-answers.ts'
import { fromRow, toAuthor, toRow } from './row-names.ts'

const ORDERS = '/api/stock/orders'

const LineAnswer = z
  .object({
    id: z.string(),
    line: z.int(),
    variant: z.string(),
    product: z.string(),
    size: z.string(),
    location: z.string(),
    quantity: z.int(),
    received: z.int(),
    outstanding: z.int(),
    unit_cost: Money,
  })
  .transform((line): OrderLine => fromRow(line))

const OrderAnswer = z
  .object({
    id: z.string(),
    number: z.string(),
    supplier: z.string(),
    expected_at: emptyToNull,
    note: z.string(),
    cancelled_at: TimeOrNull,
    actor: z.string(),
    channel: z.string(),
    client: z.string(),
    created: Time,
    lines: z.array(LineAnswer),
  })
  .transform((order): Order => fromRow(order))

const Made = z.object({ replayed: z.boolean(), order: OrderAnswer })
const Received = RecordedAnswer.extend({ order: OrderAnswer })
const Cancelled = z.object({ cancelled: z.boolean(), order: OrderAnswer })

/** Keeps orders. */
export function createOrderStore(call: Call): OrderStore {
  return {
    async createOrder(author, { lines, ...order }) {
      const body = { ...toAuthor(author), ...toRow(order), lines: lines.map(toLine) }
      return call(Made, ORDERS, { method: 'POST', body })
    },

    async readOrders({ open = false, order = '' }) {
      const query = { order, ...(open && { open: 'true' }) }
      return call(z.array(OrderAnswer), ORDERS, { query })
    },

    async receiveOrder(author, { lines, ...receipt }) {
      const body = {
        ...toAuthor(author),
        ...toRow(receipt),
        lines: lines?.map(({ match, ...line }) => ({
          ...toRow(line),
          // The hooks pass it on unread.
          match: match && JSON.stringify(match),
        })),
      }
      return call(Received, `${ORDERS}/receive`, { method: 'POST', body })
    },

    async cancelOrder(by, order) {
      return call(Cancelled, `${ORDERS}/cancel`, { method: 'POST', body: { by, order } })
    },
  }
}

const toLine = ({ target, ...line }: NewOrderLine) => toRow({ ...line, ...target })
