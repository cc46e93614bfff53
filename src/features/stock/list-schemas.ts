import { z } from 'zod'
import { CHANNELS } from '../../domain/movement.ts'
import { MOVEMENT_TYPES, MOVEMENTS } from '../../domain/movement-types.ts'
import {
  after_seq,
  choice,
  location,
  MatchView,
  PageQuery,
  PeriodView,
  periodQuery,
  productReference,
  Said,
  saying,
  spoken,
  total_is_at_least,
} from '../../operations/schemas.ts'
import type { Counted } from './totals.ts'
import { UNDO } from './views.ts'

export const InventoryQuery = z.strictObject({
  ...productReference,
  location,
  in_stock: z
    .boolean()
    .optional()
    .describe('true: only what is available now; false: only what is not.'),
  max_available: z.int().min(0).optional().describe('Only shelves with at most so many available.'),
  ...PageQuery,
  after_seq,
})

export const ModelsQuery = z.strictObject({
  sku: productReference.sku,
  model: productReference.model,
  color: productReference.color,
  gender: productReference.gender,
  category: spoken('Only products of this category, compared without case and accents.', 100),
  active: z
    .boolean()
    .optional()
    .describe('false: only archived products; true: only those that are for sale.'),
  location,
  in_stock: InventoryQuery.shape.in_stock,
  group: choice(['name'], 'name: one item a model name, with its colours.').optional(),
  ...PageQuery,
  after_seq,
})

export const MovementsQuery = z.strictObject({
  sku: productReference.sku,
  model: productReference.model,
  color: productReference.color,
  size: productReference.size,
  location,
  type: choice(MOVEMENT_TYPES, 'Only movements of this type.').optional(),
  ...periodQuery,
  actor: spoken('Only what this person, key or editor did.', 200),
  reference: spoken('Only what belongs to this order or person; message says whose.', 200),
  channel: choice(CHANNELS, 'Only what came from there.').optional(),
  batch: z
    .string()
    .regex(
      /^[a-z0-9]{15}$/,
      saying({
        en: 'is no batch: listMovements and listRequests tell it',
        fr: 'n’est pas un batch : listMovements et listRequests le donnent',
      }),
    )
    .optional()
    .describe('Only what was written by this request.'),
  include_undone: z
    .boolean()
    .optional()
    .describe('false: leave out what was undone, and the undos.'),
  ...PageQuery,
})

const Filter = z.string().nullable()

/** What was taken out of the words of a question, wherever it was said in them. */
const Filters = z.object({
  model: Filter,
  color: Filter,
  gender: Filter,
  size: Filter,
  sku: Filter,
})

export const InventoryPage = z
  .object({
    filters_applied: Filters.extend({
      location: Filter,
      in_stock: z.boolean().nullable(),
      max_available: z.int().nullable(),
    }),
    match: MatchView,
    total: z
      .int()
      .describe('Shelves that fit, on all pages: sizes of products at a location, empty ones too.'),
    total_quantity: z.int().describe('Units on hand on all shelves that fit.'),
    total_on_order: z.int().describe('Units ordered for them that did not arrive yet.'),
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
          on_order: z.int().describe('Units ordered for it that did not arrive yet.'),
          reorder_point: z
            .int()
            .nullable()
            .describe('Available units at which to order this size; null for none of its own.'),
          product_reorder_point: z
            .int()
            .nullable()
            .describe('The same of all sizes of the product together.'),
          price: z.number().nullable(),
          cost: z.number().nullable(),
          image: z.string().nullable().describe('Address of the picture.'),
          thumb: z.string().nullable().describe('The same picture, small.'),
          updated_at: z.string().nullable(),
        })
        .meta({ id: 'Shelf' }),
    ),
    next_cursor: z.string().nullable(),
    message: Said,
  })
  .meta({ id: 'InventoryPage' })

