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

test('a title and a family name alone never take the reservation of somebody with a first name', () => {
  const titles = ['Mme', 'M.', 'Mrs', 'Mr', 'Mlle', 'Monsieur', 'Madame', 'Dr', 'Lalla']
  const first = ['Jean', 'Karim', 'Sophie', 'Fatima', 'Anne-Sophie', 'Paul']
  const family = ['Martin', 'Fassi', 'El Alaoui', 'Benali', 'Le Roux', "O'Brien"]
  const said = titles.flatMap((title) => family.map((name) => [`${title} ${name}`, name] as const))
  const taken = said.flatMap(([one, name]) =>
    ['', 'Mme ', 'M. ', 'Dr ']
      .flatMap((title) => first.map((given) => `${title}${given} ${name}`))
      .filter((recorded) => hearReference(one, [recorded]).kind === 'one'),
  )
  expect(said.length * first.length * 4).toBe(1_296)
  expect(taken).toEqual([])
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
  ['Martin', ['Martin', 'Jean Martin'], ['Martin', 'Jean Martin']],
  ['Bennis', ['Mme Bennis', 'Bennis'], ['Bennis', 'Mme Bennis']],
  ['1042', ['1042', 'commande 1042'], ['1042', 'commande 1042']],
  ['M. Martin', ['Martin', 'M. Martin', 'Mme Martin'], null],
  ['Jean Martin', ['Martin', 'Jean Martin'], null],
])('where somebody can be asked, %s beside %j may be %j', (said, recorded, asked) => {
  const heard = hearReference(said, recorded, true)
  expect(heard.kind === 'ask' ? heard.references : null).toEqual(asked)
  expect(hearReference(said, recorded)).toEqual({ kind: 'one', reference: expect.any(String) })
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
