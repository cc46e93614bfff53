import { z } from 'zod'
import { StockError } from '../../domain/errors.ts'
import { formatPosition } from '../../domain/event.ts'
import { countInFrench, figure } from '../../domain/figures.ts'
import { sameInAll, say } from '../../domain/say.ts'
import { OLD_SECRET_HOURS } from '../../domain/webhook.ts'
import type { Context } from '../../operations/operation.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { PageQuery, spoken } from '../../operations/schemas.ts'
import { tellFault } from './delivery-errors.ts'
import type { Attempt } from './send.ts'
import { deliveryView, webhookView } from './views.ts'
import { howItIs, nameOf, tellAll } from './webhook-messages.ts'
import {
  Deliveries,
  Id,
  NewWebhookInput,
  NewWebhookView,
  Redelivery,
  SecretRotated,
  Sent,
  WebhookChangesInput,
  WebhookRemoved,
  Webhooks,
  WebhookWritten,
} from './webhook-schemas.ts'
import type { WebhookService } from './webhooks.ts'

/** What all of them have in common. */
const WEBHOOKS = {
  tag: 'service',
  reach: 'shop',
  inChat: false,
  scope: 'admin',
} as const satisfies Partial<Operation>

const by = ({ key, ip }: Context) => ({ actor: key.name, ip })

