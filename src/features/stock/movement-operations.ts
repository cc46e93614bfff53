import { defineOperation, type Operation } from '../../operations/operation.ts'
import { matchView, pageView, periodView, totalView } from '../../operations/views.ts'
import { MovementsPage, MovementsQuery } from './list-schemas.ts'
import type { MovementService } from './movements.ts'
import { movementView } from './views.ts'

export const movementOperations = (deps: { movements: MovementService }): Operation[] => [
  defineOperation({
    id: 'listMovements',
    method: 'GET',
    path: '/movements',
    tag: 'stock',
    summary: 'What happened to the stock?',
    description:
      'The ledger, newest first: what changed, by whom and why. units has the net totals. "How many did we sell?" is getStats: it knows imported past sales too. Filters narrow it; words are understood as everywhere.',
    effect: 'read',
    reach: 'location',
    inChat: true,
    refusals: 'The question cannot be read.',
    input: MovementsQuery,
    output: MovementsPage,
    async run(query, { key }) {
      const page = await deps.movements.list(query)
      return {
        body: {
          ...periodView(page),
          filters_applied: page.filters,
          match: matchView(page.match),
          ...totalView(page.total),
          units: page.units,
          past_sales_units: page.past,
          ...pageView(page, (item) => movementView(item, key)),
          message: page.message,
        },
      }
    },
  }),
]
