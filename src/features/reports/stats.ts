import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { categoryOf } from '../../catalogue/find-category.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import { whyNoSize } from '../../catalogue/inventory-messages.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import {
  type Filters,
  filtersOf,
  type Reference,
  saidSize,
  shown,
  understand,
} from '../../catalogue/understand.ts'
import { sizeKey } from '../../domain/catalogue.ts'
import { type Demand, isTooLittle, type SizeDemand } from '../../domain/demand/demand.ts'
import { coverOfShare } from '../../domain/demand/reorder.ts'
import type { Match } from '../../domain/match.ts'
import type { OrderDefaults } from '../../domain/order-defaults.ts'
import { type AskedPeriod, periodBefore, readPeriod } from '../../domain/period.ts'
import type { Sentence } from '../../domain/say.ts'
import type { DemandReader } from '../../ledger/demand-reader.ts'
import type { LedgerReader } from '../../ledger/ledger-reader.ts'
import { nextTurn } from '../../shared/turns.ts'
import { paceOf } from '../demand/pace-messages.ts'
import { type Stats, statsOf } from './add-up-stats.ts'
import type { PaceOf } from './stats-data.ts'
import type { StatsGroup } from './stats-groups.ts'
import { createStatsIndex, type Item } from './stats-index.ts'
import type { Shown } from './stats-lists.ts'
import { tellStats } from './stats-message.ts'

export interface StatsQuery extends Reference, AskedPeriod, Omit<Shown, 'group'> {
  /** What is asked for is told alone. */
  readonly group?: StatsGroup | undefined
  readonly category?: string | undefined
  readonly location?: string | undefined
  readonly compare?: 'previous' | undefined
}

export interface StatsAnswer extends Stats {
  readonly match: Match
  readonly filters: Filters
  readonly message: Sentence
}

export type StatsService = ReturnType<typeof createStatsService>

/** Tells what sells, what does not, and what the stock is worth, from what is held in memory. */
export function createStatsService(deps: {
  catalogue: CatalogueReader
  ledger: LedgerReader
  demand: DemandReader
  defaults: OrderDefaults
  timeZone: string
}) {
  const { catalogue, ledger, demand: reader, defaults, timeZone } = deps
  const indexOf = createStatsIndex()
  return {
    /**
     * What was sold in a period, the last 30 days where none is asked for.
     * @param seesCosts whether the message may say costs and margins
     * @throws StockError 'location-not-found', 'product-not-found' for an unknown category;
     *   'invalid-request' as readPeriod and periodBefore; 'store-unavailable'
     */
    async read(query: StatsQuery, { seesCosts }: { seesCosts: boolean }): Promise<StatsAnswer> {
      await nextTurn()
      const [snapshot, trade, past] = await Promise.all([
        catalogue.read(),
        ledger.read(),
        ledger.readPast(),
      ])
      const context = { now: new Date(), timeZone, otherwise: 'last_30_days' } as const
      const { now } = context
      const period = readPeriod(query, context)
      const before = query.compare && periodBefore(query, context)
      const location =
        query.location === undefined ? undefined : locationOf(snapshot, query.location)
      const { understanding, isWanted, missing } = wantedOf(snapshot, query)
      const index = indexOf(snapshot, trade)
      const isRunning = period.to === null || new Date(period.to) > now
      const demand = isRunning ? await reader.read(location?.id) : null
      const paceBy = pacesBy(demand, { snapshot, isWanted, defaults })
      const view = {
        snapshot,
        trade,
        past,
        index,
        location,
        isWanted,
        timeZone,
        now,
        paceOf: paceBy,
      }
      const stats = statsOf(view, { ...query, group: query.group ?? 'product' }, period, before)
      return {
        ...stats,
        match: understanding.match,
        filters: filtersOf(understanding, query),
        message: missing || tellStats(stats, { snapshot, understanding, query, seesCosts }),
      }
    },
  }
}

interface Policy {
  readonly snapshot: Snapshot
  readonly isWanted: (item: Item) => boolean
  readonly defaults: OrderDefaults
}

/** For how long units last, as their orders are planned: what was long ago is not foretold. */
function pacesBy(demand: Demand | null, { snapshot, isWanted, defaults }: Policy): PaceOf {
  if (demand === null || isTooLittle(demand)) return () => null
  return (product, available) => {
    const known = demand.products.get(product.id)
    if (!known) return null
    const isOfIt = ({ variantId }: SizeDemand) =>
      isWanted({ product, variant: snapshot.variant(variantId) ?? null })
    const isAll = known.sizes.every(isOfIt)
    const sold = known.sizes.filter(isOfIt).reduce((all, { share }) => all + share, 0)
    const leadTimeDays = product.leadTimeDays || defaults.leadTimeDays
    const part = { available, share: isAll ? 1 : sold }
    const cover = coverOfShare({ demand, product: known }, part, { ...defaults, leadTimeDays })
    return paceOf(cover, known)
  }
}

/** What of the shop is asked for. */
function wantedOf(snapshot: Snapshot, query: StatsQuery) {
  const understanding = understand(snapshot, query)
  const categories = query.category === undefined ? null : categoryOf(snapshot, query.category)
  const size = saidSize(query) ?? understanding.size
  const isNamed = Object.keys(understanding.match).length > 0
  const found = shown(understanding)
  // Without any word all that was ever sold counts, also what is archived.
  const products = isNamed ? new Set(found.map(({ id }) => id)) : null
  const sizeWanted = size === null ? null : sizeKey(size)
  const isWanted = ({ product, variant }: Item): boolean =>
    (products === null || products.has(product.id)) &&
    (categories === null || categories.includes(product.category)) &&
    (sizeWanted === null || (variant !== null && sizeKey(variant.size) === sizeWanted))
  const missing =
    size === null || found.length === 0
      ? ''
      : whyNoSize(snapshot, isNamed ? found : snapshot.all, size)
  return { understanding, isWanted, missing }
}
