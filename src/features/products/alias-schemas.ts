import { z } from 'zod'
import { Said, WITH_CONTROL } from '../../operations/schemas.ts'

export const AliasInput = z.strictObject({
  sku: z.string().min(1).max(100).describe('SKU of the product.'),
  alias: z
    .string()
    .trim()
    .min(2)
    .max(100)
    .refine((text) => !/\p{Cc}/u.test(text), WITH_CONTROL)
    .describe('The other name, as it is said.'),
  confirm: z
    .boolean()
    .optional()
    .describe('true after similar-name, when the owner says that it is meant.'),
})

export const RemoveAliasInput = AliasInput.omit({ confirm: true })

export const AliasesChanged = z
  .object({ sku: z.string(), aliases: z.array(z.string()), message: Said })
  .meta({ id: 'AliasesChanged' })
