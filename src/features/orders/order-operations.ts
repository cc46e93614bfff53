import { z } from 'zod'
import { isLate, ORDER_STATUSES, outstandingOf, statusOf } from '../../domain/order.ts'
import { maySee, PRODUCT_FIELDS } from '../../domain/product-fields.ts'
import { type Context, defineOperation, type Operation } from '../../operations/operation.ts'
import {
  choice,
  emptiable,
  location,
  PageQuery,
  ProductName,
  productReference,
  Said,
  spoken,
} from '../../operations/schemas.ts'
import { nameView, pageView } from '../../operations/views.ts'
import { BatchRecorded, quantity, request_id } from '../stock/record-schemas.ts'
import { batchView } from '../stock/views.ts'
import type { NamedOrder, OrderService } from './orders.ts'

/** Lines of an order and of a delivery. */
const MOST_LINES = 100

const OrderView = z
  .object({
    id: z.string(),
    number: z.string().describe('How people name it: PO-0001.'),
    status: z.enum(ORDER_STATUSES).describe('open: something of it is expected.'),
    late: z.boolean().describe('Open, and the day it was expected is over.'),
    supplier: z.string(),
    expected_at: z.string().nullable().describe('A day; null where nobody said.'),
    note: z.string(),
    outstanding: z.int().describe('Units that are expected.'),
    lines: z.array(
      z
        .object({
          line: z.int().describe('Its place in the order, from 1.'),
          ...ProductName.shape,
          size: z.string(),
          location: z.string(),
          ordered: z.int(),
          received: z.int().describe('Units of its deliveries that were not undone.'),
          outstanding: z.int(),
          unit_cost: z.number().nullable(),
        })
        .meta({ id: 'OrderLine' }),
    ),
    cancelled_at: z.string().nullable(),
    created_at: z.string(),
    actor: z.string().describe('Who ordered it.'),
    channel: z.string(),
    client: z.string().describe('Program that ordered it for the person; empty for none.'),
  })
  .meta({ id: 'Order' })

export const OrderWritten = z
  .object({ order: OrderView, message: Said })
  .meta({ id: 'OrderWritten' })

export const OrdersPage = z
  .object({
    total: z.int().describe('Orders that fit, on all pages.'),
    units: z.int().describe('Units that are expected of all of them.'),
    items: z.array(OrderView),
    next_cursor: z.string().nullable(),
    message: Said,
  })
  .meta({ id: 'OrdersPage' })

const id = z.string().trim().min(1).max(50).describe('Number of the order (PO-0001), or its id.')

const shared = {
  tag: 'stock',
  inChat: false,
  refusals: 'Nothing was changed. detail says what to do next.',
} as const

