import { z } from 'zod'
import { location, ProductName, spoken } from './common.ts'
import { request_id } from './record.ts'

/** Sizes of one product: more is a slip. */
const MOST_SIZES = 60
const MOST_UNITS = 10_000

const text = (description: string, max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => !/\p{Cc}/u.test(value), 'has control characters')
    .describe(description)

const money = (description: string) =>
  z.number().min(0).max(1_000_000).optional().describe(description)

const reorder_point = z
  .int()
  .min(0)
  .max(MOST_UNITS)
  .optional()
  .describe('Available units at which getSummary says that it is low; 0 for never.')

const confirm = z
  .boolean()
  .optional()
  .describe('true after similar-product or unusual-quantity, when the owner says it is right.')

export const CreateProductInput = z.strictObject({
  model: text('Model name, as it is to be written.', 200),
  color: spoken('Colour, as it is to be written.', 100),
  gender: spoken('Femme, Homme, Unisexe or Enfant, as the shop writes it.', 50),
  sizes: z
    .array(text('Size as on the shelf, for example 38, 38.5 or M.', 20))
    .min(1)
    .max(MOST_SIZES)
    .describe('All its sizes.'),
  quantity: z
    .int()
    .min(0)
    .max(MOST_UNITS)
    .optional()
    .describe(
      'Units of each size that are there, the same for all. Where they differ leave it out and send recordBatch afterwards.',
    ),
  location,
  category: spoken('Kind of product, for example sandales.', 100),
  price: money('Selling price of one unit.'),
  cost: money('What one unit costs the shop.'),
  reorder_point,
  sku: spoken('Code of the product; made from its names where it is missing.', 100),
  request_id,
  confirm,
})

export const UpdateProductInput = z.strictObject({
  sku: z.string().min(1).max(100).describe('SKU of the product.'),
  model: spoken('New name of this one product; other colours of the model keep theirs.', 200),
  color: spoken('New colour.', 100),
  gender: spoken('New gender.', 50),
  category: spoken('New category.', 100),
  price: money('New selling price of one unit; 0 for none.'),
  cost: money('What one unit costs the shop now; 0 for unknown.'),
  reorder_point,
  active: z
    .boolean()
    .optional()
    .describe('false archives it: it is in no list and can come back. true brings it back.'),
  request_id,
  confirm: z
    .boolean()
    .optional()
    .describe('true after similar-product, when the owner says it is right.'),
})

export const ProductWritten = ProductName.extend({
  category: z.string(),
  price: z.number().nullable(),
  cost: z.number().nullable(),
  reorder_point: z.int(),
  active: z.boolean().describe('false: archived.'),
  sizes: z.array(z.string()),
  changes: z
    .array(
      z
        .object({ field: z.string(), before: z.string(), after: z.string() })
        .meta({ id: 'FieldChange' }),
    )
    .describe('What an update changed; "none" stands for nothing.'),
  replayed: z.boolean().describe('true: this request_id was done before, nothing was written now.'),
  message: z.string(),
}).meta({ id: 'ProductWritten' })
