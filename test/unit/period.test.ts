import { describe, expect, test } from 'vitest'
import {
  type AskedPeriod,
  PERIODS,
  periodBefore,
  readDay,
  readPeriod,
  wholeDays,
} from '../../src/domain/period.ts'
import { speakingTo } from '../../src/domain/say.ts'

const timeZone = 'Europe/Paris'
/** A Sunday, early in the morning in Paris and still Saturday in London. */
const now = new Date('2026-11-28T23:30:00Z')

const read = (asked: AskedPeriod) => readPeriod(asked, { now, timeZone, otherwise: 'today' })

test.each([
  [{}, '2026-11-28T23:00:00.000Z', '2026-11-29T23:00:00.000Z', 'today (2026-11-29)'],
  [
    { period: 'yesterday' },
    '2026-11-27T23:00:00.000Z',
    '2026-11-28T23:00:00.000Z',
    'yesterday (2026-11-28)',
  ],
  [
    { period: 'this_week' },
    '2026-11-22T23:00:00.000Z',
    '2026-11-29T23:00:00.000Z',
    'this week (2026-11-23 to 2026-11-29)',
  ],
  [
    { period: 'last_week' },
    '2026-11-15T23:00:00.000Z',
    '2026-11-22T23:00:00.000Z',
    'last week (2026-11-16 to 2026-11-22)',
  ],
  [
    { period: 'last_7_days' },
    '2026-11-22T23:00:00.000Z',
    '2026-11-29T23:00:00.000Z',
    'last 7 days (2026-11-23 to 2026-11-29)',
  ],
  [
    { period: 'this_month' },
    '2026-10-31T23:00:00.000Z',
    '2026-11-30T23:00:00.000Z',
    'this month (2026-11-01 to 2026-11-30)',
  ],
  // Its nights have two offsets: the clocks change in it.
  [
    { period: 'last_month' },
    '2026-09-30T22:00:00.000Z',
    '2026-10-31T23:00:00.000Z',
    'last month (2026-10-01 to 2026-10-31)',
  ],
  [
    { period: 'last_30_days' },
    '2026-10-30T23:00:00.000Z',
    '2026-11-29T23:00:00.000Z',
    'last 30 days (2026-10-31 to 2026-11-29)',
  ],
  [
    { period: 'this_year' },
    '2025-12-31T23:00:00.000Z',
    '2026-12-31T23:00:00.000Z',
    'this year (2026-01-01 to 2026-12-31)',
  ],
  [
    { period: 'last_year' },
    '2024-12-31T23:00:00.000Z',
    '2025-12-31T23:00:00.000Z',
    'last year (2025-01-01 to 2025-12-31)',
  ],
  [{ period: 'all' }, null, null, 'all the time there is'],
  [{ from: '2026-11-21' }, '2026-11-20T23:00:00.000Z', null, 'since 2026-11-21'],
  [
    { from: '2026-11-21', to: '2026-11-21' },
    '2026-11-20T23:00:00.000Z',
    '2026-11-21T23:00:00.000Z',
    '2026-11-21',
  ],
  [
    { from: '2026-11-16', to: '2026-11-22' },
    '2026-11-15T23:00:00.000Z',
    '2026-11-22T23:00:00.000Z',
    '2026-11-16 to 2026-11-22',
  ],
  [
    { from: 'yesterday', to: 'Today' },
    '2026-11-27T23:00:00.000Z',
    '2026-11-29T23:00:00.000Z',
    '2026-11-28 to 2026-11-29',
  ],
  [{ to: '2026-11-21' }, null, '2026-11-21T23:00:00.000Z', 'until 2026-11-21'],
  [{ from: '2026-11-21T09:00:00Z' }, '2026-11-21T09:00:00.000Z', null, 'since 2026-11-21 10:00'],
  [
    { from: '2026-11-21T09:00:00+02:00' },
    '2026-11-21T07:00:00.000Z',
    null,
    'since 2026-11-21 08:00',
  ],
  // Without a zone it is the clock of the shop.
  [
    { from: '2026-11-21 09:00', to: '2026-11-21T12:30:15' },
    '2026-11-21T08:00:00.000Z',
    '2026-11-21T11:30:15.000Z',
    '2026-11-21 09:00 to 2026-11-21 12:30',
  ],
  [
    { from: '2026-07-14T09:00', to: '2026-07-15' },
    '2026-07-14T07:00:00.000Z',
    '2026-07-15T22:00:00.000Z',
    '2026-07-14 09:00 to 2026-07-15',
  ],
] as const)('%o', (asked, from, to, words) => {
  expect(read(asked)).toEqual({ from, to, words })
})

