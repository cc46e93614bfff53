import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import { productWithCode } from '../../catalogue/find-product.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Location, Product, Variant } from '../../domain/catalogue.ts'
import { addDays, dayOf } from '../../domain/day.ts'
import {
  type Demand,
  foretellShare,
  isTooLittle,
  type ProductDemand,
} from '../../domain/demand/demand.ts'
import { quantile, type Spread } from '../../domain/demand/negative-binomial.ts'
import { type AskedPeriod, readPeriod } from '../../domain/period.ts'
import { clockGroups } from '../../domain/sales/clock-groups.ts'
import { addOnHand, type Days, daysBetween } from '../../domain/sales/daily.ts'
import { addPast, addSales, figuresOf, noSums, type Sums } from '../../domain/sales/sums.ts'
import type { Sentence } from '../../domain/say.ts'
import type { DemandReader } from '../../ledger/demand-reader.ts'
import type { LedgerReader } from '../../ledger/ledger-reader.ts'
import type { PastLedger, Sold } from '../../ledger/past-ledger.ts'
import type { TradeLedger } from '../../ledger/trade-ledger.ts'
import { sizeNotFound } from '../stock/plan-line.ts'
import { tellSeries } from './series-messages.ts'

/** Days of a series, where nobody asks for a time. */
const USUAL_DAYS = 90

/** Most days of a series: two years. */
const MOST_DAYS = 731

/** The same of each size: a year. */
const MOST_DAYS_BY_SIZE = 366

export interface SeriesQuery extends AskedPeriod {
  /** SKU, another code or a barcode. */
  readonly sku: string
  /** The only size that is meant; all where it is missing. */
  readonly size?: string | undefined
  readonly location?: string | undefined
  /** Whether each size is told apart too. */
  readonly bySize: boolean
  /** Weeks to come; 0 for none. */
  readonly weeks: number
}

/** What was on hand and what was sold, a value for each day; null where nobody knows. */
export interface DailySeries {
  /** Units at the end of the day, or now. */
  readonly onHand: readonly (number | null)[]
  /** Units, net of what was undone. */
  readonly sold: readonly (number | null)[]
  readonly returned: readonly (number | null)[]
  /** What was paid for the units sold. */
  readonly value: readonly (number | null)[]
}

interface Band {
  readonly mean: number
  /** Units that will be exceeded nine times in ten, and one time in ten. */
  readonly low: number
  readonly high: number
}

/** What sells in a week to come, with stock on hand. */
export interface WeekToCome extends Band {
  /** First and last day. */
  readonly from: string
  readonly to: string
  /** From today to the end of it. */
  readonly untilThen: Band
}

export interface Series {
  readonly product: Product
  readonly variant: Variant | null
  readonly location: Location | null
  readonly timeZone: string
  readonly days: readonly string[]
  /** Whether days before were asked for, and are left out. */
  readonly isShortened: boolean
  /** Whether the last day is today, which is not over. */
  readonly isUntilNow: boolean
  /** First day of which stock, and of which sales are known; null for none. */
  readonly stockSince: string | null
  readonly salesSince: string | null
  readonly total: DailySeries
  readonly sizes: readonly (DailySeries & { readonly size: string })[] | null
  /** null where the shop sold too little to foretell anything. */
  readonly forecast: readonly WeekToCome[] | null
}

export type SeriesService = ReturnType<typeof createSeriesService>

interface Dependencies {
  readonly catalogue: CatalogueReader
  readonly ledger: LedgerReader
  readonly demand: DemandReader
  readonly timeZone: string
}

/** Tells the stock and the sales of a product day by day, and what is foretold of it. */
export function createSeriesService(deps: Dependencies) {
  const { catalogue, ledger, demand: reader, timeZone } = deps
  return {
    /**
     * The days of a period, the last 90 where none is asked for, none of them to come.
     * @throws StockError 'product-not-found', 'ambiguous-product', 'size-not-found', 'location-not-found';
     *   'invalid-request' as readPeriod; 'store-unavailable' where the ledger is not read yet
     */
    async read(query: SeriesQuery): Promise<Series & { readonly message: Sentence }> {
      const [snapshot, trade, past] = await Promise.all([
        catalogue.read(),
        ledger.read(),
        ledger.readPast(),
      ])
      const product = productWithCode(snapshot, query.sku)
      const variant = query.size === undefined ? null : sizeOf(snapshot, product, query.size)
      const location = query.location === undefined ? null : locationOf(snapshot, query.location)
      const known = knownOf({ trade, past, timeZone }, isPastHere(snapshot, location))
      const now = new Date()
      const { days, ...limits } = daysAsked(query, { now, timeZone, first: known.salesSince })
      const source = { snapshot, trade, past, location, days, known, timeZone }
      const variants = variant ? [variant] : snapshot.variantsOf(product)
      const series: Series = {
        ...{ product, variant, location, timeZone, ...limits, ...known },
        days: days.days,
        total: seriesOf(source, { product, variants, isWhole: variant === null }),
        sizes: query.bySize
          ? variants.map((one) => ({
              size: one.size,
              ...seriesOf(source, { product, variants: [one], isWhole: false }),
            }))
          : null,
        forecast:
          query.weeks === 0
            ? null
            : toCome(await reader.read(location?.id), {
                product,
                variant,
                weeks: query.weeks,
                timeZone,
              }),
      }
      return { ...series, message: tellSeries(series) }
    },
  }
}

function sizeOf(snapshot: Snapshot, product: Product, size: string): Variant {
  const variant = snapshot.variantOf(product, size)
  if (!variant) throw sizeNotFound(snapshot, product, size)
  return variant
}

/** Of past sales it is not known where they were: the default location has them. */
const isPastHere = ({ defaultLocation }: Snapshot, location: Location | null): boolean =>
  location === null || location.id === defaultLocation.id

