import { locationOf } from '../../catalogue/find-location.ts'
import type { InventoryService } from '../../catalogue/inventory.ts'
import { whyNoShelf } from '../../catalogue/inventory-messages.ts'
import type { Shelf, Snapshot } from '../../catalogue/snapshot.ts'
import type { Reference, Understanding } from '../../catalogue/understand.ts'
import { whyNothing } from '../../catalogue/understanding-messages.ts'
import { type Product, sizeKey } from '../../domain/catalogue.ts'
import { dayOf } from '../../domain/day.ts'
import {
  type Demand,
  isGuess,
  isTooLittle,
  type ProductDemand,
} from '../../domain/demand/demand.ts'
import {
  type Buyable,
  isMainSize,
  type ProductPlan,
  type ProductStock,
  planProduct,
  SEVERITIES,
  type Severity,
  type SizeStock,
  spend,
} from '../../domain/demand/reorder.ts'
import { StockError } from '../../domain/errors.ts'
import type { Match } from '../../domain/match.ts'
import type { OrderDefaults } from '../../domain/order-defaults.ts'
import { available } from '../../domain/stock.ts'
import { quoted } from '../../domain/text.ts'
import type { DemandReader } from '../../ledger/demand-reader.ts'
import { plain } from '../../matching/normalise.ts'
import { either } from '../../shared/message-parts.ts'
import { nextTurn } from '../../shared/turns.ts'
import { tellReorder } from './reorder-messages.ts'

/** What a plan is about. */
export interface PlanQuery extends Reference {
  readonly location?: string | undefined
  /** Whether the caller may know of no other location. */
  readonly onlyHere?: boolean | undefined
  readonly supplier?: string | undefined
  /** Only what is as urgent as this, or has a size that is. */
  readonly only?: Severity | undefined
  readonly leadTimeDays?: number | undefined
  readonly serviceLevel?: number | undefined
  /** Available units that take the place of all reorder points. */
  readonly reorderPoint?: number | undefined
  /** Money to spend, in the currency of the shop. */
  readonly budget?: number | undefined
}

export interface ReorderQuery extends PlanQuery {
  /** Most products in the answer. */
  readonly limit: number
}

/** What is known of a product that may have to be ordered. */
export interface Planned {
  readonly product: Product
  readonly plan: ProductPlan
  readonly policy: OrderDefaults
  /** null where nothing is foretold. */
  readonly known: ProductDemand | null
  /** What the suggested units cost; null where the cost is not known. */
  readonly cost: number | null
  /** What is lost where nothing is ordered: margin, or price to who may not see costs. */
  readonly lost: number
  /** Units of the sizes to order that are available at other locations than the one asked about. */
  readonly elsewhere: number
}

/** A product that is to be ordered. */
export interface ReorderItem extends Planned {
  /** "2026-12-05": when the last unit goes at the mean rate; null where nobody can know, or in more than a year. */
  readonly runsOutOn: string | null
}

/** What a list is about, for its message. */
export interface ReorderList {
  readonly items: readonly ReorderItem[]
  /** All that are to be ordered, those that are not in the list too. */
  readonly total: number
  readonly units: number
  /** What all of it costs, as far as costs are known. */
  readonly cost: number
  /** Products of it without a cost; with a budget those that it left out, for a price that is missing too. */
  readonly withoutCost: number
  readonly bySeverity: Readonly<Record<Severity, number>>
  /** Products that are there, but not in all sizes that sell. */
  readonly withSizesOut: number
  /** Products of it of which too little is known: how fast they sell is a guess. */
  readonly guessed: number
  /** What the shop sells as a whole. */
  readonly demand: Demand
  readonly hasForecast: boolean
  readonly policy: OrderDefaults
  readonly only: Severity | null
  readonly budget: number | null
  readonly location: string | null
  readonly supplier: string | null
  readonly match: Match
  /** All that were looked at, those that are not to be ordered too. */
  readonly looked: readonly Planned[]
}

/** All that is to be ordered, without what only a list needs. */
export interface ReorderPlan extends Omit<ReorderList, 'items'> {
  readonly items: readonly Planned[]
  /** How the words were understood. */
  readonly understanding: Understanding
  /** Why nothing fits them, where nothing does. */
  readonly missing: string
}

