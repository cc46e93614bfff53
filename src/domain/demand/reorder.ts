import type { OrderDefaults } from '../order-defaults.ts'
import { type Demand, foretell, foretellShare, type ProductDemand } from './demand.ts'
import { chanceAbove, quantile, type Spread, shortage } from './negative-binomial.ts'

// What to order: enough to last until the delivery after the next, with a probability that the shop chooses.

/** Days that stock has to last: until what is ordered at the next look arrives. */
export const horizonOf = ({ leadTimeDays, reviewDays }: OrderDefaults): number =>
  leadTimeDays + reviewDays

/** What is there of one size. */
export interface SizeStock {
  /** Empty for a size that the product does not have here. */
  readonly variantId: string
  readonly size: string
  readonly available: number
  readonly onOrder: number
  /** Available units at which to order, set by a person; 0 for none. */
  readonly reorderPoint: number
  /** Share of all units of the shop in this size, of products for the same gender. */
  readonly usualShare: number
}

/** What is there of a product. */
export interface ProductStock {
  readonly sizes: readonly SizeStock[]
  readonly reorderPoint: number
  /** Units of one size that are ordered together; 1 where they are sold singly. */
  readonly packSize: number
}

/** How urgent an order is, the most urgent first. */
export const SEVERITIES = ['out', 'critical', 'low'] as const
export type Severity = (typeof SEVERITIES)[number]

/** Why something is to be ordered. */
export const REASONS = ['forecast', 'threshold', 'broken_run'] as const
export type Reason = (typeof REASONS)[number]

export interface SizePlan extends SizeStock {
  /** What will sell until the horizon; null where nothing is foretold. */
  readonly spread: Spread | null
  /** Units that should be there and on the way. */
  readonly target: number
  readonly suggested: number
  readonly reasons: readonly Reason[]
  /** null where there is enough. */
  readonly severity: Severity | null
  /** Units that will be asked for in vain where nothing is ordered. */
  readonly lost: number
}

/** What is to be ordered of a product. */
export interface ProductPlan {
  readonly sizes: readonly SizePlan[]
  readonly available: number
  readonly onOrder: number
  readonly suggested: number
  /** Mean units a week; null where nothing is foretold. */
  readonly perWeek: number | null
  /** Days that what is available lasts at the mean rate; null where nothing is foretold. */
  readonly daysOfCover: number | null
  readonly severity: Severity | null
  readonly reasons: readonly Reason[]
  readonly lost: number
}

/** A size with so large a share of the units of its gender is one that customers ask for. */
const MAIN_SIZE = 0.1

/** Whether a size is one that customers ask for. @param share of all units for the same gender */
export const isMainSize = (share: number): boolean => share >= MAIN_SIZE

/** Units of a missing main size that are suggested where nobody can know how many will sell. */
const UNFORETOLD = 1

/** What a shop sells, and a product of it. */
export interface KnownDemand {
  readonly demand: Demand
  readonly product: ProductDemand
}

/** @param known what is known of the product, and the demand of the shop; null where nothing is foretold */
export function planProduct(
  stock: ProductStock,
  known: KnownDemand | null,
  policy: OrderDefaults,
): ProductPlan {
  const available = sum(stock.sizes, (size) => Math.max(0, size.available))
  const onOrder = sum(stock.sizes, (size) => size.onOrder)
  const perWeek = known && foretell(known.demand, known.product, 7).mean
  const daysOfCover = perWeek === null ? null : (7 * available) / perWeek
  const { packSize } = stock
  const sizes = stock.sizes.map((size) =>
    planSize(size, known, { ...policy, packSize, hasOthers: available > 0 }),
  )
  const isLow = stock.reorderPoint > 0 && available + onOrder <= stock.reorderPoint
  const short = isLow ? stock.reorderPoint + 1 - available - onOrder : 0
  const filled = fillUp(sizes, short, packSize)
  const reasons = REASONS.filter(
    (reason) =>
      (reason === 'threshold' && isLow) || filled.some((size) => size.reasons.includes(reason)),
  )
  return {
    sizes: filled,
    available,
    onOrder,
    suggested: sum(filled, ({ suggested }) => suggested),
    perWeek,
    daysOfCover,
    reasons,
    severity: reasons.length === 0 ? null : severityOf(available, daysOfCover, policy),
    lost: sum(filled, ({ lost }) => lost),
  }
}

function severityOf(
  available: number,
  daysOfCover: number | null,
  policy: OrderDefaults,
): Severity {
  if (available === 0) return 'out'
  return daysOfCover !== null && daysOfCover < policy.leadTimeDays ? 'critical' : 'low'
}

