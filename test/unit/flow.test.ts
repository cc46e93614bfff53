import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarOf, weekAt, weekNumber, weeksIn } from '../../src/domain/demand/calendar.ts'
import {
  addFlow,
  type Flow,
  NO_SALES,
  noWeeks,
  OTHER,
  type PastSales,
  RETURNED,
  SOLD,
} from '../../src/domain/demand/flow.ts'

const HOUR = 3_600
const DAY = 24 * HOUR
const WEEK = 7 * DAY

/** A Thursday at noon; the weeks begin on Monday, 26 October. */
const NOW = new Date('2026-12-10T12:00:00Z')
const calendar = calendarOf(NOW, 'UTC', 7)
const START = calendar.starts[0] ?? 0

type Row = readonly [hours: number, delta: number, kind: number]

const flowOf = (rows: readonly Row[]): Flow => ({
  length: rows.length,
  time: rows.map(([hours]) => START + hours * HOUR),
  delta: rows.map(([, delta]) => delta),
  kind: rows.map(([, , kind]) => kind),
})

const pastOf = (rows: readonly (readonly [hours: number, units: number])[]): PastSales => ({
  length: rows.length,
  time: rows.map(([hours]) => START + hours * HOUR),
  units: rows.map(([, units]) => units),
})

const hours = (weeks: number, days = 0) => (weeks * WEEK + days * DAY) / HOUR

function weeksOf(rows: readonly Row[], past = NO_SALES, before?: readonly [number, number]) {
  const weeks = noWeeks(calendar)
  const span = before && { from: START + before[0] * HOUR, to: START + before[1] * HOUR }
  const facts = addFlow(flowOf(rows), past, span ?? null, calendar, weeks)
  return { units: [...weeks.units], there: [...weeks.there], ...facts }
}

describe('the weeks of a shop', () => {
  test('begin on Monday by its clock, an hour longer or shorter where that is changed', () => {
    const { starts } = calendarOf(new Date('2026-11-01T12:00:00Z'), 'Europe/Paris', 53)
    const lengths = [...starts].slice(1).map((start, at) => (start - (starts[at] ?? 0)) / HOUR)
    expect(starts.at(-1)).toBe(Date.parse('2026-11-01T23:00:00Z') / 1000)
    expect(lengths.filter((length) => length === 167)).toHaveLength(1)
    expect(lengths.filter((length) => length === 169)).toHaveLength(1)
    expect(lengths.filter((length) => length === 168)).toHaveLength(51)
  })

  test('a moment lies in the week that has begun and is not over, in every time zone', () => {
    const zones = ['UTC', 'Europe/Paris', 'Pacific/Auckland', 'America/Santiago', 'Asia/Kathmandu']
    for (const zone of zones) {
      const weeks = calendarOf(new Date('2026-11-04T09:00:00Z'), zone, 60)
      const { starts } = weeks
      fc.assert(
        fc.property(fc.integer({ min: -WEEK, max: 61 * WEEK }), (seconds) => {
          const moment = (starts[0] ?? 0) + seconds
          const at = starts.findLastIndex((start) => start <= moment)
          expect(weekAt(weeks, moment)).toBe(Math.min(at, weeksIn(weeks) - 1))
        }),
      )
      for (const [at, start] of [...starts].slice(0, -1).entries()) {
        expect([weekAt(weeks, start), weekAt(weeks, start - 1)]).toEqual([at, at - 1])
      }
    }
  })

  test('are numbered without a gap', () => {
    expect(weekNumber('1970-01-01')).toBe(0)
    expect(weekNumber('1970-01-04')).toBe(0)
    expect(weekNumber('1970-01-05')).toBe(1)
    expect(weekNumber('2026-11-29') + 1).toBe(weekNumber('2026-11-30'))
  })
})

describe('the weeks of a variant', () => {
  test('a week with stock for half of it could sell half', () => {
    const { units, there, since, lastSold } = weeksOf([
      [hours(1), 2, OTHER],
      [hours(1, 3.5), -2, SOLD],
      [hours(3), 1, OTHER],
    ])
    expect(units).toEqual([0, 2, 0, 0, 0, 0, 0])
    expect(there).toEqual([0, 0.5, 0, 1, 1, 1, 0.5])
    expect([since, lastSold]).toEqual([START + WEEK, START + 1.5 * WEEK])
  })

  test('what came back is taken from the latest sales of thirty days, and never from more', () => {
    const rows: Row[] = [
      [0, 10, OTHER],
      [1, -2, SOLD],
      [hours(3), -1, SOLD],
      [hours(4), -2, SOLD],
      [hours(5), 4, RETURNED],
    ]
    expect(weeksOf(rows)).toMatchObject({
      units: [2, 0, 0, 0, 0, 0, 0],
      lastSold: START + HOUR,
    })
  })

  test('a sale that was noted for a time before the first delivery counts', () => {
    const { units, since, there } = weeksOf([
      [hours(1, 2), -1, SOLD],
      [hours(2), 4, OTHER],
    ])
    expect(units).toEqual([0, 1, 0, 0, 0, 0, 0])
    expect(since).toBe(START + WEEK + 2 * DAY)
    expect(there).toEqual([0, 1 / 7, 1, 1, 1, 1, 0.5])
  })

  test('sales of before the ledger show that it was there until then, and say nothing of after', () => {
    const past = pastOf([
      [hours(0, 1), 2],
      [hours(2), 1],
    ])
    const before = [hours(0, 1), hours(3)] as const
    expect(weeksOf([], past, before)).toMatchObject({
      units: [2, 0, 1, 0, 0, 0, 0],
      there: [6 / 7, 1, 1, 0, 0, 0, 0],
      since: START + DAY,
    })
    expect(weeksOf([[hours(5), 3, OTHER]], past, before).there).toEqual([6 / 7, 1, 1, 0, 0, 1, 0.5])
  })

  test('are what a look at the shelf at each hour would have found', () => {
    const row = fc.record({
      hour: fc.integer({ min: 0, max: hours(6, 3) }),
      change: fc.constantFrom<readonly [number, number]>(
        [3, OTHER],
        [1, OTHER],
        [-1, SOLD],
        [-2, SOLD],
        [-1, OTHER],
        [-3, OTHER],
      ),
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 25 }), (list) => {
        const rows = list
          .toSorted((a, b) => a.hour - b.hour)
          .map(({ hour, change: [delta, kind] }): Row => [hour, delta, kind])
        const begins = rows.find(([, delta, kind]) => delta > 0 || kind === SOLD)?.[0] ?? Infinity
        const found = Array.from({ length: 7 }, () => ({ units: 0, there: 0 }))
        let onHand = 0
        for (let hour = 0; hour < hours(7); hour += 1) {
          const week = found[Math.floor((hour * HOUR) / WEEK)]
          if (!week) throw new Error('There is no such week.')
          for (const [at, delta, kind] of rows) {
            if (at !== hour) continue
            onHand += delta
            if (kind === SOLD) week.units -= delta
          }
          if (hour >= begins && START + hour * HOUR < calendar.now && onHand > 0) {
            week.there += HOUR / WEEK
          }
        }
        const { units, there, since } = weeksOf(rows)
        expect(units).toEqual(found.map((week) => week.units))
        for (const [at, week] of found.entries()) {
          expect(there[at]).toBeCloseTo(Math.max(week.there, week.units > 0 ? 1 / 7 : 0), 9)
        }
        expect(since).toBe(begins === Infinity ? null : START + begins * HOUR)
      }),
    )
  })
})
