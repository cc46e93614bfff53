import { expect, test } from 'vitest'
import { newPrice, type PriceChange } from '../../src/features/products/new-price.ts'

test.each<[number | null, PriceChange, ReturnType<typeof newPrice>]>([
  [89, { kind: 'set', value: 79 }, 79],
  [null, { kind: 'set', value: 79 }, 79],
  [89, { kind: 'set', value: 0 }, null],
  [89, { kind: 'percent', value: 10 }, 97.9],
  [89.9, { kind: 'percent', value: -10 }, 80.91],
  [0.05, { kind: 'percent', value: 10 }, 0.06],
  [1.1, { kind: 'percent', value: 10 }, 1.21],
  [80, { kind: 'percent', value: 7.5 }, 86],
  [19.99, { kind: 'percent', value: -50 }, 10],
  [89, { kind: 'amount', value: -5 }, 84],
  [0.1, { kind: 'amount', value: 0.2 }, 0.3],
  [null, { kind: 'percent', value: 10 }, 'no-price'],
  [null, { kind: 'amount', value: 10 }, 'no-price'],
  [0.01, { kind: 'percent', value: -99 }, 'not-positive'],
  [40, { kind: 'amount', value: -40 }, 'not-positive'],
  [0.4, { kind: 'percent', value: -10, roundTo: 1 }, 'not-positive'],
  [200_000, { kind: 'percent', value: 900 }, 'too-high'],
  [89, { kind: 'percent', value: -10, roundTo: 1 }, 80],
  [89, { kind: 'percent', value: -10, roundTo: 5 }, 80],
  [89, { kind: 'percent', value: 10, roundTo: 0.05 }, 97.9],
  [87.33, { kind: 'percent', value: 0, roundTo: 0.05 }, 87.35],
  [89, { kind: 'percent', value: -10, roundTo: 1, ending: 0.9 }, 79.9],
  [89, { kind: 'percent', value: -10, roundTo: 10, ending: 9 }, 79],
  [89, { kind: 'percent', value: 10, roundTo: 10, ending: 9.9 }, 99.9],
  [84.5, { kind: 'percent', value: 0, roundTo: 1 }, 85],
])('%d by %j is %d', (price, change, after) => {
  expect(newPrice(price, change)).toBe(after)
})
