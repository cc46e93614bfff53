import { expect, test } from 'vitest'
import { lastDue } from '../../src/domain/day.ts'
import { CHECK_STATUSES, resultOf, statusOfCheck } from '../../src/domain/stock-check.ts'

const ZONE = 'Europe/Paris'
const due = (now: string, at = '08:00', zone = ZONE) => {
  const { day, moment } = lastDue(new Date(now), at, zone)
  return `${day} ${moment.toISOString()}`
}

test('a check is due at its time of the clock of the shop, that of yesterday before it', () => {
  expect(due('2026-11-29T06:59:59Z')).toBe('2026-11-28 2026-11-28T07:00:00.000Z')
  expect(due('2026-11-29T07:00:00Z')).toBe('2026-11-29 2026-11-29T07:00:00.000Z')
  expect(due('2026-11-29T22:59:59Z')).toBe('2026-11-29 2026-11-29T07:00:00.000Z')
  expect(due('2026-11-29T23:00:00Z')).toBe('2026-11-29 2026-11-29T07:00:00.000Z')
  expect(due('2026-11-28T14:00:00Z', '00:00', 'Asia/Tokyo')).toBe(
    '2026-11-28 2026-11-27T15:00:00.000Z',
  )
})

test('it keeps its time where the clocks change', () => {
  expect(due('2026-03-28T12:00:00Z')).toBe('2026-03-28 2026-03-28T07:00:00.000Z')
  expect(due('2026-03-29T12:00:00Z')).toBe('2026-03-29 2026-03-29T06:00:00.000Z')
  expect(due('2026-10-25T12:00:00Z')).toBe('2026-10-25 2026-10-25T07:00:00.000Z')
})

test('a time that is skipped, or comes twice, is due once on each day', () => {
  for (const [night, at] of [
    ['2026-03-28', '02:30'],
    ['2026-10-24', '02:30'],
  ] as const) {
    const days: string[] = []
    for (let hour = 0; hour < 48; hour += 0.25) {
      const { day, moment } = lastDue(new Date(Date.parse(night) + hour * 3_600_000), at, ZONE)
      days.push(`${day} ${moment.toISOString()}`)
    }
    const moments = [...new Set(days)]
    expect(moments.map((one) => one.slice(0, 10))).toEqual(moments.map((one) => one.slice(11, 21)))
    expect(moments).toHaveLength(3)
  }
})

test('what failed is neither well nor anything else', () => {
  const counts = { out: 0, critical: 0, low: 0 }
  expect(statusOfCheck({ error: '', counts })).toBe('ok')
  expect(statusOfCheck({ error: '', counts: { ...counts, low: 1 } })).toBe('attention')
  expect(statusOfCheck({ error: 'gone', counts })).toBe('failed')
  expect(new Set(CHECK_STATUSES.map((one) => JSON.stringify(resultOf(one)))).size).toBe(3)
})
