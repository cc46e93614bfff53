import type { Understanding } from './understand.ts'

/** Names that sound like the one that was taken, and which of them comes as it was asked. */
export function tellTwins({ twins, decidedBy, products }: Understanding): string {
  const [product] = products
  const also =
    twins.length > 0 ? ` There is also ${twins.join(' and ')}, which sounds like it.` : ''
  if (decidedBy === null || product === undefined) return also
  return `${also} Of the names that sound so, only ${product.name} comes in ${decidedBy}.`
}
