import { type Method, type Past, sum, unitsFor } from './methods.ts'
import type { SalesSet } from './sets.ts'

/** Probabilities at which a forecast is judged. */
export const LEVELS = [0.5, 0.8, 0.9, 0.95, 0.98] as const

/** Weeks that are foretold at once, as long as an order takes. */
const AHEAD = 4

/** Weeks of the past that are looked at. */
export const HISTORY = 104

export interface Score {
  /** Pinball loss, summed over all levels, items and origins. */
  readonly loss: number
  /** How often each level was enough. */
  readonly achieved: readonly number[]
  /** Foretold over sold, less 1; null for a method that foretells no mean. */
  readonly bias: number | null
}

/**
 * What a method says at several moments, against what was sold then.
 * @param see what the method is shown of the past; all of it where it is missing
 */
export function score(
  set: SalesSet,
  method: Method,
  see: (past: Past, item: number) => Past = (past) => past,
): Score {
  const achieved = LEVELS.map(() => 0)
  let [loss, count, foretoldUnits, soldUnits] = [0, 0, 0, 0]
  let hasMean = true
  for (const origin of originsOf(set)) {
    const weekly = Array.from({ length: origin }, (_, week) =>
      sum(set.items.map(({ units }) => units[week] ?? 0)),
    )
    const known = set.items.flatMap(({ category, units }, item) => {
      const first = units.findIndex((sold) => sold > 0)
      if (first < 0 || first >= origin) return []
      const from = Math.max(first, origin - HISTORY)
      const seen = units.slice(from, origin)
      const there = seen.map(() => 1)
      const past = { category, units: seen, there, firstWeek: set.firstWeek + from }
      return [{ past: see(past, item), sold: sum(units.slice(origin, origin + AHEAD)) }]
    })
    const foretold = method(
      known.map(({ past }) => past),
      AHEAD,
      { firstWeek: set.firstWeek, weekly },
    )
    for (const [index, { sold }] of known.entries()) {
      const one = foretold[index] ?? (() => 0)
      for (const [at, level] of LEVELS.entries()) {
        const units = unitsFor(one, level)
        loss += sold >= units ? level * (sold - units) : (1 - level) * (units - sold)
        if (sold <= units) achieved[at] = (achieved[at] ?? 0) + 1
      }
      count += 1
      soldUnits += sold
      if (typeof one === 'function') hasMean = false
      else foretoldUnits += one.mean
    }
  }
  return {
    loss,
    achieved: achieved.map((times) => times / count),
    bias: hasMean ? foretoldUnits / soldUnits - 1 : null,
  }
}

/** Nine moments, four weeks apart; the last week of a set is not whole. */
const originsOf = ({ weeks }: SalesSet): number[] =>
  Array.from({ length: 9 }, (_, index) => weeks - 1 - AHEAD * (9 - index))

/** Weeks in a row that a shelf is empty, where weeks are hidden. */
const SPELL = 3

/**
 * A past of which a share of the weeks is hidden, as with an empty shelf: nothing is sold then.
 * @param isKnown whether the method is told that the shelf was empty
 */
export const hidden =
  (share: number, isKnown: boolean) =>
  (past: Past, item: number): Past => {
    const isHidden = past.units.map((_, at) =>
      isChosen(item, Math.floor((past.firstWeek + at) / SPELL), share),
    )
    return {
      ...past,
      units: past.units.map((sold, at) => (isHidden[at] ? 0 : sold)),
      there: past.there.map((there, at) => (isHidden[at] && isKnown ? 0 : there)),
    }
  }

/** The same choice at each run: a hash of both numbers (Wang, 2007), as a share of all of them. */
function isChosen(item: number, spell: number, share: number): boolean {
  let hash = (item * 73_856_093) ^ (spell * 19_349_663)
  hash = Math.imul(hash ^ 61 ^ (hash >>> 16), 9)
  hash = Math.imul(hash ^ (hash >>> 4), 0x27d4eb2d)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32 < share
}
