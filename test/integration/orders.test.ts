import { expect, test } from 'vitest'
import { addDays } from '../../src/domain/day.ts'
import type { Order } from '../../src/domain/order.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([product('HELD', 'Held', { 38: 2, 39: 0 })])

const TODAY = new Date().toISOString().slice(0, 10)
const SOON = addDays(TODAY, 10)

const inventory = async (query: string) => (await shop.get(`/inventory?${query}`)).body

const by = (key: string) => ({
  ...{ actor: 'test', channel: 'api' as const },
  ...{ idempotencyKey: key, requestHash: key },
})

const variantOf = async (sku: string, size: string) => {
  const { products, variants } = await shop.store.readCatalogue()
  const { id } = products.find((one) => one.sku === sku) ?? { id: '' }
  return variants.find((one) => one.productId === id && one.size === size)?.id ?? ''
}

test('what is on order is in the catalogue until it arrives, and again after an undo', async () => {
  const { locations } = await shop.store.readCatalogue()
  const locationId = locations[0]?.id ?? ''
  const [a, b] = [await variantOf('HELD', '38'), await variantOf('HELD', '39')]
  const { order } = await shop.store.createOrder(by('held'), {
    expectedAt: SOON,
    lines: [
      { target: { variantId: a }, locationId, quantity: 5 },
      { target: { variantId: b }, locationId, quantity: 3 },
    ],
  })
  const onOrder = async () =>
    (await shop.store.readCatalogue()).onOrder.map(({ variantId, units }) => [variantId, units])
  expect(order).toMatchObject({ number: 'PO-0001', expectedAt: SOON, cancelledAt: null })
  expect(new Map((await onOrder()) as [string, number][])).toEqual(
    new Map([
      [a, 5],
      [b, 3],
    ]),
  )
  expect(await inventory('sku=HELD')).toMatchObject({
    items: [
      { size: '38', quantity: 2, on_order: 5 },
      { size: '39', quantity: 0, on_order: 3 },
    ],
    message: expect.stringContaining(`; 8 on order, expected ${SOON}.`),
  })

  const first = order.lines[0] as Order['lines'][number]
  const part = [{ orderLineId: first.id, quantity: 4 }]
  const receipt = { order: 'po-0001', lines: part, refuseMore: true }
  const { movements } = await shop.store.receiveOrder(by('part'), receipt)
  expect(movements).toMatchObject([{ type: 'ADD_STOCK', quantity: 4, reference: 'PO-0001' }])
  expect(new Map((await onOrder()) as [string, number][])).toEqual(
    new Map([
      [a, 1],
      [b, 3],
    ]),
  )
  await shop.post(`/movements/${movements[0]?.id}/undo`, {})
  expect(new Map((await onOrder()) as [string, number][])).toEqual(
    new Map([
      [a, 5],
      [b, 3],
    ]),
  )
  const undone = (await shop.get('/movements?sku=HELD&limit=1')).body.items[0]
  await shop.post(`/movements/${undone.id}/undo`, {})
  expect(new Map((await onOrder()) as [string, number][])).toEqual(
    new Map([
      [a, 1],
      [b, 3],
    ]),
  )
})