export const webhookOperations = ({ webhooks }: { webhooks: WebhookService }): Operation[] => [
  defineOperation({
    ...WEBHOOKS,
    id: 'listWebhooks',
    method: 'GET',
    path: '/webhooks',
    summary: 'Who is told what happens?',
    description:
      'The endpoints that are told what happens, and how they fare: what they still have to be told, and why they fail.',
    effect: 'read',
    refusals: 'The question cannot be read.',
    input: z.strictObject({}),
    output: Webhooks,
    async run() {
      const items = await webhooks.list()
      return { body: { items: items.map(webhookView), message: tellAll(items) } }
    },
  }),
  defineOperation({
    ...WEBHOOKS,
    id: 'createWebhook',
    method: 'POST',
    path: '/webhooks',
    summary: 'Tell an endpoint what happens',
    description:
      'Tells an address what happens from now on, in order and at least once, signed as Standard Webhooks say. Its secret is shown this once.',
    effect: 'write',
    refusals: 'Nothing was changed. detail says what to do next.',
    input: NewWebhookInput,
    output: NewWebhookView,
    async run({ after, ...wish }, context) {
      const settings = {
        url: wish.url,
        description: wish.description ?? '',
        types: wish.types ?? '',
        shape: wish.shape ?? 'json',
        language: wish.language ?? 'en',
        location: wish.location ?? null,
        withCosts: wish.withCosts ?? false,
        quietFrom: wish.quietFrom ?? '',
        quietTo: wish.quietTo ?? '',
      } as const
      const { webhook, secret } = await webhooks.create(settings, after, by(context))
      const message = say({
        en: `${nameOf(webhook)} is told what happens. Keep the secret now: it is shown this once. testWebhook sends something.`,
        fr: `${nameOf(webhook)} est tenu au courant. Gardez le secret maintenant : il n’est montré qu’une fois. testWebhook envoie un essai.`,
      })
      return { body: { webhook: webhookView(webhook), secret, message }, created: true }
    },
  }),
  defineOperation({
    ...WEBHOOKS,
    id: 'updateWebhook',
    method: 'PATCH',
    path: '/webhooks/{id}',
    summary: 'Change, disable or enable an endpoint',
    description:
      'Changes an endpoint, or with disabled stops it and lets it go on where it stood. One that fails is tried again at once.',
    effect: 'overwrite',
    refusals: 'Nothing was changed. detail says what to do next.',
    input: WebhookChangesInput,
    output: WebhookWritten,
    async run({ id, quietFrom, quietTo, ...changes }, context) {
      const quiet = { quietFrom: orEmpty(quietFrom), quietTo: orEmpty(quietTo) }
      const webhook = await webhooks.update(id, { ...changes, ...quiet }, by(context))
      const message = sameInAll(`${nameOf(webhook)} ${howItIs(webhook)}.`)
      return { body: { webhook: webhookView(webhook), message }, created: true }
    },
  }),
  defineOperation({
    ...WEBHOOKS,
    id: 'removeWebhook',
    method: 'DELETE',
    path: '/webhooks/{id}',
    summary: 'Remove an endpoint',
    description: 'Nothing more is sent to it, and what is known of it is forgotten.',
    effect: 'overwrite',
    refusals: 'There is no such webhook.',
    input: z.strictObject({ id: Id }),
    output: WebhookRemoved,
    async run({ id }, context) {
      await webhooks.remove(id, by(context))
      const message = say({
        en: 'Removed: nothing more is sent to it.',
        fr: 'Supprimé : plus rien n’y est envoyé.',
      })
      return { body: { message } }
    },
  }),
  defineOperation({
    ...WEBHOOKS,
    id: 'rotateWebhookSecret',
    method: 'POST',
    path: '/webhooks/{id}/rotate-secret',
    summary: 'Give an endpoint a new secret',
    description:
      'Makes a new secret, shown this once. For 24 hours what is sent is signed with both, so that the receiver can change.',
    effect: 'overwrite',
    refusals: 'There is no such webhook.',
    input: z.strictObject({ id: Id }),
    output: SecretRotated,
    async run({ id }, context) {
      const secret = await webhooks.rotate(id, by(context))
      const message = say({
        en: `Keep the new secret now: it is shown this once. The one before signs for ${OLD_SECRET_HOURS} hours more.`,
        fr: `Gardez le nouveau secret maintenant : il n’est montré qu’une fois. L’ancien signe encore pendant ${OLD_SECRET_HOURS} heures.`,
      })
      return { body: { secret, message }, created: true }
    },
  }),
  defineOperation({
    ...WEBHOOKS,
    id: 'testWebhook',
    method: 'POST',
    path: '/webhooks/{id}/test',
    summary: 'Send an endpoint a test',
    description:
      'Sends an event webhook.test at once, also to one that is disabled, and tells what came of it.',
    effect: 'write',
    refusals: 'There is no such webhook.',
    input: z.strictObject({ id: Id }),
    output: Sent,
    async run({ id }) {
      return { body: sentView(await webhooks.test(id)) }
    },
  }),
  defineOperation({
    ...WEBHOOKS,
    id: 'redeliver',
    method: 'POST',
    path: '/webhooks/{id}/redeliver',
    summary: 'Tell an endpoint again',
    description:
      'Either after: tells all again that came after that position, in order. Or delivery: sends the events of that one again, at once. The ids of events are the same each time.',
    effect: 'write',
    refusals: 'Nothing was sent. detail says what to do next.',
    input: z.strictObject({
      id: Id,
      after: spoken('Position, see listEvents.', 40),
      delivery: spoken('Id of a delivery, see listDeliveries.', 40),
    }),
    output: Redelivery,
    async run({ id, after, delivery }, context) {
      if ((after === undefined) === (delivery === undefined)) throw sendEither()
      if (delivery !== undefined) {
        const { delivered, message } = sentView(await webhooks.redeliver(id, delivery))
        return { body: { position: null, delivered, message } }
      }
      const webhook = await webhooks.moveTo(id, after ?? '', by(context))
      const position = formatPosition(webhook.position)
      const how = `${nameOf(webhook)} ${howItIs(webhook)}`
      const message = say({
        en: `${how}, again from ${position} on.`,
        fr: `${how}, à nouveau à partir de ${position}.`,
      })
      return { body: { position, delivered: null, message }, created: true }
    },
  }),
  defineOperation({
    ...WEBHOOKS,
    id: 'listDeliveries',
    method: 'GET',
    path: '/webhooks/{id}/deliveries',
    summary: 'What was an endpoint told?',
    description:
      'The attempts to tell an endpoint something, the newest first, with what it answered.',
    effect: 'read',
    refusals: 'There is no such webhook, or the question cannot be read.',
    input: z.strictObject({ id: Id, ...PageQuery }),
    output: Deliveries,
    async run({ id, ...query }) {
      const { items, nextCursor } = await webhooks.deliveries(id, query)
      const failed = items.filter(({ error }) => error !== '').length
      return {
        body: {
          items: items.map(deliveryView),
          next_cursor: nextCursor,
          message: say({
            en: `${figure(items.length)} attempts, ${figure(failed)} of them failed.`,
            fr: `${countInFrench(items.length, 'envoi')}, dont ${countInFrench(failed, 'échec')}.`,
          }),
        },
      }
    },
  }),
]

const sendEither = (): StockError =>
  new StockError(
    'invalid-request',
    say({
      en: 'Send either after, a position, or delivery, the id of one. Nothing was sent.',
      fr: 'Envoyez soit after, une position, soit delivery, l’id d’un envoi. Rien n’a été envoyé.',
    }),
  )

const sentView = ({ status, error, durationMs }: Attempt) => ({
  delivered: error === '',
  status,
  error,
  duration_ms: durationMs,
  message:
    error === ''
      ? say({ en: 'It arrived.', fr: 'C’est arrivé.' })
      : say({
          en: `It did not arrive: ${tellFault(error)}.`,
          fr: `Ce n’est pas arrivé : ${tellFault(error)}.`,
        }),
})

/** null ends it. */
const orEmpty = (value: string | null | undefined): string | undefined =>
  value === undefined ? undefined : (value ?? '')
