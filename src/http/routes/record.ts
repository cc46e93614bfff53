import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { RecordService } from '../../services/record.ts'
import type { Action, LineRequest } from '../../services/request.ts'
import { callerOf } from '../caller.ts'
import { acceptQueryAsBody } from '../query-body.ts'
import { problems } from '../schemas/common.ts'
import { Added, BODIES, type LineBody, Recorded, Sold } from '../schemas/record.ts'
import { singleView } from '../views.ts'

const REFUSALS = problems(
  'Nothing was changed. detail says what to do next; candidates, sizes or available help to do it.',
)

/** The plain actions: their operation, and when a model should use it. */
const PLAIN = {
  return: [
    'returnStock',
    'Take back returned units',
    'Puts units back on the shelf that a customer brought back.',
  ],
  reserve: [
    'reserveStock',
    'Reserve units for somebody',
    'Promises units to somebody: they stay on the shelf and are no longer available. The answer names the reservation (movement.reference); send it as reference to sell or release it.',
  ],
  release: [
    'releaseStock',
    'Give back reserved units',
    'Makes reserved units available again. reference names the reservation; it may be left out when there is only one.',
  ],
  adjust: [
    'adjustStock',
    'Correct a shelf by some units',
    'For units that were damaged, lost or found: delta is how many to add, or with a minus to take away.',
  ],
  count: [
    'countStock',
    'Set a shelf to what was counted',
    'For stock-taking: quantity is what really lies there. Send expected_quantity when the owner said what she expected.',
  ],
  transfer: [
    'transferStock',
    'Move units to another location',
    'Moves units from location (the default one where it is missing) to to_location.',
  ],
} as const satisfies Partial<Record<Action, readonly [string, string, string]>>

type PlainAction = keyof typeof PLAIN

export const recordRoutes: FastifyPluginAsyncZod<{ records: RecordService }> = async (
  app,
  { records },
) => {
  acceptQueryAsBody(app)

  app.post(
    '/inventory/sale',
    {
      schema: {
        operationId: 'registerSale',
        summary: 'Sell units of one product in one size',
        description:
          'Takes units off the shelf when something was sold. Send the words as spoken; unclear words are refused with candidates to ask about, never guessed. reference names the reservation it fulfils.',
        tags: ['stock'],
        body: BODIES.sale,
        response: { 201: Sold, 200: Sold, ...REFUSALS },
      },
    },
    async (request, reply) => {
      const outcome = await records.record(oneLine('sale', request.body), callerOf(request))
      const view = singleView(outcome)
      return reply
        .code(outcome.replayed ? 200 : 201)
        .send({ ...view, quantity_sold: view.movement.quantity })
    },
  )

  app.post(
    '/inventory/add_stock',
    {
      schema: {
        operationId: 'addStock',
        summary: 'Add delivered units of one product in one size',
        description:
          'Puts units on the shelf when a delivery came. A size that the product did not have is made. Unclear words are refused with candidates, never guessed.',
        tags: ['stock'],
        body: BODIES.add_stock,
        response: { 201: Added, 200: Added, ...REFUSALS },
      },
    },
    async (request, reply) => {
      const outcome = await records.record(oneLine('add_stock', request.body), callerOf(request))
      const view = singleView(outcome)
      return reply
        .code(outcome.replayed ? 200 : 201)
        .send({ ...view, quantity_added: view.movement.quantity })
    },
  )

  for (const action of Object.keys(PLAIN) as PlainAction[]) {
    const [operationId, summary, description] = PLAIN[action]
    app.post(
      `/inventory/${action}`,
      {
        schema: {
          ...{ operationId, summary, description, tags: ['stock'] },
          body: BODIES[action],
          response: { 201: Recorded, 200: Recorded, ...REFUSALS },
        },
      },
      async (request, reply) => {
        const outcome = await records.record(oneLine(action, request.body), callerOf(request))
        return reply.code(outcome.replayed ? 200 : 201).send(singleView(outcome))
      },
    )
  }
}

type Body = Omit<LineBody, 'action'> & {
  request_id?: string | undefined
  repeat?: boolean | undefined
  confirm?: boolean | undefined
}

/** A request of one line; its body holds the line and what belongs to the request. */
function oneLine(action: Action, { request_id, repeat, confirm, ...body }: Body) {
  return { lines: [toLine({ ...body, action })], requestId: request_id, repeat, confirm }
}

/** A line in the words of the services. */
export const toLine = (body: LineBody): LineRequest => {
  const { expected_quantity, to_location, unit_price, expires_at, occurred_at, ...rest } = body
  return {
    ...rest,
    expectedQuantity: expected_quantity,
    toLocation: to_location,
    unitPrice: unit_price,
    expiresAt: expires_at,
    occurredAt: occurred_at,
  }
}
