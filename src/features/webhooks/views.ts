import { formatPosition } from '../../domain/event.ts'
import type { Delivery, Webhook } from '../../domain/webhook.ts'

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
