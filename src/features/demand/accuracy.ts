import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import {
  AHEAD,
  backtest,
  LEVELS,
  ORIGINS,
  type Outcome,
  type SalesSet,
  type Score,
  type SoldItem,
} from '../../domain/demand/backtest.ts'
import { calendarOf, HISTORY_WEEKS } from '../../domain/demand/calendar.ts'
import {
  type Demand,
  type DemandProduct,
  type History,
  pastWeeks,
} from '../../domain/demand/demand.ts'
import { isSpread, ours, RIVALS, unitsFor } from '../../domain/demand/methods.ts'
import { StockError } from '../../domain/errors.ts'
import { say } from '../../domain/say.ts'
import { type DemandReader, productsOf } from '../../ledger/demand-reader.ts'
import { inTurns, LONG_WORK_MS, type Steps } from '../../shared/turns.ts'

/** The method that the shop uses, among the others. */
export const OWN = 'this method'

/** How often a forecast says that so many units are enough, where one number is told. */
const CERTAIN = LEVELS[2]

/** What was foretold of a product at moments of the past, and what came. */
export interface ProductAccuracy {
  /** Times that four weeks were foretold. */
  readonly times: number
  /** Units, all times together. */
  readonly foretold: number
  readonly sold: number
  /** Times that what should be enough in nine of ten was. */
  readonly enough: number
}

/** How good the forecast of a shop was, beside the usual ways to foretell. */
export interface ShopAccuracy {
  readonly scores: ReadonlyMap<string, Score>
  readonly products: ReadonlyMap<string, ProductAccuracy>
}

export interface AccuracyReader {
  /**
   * How good the forecast of the past was; nothing in it where the shop had sold too little then.
   * @throws StockError 'store-unavailable' while it is being worked out for a large shop
   */
  read(locationId?: string): Promise<ShopAccuracy>
}

/** So long a question waits; a large shop takes longer once a week. */
const PATIENCE_MS = 3_000

/** Products that are read before others get their turn. */
const TURN = 20

interface Dependencies {
  readonly catalogue: CatalogueReader
  readonly demand: DemandReader
  readonly timeZone: string
}

/** Asks the method of the past, once for each state of it: as long as the weeks that are over stay as they are. */
export function createAccuracyReader({
  catalogue,
  demand: reader,
  timeZone,
}: Dependencies): AccuracyReader {
  const held = new Map<string, Held>()

  async function workOut(demand: Demand, locationId: string): Promise<ShopAccuracy> {
    const products = await productsOf(await catalogue.read())
    const history = await reader.history(locationId)
    return inTurns(judge(products, history, demand, timeZone), LONG_WORK_MS)
  }

  return {
    async read(locationId = '') {
      const demand = await reader.read(locationId)
      const key = `${demand.calendar.firstWeek} ${demand.weekly.subarray(0, -1).join()}`
      const known = held.get(locationId)
      if (known && (known.key === key || !known.isDone)) return inTime(known.accuracy)
      const next: Held = { key, accuracy: workOut(demand, locationId), isDone: false }
      held.set(locationId, next)
      next.accuracy.then(
        () => {
          next.isDone = true
        },
        // It is tried again.
        () => held.delete(locationId),
      )
      return inTime(next.accuracy)
    },
  }
}

interface Held {
  readonly key: string
  readonly accuracy: Promise<ShopAccuracy>
  /** Until then nothing else is worked out: for a large shop that takes long. */
  isDone: boolean
}

async function inTime(work: Promise<ShopAccuracy>): Promise<ShopAccuracy> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const text = say({
      en: 'How good the forecast was is being worked out. Nothing is wrong; ask again in a minute.',
      fr: 'La qualité de la prévision est en cours de calcul. Tout va bien ; redemandez dans une minute.',
    })
    late.reject(new StockError('store-unavailable', text))
  }, PATIENCE_MS)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

function* judge(
  products: readonly DemandProduct[],
  history: History,
  demand: Demand,
  timeZone: string,
): Steps<ShopAccuracy> {
  const set = yield* setOf(products, history, demand, timeZone)
  const own = new Map<string, ProductAccuracy>()
  const each = (outcome: Outcome) => {
    const id = products[outcome.item]?.id ?? ''
    own.set(id, withOutcome(own.get(id), outcome))
  }
  const scores = new Map([[OWN, yield* backtest(set, ours(true), { each })]])
  for (const [name, method] of Object.entries(RIVALS)) {
    scores.set(name, yield* backtest(set, method))
  }
  return { scores, products: own }
}

function withOutcome(
  before: ProductAccuracy | undefined,
  { foretold, sold }: Outcome,
): ProductAccuracy {
  const known = before ?? { times: 0, foretold: 0, sold: 0, enough: 0 }
  return {
    times: known.times + 1,
    foretold: known.foretold + (isSpread(foretold) ? foretold.mean : 0),
    sold: known.sold + sold,
    enough: known.enough + Number(sold <= unitsFor(foretold, CERTAIN)),
  }
}

/** The weeks of all products that are over, further back than a forecast looks from now. */
function* setOf(
  products: readonly DemandProduct[],
  history: History,
  demand: Demand,
  timeZone: string,
): Steps<SalesSet> {
  const now = new Date(demand.calendar.now * 1000)
  const calendar = calendarOf(now, timeZone, HISTORY_WEEKS + AHEAD * ORIGINS)
  const weeks = HISTORY_WEEKS - 1 + AHEAD * ORIGINS
  // All of them in one piece, which is given back as such.
  const all = new Float32Array(2 * weeks * products.length)
  const items: SoldItem[] = []
  for (const [index, product] of products.entries()) {
    if (index % TURN === TURN - 1) yield
    const past = pastWeeks({ ...demand, calendar }, product, history)
    const [begin, middle, end] = [2 * index, 2 * index + 1, 2 * index + 2].map((n) => n * weeks)
    const [units, there] = [all.subarray(begin, middle), all.subarray(middle, end)]
    units.set(past.units.subarray(0, weeks))
    there.set(past.there.subarray(0, weeks))
    items.push({ category: product.category, units, there })
  }
  return { firstWeek: calendar.firstWeek, weeks, items }
}
