import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { addDays } from '../../src/domain/day.ts'
import { planImport } from '../../src/features/imports/plan.ts'
import { demoSales } from '../../src/process/demo-sales.ts'
import type { PastSale } from '../../src/store/past-sales-store.ts'

const TODAY = '2026-11-21'

const shipped = (file: string) =>
  readFileSync(resolve(import.meta.dirname, '../../pocketbase', file))

/** The demo shop as its files have it. */
const planned = planImport(shipped('stock_initial.csv'), shipped('cost_mapping.csv')).products
const catalogue = {
  products: planned.map((product) => ({ ...product, id: product.sku })),
  variants: planned.flatMap(({ sku, variants }) =>
    variants.map(({ size }) => ({ id: `${sku} ${size}`, productId: sku, size })),
  ),
}
const sales = demoSales(catalogue, TODAY)

const units = (some: readonly PastSale[]): number => some.reduce((sum, sale) => sum + sale.units, 0)
const namesLike = (words: RegExp) => {
  const ids = catalogue.products.filter(({ name }) => words.test(name)).map(({ id }) => id)
  return sales.filter(({ productId }) => ids.includes(productId))
}
const inMonths = (some: readonly PastSale[], months: readonly string[]) =>
  some.filter(({ day }) => months.includes(day.slice(5, 7)))

test('the same shop and day have the same sales: 104 weeks that end yesterday', () => {
  expect(demoSales(catalogue, TODAY)).toEqual(sales)
  const days = sales.map(({ day }) => day).sort()
  expect(days.at(-1)).toBe(addDays(TODAY, -1))
  expect(days[0]).toBe(addDays(TODAY, -728))
  expect(sales.map(({ line }) => line)).toEqual(sales.map((_, index) => index + 1))
  const known = new Set(catalogue.variants.map(({ id, productId }) => `${productId} ${id}`))
  expect(
    sales.filter(({ productId, variantId }) => !known.has(`${productId} ${variantId}`)),
  ).toEqual([])
})

test('about 75 units a week, none on Sundays', () => {
  expect(units(sales) / 104).toBeGreaterThan(60)
  expect(units(sales) / 104).toBeLessThan(90)
  expect(sales.filter(({ day }) => new Date(day).getUTCDay() === 0)).toEqual([])
})

test('sandals sell in summer, boots in winter, and what is popular sells more', () => {
  const summer = ['06', '07', '08']
  const winter = ['11', '12', '01']
  const [sandals, boots] = [namesLike(/Sandale|Tong/), namesLike(/Botte|Bottine/)]
  expect(units(inMonths(sandals, summer))).toBeGreaterThan(3 * units(inMonths(sandals, winter)))
  expect(units(inMonths(boots, winter))).toBeGreaterThan(3 * units(inMonths(boots, summer)))
  const hermes = catalogue.products.filter(({ name }) => name === 'Hermès').length
  const mean = units(sales) / catalogue.products.length
  expect(units(namesLike(/^Hermès$/)) / hermes).toBeGreaterThan(1.5 * mean)
})

test('two products are dead, three grow, others are slow', () => {
  const sold = (id: string, from: number, to: number) =>
    units(
      sales.filter(
        ({ productId, day }) =>
          productId === id && day >= addDays(TODAY, -from) && day < addDays(TODAY, -to),
      ),
    )
  const ids = catalogue.products.map(({ id }) => id)
  // A whole season and more: what sells in summer only is not dead in winter.
  const dead = ids.filter((id) => sold(id, 728, 280) > 10 && sold(id, 280, 0) === 0)
  expect(dead).toHaveLength(2)
  const growing = ids.filter((id) => {
    const [before, now] = [sold(id, 728, 364), sold(id, 364, 0)]
    return now > 40 && now > 1.6 * before
  })
  expect(growing).toHaveLength(3)
  expect(ids.filter((id) => sold(id, 728, 0) < 15).length).toBeGreaterThan(10)
})
