import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { RecordService } from '../../services/record.ts'
import { callerOf } from '../caller.ts'
import { acceptQueryAsBody } from '../query-body.ts'
import { problems } from '../schemas/common.ts'
import { BatchBody, BatchRecorded } from '../schemas/record.ts'
import { batchView } from '../views.ts'
import { toLine } from './record.ts'

export const batchRoutes: FastifyPluginAsyncZod<{ records: RecordService }> = async (
  app,
  { records },
) => {
  acceptQueryAsBody(app)

  app.post(
    '/inventory/batch',
    {
      schema: {
        operationId: 'recordBatch',
        summary: 'Do several things to the stock at once',
        description:
          'Up to 100 lines of any action, for a delivery, a basket or a counted shelf. All of them happen or none; a refusal names the line. Undo takes them back together.',
        tags: ['stock'],
        body: BatchBody,
        response: {
          201: BatchRecorded,
          200: BatchRecorded,
          ...problems('Nothing was changed. line is the first line refused; detail says why.'),
        },
      },
    },
    async (request, reply) => {
      const { lines, request_id: requestId, repeat, confirm } = request.body
      const outcome = await records.record(
        { lines: lines.map(toLine), requestId, repeat, confirm },
        callerOf(request),
      )
      return reply.code(outcome.replayed ? 200 : 201).send(batchView(outcome))
    },
  )
}
