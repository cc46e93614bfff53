import { hash } from 'node:crypto'
import { locationOf } from '../../catalogue/find-location.ts'
import type { InventoryService } from '../../catalogue/inventory.ts'
import { whyNoShelf } from '../../catalogue/inventory-messages.ts'
import { askLonger } from '../../catalogue/longer-names.ts'
import type { Shelf, Snapshot } from '../../catalogue/snapshot.ts'
import type { Reference, Understanding } from '../../catalogue/understand.ts'
import { tellAsked, whyNothing } from '../../catalogue/understanding-messages.ts'
import { type Product, sizeKey } from '../../domain/catalogue.ts'
import { dayOf } from '../../domain/day.ts'
import { type Buyable, spend } from '../../domain/demand/budget.ts'
import {
  type Demand,
  isDead,
  isGuess,
  isTooLittle,
  type ProductDemand,
} from '../../domain/demand/demand.ts'
import {
  horizonOf,
  isMainSize,
  type ProductPlan,
  type ProductStock,
  partOf,
  planProduct,
  SEVERITIES,
  type Severity,
  type SizePlan,
  type SizeStock,
} from '../../domain/demand/reorder.ts'
import { StockError } from '../../domain/errors.ts'
import type { Match } from '../../domain/match.ts'
import type { OrderDefaults } from '../../domain/order-defaults.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
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
  /** What was asked about: all of it or some sizes; with a budget what that buys. */
  readonly plan: ProductPlan
  /** The same without a budget. */
  readonly wanted: ProductPlan
  /** All of its sizes, whichever were asked about. */
  readonly whole: ProductPlan
  readonly policy: OrderDefaults
  /** null where nothing is foretold. */
  readonly known: ProductDemand | null
  /** Whether how fast it sells is guessed from other products. */
  readonly isGuess: boolean
  /** What the suggested units cost; null where the cost is not known. */
  readonly cost: number | null
  /** What is lost where nothing is ordered: margin, or price to who may not see costs. */
  readonly lost: number
  /** What lies at other locations than the one asked about. */
  readonly elsewhere: readonly Elsewhere[]
}

/** Units of a size to order that are available at another location. */
export interface Elsewhere {
  readonly size: string
  readonly units: number
  readonly place: string
}

/** A product in a list. */
export interface ReorderItem extends Planned {
  readonly runsOutOn: string | null
  /** Those that are to be ordered; all that were asked about of a product that needs nothing. */
  readonly sizes: readonly ReorderSize[]
}

export interface ReorderSize extends SizePlan {
  /**
   * "2026-12-05": when the last unit goes at the mean rate; null where it has gone already, where nobody can
   * know, or beyond `FAR_DAYS`.
   */
  readonly runsOutOn: string | null
}

/** What is suggested and the money does not buy. */
export interface Unreached {
  readonly products: number
  readonly units: number
  /** What the cheapest of it costs, and its units: a pack is not divided. */
  readonly cheapest: number
  readonly pack: number
}

/** What a list is about, for its message. */
export interface ReorderList {
  /** To be ordered. */
  readonly items: readonly Planned[]
  /** What was asked about by its name and needs nothing. */
  readonly enough: readonly Planned[]
  /** All that are to be ordered, those that are not in the list too. */
  readonly total: number
  readonly units: number
  /** Units of them in sizes that their product never had here. */
  readonly unrecorded: number
  /** What all of it costs, as far as costs are known. */
  readonly cost: number
  /** Products of it without a cost; with a budget those that it left out, for a price that is missing too. */
  readonly withoutCost: number
  /** null where the money buys all that is suggested, and without a budget. */
  readonly unreached: Unreached | null
  readonly bySeverity: Readonly<Record<Severity, number>>
  /** Products that are out or have a size that is, also where only others were asked for. */
  readonly outAlready: number
  /** Products that are there, but not in all sizes that sell. */
  readonly withSizesOut: number
  /** Products that are there, and never had a size here that many others come in. */
  readonly withUsualSize: number
  /** What the message is about: what is to be ordered or was named, and where that is nothing all that was looked at. */
  readonly told: readonly Planned[]
  /** What the shop sells as a whole. */
  readonly demand: Demand
  readonly hasForecast: boolean
  /** Whether nothing was ever sold at the location, while the shop sells. */
  readonly isStockRoom: boolean
  readonly policy: OrderDefaults
  /** Days that the stock has to last, least and most: products have lead times of their own. */
  readonly horizon: readonly [number, number]
  /** What was asked about by its name: "Hermès, size 38"; empty for all. */
  readonly asked: Sentence | ''
  readonly only: Severity | null
  readonly budget: number | null
  readonly location: string | null
  readonly supplier: string | null
  readonly match: Match
  /** All that were looked at, those that are not to be ordered too. */
  readonly looked: readonly Planned[]
}

