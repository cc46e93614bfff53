import type { Snapshot } from '../../catalogue/snapshot.ts'
import { type Product, sizeKey, type Variant } from '../../domain/catalogue.ts'

/** Products that say what is usual: fewer say nothing. */
const FEWEST_PEERS = 10

/** Share of the peers that may have an unusual size: more are another kind of goods, and no slip. */
const MOST_UNUSUAL = 0.02

/**
 * Usual steps to the next size that a size may be away from all others. A slip of the keys is farther: two
 * digits swapped are 9 apart at least, one too many or too few still more. The next size up is not.
 */
const MOST_STEPS = 3

export interface OddSize {
  readonly product: Product
  readonly size: string
}

interface Peer {
  readonly product: Product
  readonly sizes: readonly string[]
}

/**
 * Sizes that look mistyped, by what the shop has: no other product of the category (of the shop, where a
 * category is small) comes in them or near them, and all other sizes of the product are usual.
 */
export function oddSizes({
  products,
  variantsOf,
}: Pick<Snapshot, 'products' | 'variantsOf'>): OddSize[] {
  const all = products.map((product) => ({ product, sizes: keysOf(variantsOf(product)) }))
  const categories = Map.groupBy(all, ({ product }) => product.category)
  const groups = new Map<string, Usual>()
  const usualFor = ({ category }: Product): Usual => {
    const group = category === '' ? [] : (categories.get(category) ?? [])
    const name = group.length < FEWEST_PEERS ? '' : category
    const known = groups.get(name) ?? whatIsUsual(name === '' ? all : group)
    groups.set(name, known)
    return known
  }
  return all.flatMap(({ product, sizes }) => {
    const usual = usualFor(product)
    const odd = sizes.filter((size) => usual.isUnusual(size))
    const [only] = odd
    if (only === undefined || odd.length > 1 || !usual.isTelling) return []
    // One word as the only size is a kind of goods, not a slip: "unique".
    if (sizes.length === 1 && !/\d/.test(only)) return []
    return [{ product, size: spelling(variantsOf(product), only) }]
  })
}

const keysOf = (variants: readonly Variant[]): string[] => [
  ...new Set(variants.map(({ size }) => sizeKey(size))),
]

const spelling = (variants: readonly Variant[], key: string): string =>
  variants.find(({ size }) => sizeKey(size) === key)?.size ?? key

interface Usual {
  /** Whether enough products are known, and few enough of them are unusual. */
  readonly isTelling: boolean
  /** Whether only one product comes in the size, and no other one comes near it. */
  isUnusual(size: string): boolean
}

function whatIsUsual(peers: readonly Peer[]): Usual {
  const products = new Map<string, number>()
  for (const { sizes } of peers) {
    for (const size of sizes) products.set(size, (products.get(size) ?? 0) + 1)
  }
  const shared = [...products].filter(([, count]) => count > 1).map(([size]) => size)
  const numbers = shared.filter(isNumber).map(Number)
  const reach = MOST_STEPS * usualStep(peers)
  const unusual = new Set(
    [...products.keys()].filter(
      (size) =>
        products.get(size) === 1 &&
        !(isNumber(size) && numbers.some((other) => Math.abs(other - Number(size)) <= reach)),
    ),
  )
  const strange = peers.filter(({ sizes }) => sizes.some((size) => unusual.has(size))).length
  return {
    isTelling: peers.length >= FEWEST_PEERS && strange <= Math.max(1, MOST_UNUSUAL * peers.length),
    isUnusual: (size) => unusual.has(size),
  }
}

const isNumber = (size: string): boolean => /^\d+(?:\.\d+)?$/.test(size)

/** The median step between neighbouring sizes of a product; 1 where there is none. */
function usualStep(peers: readonly Peer[]): number {
  const steps = peers
    .flatMap(({ sizes }) => {
      const sorted = sizes
        .filter(isNumber)
        .map(Number)
        .toSorted((a, b) => a - b)
      return sorted.slice(1).map((size, index) => size - (sorted[index] ?? size))
    })
    .toSorted((a, b) => a - b)
  return steps[steps.length >> 1] ?? 1
}
