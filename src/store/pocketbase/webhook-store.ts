import { z } from 'zod'
import { StockError } from '../../domain/errors.ts'
import { LANGUAGES } from '../../domain/language.ts'
import { sameInAll } from '../../domain/say.ts'
import { type Delivery, SHAPE_NAMES, type SignedWebhook } from '../../domain/webhook.ts'
import type { NewDelivery, Progress, WebhookChanges, WebhookStore } from '../webhook-store.ts'
import type { Call } from './call.ts'
import { Time, TimeOrNull } from './column-values.ts'

const WEBHOOKS = '/api/stock/webhooks'

const Webhook = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    types: z.string(),
    shape: z.enum(SHAPE_NAMES),
    language: z.enum(LANGUAGES),
    location: z.string().nullable(),
    with_costs: z.boolean(),
    quiet_from: z.string(),
    quiet_to: z.string(),
    seq: z.int(),
    log_number: z.int(),
    epoch: z.int(),
    disabled_at: TimeOrNull,
    disabled_reason: z.string(),
    failures: z.int(),
    failing_since: TimeOrNull,
    retry_at: TimeOrNull,
    last_error: z.string(),
    delivered_at: TimeOrNull,
    created_by: z.string(),
    created: Time,
    behind: z.int(),
    behind_since: TimeOrNull,
    secrets: z.array(z.string()),
  })
  .transform(
    (row): SignedWebhook => ({
      id: row.id,
      url: row.url,
      description: row.description,
      types: row.types,
      shape: row.shape,
      language: row.language,
      location: row.location,
      withCosts: row.with_costs,
      quietFrom: row.quiet_from,
      quietTo: row.quiet_to,
      position: { seq: row.seq, number: row.log_number },
      epoch: row.epoch,
      disabledAt: row.disabled_at,
      disabledReason: row.disabled_reason,
      failures: row.failures,
      failingSince: row.failing_since,
      retryAt: row.retry_at,
      lastError: row.last_error,
      deliveredAt: row.delivered_at,
      createdBy: row.created_by,
      createdAt: row.created,
      behind: row.behind,
      behindSince: row.behind_since,
      secrets: row.secrets.filter(Boolean),
    }),
  )

const Webhooks = z.array(Webhook)

const Deliveries = z.array(
  z
    .object({
      id: z.string(),
      number: z.int(),
      message: z.string(),
      types: z.string(),
      events: z.int(),
      after_seq: z.int(),
      after_number: z.int(),
      seq: z.int(),
      log_number: z.int(),
      attempt: z.int(),
      status: z.int(),
      error: z.string(),
      duration_ms: z.int(),
      at: Time,
    })
    .transform(
      ({ types, after_seq, after_number, seq, log_number, duration_ms, ...row }): Delivery => ({
        ...row,
        types: types.split(',').filter(Boolean),
        after: { seq: after_seq, number: after_number },
        position: { seq, number: log_number },
        durationMs: duration_ms,
      }),
    ),
)

const Made = z.object({ id: z.string() })
const Kept = z.object({ held: z.boolean() })

/** Keeps endpoints and what they were told. */
export function createWebhookStore(call: Call): WebhookStore {
  const write = (method: 'POST' | 'PATCH' | 'DELETE', path: string, body: object) =>
    call(z.unknown(), `${WEBHOOKS}${path}`, { method, body })

  return {
    readWebhooks: () => call(Webhooks, WEBHOOKS),
    readSignedWebhooks: () => call(Webhooks, `${WEBHOOKS}/signed`),

    async readSignedWebhook(id) {
      const [webhook] = await call(Webhooks, `${WEBHOOKS}/signed`, { query: { id } })
      if (webhook) return webhook
      throw new StockError('webhook-not-found', sameInAll('webhook-not-found'))
    },

    async createWebhook({ position, withCosts, quietFrom, quietTo, ...webhook }, by) {
      const names = { with_costs: withCosts, quiet_from: quietFrom, quiet_to: quietTo }
      const body = { ...webhook, ...names, position, by }
      return (await call(Made, WEBHOOKS, { method: 'POST', body })).id
    },

    async updateWebhook(id, changes, by) {
      await write('PATCH', '', { id, by, changes: toColumns(changes) })
    },

    async removeWebhook(id, by) {
      await write('DELETE', '', { id, by })
    },

    async rotateSecret(id, secret, by) {
      await write('POST', '/secret', { id, secret, by })
    },

    async moveWebhook(id, position, by) {
      await write('POST', '/position', { id, position, by })
    },

    readDeliveries(id, { limit, before = 0, delivery = '' }) {
      const q = JSON.stringify({ id, limit, before, delivery })
      return call(Deliveries, `${WEBHOOKS}/deliveries`, { query: { q } })
    },

    async keepProgress(holder, progress) {
      const body = { holder, progress: progress.map(toProgressRow) }
      return (await call(Kept, `${WEBHOOKS}/progress`, { method: 'POST', body })).held
    },
  }
}

const toColumns = ({ withCosts, quietFrom, quietTo, ...rest }: WebhookChanges) => ({
  ...rest,
  with_costs: withCosts,
  quiet_from: quietFrom,
  quiet_to: quietTo,
})

const toProgressRow = ({ position, deliveries, ...one }: Progress) => ({
  id: one.id,
  epoch: one.epoch,
  seq: position.seq,
  log_number: position.number,
  failures: one.failures,
  failing_since: one.failingSince ?? '',
  retry_at: one.retryAt ?? '',
  last_error: one.lastError,
  delivered_at: deliveries.findLast(({ error }) => error === '')?.at ?? '',
  disabled_reason: one.disabledReason,
  // As text: SQLite reads it.
  deliveries: JSON.stringify(deliveries.map(toDeliveryRow)),
})

const toDeliveryRow = ({ types, after, position, durationMs, at, ...delivery }: NewDelivery) => ({
  ...delivery,
  types: types.join(','),
  after_seq: after.seq,
  after_number: after.number,
  seq: position.seq,
  log_number: position.number,
  duration_ms: durationMs,
  at: at.replace('T', ' '),
})
