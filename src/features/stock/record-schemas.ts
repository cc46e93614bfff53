import { z } from 'zod'
import { ACTIONS, type Action, MOVEMENT_TYPES } from '../../domain/movement-types.ts'
import { DAYS_BACK, isPast, isRecent } from '../../domain/occurred-at.ts'
import {
  choice,
  DayOrMoment,
  inWords,
  location,
  MatchView,
  ProductName,
  productReference,
  Said,
  saying,
  spoken,
} from '../../operations/schemas.ts'
import { ADJUST_REASONS } from './request.ts'

/** Units in one request: more is not what one shop moves at once. */
const MOST = 10_000

export const quantity = inWords(z.int().min(1).max(MOST)).meta({
  type: 'integer',
  minimum: 1,
  maximum: MOST,
  description: 'Units, as spoken: always above 0.',
})
/** For a sale or a release of what a reference has. */
const reservedQuantity = quantity.optional().meta({
  type: 'integer',
  minimum: 1,
  maximum: MOST,
  description: 'Units, as spoken: above 0. Missing for all that is reserved as reference.',
})
const count = inWords(z.int().min(0).max(MOST)).meta({
  type: 'integer',
  minimum: 0,
  maximum: MOST,
  description: 'Units that were counted on the shelf.',
})
const delta = z
  .int()
  .min(-MOST)
  .max(MOST)
  .refine(
    (units) => units !== 0,
    saying({ en: 'is 0, which changes nothing', fr: 'vaut 0, ce qui ne change rien' }),
  )
  .describe('Units to add, or with a minus to take away.')
const expected_quantity = z
  .int()
  .min(0)
  .max(MOST)
  .optional()
  .describe('What was recorded before the count; another number refuses it.')
const to_location = spoken('Location the units go to.', 100)
const expires_at = spoken(
  'When it ends by itself: a date (2026-12-05), to its end, or a moment (2026-12-05T18:00), by the clock of the shop.',
  40,
)
const adjust_reason = choice(ADJUST_REASONS, 'Why the shelf is not what was recorded.')

const details = {
  location,
  reference: spoken('Order, receipt, or name of the reservation.', 200),
  occurred_at: DayOrMoment.refine(
    isPast,
    saying({ en: 'lies in the future', fr: 'est dans le futur' }),
  )
    .refine(
      isRecent,
      saying({
        en: `lies more than ${DAYS_BACK} days back: check the year with the owner`,
        fr: `remonte à plus de ${DAYS_BACK} jours : vérifiez l’année avec le propriétaire`,
      }),
    )
    .optional()
    .describe('Date, or ISO 8601; else now.'),
}
const reason = spoken('Why, in a few words.', 500)
const unit_price = z.number().min(0).max(1_000_000).optional().describe('Price of one unit.')

export const request_id = z
  .string()
  .regex(
    /^[\w.:-]{1,100}$/,
    saying({
      en: 'takes letters, digits and . : _ - only',
      fr: 'n’accepte que lettres, chiffres et . : _ -',
    }),
  )
  .optional()
  .describe('Random; new per request, the same to try again.')

const control = {
  request_id,
  repeat: z.boolean().optional().describe('true once she said yes to likely-repeat.'),
  confirm: z.boolean().optional().describe('true once she said yes to what a refusal asks.'),
}

const shared = { ...productReference, ...details, ...control }

const priced = z.strictObject({ ...shared, quantity, reason, unit_price })

/** Only a reservation says how many are sold where nobody does. */
const saysHowMany = ({ quantity, reference }: { quantity?: unknown; reference?: unknown }) =>
  quantity !== undefined || reference !== undefined
const UNSAID = {
  path: ['quantity'],
  ...saying({
    en: 'is missing: ask how many, or send reference for all that is reserved as it',
    fr: 'manque : demandez combien, ou envoyez reference pour tout ce qui est réservé sous ce nom',
  }),
}

/** What each way to change a shelf takes. */
export const INPUTS = {
  add_stock: priced,
  sale: priced.extend({ quantity: reservedQuantity }).refine(saysHowMany, UNSAID),
  return: priced,
  reserve: z.strictObject({ ...shared, quantity, reason, expires_at }),
  release: z.strictObject({ ...shared, quantity: reservedQuantity, reason }),
  adjust: z.strictObject({ ...shared, delta, reason: adjust_reason }),
  count: z.strictObject({ ...shared, quantity: count, expected_quantity, reason }),
  transfer: z.strictObject({ ...shared, quantity, to_location, reason }),
} satisfies Record<Action, z.ZodType>

