import { chanceAbove, type Spread } from './negative-binomial.ts'
import type { ProductPlan, SizePlan } from './reorder.ts'

/** A product that may be bought, with what a unit costs and earns. */
export interface Buyable {
  readonly plan: ProductPlan
  readonly packSize: number
  /** Above 0. */
  readonly cost: number
  readonly margin: number
}

/** A unit that sells with less probability until the horizon is not worth the money. */
const LEAST_CHANCE = 0.05

/**
 * What to buy with a sum of money: always the pack next that brings the most margin for what it costs, of what
 * is suggested and of what is likely to sell beyond it. Where nothing is foretold, what is surest to be wanted
 * comes first. What brings no margin is not bought.
 * @returns units for each size of each product, in the order that they were given
 */
export function spend(products: readonly Buyable[], budget: number): number[][] {
  const bought = products.map(({ plan }) => plan.sizes.map(() => 0))
  const packs = products.flatMap((product, at) =>
    product.margin > 0
      ? product.plan.sizes.flatMap((size, sizeAt) => packsOf(product, size, { at, sizeAt }))
      : [],
  )
  let left = inCents(budget)
  for (const { at, sizeAt, units, cents } of packs.sort(
    (a, b) => a.doubt - b.doubt || b.worth - a.worth,
  )) {
    const sizes = bought[at]
    if (!sizes || cents > left) continue
    sizes[sizeAt] = (sizes[sizeAt] ?? 0) + units
    left -= cents
  }
  return bought
}

/** Sums of cents are exact. */
const inCents = (amount: number): number => Math.round(100 * amount)

interface Pack {
  /** Index of its product, and of the size. */
  readonly at: number
  readonly sizeAt: number
  readonly units: number
  /** What it costs. */
  readonly cents: number
  /** How unsure it is that it is wanted: `doubtOf` its size. */
  readonly doubt: number
  /** Margin that it will bring, for each unit of money. */
  readonly worth: number
}

/** The packs of a size that are worth buying, one after the other: each is worth less than the one before. */
function packsOf(
  { plan, packSize: units, cost, margin }: Buyable,
  size: SizePlan,
  place: Pick<Pack, 'at' | 'sizeAt'>,
): Pack[] {
  return chancesOfPacks(size, units).map((chance) => ({
    ...place,
    units,
    cents: units * inCents(cost),
    doubt: doubtOf(size, plan),
    worth: (chance * margin) / cost,
  }))
}

/** 0 for what is foretold, sold out or at a reorder point, 1 for a missing size, 2 for one that was never here. */
function doubtOf({ spread, reasons }: SizePlan, plan: ProductPlan): number {
  if (spread) return 0
  if (reasons.includes('usual_size')) return 2
  const isLow = [reasons, plan.reasons].some((all) => all.includes('threshold'))
  return reasons.includes('broken_run') && !isLow ? 1 : 0
}

/** How likely a unit of the next pack is to sell, of the one after it, and so on. */
function chancesOfPacks(size: SizePlan, packSize: number): number[] {
  const { spread, suggested, usualShare, isWanted } = size
  const packs = suggested / packSize
  if (!spread) {
    // Nobody can know: what is suggested anyway, those sizes first that most customers wear.
    const share = Math.max(usualShare, LEAST_CHANCE)
    return Array.from({ length: packs }, (_, pack) => share / (1 + pack))
  }
  const chances: number[] = []
  let chance = 1
  for (let have = size.available + size.onOrder; ; have += packSize) {
    chance = chance > NO_CHANCE ? chanceOfPack(spread, have, packSize) : 0
    // A reorder point and a whole pack ask for more than is likely to sell.
    if (chances.length >= packs && (chance < LEAST_CHANCE || !isWanted)) return chances
    chances.push(chance)
  }
}

/** What is less likely is not worth working out. */
const NO_CHANCE = 1e-9

/** How likely a unit of a pack is to sell, beside so many that are there before. */
function chanceOfPack(spread: Spread, have: number, packSize: number): number {
  let chance = 0
  for (let unit = 0; unit < packSize; unit += 1) chance += chanceAbove(spread, have + unit)
  return chance / packSize
}
