import { z } from 'zod'
import type { Product } from '../../domain/catalogue.ts'
import {
  fieldsOfColumns,
  PRODUCT_FIELDS,
  type ProductColumns,
  someFieldsOfColumns,
} from '../../domain/product-fields.ts'

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

const KINDS = { text: z.string(), money: z.number(), units: z.int(), flag: z.boolean() }

/** The fields of a product, by their columns. */
const Columns = z.object(
  Object.fromEntries(
    Object.values(PRODUCT_FIELDS).map(({ column, kind }) => [column, KINDS[kind]]),
  ) as unknown as { [Name in keyof ProductColumns]: z.ZodType<ProductColumns[Name]> },
)

export const ProductRecord = Columns.extend({
  id: z.string(),
  sku: z.string(),
  photo: z.string(),
  aliases: z.string().transform(lines),
}).transform(
  ({ id, sku, photo, aliases, ...columns }): Product => ({
    id,
    sku,
    photo,
    aliases,
    ...fieldsOfColumns(columns),
  }),
)

export const ChangedFields = Columns.partial().transform(someFieldsOfColumns)
