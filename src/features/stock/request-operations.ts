import { z } from 'zod'
import type { Identity } from '../../domain/api-key.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { location, PageQuery, PeriodView, periodQuery, Said } from '../../operations/schemas.ts'
import { pageView, periodView } from '../../operations/views.ts'
import { MovementsQuery, MovementView } from './list-schemas.ts'
import { MOST_LINES, type RequestItem, type RequestService } from './requests.ts'
import { movementView } from './views.ts'

const RequestsInput = z.strictObject({
  channel: MovementsQuery.shape.channel,
  actor: MovementsQuery.shape.actor,
  location,
  ...periodQuery,
  ...PageQuery,
})

export const RequestsList = z
  .object({
    ...PeriodView,
    items: z.array(
      z
        .object({
          batch: z.string().describe('What its movements have in common: listMovements takes it.'),
          actor: z.string(),
          channel: z.string(),
          client: z.string().describe('Program that wrote it for the person; empty for none.'),
          created_at: z.string(),
          is_undo: z.boolean().describe('It took something back.'),
          undone: z
            .enum(['none', 'some', 'all'])
            .describe('How many of its movements were taken back since.'),
          movements_total: z.int(),
          movements: z
            .array(MovementView)
            .describe(
              `The first ${MOST_LINES}, in their order; undoMovement with whole_request and the id of any takes back all of them.`,
            ),
        })
        .meta({ id: 'DoneRequest' }),
    ),
    next_cursor: z.string().nullable(),
    message: Said,
  })
  .meta({ id: 'RequestsList' })

export const requestOperations = (deps: { requests: RequestService }): Operation[] => [
  defineOperation({
    id: 'listRequests',
    method: 'GET',
    path: '/requests',
    tag: 'stock',
    summary: 'What was done, request by request?',
    description:
      'What was written together as one entry, newest first, with what was said, how it was understood and what it did: for "what did the assistant do?" channel chat. listMovements has each movement by itself.',
    effect: 'read',
    reach: 'location',
    inChat: false,
    refusals: 'The question cannot be read.',
    input: RequestsInput,
    output: RequestsList,
    async run(query, { key }) {
      const page = await deps.requests.list(query)
      return {
        body: {
          ...periodView(page),
          ...pageView(page, (item) => requestView(item, key)),
          message: page.message,
        },
      }
    },
  }),
]

function requestView({ request, items }: RequestItem, key: Identity) {
  const { batch, movements, undone } = request
  const [first] = request.items
  return {
    batch,
    actor: first?.actor ?? '',
    channel: first?.channel ?? '',
    client: first?.client ?? '',
    created_at: first?.createdAt ?? '',
    is_undo: first !== undefined && first.reverses !== null,
    undone: undone === 0 ? NONE : undone < movements ? SOME : ALL,
    movements_total: movements,
    movements: items.map((item) => movementView(item, key)),
  }
}

const [NONE, SOME, ALL] = ['none', 'some', 'all'] as const
