import { z } from 'zod'
import { formatPosition } from '../../domain/event.ts'
import { listener } from '../../domain/say.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { spoken } from '../../operations/schemas.ts'
import { tellPage } from './event-messages.ts'
import { EventsPage } from './event-schemas.ts'
import { type EventService, readTypes } from './events.ts'
import { viewsOf } from './views.ts'

export const eventOperations = ({ events }: { events: EventService }): Operation[] => [
  defineOperation({
    id: 'listEvents',
    method: 'GET',
    path: '/events',
    tag: 'stock',
    summary: 'What happened since?',
    description:
      'Everything that happens, oldest first, each event once and in order. Send the position of the answer as after to go on. GET /events/stream sends the same live.',
    effect: 'read',
    reach: 'own',
    inChat: false,
    refusals: 'The question cannot be read.',
    input: z.strictObject({
      after: spoken(
        'Position of an event or of an answer, seq of a movement, or "now"; nothing for the beginning.',
        40,
      ),
      types: spoken('Only these, with commas: sale.recorded,stock.*', 400),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
    }),
    output: EventsPage,
    async run({ types, ...query }, { key }) {
      const reader = { key, language: listener().language, types: readTypes(types) }
      const page = await events.list(query, (row) => viewsOf(row, reader))
      const { more, restarted } = page
      const position = formatPosition(page.position)
      return {
        body: { events: [...page.events], position, more, restarted, message: tellPage(page) },
      }
    },
  }),
]
