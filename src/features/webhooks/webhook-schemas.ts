import { z } from 'zod'
import { LANGUAGES } from '../../domain/language.ts'
import { SHAPE_NAMES } from '../../domain/webhook.ts'
import { choice, emptiable, Said, saying, spoken } from '../../operations/schemas.ts'

const moment = z.string().nullable().describe('ISO 8601.')

const WebhookView = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    types: z.string().describe('Empty for those that its shape has by default.'),
    shape: z.enum(SHAPE_NAMES),
    language: z.enum(LANGUAGES),
    location: z.string().nullable().describe('null for all of the shop.'),
    with_costs: z.boolean(),
    quiet_from: z.string().nullable(),
    quiet_to: z.string().nullable(),
    status: z
      .enum(['ok', 'failing', 'disabled'])
      .describe('failing: tried again by itself; disabled: updateWebhook with disabled false.'),
    disabled_at: moment,
    disabled_reason: z.string(),
    position: z.string().describe('What it was told until.'),
    behind: z.int().describe('Movements and other events that it has still to be told, or passed.'),
    behind_since: moment,
    failures: z.int().describe('Attempts that have failed since the last success.'),
    failing_since: moment,
    retry_at: moment,
    last_error: z.string(),
    delivered_at: moment,
    created_by: z.string(),
    created_at: z.string(),
  })
  .meta({ id: 'Webhook' })

export const Webhooks = z
  .object({ items: z.array(WebhookView), message: Said })
  .meta({ id: 'Webhooks' })

export const WebhookWritten = z
  .object({ webhook: WebhookView, message: Said })
  .meta({ id: 'WebhookWritten' })

const secret = z
  .string()
  .describe('Signs what is sent, as Standard Webhooks say. Shown this once: keep it now.')

export const NewWebhookView = z
  .object({ webhook: WebhookView, secret, message: Said })
  .meta({ id: 'NewWebhook' })

export const SecretRotated = z.object({ secret, message: Said }).meta({ id: 'SecretRotated' })

export const WebhookRemoved = z.object({ message: Said }).meta({ id: 'WebhookRemoved' })

export const Sent = z
  .object({
    delivered: z.boolean(),
    status: z.int().describe('Of HTTP; 0 where nothing was answered.'),
    error: z.string().describe('Why it was not delivered.'),
    duration_ms: z.int(),
    message: Said,
  })
  .meta({ id: 'WebhookSent' })

export const Redelivery = z
  .object({
    position: z.string().nullable().describe('Where it goes on; null for a single delivery.'),
    delivered: z.boolean().nullable().describe('Of a single delivery; null for a position.'),
    message: Said,
  })
  .meta({ id: 'WebhookRedelivery' })

export const Deliveries = z
  .object({
    items: z
      .array(
        z
          .object({
            id: z.string(),
            webhook_id: z.string().describe('The header of that name; a repeat has the same.'),
            at: z.string().describe('ISO 8601.'),
            types: z.array(z.string()),
            events: z.int(),
            after: z.string().describe('The events are those behind this position.'),
            position: z.string().describe('And up to this one.'),
            attempt: z.int(),
            delivered: z.boolean(),
            status: z.int().describe('Of HTTP; 0 where nothing was answered.'),
            error: z.string(),
            duration_ms: z.int(),
          })
          .meta({ id: 'WebhookDelivery' }),
      )
      .describe('The newest first: of 30 days, and at most 1,000.'),
    next_cursor: z.string().nullable(),
    message: Said,
  })
  .meta({ id: 'WebhookDeliveries' })

export const Id = z.string().min(1).max(100).describe('Id of the webhook.')

const url = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .describe('https://… that is told, by POST; mailto:… for mail.')

const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/

const clock = (description: string) =>
  z
    .string()
    .regex(CLOCK, saying({ en: 'is no time like 22:00', fr: 'n’est pas une heure comme 22:00' }))
    .nullable()
    .optional()
    .describe(description)

const about = {
  shape: choice(
    SHAPE_NAMES,
    'How it is told: json for a program, the others for people, several events in a message.',
  ).optional(),
  language: choice(LANGUAGES, 'Of the sentences.').optional(),
  location: z
    .string()
    .trim()
    .max(100)
    .nullable()
    .optional()
    .describe('The only location it is told of; null for all.'),
  with_costs: z.boolean().optional().describe('Whether it is told what things cost.'),
  quiet_from: clock(
    'Where people are told: nobody is disturbed from then on, "22:00", and told all at the end.',
  ),
  quiet_to: clock('Its end, "08:00"; null for no quiet hours.'),
}

const TYPES = 'Only these, with commas: sale.recorded,stock.*'

export const NewWebhookInput = z.strictObject({
  url,
  description: spoken('What it is for.'),
  types: spoken(TYPES, 400),
  ...about,
  after: spoken('Position from which it is told, see listEvents; now where it is left out.', 40),
})

export const WebhookChangesInput = z.strictObject({
  id: Id,
  url: url.optional(),
  description: emptiable('What it is for.', 200),
  types: emptiable(`${TYPES}; none for those that its shape has by default.`, 400),
  ...about,
  disabled: z.boolean().optional().describe('false: it is told again, from where it stood.'),
})
