import { MOVEMENT_TYPES } from '../movement-types.ts'
import { cents } from './money.ts'
import { placesOf } from './order.ts'

/** What moved, in columns of numbers. A row is the number of a movement, from 1. */
export interface Rows {
  /** The last row. */
  readonly seq: number
  /** 1 where a row counts: it is no undo, and was not undone. */
  readonly stands: Uint8Array
  /** Seconds since 1970. */
  readonly time: Float64Array
  /** Index in MOVEMENT_TYPES. */
  readonly type: Uint8Array
  /** Change in units on hand. */
  readonly delta: Int32Array
  /** 0 where it is not known. */
  readonly unitPrice: Float64Array
  /** 0 where it is not known. */
  readonly unitCost: Float64Array
}

/** From the first second that counts to the first that no longer does, since 1970. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What a row is added to, and what it is worth where it does not say so itself. */
export interface Reading {
  /** Rows that count, in the order in which they happened. */
  readonly order: Int32Array
  /** Number of the group of a row; -1 for one that is left out. */
  groupOf(row: number): number
  /** Today's price of what moved; 0 for none. */
  priceNow(row: number): number
  /** Today's cost of what moved; 0 for none. */
  costNow(row: number): number
}

const COLUMNS = [
  'sold',
  'imported',
  'importedCost',
  'value',
  'unpriced',
  'returned',
  'returnedValue',
  'returnedUnpriced',
  'cost',
  'estimated',
  'uncosted',
  'comparedUnits',
  'comparedValue',
  'comparedCost',
] as const

/** Sums of sales and returns, a number for each group. */
export type Sums = Readonly<Record<(typeof COLUMNS)[number], Float64Array>>

export const noSums = (groups: number): Sums =>
  Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(groups)])) as Sums

const SALE = MOVEMENT_TYPES.indexOf('SALE')
const RETURN = MOVEMENT_TYPES.indexOf('RETURN')

export const isSale = (type: number | undefined): boolean => type === SALE
export const isReturn = (type: number | undefined): boolean => type === RETURN

/**
 * Adds up the sales and returns of a time.
 * @param into is written to
 */
export function addSales(rows: Rows, span: Span, reading: Reading, into: Sums): void {
  const { time, type, delta, unitPrice, unitCost } = rows
  const { order } = reading
  const { first, next } = placesOf(order, time, span)
  for (let place = first; place < next; place += 1) {
    const row = order[place] ?? 0
    const sold = isSale(type[row])
    if (!sold && !isReturn(type[row])) continue
    const group = reading.groupOf(row)
    if (group < 0) continue
    const price = unitPrice[row] || reading.priceNow(row)
    const costThen = unitCost[row] ?? 0
    const cost = costThen || reading.costNow(row)
    const units = delta[row] ?? 0
    if (sold) {
      addSold(into, group, -units, price, cost)
      if (cost && !costThen) add(into.estimated, group, -units)
    } else addReturned(into, group, units, price, cost)
  }
}

/** Sales of before the ledger, of one product or size, oldest first. */
export interface Past {
  readonly length: number
  /** Seconds since 1970. */
  readonly time: ArrayLike<number>
  readonly units: ArrayLike<number>
  /** 0 where it is not known. */
  readonly unitPrice: ArrayLike<number>
}

interface PastReading {
  /** Number of the group of a moment; -1 for one that is left out. */
  groupAt(moment: number): number
  readonly priceNow: number
  readonly costNow: number
}

/**
 * Adds up the past sales of a time.
 * @param into is written to
 */
export function addPast(past: Past, { from, to }: Span, reading: PastReading, into: Sums): void {
  const { priceNow, costNow } = reading
  for (let place = 0; place < past.length; place += 1) {
    const at = past.time[place] ?? 0
    if (at < from || at >= to) continue
    const group = reading.groupAt(at)
    if (group < 0) continue
    const units = past.units[place] ?? 0
    addSold(into, group, units, past.unitPrice[place] || priceNow, costNow)
    add(into.imported, group, units)
    add(into.importedCost, group, units * costNow)
    if (costNow) add(into.estimated, group, units)
  }
}

function addSold(into: Sums, group: number, units: number, price: number, cost: number): void {
  add(into.sold, group, units)
  add(into.value, group, units * price)
  if (!price) add(into.unpriced, group, units)
  if (!cost) add(into.uncosted, group, units)
  addMargin(into, group, units, price, cost)
}

function addReturned(into: Sums, group: number, units: number, price: number, cost: number): void {
  add(into.returned, group, units)
  add(into.returnedValue, group, units * price)
  if (!price) add(into.returnedUnpriced, group, units)
  // What came back takes from the cost and the margin.
  addMargin(into, group, -units, price, cost)
}

function addMargin(into: Sums, group: number, units: number, price: number, cost: number): void {
  add(into.cost, group, units * cost)
  if (!price || !cost) return
  // One that was sold and came back was compared twice, not never.
  add(into.comparedUnits, group, Math.abs(units))
  add(into.comparedValue, group, units * price)
  add(into.comparedCost, group, units * cost)
}

function add(column: Float64Array, group: number, amount: number): void {
  column[group] = (column[group] ?? 0) + amount
}

/** What was sold and came back, in units and money. */
export interface Figures {
  /** Units sold, net of what was undone. */
  readonly units: number
  /** Units of those that were imported as past sales. */
  readonly importedUnits: number
  /** At the prices of the sales. */
  readonly revenue: number
  readonly unitsWithoutPrice: number
  readonly returnedUnits: number
  readonly returnedValue: number
  readonly returnedWithoutPrice: number
  /** Units sold less those that came back. */
  readonly netUnits: number
  /** Revenue less what came back. */
  readonly netRevenue: number
  /** What the units had cost, less those that came back. */
  readonly cost: number
  /** What of that was of past sales. */
  readonly importedCost: number
  /** Units sold whose cost is that of today, because none was kept with the sale. */
  readonly unitsCostEstimated: number
  /** Units sold that the cost leaves out. */
  readonly unitsWithoutCost: number
  /** Net revenue less cost, of the units of which both are known; null where there are none. */
  readonly margin: number | null
  /** Percent of the net revenue of those units. */
  readonly marginPercent: number | null
}

/** The figures of one group. */
export const figuresOf = (sums: Sums, group: number): Figures =>
  toFigures((name) => sums[name][group] ?? 0)

/** The figures of all groups together. */
export const totalOf = (sums: Sums): Figures =>
  toFigures((name) => sums[name].reduce((all, one) => all + one, 0))

function toFigures(sum: (name: keyof Sums) => number): Figures {
  const compared = sum('comparedValue')
  const earned = compared - sum('comparedCost')
  const isCompared = sum('comparedUnits') > 0
  return {
    units: sum('sold'),
    importedUnits: sum('imported'),
    revenue: cents(sum('value')),
    unitsWithoutPrice: sum('unpriced'),
    returnedUnits: sum('returned'),
    returnedValue: cents(sum('returnedValue')),
    returnedWithoutPrice: sum('returnedUnpriced'),
    netUnits: sum('sold') - sum('returned'),
    netRevenue: cents(sum('value') - sum('returnedValue')),
    cost: cents(sum('cost')),
    importedCost: cents(sum('importedCost')),
    unitsCostEstimated: sum('estimated'),
    unitsWithoutCost: sum('uncosted'),
    margin: isCompared ? cents(earned) : null,
    marginPercent: isCompared && compared > 0 ? percent(earned, compared) : null,
  }
}

/** One of two numbers as percent of the other, with one decimal. */
export const percent = (part: number, whole: number): number =>
  Math.round((1000 * part) / whole) / 10
