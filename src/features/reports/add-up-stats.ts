import type { Shelf, Snapshot } from '../../catalogue/snapshot.ts'
import type { Location, Product } from '../../domain/catalogue.ts'
import { dayOf, startOfDay } from '../../domain/day.ts'
import { type Period, wholeDays } from '../../domain/period.ts'
import { cents } from '../../domain/sales/money.ts'
import { coverDays, judge, KNOWN_DAYS, pacesOf } from '../../domain/sales/pace.ts'
import { type Stock, stockOf } from '../../domain/sales/stock.ts'
import {
  addPast,
  addSales,
  type Figures,
  figuresOf,
  noSums,
  type Past,
  percent,
  type Span,
  type Sums,
  totalOf,
} from '../../domain/sales/sums.ts'
import { available, type StockLevel } from '../../domain/stock.ts'
import type { Bounded } from '../../domain/summary.ts'
import type { PastLedger } from '../../ledger/past-ledger.ts'
import type { TradeLedger } from '../../ledger/trade-ledger.ts'
import {
  type Grouping,
  type GroupName,
  groupingOf,
  isClock,
  type StatsGroup,
} from './stats-groups.ts'
import { type Item, itemOf, type StatsIndex } from './stats-index.ts'

export const STATS_SORTS = ['units', 'revenue', 'margin'] as const
export type StatsSort = (typeof STATS_SORTS)[number]

/** Products that do not sell. */
export const STATS_LISTS = ['slow', 'dead'] as const
export type StatsList = (typeof STATS_LISTS)[number]

/** What stock is worth today. */
export interface Worth {
  readonly units: number
  readonly atPrice: number
  readonly unitsWithoutPrice: number
  readonly atCost: number
  readonly unitsWithoutCost: number
}

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
}

/** The time before a period. */
export interface Before {
  readonly period: Period
  /** null where nothing is known of it. */
  readonly total: Figures | null
  /** Whether sales are known of all of it. */
  readonly isKnown: boolean
  /** Whether it was made longer to whole days, because imported sales have no hours. */
  readonly isWidened: boolean
  /** Whether all of it is known and it is about as long, so that a percentage says something. */
  readonly isComparable: boolean
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
  readonly slow: Bounded<PacedProduct> | null
  readonly dead: Bounded<PacedProduct> | null
  readonly stock: Worth
  /** When the period ended; null where it has not, and where the stock of then is not known. */
  readonly stockThen: Worth | null
  /** The time before; null where it is not asked for. */
  readonly before: Before | null
}

const FEW = 10
const MANY = 60

/** Products in each list beside the groups. */
const LISTED = 5

/** A turnover of fewer days would be that of one good or bad day. */
const TURNOVER_DAYS = 7
const YEAR_DAYS = 365
const DAY = 86_400

/** What is known of the shop, and what of it is asked for. */
export interface View {
  readonly snapshot: Snapshot
  readonly trade: TradeLedger
  readonly past: PastLedger
  readonly index: StatsIndex
  readonly location: Location | undefined
  readonly isWanted: (item: Item) => boolean
  readonly timeZone: string
  readonly now: Date
  /** Foretells for how many days units of a product last; null where it cannot. */
  readonly coverOf: CoverOf
}

export type CoverOf = (product: Product, available: number) => number | null

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

/**
 * Adds up a period.
 * @param before the one to compare with
 */