const ACTION_NAMES = Object.keys(ACTIONS) as Action[]

/** One line of a batch: any action, flat, so that every client can write it. */
const BatchLine = z
  .strictObject({
    action: choice(ACTION_NAMES, 'What to do, as the endpoint of that name.'),
    ...productReference,
    quantity: count.optional().meta({
      type: 'integer',
      minimum: 0,
      maximum: MOST,
      description: 'Units, above 0; for count what was counted.',
    }),
    delta: delta.optional().describe('For adjust: units to add, or with a minus to take away.'),
    expected_quantity,
    to_location,
    expires_at,
    unit_price,
    reason: spoken('Why; for adjust damaged, lost, found, correction or other.', 500),
    ...details,
  })
  .meta({ id: 'BatchLine' })

export const BatchInput = z.strictObject({
  lines: z.array(BatchLine).min(1).max(100).describe('All of them happen, or none.'),
  ...control,
})

const undoControl = {
  request_id,
  confirm: z.boolean().optional().describe('true once she said yes to unusual-date.'),
}

export const UndoLastInput = z.strictObject({ ...undoControl, repeat: control.repeat })

export const UndoMovementInput = z.strictObject({
  ...undoControl,
  id: z
    .string()
    .regex(
      /^[a-z0-9]{15}$/,
      saying({
        en: 'is no movement id: listMovements tells it',
        fr: 'n’est pas un id de mouvement : listMovements le donne',
      }),
    )
    .describe('Id of the movement.'),
  whole_request: z.boolean().optional().describe('All of its request.'),
})

const recorded = {
  sku: z.string(),
  size: z.string(),
  location: z.string(),
  new_quantity: z.int().describe('Units on hand now.'),
  reserved: z.int().describe('Units of those that are promised to somebody.'),
  available: z.int().describe('Units that can be sold now.'),
  to: z
    .object({ location: z.string(), new_quantity: z.int() })
    .nullable()
    .describe('The other shelf of a transfer.'),
  product: ProductName,
  movement: z.object({
    id: z.string().describe('To undo it: POST /movements/{id}/undo.'),
    type: z.enum(MOVEMENT_TYPES),
    quantity: z.int(),
    quantity_before: z.int(),
    quantity_after: z.int(),
    reference: z.string().describe('Of a reservation: say it to sell or release it.'),
    reverses: z.string().nullable(),
    expires_at: z.string().nullable(),
    occurred_at: z.string(),
  }),
  match: MatchView,
  message: Said,
}

const replayed = z
  .boolean()
  .describe('true: this request_id was done before, nothing was written now.')

const seq = z
  .int()
  .describe('Number of its last movement. A list asked with after_seq knows it for certain.')

const by = {
  actor: z.string().describe('Who asked for it: name of the key, or e-mail of the person.'),
  channel: z.string().describe('chat, api, admin, import, command or expiry.'),
}

export const Recorded = z.object({ ...recorded, seq, replayed, ...by }).meta({ id: 'Recorded' })

const LineResult = z.object(recorded).meta({ id: 'LineResult' })

/** What comes of a reference alone may be several things. */
const each = {
  results: z
    .array(LineResult)
    .optional()
    .describe(
      'Where a reference alone meant several things: each of them. All else is of the first.',
    ),
  results_total: z.int().optional(),
}

export const Sold = Recorded.extend({ ...each, quantity_sold: z.int() }).meta({ id: 'Sold' })
export const Released = Recorded.extend(each).meta({ id: 'Released' })
export const Added = Recorded.extend({ quantity_added: z.int() }).meta({ id: 'Added' })

export const BatchRecorded = z
  .object({
    batch: z.string(),
    results: z
      .array(LineResult)
      .describe('One a line; fewer than results_total where they would be too long.'),
    results_total: z.int().describe('Lines that were done.'),
    seq,
    replayed,
    ...by,
    message: Said,
  })
  .meta({ id: 'BatchRecorded' })

export const Undone = BatchRecorded.extend({
  undone: z
    .object({
      movement: z.string(),
      ...by,
      client: z.string().describe('Program that a person connected; empty for none.'),
      recorded_at: z.string(),
      occurred_at: z.string(),
    })
    .nullable()
    .describe('Whose it was that was undone, and when; null where only a product was archived.'),
  archived: ProductName.nullable().describe('The product that it had made.'),
  passed_over: z.int().describe('Newer requests that had been undone before.'),
}).meta({ id: 'Undone' })
