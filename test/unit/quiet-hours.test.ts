import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, atClock, minuteOf } from '../../src/domain/day.ts'
import { quietUntil } from '../../src/domain/quiet-hours.ts'

const ZONE = 'Europe/Paris'
const NIGHT = { from: '22:00', to: '07:00' }

/** The end by the clock of the shop, or null. */
const end = (shown: string, hours = NIGHT) => {
  const until = quietUntil(atClock(shown, ZONE), hours, ZONE)
  return until && minuteOf(until, ZONE)
}

test.each([
  ['2026-11-21T21:59:59', null],
  ['2026-11-21T22:00:00', '2026-11-22 07:00'],
  ['2026-11-21T23:59:59', '2026-11-22 07:00'],
  ['2026-11-22T00:00:00', '2026-11-22 07:00'],
  ['2026-11-22T06:59:59', '2026-11-22 07:00'],
  ['2026-11-22T07:00:00', null],
  // Nights in which clocks are put back, and forward.
  ['2026-10-24T23:00:00', '2026-10-25 07:00'],
  ['2026-10-25T02:30:00', '2026-10-25 07:00'],
  ['2026-03-28T23:00:00', '2026-03-29 07:00'],
  ['2026-03-29T03:30:00', '2026-03-29 07:00'],
  ['2026-12-31T23:00:00', '2027-01-01 07:00'],
])('over midnight, %s: %s', (shown, expected) => expect(end(shown)).toBe(expected))

test.each([
  ['2026-11-21T11:59:59', null],
  ['2026-11-21T12:00:00', '2026-11-21 14:00'],
  ['2026-11-21T14:00:00', null],
])('within a day, %s: %s', (shown, expected) =>
  expect(end(shown, { from: '12:00', to: '14:00' })).toBe(expected),
)

test('hours that begin when they end are none', () => {
  expect(end('2026-11-21T12:00:00', { from: '12:00', to: '12:00' })).toBeNull()
})

test('a time that the clocks skip is when they go on', () => {
  expect(end('2026-03-29T01:30:00', { from: '01:00', to: '02:30' })).toBe('2026-03-29 03:30')
})

test('the end is never quiet, and less than two days away', () => {
  const clock = fc
    .integer({ min: 0, max: 24 * 60 - 1 })
    .map((at) => new Date(at * 60_000).toISOString().slice(11, 16))
  const zones = ['Europe/Paris', 'America/New_York', 'Pacific/Apia', 'Africa/Cairo', 'UTC']
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
      fc.record({ from: clock, to: clock }),
      fc.constantFrom(...zones),
      (moment, hours, zone) => {
        const until = quietUntil(moment, hours, zone)
        if (until === null) return
        expect(+until).toBeGreaterThan(+moment)
        expect(+until - +moment).toBeLessThan(
          +new Date(addDays('2026-01-01', 2)) - +new Date('2026-01-01'),
        )
        expect(quietUntil(until, hours, zone)).toBeNull()
      },
    ),
    { numRuns: 300 },
  )
})
