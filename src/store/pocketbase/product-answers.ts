import { z } from 'zod'
import type { PastChange, ProductChanged, ProductsChanged } from '../../domain/product-change.ts'
import { RecordedMovements } from './movement-answers.ts'
import { ChangedFields, ProductRecord } from './product-record.ts'

/** What was done to a product. */
export const ProductChangedAnswer = z
  .object({
    replayed: z.boolean(),
    product: ProductRecord,
    sizes: z.array(z.string()),
    size: z.string(),
    before: ChangedFields.nullable(),
    after: ChangedFields,
    movements: RecordedMovements,
  })
  .transform((changed): ProductChanged => changed)

/** What a key did to a product; nothing for one that did nothing. */
export const FoundProductChange = z.union([
  z.strictObject({}).transform(() => null),
  ProductChangedAnswer,
])

/** What was done to many products. */
export const ProductsChangedAnswer = z
  .object({ replayed: z.boolean(), batch: z.string() })
  .transform((changed): ProductsChanged => changed)

export const PastChanges = z.array(
  z
    .object({
      product: z.string(),
      size: z.string(),
      before: ChangedFields.nullable(),
      after: ChangedFields,
      batch: z.string(),
      actor: z.string(),
    })
    .transform(({ product, ...change }): PastChange => ({ productId: product, ...change })),
)

/** A product's names after one was added, or taken away. */
export const AliasAdded = z.object({ added: z.boolean(), aliases: z.array(z.string()) })

export const AliasRemoved = z.object({ removed: z.boolean(), aliases: z.array(z.string()) })
