import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSequence } from '../../src/catalogue/movement-sequence.ts'

test('numbers in order leave no gap, one that is left out does until it comes', () => {
  const known = createSequence()
  known.startFrom(7)
  known.add(8)
  expect([known.all(), known.hasGap()]).toEqual([8, false])
  known.add(11)
  known.add(10)
  expect([known.all(), known.hasGap()]).toEqual([8, true])
  known.add(9)
  expect([known.all(), known.hasGap()]).toEqual([11, false])
})

test('what is filled up to a number keeps what is known beyond it', () => {
  const known = createSequence()
  for (const seq of [3, 6, 9]) known.add(seq)
  known.fillTo(5)
  expect([known.all(), known.hasGap()]).toEqual([6, true])
  known.fillTo(2)
  expect(known.all()).toBe(6)
  known.fillTo(9)
  expect([known.all(), known.hasGap()]).toEqual([9, false])
})

test('a start takes back what was known beyond it: a backup may have been restored', () => {
  const known = createSequence()
  known.add(5)
  known.startFrom(2)
  expect([known.all(), known.hasGap()]).toEqual([2, false])
})

test('in any order, all numbers once make the sequence whole', () => {
  const numbers = fc.integer({ min: 1, max: 30 }).chain((last) =>
    fc.shuffledSubarray(
      Array.from({ length: last }, (_, n) => n + 1),
      { minLength: last },
    ),
  )
  fc.assert(
    fc.property(numbers, (order) => {
      const known = createSequence()
      for (const seq of order) known.add(seq)
      expect([known.all(), known.hasGap()]).toEqual([order.length, false])
    }),
  )
})