export interface ReorderAnswer extends ReorderList {
  readonly message: string
}

export type ReorderService = ReturnType<typeof createReorderService>

/** A day further off is no help. */
const FAR_DAYS = 365

const DAY_MS = 86_400_000

interface Dependencies {
  readonly inventory: Pick<InventoryService, 'find'>
  readonly demand: DemandReader
  readonly defaults: OrderDefaults
  readonly timeZone: string
}

/** Answers what is low, and what to order. */
export function createReorderService(deps: Dependencies) {
  const { inventory, demand: reader, defaults, timeZone } = deps
  /** The plans of each demand, and the stock and policy that each is for: of a large shop little changes. */
  const plans = new WeakMap<
    Demand,
    Map<string, { readonly of: string; readonly plan: ProductPlan }>
  >()

  function planOnce(
    demand: Demand,
    productId: string,
    stock: ProductStock,
    known: ProductDemand | null,
    policy: OrderDefaults,
  ): ProductPlan {
    const ofDemand = plans.get(demand) ?? new Map()
    plans.set(demand, ofDemand)
    const of = JSON.stringify([stock, policy])
    const held = ofDemand.get(productId)
    if (held?.of === of) return held.plan
    const plan = planProduct(stock, known && { demand, product: known }, policy)
    ofDemand.set(productId, { of, plan })
    return plan
  }

  const service = {
    /**
     * All that is to be ordered, first what loses the most.
     * @param seesCosts whether margins decide, and prices otherwise
     * @throws StockError 'location-not-found'; 'invalid-request' for a supplier that nobody has, and for a
     *   budget where no cost is known; 'store-unavailable' where the ledger is not read yet
     */
    async plan(query: PlanQuery, seesCosts: boolean): Promise<ReorderPlan> {
      const { location, onlyHere, supplier, only, reorderPoint, budget } = query
      if (budget !== undefined && !seesCosts) {
        const text =
          'A budget needs costs, and this key may not see them. Leave budget out to see what is low.'
        throw new StockError('invalid-request', text)
      }
      const { snapshot, parts, shelves, understanding } = await inventory.find(query)
      const place = location === undefined ? null : locationOf(snapshot, location)
      const demand = await reader.read(place?.id)
      // A code names archived products too.
      const forSale = shelves.filter(({ product }) => product.active)
      const chosen = bySupplier(snapshot, forSale, supplier)
      const policy = {
        leadTimeDays: query.leadTimeDays ?? defaults.leadTimeDays,
        reviewDays: defaults.reviewDays,
        serviceLevel: query.serviceLevel ?? defaults.serviceLevel,
      }
      const hasForecast = !isTooLittle(demand)
      const shares = usualShares(snapshot)
      const planned: Planned[] = []
      for (const product of new Set(chosen.map((shelf) => shelf.product))) {
        await nextTurn()
        // All of its sizes, whichever was asked about: it is planned as a whole.
        const own = snapshot
          .shelvesOf(product)
          .filter((one) => !place || one.location.id === place.id)
        const ownPolicy = {
          ...policy,
          leadTimeDays: query.leadTimeDays ?? (product.leadTimeDays || policy.leadTimeDays),
        }
        const known = (hasForecast && demand.products.get(product.id)) || null
        const sizes = sizesOf(own, shares).map((size) => ({
          ...size,
          reorderPoint: reorderPoint === undefined ? size.reorderPoint : 0,
        }))
        const stock = {
          sizes: known ? sizes : withMissing(product, sizes, shares),
          reorderPoint: reorderPoint ?? product.reorderPoint,
          packSize: product.packSize || 1,
        }
        const plan = planOnce(demand, product.id, stock, known, ownPolicy)
        const others = place && !onlyHere ? snapshot.shelvesOf(product) : []
        const elsewhere = availableOf(
          plan,
          others.filter(({ location }) => location.id !== place?.id),
        )
        planned.push(plannedOf(product, plan, { policy: ownPolicy, known, seesCosts, elsewhere }))
      }
      const all = (budget === undefined ? planned : bought(planned, budget)).filter(
        ({ plan }) =>
          (budget === undefined ? plan.severity !== null : plan.suggested > 0) &&
          (only === undefined || hasSeverity(plan, only)),
      )
      const sorted = all.sort(
        (a, b) => b.lost - a.lost || urgency(a) - urgency(b) || b.plan.suggested - a.plan.suggested,
      )
      return {
        items: sorted,
        total: sorted.length,
        units: sum(sorted, ({ plan }) => plan.suggested),
        cost: sum(sorted, ({ cost }) => cost ?? 0),
        withoutCost: (budget === undefined ? sorted : planned).filter(
          ({ product, plan }) =>
            plan.severity !== null &&
            (product.cost === null || (budget !== undefined && !isBuyable(product))),
        ).length,
        bySeverity: Object.fromEntries(
          SEVERITIES.map((one) => [one, sorted.filter(({ plan }) => plan.severity === one).length]),
        ) as Record<Severity, number>,
        withSizesOut: sorted.filter(
          ({ plan }) => plan.severity !== 'out' && hasSeverity(plan, 'out'),
        ).length,
        guessed: sorted.filter(({ known }) => known && isGuess(known.confidence)).length,
        demand,
        hasForecast,
        policy,
        only: only ?? null,
        budget: budget ?? null,
        location: place?.name ?? null,
        supplier: supplier ?? null,
        match: understanding.match,
        looked: planned,
        understanding,
        missing:
          parts.map((part) => whyNoShelf(snapshot, part, undefined)).join(' ') ||
          whyNothing(snapshot, understanding, query),
      }
    },

    /** The first of them, and the sentence. Throws as `plan` does. */
    async list({ limit, ...query }: ReorderQuery, seesCosts: boolean): Promise<ReorderAnswer> {
      const { items: all, understanding, missing, ...plan } = await service.plan(query, seesCosts)
      const items = all
        .slice(0, limit)
        .map((item) => ({ ...item, runsOutOn: runsOutOn(item.plan, timeZone) }))
      const list = { ...plan, items }
      return { ...list, message: tellReorder(list, { seesCosts, understanding, missing }) }
    },
  }
  return service
}

