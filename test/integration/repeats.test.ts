import { expect, test } from 'vitest'
import { product, useShop } from '../support/shop.ts'

const names = [
  'CHAT',
  'CURL',
  'UNDONE',
  'COUNT',
  'SLIP',
  'SMALL',
  'BATCH',
  'RENAMED',
  'BACK',
  'WAYS',
  'FAR',
  'WHO',
  'REDONE',
]
const shop = useShop(names.map((sku) => product(sku, `Model ${sku}`, { 40: 30 })))

/** A request as a GPT Action sends it. */
const chat = (action: string, payload: object) =>
  shop.inject({
    method: 'POST',
    url: `/inventory/${action}`,
    payload: { size: '40', ...payload },
    headers: { 'openai-conversation-id': 'c-1', 'openai-ephemeral-user-id': 'u-1' },
  })

test('from a chat the same sale again within a minute is asked about', async () => {
  const sale = { sku: 'CHAT', quantity: 2 }
  const first = await chat('sale', sale)
  expect(first.status).toBe(201)
  for (const again of [
    await chat('sale', sale),
    await chat('sale', { ...sale, request_id: 'fresh' }),
  ]) {
    expect(again).toMatchObject({ status: 409, body: { type: '/problems/likely-repeat' } })
    expect(again.body.movement).toBe(first.body.movement.id)
    expect(Date.parse(again.body.created_at)).toBeGreaterThan(Date.now() - 60_000)
  }
  expect((await chat('sale', { ...sale, quantity: 1 })).status).toBe(201)
  expect((await chat('return', sale)).status).toBe(201)
  expect((await chat('sale', { ...sale, repeat: true })).status).toBe(201)
  expect((await shop.ledger('CHAT', '40')).quantity).toBe(27)
})

test('at once from a chat, one happens', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => chat('add_stock', { sku: 'CHAT', quantity: 3 })),
  )
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
})

test('what was undone and done again counts as done', async () => {
  const sale = { sku: 'REDONE', quantity: 2 }
  const first = await chat('sale', sale)
  const undone = await shop.post(`/movements/${first.body.movement.id}/undo`)
  await shop.post(`/movements/${undone.body.results[0].movement.id}/undo`)
  const again = await chat('sale', sale)
  expect(again).toMatchObject({ status: 409, body: { type: '/problems/likely-repeat' } })
  expect((await shop.ledger('REDONE', '40')).quantity).toBe(28)
})

test('plain curl is never asked', async () => {
  const sale = { sku: 'CURL', size: '40', quantity: 2 }
  const answers = [
    await shop.post('/inventory/sale', sale),
    await shop.post('/inventory/sale', sale),
  ]
  expect(answers.map(({ status }) => status)).toEqual([201, 201])
  const much = { ...sale, quantity: 5_000 }
  expect((await shop.post('/inventory/add_stock', much)).status).toBe(201)
})

test('what was undone may be said again', async () => {
  const sale = { sku: 'UNDONE', quantity: 2 }
  await chat('sale', sale)
  await chat('undo', { size: undefined })
  expect((await chat('sale', sale)).status).toBe(201)
})

test('the same count again is asked about, a batch only when all of it repeats', async () => {
  expect((await chat('count', { sku: 'COUNT', quantity: 12 })).status).toBe(201)
  expect((await chat('count', { sku: 'COUNT', quantity: 12 })).body.type).toBe(
    '/problems/likely-repeat',
  )
  const line = { action: 'sale', sku: 'BATCH', size: '40', quantity: 1 }
  const batch = (lines: object[]) => chat('batch', { lines, size: undefined })
  expect((await batch([line, { ...line, quantity: 2 }])).status).toBe(201)
  expect((await batch([line, { ...line, quantity: 2 }])).status).toBe(409)
  expect((await batch([line, { ...line, quantity: 3 }])).status).toBe(201)
})