/** All that is to be ordered. */
export interface ReorderPlan extends ReorderList {
  /** How the words were understood. */
  readonly understanding: Understanding
  /** Why nothing fits them, or a part of them, and what may have been meant. */
  readonly missing: Sentence | ''
  readonly question: Sentence | ''
}

export interface ReorderAnswer extends Omit<ReorderList, 'items'> {
  readonly items: readonly ReorderItem[]
  readonly message: Sentence
}

export type ReorderService = ReturnType<typeof createReorderService>

/** A day further off would seem surer than it is. */
const FAR_DAYS = 60

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
  /** The plans of each demand, and a hash of the stock and policy that each is for: of a large shop little changes. */
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
    const of = hash('sha256', JSON.stringify([stock, policy]), 'base64url')
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
        const text = say({
          en: 'A budget needs costs, and this key may not see them. Leave budget out to see what is low.',
          fr: 'Un budget a besoin des coûts, et cette clé ne peut pas les voir. Laissez budget de côté pour voir ce qui est bas.',
        })
        throw new StockError('invalid-request', text)
      }
      const { snapshot, parts, shelves, understanding } = await inventory.find(query)
      const place = location === undefined ? null : locationOf(snapshot, location)
      const demand = await reader.read(place?.id)
      const isStockRoom =
        place !== null && sellsNothing(demand) && !sellsNothing(await reader.read())
      // A code names archived products too.
      const forSale = shelves.filter(({ product }) => product.active)
      const chosen = bySupplier(snapshot, forSale, supplier)
      const policy = {
        leadTimeDays: query.leadTimeDays ?? defaults.leadTimeDays,
        reviewDays: defaults.reviewDays,
        serviceLevel: query.serviceLevel ?? defaults.serviceLevel,
      }
      const hasForecast = !isTooLittle(demand)
      const asksSizes = parts.every(({ size }) => size !== null)
      let usual: UsualShares | undefined
      const shares = () => {
        usual ??= usualShares(snapshot)
        return usual
      }
      const looked: Planned[] = []
      for (const [product, ofIt] of Map.groupBy(chosen, (shelf) => shelf.product)) {
        await nextTurn()
        // All of its sizes, whichever was asked about: it is planned as a whole.
        const own = snapshot
          .shelvesOf(product)
          .filter((one) => !place || one.location.id === place.id)
        const ownPolicy = {
          ...policy,
          leadTimeDays: query.leadTimeDays ?? (product.leadTimeDays || policy.leadTimeDays),
        }
        const sales = demand.products.get(product.id) ?? null
        const known = hasForecast ? sales : null
        // Where something is foretold they decide nothing, and a sale of anything changes them.
        const sizes = sizesOf(own, known ? NO_SHARES : shares(), sales).map((size) => ({
          ...size,
          reorderPoint: reorderPoint === undefined ? size.reorderPoint : 0,
        }))
        const stock = {
          sizes: known ? sizes : withMissing(product, sizes, shares()),
          reorderPoint: reorderPoint ?? product.reorderPoint,
          packSize: product.packSize || 1,
          isStockRoom,
          isDead: sales !== null && isDead(sales),
        }
        const whole = planOnce(demand, product.id, stock, known, ownPolicy)
        const variants = new Set(ofIt.map(({ variant }) => variant.id))
        const plan = asksSizes
          ? partOf(whole, ({ variantId }) => variants.has(variantId), ownPolicy)
          : whole
        const others = place && !onlyHere ? snapshot.shelvesOf(product) : []
        const elsewhere = availableOf(
          plan,
          others.filter(({ location }) => location.id !== place?.id),
        )
        looked.push(
          plannedOf(product, plan, { whole, policy: ownPolicy, known, seesCosts, elsewhere }),
        )
      }
      const asked = looked.filter(({ plan }) => only === undefined || hasSeverity(plan, only))
      const items = (
        budget === undefined
          ? asked.filter(({ plan }) => plan.severity !== null)
          : bought(asked, budget).filter(({ plan }) => plan.suggested > 0)
      ).sort(
        (a, b) =>
          doubt(a) - doubt(b) ||
          b.lost - a.lost ||
          urgency(a) - urgency(b) ||
          b.plan.suggested - a.plan.suggested,
      )
      const { sku, model, color, gender, size } = query
      const isNamed = [sku, model, color, gender, size].some((word) => word !== undefined)
      const isOpen = isNamed && only === undefined && budget === undefined
      const enough = isOpen ? looked.filter(({ plan }) => plan.severity === null) : []
      const told = [...items, ...enough]
      const days = told.map((one) => horizonOf(one.policy))
      const longer = parts.flatMap((part) => part.longer)
      const several = parts.length > 1 ? query : undefined
      const notHere = parts.map((part) => whyNoShelf(snapshot, part, several))
      const count = (isSo: (one: Planned) => boolean) => items.filter(isSo).length
      return {
        items,
        enough,
        total: items.length,
        units: sum(items, ({ plan }) => plan.suggested),
        unrecorded: sum(items, ({ plan }) =>
          sum(plan.sizes, ({ variantId, suggested }) => (variantId === '' ? suggested : 0)),
        ),
        cost: sum(items, ({ cost }) => cost ?? 0),
        withoutCost: (budget === undefined ? items : asked).filter(
          ({ product, plan }) =>
            plan.severity !== null &&
            (product.cost === null || (budget !== undefined && !isBuyable(product))),
        ).length,
        unreached: budget === undefined ? null : unreachedOf(asked, items),
        bySeverity: Object.fromEntries(
          SEVERITIES.map((one) => [one, count(({ plan }) => plan.severity === one)]),
        ) as Record<Severity, number>,
        outAlready: looked.filter(({ plan }) => hasSeverity(plan, 'out')).length,
        withSizesOut: count(({ plan }) => plan.severity !== 'out' && hasSeverity(plan, 'out')),
        withUsualSize: count(
          ({ plan }) => plan.severity !== 'out' && plan.reasons.includes('usual_size'),
        ),
        told: told.length > 0 ? told : looked,
        demand,
        hasForecast,
        isStockRoom,
        policy,
        horizon:
          days.length === 0
            ? [horizonOf(policy), horizonOf(policy)]
            : [Math.min(...days), Math.max(...days)],
        asked: isNamed ? join(Object.values(tellAsked(understanding, size)), ', ') : '',
        only: only ?? null,
        budget: budget ?? null,
        location: place?.name ?? null,
        supplier: supplier ?? null,
        match: understanding.match,
        looked,
        understanding,
        missing:
          join([...new Set(notHere)]) ||
          (looked.length === 0 ? whyNothing(snapshot, understanding, query) : ''),
        question: askLonger(longer),
      }
    },

    /** The first of them, and the sentence. Throws as `plan` does. */
    async list({ limit, ...query }: ReorderQuery, seesCosts: boolean): Promise<ReorderAnswer> {
      const plan = await service.plan(query, seesCosts)
      const items = [...plan.items, ...plan.enough].slice(0, limit).map((item) => ({
        ...item,
        runsOutOn: runsOutOn(item.plan, timeZone),
        sizes: item.plan.sizes
          .filter(({ severity, suggested }) => item.plan.severity === null || severity || suggested)
          .map((size) => ({ ...size, runsOutOn: runsOutOn(size, timeZone) })),
      }))
      return { ...plan, items, message: tellReorder(plan, seesCosts) }
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
  const none = say({
    en: `Nothing that fits is of the supplier ${quoted(supplier)}.`,
    fr: `Rien de ce qui correspond n’est du fournisseur ${quoted(supplier)}.`,
  })
  const known =
    suppliers.length === 0
      ? say({
          en: 'No product has a supplier: updateProducts sets it. Leave supplier out.',
          fr: 'Aucun produit n’a de fournisseur : updateProducts le fixe. Laissez supplier de côté.',
        })
      : say({ en: `There is ${either(suppliers)}.`, fr: `Il y a ${either(suppliers)}.` })
  throw new StockError('invalid-request', join([none, known]), {
    suppliers: suppliers.slice(0, 20),
  })
}

