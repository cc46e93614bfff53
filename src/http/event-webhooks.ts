import { EVENT_TYPES, type EventType } from '../domain/event.ts'
import { EVENT_SCHEMAS } from '../features/events/event-schemas.ts'

const componentOf = (id: unknown) => ({ $ref: `#/components/schemas/${id}` })

const header = (name: string, description: string) => ({
  ...{ in: 'header' as const, name, required: true, description },
  schema: { type: 'string' as const },
})

const HEADERS = [
  header('webhook-id', 'The same each time that this is sent.'),
  header('webhook-timestamp', 'When it was sent, in seconds since 1970.'),
  header('webhook-signature', 'By the secret of the endpoint, see standardwebhooks.com.'),
]

/** What an endpoint is sent, by each event: one of it is among those that come together. */
function webhookOf(type: EventType) {
  const { id, description } = EVENT_SCHEMAS[type].meta() ?? {}
  const schema = {
    type: 'object' as const,
    required: ['type', 'timestamp', 'data'],
    properties: {
      type: { type: 'string' as const, enum: ['events'] },
      timestamp: { type: 'string' as const, description: 'Of the last event, ISO 8601.' },
      data: {
        type: 'array' as const,
        description: 'Oldest first.',
        items: componentOf('Event'),
        contains: componentOf(id),
      },
    },
  }
  return {
    summary: String(description),
    security: [],
    parameters: HEADERS,
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: { '2XX': { description: 'It was taken. Anything else is sent again.' } },
  }
}

/** Each event as an endpoint of a webhook gets it, for the OpenAPI document. */
export const EVENT_WEBHOOKS = Object.fromEntries(
  EVENT_TYPES.map((type) => [type, { post: webhookOf(type) }]),
)
