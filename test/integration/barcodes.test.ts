import { expect, test } from 'vitest'
import { callersOf, openApp, product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('HB', 'Hermès', { 37: 5, 38: 5, 39: 5, 40: 5, 41: 5 }, { color: 'Blanche' }),
  product('HN', 'Hermès', { 38: 1 }, { color: 'Noire', aliases: ['la noire'] }),
])

const set = (size: string, barcode: string | null, more: object = {}) =>
  shop.post('/models/HB/barcode', { size, barcode, ...more })
const code = ({ body }: { body: { type?: string } }) => body.type?.split('/').at(-1)

/** All that is on record of the barcodes of a product, and of their changes. */
async function onRecord() {
  const { variants } = await shop.store.readCatalogue()
  const { items } = (await shop.client.request('/api/collections/product_changes/records', {
    query: { sort: 'created', perPage: 100 },
  })) as { items: Record<string, unknown>[] }
  return { barcodes: variants.map(({ size, barcode }) => `${size} ${barcode}`).sort(), items }
}

test('a size gets a barcode, is found by it, and loses it again', async () => {
  const done = await set('38', '4006381333931')
  expect(done).toMatchObject({
    status: 201,
    body: {
      sku: 'HB',
      size: '38',
      changes: [{ field: 'barcode', before: 'none', after: '4006381333931' }],
      message: 'Hermès, Blanche, Femme, 38: barcode none → 4006381333931.',
    },
  })
  expect((await shop.get('/models/4006381333931')).body).toMatchObject({ sku: 'HB', size: '38' })
  const counted = await shop.post('/inventory/count', { sku: '4006381333931', quantity: 4 })
  expect(counted.body).toMatchObject({ sku: 'HB', size: '38', new_quantity: 4 })
  expect((await set('38', '4006381333931')).status).toBe(200)

  const away = await set('38', null)
  expect(away.body.changes).toEqual([{ field: 'barcode', before: '4006381333931', after: 'none' }])
  expect((await shop.get('/models/4006381333931')).status).toBe(404)
  const { items } = await onRecord()
  expect(items).toMatchObject([
    { size: '38', before: { barcode: '' }, after: { barcode: '4006381333931' }, actor: 'owner' },
    { size: '38', before: { barcode: '4006381333931' }, after: { barcode: '' } },
  ])
  const told = (await shop.get('/events?types=product.updated')).body.events
  expect(told.at(-1).data).toMatchObject({ size: '38', changes: [{ field: 'barcode' }] })
})

test('the reorder point of a size stays when its barcode changes, and the other way round', async () => {
  await shop.inject({
    method: 'PATCH',
    url: '/models/HB',
    payload: { size: '37', reorder_point: 3 },
  })
  await set('37', 'OWN-37')
  await shop.inject({
    method: 'PATCH',
    url: '/models/HB',
    payload: { size: '37', reorder_point: 2 },
  })
  const { sizes } = (await shop.get('/models/HB')).body
  expect(sizes[0]).toMatchObject({ size: '37', barcode: 'OWN-37', reorder_point: 2 })
})

test.each([
  ['of another size', 'own-37', 'barcode'],
  ['of another product', 'HN', 'SKU'],
  ['that is another name of another product', 'La Noire', 'other name'],
])('a code %s is refused', async (_whose, barcode, kind) => {
  const before = await onRecord()
  const refused = await set('39', barcode)
  expect([refused.status, code(refused), refused.body.kind]).toEqual([409, 'name-taken', kind])
  expect(refused.body.detail).toContain('Nothing was changed')
  // Nobody can confirm it.
  expect((await set('39', barcode, { confirm: true })).status).toBe(409)
  expect(await onRecord()).toEqual(before)
})

test('a GTIN is one number, however many zeros it begins with', async () => {
  expect((await set('40', '012345678905')).status).toBe(201)
  for (const barcode of ['0012345678905', '00012345678905']) {
    const refused = await set('39', barcode)
    expect([code(refused), refused.body.size]).toEqual(['name-taken', '40'])
    expect((await shop.get(`/models/${barcode}`)).body.size).toBe('40')
  }
})

test('one with a wrong check digit is asked about', async () => {
  const before = await onRecord()
  const refused = await set('41', '4006381333932')
  expect([refused.status, code(refused)]).toEqual([409, 'unusual-barcode'])
  expect(await onRecord()).toEqual(before)
  expect((await set('41', '4006381333932', { confirm: true })).status).toBe(201)
})

test('one in the place of another is asked about', async () => {
  const refused = await set('41', 'NEW-41')
  expect([refused.status, code(refused), refused.body.barcode]).toEqual([
    409,
    'unusual-barcode',
    '4006381333932',
  ])
  expect((await set('41', 'NEW-41', { confirm: true })).status).toBe(201)
})

test.each([[''], ['  '], ['a\nb'], ['9'.repeat(101)], [4006381333931], [undefined]])(
  '%j is no barcode',
  async (barcode) => {
    const before = await onRecord()
    const { status, body } = await shop.post('/models/HB/barcode', { size: '39', barcode })
    expect([status, body.type]).toEqual([400, '/problems/invalid-request'])
    expect(await onRecord()).toEqual(before)
  },
)

test('an unknown size or product is refused', async () => {
  expect(code(await set('99', 'X'))).toBe('size-not-found')
  const { body } = await shop.post('/models/NONE/barcode', { size: '38', barcode: 'X' })
  expect(body.type).toBe('/problems/product-not-found')
})

test('two at once do not get the same, and a retry does nothing twice', async () => {
  const other = callersOf(await openApp(shop.store, shop.keys))
  const wish = (size: string) => ({ size, barcode: 'RACE' })
  const both = await Promise.all([
    shop.post('/models/HB/barcode', wish('38')),
    other.post('/models/HB/barcode', wish('39')),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
  const { items } = await onRecord()
  const again = { size: '40', barcode: null, request_id: 'away-40' }
  const all = [
    await shop.post('/models/HB/barcode', again),
    await other.post('/models/HB/barcode', again),
  ]
  expect(all.map(({ body }) => body.replayed)).toEqual([false, true])
  expect((await onRecord()).items).toHaveLength(items.length + 1)
  const reused = await shop.post('/models/HB/barcode', { ...again, size: '41' })
  expect([reused.status, code(reused)]).toEqual([422, 'request-id-reused'])
})

test('"undo that" says how to take it back', async () => {
  await set('40', 'UNDO-40')
  const { status, body } = await shop.post('/inventory/undo')
  expect([status, body.type]).toEqual([409, '/problems/product-was-changed'])
  expect(body.detail).toContain('barcode none → UNDO-40. Change it back with setBarcode')
})

test('an edit by hand is on record too', async () => {
  const { variants } = await shop.store.readCatalogue()
  const variant = variants.find(({ barcode }) => barcode === 'OWN-37')
  await shop.client.request(`/api/collections/variants/records/${variant?.id}`, {
    method: 'PATCH',
    body: { barcode: 'HAND-37' },
  })
  expect((await onRecord()).items.at(-1)).toMatchObject({
    size: '37',
    before: { barcode: 'OWN-37' },
    after: { barcode: 'HAND-37' },
    channel: 'admin',
  })
})
