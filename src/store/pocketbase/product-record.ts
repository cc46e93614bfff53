import { z } from 'zod'
import type { Product } from '../../domain/catalogue.ts'
import {
  fieldsOfColumns,
  RECORDED_FIELDS,
  type RecordedColumns,
  recordedOfColumns,
} from '../../domain/product-fields.ts'

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

const KINDS = { text: z.string(), money: z.number(), units: z.int(), flag: z.boolean() }

/** What is recorded of a product, by its columns. */
const Columns = z.object(
  Object.fromEntries(
    Object.values(RECORDED_FIELDS).map(({ column, kind }) => [column, KINDS[kind]]),
  ) as unknown as { [Name in keyof RecordedColumns]: z.ZodType<RecordedColumns[Name]> },
)

export const ProductRecord = Columns.extend({
  id: z.string(),
  sku: z.string(),
  photo: z.string(),
}).transform(
  ({ id, sku, photo, aliases, ...columns }): Product => ({
    id,
    sku,
    photo,
    aliases: lines(aliases),
    ...fieldsOfColumns(columns),
  }),
)

export const ChangedFields = Columns.partial().transform(recordedOfColumns)
