import { z } from 'zod'

export const ProductSku = z.strictObject({
  sku: z.string().min(1).max(100).describe('SKU of the product.'),
})

export const AliasBody = z
  .strictObject({
    alias: z
      .string()
      .trim()
      .min(2)
      .max(100)
      .refine((text) => !/\p{Cc}/u.test(text), 'has control characters')
      .describe('The other name, as it is said.'),
  })
  .meta({ id: 'AliasBody' })

export const AliasAdded = z
  .object({ sku: z.string(), aliases: z.array(z.string()), message: z.string() })
  .meta({ id: 'AliasAdded' })