export const orderOperations = ({ orders }: { orders: OrderService }): Operation[] => [
  defineOperation({
    ...shared,
    id: 'createOrder',
    method: 'POST',
    path: '/orders',
    summary: 'Note what was ordered from a supplier',
    description:
      'For what is on its way: lines of products and sizes, in words as everywhere, each for a location. It moves no stock; lists show it as on_order until receiveOrder or cancelOrder. A size that the product did not have is made.',
    effect: 'write',
    reach: 'location',
    input: z.strictObject({
      supplier: emptiable('From whom, or none.', PRODUCT_FIELDS.supplier.max),
      expected_at: spoken('Day on which it is expected, like 2026-12-05.', 40),
      note: spoken('Anything else, in a few words.', 500),
      lines: z
        .array(
          z
            .strictObject({
              ...productReference,
              quantity,
              location,
              unit_cost: z.number().min(0).max(1_000_000).optional().describe('What a unit costs.'),
            })
            .meta({ id: 'NewOrderLine' }),
        )
        .min(1)
        .max(MOST_LINES)
        .describe('All of them are ordered, or none.'),
      request_id,
      confirm: z.boolean().optional().describe('true after unusual-size, when it is right.'),
    }),
    output: OrderWritten,
    async run(input, context) {
      const { changed, message, ...order } = await orders.create(input, context.caller)
      return { created: changed, body: { order: orderView(order, context), message } }
    },
  }),
  defineOperation({
    ...shared,
    id: 'listOrders',
    method: 'GET',
    path: '/orders',
    summary: 'What is on its way?',
    description:
      'Orders with what was ordered, received and is still expected of each line, by the day they are expected; late ones are marked. message can be read aloud.',
    effect: 'read',
    reach: 'location',
    refusals: 'The question cannot be read.',
    input: z.strictObject({
      status: choice(
        [...ORDER_STATUSES, 'all'],
        'Only these orders; open where none is said.',
      ).optional(),
      supplier: spoken('Only orders from this supplier; a part of the name is enough.', 100),
      location,
      ...PageQuery,
    }),
    output: OrdersPage,
    async run(query, context) {
      const page = await orders.list(query)
      const { total, units, message } = page
      const view = (order: NamedOrder) => orderView(order, context)
      return { body: { total, units, ...pageView(page, view), message } }
    },
  }),
  defineOperation({
    ...shared,
    id: 'receiveOrder',
    method: 'POST',
    path: '/orders/{id}/receive',
    summary: 'Add what arrived of an order',
    description:
      'Without lines all that is still expected; with lines what came of each, by its line or in words. Deliveries name the order, and an undo of them opens it again. More than is expected is asked about.',
    effect: 'write',
    reach: 'location',
    input: z.strictObject({
      id,
      lines: z
        .array(
          z
            .strictObject({
              line: z.int().min(1).optional().describe('Of the order, as listOrders shows it.'),
              ...productReference,
              quantity,
            })
            .meta({ id: 'ArrivedLine' }),
        )
        .min(1)
        .max(MOST_LINES)
        .optional()
        .describe('What came; else all that is expected.'),
      location: spoken('Where it arrived; else where each line was ordered for.', 100),
      request_id,
      confirm: z.boolean().optional().describe('true after more-than-ordered, when it is right.'),
    }),
    output: BatchRecorded.extend({ order: OrderView }).meta({ id: 'OrderReceived' }),
    async run(input, context) {
      const outcome = await orders.receive(input, context.caller, context.key.location)
      const body = { ...batchView(outcome), order: orderView(outcome, context) }
      return { created: !outcome.replayed, body }
    },
  }),
  defineOperation({
    ...shared,
    id: 'cancelOrder',
    method: 'POST',
    path: '/orders/{id}/cancel',
    summary: 'Expect no more of an order',
    description:
      'What did not arrive of it is no longer expected. What arrived stays in the stock. Cancelled twice, it is cancelled once.',
    effect: 'overwrite',
    reach: 'shop',
    input: z.strictObject({ id }),
    output: OrderWritten,
    async run(input, context) {
      const { key, ip, caller } = context
      const by = { actor: key.name, ip, conversation: caller.conversation }
      const { changed, message, ...order } = await orders.cancel(input.id, by)
      return { created: changed, body: { order: orderView(order, context), message } }
    },
  }),
]

function orderView({ order, names }: NamedOrder, { key }: Context) {
  const { snapshot, today } = names
  const nameOf = (productId: string) => {
    const product = snapshot.product(productId)
    return product ? nameView(product) : { sku: '', model: '', color: '', gender: '' }
  }
  const placeOf = (locationId: string) =>
    snapshot.locations.find((one) => one.id === locationId)?.name ?? ''
  return {
    id: order.id,
    number: order.number,
    status: statusOf(order),
    late: isLate(order, today),
    supplier: order.supplier,
    expected_at: order.expectedAt,
    note: order.note,
    outstanding: outstandingOf(order.lines),
    lines: order.lines.map((line) => ({
      line: line.line,
      ...nameOf(line.productId),
      size: line.size,
      location: placeOf(line.locationId),
      ordered: line.quantity,
      received: line.received,
      outstanding: line.outstanding,
      unit_cost: maySee(key, 'cost') ? line.unitCost : null,
    })),
    cancelled_at: order.cancelledAt,
    created_at: order.createdAt,
    actor: order.actor,
    channel: order.channel,
    client: order.client,
  }
}
