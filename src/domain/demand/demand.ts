import { DEAD_DAYS } from '../sales/pace.ts'
import { type Calendar, weekAt, weeksIn } from './calendar.ts'
import {
  addFlow,
  type Facts,
  type Flow,
  NO_FLOW,
  NO_SALES,
  noWeeks,
  type PastSales,
  type Weeks,
} from './flow.ts'
import type { Spread } from './negative-binomial.ts'
import { type Evidence, evidenceOf, learnRates, predict, type Rates } from './rates.ts'
import { learnSeason, ownSeason, type Season, seasonAt } from './season.ts'
import { learnCurves, type SizeCurves, type SizeSales, sharesOf } from './size-curve.ts'

/** Units and weeks that a whole shop needs before anything is foretold. */
export const LEAST_UNITS = 30
export const LEAST_WEEKS = 4

/** What has to be there of a product: open weeks and units, for some and for much confidence. */
const SOME = { weeks: 8, units: 3 }
const MUCH = { weeks: 26, units: 10 }

/** A product that was there for less counts as there for so many weeks. */
const SHORTEST_WEEKS = 1

/** Products that are worked on before others get their turn. */
const TURN = 10

/** A product of the shop with its sizes. */
export interface DemandProduct {
  readonly id: string
  /** Products of one category sell about as fast. */
  readonly category: string
  /** Products of one kind sell the same sizes. */
  readonly kind: string
  readonly variants: readonly DemandVariant[]
}

export interface DemandVariant {
  readonly id: string
  /** Spelt alike for all products. */
  readonly size: string
}

/** What is known of all that moved and was sold. */
export interface History {
  /** When the ledger begins, in seconds since 1970; null where nothing moved yet. */
  readonly begins: number | null
  /** Is good until the next one is asked for. */
  flowOf(variantId: string): Flow
  /** Sales of before the ledger. */
  pastOf(variantId: string): PastSales
  /** Those of which only the product is known. */
  pastOfProduct(productId: string): PastSales
}

/** How much a forecast of a product is worth. */
export type Confidence =
  /** It was never on hand: a guess from similar products. */
  'none' | 'low' | 'fair' | 'good'

/** Whether so little is known that other products say more about it than its own sales. */
export const isGuess = (confidence: Confidence): boolean =>
  confidence === 'none' || confidence === 'low'

/** What is known of one size. */
export interface SizeDemand {
  readonly variantId: string
  /** Its share of what the product sells while all sizes are on hand. */
  readonly share: number
  /** Units sold in the weeks of the calendar. */
  readonly units: number
  /** Weeks in which it was on hand, and in which it was not. */
  readonly open: number
  readonly empty: number
  /** Seconds since 1970; null where none was sold. */
  readonly lastSold: number | null
}

export interface ProductDemand {
  readonly id: string
  readonly category: string
  readonly evidence: Evidence
  /** Units sold in the weeks of the calendar. */
  readonly units: number
  /** Weeks in which it could sell, a week with half of its sizes counting half; and the rest. */
  readonly open: number
  readonly empty: number
  /** Seconds since 1970; null where none was sold. */
  readonly since: number | null
  /** false: in some of the weeks it is only taken to have been there, because it was sold before the ledger. */
  readonly isFollowed: boolean
  readonly lastSold: number | null
  /** Weeks with a unit of any size on hand since then, or since it is known. */
  readonly idle: number
  /** As far as its own sales bear out that of the shop; null where that is not known. */
  readonly season: Season | null
  readonly confidence: Confidence
  readonly sizes: readonly SizeDemand[]
}

/** What a shop sells, and what it will. */
export interface Demand {
  readonly calendar: Calendar
  /** null where there are less than two years. */
  readonly season: Season | null
  readonly rates: Rates
  readonly curves: SizeCurves
  readonly products: ReadonlyMap<string, ProductDemand>
  /** Units that the whole shop sold in each week of the calendar. */
  readonly weekly: Float64Array
  /** The sum of these, and weeks since the history of the shop begins. */
  readonly units: number
  readonly weeks: number
}

/** Whether nobody bought it for so long, while it was there, that it is not ordered again by itself. */
export const isDead = ({ idle }: Pick<ProductDemand, 'idle'>): boolean => 7 * idle >= DEAD_DAYS

/** Whether a shop sold too little to foretell anything. */
export const isTooLittle = ({ units, weeks }: Pick<Demand, 'units' | 'weeks'>): boolean =>
  units < LEAST_UNITS || weeks < LEAST_WEEKS

