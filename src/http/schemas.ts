import { z } from 'zod'
import { MOVEMENT_TYPES } from '../domain/stock.ts'
import { Problem } from './problem.ts'

/** Text as people say it. Empty counts as not said. */
const spoken = (description: string, max = 200) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !/\p{Cc}/u.test(text), 'has control characters')
    .transform((text) => (text === '' ? undefined : text))
    .optional()
    .describe(description)

/** How a caller names a product: by a code, or in words. */
const reference = {
  sku: spoken('SKU, another code of the product, or a barcode. Exact, where it is known.', 100),
  model: spoken('Model name as spoken; typos, half names and a colour inside it are understood.'),
  color: spoken('Colour, in French or English.', 100),
  gender: spoken('Femme, Homme, Unisexe, or the English words.', 50),
  size: spoken('Size as on the shelf, for example 38, 38.5 or M.', 20),
}

const location = spoken('Location; only needed where there are several.', 100)

const PageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Items a page.'),
  cursor: spoken('next_cursor of the page before.', 2_000),
}

export const InventoryQuery = z.strictObject({
  ...reference,
  location,
  in_stock: z
    .stringbool()
    .optional()
    .describe('true: only what is available now; false: only what is not.'),
  ...PageQuery,
})

export const ModelsQuery = z.strictObject({
  model: reference.model,
  color: reference.color,
  gender: reference.gender,
  in_stock: InventoryQuery.shape.in_stock,
  group: z.enum(['name']).optional().describe('name: one item a model name, with its colours.'),
  ...PageQuery,
})

const Moment = z.iso
  .datetime({ offset: true })
  .describe('ISO 8601 with a time zone, for example 2026-11-21T09:00:00Z.')

export const MovementsQuery = z.strictObject({
  sku: reference.sku,
  model: reference.model,
  color: reference.color,
  size: reference.size,
  location,
  type: z.enum(MOVEMENT_TYPES).optional().describe('Only movements of this type.'),
  from: Moment.optional().describe('Only what happened at this moment or later; ISO 8601.'),
  to: Moment.optional().describe('Only what happened before this moment; ISO 8601.'),
  actor: spoken('Only what this caller or editor did.', 200),
  ...PageQuery,
})

/** A day ahead covers every time zone and a wrong clock; more is a slip of the tongue. */
const DAY_MS = 24 * 60 * 60 * 1000
const isPast = (moment: string) => Date.parse(moment) <= Date.now() + DAY_MS

export const MovementBody = z
  .strictObject({
    ...reference,
    quantity: z.int().min(1).max(10_000).describe('Units, as spoken: always above 0.'),
    location,
    request_id: z
      .string()
      .regex(/^[\w.:-]{1,100}$/, 'takes letters, digits and . : _ - only')
      .optional()
      .describe(
        'One key for each thing the owner asked for. Send the same key when you try again: it is never done twice.',
      ),
    reason: spoken('Why, in a few words.', 500),
    reference: spoken('Order, receipt or delivery it belongs to.', 200),
    unit_price: z.number().min(0).max(1_000_000).optional().describe('Price of one unit.'),
    occurred_at: Moment.refine(isPast, 'lies in the future')
      .optional()
      .describe('When it happened, ISO 8601; now where it is missing.'),
  })
  .meta({ id: 'MovementBody' })

export type MovementBody = z.output<typeof MovementBody>

const TextMatch = z
  .object({
    asked: z.string(),
    kind: z.enum(['exact', 'close', 'ambiguous', 'none']),
    used: z.string().nullable().describe('The name that was taken.'),
    candidates: z.array(z.string()).describe('The names it may be, or the nearest there are.'),
  })
  .meta({ id: 'TextMatch' })

/** How each word of the request was understood. */
const MatchView = z
  .object({
    sku: TextMatch.optional(),
    model: TextMatch.optional(),
    color: TextMatch.optional(),
    gender: TextMatch.optional(),
  })
  .meta({ id: 'Match' })

const Filter = z.string().nullable()

