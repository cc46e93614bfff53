import type { Product } from '../../domain/catalogue.ts'
import type { ProductField } from '../../domain/product-fields.ts'
import { plain } from '../../matching/normalise.ts'

/** Fields of which many products have the same value, and a product may have none. */
export const LABELS = ['category', 'supplier'] as const satisfies readonly ProductField[]

type Labels = { readonly [Field in (typeof LABELS)[number]]?: string | undefined }

/**
 * Values whose labels are written as other products have them: "Nike" where "nike" was said.
 * @param others which do not get these values
 */
export function writtenAsIn<Values extends Labels>(
  others: readonly Product[],
  values: Values,
): Values {
  const written = LABELS.flatMap((field) => {
    const said = values[field]
    return said ? [[field, spellingIn(others, field, said)]] : []
  })
  return { ...values, ...Object.fromEntries(written) }
}

function spellingIn(
  others: readonly Product[],
  field: (typeof LABELS)[number],
  said: string,
): string {
  const alike = others.map((other) => other[field]).filter((one) => plain(one) === plain(said))
  return alike.includes(said) ? said : (alike[0] ?? said)
}
