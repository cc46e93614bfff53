import { beforeAll, expect, test } from 'vitest'
import { addDays, dayOf } from '../../src/domain/day.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('HB', 'Hermès', { 38: 5, 39: 5 }, { color: 'Blanche', price: 80 }),
  product('TG', 'Togo', { 42: 9 }, { price: 100 }),
])

const TODAY = dayOf(new Date(), 'Europe/Paris')
const daysAgo = (days: number) => addDays(TODAY, -days)

beforeAll(async () => {
  const body = { name: 'Cave' }
  await shop.client.request('/api/collections/locations/records', { method: 'POST', body })
  const { products, variants } = await shop.store.readCatalogue()
  const sale = (line: number, sku: string, size: string, ago: number, units: number) => {
    const { id: productId = '' } = products.find((one) => one.sku === sku) ?? {}
    const variant = variants.find((one) => one.productId === productId && one.size === size)
    const variantId = variant?.id ?? null
    return { line, productId, variantId, day: daysAgo(ago), units, unitPrice: 90 }
  }
  const sales = [
    sale(2, 'HB', '38', 400, 7),
    sale(3, 'HB', '38', 40, 2),
    sale(4, 'HB', '39', 40, 3),
    sale(5, 'HB', '', 40, 4),
    sale(6, 'TG', '42', 41, 5),
  ]
  const by = { actor: 'owner', ip: '' }
  expect(await shop.store.writePastSales(by, 'a'.repeat(64), sales)).toBe(sales.length)
  await shop.post('/inventory/sale', { sku: 'TG', size: '42', quantity: 1 })
})

const ask = async (path: string, query: Record<string, string> = {}) => {
  const { status, body } = await shop.get(`${path}?${new URLSearchParams(query)}`)
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}
const then = { from: daysAgo(50), to: daysAgo(30) }
const told = (units: number) =>
  `${units} units of imported past sales are not in this: getStats has`

test('the summary of a time before the stock names the past sales of it', async () => {
  const body = await ask('/summary', then)
  expect(body).toMatchObject({ movements: 0, sold: { units: 0 }, past_sales_units: 14 })
  expect(body.message).toContain('before the stock begins')
  expect(body.message).toContain(told(14))
  expect(body.message).not.toMatch(/nothing/)
  const all = await ask('/summary', { period: 'all' })
  expect(all.message).toMatch(/1 sold for €100\. 21 units of imported past sales are not in this/)
  expect((await ask('/stats', then)).total.units).toBe(14)
})

test('a time that reaches into that before the stock is no time in which nothing changed', async () => {
  const body = await ask('/summary', { from: daysAgo(50), to: daysAgo(0), location: 'Shop' })
  expect(body.message).toContain(told(14))
  expect(body.message).not.toContain('nothing changed')
})

test('where no past sales are, nothing is said of them', async () => {
  for (const query of [{}, { from: daysAgo(30) }, { ...then, location: 'Cave' }] as const) {
    const body = await ask('/summary', query)
    expect(body.past_sales_units).toBe(0)
    expect(body.message).not.toContain('past sales')
  }
})

test.each([
  [{ type: 'SALE' }, 14],
  [{}, 14],
  [{ model: 'hermes' }, 9],
  [{ sku: 'HB', size: '38', type: 'sale' }, 2],
  [{ size: '42' }, 5],
  [{ actor: 'test', type: 'SALE' }, 14],
  [{ location: 'Shop', sku: 'TG' }, 5],
  [{ location: 'Cave' }, 0],
  [{ type: 'RETURN' }, 0],
  [{ reference: 'Mme Alami' }, 0],
  [{ model: 'xyzzy' }, 0],
] as const)('the ledger of %o names %i units of past sales', async (query, units) => {
  const body = await ask('/movements', { ...then, ...query })
  expect(body).toMatchObject({ total: 0, past_sales_units: units })
  if (units > 0) expect(body.message).toMatch(/before the stock begins .* no movement is known/)
  if (units > 0) expect(body.message).toContain(told(units))
  else expect(body.message).not.toContain('past sales')
})

test('they agree with what the figures count, of all the time there is', async () => {
  for (const query of [{}, { sku: 'HB' }, { sku: 'HB', size: '38' }]) {
    const { total } = await ask('/stats', { ...query, period: 'all' })
    const { past_sales_units, message } = await ask('/movements', { ...query, type: 'SALE' })
    expect(past_sales_units).toBe(total.of_which_imported)
    expect(message).toContain(told(total.of_which_imported))
  }
})

test('a file of movements says that past sales are not in it', async () => {
  const { rows, message } = await ask('/export', { file: 'movements', type: 'SALE' })
  expect(rows).toBe(1)
  expect(message).toContain('1 sold')
  expect(message).toContain(told(21))
})
