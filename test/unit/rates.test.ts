import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quantile } from '../../src/domain/demand/negative-binomial.ts'
import { evidenceOf, type Known, learnRates, predict } from '../../src/domain/demand/rates.ts'
import { finish } from '../../src/shared/turns.ts'

const known = (
  units: readonly number[],
  exposure = units.map(() => 1),
  category = 'shoes',
): Known => ({
  category,
  evidence: evidenceOf({ units, exposure }),
})

/** Thirty items that sell from half a unit to three a week. */
const shop = Array.from({ length: 30 }, (_, item) =>
  known(Array.from({ length: 52 }, (_, week) => ((week * 7 + item * 3) % ((item % 6) + 2)) % 4)),
)
const rates = finish(learnRates(shop))

describe('the rates of a shop', () => {
  test('an item that was never sold is taken for one of its kind', () => {
    const { mean } = predict(rates, known([]), 4)
    const all = shop.map((item) => predict(rates, item, 4).mean)
    expect(mean).toBeGreaterThan(Math.min(...all))
    expect(mean).toBeLessThan(Math.max(...all))
  })

  test('an item that is known well sells as it did', () => {
    const steady = known(new Array(104).fill(2))
    expect(predict(rates, steady, 1).mean / rates.level).toBeCloseTo(2, 0)
  })

  test('the less is known, the wider the forecast', () => {
    const spread = (weeks: number) => {
      const { mean, variance } = predict(rates, known(new Array(weeks).fill(1)), 4)
      return variance / mean
    }
    expect(spread(2)).toBeGreaterThan(spread(20))
    expect(spread(20)).toBeGreaterThan(spread(100))
  })

  test('what sells by sixes is foretold like what sells singly, six times', () => {
    const soldBy = (pack: number) =>
      Array.from({ length: 40 }, (_, item) =>
        known(
          Array.from({ length: 26 }, (_, week) =>
            (week * 7_919 + item * 104_729) % 997 < 60 * (1 + (item % 4)) ? pack : 0,
          ),
        ),
      )
    const [single, sixes] = [soldBy(1), soldBy(6)]
    const [ratesOfSingle, ratesOfSixes] = [single, sixes].map((shop) => finish(learnRates(shop)))
    if (!ratesOfSingle || !ratesOfSixes) throw new Error('Both are needed.')
    for (const [at, item] of single.entries()) {
      const one = predict(ratesOfSingle, item, 4)
      const six = predict(ratesOfSixes, sixes[at] ?? item, 4)
      for (const times of [six.mean / one.mean, Math.sqrt(six.variance / one.variance)]) {
        expect(times).toBeGreaterThan(6 * 0.85)
        expect(times).toBeLessThan(6 * 1.15)
      }
    }
  })

  test('a shop that grew in the last half year foretells more than its items did before', () => {
    const grown = finish(
      learnRates(
        shop.map((_, item) =>
          known(Array.from({ length: 104 }, (_, week) => (week < 78 ? item % 2 : 2))),
        ),
      ),
    )
    expect(grown.level).toBeGreaterThan(1.1)
    expect(rates.level).toBeCloseTo(1, 1)
    const item = known([2, 2])
    const steady = predict({ ...grown, level: 1 }, item, 4).mean
    expect(predict(grown, item, 4).mean).toBeCloseTo(grown.level * steady, 9)
  })

  test('an item that was never sold is taken for one of its category, where that has many', () => {
    const itemsOf = (category: string, count: number, units: number) =>
      Array.from({ length: count }, () => known(new Array(52).fill(units), undefined, category))
    const shop = [
      ...itemsOf('sandals', 30, 4),
      ...itemsOf('boots', 30, 1),
      ...itemsOf('bags', 5, 9),
    ]
    const rates = finish(learnRates(shop))
    const fresh = (category: string) => predict(rates, known([], [], category), 1).mean
    expect(fresh('sandals')).toBeGreaterThan(1.5 * fresh('boots'))
    expect(fresh('bags')).toBe(fresh('what nobody knows'))
  })

  test('a shop that sold nothing yet foretells little, and not nothing', () => {
    const { mean, variance } = predict(finish(learnRates([known([0, 0, 0])])), known([0, 0, 0]), 4)
    expect(mean).toBeGreaterThan(0)
    expect(Number.isFinite(variance)).toBe(true)
    expect(finish(learnRates([])).level).toBe(1)
  })

  test('a week without stock raises a forecast', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 60 }),
        fc.nat(59),
        (units, at) => {
          const emptyAt = at % units.length
          const seen = units.map((sold, week) => (week === emptyAt ? 0 : sold))
          const told = known(
            seen,
            seen.map((_, week) => (week === emptyAt ? 0 : 1)),
          )
          expect(predict(rates, told, 4).mean).toBeGreaterThan(predict(rates, known(seen), 4).mean)
        },
      ),
    )
  })

  test('more weeks need no fewer units, nor does more certainty', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 104 }),
        fc.double({ min: 0.1, max: 20, noNaN: true }),
        (units, weeks) => {
          const units95 = quantile(predict(rates, known(units), weeks), 0.95)
          expect(units95).toBeGreaterThanOrEqual(quantile(predict(rates, known(units), weeks), 0.8))
          expect(units95).toBeLessThanOrEqual(
            quantile(predict(rates, known(units), weeks + 1), 0.95),
          )
        },
      ),
    )
  })
})
