import { type Calendar, weekAt, weeksIn } from './calendar.ts'
import { addFlow, type Facts, type Flow, noWeeks, type PastSales, type Weeks } from './flow.ts'
import type { Spread } from './negative-binomial.ts'
import { type Evidence, evidenceOf, learnRates, predict, type Rates } from './rates.ts'
import { learnSeason, type Season, seasonAt } from './season.ts'
import { learnCurves, type SizeCurves, type SizeSales, sharesOf } from './size-curve.ts'

/** Units and weeks that a whole shop needs before anything is foretold. */
export const LEAST_UNITS = 30
export const LEAST_WEEKS = 4

/** What has to be there of a product: open weeks and units, for some and for much confidence. */
const SOME = { weeks: 8, units: 3 }
const MUCH = { weeks: 26, units: 10 }

/** Products that are worked on before others get their turn. */
const TURN = 100

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
  readonly lastSold: number | null
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
  /** Units that the whole shop sold, and weeks since its history begins. */
  readonly units: number
  readonly weeks: number
}

/** Whether a shop sold too little to foretell anything. */
export const isTooLittle = ({ units, weeks }: Pick<Demand, 'units' | 'weeks'>): boolean =>
  units < LEAST_UNITS || weeks < LEAST_WEEKS

/** Learns what a shop sells. It is long work for a large shop: it yields from time to time. */
export function* learnDemand(
  products: readonly DemandProduct[],
  history: History,
  calendar: Calendar,
): Generator<void, Demand, void> {
  const weekly = new Float64Array(weeksIn(calendar))
  const sized: { product: DemandProduct; sizes: SizeSales[] }[] = []
  let since = calendar.now
  for (const [index, product] of products.entries()) {
    if (index % TURN === TURN - 1) yield
    const { variants, rest } = weeksOf(product, history, calendar)
    for (const { weeks, facts } of [...variants, rest]) {
      since = Math.min(since, facts.since ?? since)
      for (let at = 0; at < weekly.length; at += 1) {
        weekly[at] = (weekly[at] ?? 0) + (weeks.units[at] ?? 0)
      }
    }
    sized.push({
      product,
      sizes: variants.map(({ size, weeks }) => ({
        size,
        units: sum(weeks.units),
        open: sum(weeks.there),
      })),
    })
  }
  const curves = learnCurves(sized.map(({ product: { kind }, sizes }) => ({ kind, sizes })))
  yield
  const first = Math.max(0, weekAt(calendar, since))
  // The running week is not over: it would look like a poor one.
  const season = learnSeason([...weekly.subarray(first, -1)], calendar.firstWeek + first)
  const known: ProductDemand[] = []
  for (const [index, { product, sizes }] of sized.entries()) {
    if (index % TURN === TURN - 1) yield
    known.push(demandOf(product, { sizes, history, calendar, season, curves }))
  }
  return {
    calendar,
    season,
    rates: learnRates(known),
    curves,
    products: new Map(known.map((product) => [product.id, product])),
    units: sum(weekly),
    weeks: Math.max(0, (calendar.now - since) / WEEK_SECONDS),
  }
}

const WEEK_SECONDS = 7 * 86_400

/** Weeks of one size, or of what is only known of the product. */
interface Part {
  readonly size: string
  readonly weeks: Weeks
  readonly facts: Facts
}

/** The weeks of each size of a product, and of the past sales of which the size is not known. */
function weeksOf(product: DemandProduct, history: History, calendar: Calendar) {
  const pastSales = history.pastOfProduct(product.id)
  const pasts = product.variants.map(({ id }) => history.pastOf(id))
  // One size that was sold shows that the product was there, the others with it. What is empty is only
  // known since the ledger.
  const openSince = Math.min(
    ...[pastSales, ...pasts].map((past) => (past.length === 0 ? Infinity : (past.time[0] ?? 0))),
  )
  const before =
    openSince === Infinity ? null : { from: openSince, to: history.begins ?? calendar.now }
  const variants = product.variants.map(({ id, size }, at): Part => {
    const weeks = noWeeks(calendar)
    const past = pasts[at] ?? pastSales
    return { size, weeks, facts: addFlow(history.flowOf(id), past, before, calendar, weeks) }
  })
  const weeks = noWeeks(calendar)
  const rest: Part = {
    size: '',
    weeks,
    facts: addFlow(
      { length: 0, time: [], delta: [], kind: [] },
      pastSales,
      before,
      calendar,
      weeks,
    ),
  }
  return { variants, rest }
}

