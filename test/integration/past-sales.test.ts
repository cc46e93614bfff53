import { expect, test } from 'vitest'
import type { PastSale } from '../../src/store/past-sales-store.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('A', 'Alpha', { 40: 3, 41: 2 }),
  product('B', 'Beta', { 'One size': 4 }),
])

const BY = { actor: 'owner', ip: '' }
const sourceOf = (letter: string): string => letter.repeat(64)

/** Ids of a product of the shop, and of its size. */
async function idsOf(sku: string, size: string | null) {
  const { products, variants } = await shop.store.readCatalogue()
  const id = products.find((one) => one.sku === sku)?.id ?? ''
  const variant = variants.find((one) => one.productId === id && one.size === size)
  return { productId: id, variantId: variant?.id ?? null }
}

const sale = async (
  line: number,
  [sku, size]: readonly [string, string | null],
  units: number,
): Promise<PastSale> => ({
  ...(await idsOf(sku, size)),
  line,
  units,
  day: `2024-01-${String(line).padStart(2, '0')}`,
  unitPrice: line === 2 ? null : 99.5,
})

test('a file is written once, read in pages, and taken back; stock stays as it is', async () => {
  const before = await shop.store.readCatalogue()
  const empty = await shop.store.readPastSalesState()
  expect(empty).toMatchObject({ count: 0, last: '' })
  const sales = [
    await sale(2, ['A', '40'], 2),
    await sale(3, ['A', null], 1),
    await sale(4, ['B', 'One size'], 5),
  ]
  expect(await shop.store.writePastSales(BY, sourceOf('a'), sales.slice(1))).toBe(2)
  expect(await shop.store.writePastSales(BY, sourceOf('a'), sales)).toBe(1)
  expect(await shop.store.writePastSales(BY, sourceOf('a'), sales)).toBe(0)

  const { body } = await shop.get('/events?types=import.done')
  expect(body.events.slice(-2)).toMatchObject([
    { actor: 'owner', channel: 'import', data: { kind: 'sales', rows: 2, units: 6 } },
    {
      data: { kind: 'sales', rows: 3, units: 8 },
      message: expect.stringContaining('3 past sales'),
    },
  ])

  const [a, b] = [await idsOf('A', '40'), await idsOf('B', 'One size')]
  const first = await shop.store.readPastSales(0, 2)
  expect(first.map(([, ...rest]) => rest)).toEqual([
    [a.productId, '', '2024-01-03', 1, 99.5],
    [b.productId, b.variantId, '2024-01-04', 5, 99.5],
  ])
  const second = await shop.store.readPastSales(first.at(-1)?.[0] ?? 0, 2)
  expect(second.map(([, ...rest]) => rest)).toEqual([
    [a.productId, a.variantId, '2024-01-02', 2, 0],
  ])

  const [file, ...others] = await shop.store.readSalesFiles()
  expect(others).toEqual([])
  expect(file).toMatchObject({
    source: sourceOf('a'),
    rows: 3,
    units: 8,
    firstDay: '2024-01-02',
    lastDay: '2024-01-04',
    actor: 'owner',
  })
  expect(await shop.store.removePastSales(BY, sourceOf('a'))).toBe(3)
  await expect(shop.store.removePastSales(BY, sourceOf('a'))).rejects.toMatchObject({
    code: 'past-sales-not-found',
  })
  expect(await shop.store.readPastSalesState()).toEqual(empty)
  expect(await shop.store.readCatalogue()).toEqual(before)
  const audit = await shop.people.readAudit({ limit: 10 })
  expect(audit.map(({ what, subject }) => [what, subject])).toEqual([
    ['past-sales-removed', sourceOf('a')],
    ['past-sales-imported', sourceOf('a')],
  ])
})

