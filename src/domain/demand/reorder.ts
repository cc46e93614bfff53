import type { OrderDefaults } from '../order-defaults.ts'
import { SLOW_DAYS } from '../sales/pace.ts'
import { type Demand, foretell, foretellShare, type ProductDemand } from './demand.ts'
import { quantile, type Spread, shortage } from './negative-binomial.ts'

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
  /** Units of it that are known to have been sold. */
  readonly sold: number
}

/** What is there of a product. */
export interface ProductStock {
  readonly sizes: readonly SizeStock[]
  readonly reorderPoint: number
  /** Units of one size that are ordered together; 1 where they are sold singly. */
  readonly packSize: number
  /** Whether nobody buys there: it needs no sizes for customers, only what its reorder points say. */
  readonly isStockRoom: boolean
  /** Whether it lies there and nobody buys it: then only its reorder points ask for more. */
  readonly isDead: boolean
}

/** How urgent an order is, the most urgent first. */
export const SEVERITIES = ['out', 'critical', 'low'] as const
export type Severity = (typeof SEVERITIES)[number]

/** Why something is to be ordered. */
export const REASONS = ['forecast', 'threshold', 'broken_run', 'sold_out', 'usual_size'] as const
export type Reason = (typeof REASONS)[number]

/** How long the stock of a product lasts, or of a part of it. */
export interface Cover {
  /** Units, without what is on order. */
  readonly available: number
  /** Mean units a week until the horizon, with all of its sizes on hand; null where nothing is foretold. */
  readonly perWeek: number | null
  /** Days: the one by the other, as it is told; null as above. */
  readonly daysOfCover: number | null
}