/** The weeks of all sizes: one with half of what sells on hand counts half. */
function together(
  { variants, rest }: ReturnType<typeof weeksOf>,
  shares: readonly number[],
): Weeks {
  const units = new Float64Array(rest.weeks.units)
  const there = new Float64Array(units.length)
  for (const [index, { weeks }] of variants.entries()) {
    const share = shares[index] ?? 0
    for (let at = 0; at < units.length; at += 1) {
      units[at] = (units[at] ?? 0) + (weeks.units[at] ?? 0)
      there[at] = (there[at] ?? 0) + share * (weeks.there[at] ?? 0)
    }
  }
  return { units, there }
}

interface Learnt {
  readonly sizes: readonly SizeSales[]
  readonly history: History
  readonly calendar: Calendar
  readonly season: Season | null
  readonly curves: SizeCurves
}

function demandOf(product: DemandProduct, learnt: Learnt): ProductDemand {
  const { sizes, history, calendar, season, curves } = learnt
  const { variants, rest } = weeksOf(product, history, calendar)
  const shares = sharesOf(curves, { kind: product.kind, sizes })
  const { units, there } = together({ variants, rest }, shares)
  const since = earliest([...variants, rest].map(({ facts }) => facts.since))
  const span = since === null ? 0 : weeksSince(calendar, since)
  const first = since === null ? units.length : Math.max(0, weekAt(calendar, since))
  const exposure = there.map((share, at) => share * seasonAt(season, calendar.firstWeek + at))
  const open = sum(there)
  const sold = sum(units)
  return {
    id: product.id,
    category: product.category,
    evidence: evidenceOf({ units: units.subarray(first), exposure: exposure.subarray(first) }),
    units: sold,
    open,
    empty: Math.max(0, span - open),
    since,
    lastSold: latest([...variants, rest].map(({ facts }) => facts.lastSold)),
    confidence: confidenceOf(open, sold),
    sizes: variants.map(({ weeks, facts }, index): SizeDemand => {
      const openWeeks = sum(weeks.there)
      const own = facts.since === null ? 0 : weeksSince(calendar, facts.since)
      return {
        variantId: product.variants[index]?.id ?? '',
        share: shares[index] ?? 0,
        units: sum(weeks.units),
        open: openWeeks,
        empty: Math.max(0, own - openWeeks),
        lastSold: facts.lastSold,
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

/** What the weeks to come can sell: each day counts by its season. @param days from now on */
export function exposureOf({ calendar, season }: Demand, days: number): number {
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
  predict(demand.rates, product, exposureOf(demand, days))

/** What a size of it will sell. @param share of the size */
export const foretellShare = (
  demand: Demand,
  product: ProductDemand,
  share: number,
  days: number,
): Spread => predict(demand.rates, product, share * exposureOf(demand, days))

/** The weeks of a product as they were, for a picture or a check: units, and what it could sell. */
export function pastWeeks(demand: Demand, product: DemandProduct, history: History): Weeks {
  const { variants, rest } = weeksOf(product, history, demand.calendar)
  const shares = demand.products.get(product.id)?.sizes.map(({ share }) => share) ?? []
  return together({ variants, rest }, shares)
}

const earliest = (moments: readonly (number | null)[]): number | null =>
  moments.reduce((first, one) => (one === null ? first : Math.min(first ?? one, one)), null)

const latest = (moments: readonly (number | null)[]): number | null =>
  moments.reduce((last, one) => (one === null ? last : Math.max(last ?? one, one)), null)

function sum(list: Float64Array): number {
  let result = 0
  for (const one of list) result += one
  return result
}