/** For each gender the share of each size in all units on hand, by `sizeKey`. */
type UsualShares = ReadonlyMap<string, ReadonlyMap<string, number>>

const NO_SHARES: UsualShares = new Map()

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
      const nothing = { available: 0, onOrder: 0, reorderPoint: 0, sold: 0 }
      return { variantId: '', size, usualShare, ...nothing }
    })
  return [...sizes, ...missing]
}

const sizesOf = (
  shelves: readonly Shelf[],
  shares: UsualShares,
  sales: ProductDemand | null,
): SizeStock[] =>
  [...Map.groupBy(shelves, ({ variant }) => variant)].map(([variant, own]) => ({
    variantId: variant.id,
    size: variant.size,
    available: sum(own, ({ level }) => available(level)),
    onOrder: sum(own, ({ onOrder }) => onOrder),
    reorderPoint: variant.reorderPoint,
    usualShare: shares.get(own[0]?.product.gender ?? '')?.get(sizeKey(variant.size)) ?? 0,
    sold: sales?.sizes.find(({ variantId }) => variantId === variant.id)?.units ?? 0,
  }))

interface About extends Pick<Planned, 'whole' | 'policy' | 'known' | 'elsewhere'> {
  readonly seesCosts: boolean
}

/** What lies on some shelves of the sizes that are to be ordered. */
function availableOf({ sizes }: ProductPlan, shelves: readonly Shelf[]): Elsewhere[] {
  const wanted = new Set(
    sizes.filter(({ suggested }) => suggested > 0).map(({ size }) => sizeKey(size)),
  )
  return shelves
    .filter(({ variant, level }) => wanted.has(sizeKey(variant.size)) && available(level) > 0)
    .map(({ variant, level, location }) => ({
      ...{ size: variant.size, units: available(level), place: location.name },
    }))
}

