import { expect, test } from 'vitest'
import { addDays, dayOf, startOfDay } from '../../src/domain/day.ts'

test.each([
  ['2026-11-21', 'Europe/Paris', '2026-11-20T23:00:00.000Z'],
  ['2026-07-14', 'Europe/Paris', '2026-07-13T22:00:00.000Z'],
  // The clocks change in the night that follows.
  ['2026-03-29', 'Europe/Paris', '2026-03-28T23:00:00.000Z'],
  ['2026-10-25', 'Europe/Paris', '2026-10-24T22:00:00.000Z'],
  ['2026-03-30', 'Europe/Paris', '2026-03-29T22:00:00.000Z'],
  ['2026-11-21', 'UTC', '2026-11-21T00:00:00.000Z'],
  ['2026-11-21', 'Asia/Kathmandu', '2026-11-20T18:15:00.000Z'],
  ['2026-11-21', 'Pacific/Kiritimati', '2026-11-20T10:00:00.000Z'],
  ['2026-11-21', 'America/Los_Angeles', '2026-11-21T08:00:00.000Z'],
  // Midnight does not exist: the clocks go from 23:59:59 to 1:00.
  ['2026-03-29', 'Asia/Beirut', '2026-03-28T22:00:00.000Z'],
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
])('%s begins in %s at %s', (day, timeZone, moment) => {
  const start = startOfDay(day, timeZone)
  expect(start.toISOString()).toBe(moment)
  expect(dayOf(start, timeZone)).toBe(day)
  expect(dayOf(new Date(start.getTime() - 1), timeZone)).toBe(addDays(day, -1))
})
