import fc from 'fast-check'
import { expect, test } from 'vitest'
import { learnCurves, type SizedProduct, sharesOf } from '../../src/domain/demand/size-curve.ts'
import { finish } from '../../src/shared/turns.ts'

const sized = (kind: string, units: Readonly<Record<string, number>>, open = 50): SizedProduct => ({
  kind,
  sizes: Object.entries(units).map(([size, sold]) => ({ size, units: sold, open })),
})

const shop = [
  ...Array.from({ length: 10 }, () => sized('women', { 38: 40, 39: 20, 40: 10 })),
  ...Array.from({ length: 10 }, () => sized('men', { 40: 5, 42: 20, 44: 5 })),
]
const curves = finish(learnCurves(shop))
const shares = (product: SizedProduct) => sharesOf(curves, product).map((one) => +one.toFixed(2))

test('a product that sold nothing sells the sizes of its kind', () => {
  // 4 to 2 to 1, and 1 to 4 to 1, drawn a little to the shop as a whole.
  expect(shares(sized('women', { 38: 0, 39: 0, 40: 0 }, 0))).toEqual([0.56, 0.29, 0.15])
  const [small = 0, middle = 0, large = 0] = shares(sized('men', { 40: 0, 42: 0, 44: 0 }))
  expect(middle).toBeCloseTo(4 / 6, 1)
  expect(small).toBeCloseTo(large, 1)
})

test('a kind that nobody knows sells the sizes of the shop, and a size that nobody knows an equal share', () => {
  const [small = 0, large = 0] = shares(sized('children', { 38: 0, 40: 0 }))
  expect(small).toBeGreaterThan(large)
  expect(shares(sized('bags', { S: 0, M: 0 }))).toEqual([0.5, 0.5])
  expect(shares(sized('bags', { 'one size': 3 }))).toEqual([1])
  expect(shares(sized('bags', {}))).toEqual([])
})

test('its own sales count the more the more there are', () => {
  const first = (units: number) => shares(sized('women', { 38: 0, 39: 0, 40: units }))[2] ?? 0
  expect(first(0)).toBe(0.15)
  expect(first(1)).toBeGreaterThan(0.15)
  expect(first(10)).toBeGreaterThan(first(1))
  expect(first(200)).toBeGreaterThan(0.8)
})

test('a size that was not on hand is not blamed for it', () => {
  const product = (open: number): SizedProduct => ({
    kind: 'women',
    sizes: [
      { size: '38', units: 20, open: 50 },
      { size: '39', units: 10, open: 50 },
      { size: '40', units: 0, open },
    ],
  })
  const share = (open: number) => sharesOf(curves, product(open))[2] ?? 0
  expect(share(0)).toBeCloseTo(sharesOf(curves, sized('women', { 38: 0, 39: 0, 40: 0 }))[2] ?? 0, 1)
  expect(share(50)).toBeLessThan(share(5))
  const learnt = finish(learnCurves(Array.from({ length: 20 }, () => product(0))))
  expect(learnt.shop.get('40')).toEqual({ sold: 0, usual: 0 })
})

test('shares are above 0 and add up to 1, whatever was sold', () => {
  const size = fc.record({
    size: fc.constantFrom('38', '39', '40', '41', 'L'),
    units: fc.nat(200),
    open: fc.double({ min: 0, max: 105, noNaN: true }),
  })
  const product = fc.record({
    kind: fc.constantFrom('women', 'men', 'bags'),
    sizes: fc.uniqueArray(size, { minLength: 1, maxLength: 5, selector: (one) => one.size }),
  })
  fc.assert(
    fc.property(fc.array(product, { minLength: 1, maxLength: 10 }), (products) => {
      const learnt = finish(learnCurves(products))
      for (const one of products) {
        const list = sharesOf(learnt, one)
        expect(list.every((share) => share > 0 && share <= 1 + 1e-9)).toBe(true)
        expect(list.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
      }
    }),
  )
})