function plannedOf(product: Product, plan: ProductPlan, about: About): Planned {
  const { seesCosts, ...rest } = about
  return {
    product,
    plan,
    wanted: plan,
    ...rest,
    isGuess: rest.known !== null && isGuess(rest.known.confidence),
    cost: product.cost === null ? null : plan.suggested * product.cost,
    lost: lostUnits(plan) * worth(product, seesCosts),
  }
}

type Cover = Pick<ProductPlan, 'available' | 'daysOfCover'>

function runsOutOn({ available, daysOfCover }: Cover, timeZone: string): string | null {
  if (daysOfCover === null || daysOfCover > FAR_DAYS || available === 0) return null
  return dayOf(new Date(Date.now() + daysOfCover * DAY_MS), timeZone)
}

const sellsNothing = ({ units }: Demand): boolean => units === 0

/** What is known comes before what is guessed, and that before sizes that were perhaps never meant to be here. */
function doubt(item: Planned): number {
  const { reasons } = item.wanted
  if (reasons.includes('threshold')) return 0
  return reasons.every((reason) => reason === 'usual_size') && reasons.length > 0
    ? 2
    : Number(item.isGuess)
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

/** Whether it is known what a unit costs, and that it earns something. */
const isBuyable = ({ cost, price }: Product): boolean => Boolean(cost) && (price ?? 0) > (cost ?? 0)

/** The plans with what the money buys in place of what is suggested. */
function bought(items: readonly Planned[], budget: number): Planned[] {
  const buyable = items.flatMap((item) => {
    const { product, plan } = item
    const { cost, packSize } = product
    if (cost === null || !isBuyable(product)) return []
    const one: Buyable = { plan, packSize: packSize || 1, cost, margin: worth(product, true) }
    return [{ item, cost, one }]
  })
  if (buyable.length === 0 && items.length > 0) {
    const text = say({
      en: 'A budget needs costs and prices, and no product that fits has a cost and a price above it: updateProduct sets them. Leave budget out to see what is low.',
      fr: 'Un budget a besoin de coûts et de prix, et aucun produit qui correspond n’a un coût et un prix au-dessus : updateProduct les fixe. Laissez budget de côté pour voir ce qui est bas.',
    })
    throw new StockError('invalid-request', text)
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

/** What is suggested of what has a price, less what was bought. */
function unreachedOf(looked: readonly Planned[], got: readonly Planned[]): Unreached | null {
  const plans = new Map(got.map(({ product, plan }) => [product, plan]))
  const left = looked.flatMap(({ product, wanted }) => {
    const units = sum(wanted.sizes, ({ suggested }, at) =>
      Math.max(0, suggested - (plans.get(product)?.sizes[at]?.suggested ?? 0)),
    )
    const pack = product.packSize || 1
    return units > 0 && isBuyable(product)
      ? [{ units, pack, price: pack * (product.cost ?? 0) }]
      : []
  })
  const [first, ...others] = left
  if (!first) return null
  const { price: cheapest, pack } = others.reduce(
    (least, one) => (one.price < least.price ? one : least),
    first,
  )
  return { products: left.length, units: sum(left, ({ units }) => units), cheapest, pack }
}

/** Whether a product, or one of its sizes, is as urgent. */
const hasSeverity = ({ severity, sizes }: ProductPlan, asked: Severity): boolean =>
  severity === asked || sizes.some((size) => size.severity === asked)

const urgency = ({ plan }: Planned): number =>
  plan.severity === null ? SEVERITIES.length : SEVERITIES.indexOf(plan.severity)

function sum<T>(items: readonly T[], value: (item: T, at: number) => number): number {
  let result = 0
  for (const [at, item] of items.entries()) result += value(item, at)
  return result
}
