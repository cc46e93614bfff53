import { afterEach, expect, test, vi } from 'vitest'
import { manyNames, nonsense, seeded } from '../../scripts/bench/many-names.ts'
import { editDistance } from '../../src/matching/edit-distance.ts'
import { createModelMatcher } from '../../src/matching/resolve.ts'
import { soundKey } from '../../src/matching/sound.ts'

// What a question costs, counted: the times depend on the machine, and are measured by npm run bench.
vi.mock(import('../../src/matching/edit-distance.ts'), { spy: true })
vi.mock(import('../../src/matching/sound.ts'), { spy: true })
afterEach(() => {
  vi.clearAllMocks()
})

const match = createModelMatcher(manyNames(1_000))
match({ model: 'warm up and index' })

/** Comparisons of two texts in full, and sounds that were worked out. */
function costOf(model: string) {
  vi.clearAllMocks()
  match({ model, purpose: 'write' })
  return {
    comparisons: vi.mocked(editDistance).mock.calls.length,
    sounds: vi.mocked(soundKey).mock.calls.length,
  }
}

test.each([
  [16, 2, 6_000],
  [16, 3, 3_000],
  [16, 6, 1_000],
  [16, 11, 500],
  [8, 24, 500],
  [5, 7, 2_000],
  [2, 10, 2_000],
  [1, 30, 500],
])('%d words of %d random letters take fewer than %d comparisons', (words, letters, most) => {
  const random = seeded(letters)
  const costs = Array.from({ length: 20 }, () => costOf(nonsense(words, letters, random)))
  expect(Math.max(...costs.map(({ comparisons }) => comparisons))).toBeLessThan(most)
  expect(Math.max(...costs.map(({ sounds }) => sounds))).toBeLessThan(150)
})

test('a word that is longer than any name is compared with no name', () => {
  expect(costOf('x'.repeat(200)).comparisons).toBeLessThan(20)
  expect(costOf('nikeadidasveja'.repeat(14)).comparisons).toBeLessThan(20)
})

test('ten times as many names cost a question about none of them no ten times as much', () => {
  const many = createModelMatcher(manyNames(10_000))
  many({ model: 'warm up and index' })
  vi.clearAllMocks()
  many({ model: nonsense(5, 7, seeded(1)), purpose: 'write' })
  expect(vi.mocked(editDistance).mock.calls.length).toBeLessThan(6_000)
})
