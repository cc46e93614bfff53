import { z } from 'zod'
import {
  fieldRule,
  PRODUCT_FIELDS,
  type ProductField,
  RECORDED_OF_SIZE,
} from '../../domain/product-fields.ts'
import {
  emptiable,
  location,
  ProductName,
  productReference,
  Said,
  spoken,
  WITH_CONTROL,
} from '../../operations/schemas.ts'
import { request_id } from '../stock/record-schemas.ts'
import { LABELS } from './labels.ts'

/** Sizes of one product: more is a slip. */
const MOST_SIZES = 60
const MOST_UNITS = 10_000

const text = (description: string, max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => !/\p{Cc}/u.test(value), WITH_CONTROL)
    .describe(description)

/** An input of each kind of field. */
const INPUTS = {
  text: (description: string, max: number) => spoken(description, max),
  money: (description: string, max: number) =>
    z.number().min(0).max(max).optional().describe(description),
  units: (description: string, max: number) =>
    z.int().min(0).max(max).optional().describe(description),
  flag: (description: string) => z.boolean().optional().describe(description),
}

/** The value of each kind of field in an answer. */
const OUTPUTS = {
  text: z.string(),
  money: z.number().nullable(),
  units: z.int(),
  flag: z.boolean(),
}

type Rules = typeof PRODUCT_FIELDS

type Inputs<Field extends ProductField> = {
  [Each in Field as Rules[Each]['wire']]: ReturnType<(typeof INPUTS)[Rules[Each]['kind']]>
}

type Outputs = {
  [Field in ProductField as Rules[Field]['wire']]: (typeof OUTPUTS)[Rules[Field]['kind']]
}

/** Inputs for fields of a product, by their names in the API. */
export const inputs = <Field extends ProductField>(
  descriptions: Readonly<Record<Field, string>>,
): Inputs<Field> =>
  Object.fromEntries(
    Object.entries<string>(descriptions).map(([field, description]) => {
      const { wire, kind, max = 0 } = fieldRule(field as Field)
      const input = LABELS.some((label) => label === field) ? emptiable : INPUTS[kind]
      return [wire, input(description, max)]
    }),
  ) as Inputs<Field>

/** What a product has, by its names in the API. */
export const outputs = Object.fromEntries(
  Object.values(PRODUCT_FIELDS).map(({ wire, kind }) => [wire, OUTPUTS[kind]]),
) as unknown as Outputs

const WHEN_LOW = 'Available units at which it is low; 0 for never.'

/** How a product is ordered. */
export const ORDERED = {
  supplier: 'Who delivers it, or none.',
  leadTimeDays: 'Days from order to delivery; 0: as usual.',
  packSize: 'Units of a size in a pack; 0: single ones.',
}

const confirm = z
  .boolean()
  .optional()
  .describe('true after similar-product or unusual-quantity, when the owner says it is right.')

export const CreateProductInput = z.strictObject({
  model: text('Model name, as it is to be written.', PRODUCT_FIELDS.name.max),
  ...inputs({
    color: 'Colour, as it is to be written.',
    gender: 'Femme, Homme, Unisexe or Enfant, as the shop writes it.',
  }),
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
      'Units of each size. Where they differ leave it out and send recordBatch afterwards.',
    ),
  location,
  ...inputs({
    category: 'Kind of product: sandales.',
    price: 'Selling price of one unit.',
    cost: 'What one unit costs the shop.',
    reorderPoint: WHEN_LOW,
    ...ORDERED,
  }),
  sku: spoken('Code of the product; made from its names where it is missing.', 100),
  request_id,
  confirm,
})

export const UpdateProductInput = z.strictObject({
  sku: z.string().min(1).max(100).describe('SKU of the product.'),
  size: productReference.size.describe('With reorder_point alone: the size that it is for.'),
  ...inputs<ProductField>({
    name: 'New name of this one product; other colours of the model keep theirs.',
    color: 'New colour.',
    gender: 'New gender.',
    category: 'New category, or none.',
    price: 'New selling price of one unit; 0 for none.',
    cost: 'What one unit costs the shop now; 0 for unknown.',
    reorderPoint: WHEN_LOW,
    ...ORDERED,
    active: 'false archives it: it is in no list and can come back. true brings it back.',
  }),
  request_id,
  confirm: z
    .boolean()
    .optional()
    .describe('true after similar-product, when the owner says it is right.'),
})

export const BarcodeInput = z.strictObject({
  sku: z.string().min(1).max(100).describe('SKU of the product.'),
  size: text('Size as on the shelf.', 20),
  barcode: text('As it was scanned; null takes it away.', RECORDED_OF_SIZE.barcode.max).nullable(),
  request_id,
  confirm: z
    .boolean()
    .optional()
    .describe('true after unusual-barcode, when the owner says it is right.'),
})

export const FieldChangeView = z
  .object({ field: z.string(), before: z.string(), after: z.string() })
  .meta({ id: 'FieldChange' })

export const ProductWritten = ProductName.extend({
  ...outputs,
  active: outputs.active.describe('false: archived.'),
  sizes: z.array(z.string()),
  size: z.string().nullable().describe('The only size that was changed; null for the product.'),
  changes: z.array(FieldChangeView).describe('What an update changed; "none" stands for nothing.'),
  replayed: z.boolean().describe('true: this request_id was done before, nothing was written now.'),
  message: Said,
}).meta({ id: 'ProductWritten' })
