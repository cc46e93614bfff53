import { isTooLittle } from './demand.ts'
import { type Foretold, isSpread, type Method, type Past, unitsFor } from './methods.ts'

// A method is asked at moments of the past, with what was known then, and compared with what was sold.

/** Probabilities at which a forecast is judged. */
export const LEVELS = [0.5, 0.8, 0.9, 0.95, 0.98] as const

/** Weeks that are foretold at once, as long as an order takes. */
export const AHEAD = 4

/** Moments at which it is asked, as many weeks apart. */
export const ORIGINS = 9

/** Weeks of the past that a method is shown. */
export const SHOWN = 104

/** Items that are judged before others get their turn. */
const TURN = 50

/** What a shop sold, week by week; all of the weeks are over. */
export interface SalesSet {
  /** Number of the first week, since 1970. */
  readonly firstWeek: number
  readonly weeks: number
  readonly items: readonly SoldItem[]
}

export interface SoldItem {
  readonly category: string
  /** Units of each week, from the first of the set. */
  readonly units: ArrayLike<number>
  /** The share of each week in which a unit was there; 0 until its history begins. */
  readonly there: ArrayLike<number>
}

/** How good a method is. */
export interface Score {
  /** Pinball loss, summed over all levels, items and moments. */
  readonly loss: number
  /** How often each level was enough. */
  readonly achieved: readonly number[]
  /** Foretold over sold, less 1; null for a method that foretells no mean. */
  readonly bias: number | null
  /** Times that an item was foretold. */
  readonly count: number
}

/** What was said of an item at one moment, and what came. */
export interface Outcome {
  readonly item: number
  readonly foretold: Foretold
  readonly sold: number
}

interface Options {
  /** What the method is shown of the past; all of it where it is missing. */
  readonly see?: (past: Past, item: number) => Past
  /** Is told each outcome. */
  readonly each?: (outcome: Outcome) => void
}

/**
 * What a method says at several moments, against what was sold then in the time that a unit was there.
 * Moments at which the shop had sold too little to foretell anything are left out.
 */
export function* backtest(
  set: SalesSet,
  method: Method,
  { see = (past) => past, each }: Options = {},
): Generator<void, Score, void> {
  const achieved = LEVELS.map(() => 0)
  let [loss, count, foretoldUnits, soldUnits] = [0, 0, 0, 0]
  let hasMean = true
  const begins = Math.min(...set.items.map(beginOf))
  for (const origin of originsOf(set)) {
    const weekly = weeklyOf(set, begins, origin)
    if (isTooLittle({ units: sum(weekly), weeks: weekly.length })) continue
    const known: { item: number; past: Past; sold: number }[] = []
    for (const [item, one] of set.items.entries()) {
      if (item % TURN === TURN - 1) yield
      const past = pastOf(set, one, origin)
      if (!past || sum(past.ahead) === 0) continue
      const sold = sum(weeksBetween(one.units, origin, origin + AHEAD))
      known.push({ item, past: see(past, item), sold })
    }
    const foretold = yield* method(
      known.map(({ past }) => past),
      { firstWeek: set.firstWeek + begins, weekly },
    )
    for (const [index, { item, sold }] of known.entries()) {
      if (index % TURN === TURN - 1) yield
      const one = foretold[index] ?? (() => 0)
      for (const [at, level] of LEVELS.entries()) {
        const units = unitsFor(one, level)
        loss += sold >= units ? level * (sold - units) : (1 - level) * (units - sold)
        if (sold <= units) achieved[at] = (achieved[at] ?? 0) + 1
      }
      count += 1
      soldUnits += sold
      if (isSpread(one)) foretoldUnits += one.mean
      else hasMean = false
      each?.({ item, foretold: one, sold })
    }
  }
  return {
    loss,
    achieved: achieved.map((times) => times / count),
    bias: hasMean ? foretoldUnits / soldUnits - 1 : null,
    count,
  }
}

const originsOf = ({ weeks }: SalesSet): number[] =>
  Array.from({ length: ORIGINS }, (_, index) => weeks - AHEAD * (ORIGINS - index)).filter(
    (origin) => origin > 0,
  )

/** The first week in which an item was there. */
function beginOf({ there }: SoldItem): number {
  for (let week = 0; week < there.length; week += 1) if ((there[week] ?? 0) > 0) return week
  return there.length
}

function weeklyOf({ items }: SalesSet, from: number, to: number): number[] {
  const weekly = new Array<number>(Math.max(0, to - from)).fill(0)
  for (const { units } of items) {
    for (let at = from; at < to; at += 1)
      weekly[at - from] = (weekly[at - from] ?? 0) + (units[at] ?? 0)
  }
  return weekly
}

/** What is known of an item at a moment; undefined where it was never there. */
function pastOf({ firstWeek }: SalesSet, item: SoldItem, origin: number): Past | undefined {
  const { category, units, there } = item
  const first = beginOf(item)
  if (first >= origin) return undefined
  const from = Math.max(first, origin - SHOWN)
  return {
    category,
    // Cut out when a method looks at them: of a large shop they would all be in memory at once.
    get units() {
      return weeksBetween(units, from, origin)
    },
    get there() {
      return weeksBetween(there, from, origin)
    },
    firstWeek: firstWeek + from,
    ahead: weeksBetween(there, origin, origin + AHEAD),
  }
}

/** Some weeks of all. @param to the first that is none of them */
export function weeksBetween(all: ArrayLike<number>, from: number, to: number): number[] {
  const weeks: number[] = []
  for (let week = from; week < Math.min(to, all.length); week += 1) weeks.push(all[week] ?? 0)
  return weeks
}

const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0)