export function statsOf(view: View, shown: Shown, period: Period, before?: Period): Stats {
  const { location, timeZone, now } = view
  const { group } = shown
  const span = spanOf(period)
  const { items, order } = view.index
  const pasts = pastsOf(view)
  const wanted = wantedOf(view)
  const begins = beginsOf(view)
  const until = Math.min(span.to, seconds(now))
  // Of the first day that is known nothing is missing.
  const from = Math.max(span.from, startOf(begins.first, timeZone))
  const pastItems = pasts.map(({ item }) => item)
  const known = { from: Math.min(from, until), to: until }
  const sources = { ...view, items, wanted, pastItems, span: known }
  const data: Data = { ...view, wanted, pasts, only: onlyWanted(view, wanted) }
  const products = groupingOf('product', sources)
  const grouping = group === 'product' ? products : groupingOf(group, sources)

  const sums = addUp(data, grouping, span)
  const total = totalOf(sums)
  const earlier = before && earlierOf(before, period, { begins, timeZone, now })
  const isCompared = earlier !== undefined && earlier.to > begins.first
  const sumsBefore = isCompared
    ? addUp(data, isClock(group) ? products : grouping, earlier)
    : undefined
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
    before: sumsBefore && !isClock(group) ? figuresOf(sumsBefore, number) : null,
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
    knownSince: dayAt(begins.sales, timeZone),
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

/** A time before is fair to compare with where it is not longer by more than this. */
const MOST_LONGER = 1.1

interface Knowledge {
  readonly begins: Begins
  readonly timeZone: string
  readonly now: Date
}

/** The time before, in whole days where imported sales are in it: of those only the days are known. */
function earlierOf(
  before: Period,
  period: Period,
  { begins, timeZone }: Knowledge,
): Omit<Before, 'total'> & Span {
  const exact = spanOf(before)
  const hasPast = exact.from <= begins.lastPast
  const whole = hasPast ? wholeDays(before, period, timeZone) : before
  const span = spanOf(whole)
  const isKnown = span.from >= startOf(begins.sales, timeZone)
  const longer = (span.to - span.from) / (exact.to - exact.from)
  return {
    ...span,
    period: whole,
    isKnown,
    isWidened: longer > 1,
    isComparable: isKnown && longer <= MOST_LONGER,
  }
}

/** What is added up. */
interface Data extends View {
  /** 1 for each variant of the ledger that is asked for. */
  readonly wanted: Uint8Array
  readonly pasts: readonly PastItem[]
  /** Leaves out what is not asked for: -1 in place of its group. */
  only(ofRow: (row: number) => number): (row: number) => number
}

interface PastItem {
  readonly item: Item
  readonly sold: Past
}

const dayAt = (moment: number, timeZone: string): string | null =>
  Number.isFinite(moment) ? dayOf(new Date(moment * 1000), timeZone) : null

/** When the day of a moment begins. */
const startOf = (moment: number, timeZone: string): number => {
  const day = dayAt(moment, timeZone)
  return day === null ? moment : seconds(startOfDay(day, timeZone))
}

const seconds = (moment: Date): number => moment.getTime() / 1000

const spanOf = ({ from, to }: Period): Span => ({
  from: from === null ? Number.NEGATIVE_INFINITY : seconds(new Date(from)),
  to: to === null ? Number.POSITIVE_INFINITY : seconds(new Date(to)),
})

const named = ({ names }: Grouping, number: number): GroupName =>
  names[number] ?? { name: '', product: null }

function wantedOf({ index, isWanted }: View): Uint8Array {
  const wanted = new Uint8Array(index.items.length)
  for (const [variant, item] of index.items.entries()) {
    if (item && isWanted(item)) wanted[variant] = 1
  }
  return wanted
}

/** The past sales that are asked for. Where they were is not known: the default location has them. */
function pastsOf({ past, snapshot, location, isWanted }: View): PastItem[] {
  if (location && location !== snapshot.defaultLocation) return []
  const pasts: PastItem[] = []
  const add = (item: Item | undefined, sold: Past) => {
    if (item && isWanted(item)) pasts.push({ item, sold })
  }
  for (const [id, sold] of past.variants()) add(itemOf(snapshot, id), sold)
  for (const [id, sold] of past.products()) {
    const product = snapshot.product(id)
    add(product && { product, variant: null }, sold)
  }
  return pasts
}

/** Since when something is known of the shop, in seconds since 1970; Infinity for never. */
interface Begins {
  /** Of its stock: a sale that was dated back says nothing of what was on hand. */
  readonly stock: number
  /** Of all its sales. */
  readonly sales: number
  /** Of anything. */
  readonly first: number
  /** When the last imported sale was; -Infinity for none. */
  readonly lastPast: number
}

function beginsOf({ trade, past, snapshot, location, index: { order } }: View): Begins {
  const stock = trade.begins ?? Number.POSITIVE_INFINITY
  const oldest = order[0] === undefined ? stock : (trade.time[order[0]] ?? stock)
  const hasPast = !location || location === snapshot.defaultLocation
  let sales = stock
  let lastPast = Number.NEGATIVE_INFINITY
  for (const [, { time }] of hasPast ? [...past.variants(), ...past.products()] : []) {
    sales = Math.min(sales, time[0] ?? sales)
    lastPast = Math.max(lastPast, time.at(-1) ?? lastPast)
  }
  return { stock, sales, first: Math.min(sales, oldest), lastPast }
}

function onlyWanted({ trade, location }: View, wanted: Uint8Array): Data['only'] {
  const at = location && trade.locations.numberOf(location.id)
  return (ofRow) => (row) =>
    wanted[trade.variant[row] ?? 0] && (at === undefined || trade.location[row] === at)
      ? ofRow(row)
      : -1
}

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

interface StockOfGroups extends Stock {
  /** What is there at the end. */
  readonly worths: readonly Worth[]
}

/** The stock of each group; null where they hold none: nothing is on hand of a day, or of a person. */
function stockOfGroups(
  data: Data,
  group: StatsGroup,
  grouping: Grouping,
  span: Span,
  ofVariants: Stock,
): StockOfGroups | null {
  const { items } = data.index
  const { ofVariant, names } = grouping
  if (ofVariant) {
    const groupOf = (variant: number) => ofVariant[variant] ?? -1
    const worths = worthsOf(ofVariants.end, items, names.length, groupOf)
    return { ...inGroups(ofVariants, grouping), worths }
  }
  if (group !== 'location') return null
  const places = names.map((_, number) => stockAt(data, grouping, span, number))
  const column = (name: keyof Stock) => Float64Array.from(places, (stock) => sum(stock[name]))
  return {
    begin: column('begin'),
    received: column('received'),
    end: column('end'),
    now: column('now'),
    worths: places.map(({ end }) => worthOf(end, items)),
  }
}

/** The stock of each variant at one location, by its number. */
function stockAt(data: Data, { ofRow }: Grouping, span: Span, number: number): Stock {
  const { trade, snapshot, index } = data
  const id = snapshot.locations[number]?.id
  return stockOf(trade, span, {
    order: index.order,
    now: unitsNow(data, index.items.length, ({ location }, variant) =>
      location.id === id ? variant : -1,
    ),
    groupOf: data.only((row) => (ofRow(row) === number ? (trade.variant[row] ?? 0) : -1)),
    isAtLocation: true,
  })
}

/** What is on the shelves that are asked for, in groups. */
function unitsNow(
  { index, wanted, location }: Data,
  groups: number,
  groupOf: (shelf: Shelf, variant: number) => number,
  unitsOf = ({ quantity }: StockLevel) => quantity,
): Float64Array {
  const units = new Float64Array(groups)
  for (const [place, shelf] of index.shelves.entries()) {
    const variant = index.shelfVariants[place] ?? -1
    const isHere = location === undefined || shelf.location.id === location.id
    if (!wanted[variant] || !isHere) continue
    const group = groupOf(shelf, variant)
    units[group] = (units[group] ?? 0) + unitsOf(shelf.level)
  }
  return units
}

/** The stock of variants, added up in their groups. */
function inGroups(stock: Stock, { names, ofVariant }: Grouping): Stock {
  const addedUp = (column: Float64Array): Float64Array => {
    const sums = new Float64Array(names.length)
    for (let variant = 0; variant < column.length; variant += 1) {
      const group = ofVariant?.[variant] ?? -1
      if (group >= 0) sums[group] = (sums[group] ?? 0) + (column[variant] ?? 0)
    }
    return sums
  }
  return {
    begin: addedUp(stock.begin),
    received: addedUp(stock.received),
    end: addedUp(stock.end),
    now: addedUp(stock.now),
  }
}

const sum = (numbers: Float64Array): number => numbers.reduce((all, one) => all + one, 0)

/**
 * What was sold as percent of what could be; null with past sales, of whose stock nothing is known.
 * @param group of which; all where it is missing
 */
function sellThrough(
  { importedUnits, netUnits }: Figures,
  { begin, received }: Stock,
  group?: number,
): number | null {
  const of = (column: Float64Array) => (group === undefined ? sum(column) : (column[group] ?? 0))
  const there = of(begin) + of(received)
  // More may have come back than was sold, of what was sold before.
  const kept = Math.max(0, netUnits)
  return there > 0 && importedUnits === 0 ? percent(kept, there) : null
}

/** How often a year the stock is sold, both at cost. */
function turnover(
  { cost, importedCost }: Figures,
  days: number,
  { begin, end }: Stock,
  items: StatsIndex['items'],
): number | null {
  const mean = (worthOf(begin, items).atCost + worthOf(end, items).atCost) / 2
  if (days < TURNOVER_DAYS || mean <= 0) return null
  return cents(((cost - importedCost) * (YEAR_DAYS / days)) / mean)
}

/** What units of variants are worth at the prices and costs of today. */
const worthOf = (units: Float64Array, items: StatsIndex['items']): Worth =>
  worthsOf(units, items, 1, () => 0)[0] ?? NO_WORTH

const NO_WORTH = { units: 0, atPrice: 0, unitsWithoutPrice: 0, atCost: 0, unitsWithoutCost: 0 }

/** The same in groups. @param groupOf number of the group of a variant; -1 for none */
function worthsOf(
  units: Float64Array,
  items: StatsIndex['items'],
  groups: number,
  groupOf: (variant: number) => number,
): Worth[] {
  const worths = Array.from({ length: groups }, () => ({ ...NO_WORTH }))
  for (let variant = 0; variant < units.length; variant += 1) {
    const there = units[variant] ?? 0
    const item = items[variant]
    const worth = worths[groupOf(variant)]
    if (!item || !worth || there === 0) continue
    const { price, cost } = item.product
    worth.units += there
    if (price === null) worth.unitsWithoutPrice += there
    else worth.atPrice += there * price
    if (cost === null) worth.unitsWithoutCost += there
    else worth.atCost += there * cost
  }
  return worths.map((one) => ({ ...one, atPrice: cents(one.atPrice), atCost: cents(one.atCost) }))
}

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
function arranged(
  sold: readonly number[],
  unsold: readonly number[],
  sums: Sums,
  { group, sort, only, limit = isClock(group) ? MANY : FEW }: Shown,
): number[] {
  if (only) return []
  if (isClock(group) && sort === undefined) return sold.slice(-limit)
  return [...byMost(sold, sums, sort ?? 'units'), ...unsold].slice(0, limit)
}

function bestOf({ names }: Grouping, sums: Sums): Bounded<BestProduct> {
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
function pacedOf(
  data: Data,
  products: Grouping,
  { onHand, end, shown }: { onHand: Float64Array; end: number; shown: Shown },
): Pick<Stats, StatsList> {
  const { trade, pasts, only, coverOf } = data
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
    const cover = coverOf(product, free[number] ?? 0) ?? coverDays(there, openDays, sold)
    const paced = { product, onHand: there, sold, openDays: Math.floor(openDays), coverDays: cover }
    return [{ pace: judge(openDays, sold, cover), paced }]
  })
  const listOf = (pace: StatsList): Bounded<PacedProduct> => {
    const all = judged.filter((one) => one.pace === pace).map(({ paced }) => paced)
    all.sort((a, b) => (b.coverDays ?? Infinity) - (a.coverDays ?? Infinity) || b.onHand - a.onHand)
    const most = shown.only === pace ? (shown.limit ?? FEW) : LISTED
    return { total: all.length, items: all.slice(0, most) }
  }
  return { slow: listOf('slow'), dead: listOf('dead') }
}
