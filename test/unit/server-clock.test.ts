import { expect, test } from 'vitest'
import { createServerClock } from '../../src/store/pocketbase/clock.ts'

/** An answer that was made at a moment of the server's clock, exact or to the second. */
const exact = (now: number) => new Headers({ 'x-stock-now': String(now) })
const dated = (now: number) => new Headers({ date: new Date(now).toUTCString() })

test('nothing is known before the first answer', () => {
  const clock = createServerClock()
  clock.note({ sentAt: 0, answeredAt: 1, headers: new Headers() })
  expect(clock.at(100)).toBeUndefined()
  expect(clock.aheadMs()).toBeNull()
})

test('never shows more than the server does', () => {
  const clock = createServerClock()
  const theirs = (ours: number) => ours + 1_000_000
  // Asked at 10, made at 40, answered at 50.
  clock.note({ sentAt: 10, answeredAt: 50, headers: exact(theirs(40)) })
  expect(clock.at(60)).toBe(theirs(50))
})

test('each answer narrows the bounds', () => {
  const clock = createServerClock()
  const theirs = (ours: number) => ours + 1_000_500
  clock.note({ sentAt: 0, answeredAt: 20, headers: dated(theirs(10)) })
  const first = clock.at(1_000) ?? 0
  expect(theirs(1_000) - first).toBeGreaterThan(500)
  clock.note({ sentAt: 500, answeredAt: 504, headers: dated(theirs(501)) })
  clock.note({ sentAt: 600, answeredAt: 602, headers: exact(theirs(601)) })
  const last = clock.at(1_000) ?? 0
  expect(theirs(1_000) - last).toBeLessThanOrEqual(1)
  expect(last).toBeLessThanOrEqual(theirs(1_000))
})

test.each([-60_000, 60_000])('a clock that was set by %i ms is believed at once', (step) => {
  const clock = createServerClock()
  clock.note({ sentAt: 0, answeredAt: 2, headers: exact(1_000_001) })
  clock.note({ sentAt: 10, answeredAt: 12, headers: exact(1_000_011 + step) })
  expect(clock.at(20)).toBe(1_000_019 + step)
})
