import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createGapFiller } from '../../src/catalogue/gap-filler.ts'
import { createSequence } from '../../src/catalogue/movement-sequence.ts'
import type { ShelfChange } from '../../src/store/catalogue-store.ts'

// Another process sells: of its movements the feed tells the last of each transaction.

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const changeOf = (seq: number): ShelfChange => ({
  seq,
  variantId: 'variant',
  locationId: 'location',
  quantity: seq,
  reserved: 0,
  updatedAt: '2026-11-21T12:00:00.000Z',
})

/** A catalogue that follows a ledger. @param answerMs how long the store takes to tell what moved */
function follow(answerMs = 5) {
  const sequence = createSequence()
  const applied: number[] = []
  const asked: number[] = []
  let written = 0
  function apply({ seq }: ShelfChange): void {
    applied.push(seq)
    sequence.add(seq)
    if (sequence.hasGap()) filler.fillSoon()
  }
  const filler = createGapFiller({
    store: {
      async readChanges(after) {
        asked.push(after)
        const seq = written
        await new Promise((resolve) => setTimeout(resolve, answerMs))
        const missing = Array.from({ length: seq - after }, (_, n) => changeOf(after + 1 + n))
        return { seq, changes: missing }
      },
    },
    catalogue: { sequence, isReading: false, reload: vi.fn() } as never,
    apply,
    isLive: () => true,
  })
  return {
    sequence,
    asked,
    filler,
    /** So many movements are written together. */
    write(movements: number): void {
      written += movements
      apply(changeOf(written))
    },
    /** One whose last is told, and the others as the answer to our own write. */
    own(movements: number): void {
      const first = written + 1
      written += movements
      apply(changeOf(written))
      for (let seq = first; seq <= written; seq++) apply(changeOf(seq))
    },
    written: () => written,
  }
}

test('what is missing after one transaction is asked for once, at once', async () => {
  const shop = follow()
  shop.write(20)
  await vi.advanceTimersByTimeAsync(10)
  expect(shop.asked).toEqual([0])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(shop.asked).toEqual([0])
  expect(shop.sequence.all()).toBe(20)
})

test('a burst of transactions is asked for once, at its end', async () => {
  const shop = follow()
  for (let n = 0; n < 15; n++) {
    shop.write(4)
    await vi.advanceTimersByTimeAsync(5)
  }
  await vi.advanceTimersByTimeAsync(1_000)
  expect(shop.asked).toEqual([0])
  expect(shop.sequence.all()).toBe(shop.written())
})

test('while it goes on and on, what is missing is asked for ten times a second', async () => {
  const shop = follow()
  for (let n = 0; n < 400; n++) {
    shop.write(4)
    await vi.advanceTimersByTimeAsync(5)
  }
  expect(shop.asked.length).toBeGreaterThan(10)
  expect(shop.asked.length).toBeLessThanOrEqual(21)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(shop.sequence.all()).toBe(shop.written())
  expect(shop.sequence.hasGap()).toBe(false)
})

test('what comes as the answer to our own write is not asked for', async () => {
  const shop = follow()
  for (let n = 0; n < 50; n++) {
    shop.own(4)
    await vi.advanceTimersByTimeAsync(20)
  }
  expect(shop.asked).toEqual([])
  expect(shop.sequence.all()).toBe(200)
})