/** Learns what a shop sells. It is long work for a large shop: it yields from time to time. */
export function* learnDemand(
  products: readonly DemandProduct[],
  history: History,
  calendar: Calendar,
): Generator<void, Demand, void> {
  const part = noWeeks(calendar)
  const room = roomFor(products, weeksIn(calendar))
  const weekly = new Float64Array(weeksIn(calendar))
  const sized: Sized[] = []
  for (const [index, product] of products.entries()) {
    if (index % TURN === TURN - 1) yield
    const one = sizedOf(product, { history, calendar, part, room })
    addTo(weekly, one.units)
    sized.push(one)
  }
  const curves = yield* learnCurves(sized.map(({ product: { kind }, sizes }) => ({ kind, sizes })))
  const since = earliest(sized.map((one) => one.followed)) ?? calendar.now
  const first = Math.max(0, weekAt(calendar, since))
  // The running week is not over: it would look like a poor one.
  const season = learnSeason([...weekly.subarray(first, -1)], calendar.firstWeek + first)
  const known: ProductDemand[] = []
  for (const [index, one] of sized.entries()) {
    if (index % TURN === TURN - 1) yield
    known.push(demandOf(one, { calendar, season, curves }))
  }
  return {
    calendar,
    season,
    rates: yield* learnRates(known),
    curves,
    products: new Map(known.map((product) => [product.id, product])),
    weekly,
    units: sum(weekly),
    weeks: Math.max(0, (calendar.now - since) / WEEK_SECONDS),
  }
}

const WEEK_SECONDS = 7 * 86_400

interface Source {
  readonly history: History
  readonly calendar: Calendar
  /** Written over for each size: a large shop has a hundred thousand. */
  readonly part: Weeks
  readonly room: (product: DemandProduct) => Room
}

/** Where the weeks of a product are written. */
type Room = Pick<Sized, 'units' | 'there'>

/** Room for all of them in two pieces, which are given back as such: a hundred thousand leave holes in the memory. */
function roomFor(products: readonly DemandProduct[], weeks: number): Source['room'] {
  const units = new Float64Array(weeks * products.length)
  const sizes = products.reduce((all, { variants }) => all + variants.length, 0)
  const there = new Float32Array(weeks * sizes)
  let [product, size] = [0, 0]
  return ({ variants }) => {
    const begin = { units: weeks * product, there: weeks * size }
    product += 1
    size += variants.length
    return {
      units: units.subarray(begin.units, weeks * product),
      there: there.subarray(begin.there, weeks * size),
    }
  }
}

/** A product with what is known of each of its sizes. */
interface Sized {
  readonly product: DemandProduct
  readonly sizes: readonly (SizeSales & Facts)[]
  /** Units of each week, all sizes together. */
  readonly units: Float64Array
  /** The share of each week in which a size was there, size by size. */
  readonly there: Float32Array
  readonly since: number | null
  readonly followed: number | null
  readonly isFollowed: boolean
  readonly lastSold: number | null
}

/** Reads what a product sold, and its past sales of which the size is not known. */
function sizedOf(product: DemandProduct, { history, calendar, part, room }: Source): Sized {
  const { id, variants } = product
  const pastSales = history.pastOfProduct(id)
  const pasts = variants.map((variant) => history.pastOf(variant.id))
  // One size that was sold shows that the product was there, the others with it. What is empty is only
  // known since the ledger.
  const from = Math.min(
    ...[pastSales, ...pasts].map((past) => (past.length === 0 ? Infinity : (past.time[0] ?? 0))),
  )
  const before = from === Infinity ? null : { from, to: history.begins ?? calendar.now }
  const weeks = weeksIn(calendar)
  const { units, there } = room(product)
  const read = (flow: Flow, past: PastSales): Facts => {
    part.units.fill(0)
    part.there.fill(0)
    const facts = addFlow(flow, past, before, calendar, part)
    addTo(units, part.units)
    return facts
  }
  const sizes = variants.map((variant, at) => {
    const facts = read(history.flowOf(variant.id), pasts[at] ?? NO_SALES)
    there.set(part.there, at * weeks)
    return { size: variant.size, units: sum(part.units), open: sum(part.there), ...facts }
  })
  const all = [...sizes, read(NO_FLOW, pastSales)]
  return {
    product,
    sizes,
    units,
    there,
    since: earliest(all.map((one) => one.since)),
    followed: earliest(all.map((one) => one.followed)),
    isFollowed: before === null || before.to <= Math.max(before.from, calendar.starts[0] ?? 0),
    lastSold: latest(all.map((one) => one.lastSold)),
  }
}

/** The share of each week in which a product was there: one with half of what sells counts half. */
function thereOf({ units, there }: Sized, shares: readonly number[]): Float64Array {
  const all = new Float64Array(units.length)
  for (const [index, share] of shares.entries()) {
    for (let at = 0; at < all.length; at += 1) {
      all[at] = (all[at] ?? 0) + share * (there[index * all.length + at] ?? 0)
    }
  }
  return all
}

/** The weeks since the last sale in which a unit of any size was there. */
function idleOf({ product: { variants }, there, lastSold }: Sized, calendar: Calendar): number {
  const weeks = weeksIn(calendar)
  const first = lastSold === null ? -1 : weekAt(calendar, lastSold)
  let idle = 0
  for (let week = Math.max(0, first); week < weeks; week += 1) {
    let most = 0
    for (let at = 0; at < variants.length; at += 1) {
      most = Math.max(most, there[at * weeks + week] ?? 0)
    }
    const left = week === first ? partAfter(calendar, week, lastSold ?? 0) : 1
    idle += Math.min(most, left)
  }
  return idle
}