/** A product, or with group=name a model name: each has what belongs to it. */
const Model = z
  .object({
    model: z.string(),
    total_quantity: z.int(),
    sku: z.string().optional(),
    color: z.string().optional(),
    gender: z.string().optional(),
    price: z.number().nullable().optional(),
    cost: z.number().nullable().optional(),
    image: z.string().nullable().optional().describe('Address of the picture.'),
    thumb: z.string().nullable().optional().describe('The same picture, small.'),
    sizes: z
      .array(
        z.object({
          size: z.string(),
          available: z.int(),
          reorder_point: z.int().optional().describe('Of this size alone.'),
        }),
      )
      .optional()
      .describe('At most 100.'),
    sizes_total: z.int().optional(),
    supplier: z.string().nullable().optional().describe('Of whom it is ordered.'),
    lead_time_days: z
      .int()
      .nullable()
      .optional()
      .describe('Days from order to delivery; null: as usual in the shop.'),
    pack_size: z
      .int()
      .nullable()
      .optional()
      .describe('Units of a size in a pack; null: single ones.'),
    reorder_point: z
      .int()
      .nullable()
      .optional()
      .describe('Available units of all sizes together at which to order; null for none.'),
    aliases: z
      .array(z.string())
      .optional()
      .describe('Other names it was taught; removeAlias takes one away.'),
    colors: z.array(z.string()).optional().describe('With group=name; at most 100.'),
    colors_total: z.int().optional().describe('With group=name.'),
    products: z.int().optional().describe('With group=name: how many products have the name.'),
  })
  .meta({ id: 'Model' })

export const ModelsPage = z
  .object({
    filters_applied: Filters.extend({ category: Filter, active: z.boolean().nullable() }),
    match: MatchView,
    total: z.int(),
    items: z.array(Model).describe('One a product, or with group=name one a model name.'),
    next_cursor: z.string().nullable(),
    message: Said,
  })
  .meta({ id: 'ModelsPage' })

/** Names are counted apart from types: "2 sold". */
const Units = z
  .object(
    Object.fromEntries(MOVEMENT_TYPES.map((type) => [MOVEMENTS[type].counted, z.int()])) as Record<
      Counted,
      z.ZodInt
    >,
  )
  .meta({ id: 'Units' })

export const MovementView = z
  .object({
    id: z.string(),
    batch: z.string().describe('The same of all movements of one request.'),
    type: z.enum([...MOVEMENT_TYPES, UNDO]).describe('UNDO: it took back another one.'),
    undoes: z
      .enum(MOVEMENT_TYPES)
      .nullable()
      .describe('For an UNDO the type of what it took back, which reverses names.'),
    is_undo: z.boolean().describe('It took something back: never count its units.'),
    undone: z.boolean().describe('It was taken back since: do not count its units.'),
    sku: z.string(),
    model: z.string(),
    color: z.string(),
    size: z.string(),
    location: z.string(),
    quantity: z.int().describe('Units, as spoken.'),
    delta: z.int().describe('Change of the units on hand.'),
    reserved_delta: z.int().describe('Change of the units reserved.'),
    quantity_after: z.int(),
    reserved_after: z.int(),
    reason: z.string(),
    reference: z.string(),
    unit_price: z
      .number()
      .nullable()
      .describe(
        'What a unit was sold for: as given, else the price of that moment. Of a delivery what was paid, if that was said.',
      ),
    actor: z.string(),
    channel: z.string(),
    client: z.string().describe('Program that wrote it for the person; empty for none.'),
    said: z.string().describe('The words for the product as they came; empty for none.'),
    understood: z
      .enum(['exact', 'close'])
      .nullable()
      .describe('close: the words were not exact; say what they were taken as.'),
    reverses: z.string().nullable(),
    reversed_by: z.string().nullable(),
    linked: z.string().nullable().describe('The other half of a transfer.'),
    expires_at: z.string().nullable().describe('When a reservation ends by itself.'),
    occurred_at: z.string(),
    created_at: z.string(),
  })
  .meta({ id: 'Movement' })

export const MovementsPage = z
  .object({
    ...PeriodView,
    filters_applied: Filters,
    match: MatchView,
    total: z.int().describe('Movements that fit, on all pages; undone ones and undos among them.'),
    total_is_at_least,
    units: Units.nullable().describe(
      'Units of all that fit, net: what was undone does not count. null where more than 10,000 fit: they are not added up.',
    ),
    past_sales_units: z
      .int()
      .describe('Units of imported past sales that fit. They are no movements: getStats has them.'),
    items: z.array(MovementView),
    next_cursor: z.string().nullable(),
    message: Said,
  })
  .meta({ id: 'MovementsPage' })
