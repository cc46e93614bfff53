import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { PlainMovementType } from '../../domain/stock.ts'
import type { Caller, RecordService } from '../../services/record.ts'
import { acceptQueryAsBody } from '../query-body.ts'
import { Added, MovementBody, problems, Sold } from '../schemas.ts'
import { recordedView } from '../views.ts'

/** One key is one caller. */
const CALLER: Caller = { actor: 'api', channel: 'api' }

const REFUSALS = problems(
  'Nothing was changed. detail says what to do next; candidates, sizes or available help to do it.',
)

export const recordRoutes: FastifyPluginAsyncZod<{ records: RecordService }> = async (
  app,
  { records },
) => {
  acceptQueryAsBody(app)

  const record = (type: PlainMovementType, body: MovementBody) => {
    const { request_id, unit_price, occurred_at, ...rest } = body
    const times = { requestId: request_id, unitPrice: unit_price, occurredAt: occurred_at }
    return records.record({ ...rest, ...times, type }, CALLER)
  }

  app.post(
    '/inventory/sale',
    {
      schema: {
        operationId: 'registerSale',
        summary: 'Sell units of one product in one size',
        description:
          'Takes units off the shelf when something was sold. Send the words as spoken; unclear words are refused with candidates to ask about, never guessed.',
        tags: ['stock'],
        body: MovementBody,
        response: { 201: Sold, 200: Sold, ...REFUSALS },
      },
    },
    async (request, reply) => {
      const recorded = await record('SALE', request.body)
      return reply
        .code(recorded.replayed ? 200 : 201)
        .send({ ...recordedView(recorded), quantity_sold: recorded.movement.quantity })
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
        body: MovementBody,
        response: { 201: Added, 200: Added, ...REFUSALS },
      },
    },
    async (request, reply) => {
      const recorded = await record('ADD_STOCK', request.body)
      return reply
        .code(recorded.replayed ? 200 : 201)
        .send({ ...recordedView(recorded), quantity_added: recorded.movement.quantity })
    },
  )
}
