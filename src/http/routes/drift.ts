import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { DriftService } from '../../services/drift.ts'
import { problems } from '../schemas/common.ts'
import { DriftList } from '../schemas/lists.ts'

export const driftRoutes: FastifyPluginAsyncZod<{ drift: DriftService }> = async (
  app,
  { drift },
) => {
  app.get(
    '/admin/drift',
    {
      schema: {
        operationId: 'checkDrift',
        summary: 'Does the ledger explain every unit?',
        description:
          'Compares every balance with the sum of its movements and lists the shelves that differ. Empty is well.',
        tags: ['service'],
        response: { 200: DriftList, ...problems('The question cannot be read.') },
      },
    },
    async () => {
      const { shelves, movements, missing, rows, message } = await drift.read()
      const items = rows.map((row) => ({
        ...{ sku: row.sku, size: row.size, location: row.location },
        ...{ quantity: row.quantity, reserved: row.reserved },
        ...{ ledger_quantity: row.ledgerQuantity, ledger_reserved: row.ledgerReserved },
      }))
      return { shelves, movements, missing, items, message }
    },
  )
}
