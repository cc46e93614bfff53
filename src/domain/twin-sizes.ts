import { type Catalogue, readSize, sizeKey, type Variant } from './catalogue.ts'

/**
 * Variants that are one size of one product in several spellings, as `38,5` and `38.5`: an import of
 * an early version made such twins. Each has units, a reservation, an order or a barcode of its own.
 */
export interface TwinSizes {
  readonly productId: string
  /** The spelling that the size has from now on. */
  readonly size: string
  /** The variant that stays. */
  readonly keep: Variant
  /** Those that are joined into it. */
  readonly others: readonly Variant[]
}

/**
 * The variants of a catalogue without the empty ones among twins: what was joined into another stays
 * in the ledger, but is no size that anybody should be asked about. Of empty twins one is left.
 */
export function withoutEmptyTwins(catalogue: Catalogue): readonly Variant[] {
  const groups = alike(catalogue.variants)
  if (groups.length === 0) return catalogue.variants
  const holding = catalogue.inventory.filter(
    ({ quantity, reserved }) => quantity > 0 || reserved > 0,
  )
  const filled = new Set([...holding, ...catalogue.onOrder].map(({ variantId }) => variantId))
  const hidden = new Set(
    groups.flatMap((group) => {
      const used = group.filter(({ id, barcode }) => barcode !== '' || filled.has(id))
      const shown = used.length > 0 ? used : [keeperOf(group)]
      return group.filter((variant) => !shown.includes(variant))
    }),
  )
  return catalogue.variants.filter((variant) => !hidden.has(variant))
}

/** The twins that there are, each to be joined. */
export const findTwins = (catalogue: Catalogue): TwinSizes[] =>
  alike(withoutEmptyTwins(catalogue)).map((group) => {
    const keep = keeperOf(group)
    return {
      productId: keep.productId,
      size: readSize(keep.size),
      keep,
      others: group.filter((variant) => variant !== keep),
    }
  })

/** The one that is spelled as sizes are, else the first by its id. */
function keeperOf(group: readonly Variant[]): Variant {
  const [first, ...rest] = [...group].sort((a, b) => (a.id < b.id ? -1 : 1))
  if (!first) throw new Error('There is no variant to keep.')
  return [first, ...rest].find(({ size }) => size === readSize(size)) ?? first
}

/** Groups of variants of one product whose sizes are read alike: two at least in each. */
function alike(variants: readonly Variant[]): Variant[][] {
  const groups: Variant[][] = []
  for (const family of Map.groupBy(variants, ({ productId }) => productId).values()) {
    if (new Set(family.map(({ size }) => sizeKey(size))).size === family.length) continue
    const bySize = Map.groupBy(family, ({ size }) => sizeKey(size))
    groups.push(...[...bySize.values()].filter(({ length }) => length > 1))
  }
  return groups
}
