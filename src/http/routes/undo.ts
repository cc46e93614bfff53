import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { RecordService } from '../../services/record.ts'
import { callerOf } from '../caller.ts'
import { acceptQueryAsBody } from '../query-body.ts'
import { problems } from '../schemas/common.ts'
import { BatchRecorded, MovementId, UndoBody } from '../schemas/record.ts'
import { batchView } from '../views.ts'

const response = {
  201: BatchRecorded,
  200: BatchRecorded,
  ...problems('Nothing was changed. detail says why, and what can be undone instead.'),
}

export const undoRoutes: FastifyPluginAsyncZod<{ records: RecordService }> = async (
  app,
  { records },
) => {
  acceptQueryAsBody(app)

  app.post(
    '/inventory/undo',
    {
      schema: {
        operationId: 'undoLast',
        summary: 'Undo the last thing that was done',
        description:
          'For "undo that": takes back your last request of the last 24 hours, all its lines, by movements that do the opposite. The answer says what was undone, before and after.',
        tags: ['stock'],
        body: UndoBody,
        response,
      },
    },
    async (request, reply) => {
      const requestId = request.body.request_id
      const outcome = await records.undo({ requestId }, callerOf(request))
      return reply.code(outcome.replayed ? 200 : 201).send(batchView(outcome))
    },
  )

  app.post(
    '/movements/:id/undo',
    {
      schema: {
        operationId: 'undoMovement',
        summary: 'Undo one movement by its id',
        description:
          'Takes back one movement, a transfer with both its halves, by movements that do the opposite. An undo can itself be undone.',
        tags: ['stock'],
        params: MovementId,
        body: UndoBody,
        response,
      },
    },
    async (request, reply) => {
      const { id: movementId } = request.params
      const requestId = request.body.request_id
      const outcome = await records.undo({ movementId, requestId }, callerOf(request))
      return reply.code(outcome.replayed ? 200 : 201).send(batchView(outcome))
    },
  )
}
