import type { Period } from '../../domain/period.ts'
import { type ClockUnit, clockGroups } from '../../domain/sales/clock-groups.ts'
import { KNOWN_DAYS } from '../../domain/sales/pace.ts'
import { stockOf } from '../../domain/sales/stock.ts'
import {
  addPast,
  addSales,
  type Figures,
  figuresOf,
  noSums,
  type Span,
  type Sums,
  totalOf,
} from '../../domain/sales/sums.ts'
import type { Bounded } from '../../domain/summary.ts'
import { type Data, dataOf, type View } from './stats-data.ts'
import {
  type Grouping,
  type GroupName,
  groupingOf,
  isClock,
  type StatsGroup,
} from './stats-groups.ts'
import {
  arranged,
  type BestProduct,
  bestOf,
  type PacedList,
  pacedOf,
  type Shown,
  type StatsSort,
} from './stats-lists.ts'
import {
  inGroups,
  sellThrough,
  stockOfGroups,
  turnover,
  unitsNow,
  type Worth,
  worthOf,
} from './stats-stock.ts'
import { type Before, beginsOf, dayAt, earlierOf, seconds, spanOf, startOf } from './stats-time.ts'

export interface GroupStats extends GroupName, Figures {
  /** Units on hand at the end; null for groups without stock, and where that is not known. */
  readonly onHand: number | null
  /** What those are worth; null as they are. */
  readonly worth: Worth | null
  /** Percent of what could be sold; null where nothing could, or nobody knows. */
  readonly sellThrough: number | null
  /** The same group in the time before; null where that is not asked for. */
  readonly before: Figures | null
}

export interface Stats {
  readonly period: Period
  readonly timeZone: string
  readonly location: string | null
  readonly group: StatsGroup
  readonly sort: StatsSort
  /** First day of which sales are known, imported ones too; null for none. */
  readonly knownSince: string | null
  /** First day of which stock is known; null for none. */
  readonly stockSince: string | null
  /** Whether the period ended before anything was known. */
  readonly isUnknown: boolean
  /** Whether it ended before stock was known. */
  readonly isStockUnknown: boolean
  readonly total: Figures
  readonly sellThrough: number | null
  /** How often a year the stock is sold; null where the time is too short, or no cost is known. */
  readonly turnover: number | null
  readonly groups: Bounded<GroupStats>
  /** So many of the groups have stock, but sold nothing: they come last. */
  readonly unsold: number
  readonly best: Bounded<BestProduct>
  /** null where nobody can know yet what does not sell. */
  readonly slow: PacedList | null
  readonly dead: PacedList | null
  readonly stock: Worth
  /** When the period ended; null where it has not, and where the stock of then is not known. */
  readonly stockThen: Worth | null
  /** The time before; null where it is not asked for. */
  readonly before: Before | null
}

const DAY = 86_400

/**
 * Adds up a period.
 * @param before the one to compare with
 */
