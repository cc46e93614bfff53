import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance } from '../../src/matching/edit-distance.ts'
import { spellingsOf } from '../../src/matching/spellings.ts'

/** The same by its definition, without a thought for speed. */
function plainDistance(a: string, b: string): number {
  const far = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j
    const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
    return Math.min(
      far(i - 1, j) + 1,
      far(i, j - 1) + 1,
      far(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      isSwap ? far(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
    )
  }
  return far(a.length, b.length)
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '鞋'), maxLength: 6 })
const most = fc.nat(4)

test('a distance is as its definition says, up to where it matters', () => {
  fc.assert(
    fc.property(word, word, most, (a, b, limit) => {
      const distance = plainDistance(a, b)
      expect(editDistance(a, b)).toBe(distance)
      expect(editDistance(a, b, limit)).toBe(Math.min(distance, limit + 1))
    }),
    { numRuns: 3_000 },
  )
})

test('every near spelling is found, and no other', () => {
  const words = fc.uniqueArray(word, { maxLength: 30 })
  fc.assert(
    fc.property(words, word, most, (texts, asked, limit) => {
      const found = spellingsOf(texts).near(asked, () => limit)
      const near = texts.flatMap((item) => {
        const errors = plainDistance(asked, item)
        return errors <= limit ? [{ item, errors }] : []
      })
      const byText = (a: { item: string }, b: { item: string }) => (a.item < b.item ? -1 : 1)
      expect(found.sort(byText)).toEqual(near.sort(byText))
    }),
    { numRuns: 500 },
  )
})
