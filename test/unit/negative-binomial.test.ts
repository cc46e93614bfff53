import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { chanceAbove, quantile } from '../../src/domain/demand/negative-binomial.ts'

type Point = readonly [mean: number, variance: number, p: number, units: number, above: number]

/** Worked out by SciPy 1.17 (`nbinom.ppf`, `nbinom.sf`, `poisson`). */
const points: readonly Point[] = JSON.parse(
  readFileSync(new URL('../data/forecast/negative-binomial.json', import.meta.url), 'utf8'),
)

describe('the negative binomial distribution', () => {
  test('has the quantiles of an independent implementation', () => {
    const own = points.map(([mean, variance, p]) => quantile({ mean, variance }, p))
    expect(own).toEqual(points.map(([, , , units]) => units))
  })

  test('has its chances of more', () => {
    for (const [mean, variance, , units, above] of points) {
      expect(chanceAbove({ mean, variance }, units)).toBeCloseTo(above, 7)
    }
  })

  test.each([0.5, 0.9, 0.98])('goes on smoothly where it is worked out otherwise: %d', (p) => {
    const [below, above] = [4_999, 5_001].map((mean) => quantile({ mean, variance: 3 * mean }, p))
    expect(Math.abs((above ?? 0) - (below ?? 0) - 2)).toBeLessThanOrEqual(3)
  })

  test('of nothing is nothing', () => {
    expect(quantile({ mean: 0, variance: 0 }, 0.99)).toBe(0)
    expect(chanceAbove({ mean: 0, variance: 0 }, 0)).toBe(0)
  })
})