test('what does the opposite, or goes elsewhere, is no repeat', async () => {
  const adjust = (delta: number) => chat('adjust', { sku: 'BACK', delta, reason: 'correction' })
  expect((await adjust(1)).status).toBe(201)
  expect((await adjust(-1)).status).toBe(201)
  expect((await adjust(-1)).body.type).toBe('/problems/likely-repeat')
  expect((await chat('count', { sku: 'BACK', quantity: 28 })).status).toBe(201)
  expect((await chat('count', { sku: 'BACK', quantity: 27 })).status).toBe(201)

  for (const name of ['Cave', 'Attic']) {
    const body = { name }
    await shop.client.request('/api/collections/locations/records', { method: 'POST', body })
  }
  const move = (to_location: string, location?: string) =>
    chat('transfer', { sku: 'WAYS', quantity: 4, to_location, location })
  await expect.poll(async () => (await move('Cave')).status, { timeout: 5_000 }).toBe(201)
  expect((await move('Attic')).status).toBe(201)
  expect((await move('Shop', 'Cave')).status).toBe(201)
  expect((await move('Attic')).body.type).toBe('/problems/likely-repeat')
})

test('the same for somebody else, or another order, is no repeat', async () => {
  const reserve = (reference?: string) => chat('reserve', { sku: 'WHO', quantity: 2, reference })
  expect((await reserve('Claire Martin')).status).toBe(201)
  expect((await reserve('Odile')).status).toBe(201)
  for (const again of ['Martin', 'odile', undefined]) {
    expect((await reserve(again)).body.type).toBe('/problems/likely-repeat')
  }
  const deliver = (reference?: string) => chat('add_stock', { sku: 'WHO', quantity: 3, reference })
  expect((await deliver()).status).toBe(201)
  expect((await deliver('note 8')).body.type).toBe('/problems/likely-repeat')
})

test('a correction and a count may slip too', async () => {
  const lost = { sku: 'FAR', delta: -25, reason: 'lost' }
  const adjust = await chat('adjust', lost)
  expect(adjust.body).toMatchObject({ type: '/problems/unusual-quantity', requested: 25, usual: 0 })
  const count = await chat('count', { sku: 'FAR', quantity: 3 })
  expect(count.body).toMatchObject({ type: '/problems/unusual-quantity', requested: 27 })
  expect(count.body.detail).toContain('To count 3 of Model FAR, Noir, Femme, 40, 27 more or fewer')
  expect((await chat('count', { sku: 'FAR', quantity: 28 })).status).toBe(201)
  expect((await chat('adjust', { ...lost, delta: -20 })).status).toBe(201)
  expect((await chat('count', { sku: 'FAR', quantity: 190, confirm: true })).status).toBe(201)
})

test('a slip of the tongue is asked about', async () => {
  expect((await chat('sale', { sku: 'SLIP', quantity: 2 })).status).toBe(201)
  const slip = await chat('sale', { sku: 'SLIP', quantity: 21 })
  expect(slip).toMatchObject({
    status: 409,
    body: { type: '/problems/unusual-quantity', requested: 21, usual: 2 },
  })
  expect(slip.body.detail).toContain('the largest so far was 2')
  // 20 is never unusual, and confirmed is confirmed.
  expect((await chat('sale', { sku: 'SLIP', quantity: 20 })).status).toBe(201)
  const many = { sku: 'SLIP', quantity: 301 }
  expect((await chat('add_stock', many)).body).toMatchObject({ usual: 30 })
  expect((await chat('add_stock', { ...many, confirm: true })).status).toBe(201)
  expect((await chat('add_stock', { ...many, quantity: 3_000 })).status).toBe(201)
})

test('what never happened before is asked about when it is much', async () => {
  const much = await chat('return', { sku: 'SMALL', quantity: 25 })
  expect(much.body).toMatchObject({ type: '/problems/unusual-quantity', usual: 0 })
  expect(much.body.detail).toContain('nothing like it was recorded so far')
})

test('a repeated request is answered as the first time, even when its words no longer fit', async () => {
  const words = { model: 'model renamed', size: '40', quantity: 1, request_id: 'renamed-1' }
  const first = await shop.post('/inventory/sale', words)
  expect(first.status).toBe(201)
  const { products } = await shop.store.readCatalogue()
  const { id } = products.find(({ sku }) => sku === 'RENAMED') ?? { id: '' }
  await shop.client.request(`/api/collections/products/records/${id}`, {
    method: 'PATCH',
    body: { name: 'Quite another name' },
  })
  // Wait for the catalogue to notice: the words lead nowhere now.
  await expect
    .poll(async () => (await shop.get('/inventory?model=model+renamed')).body.match.model.kind, {
      timeout: 5_000,
    })
    .not.toBe('exact')
  const again = await shop.post('/inventory/sale', words)
  expect(again).toMatchObject({ status: 200, body: { replayed: true } })
  expect(again.body.movement).toEqual(first.body.movement)
  expect(again.body.match).toEqual(first.body.match)
})