/** @throws StockError 'invalid-request' with the suppliers there are */
function bySupplier(
  snapshot: Snapshot,
  shelves: readonly Shelf[],
  supplier: string | undefined,
): readonly Shelf[] {
  if (supplier === undefined) return shelves
  const asked = plain(supplier)
  const isAsked = (name: string) => name !== '' && ` ${plain(name)} `.includes(` ${asked} `)
  const chosen = shelves.filter(({ product }) => isAsked(product.supplier))
  if (chosen.length > 0) return chosen
  const suppliers = [...new Set(snapshot.products.map((product) => product.supplier))].filter(
    Boolean,
  )
  const known =
    suppliers.length === 0
      ? 'No product has a supplier: updateProducts sets it. Leave supplier out.'
      : `There is ${either(suppliers)}.`
  const text = `Nothing that fits is of the supplier ${quoted(supplier)}. ${known}`
  throw new StockError('invalid-request', text, { suppliers: suppliers.slice(0, 20) })
}

/** For each gender the share of each size in all units on hand, by `sizeKey`. */
type UsualShares = ReadonlyMap<string, ReadonlyMap<string, number>>

function usualShares({ shelves }: Snapshot): UsualShares {
  const shares = new Map<string, Map<string, number>>()
  for (const [gender, own] of Map.groupBy(shelves, ({ product }) => product.gender)) {
    const total = sum(own, ({ level }) => level.quantity) || 1
    const bySize = Map.groupBy(own, ({ variant }) => sizeKey(variant.size))
    const shareOf = (size: readonly Shelf[]) => sum(size, ({ level }) => level.quantity) / total
    shares.set(gender, new Map([...bySize].map(([size, shelf]) => [size, shareOf(shelf)])))
  }
  return shares
}

/**
 * The sizes of a product, and the main sizes that it does not have here: a file of what is in stock lacks
 * those that are sold out. What comes in none of the main sizes comes in sizes of another kind.
 */
function withMissing(product: Product, sizes: SizeStock[], shares: UsualShares): SizeStock[] {
  const has = new Set(sizes.map(({ size }) => sizeKey(size)))
  const main = [...(shares.get(product.gender) ?? [])].filter(([, share]) => isMainSize(share))
  if (!main.some(([size]) => has.has(size))) return sizes
  const missing = main
    .filter(([size]) => !has.has(size))
    .map(([size, usualShare]): SizeStock => {
      const nothing = { available: 0, onOrder: 0, reorderPoint: 0 }
      return { variantId: '', size, usualShare, ...nothing }
    })
  return [...sizes, ...missing]
}

