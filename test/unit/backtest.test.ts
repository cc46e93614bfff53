import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  AHEAD,
  backtest,
  LEVELS,
  ORIGINS,
  type Outcome,
  type SalesSet,
} from '../../src/domain/demand/backtest.ts'
import {
  isSpread,
  type Method,
  ours,
  type Past,
  RIVALS,
  unitsFor,
} from '../../src/domain/demand/methods.ts'
import { finish } from '../../src/shared/turns.ts'

const WEEKS = 60
const setOf = (units: readonly number[][], there = units.map((one) => one.map(() => 1))) => ({
  firstWeek: 2_900,
  weeks: WEEKS,
  items: units.map((own, at) => ({ category: 'shoes', units: own, there: there[at] ?? [] })),
})
const steady = (units: number) => new Array<number>(WEEKS).fill(units)

function outcomesOf(set: SalesSet, method: Method): Outcome[] {
  const outcomes: Outcome[] = []
  finish(backtest(set, method, { each: (one) => outcomes.push(one) }))
  return outcomes
}

test('what always sells alike is foretold by every method, nine times', () => {
  const set = setOf([steady(3), steady(1)])
  for (const [name, method] of Object.entries(RIVALS)) {
    const { count, bias, loss } = finish(backtest(set, method))
    expect(count).toBe(2 * ORIGINS)
    if (name === 'naive') expect([bias, loss]).toEqual([null, 0])
  }
  const { bias, achieved } = finish(backtest(set, ours(true)))
  expect(Math.abs(bias ?? 1)).toBeLessThan(0.05)
  expect(achieved.slice(1)).toEqual([1, 1, 1, 1])
  // 13 weeks of 3 and of 1, four weeks ahead.
  const means = outcomesOf(set, RIVALS['moving average 13']).map(({ foretold }) =>
    isSpread(foretold) ? foretold.mean : 0,
  )
  expect([means[0], means[1]]).toEqual([12, 4])
})

test('the loss is what the naive forecast misses, by each level', () => {
  // Four weeks of 2, four of 1, and so on: naive is always wrong by 4.
  const units = Array.from({ length: WEEKS }, (_, week) => 1 + (Math.floor(week / AHEAD) % 2))
  const { loss, achieved } = finish(backtest(setOf([units]), RIVALS.naive))
  const outcomes = outcomesOf(setOf([units]), RIVALS.naive)
  const over = outcomes.filter(({ foretold, sold }) => sold <= unitsFor(foretold, 0.5)).length
  const levels = LEVELS.reduce((sum, level) => sum + level, 0)
  expect(over === 4 || over === 5).toBe(true)
  expect(loss).toBeCloseTo(4 * ((ORIGINS - over) * levels + over * (LEVELS.length - levels)), 9)
  expect(achieved).toEqual(LEVELS.map(() => over / ORIGINS))
})

test('no method knows what came later', () => {
  const week = fc.integer({ min: 0, max: 6 })
  const item = fc.array(week, { minLength: WEEKS, maxLength: WEEKS })
  fc.assert(
    fc.property(fc.tuple(item, item, item), item, ([one, two, three], later) => {
      const last = WEEKS - AHEAD
      const known = [one.map((units) => units + 1), two, three]
      const changed = known.map((own) => [...own.slice(0, last), ...later.slice(last)])
      for (const method of [ours(true), ...Object.values(RIVALS)]) {
        const said = (units: readonly number[][]) =>
          outcomesOf(setOf(units), method).map(({ foretold }) =>
            LEVELS.map((level) => unitsFor(foretold, level)),
          )
        expect(said(changed)).toEqual(said(known))
      }
    }),
    { numRuns: 20 },
  )
})

test('it is foretold for the time that a unit was there, and not where none was', () => {
  const half = steady(2).map((_, week) => (week < WEEKS - AHEAD ? 1 : 0.5))
  const gone = steady(2).map((_, week) => (week < WEEKS - AHEAD ? 1 : 0))
  const outcomes = (there: number[]) =>
    outcomesOf(setOf([steady(2), steady(2)], [steady(1), there]), RIVALS.TSB).filter(
      ({ item }) => item === 1,
    )
  const last = outcomes(half).at(-1)?.foretold
  expect(last && isSpread(last) && last.mean).toBeCloseTo(4, 9)
  expect(outcomes(gone)).toHaveLength(ORIGINS - 1)
})

test('a shop that had sold too little was not asked', () => {
  const late = (first: number) => steady(3).map((units, week) => (week < first ? 0 : units))
  const there = (first: number) => steady(1).map((share, week) => (week < first ? 0 : share))
  const count = (first: number) =>
    finish(backtest(setOf([late(first)], [there(first)]), ours(true))).count
  // 30 units take ten weeks: the moments are 24, 28, 32 … 56.
  expect(count(14)).toBe(9)
  expect(count(15)).toBe(8)
  expect(count(50)).toBe(0)
})

test('what a method is shown can be less than what was', () => {
  const blind = (past: Past) => ({ ...past, units: past.units.map(() => 0) })
  const { bias } = finish(backtest(setOf([steady(3)]), RIVALS.TSB, { see: blind }))
  expect(bias).toBe(-1)
})
