import { beforeAll, expect, test } from 'vitest'
import { hashOf } from '../../src/shared/secret.ts'
import { askInBoth } from '../support/both-languages.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([
  product(
    'HB',
    'Hermès',
    {},
    {
      color: 'Blanche',
      supplier: 'Atelier',
      packSize: 6,
      variants: [
        { size: '37', quantity: 2, barcode: '0012345678905' },
        { size: '38', quantity: 5, barcode: 'B-38' },
      ],
    },
  ),
  product('HN', 'Hermès', { 38: 1 }, { color: 'Noire' }),
  product('GONE', 'Ancienne', { 40: 0 }),
])

beforeAll(async () => {
  const path = '/api/collections/locations/records'
  await shop.client.request(path, { method: 'POST', body: { name: 'Cave' } })
})

const patch = (sku: string, payload: object) =>
  shop.inject({ method: 'PATCH', url: `/models/${sku}`, payload })

test('a product comes with all that can be changed of it, and its levels by size and location', async () => {
  await patch('HB', { reorder_point: 4, lead_time_days: 10, category: 'sandales' })
  await patch('HB', { size: '38', reorder_point: 3 })
  await shop.post('/models/HB/aliases', { alias: 'la blanche' })
  const line = { sku: 'HB', size: '38' }
  await shop.post('/inventory/add_stock', { ...line, quantity: 7, location: 'Cave' })
  await shop.post('/inventory/reserve', { ...line, quantity: 2, reference: 'Zoé' })
  await shop.post('/orders', { lines: [{ ...line, quantity: 6 }], expected_at: '2099-01-02' })

  const { status, body } = await shop.get('/models/HB')
  expect(status).toBe(200)
  expect(body).toEqual({
    sku: 'HB',
    model: 'Hermès',
    color: 'Blanche',
    gender: 'Femme',
    category: 'sandales',
    price: 100,
    cost: 50,
    reorder_point: 4,
    supplier: 'Atelier',
    lead_time_days: 10,
    pack_size: 6,
    active: true,
    image: null,
    thumb: null,
    aliases: ['la blanche'],
    size: null,
    quantity: 14,
    reserved: 2,
    available: 12,
    on_order: 6,
    sizes: [
      {
        size: '37',
        barcode: '0012345678905',
        reorder_point: 0,
        ...{ quantity: 2, reserved: 0, available: 2, on_order: 0 },
        levels: [expect.objectContaining({ location: 'Shop', quantity: 2, expected_at: null })],
      },
      {
        size: '38',
        barcode: 'B-38',
        reorder_point: 3,
        ...{ quantity: 12, reserved: 2, available: 10, on_order: 6 },
        levels: [
          expect.objectContaining({ location: 'Cave', quantity: 7, reserved: 0 }),
          {
            location: 'Shop',
            ...{ quantity: 5, reserved: 2, available: 3, on_order: 6 },
            expected_at: '2099-01-02',
            updated_at: expect.stringMatching(/^\d{4}-/),
          },
        ],
      },
    ],
    message: 'Hermès, Blanche, Femme: 14 on hand in 2 sizes, 2 of them reserved, 6 on order.',
  })
})

test('what it has goes back through PATCH and changes nothing', async () => {
  const { body } = await shop.get('/models/HB')
  const { model, color, gender, category, price, cost, reorder_point, supplier } = body
  const { lead_time_days, pack_size, active } = body
  const same = { model, color, gender, category, price, cost, reorder_point, supplier }
  const changed = await patch('HB', { ...same, lead_time_days, pack_size, active })
  expect(changed).toMatchObject({ status: 200, body: { changes: [] } })
})

test('of one location only its levels are told', async () => {
  const { body } = await shop.get('/models/HB?location=cave')
  expect(body).toMatchObject({ quantity: 7, reserved: 0, available: 7, on_order: 0 })
  expect(
    body.sizes.map(({ size, levels }: { size: string; levels: unknown[] }) => [
      size,
      levels.length,
    ]),
  ).toEqual([
    ['37', 0],
    ['38', 1],
  ])
  expect(body.message).toBe('Hermès, Blanche, Femme: 7 on hand at Cave in 2 sizes.')
  expect((await shop.get('/models/HB?location=attic')).status).toBe(404)
})

test.each([
  ['as it is on record', '0012345678905'],
  ['without the zeros it begins with', '12345678905'.padStart(12, '0')],
  ['as a GTIN-14', '00012345678905'],
])('a barcode finds its size %s', async (_how, barcode) => {
  const { status, body } = await shop.get(`/models/${barcode}`)
  expect(status).toBe(200)
  expect(body).toMatchObject({ sku: 'HB', size: '37' })
  expect(body.message).toContain('The barcode is that of 37.')
})

test('a code is taken exactly, without case, and nothing that sounds like it', async () => {
  expect((await shop.get('/models/b-38')).body).toMatchObject({ sku: 'HB', size: '38' })
  for (const code of ['Hermès', 'hermes blanche', 'B-3', '0012345678904', 'HBB']) {
    const { status, body } = await shop.get(`/models/${encodeURIComponent(code)}`)
    expect({ code, status, type: body.type }).toEqual({
      code,
      status: 404,
      type: '/problems/product-not-found',
    })
  }
})

test('one unit is told as one, and the facts are the same in both languages', async () => {
  const reservation = { sku: 'HN', quantity: 1, reference: 'Mme Alami' }
  expect((await shop.post('/inventory/reserve', reservation)).status).toBe(201)
  const { message } = await askInBoth(shop, '/models/HN')
  expect((await shop.post('/inventory/release', reservation)).status).toBe(201)
  expect(message).toBe('Hermès, Noire, Femme : 1 en stock en 1 taille, dont 1 réservé.')
  await askInBoth(shop, '/models/HB?location=Cave')
})

test('an archived product is found, and says that it is', async () => {
  await patch('GONE', { active: false })
  const { body } = await shop.get('/models/GONE')
  expect(body).toMatchObject({ active: false, quantity: 0 })
  expect(body.message).toContain('It is archived')
  await askInBoth(shop, '/models/B-38')
  const french = { url: '/models/GONE', headers: { 'accept-language': 'fr' } }
  expect((await shop.inject(french)).body.message).toBe(
    'Ancienne, Noir, Femme : 0 en stock en 1 taille. Il est archivé : aucune liste ne le montre.',
  )
})

test('a key that may not see costs sees none', async () => {
  const key = { name: 'looks', scope: 'read' as const, location: null, expiresAt: null }
  await shop.keys.saveKey({ ...key, hash: hashOf('sk-looks-only-0123456') })
  const headers = { authorization: 'Bearer sk-looks-only-0123456' }
  const seen = () => shop.inject({ url: '/models/HB', headers })
  await expect.poll(async () => (await seen()).status, { timeout: 5_000 }).toBe(200)
  expect((await seen()).body).toMatchObject({ price: 100, cost: null })
  expect((await shop.get('/models/HB')).body.cost).toBe(50)
})

test('what did not change is not sent again', async () => {
  const { headers } = await shop.get('/models/HN')
  const again = { url: '/models/HN', headers: { 'if-none-match': String(headers.etag) } }
  expect((await shop.inject(again)).status).toBe(304)
  await shop.post('/inventory/sale', { sku: 'HN', size: '38', quantity: 1 })
  expect(await shop.inject(again)).toMatchObject({ status: 200, body: { quantity: 0 } })
})