const sizesOf = (shelves: readonly Shelf[], shares: UsualShares): SizeStock[] =>
  [...Map.groupBy(shelves, ({ variant }) => variant)].map(([variant, own]) => ({
    variantId: variant.id,
    size: variant.size,
    available: sum(own, ({ level }) => available(level)),
    onOrder: sum(own, ({ onOrder }) => onOrder),
    reorderPoint: variant.reorderPoint,
    usualShare: shares.get(own[0]?.product.gender ?? '')?.get(sizeKey(variant.size)) ?? 0,
  }))

interface About {
  readonly policy: OrderDefaults
  readonly known: ProductDemand | null
  readonly seesCosts: boolean
  readonly elsewhere: number
}

/** Units on some shelves of the sizes that are to be ordered. */
function availableOf({ sizes }: ProductPlan, shelves: readonly Shelf[]): number {
  const wanted = new Set(
    sizes.filter(({ suggested }) => suggested > 0).map(({ size }) => sizeKey(size)),
  )
  const ofThem = shelves.filter(({ variant }) => wanted.has(sizeKey(variant.size)))
  return sum(ofThem, ({ level }) => available(level))
}

function plannedOf(product: Product, plan: ProductPlan, about: About): Planned {
  const { policy, known, seesCosts, elsewhere } = about
  return {
    product,
    plan,
    policy,
    known,
    elsewhere,
    cost: product.cost === null ? null : plan.suggested * product.cost,
    lost: lostUnits(plan) * worth(product, seesCosts),
  }
}

function runsOutOn({ daysOfCover }: ProductPlan, timeZone: string): string | null {
  if (daysOfCover === null || daysOfCover > FAR_DAYS) return null
  return dayOf(new Date(Date.now() + daysOfCover * DAY_MS), timeZone)
}

/** Units that will be asked for in vain; without a forecast the share of the sizes that are missing. */
const lostUnits = ({ lost, sizes }: ProductPlan): number =>
  lost > 0
    ? lost
    : sum(sizes, ({ reasons, spread, usualShare }) =>
        spread === null && reasons.length > 0 ? usualShare : 0,
      )

/** What the shop earns with a unit, as far as it is known. */
const worth = ({ price, cost }: Product, seesCosts: boolean): number =>
  seesCosts ? Math.max(0, (price ?? 0) - (cost ?? 0)) : (price ?? 0)

/** Whether it is known what a unit costs and earns. */
const isBuyable = ({ cost, price }: Product): boolean => Boolean(cost && price)

/** The plans with what the money buys in place of what is suggested. */
function bought(items: readonly Planned[], budget: number): Planned[] {
  const buyable = items.flatMap((item) => {
    const { product, plan } = item
    const { cost, packSize } = product
    if (cost === null || !isBuyable(product)) return []
    const one: Buyable = { plan, packSize: packSize || 1, cost, margin: worth(product, true) }
    return [{ item, cost, one }]
  })
  if (buyable.length === 0) {
    throw new StockError(
      'invalid-request',
      'A budget needs costs and prices, and no product that fits has both: updateProduct sets them. Leave budget out to see what is low.',
    )
  }
  const units = spend(
    buyable.map(({ one }) => one),
    budget,
  )
  return buyable.map(({ item, cost }, at) => {
    const sizes = item.plan.sizes.map((size, n) => ({ ...size, suggested: units[at]?.[n] ?? 0 }))
    const suggested = sum(sizes, (size) => size.suggested)
    return { ...item, plan: { ...item.plan, sizes, suggested }, cost: suggested * cost }
  })
}

/** Whether a product, or one of its sizes, is as urgent. */
const hasSeverity = ({ severity, sizes }: ProductPlan, asked: Severity): boolean =>
  severity === asked || sizes.some((size) => size.severity === asked)

const urgency = ({ plan }: Planned): number =>
  plan.severity === null ? SEVERITIES.length : SEVERITIES.indexOf(plan.severity)

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  let result = 0
  for (const item of items) result += value(item)
  return result
}
