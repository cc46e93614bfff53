// Which sizes sell: a shop learns it for each kind of product, because one product sells too little to show it.

/** Units sold of a product until they say as much about its sizes as the curve of its kind. */
const CURVE_UNITS = 10

/** Units of its own that a kind needs until its curve weighs as much as that of the shop. */
const KIND_UNITS = 50

/** What is known of one size of a product. */
export interface SizeSales {
  /** Spelt alike for all products. */
  readonly size: string
  readonly units: number
  /** Weeks in which it was on hand. */
  readonly open: number
}

/** A product with its sizes. */
export interface SizedProduct {
  /** Products of one kind sell the same sizes. */
  readonly kind: string
  readonly sizes: readonly SizeSales[]
}

/** How well sizes sell beside each other, for each kind and for the shop. */
export interface SizeCurves {
  readonly shop: ReadonlyMap<string, Tally>
  readonly kinds: ReadonlyMap<string, ReadonlyMap<string, Tally>>
}

interface Tally {
  /** Units that were sold of a size. */
  sold: number
  /** Units that would have been, if all sizes of each product sold alike. */
  usual: number
}

/** Products that are added up before others get their turn. */
const TURN = 100

/** Learns which sizes sell. A size that was not on hand is not blamed for it. */
export function* learnCurves(products: readonly SizedProduct[]): Generator<void, SizeCurves, void> {
  const shop = new Map<string, Tally>()
  const kinds = new Map<string, Map<string, Tally>>()
  for (const [index, { kind, sizes }] of products.entries()) {
    if (index % TURN === TURN - 1) yield
    if (sizes.length < 2) continue
    const sold = sum(sizes, ({ units }) => units)
    const open = sum(sizes, (size) => size.open)
    if (sold === 0 || open === 0) continue
    const own = kinds.get(kind) ?? new Map<string, Tally>()
    kinds.set(kind, own)
    for (const size of sizes) {
      const usual = (sold * size.open) / open
      add(shop, size.size, size.units, usual)
      add(own, size.size, size.units, usual)
    }
  }
  return { shop, kinds }
}

/** The share of each size in what a product will sell while all are on hand; together 1. */
export function sharesOf({ shop, kinds }: SizeCurves, { kind, sizes }: SizedProduct): number[] {
  const curve = sizes.map(({ size }) => {
    const own = kinds.get(kind)?.get(size)
    const all = ratio(shop.get(size), 1)
    return ratio(own, all)
  })
  const whole = total(curve)
  const shares = curve.map((one) => one / whole)
  const sold = sum(sizes, ({ units }) => units)
  // What the product would have sold of each size by the curve, in the time that it was on hand.
  const could = sizes.map(({ open }, at) => open * (shares[at] ?? 0))
  const open = total(could)
  if (sold === 0 || open === 0) return shares
  const own = sizes.map(({ units }, at) => {
    const share = shares[at] ?? 0
    const usual = (sold * (could[at] ?? 0)) / open
    return (share * (units + CURVE_UNITS * share)) / (usual + CURVE_UNITS * share)
  })
  const sumOfOwn = total(own)
  return own.map((one) => one / sumOfOwn)
}

/** What a size sells beside the mean size, drawn to what is known otherwise. */
const ratio = (tally: Tally | undefined, otherwise: number): number =>
  tally === undefined
    ? otherwise
    : (tally.sold + KIND_UNITS * otherwise) / (tally.usual + KIND_UNITS)

function add(curve: Map<string, Tally>, size: string, sold: number, usual: number): void {
  const tally = curve.get(size) ?? { sold: 0, usual: 0 }
  tally.sold += sold
  tally.usual += usual
  curve.set(size, tally)
}

const total = (list: readonly number[]): number => sum(list, (one) => one)

function sum<T>(list: readonly T[], value: (item: T) => number): number {
  let result = 0
  for (const item of list) result += value(item)
  return result
}
