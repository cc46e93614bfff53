import { type EventType, formatPosition, type PlacedRow } from '../../domain/event.ts'
import type { Delivery, Webhook } from '../../domain/webhook.ts'
import type { EventView } from '../events/event-schemas.ts'
import { readTypes } from '../events/events.ts'
import { type EventReader, viewsOf } from '../events/views.ts'
import { defaultTypes, isNews, SHAPES } from './shapes/shapes.ts'

/** An endpoint as it is sent. */
export const webhookView = (webhook: Webhook) => ({
  id: webhook.id,
  url: webhook.url,
  description: webhook.description,
  types: webhook.types,
  shape: webhook.shape,
  language: webhook.language,
  location: webhook.location,
  with_costs: webhook.withCosts,
  quiet_from: webhook.quietFrom || null,
  quiet_to: webhook.quietTo || null,
  status: statusOf(webhook),
  disabled_at: webhook.disabledAt,
  disabled_reason: webhook.disabledReason,
  position: formatPosition(webhook.position),
  behind: webhook.behind,
  behind_since: webhook.behindSince,
  failures: webhook.failures,
  failing_since: webhook.failingSince,
  retry_at: webhook.retryAt,
  last_error: webhook.lastError,
  delivered_at: webhook.deliveredAt,
  created_by: webhook.createdBy,
  created_at: webhook.createdAt,
})

const statusOf = ({ disabledAt, failures }: Webhook): 'ok' | 'failing' | 'disabled' => {
  if (disabledAt !== null) return 'disabled'
  return failures > 0 ? 'failing' : 'ok'
}

export const deliveryView = (delivery: Delivery) => ({
  id: delivery.id,
  webhook_id: delivery.message,
  at: delivery.at,
  types: [...delivery.types],
  events: delivery.events,
  after: formatPosition(delivery.after),
  position: formatPosition(delivery.position),
  attempt: delivery.attempt,
  delivered: delivery.error === '',
  status: delivery.status,
  error: delivery.error,
  duration_ms: delivery.durationMs,
})

/** What an endpoint is told of a row, as it is sent. */
export function eventsFor(webhook: Webhook): (row: PlacedRow) => readonly EventView[] {
  const { shape, language, location, withCosts } = webhook
  const reader: EventReader = {
    // Only who is in charge makes endpoints.
    key: { scope: 'admin', location },
    language,
    types: typesOf(webhook),
    withoutCosts: !withCosts,
  }
  const { forPeople } = SHAPES[shape]
  return (row) => viewsOf(row, reader).filter((event) => !forPeople || isNews(event))
}

/** What its owner chose; where that was changed by hand to what there is not, what its shape has by default. */
function typesOf({ types, shape }: Webhook): ReadonlySet<EventType> {
  if (types === '') return new Set(defaultTypes(shape))
  try {
    return readTypes(types)
  } catch {
    return new Set(defaultTypes(shape))
  }
}