export const InventoryPage = z
  .object({
    filters_applied: z.object({
      model: Filter,
      color: Filter,
      gender: Filter,
      size: Filter,
      sku: Filter,
      location: Filter,
      in_stock: z.boolean().nullable(),
    }),
    match: MatchView,
    total: z.int().describe('Shelves that fit, on all pages.'),
    total_quantity: z.int().describe('Units on hand on all shelves that fit.'),
    items: z.array(
      z
        .object({
          sku: z.string(),
          model: z.string(),
          color: z.string(),
          gender: z.string(),
          size: z.string(),
          location: z.string(),
          quantity: z.int().describe('Units on hand.'),
          reserved: z.int().describe('Units of those that are promised to somebody.'),
          available: z.int().describe('Units that can be sold now.'),
          price: z.number().nullable(),
          cost: z.number().nullable(),
          image: z.string().nullable(),
          updated_at: z.string().nullable(),
        })
        .meta({ id: 'Shelf' }),
    ),
    next_cursor: z.string().nullable(),
    message: z.string(),
  })
  .meta({ id: 'InventoryPage' })

export const ModelsPage = z
  .object({
    match: MatchView,
    total: z.int(),
    items: z.array(
      z
        .object({
          sku: z.string(),
          model: z.string(),
          color: z.string(),
          gender: z.string(),
          price: z.number().nullable(),
          cost: z.number().nullable(),
          image: z.string().nullable(),
          sizes: z.array(z.object({ size: z.string(), available: z.int() })),
          total_quantity: z.int(),
        })
        .meta({ id: 'Product' }),
    ),
    names: z
      .array(
        z
          .object({
            model: z.string(),
            colors: z.array(z.string()),
            products: z.int(),
            total_quantity: z.int(),
          })
          .meta({ id: 'ModelName' }),
      )
      .describe('With group=name: one entry a model name; items is empty then.'),
    next_cursor: z.string().nullable(),
    message: z.string(),
  })
  .meta({ id: 'ModelsPage' })

export const MovementsPage = z
  .object({
    match: MatchView,
    total: z.int(),
    items: z.array(
      z
        .object({
          id: z.string(),
          type: z.enum(MOVEMENT_TYPES),
          sku: z.string(),
          model: z.string(),
          color: z.string(),
          size: z.string(),
          location: z.string(),
          quantity: z.int().describe('Units, as spoken.'),
          delta: z.int().describe('Change of the units on hand.'),
          quantity_after: z.int(),
          reason: z.string(),
          reference: z.string(),
          unit_price: z.number().nullable(),
          actor: z.string(),
          channel: z.string(),
          reverses: z.string().nullable(),
          reversed_by: z.string().nullable(),
          occurred_at: z.string(),
          created_at: z.string(),
        })
        .meta({ id: 'Movement' }),
    ),
    next_cursor: z.string().nullable(),
    message: z.string(),
  })
  .meta({ id: 'MovementsPage' })

const recorded = {
  sku: z.string(),
  size: z.string(),
  new_quantity: z.int().describe('Units on hand now.'),
  available: z.int().describe('Units that can be sold now.'),
  product: z.object({
    sku: z.string(),
    model: z.string(),
    color: z.string(),
    gender: z.string(),
  }),
  movement: z.object({
    id: z.string(),
    type: z.enum(MOVEMENT_TYPES),
    quantity: z.int(),
    quantity_before: z.int(),
    quantity_after: z.int(),
    occurred_at: z.string(),
  }),
  match: MatchView,
  replayed: z.boolean().describe('true: this request_id was done before, nothing was written now.'),
  message: z.string(),
}

export const Sold = z.object({ ...recorded, quantity_sold: z.int() }).meta({ id: 'Sold' })
export const Added = z.object({ ...recorded, quantity_added: z.int() }).meta({ id: 'Added' })

/** The problems of a route, for its documentation. */
export const problems = (description: string) => ({
  '4xx': { description, content: { 'application/problem+json': { schema: Problem } } },
  503: {
    description: 'The stock database does not answer. Nothing is done twice: try again.',
    content: { 'application/problem+json': { schema: Problem } },
  },
})