/** The share of a week that comes after a moment in it. */
const partAfter = ({ starts }: Calendar, week: number, moment: number): number => {
  const start = starts[week] ?? moment
  return 1 - (moment - start) / ((starts[week + 1] ?? start + WEEK_SECONDS) - start)
}

interface Learnt {
  readonly calendar: Calendar
  /** The season of each week of the calendar. */
  readonly season: Season | null
  readonly curves: SizeCurves
}

function demandOf(one: Sized, { calendar, season, curves }: Learnt): ProductDemand {
  const { product, sizes, units, since, lastSold } = one
  const shares = sharesOf(curves, { kind: product.kind, sizes })
  const there = thereOf(one, shares)
  const span = since === null ? 0 : weeksSince(calendar, since)
  const first = since === null ? units.length : Math.max(0, weekAt(calendar, since))
  const own = ownSeason(season, { units, there, firstWeek: calendar.firstWeek })
  const exposure = there.map((share, at) => share * seasonAt(own, calendar.firstWeek + at))
  const open = sum(there)
  // What came a moment ago and sold at once would seem to sell hundreds a week.
  const last = exposure.length - 1
  if (open > 0) exposure[last] = (exposure[last] ?? 0) + Math.max(0, SHORTEST_WEEKS - open)
  const sold = sum(units)
  return {
    id: product.id,
    category: product.category,
    evidence: evidenceOf({ units: units.subarray(first), exposure: exposure.subarray(first) }),
    units: sold,
    open,
    empty: Math.max(0, span - open),
    since,
    isFollowed: one.isFollowed,
    lastSold,
    idle: idleOf(one, calendar),
    season: own,
    confidence: confidenceOf(open, sold),
    sizes: sizes.map((size, at): SizeDemand => {
      const own = size.since === null ? 0 : weeksSince(calendar, size.since)
      return {
        variantId: product.variants[at]?.id ?? '',
        share: shares[at] ?? 0,
        units: size.units,
        open: size.open,
        empty: Math.max(0, own - size.open),
        lastSold: size.lastSold,
      }
    }),
  }
}

function confidenceOf(open: number, units: number): Confidence {
  if (open === 0) return 'none'
  if (open < SOME.weeks || units < SOME.units) return 'low'
  return open >= MUCH.weeks && units >= MUCH.units ? 'good' : 'fair'
}

/** Weeks since a moment, not further back than the calendar goes. */
const weeksSince = ({ starts, now }: Calendar, moment: number): number =>
  Math.max(0, (now - Math.max(moment, starts[0] ?? 0)) / WEEK_SECONDS)

/** What a product can sell in the weeks to come: each day counts by its season. @param days from now on */
export function exposureOf(
  { calendar }: Pick<Demand, 'calendar'>,
  { season }: Pick<ProductDemand, 'season'>,
  days: number,
): number {
  const last = weeksIn(calendar) - 1
  const running = calendar.firstWeek + last
  const start = calendar.starts[last] ?? calendar.now
  let exposure = 0
  let from = (calendar.now - start) / WEEK_SECONDS
  const end = from + days / 7
  while (from < end) {
    const next = Math.min(end, Math.floor(from) + 1)
    exposure += (next - from) * seasonAt(season, running + Math.floor(from))
    from = next
  }
  return exposure
}

/** What a product will sell in the days to come, with all of its sizes on hand. */
export const foretell = (demand: Demand, product: ProductDemand, days: number): Spread =>
  predict(demand.rates, product, exposureOf(demand, product, days))

/**
 * What a part of it will sell.
 * @param share of a size; 1 for all of it
 * @param after days from now until these begin
 */
export function foretellShare(
  demand: Demand,
  product: ProductDemand,
  share: number,
  days: number,
  after = 0,
): Spread {
  const exposure = exposureOf(demand, product, after + days) - exposureOf(demand, product, after)
  return predict(demand.rates, product, share * exposure)
}

/** The weeks of a product as they were, for a picture or a check: units, and what it could sell. */
export function pastWeeks(
  { calendar, products }: Demand,
  product: DemandProduct,
  history: History,
): Weeks {
  const shares = products.get(product.id)?.sizes.map(({ share }) => share) ?? []
  const room = roomFor([product], weeksIn(calendar))
  const one = sizedOf(product, { history, calendar, part: noWeeks(calendar), room })
  return { units: one.units, there: thereOf(one, shares) }
}

const earliest = (moments: readonly (number | null)[]): number | null =>
  moments.reduce((first, one) => (one === null ? first : Math.min(first ?? one, one)), null)

const latest = (moments: readonly (number | null)[]): number | null =>
  moments.reduce((last, one) => (one === null ? last : Math.max(last ?? one, one)), null)

function addTo(list: Float64Array, other: Float64Array): void {
  for (let at = 0; at < list.length; at += 1) list[at] = (list[at] ?? 0) + (other[at] ?? 0)
}

function sum(list: Float64Array): number {
  let result = 0
  for (const one of list) result += one
  return result
}
