import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bandPath,
  columnsOf,
  dateOf,
  dateTicks,
  dayNumber,
  fitted,
  frameOf,
  labelled,
  legendOf,
  linear,
  stepArea,
  stepPath,
  textWidth,
  ticksUpTo,
} from '../../src/web/charts/geometry.ts'
import { csvOf, fileNameOf } from '../../src/web/charts/plot.ts'

describe('the values of an axis', () => {
  test.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    [19, [0, 5, 10, 15, 20]],
    [41, [0, 20, 40, 60]],
    [12_345, [0, 5_000, 10_000, 15_000]],
  ])('up to %d are %j', (most, ticks) => {
    expect(ticksUpTo(most)).toEqual(ticks)
  })

  test('are whole, begin at 0, reach the most, and are few', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (most) => {
        const ticks = ticksUpTo(most)
        expect(ticks[0]).toBe(0)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(most)
        expect(ticks.every(Number.isInteger)).toBe(true)
        expect(ticks.length).toBeGreaterThan(1)
        expect(ticks.length).toBeLessThanOrEqual(5)
      }),
    )
  })
})

describe('the dates of an axis', () => {
  test.each([
    [
      '2026-11-23',
      '2026-11-29',
      7,
      [
        '2026-11-23',
        '2026-11-24',
        '2026-11-25',
        '2026-11-26',
        '2026-11-27',
        '2026-11-28',
        '2026-11-29',
      ],
    ],
    ['2026-11-01', '2026-11-29', 5, ['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23']],
    ['2026-08-31', '2026-12-20', 5, ['2026-09-01', '2026-10-01', '2026-11-01', '2026-12-01']],
    ['2025-12-01', '2026-12-01', 5, ['2026-01-01', '2026-04-01', '2026-07-01', '2026-10-01']],
    // The clocks change on 29 March and 25 October in Paris.
    ['2026-03-27', '2026-03-30', 4, ['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30']],
  ])('from %s to %s, %d at most', (from, to, most, ticks) => {
    expect(dateTicks(from, to, most)).toEqual(ticks)
  })

  test('lie within, in order, and are no more than there is room for', () => {
    const day = fc.integer({ min: dayNumber('2020-01-01'), max: dayNumber('2030-01-01') })
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 0, max: 1_500 }),
        fc.integer({ min: 3, max: 12 }),
        (first, days, most) => {
          const [from, to] = [dateOf(first), dateOf(first + days)]
          const ticks = dateTicks(from, to, most)
          expect(ticks.length).toBeLessThanOrEqual(most)
          expect(ticks.toSorted()).toEqual(ticks)
          expect(new Set(ticks).size).toBe(ticks.length)
          for (const tick of ticks) expect(from <= tick && tick <= to).toBe(true)
        },
      ),
    )
  })
})

test('a scale puts a range onto another, and what has no length into the middle', () => {
  const y = linear([0, 10], [100, 20])
  expect([y(0), y(5), y(10)]).toEqual([100, 60, 20])
  expect(linear([3, 3], [0, 100])(3)).toBe(50)
})

test('steps stay until the next one, and a band closes around its lines', () => {
  const places = [
    { x: 0, y: 10 },
    { x: 5, y: 20 },
    { x: 8.04, y: 20 },
  ]
  expect(stepPath(places)).toBe('M0 10H5V20H8V20')
  expect(stepArea(places, 50)).toBe('M0 10H5V20H8V20V50H0Z')
  expect(stepPath([]) + stepArea([], 1) + bandPath([], [])).toBe('')
  expect(
    bandPath(
      [
        { x: 0, y: 1 },
        { x: 9, y: 2 },
      ],
      [
        { x: 0, y: 3 },
        { x: 9, y: 4 },
      ],
    ),
  ).toBe('M0 1L9 2L9 4L0 3Z')
})

test('columns share their room, do not overlap, and have labels that do not touch', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 100, max: 1_200 }),
      fc.integer({ min: 5, max: 90 }),
      (count, width, label) => {
        const columns = columnsOf(count, [20, 20 + width], 0.8)
        expect(columns).toHaveLength(count)
        for (const [at, column] of columns.entries()) {
          expect(column.x).toBeGreaterThanOrEqual(20)
          expect(column.x + column.width).toBeLessThanOrEqual(
            (columns[at + 1]?.x ?? 20 + width) + 1e-6,
          )
        }
        const shown = labelled(count, width / count, label)
        const gap = (columns[shown[1] ?? 0]?.middle ?? 0) - (columns[0]?.middle ?? 0)
        if (shown.length > 1) expect(gap).toBeGreaterThanOrEqual(label - 1e-6)
      },
    ),
  )
})

test('a frame leaves room for its labels, but never the whole plot', () => {
  const size = { width: 340, height: 150, text: 12, legend: 20 }
  const frame = frameOf(size, ['0', '1 000'])
  expect(frame.left).toBeGreaterThan(textWidth('1 000', 12))
  expect(frame.top).toBeGreaterThan(20)
  expect(frame.bottom).toBeLessThan(150 - 12)
  expect(frameOf({ ...size, text: 60 }, ['1 000 000']).left).toBe(170)
})

test('a legend goes on in the next line where it is too wide', () => {
  const { places, height } = legendOf(['Sold', 'In the 30 days before', 'Left'], 200, 12)
  expect(places.map(({ y }) => y > 12)).toEqual([false, true, true])
  expect(height).toBeGreaterThan(places[2]?.y ?? 0)
  expect(legendOf([], 200, 12)).toEqual({ places: [], height: 0 })
})

test('a text that does not fit is cut with an ellipsis', () => {
  expect(fitted('Sandales', 200, 12)).toBe('Sandales')
  const cut = fitted('Sandales compensées à talon', 80, 12)
  expect(cut).toMatch(/^Sandales.*…$/)
  expect(textWidth(cut, 12)).toBeLessThanOrEqual(80)
})

test('a table becomes a CSV file that no spreadsheet runs', () => {
  const csv = csvOf({
    columns: ['Day', 'Units, sold'],
    rows: [
      ['2026-11-29', 3],
      ['=HYPERLINK("x")', -1],
      ['Rouge; "vif"', null],
    ],
  })
  expect(csv).toBe(
    '\uFEFFDay,"Units, sold"\r\n2026-11-29,3\r\n"\'=HYPERLINK(""x"")",-1\r\n"Rouge; ""vif""",\r\n',
  )
})

test('a file is called as the plot, in plain letters', () => {
  expect(fileNameOf('Ventes : été à Paris (30 jours)')).toBe('ventes-ete-a-paris-30-jours')
  expect(fileNameOf('…')).toBe('chart')
})
