import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { MovementService } from '../../services/movements.ts'
import { problems } from '../schemas/common.ts'
import { MovementsPage, MovementsQuery } from '../schemas/lists.ts'
import { matchView, movementView } from '../views.ts'

export const movementRoutes: FastifyPluginAsyncZod<{ movements: MovementService }> = async (
  app,
  { movements },
) => {
  app.get(
    '/movements',
    {
      schema: {
        operationId: 'listMovements',
        summary: 'What happened to the stock?',
        description:
          'The ledger, newest first: every change of every shelf, who made it and why. Filters narrow it; words are understood as everywhere.',
        tags: ['stock'],
        querystring: MovementsQuery,
        response: { 200: MovementsPage, ...problems('The question cannot be read.') },
      },
    },
    async ({ query }) => {
      const page = await movements.list(query)
      return {
        match: matchView(page.match),
        total: page.total,
        items: page.items.map(movementView),
        next_cursor: page.nextCursor,
        message: page.message,
      }
    },
  )
}