export function statsOf(view: View, shown: Shown, period: Period, before?: Period): Stats {
  const { location, timeZone, now } = view
  const { group } = shown
  const span = spanOf(period)
  const { items, order } = view.index
  const data = dataOf(view)
  const { wanted, pasts } = data
  const begins = beginsOf(view)
  const until = Math.min(span.to, seconds(now))
  // Of the first day that is known nothing is missing.
  const from = Math.max(span.from, startOf(begins.first, timeZone))
  const pastItems = pasts.map(({ item }) => item)
  const known = { from: Math.min(from, until), to: until }
  const sources = { ...view, items, wanted, pastItems, span: known }
  const products = groupingOf('product', sources)
  const grouping = group === 'product' ? products : groupingOf(group, sources)

  const sums = addUp(data, grouping, span)
  const total = totalOf(sums)
  const earlier = before && earlierOf(before, period, begins, timeZone)
  const isCompared = earlier !== undefined && earlier.to > begins.first
  const groupingBefore =
    earlier && isClock(group) ? groupingOf(group, { ...sources, span: earlier }) : grouping
  const sumsBefore = isCompared ? addUp(data, groupingBefore, earlier) : undefined
  const numberBefore = isClock(group)
    ? samePlaces({ grouping, before: groupingBefore, unit: group, span, until, timeZone })
    : (number: number) => number
  const knownSince = dayAt(begins.sales, timeZone)
  const isKnownBefore = (number: number): boolean =>
    !isClock(group) || named(groupingBefore, number).name >= (knownSince ?? '')
  const figuresBefore = (number: number): Figures | null =>
    sumsBefore && number >= 0 && isKnownBefore(number) ? figuresOf(sumsBefore, number) : null
  const ofVariants = stockOf(view.trade, span, {
    order,
    now: unitsNow(data, items.length, (_shelf, variant) => variant),
    groupOf: data.only((row) => view.trade.variant[row] ?? 0),
    isAtLocation: location !== undefined,
  })
  const isStockUnknown = until <= begins.stock
  const isPaceKnown = !isStockUnknown && until - begins.sales >= KNOWN_DAYS * DAY
  const ofProducts = inGroups(ofVariants, products)
  const ofGroups = isStockUnknown ? null : stockOfGroups(data, group, grouping, span, ofVariants)
  const groupStats = (number: number): GroupStats => ({
    ...named(grouping, number),
    ...figuresOf(sums, number),
    onHand: ofGroups && (ofGroups.end[number] ?? 0),
    worth: ofGroups?.worths[number] ?? null,
    sellThrough: ofGroups && sellThrough(figuresOf(sums, number), ofGroups, number),
    before: figuresBefore(numberBefore(number)),
  })
  const hasSold = (number: number): boolean =>
    isClock(group) ||
    [sums.sold, sums.returned, sumsBefore?.sold].some((column) => column?.[number])
  const onHand = (number: number): number => ofGroups?.end[number] ?? 0
  const numbers = [...grouping.names.keys()]
  const sold = numbers.filter(hasSold)
  const unsold = numbers.filter((number) => !hasSold(number) && onHand(number) !== 0)
  unsold.sort((a, b) => onHand(b) - onHand(a))
  const days = (until - Math.max(span.from, begins.stock)) / DAY
  const paces = isPaceKnown
    ? pacedOf(data, products, { onHand: ofProducts.end, end: until, shown })
    : { slow: null, dead: null }
  return {
    period,
    timeZone,
    location: location?.name ?? null,
    group,
    sort: shown.sort ?? 'units',
    knownSince,
    stockSince: dayAt(begins.stock, timeZone),
    isUnknown: until <= begins.first,
    isStockUnknown,
    total,
    sellThrough: isStockUnknown ? null : sellThrough(total, ofVariants),
    turnover: turnover(total, days, ofVariants, items),
    groups: {
      total: sold.length + unsold.length,
      items: arranged(sold, unsold, sums, shown).map(groupStats),
    },
    unsold: unsold.length,
    best: bestOf(products, group === 'product' ? sums : addUp(data, products, span)),
    ...paces,
    stock: worthOf(ofVariants.now, items),
    stockThen: isStockUnknown || span.to > seconds(now) ? null : worthOf(ofVariants.end, items),
    before: earlier ? { ...earlier, total: sumsBefore ? totalOf(sumsBefore) : null } : null,
  }
}

interface Places {
  readonly grouping: Grouping
  /** The days, weeks or months of the time before. */
  readonly before: Grouping
  readonly unit: ClockUnit
  /** The time that is asked for, and until when something is known of it. */
  readonly span: Span
  readonly until: number
  readonly timeZone: string
}

/**
 * Finds the day, week or month at the same place in the time before: the third day beside the third.
 * @returns of a group its number there; -1 where the time before has none
 */
function samePlaces({ grouping, before, unit, span, until, timeZone }: Places) {
  // What is known may begin later than what was asked for.
  const all = Number.isFinite(span.from)
    ? clockGroups(unit, { from: span.from, to: until }, timeZone).names
    : []
  return (number: number): number => {
    const place = all.indexOf(named(grouping, number).name)
    return place < before.names.length ? place : -1
  }
}

const named = ({ names }: Grouping, number: number): GroupName =>
  names[number] ?? { name: '', product: null }

function addUp({ trade, index, pasts, only }: Data, grouping: Grouping, span: Span): Sums {
  const { names, ofRow, ofPast } = grouping
  const sums = noSums(names.length)
  const { order, prices, costs } = index
  const priceNow = (row: number) => prices[trade.variant[row] ?? 0] ?? 0
  const costNow = (row: number) => costs[trade.variant[row] ?? 0] ?? 0
  addSales(trade, span, { order, groupOf: only(ofRow), priceNow, costNow }, sums)
  for (const { item, sold } of pasts) {
    const { price, cost } = item.product
    const groupAt = (moment: number) => ofPast(item, moment)
    addPast(sold, span, { groupAt, priceNow: price ?? 0, costNow: cost ?? 0 }, sums)
  }
  return sums
}