test('as many other sales are another state, also where they take the place of removed ones', async () => {
  await shop.store.writePastSales(BY, sourceOf('b'), [await sale(2, ['A', '40'], 1)])
  const before = await shop.store.readPastSalesState()
  expect(before).toMatchObject({ count: 1, ledgerBegan: expect.stringMatching(/^20.*Z$/) })
  await shop.store.removePastSales(BY, sourceOf('b'))
  await shop.store.writePastSales(BY, sourceOf('c'), [await sale(2, ['A', '41'], 1)])
  const after = await shop.store.readPastSalesState()
  expect(after.count).toBe(1)
  expect(after.last).not.toBe(before.last)
  await shop.store.removePastSales(BY, sourceOf('c'))
})

test('what is about a product or a size that is gone, or of another product, is left out', async () => {
  const good = await sale(2, ['A', '40'], 1)
  const { variantId } = await idsOf('B', 'One size')
  const sales = [
    { ...good, line: 3, variantId },
    { ...good, line: 4, variantId: 'notavariantid00' },
    { ...good, line: 5, productId: 'notaproductid00', variantId: null },
    good,
  ]
  expect(await shop.store.writePastSales(BY, sourceOf('d'), sales)).toBe(1)
  expect(await shop.store.removePastSales(BY, sourceOf('d'))).toBe(1)
})

test('of a size that is deleted they are those of the product, at once in every figure', async () => {
  const records = '/api/collections/variants/records'
  const { productId } = await idsOf('A', null)
  const body = { product: productId, size: '45' }
  const { id } = (await shop.client.request(records, { method: 'POST', body })) as { id: string }
  const sold = { ...(await sale(2, ['A', null], 3)), variantId: id }
  await shop.store.writePastSales(BY, sourceOf('9'), [sold])
  const soldIn = async (size: string) =>
    (await shop.get(`/stats?sku=A&period=all${size}`)).body.total?.of_which_imported
  expect(await soldIn('&size=45')).toBe(3)
  await shop.client.request(`${records}/${id}`, { method: 'DELETE' })
  const rows = await shop.store.readPastSales(0, 10)
  expect(rows.map(([, ...rest]) => rest)).toEqual([[productId, '', '2024-01-02', 3, 0]])
  await expect.poll(() => soldIn('&size=45'), { timeout: 5_000 }).not.toBe(3)
  expect(await soldIn('')).toBe(3)
  expect(await shop.store.removePastSales(BY, sourceOf('9'))).toBe(1)
})

test('many are written and removed in several steps, and sales go on meanwhile', async () => {
  const one = await sale(2, ['A', '40'], 1)
  const sales = Array.from({ length: 12_001 }, (_, n) => ({ ...one, line: n + 2 }))
  const steps: number[] = []
  const writing = shop.store.writePastSales(BY, sourceOf('f'), sales, (done) => steps.push(done))
  const sold = await shop.post('/inventory/sale', { sku: 'A', size: '40', quantity: 1 })
  expect(sold.status).toBe(201)
  expect(await writing).toBe(12_001)
  expect(steps).toEqual([5_000, 10_000, 12_001])
  expect(await shop.store.readPastSales(0, 50_000)).toHaveLength(12_001)
  expect(await shop.store.removePastSales(BY, sourceOf('f'))).toBe(12_001)
  expect(await shop.ledger('A', '40')).toMatchObject({ sum: 2, quantity: 2 })
})

test('by hand they are neither made nor changed; a wrong one may be deleted', async () => {
  await shop.store.writePastSales(BY, sourceOf('e'), [await sale(2, ['A', '40'], 1)])
  const records = '/api/collections/past_sales/records'
  const { items } = (await shop.client.request(records)) as { items: { id: string }[] }
  const [record] = items
  await expect(
    shop.client.request(`${records}/${record?.id}`, { method: 'PATCH', body: { units: 9 } }),
  ).rejects.toMatchObject({ status: 403 })
  await expect(
    shop.client.request(records, { method: 'POST', body: { ...record, id: undefined, line: 9 } }),
  ).rejects.toMatchObject({ status: 403 })
  await shop.client.request(`${records}/${record?.id}`, { method: 'DELETE' })
  expect(await shop.store.readPastSalesState()).toMatchObject({ count: 0 })
})
