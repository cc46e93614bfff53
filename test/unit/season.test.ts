import { expect, test } from 'vitest'
import { ownSeason, type Season, seasonAt } from '../../src/domain/demand/season.ts'

const WEEKS = 104
const FIRST_WEEK = 2_870

/** A shop that sells four times as much in one half of the year. */
const SHOP: Season = Array.from({ length: 13 }, (_, period) => (period < 6 ? 1.6 : 0.4)).map(
  (one, _, all) => (one * 13) / all.reduce((sum, other) => sum + other, 0),
)
const there = new Array<number>(WEEKS).fill(1)

const unitsBy = (rate: (week: number) => number): number[] => {
  let owed = 0
  return Array.from({ length: WEEKS }, (_, at) => {
    owed += rate(FIRST_WEEK + at)
    const sold = Math.floor(owed)
    owed -= sold
    return sold
  })
}

const swing = (season: Season | null): number => {
  if (season === null) throw new Error('A season is known.')
  return Math.max(...season) / Math.min(...season)
}

const own = (units: readonly number[]) => ownSeason(SHOP, { units, there, firstWeek: FIRST_WEEK })

test('what sells all the year has no season, in a shop that has one', () => {
  expect(swing(own(unitsBy(() => 1)))).toBeLessThan(1.5)
})

test('what sells as the shop does has its season', () => {
  const season = own(unitsBy((week) => seasonAt(SHOP, week)))
  expect(swing(season)).toBeGreaterThan(3)
  expect((season ?? []).reduce((sum, one) => sum + one, 0)).toBeCloseTo(13, 9)
})

test('what sold next to nothing is taken to be like the shop', () => {
  expect(own(unitsBy(() => 0))).toEqual(SHOP)
  expect(swing(own(unitsBy(() => 0.02)))).toBeGreaterThan(2.5)
})

test('a period in which it was never on hand says nothing', () => {
  const isOpen = (week: number) => seasonAt(SHOP, week) < 1
  const shelf = there.map((_, at) => (isOpen(FIRST_WEEK + at) ? 1 : 0))
  const units = unitsBy((week) => (isOpen(week) ? 1 : 0))
  const season = ownSeason(SHOP, { units, there: shelf, firstWeek: FIRST_WEEK })
  expect(swing(season)).toBeGreaterThan(2.5)
})

test('where no season is known nothing has one', () => {
  expect(ownSeason(null, { units: [1], there: [1], firstWeek: 0 })).toBe(null)
})
