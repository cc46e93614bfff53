import { expect, test } from 'vitest'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('BARRAGE', 'Barrage', { 40: 100 }),
  product('TWICE', 'Twice', { 40: 50 }),
  product('LAST', 'Last', { 40: 1 }),
  product('QUERY', 'Query', { 40: 10 }),
  product('GROW', 'Grow', { 40: 1 }),
  product('SIZES', 'Sizes', { 40: 1 }),
  product('T-F', 'Togo', { 40: 5 }, { gender: 'Femme' }),
  product('T-H', 'Togo', { 40: 5 }, { gender: 'Homme' }),
])

const sell = (body: object) => shop.post('/inventory/sale', { size: '40', quantity: 1, ...body })

test('200 parallel sales from a stock of 100 sell exactly 100', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, () => sell({ sku: 'BARRAGE' })))
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter((status) => status === 201)).toHaveLength(100)
  expect(statuses.filter((status) => status === 409)).toHaveLength(100)

  const afters = answers.filter(({ status }) => status === 201).map(({ body }) => body.new_quantity)
  expect(afters.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index))
  const refused = answers.find(({ status }) => status === 409)
  expect(refused?.body).toMatchObject({
    type: '/problems/insufficient-stock',
    available: 0,
    requested: 1,
  })
  const { body } = await shop.get('/movements?sku=BARRAGE&type=SALE&limit=1')
  expect(body.total).toBe(100)
  expect(await shop.ledger('BARRAGE', '40')).toEqual({ sum: 0, quantity: 0, movements: 101 })
})

test('the same request_id 20 times in parallel moves stock once', async () => {
  const request = { sku: 'TWICE', quantity: 3, request_id: 'once-only' }
  const answers = await Promise.all(Array.from({ length: 20 }, () => sell(request)))
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201])
  expect(answers.map(({ body }) => body.replayed).sort()).toEqual([false, ...Array(19).fill(true)])
  expect(new Set(answers.map(({ body }) => body.movement.id)).size).toBe(1)
  expect(new Set(answers.map(({ body }) => body.new_quantity))).toEqual(new Set([47]))
  expect(await shop.ledger('TWICE', '40')).toEqual({ sum: 47, quantity: 47, movements: 2 })
})

test('a request_id of another request is refused and writes nothing', async () => {
  await sell({ sku: 'TWICE', request_id: 'taken' })
  const before = await shop.ledger('TWICE', '40')
  const other = await sell({ sku: 'TWICE', quantity: 2, request_id: 'taken' })
  expect(other).toMatchObject({ status: 422, body: { type: '/problems/request-id-reused' } })
  expect(other.body.detail).toMatch(
    /^Under this request_id SALE of 1 \(movement \w{15}\) was done already\. .*it is done\. Look at listMovements first/,
  )
  const otherType = await shop.post('/inventory/add_stock', {
    sku: 'TWICE',
    size: '40',
    quantity: 1,
    request_id: 'taken',
  })
  expect(otherType.status).toBe(422)
  expect(await shop.ledger('TWICE', '40')).toEqual(before)
})

test('the last unit can be sold, and 0 is a quantity', async () => {
  const last = await sell({ sku: 'LAST' })
  expect(last).toMatchObject({ status: 201, body: { new_quantity: 0, available: 0 } })
  expect(last.body.message).toBe('Sold 1 Last, Noir, Femme, 40: 1 → 0.')
  const { body } = await shop.get('/inventory?sku=LAST')
  expect(body).toMatchObject({
    total: 1,
    total_quantity: 0,
    items: [{ quantity: 0, available: 0 }],
  })
  expect((await sell({ sku: 'LAST' })).status).toBe(409)
  const back = await shop.post('/inventory/add_stock', { sku: 'LAST', size: '40', quantity: 1 })
  expect(back).toMatchObject({ status: 201, body: { quantity_added: 1, new_quantity: 1 } })
})

test("the original's query string works, with and without an empty JSON body", async () => {
  const url = '/inventory/sale?sku=QUERY&size=40&quantity=2'
  expect(await shop.post(url)).toMatchObject({
    status: 201,
    body: { quantity_sold: 2, new_quantity: 8 },
  })
  const headers = { 'content-type': 'application/json' }
  const empty = await shop.inject({ method: 'POST', url, headers, payload: '' })
  expect(empty).toMatchObject({ status: 201, body: { quantity_sold: 2, new_quantity: 6 } })
  expect(await shop.post(url, {})).toMatchObject({ status: 201, body: { new_quantity: 4 } })
})