export interface SizePlan extends SizeStock, Cover {
  /** What will sell until the horizon; null where nothing is foretold. */
  readonly spread: Spread | null
  /** Whether it sells soon enough to be ordered for that. */
  readonly isWanted: boolean
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
export interface ProductPlan extends Cover {
  readonly sizes: readonly SizePlan[]
  readonly onOrder: number
  readonly suggested: number
  readonly severity: Severity | null
  readonly reasons: readonly Reason[]
  readonly lost: number
}

/** A size with so large a share is one that customers ask for. */
const MAIN_SIZE = 0.1

/**
 * Whether a size is one that customers ask for.
 * @param share of what its product sells; where nothing is foretold, of all units for the same gender
 */
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
  const perWeek = known && weekly(foretell(known.demand, known.product, horizonOf(policy)), policy)
  const daysOfCover = coverOf(available, perWeek)
  const { packSize, isStockRoom } = stock
  const hasOthers = available > 0
  const isDead = stock.isDead && hasOthers
  const sizes = stock.sizes.map((size) =>
    planSize(size, known, { ...policy, packSize, isStockRoom, isDead, hasOthers }),
  )
  const coming = available + onOrder
  const isLow = stock.reorderPoint > 0 && coming <= stock.reorderPoint
  const filled = fillUp(sizes, isLow ? stock.reorderPoint + 1 - coming : 0, packSize)
  const isGone = coming === 0 && !known && !isStockRoom
  const own = { threshold: isLow, sold_out: isGone } as Record<Reason, boolean>
  const reasons = REASONS.filter(
    (reason) => own[reason] || filled.some((size) => size.reasons.includes(reason)),
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

/** What is to be ordered of some sizes of a product, as the plan for all of it says. */
export function partOf(
  { sizes: all, reasons }: ProductPlan,
  isAsked: (size: SizePlan) => boolean,
  policy: OrderDefaults,
): ProductPlan {
  const sizes = all.filter(isAsked)
  const available = sum(sizes, (size) => size.available)
  const suggested = sum(sizes, (size) => size.suggested)
  const isForetold = sizes.some(({ spread }) => spread !== null)
  const perWeek = isForetold ? sum(sizes, (size) => size.perWeek ?? 0) : null
  const daysOfCover = coverOf(available, perWeek)
  const own = reasons.filter(
    (reason) =>
      // A reorder point of the product is met by some of its sizes.
      (reason === 'threshold' && suggested > 0) ||
      sizes.some((size) => size.reasons.includes(reason)),
  )
  return {
    sizes,
    available,
    onOrder: sum(sizes, (size) => size.onOrder),
    suggested,
    perWeek,
    daysOfCover,
    reasons: own,
    severity: own.length === 0 ? null : severityOf(available, daysOfCover, policy),
    lost: sum(sizes, ({ lost }) => lost),
  }
}

/** The mean units a week until the horizon. */
const weekly = ({ mean }: Spread, policy: OrderDefaults): number => (7 * mean) / horizonOf(policy)

/** Units a week as they are told: to two digits. */
export const toldRate = (perWeek: number): number =>
  perWeek < 10 ? Number(perWeek.toPrecision(2)) : Math.round(perWeek)

/** Days that so many units last at a rate, as whoever is told both works it out; null where nobody can know. */
export const coverOf = (units: number, perWeek: number | null): number | null =>
  perWeek ? (7 * units) / toldRate(perWeek) : null

/**
 * How long so many units of a product last, or of a part of it, as its orders are planned.
 * @param share of what the product sells; 1 for all of it
 */
export function coverOfShare(
  { demand, product }: KnownDemand,
  { available, share }: { readonly available: number; readonly share: number },
  policy: OrderDefaults,
): Cover {
  const perWeek = weekly(foretellShare(demand, product, share, horizonOf(policy)), policy)
  return { available, perWeek, daysOfCover: coverOf(available, perWeek) }
}

function severityOf(
  available: number,
  daysOfCover: number | null,
  policy: OrderDefaults,
): Severity {
  if (available === 0) return 'out'
  return daysOfCover !== null && daysOfCover < policy.leadTimeDays ? 'critical' : 'low'
}

interface SizePolicy
  extends OrderDefaults,
    Pick<ProductStock, 'packSize' | 'isStockRoom' | 'isDead'> {
  /** Whether another size of the product is available. */
  readonly hasOthers: boolean
}

function planSize(stock: SizeStock, known: KnownDemand | null, policy: SizePolicy): SizePlan {
  const { packSize, isStockRoom, isDead, hasOthers } = policy
  const { variantId, reorderPoint, usualShare, onOrder } = stock
  const available = Math.max(0, stock.available)
  const coming = available + onOrder
  const share = known?.product.sizes.find((size) => size.variantId === variantId)?.share ?? 0
  const spread = known && foretellShare(known.demand, known.product, share, horizonOf(policy))
  // Of what sold out altogether any size is better than none.
  const isWanted = !isDead && (!known || !hasOthers || sellsSoon(known, share, policy))
  const enough = spread && isWanted ? quantile(spread, policy.serviceLevel) : 0
  const isLow = reorderPoint > 0 && coming <= reorderPoint
  // It may be a size that the product does not come in: nobody can say that it is out.
  const isNew = variantId === ''
  // Where a forecast asks for none of it, it is no size that sells.
  const isMain = isMainSize(spread ? share : usualShare) && (!spread || enough > 0)
  const isMissing = !isStockRoom && isWanted && coming === 0 && isMain
  const target = Math.max(
    enough,
    isLow ? reorderPoint + 1 : 0,
    isMissing && !spread ? UNFORETOLD : 0,
  )
  const suggested = Math.ceil(Math.max(0, target - coming) / packSize) * packSize
  const reasons = [
    ...(enough > coming ? (['forecast'] as const) : []),
    ...(isLow ? (['threshold'] as const) : []),
    ...(isMissing && !isNew && hasOthers ? (['broken_run'] as const) : []),
    ...(isMissing && !isNew && !hasOthers && !spread ? (['sold_out'] as const) : []),
    ...(isMissing && isNew ? (['usual_size'] as const) : []),
  ]
  const perWeek = spread && weekly(spread, policy)
  const daysOfCover = coverOf(available, perWeek)
  const severity = isNew ? 'low' : severityOf(available, daysOfCover, policy)
  return {
    ...stock,
    available,
    spread,
    perWeek,
    daysOfCover,
    isWanted,
    target,
    suggested,
    reasons,
    severity: reasons.length === 0 ? null : severity,
    lost: spread ? shortage(spread, coming) : 0,
  }
}

/** Whether the first unit of a part of a product is likely to sell before it would be called slow. */
function sellsSoon({ demand, product }: KnownDemand, share: number, policy: OrderDefaults) {
  const days = Math.max(SLOW_DAYS, horizonOf(policy))
  return foretellShare(demand, product, share, days).mean >= 1
}

/** Adds packs until so many units are suggested, so that the sizes are there as they sell. */
function fillUp(sizes: readonly SizePlan[], least: number, packSize: number): SizePlan[] {
  const filled = sizes.map((size) => ({ ...size }))
  for (let units = sum(filled, ({ suggested }) => suggested); units < least; units += packSize) {
    const next = shortest(filled)
    if (!next) break
    next.suggested += packSize
  }
  return filled
}

/** A size that nobody is known to ask for gets its share all the same. */
const LEAST_WEIGHT = 0.001

/** The size of which there is the least for what it sells. */
function shortest<T extends SizePlan>(sizes: readonly T[]): T | undefined {
  let found: { size: T; need: number } | undefined
  for (const size of sizes) {
    const weight = (size.spread?.mean ?? size.usualShare) + LEAST_WEIGHT
    const need = weight / (1 + size.available + size.onOrder + size.suggested)
    if (!found || need > found.need) found = { size, need }
  }
  return found?.size
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  let result = 0
  for (const item of items) result += value(item)
  return result
}
