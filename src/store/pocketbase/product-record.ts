import { z } from 'zod'
import type { Product } from '../../domain/catalogue.ts'
import {
  fieldsOfColumns,
  RECORDED_FIELDS,
  RECORDED_OF_PRODUCT,
  type RecordedColumns,
  recordedOfColumns,
  type SizeColumns,
} from '../../domain/product-fields.ts'

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

const KINDS = { text: z.string(), money: z.number(), units: z.int(), flag: z.boolean() }

type Schemas<Columns> = { [Name in keyof Columns]: z.ZodType<Columns[Name]> }

const schemasOf = <Columns>(
  fields: Readonly<Record<string, { readonly column: string; readonly kind: keyof typeof KINDS }>>,
) =>
  z.object(
    Object.fromEntries(
      Object.values(fields).map(({ column, kind }) => [column, KINDS[kind]]),
    ) as unknown as Schemas<Columns>,
  )

/** What is recorded of a product, by its columns. */
const Columns = schemasOf<RecordedColumns>(RECORDED_OF_PRODUCT)

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

/** Some of what is recorded of a product or a size. */
export const ChangedFields = schemasOf<RecordedColumns & SizeColumns>(RECORDED_FIELDS)
  .partial()
  .transform(recordedOfColumns)