test('add_stock makes a size that is missing; a sale says which sizes there are', async () => {
  const missing = await sell({ sku: 'GROW', size: '51' })
  expect(missing).toMatchObject({
    status: 404,
    body: { type: '/problems/size-not-found', sizes: ['40'] },
  })
  const delivery = { sku: 'GROW', size: '51', quantity: 5 }
  expect((await shop.post('/inventory/add_stock', delivery)).body).toMatchObject({
    type: '/problems/unusual-size',
    size: '51',
  })
  expect(await shop.ledger('GROW', '51')).toMatchObject({ movements: 0 })
  const added = await shop.post('/inventory/add_stock', { ...delivery, confirm: true })
  expect(added).toMatchObject({
    status: 201,
    body: { size: '51', quantity_added: 5, new_quantity: 5 },
  })
  const again = await Promise.all(
    Array.from({ length: 5 }, () =>
      shop.post('/inventory/add_stock', { sku: 'GROW', size: 'xl', quantity: 1, confirm: true }),
    ),
  )
  expect(again.map(({ status }) => status)).toEqual(Array(5).fill(201))
  expect(await shop.ledger('GROW', 'XL')).toEqual({ sum: 5, quantity: 5, movements: 5 })
})

test.each(['40,0', 'EU 40', 'taille 40', ' 40 '])(
  'a delivery in %j is the size 40',
  async (size) => {
    const { body } = await shop.post('/inventory/add_stock', { sku: 'SIZES', size, quantity: 1 })
    expect(body.size).toBe('40')
    expect(body.message).not.toContain('new size')
  },
)

test.each([
  ['ambiguous words', { model: 'togo' }, 409, 'ambiguous-product'],
  ['an unknown model', { model: 'zeppelin' }, 404, 'product-not-found'],
  ['an absent colour', { model: 'last', color: 'jaune' }, 409, 'color-not-available'],
  ['an unknown size', { sku: 'LAST', size: '99' }, 404, 'size-not-found'],
  ['an unknown location', { sku: 'LAST', location: 'Mars' }, 404, 'location-not-found'],
  ['no product at all', {}, 400, 'invalid-request'],
  ['too many', { sku: 'LAST', quantity: 9_999 }, 409, 'insufficient-stock'],
])('%s: refused, and nothing is written', async (_name, words, status, code) => {
  const before = (await shop.get('/movements?limit=1')).body.total
  const answer = await sell(words)
  expect(answer.status).toBe(status)
  expect(answer.body.type).toBe(`/problems/${code}`)
  expect((await shop.get('/movements?limit=1')).body.total).toBe(before)
})

test('an ambiguous sale names its candidates, and the sku of one of them settles it', async () => {
  const { body } = await sell({ model: 'togo' })
  expect(body.candidates).toEqual([
    { sku: 'T-F', model: 'Togo', color: 'Noir', gender: 'Femme', available: 5 },
    { sku: 'T-H', model: 'Togo', color: 'Noir', gender: 'Homme', available: 5 },
  ])
  expect((await sell({ sku: 'T-H' })).body.new_quantity).toBe(4)
  expect((await sell({ model: 'togo', gender: 'men' })).body.new_quantity).toBe(3)
})

test('two API processes never sell the same unit', async () => {
  const { callersOf, openApp } = await import('../support/shop.ts')
  const second = await openApp(shop.store, shop.keys)
  const other = callersOf(second)
  await shop.post('/inventory/add_stock', { sku: 'LAST', size: '40', quantity: 29 })
  const { quantity } = await shop.ledger('LAST', '40')
  const body = { sku: 'LAST', size: '40', quantity: 1 }
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      (index % 2 ? shop : other).post('/inventory/sale', body),
    ),
  )
  await second.close()
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(quantity)
  expect((await shop.ledger('LAST', '40')).quantity).toBe(0)
})

test('an unfinished batch leaves nothing: the second line is refused, the first is undone', async () => {
  const before = await shop.ledger('GROW', '51')
  const { body } = await shop.get('/inventory?sku=GROW&size=51')
  const { variants } = await shop.store.readCatalogue()
  const variant = variants.find(({ size }) => size === '51')
  const line = {
    type: 'SALE' as const,
    target: { variantId: variant?.id ?? '' },
    quantity: 3,
    match: {},
  }
  const batch = {
    actor: 'test',
    channel: 'api' as const,
    requestHash: 'h',
    idempotencyKey: 'batch-1',
    refuseLikelyRepeat: false,
    refuseUnusual: false,
    lines: [line, line],
  }
  expect(body.total_quantity).toBe(5)
  await expect(shop.store.recordMovements(batch)).rejects.toMatchObject({
    code: 'insufficient-stock',
    details: { line: 1, available: 5, requested: 6 },
  })
  expect(await shop.ledger('GROW', '51')).toEqual(before)
})
