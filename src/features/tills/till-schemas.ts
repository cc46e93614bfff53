import { z } from 'zod'
import { hasControl } from '../../domain/text.ts'
import {
  choice,
  DayOrMoment,
  location,
  productReference,
  Said,
  saying,
  spoken,
  WITH_CONTROL,
} from '../../operations/schemas.ts'
import { quantity } from '../stock/record-schemas.ts'
import { TILL_RESULTS } from './till-outcome.ts'
import { TILL_STATUSES } from './till-steps.ts'

/** Lines of one request: those of a busy hour, and a few hundred kilobytes. */
const MOST_LINES = 500
export const MOST_BYTES = 1024 * 1024

/** Ids of tills are often numbers. */
const ExternalId = z
  .preprocess(
    (id) => (Number.isSafeInteger(id) ? String(id) : id),
    z
      .string()
      .trim()
      .min(1)
      .max(150)
      .refine((id) => !hasControl(id), WITH_CONTROL)
      // The ledger would keep them all as one and the same.
      .refine(
        (id) => id.isWellFormed(),
        saying({ en: 'has half a character', fr: 'contient un demi-caractère' }),
      ),
  )
  .meta({
    type: 'string',
    minLength: 1,
    maxLength: 150,
    description: 'Id of the line there, never used for another one.',
  })

const TillLine = z
  .strictObject({
    external_id: ExternalId,
    status: choice(
      TILL_STATUSES,
      'sold; cancelled: it never happened after all; returned: it was brought back.',
    ).default('sold'),
    ...productReference,
    quantity: quantity.optional().meta({
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      description: 'Units. Needed for sold; of what came back all where it is missing.',
    }),
    unit_price: z
      .number()
      .min(0)
      .max(1_000_000)
      .optional()
      .describe('Price of one unit that was paid.'),
    location,
    reference: spoken('Receipt or order; the external_id where it is missing.', 200),
    occurred_at: DayOrMoment.optional().describe('Date, or ISO 8601; else now.'),
    confirm: z.boolean().optional().describe('true where a refusal asked, and it is meant.'),
  })
  .meta({ id: 'TillLine' })

export const TillInput = z.strictObject({
  source: z
    .string()
    .trim()
    .toLowerCase()
    .regex(
      /^[a-z0-9][a-z0-9._-]{0,49}$/,
      saying({
        en: 'takes letters, digits and . _ - only, 50 at most',
        fr: 'n’accepte que lettres, chiffres et . _ -, 50 au plus',
      }),
    )
    .describe('Which till or web shop: shopify, till-2. Ids are its own.'),
  lines: z.array(TillLine).min(1).max(MOST_LINES).describe('Each is done or refused by itself.'),
  dry_run: z.boolean().default(false).describe('true to be told what would come of it.'),
})

const TillResultView = z
  .object({
    external_id: z.string(),
    result: z.enum(TILL_RESULTS),
    sku: z.string().nullable(),
    size: z.string().nullable(),
    location: z.string().nullable(),
    quantity: z.int().nullable(),
    new_quantity: z.int().nullable().describe('Units on hand after it.'),
    movement: z
      .string()
      .nullable()
      .describe('Id of the movement; null where none was written, and in a dry run.'),
    code: z.string().nullable().describe('Why it is refused, as the code of a problem.'),
    details: z.looseObject({}).nullable().describe('What helps to do better, as in a problem.'),
    message: Said.describe('What was done; or why it was not, and what to do.'),
  })
  .meta({ id: 'TillResult' })

export const TillTaken = z
  .object({
    source: z.string(),
    dry_run: z.boolean(),
    recorded: z.int(),
    already: z.int().describe('Lines that were done before.'),
    cancelled: z.int(),
    returned: z.int(),
    refused: z.int(),
    results: z.array(TillResultView).describe('One a line, in their order.'),
    message: Said,
  })
  .meta({ id: 'TillTaken' })
