import {
  type SalesSet,
  SHOWN,
  type SoldItem,
  weeksBetween,
} from '../../../src/domain/demand/backtest.ts'
import {
  type Method,
  type Past,
  type ShopPast,
  unitsFor,
} from '../../../src/domain/demand/methods.ts'
import { finish } from '../../../src/shared/turns.ts'

/** Weeks from an order to its arrival, and from one look at the shelf to the next. */
const LEAD = 2
const REVIEW = 1

/** Weeks of full shelves before the shop has to order by itself. */
const START = 104

/** One product of so many, which is enough to compare. */
const SAMPLE = 6

/** How a policy did: the share of what was asked for that was sold, and the units on hand in a mean week. */
export interface Run {
  readonly fill: number
  readonly stock: number
}

/** The units to have on hand and on the way, for each item. */
type Targets = (pasts: readonly Past[], shop: ShopPast) => number[]

/** As much as a method says is enough with a probability. */
export const upTo =
  (method: Method, p: number): Targets =>
  (pasts, shop) =>
    finish(method(pasts, shop)).map((one) => Math.ceil(unitsFor(one, p)))

/** So many times the mean of the start, for ever. */
export function fixed(times: number): Targets {
  let targets: number[] | undefined
  return (pasts) => {
    targets ??= pasts.map(({ units }) => Math.ceil(times * (LEAD + REVIEW) * mean(units)))
    return targets
  }
}

/**
 * Two years in which what is not on the shelf is not sold, and nobody notes that it was asked for: a
 * policy sees only what its own orders let it sell.
 */
export function simulate(set: SalesSet, targets: Targets): Run {
  const items = set.items.filter(
    (one, index) => index % SAMPLE === 0 && sum(weeksBetween(one.units, 0, START)) > 0,
  )
  const shelves = items.map((item) => openShelf(item))
  const totals = { asked: 0, sold: 0, stock: 0 }
  for (let week = START; week < set.weeks; week += 1) {
    const from = Math.max(0, week - SHOWN)
    const pasts = shelves.map(({ category, sold, there }) => ({
      category,
      units: sold.slice(from),
      there: there.slice(from),
      firstWeek: set.firstWeek + from,
      ahead: new Array<number>(LEAD + REVIEW).fill(1),
    }))
    const weekly = Array.from({ length: week }, (_, at) =>
      sum(shelves.map(({ sold }) => sold[at] ?? 0)),
    )
    const wanted = targets(pasts, { firstWeek: set.firstWeek, weekly })
    for (const [index, shelf] of shelves.entries()) {
      shelf.onHand += shelf.onTheWay.shift() ?? 0
      const asked = items[index]?.units[week] ?? 0
      const sold = Math.min(asked, shelf.onHand)
      // Half of a week in which the last unit went.
      shelf.there.push(shelf.onHand === 0 ? 0 : asked > shelf.onHand ? 0.5 : 1)
      shelf.sold.push(sold)
      shelf.onHand -= sold
      shelf.onTheWay.push(Math.max(0, (wanted[index] ?? 0) - shelf.onHand - sum(shelf.onTheWay)))
      totals.asked += asked
      totals.sold += sold
      totals.stock += shelf.onHand
    }
  }
  const weeks = set.weeks - START
  return { fill: totals.sold / totals.asked, stock: totals.stock / weeks / items.length }
}

function openShelf({ category, units }: SoldItem) {
  const sold = weeksBetween(units, 0, START)
  return {
    category,
    sold,
    there: sold.map(() => 1),
    onHand: Math.ceil(4 * mean(sold)),
    onTheWay: new Array<number>(LEAD - 1).fill(0),
  }
}

/** The fill rate at a stock, between the runs that are nearest to it. */
export function fillAt(runs: readonly Run[], stock: number): number {
  const sorted = [...runs].sort((a, b) => a.stock - b.stock)
  const above = sorted.findIndex((run) => run.stock >= stock)
  const [low, high] = [sorted[above - 1], sorted[above]]
  if (!low || !high) return Number.NaN
  const share = (stock - low.stock) / (high.stock - low.stock)
  return low.fill + share * (high.fill - low.fill)
}

const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0)
const mean = (list: readonly number[]): number => sum(list) / Math.max(1, list.length)
