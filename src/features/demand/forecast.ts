import { askedProduct } from '../../catalogue/asked-product.ts'
import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import type { Reference } from '../../catalogue/understand.ts'
import type { Product, Variant } from '../../domain/catalogue.ts'
import { addDays, dayOf } from '../../domain/day.ts'
import { LEVELS } from '../../domain/demand/backtest.ts'
import {
  type Demand,
  foretellShare,
  isTooLittle,
  type ProductDemand,
} from '../../domain/demand/demand.ts'
import { quantile, type Spread } from '../../domain/demand/negative-binomial.ts'
import { usualRate } from '../../domain/demand/rates.ts'
import { StockError } from '../../domain/errors.ts'
import type { Match } from '../../domain/match.ts'
import { say } from '../../domain/say.ts'
import type { DemandReader } from '../../ledger/demand-reader.ts'
import type { AccuracyReader, ProductAccuracy, ShopAccuracy } from './accuracy.ts'
import { tellAccuracy, tellForecast } from './forecast-messages.ts'

export interface ForecastQuery extends Reference {
  readonly location?: string | undefined
  readonly weeks: number
}

/** What sells in a time to come, with stock on hand. */
export interface Foreseen {
  /** First and last day, "2026-11-29". */
  readonly from: string
  readonly to: string
  readonly mean: number
  /** Units that are enough, at each of LEVELS. */
  readonly enough: readonly number[]
}

/** What a forecast rests on: of the size where one is meant, else of the product. */
export interface Inputs {
  readonly units: number
  /** Weeks in which it could sell, and in which it could not. */
  readonly open: number
  readonly empty: number
  readonly lastSold: string | null
  readonly hasSeason: boolean
  readonly level: number
  /** 1 for all of the product. */
  readonly share: number
  /** What similar products sell a week. */
  readonly similarPerWeek: number
}

/** What is known of what a product will sell. */
export interface Forecast {
  readonly product: Product
  readonly variant: Variant | null
  readonly match: Match
  readonly location: string | null
  /** Of the whole shop. */
  readonly demand: Demand
  readonly known: ProductDemand
  readonly inputs: Inputs
  /** Null where the shop sold too little to foretell anything. */
  readonly foreseen: { readonly weeks: readonly Foreseen[]; readonly sum: Foreseen } | null
  /** Of the product, all its sizes together; null where it was not foretold before, or that is not known yet. */
  readonly accuracy: ProductAccuracy | null
}

export type ForecastService = ReturnType<typeof createForecastService>

interface Dependencies {
  readonly catalogue: CatalogueReader
  readonly demand: DemandReader
  readonly accuracy: AccuracyReader
  readonly timeZone: string
}

/** Answers what will sell, and how good such answers were. */
export function createForecastService(deps: Dependencies) {
  const { catalogue, demand: reader, accuracy, timeZone } = deps

  const placeOf = async (name: string | undefined) =>
    name === undefined ? null : locationOf(await catalogue.read(), name)

  return {
    /**
     * What a product, or a size of it, will sell.
     * @throws StockError as askedProduct; 'location-not-found'; 'store-unavailable' where the ledger is not read yet
     */
    async read({ weeks, location, ...words }: ForecastQuery) {
      const place = await placeOf(location)
      const { product, variant, match } = askedProduct(await catalogue.read(), words)
      const demand = await reader.read(place?.id)
      const known = demand.products.get(product.id)
      if (!known) {
        const text = say({
          en: 'The product was removed just now. Ask again.',
          fr: 'Le produit vient d’être supprimé. Redemandez.',
        })
        throw new StockError('product-not-found', text)
      }
      const size = known.sizes.find(({ variantId }) => variantId === variant?.id)
      const share = variant === null ? 1 : (size?.share ?? 0)
      const { units, open, empty, lastSold } = size ?? known
      const forecast: Forecast = {
        ...{ product, variant, match, demand, known },
        location: place?.name ?? null,
        inputs: {
          ...{ units, open, empty, share },
          lastSold: lastSold === null ? null : dayOf(new Date(lastSold * 1000), timeZone),
          hasSeason: demand.season !== null,
          level: demand.rates.level,
          similarPerWeek: share * usualRate(demand.rates, product.category),
        },
        foreseen: isTooLittle(demand) ? null : foresee(demand, known, { share, weeks, timeZone }),
        accuracy: (await ifKnown(accuracy.read(place?.id)))?.products.get(product.id) ?? null,
      }
      return { ...forecast, message: tellForecast(forecast) }
    },

    /**
     * How good the forecasts of the shop were, beside the usual ways.
     * @throws StockError 'location-not-found', 'store-unavailable' while it is being worked out
     */
    async readAccuracy(location: string | undefined) {
      const place = await placeOf(location)
      const { scores } = await accuracy.read(place?.id)
      const demand = await reader.read(place?.id)
      const about = { scores, demand, location: place?.name ?? null }
      return { ...about, message: tellAccuracy(about) }
    },
  }
}

/** What takes long for a large shop is left out as long as it is not there. */
const ifKnown = (accuracy: Promise<ShopAccuracy>): Promise<ShopAccuracy | undefined> =>
  accuracy.catch((error: unknown) => {
    if (error instanceof StockError && error.code === 'store-unavailable') return undefined
    throw error
  })

interface Asked {
  readonly share: number
  readonly weeks: number
  readonly timeZone: string
}

function foresee(demand: Demand, known: ProductDemand, { share, weeks, timeZone }: Asked) {
  const today = dayOf(new Date(demand.calendar.now * 1000), timeZone)
  const foreseen = (week: number, count: number): Foreseen =>
    describe(foretellShare(demand, known, share, 7 * count, 7 * week), {
      from: addDays(today, 7 * week),
      to: addDays(today, 7 * (week + count) - 1),
    })
  return {
    weeks: Array.from({ length: weeks }, (_, week) => foreseen(week, 1)),
    sum: foreseen(0, weeks),
  }
}

const describe = (spread: Spread, days: Pick<Foreseen, 'from' | 'to'>): Foreseen => ({
  ...days,
  mean: spread.mean,
  enough: LEVELS.map((level) => quantile(spread, level)),
})
