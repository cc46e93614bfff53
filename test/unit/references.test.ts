import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { hearReference, referenceKey } from '../../src/domain/reference.ts'
import { isNearReference } from '../../src/shared/near-reference.ts'

// What is said, the references that are open, and which of them is meant: one of them, "ask", or null
// for none. Some may be two of these. The rule was made with the even ones; the odd ones measure it.
type Pair = readonly [said: string, recorded: readonly string[], meant: string | null]

const PAIRS: readonly Pair[] = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../data/references/pairs.json'), 'utf8'),
)

function outcome(said: string, recorded: readonly string[]): string | null {
  const heard = hearReference(said, recorded)
  if (heard.kind === 'one') return heard.reference
  const asks = heard.kind === 'ask' || recorded.some((one) => isNearReference(said, one))
  return asks ? 'ask' : null
}

function isRight(meant: string | null, got: string | null): boolean {
  if (meant === 'ask-or-null') return got === 'ask' || got === null
  if (meant === 'ask-or-take') return got !== null
  return meant === got
}

const results = PAIRS.map(([said, recorded, meant]) => ({
  said,
  recorded,
  meant,
  got: outcome(said, recorded),
}))
const wrong = results.filter(({ meant, got }) => !isRight(meant, got))

test('nobody is taken for somebody else without a question', () => {
  expect(wrong.filter(({ got }) => got !== null && got !== 'ask')).toEqual([])
})

test.each([
  ['made with', 0, 1],
  ['held back', 1, 0],
])('who is meant, by the half of the pairs that was %s', (_half, odd, most) => {
  const half = results.filter((_, index) => index % 2 === odd)
  expect(half.length).toBeGreaterThanOrEqual(60)
  expect(half.filter((one) => wrong.includes(one)).length).toBeLessThanOrEqual(most)
})

test.each([
  ['M. Martin', 'Mme Martin'],
  ['Martin', 'M. Martin'],
  ['12-3', '1-23'],
  ['ticket 12', 'order 12'],
  ['Paul', 'Paul Durand'],
  ['', '!'],
])('%s and %s are two reservations', (one, other) => {
  expect(referenceKey(one)).not.toBe(referenceKey(other))
})
