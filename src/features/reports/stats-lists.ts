import type { Shelf } from '../../catalogue/snapshot.ts'
import type { Product } from '../../domain/catalogue.ts'
import { coverDays, judge, pacesOf } from '../../domain/sales/pace.ts'
import { type Figures, figuresOf, type Sums } from '../../domain/sales/sums.ts'
import { available } from '../../domain/stock.ts'
import type { Bounded } from '../../domain/summary.ts'
import type { Pace } from '../demand/pace-messages.ts'
import type { Data } from './stats-data.ts'
import { type Grouping, isClock, type StatsGroup } from './stats-groups.ts'
import { unitsNow } from './stats-stock.ts'

export const STATS_SORTS = ['units', 'revenue', 'margin'] as const
export type StatsSort = (typeof STATS_SORTS)[number]

/** Products that do not sell. */
export const STATS_LISTS = ['slow', 'dead'] as const
export type StatsList = (typeof STATS_LISTS)[number]

/** How it is shown. */
export interface Shown {
  readonly group: StatsGroup
  /** The most first; those of a clock by time where it is missing. */
  readonly sort?: StatsSort | undefined
  /** The products of which only is told. */
  readonly only?: StatsList | undefined
  /** Most groups, or products of those; FEW, or MANY of a clock, where it is missing. */
  readonly limit?: number | undefined
}

export interface BestProduct {
  readonly product: Product
  /** Net of returns, as the revenue. */
  readonly units: number
  readonly revenue: number
}

export interface PacedProduct {
  readonly product: Product
  readonly onHand: number
  /** Units sold on so many of the last days with a unit on hand. */
  readonly sold: number
  readonly openDays: number
  /**
   * For how long they last: as orders are planned where that is known, and else at that pace; null where
   * none is sold.
   */
  readonly coverDays: number | null
  /** null where nothing is foretold. */
  readonly foretold: Pace | null
}

export interface PacedList extends Bounded<PacedProduct> {
  /** Whether it is known of all of them when they were on hand. */
  readonly isFollowed: boolean
}

const FEW = 10
const MANY = 60

/** Products in each list beside the groups. */
const LISTED = 5

/** What groups are ranked by: net of returns; null where it is not known. */
export const AMOUNTS: Readonly<Record<StatsSort, (figures: Figures) => number | null>> = {
  units: ({ netUnits }) => netUnits,
  revenue: ({ netRevenue }) => netRevenue,
  margin: ({ margin }) => margin,
}

/** Groups by their numbers, those with the most first. */
function byMost(groups: readonly number[], sums: Sums, sort: StatsSort): number[] {
  const ranks = [AMOUNTS[sort], AMOUNTS.units, AMOUNTS.revenue]
  const amounts = new Map(
    groups.map((group) => {
      const figures = figuresOf(sums, group)
      return [group, ranks.map((amount) => amount(figures) ?? -Number.MAX_VALUE)]
    }),
  )
  const amount = (group: number, rank: number) => amounts.get(group)?.[rank] ?? 0
  return groups.toSorted(
    (a, b) =>
      amount(b, 0) - amount(a, 0) || amount(b, 1) - amount(a, 1) || amount(b, 2) - amount(a, 2),
  )
}

/** The most first, or by time: then the latest of them, oldest first. */
export function arranged(
  sold: readonly number[],
  unsold: readonly number[],
  sums: Sums,
  { group, sort, only, limit = isClock(group) ? MANY : FEW }: Shown,
): number[] {
  if (only) return []
  if (isClock(group) && sort === undefined) return sold.slice(-limit)
  return [...byMost(sold, sums, sort ?? 'units'), ...unsold].slice(0, limit)
}

export function bestOf({ names }: Grouping, sums: Sums): Bounded<BestProduct> {
  const sold = [...names.keys()].filter((group) => figuresOf(sums, group).netUnits > 0)
  const items = byMost(sold, sums, 'units')
    .slice(0, LISTED)
    .flatMap((group) => {
      const { netUnits, netRevenue } = figuresOf(sums, group)
      const product = names[group]?.product
      return product ? [{ product, units: netUnits, revenue: netRevenue }] : []
    })
  return { total: sold.length, items }
}

/** What is on hand and does not sell, or not soon: judged at the end. */
export function pacedOf(
  data: Data,
  products: Grouping,
  { onHand, end, shown }: { onHand: Float64Array; end: number; shown: Shown },
): Readonly<Record<StatsList, PacedList>> {
  const { trade, pasts, only, paceOf } = data
  const { order } = data.index
  const { names, ofRow, ofPast } = products
  const byProduct = Map.groupBy(pasts, ({ item }) => ofPast(item, 0))
  const pastOf = (number: number) => (byProduct.get(number) ?? []).map(({ sold }) => sold)
  const groupOfVariant = (_shelf: Shelf, variant: number) => products.ofVariant?.[variant] ?? -1
  const free = unitsNow(data, names.length, groupOfVariant, available)
  const paces = pacesOf(trade, { order, groupOf: only(ofRow), onHand, end, pastOf })
  const judged = names.flatMap(({ product }, number) => {
    const there = onHand[number] ?? 0
    const openDays = paces.openDays[number] ?? 0
    const sold = paces.sold[number] ?? 0
    if (!product?.active || there <= 0) return []
    const foretold = paceOf(product, free[number] ?? 0)
    const cover = foretold?.daysOfCover ?? coverDays(there, openDays, sold)
    const pace = judge(openDays, sold, cover)
    const known = { product, onHand: there, sold, openDays: Math.floor(openDays) }
    const isFollowed = (paces.followedDays[number] ?? 0) >= openDays
    return [{ pace, isFollowed, paced: { ...known, coverDays: cover, foretold } }]
  })
  const listOf = (pace: StatsList): PacedList => {
    const those = judged.filter((one) => one.pace === pace)
    const isFollowed = those.every((one) => one.isFollowed)
    const all = those.map(({ paced }) => paced)
    all.sort((a, b) => (b.coverDays ?? Infinity) - (a.coverDays ?? Infinity) || b.onHand - a.onHand)
    const most = shown.only === pace ? (shown.limit ?? FEW) : LISTED
    return { total: all.length, items: all.slice(0, most), isFollowed }
  }
  return { slow: listOf('slow'), dead: listOf('dead') }
}