/** Since when anything is known. */
type Known = Pick<Series, 'stockSince' | 'salesSince'>

function knownOf(
  { trade, past, timeZone }: { trade: TradeLedger; past: PastLedger; timeZone: string },
  hasPast: boolean,
): Known {
  const dayAt = (moment: number | null) =>
    moment === null ? null : dayOf(new Date(moment * 1000), timeZone)
  const stockSince = dayAt(trade.begins)
  const pastSince = hasPast ? dayAt(past.begins) : null
  const [salesSince = null] = [stockSince, pastSince].filter((day) => day !== null).sort()
  return { stockSince, salesSince }
}

interface Clock {
  readonly now: Date
  readonly timeZone: string
  /** Where a period without a beginning begins. */
  readonly first: string | null
}

/** The days that are asked for, none of them to come, and no more than an answer holds. */
function daysAsked(query: SeriesQuery, { now, timeZone, first }: Clock) {
  const today = dayOf(now, timeZone)
  const { period, from, to, bySize } = query
  const isAsked = [period, from, to].some((one) => one !== undefined)
  const asked = isAsked ? { period, from, to } : { from: addDays(today, 1 - USUAL_DAYS) }
  const read = readPeriod(asked, { now, timeZone, otherwise: 'all' })
  const end = read.to === null ? today : dayOf(new Date(Date.parse(read.to) - 1), timeZone)
  const last = earlier(end, today)
  const begin = read.from === null ? (first ?? last) : dayOf(new Date(read.from), timeZone)
  const earliest = addDays(last, 1 - (bySize ? MOST_DAYS_BY_SIZE : MOST_DAYS))
  const isShortened = begin < earliest
  // What ended before anything was known is one day of which nothing is.
  const start = isShortened ? earliest : earlier(begin, last)
  return { days: daysBetween(start, last, timeZone), isShortened, isUntilNow: last === today }
}

const earlier = (one: string, other: string): string => (one < other ? one : other)

interface Source {
  readonly trade: TradeLedger
  readonly past: PastLedger
  readonly snapshot: Snapshot
  readonly location: Location | null
  readonly days: Days
  readonly known: Known
  readonly timeZone: string
}

interface Part {
  readonly product: Product
  readonly variants: readonly Variant[]
  /** Whether past sales without a size count. */
  readonly isWhole: boolean
}

function seriesOf(source: Source, { product, variants, isWhole }: Part): DailySeries {
  const { trade, past, snapshot, location, days, known, timeZone } = source
  const count = days.days.length
  const onHand = new Float64Array(count)
  const sums = noSums(count)
  const { groupAt } = clockGroups('day', days, timeZone)
  const price = product.price ?? 0
  const cost = product.cost ?? 0
  const place = location === null ? undefined : trade.locations.numberOf(location.id)
  for (const { id } of variants) {
    const rows = trade.rowsOf(id, place)
    addOnHand(trade, rows, days, onHand)
    const reading = {
      order: Int32Array.from(rows),
      groupOf: (row: number) => groupAt(trade.time[row] ?? 0),
      priceNow: () => price,
      costNow: () => cost,
    }
    addSales(trade, days, reading, sums)
  }
  const pasts: Sold[] = isPastHere(snapshot, location)
    ? [
        ...variants.map(({ id }) => past.ofVariant(id)),
        ...(isWhole ? [past.ofProduct(product.id)] : []),
      ]
    : []
  for (const sold of pasts) addPast(sold, days, { groupAt, priceNow: price, costNow: cost }, sums)
  return { onHand: onHandOf(onHand, days, known), ...soldOf(sums, days, known) }
}

/** Before the ledger began nobody knows what was there. */
const onHandOf = (onHand: Float64Array, { days }: Days, { stockSince }: Known) =>
  days.map((day, at) => (stockSince !== null && day >= stockSince ? (onHand[at] ?? 0) : null))

/** Nothing sold is not the same as nothing known; a sale that was dated back is known. */
function soldOf(sums: Sums, { days }: Days, { salesSince }: Known) {
  const figures = days.map((day, at) => {
    const { units, returnedUnits, revenue } = figuresOf(sums, at)
    const isKnown = salesSince !== null && day >= salesSince
    return isKnown || units !== 0 || returnedUnits !== 0
      ? { sold: units, returned: returnedUnits, value: revenue }
      : { sold: null, returned: null, value: null }
  })
  return {
    sold: figures.map(({ sold }) => sold),
    returned: figures.map(({ returned }) => returned),
    value: figures.map(({ value }) => value),
  }
}

interface Asked {
  readonly product: Product
  readonly variant: Variant | null
  readonly weeks: number
  readonly timeZone: string
}

function toCome(demand: Demand, { product, variant, weeks, timeZone }: Asked) {
  const known = demand.products.get(product.id)
  if (isTooLittle(demand) || !known) return null
  const share = shareOf(known, variant)
  const today = dayOf(new Date(demand.calendar.now * 1000), timeZone)
  return Array.from({ length: weeks }, (_, week): WeekToCome => {
    const after = 7 * week
    return {
      from: addDays(today, after),
      to: addDays(today, after + 6),
      ...bandOf(foretellShare(demand, known, share, 7, after)),
      untilThen: bandOf(foretellShare(demand, known, share, after + 7)),
    }
  })
}

const shareOf = ({ sizes }: ProductDemand, variant: Variant | null): number =>
  variant === null ? 1 : (sizes.find(({ variantId }) => variantId === variant.id)?.share ?? 0)

const bandOf = (spread: Spread): Band => ({
  mean: spread.mean,
  low: quantile(spread, 0.1),
  high: quantile(spread, 0.9),
})