interface SizePolicy extends OrderDefaults {
  readonly packSize: number
  /** Whether another size of the product is available. */
  readonly hasOthers: boolean
}

function planSize(stock: SizeStock, known: KnownDemand | null, policy: SizePolicy): SizePlan {
  const { packSize, hasOthers } = policy
  const { variantId, reorderPoint, usualShare, onOrder } = stock
  const available = Math.max(0, stock.available)
  const coming = available + onOrder
  const share = known?.product.sizes.find((size) => size.variantId === variantId)?.share ?? 0
  const spread = known && foretellShare(known.demand, known.product, share, horizonOf(policy))
  const enough = spread ? quantile(spread, policy.serviceLevel) : 0
  const isLow = reorderPoint > 0 && coming <= reorderPoint
  const isBroken = hasOthers && coming === 0 && isMainSize(usualShare)
  const target = Math.max(
    enough,
    isLow ? reorderPoint + 1 : 0,
    isBroken && !spread ? UNFORETOLD : 0,
  )
  const suggested = Math.ceil(Math.max(0, target - coming) / packSize) * packSize
  const reasons = [
    ...(enough > coming ? (['forecast'] as const) : []),
    ...(isLow ? (['threshold'] as const) : []),
    ...(isBroken ? (['broken_run'] as const) : []),
  ]
  const perWeek = known && foretellShare(known.demand, known.product, share, 7).mean
  const cover = perWeek ? (7 * available) / perWeek : null
  return {
    ...stock,
    available,
    spread,
    target,
    suggested,
    reasons,
    severity: reasons.length === 0 ? null : severityOf(available, cover, policy),
    lost: spread ? shortage(spread, coming) : 0,
  }
}

/** Adds packs until there are as many units as wanted, each to the size that needs it most. */
function fillUp(sizes: readonly SizePlan[], least: number, packSize: number): SizePlan[] {
  const filled = sizes.map((size) => ({ ...size }))
  for (let units = sum(filled, ({ suggested }) => suggested); units < least; units += packSize) {
    const next = mostWanted(filled)
    if (next) next.suggested += packSize
  }
  return filled
}

/** The size of which one unit more will the most likely sell; without a forecast the one that is shortest. */
function mostWanted<T extends SizePlan>(sizes: readonly T[]): T | undefined {
  let best: { size: T; chance: number } | undefined
  for (const size of sizes) {
    const position = size.available + size.onOrder + size.suggested
    const chance = size.spread
      ? chanceAbove(size.spread, position)
      : size.usualShare / (1 + position)
    if (!best || chance > best.chance) best = { size, chance }
  }
  return best?.size
}

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
 * What to buy with a sum of money: always the pack next that brings the most margin for what it costs.
 * @returns units for each size of each product, in the order that they were given
 */
export function spend(products: readonly Buyable[], budget: number): number[][] {
  const bought = products.map(({ plan }) => plan.sizes.map(() => 0))
  const packs = products.flatMap((product, at) =>
    product.plan.sizes.flatMap((size, sizeAt) => packsOf(product, size, { at, sizeAt })),
  )
  let left = budget
  for (const { at, sizeAt, units, cost } of packs.sort((a, b) => b.worth - a.worth)) {
    const sizes = bought[at]
    if (!sizes || cost > left) continue
    sizes[sizeAt] = (sizes[sizeAt] ?? 0) + units
    left -= cost
  }
  return bought
}

interface Pack {
  /** Index of its product, and of the size. */
  readonly at: number
  readonly sizeAt: number
  readonly units: number
  readonly cost: number
  /** Margin that it will bring, for each unit of money. */
  readonly worth: number
}

/** The packs of a size that are worth buying, one after the other: each is worth less than the one before. */
function packsOf(
  { packSize: units, cost, margin }: Buyable,
  size: SizePlan,
  place: Pick<Pack, 'at' | 'sizeAt'>,
): Pack[] {
  const packs: Pack[] = []
  for (let have = size.available + size.onOrder; ; have += units) {
    let chance = 0
    for (let unit = 0; unit < units; unit += 1) chance += chanceOf(size, have + unit) / units
    if (chance < LEAST_CHANCE) return packs
    packs.push({ ...place, units, cost: units * cost, worth: (chance * margin) / cost })
  }
}

/** The probability that a unit sells when there are so many before it. */
function chanceOf({ spread, reasons, usualShare }: SizePlan, before: number): number {
  if (spread) return chanceAbove(spread, before)
  // Without a forecast one unit of each missing size, those first that most customers wear.
  return before === 0 && reasons.length > 0 ? Math.max(usualShare, LEAST_CHANCE) : 0
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  let result = 0
  for (const item of items) result += value(item)
  return result
}
