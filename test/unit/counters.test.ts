import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCounters } from '../../src/http/counters.ts'

const MINUTE = 60_000

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test('a window begins with the first, and another one when it has ended', async () => {
  const counters = createCounters()
  expect(await counters.hit('a', MINUTE)).toEqual({ count: 1, ttlMs: MINUTE })
  vi.advanceTimersByTime(20_000)
  expect(await counters.hit('a', MINUTE)).toEqual({ count: 2, ttlMs: 40_000 })
  expect(await counters.hit('b', MINUTE)).toEqual({ count: 1, ttlMs: MINUTE })
  vi.advanceTimersByTime(40_000)
  expect(await counters.hit('a', MINUTE)).toEqual({ count: 1, ttlMs: MINUTE })
})

test('of too many keys the one that was quiet longest is forgotten', async () => {
  const counters = createCounters(2)
  const counted = async (key: string) => (await counters.hit(key, MINUTE)).count
  await counted('busy')
  await counted('quiet')
  await counted('busy')
  await counted('new')
  expect([await counted('busy'), await counted('new'), await counted('quiet')]).toEqual([3, 2, 1])
})

test('with many keys each hit does not look through all of them', async () => {
  const counters = createCounters(100)
  const walks = [vi.spyOn(Map.prototype, 'keys'), vi.spyOn(Map.prototype, Symbol.iterator)]
  for (let n = 0; n < 1_000; n++) await counters.hit(`address ${n}`, MINUTE)
  expect(walks.flatMap(({ mock }) => mock.calls).length).toBeLessThanOrEqual(100)
  // The latest are still known.
  expect(await counters.hit('address 950', MINUTE)).toMatchObject({ count: 2 })
})
