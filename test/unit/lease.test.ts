import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLease } from '../../src/features/events/lease.ts'
import type { Follower } from '../../src/store/event-store.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A lease of 12 seconds, and what it asked of the store. */
function leaseOf(follow: (follower: Follower) => boolean = () => true) {
  const asked: Follower[] = []
  const store = {
    async follow(follower: Follower) {
      asked.push(follower)
      return { held: follow(follower), position: null }
    },
  }
  return { asked, lease: createLease({ store, name: 'test', seconds: 12, renewMs: 3_000 }) }
}

test('it is ours until shortly before somebody else may have it', async () => {
  const { lease } = leaseOf()
  expect(lease.isHeld()).toBe(false)
  await lease.take()
  const signal = lease.signal()
  expect([lease.isHeld(), lease.isDue()]).toEqual([true, false])
  vi.advanceTimersByTime(9_900)
  expect([lease.isHeld(), lease.isDue(), signal.aborted]).toEqual([true, true, false])
  vi.advanceTimersByTime(200)
  expect([lease.isHeld(), signal.aborted]).toEqual([false, true])
})

test('it lasts as long as it is taken again, from the moment at which that was asked', async () => {
  const { lease } = leaseOf()
  await lease.take()
  const signal = lease.signal()
  for (let times = 0; times < 5; times++) {
    vi.advanceTimersByTime(8_000)
    await lease.take()
  }
  expect([lease.isHeld(), signal.aborted]).toEqual([true, false])
})

test('who meets somebody else has lost it, and begins anew with the next time', async () => {
  let mine = true
  const { lease, asked } = leaseOf(() => mine)
  await lease.take({ seq: 7, number: 1 })
  const first = lease.signal()
  mine = false
  await lease.take()
  expect([lease.isHeld(), first.aborted]).toEqual([false, true])
  // What is not ours is not given back.
  await lease.giveBack()
  expect(asked.map(({ seconds, position }) => [seconds, position])).toEqual([
    [12, { seq: 7, number: 1 }],
    [12, undefined],
  ])
  mine = true
  await lease.take()
  expect([lease.isHeld(), lease.signal().aborted]).toEqual([true, false])
  await lease.giveBack({ seq: 9, number: 1 })
  expect(asked.at(-1)).toMatchObject({ seconds: 0, position: { seq: 9, number: 1 } })
  expect([lease.isHeld(), lease.signal().aborted]).toEqual([false, true])
})
