import type { Understanding } from './understand.ts'

/** Message on names that sound like the chosen one, and what decided between them. */
export function tellTwins({ twins, decidedBy, products }: Understanding): string {
  const [product] = products
  const also =
    twins.length > 0 ? ` There is also ${twins.join(' and ')}, which sounds like it.` : ''
  if (decidedBy === null || product === undefined) return also
  return `${also} Of the names that sound so, only ${product.name} comes in ${decidedBy}.`
}