test.each(PERIODS)('%s ends after it begins, on every fifth day of two years', (period) => {
  for (let day = 0; day < 2 * 366; day += 5) {
    const today = new Date(Date.UTC(2026, 0, 1 + day, 12))
    const { from, to } = readPeriod({ period }, { now: today, timeZone, otherwise: 'all' })
    expect((from ?? '') < (to ?? '~')).toBe(true)
  }
})

test.each([
  [{ period: 'today', from: '2026-11-21' }, /either period, or from and to/],
  [{ from: 'soon' }, /from "soon" is no date/],
  [{ to: '2026-02-30' }, /to "2026-02-30" is no date/],
  [{ from: '2026-1-2' }, /is no date/],
  [{ from: '2026-01-02T25:00' }, /is no date/],
  [{ from: '0000-01-01' }, /is no date/],
  [{ from: '2027-01-01' }, /from lies in the future.*per_week of listReorder/],
  [{ from: '2026-11-22', to: '2026-11-21' }, /from must come before to/],
  [{ from: '2026-11-21T09:00', to: '2026-11-21T09:00' }, /from must come before to/],
] as const)('%o is refused, and what to send is said', (asked, detail) => {
  expect(() => read(asked)).toThrow(detail)
  expect(() => read(asked)).toThrow(/Send period \(today, yesterday, .*2026-11-21T09:00/)
})

test('a day that is to come is read by the clock of the shop', () => {
  const at = { now: new Date('2026-11-21T23:30:00Z'), timeZone: 'Europe/Paris' }
  expect(readDay('2026-12-05', at)).toBe('2026-12-05')
  // It is the 22nd in Paris already.
  expect(readDay('today', at)).toBe('2026-11-22')
  expect(readDay('2026-12-05T23:30:00Z', at)).toBe('2026-12-06')
  for (const wrong of ['2026-11-21', 'yesterday', '2027-02-30', '05/12/2026', 'soon']) {
    expect(() => readDay(wrong, at)).toThrow('Nothing was changed: ask for which day')
  }
})

describe('the time before', () => {
  const timeBefore = (asked: AskedPeriod) =>
    periodBefore(asked, { now, timeZone, otherwise: 'today' })

  test.each([
    [{ period: 'yesterday' }, '2026-11-26T23:00:00.000Z', '2026-11-27T23:00:00.000Z'],
    [{ period: 'last_week' }, '2026-11-08T23:00:00.000Z', '2026-11-15T23:00:00.000Z'],
    // A month by its name is compared with the one before it, whatever their lengths.
    [{ period: 'last_month' }, '2026-08-31T22:00:00.000Z', '2026-09-30T22:00:00.000Z'],
    [{ period: 'last_year' }, '2023-12-31T23:00:00.000Z', '2024-12-31T23:00:00.000Z'],
    // What still runs is compared with as much of the time before.
    [{}, '2026-11-27T23:00:00.000Z', '2026-11-27T23:30:00.000Z'],
    [{ period: 'this_week' }, '2026-11-15T23:00:00.000Z', '2026-11-21T23:30:00.000Z'],
    [{ period: 'last_7_days' }, '2026-11-15T23:00:00.000Z', '2026-11-21T23:30:00.000Z'],
    [{ period: 'this_year' }, '2024-12-31T23:00:00.000Z', '2025-11-28T23:30:00.000Z'],
    // To the same time by the clock, which changed since.
    [{ period: 'this_month' }, '2026-09-30T22:00:00.000Z', '2026-10-28T23:30:00.000Z'],
    [
      { from: '2026-11-21', to: '2026-11-22' },
      '2026-11-18T23:00:00.000Z',
      '2026-11-20T23:00:00.000Z',
    ],
    // Whole days, also over a change of the clocks.
    [
      { from: '2026-10-25', to: '2026-10-26' },
      '2026-10-22T22:00:00.000Z',
      '2026-10-24T22:00:00.000Z',
    ],
    [
      { from: '2026-11-21T09:00', to: '2026-11-21T12:30' },
      '2026-11-21T04:30:00.000Z',
      '2026-11-21T08:00:00.000Z',
    ],
  ] as const)('of %o', (asked, from, to) => {
    expect(timeBefore(asked)).toMatchObject({ from, to })
  })

  test('of a long month that runs is at most the whole short one before', () => {
    const late = new Date('2026-03-31T12:00:00Z')
    const context = { now: late, timeZone: 'UTC', otherwise: 'all' } as const
    expect(periodBefore({ period: 'this_month' }, context)).toMatchObject({
      from: '2026-02-01T00:00:00.000Z',
      to: '2026-03-01T00:00:00.000Z',
    })
  })

  test.each([{ period: 'all' }, { to: '2026-11-21' }] as const)('of %o is none', (asked) => {
    expect(() => timeBefore(asked)).toThrow(/Nothing comes before a time without a beginning/)
  })
})

test.each([
  // A day that is cut is whole.
  [
    ['2026-11-26T23:00:00Z', '2026-11-27T07:49:00Z'],
    ['2026-11-26T23:00:00Z', '2026-11-27T23:00:00Z'],
  ],
  // Whole ones stay as they are.
  [
    ['2026-11-26T23:00:00Z', '2026-11-27T23:00:00Z'],
    ['2026-11-26T23:00:00Z', '2026-11-27T23:00:00Z'],
  ],
  // It ends where the other one begins.
  [
    ['2026-11-28T10:00:00Z', '2026-11-28T18:00:00Z'],
    ['2026-11-27T23:00:00Z', '2026-11-28T18:00:00Z'],
  ],
] as const)('%j in whole days is %j', ([from, to], [first, next]) => {
  const until = { from: '2026-11-28T18:00:00.000Z', to: null }
  const whole = wholeDays({ from, to }, until, timeZone)
  expect([whole.from, whole.to]).toEqual([first, next].map((one) => new Date(one).toISOString()))
})

const inFrench = <Result>(work: () => Result) =>
  speakingTo({ language: 'fr', currency: 'EUR' }, work)

test.each([
  [{}, 'aujourd’hui (le 29 novembre 2026)'],
  [{ period: 'last_week' }, 'la semaine dernière (du 16 novembre 2026 au 22 novembre 2026)'],
  [{ period: 'all' }, 'depuis le début'],
  [{ from: '2026-11-21' }, 'depuis le 21 novembre 2026'],
  [{ to: '2026-11-21' }, 'jusqu’au 21 novembre 2026'],
  [
    { from: '2026-11-21T09:30', to: '2026-11-21' },
    'du 21 novembre 2026 à 09:30 au 21 novembre 2026',
  ],
] satisfies [AskedPeriod, string][])('a period in French: %j', (asked, words) => {
  expect(inFrench(() => read(asked)).words).toBe(words)
})

test.each([
  { from: 'someday' },
  { period: 'today', from: '2026-11-21' },
  { from: '2027-01-01' },
  { from: '2026-11-21', to: '2026-11-20' },
] satisfies AskedPeriod[])('what is no period is refused in French: %j', (asked) => {
  expect(() => inFrench(() => read(asked))).toThrow(/Envoyez period \(today, yesterday, /)
})
