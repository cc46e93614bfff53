import type { Shelf } from '../../catalogue/snapshot.ts'
import { cents } from '../../domain/sales/money.ts'
import { type Stock, stockOf } from '../../domain/sales/stock.ts'
import { type Figures, percent, type Span } from '../../domain/sales/sums.ts'
import type { StockLevel } from '../../domain/stock.ts'
import type { Data } from './stats-data.ts'
import type { Grouping, StatsGroup } from './stats-groups.ts'
import type { StatsIndex } from './stats-index.ts'

/** What stock is worth today. */
export interface Worth {
  readonly units: number
  readonly atPrice: number
  readonly unitsWithoutPrice: number
  readonly atCost: number
  readonly unitsWithoutCost: number
}

/** A turnover of fewer days would be that of one good or bad day. */
const TURNOVER_DAYS = 7
const YEAR_DAYS = 365

interface StockOfGroups extends Stock {
  /** What is there at the end. */
  readonly worths: readonly Worth[]
}

/** The stock of each group; null where they hold none: nothing is on hand of a day, or of a person. */
export function stockOfGroups(
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
export function unitsNow(
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
export function inGroups(stock: Stock, { names, ofVariant }: Grouping): Stock {
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
export function sellThrough(
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
export function turnover(
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
export const worthOf = (units: Float64Array, items: StatsIndex['items']): Worth =>
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
