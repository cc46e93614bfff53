import { expect, test } from 'vitest'
import { addDays, dayOf } from '../../src/domain/day.ts'
import type { Order } from '../../src/domain/order.ts'
import { hashOf } from '../../src/shared/secret.ts'
import { createPocketBaseFeed } from '../../src/store/pocketbase/feed.ts'
import { askInBoth } from '../support/both-languages.ts'
import { callersOf, openApp, product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('HELD', 'Held', { 38: 2, 39: 0 }),
  product('HERM', 'Hermès', { 38: 5, 39: 1 }, { color: 'Blanche' }),
  product('TOGO', 'Togo', { 43: 7 }),
  product('TOGOR', 'Togo', { 43: 9 }, { color: 'Rouge' }),
  product('RACE', 'Race', { 40: 0 }),
  product('PLACE', 'Place', { 40: 0 }),
  product('GONE', 'Gone', { 40: 0 }),
  product('TWIN', 'Twin', { '38.5': 1 }),
])

const TODAY = dayOf(new Date(), 'Europe/Paris')
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

const order = async (lines: object[], rest: object = {}) => {
  const { status, body } = await shop.post('/orders', { lines, ...rest })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.order
}

const receive = (number: string, body: object = {}) => shop.post(`/orders/${number}/receive`, body)
const orders = async (query = '') => (await shop.get(`/orders?${query}`)).body
const find = async (number: string) =>
  (await orders('status=all&limit=200')).items.find(
    (one: { number: string }) => one.number === number,
  )

const units = async (sku: string) =>
  (await inventory(`sku=${sku}`)).items.map((one: Record<string, unknown>) => [
    one.size,
    one.quantity,
    one.on_order,
  ])

const drift = async () => (await shop.get('/admin/drift')).body.total

test('words are understood, or asked about with the line, and nothing is written', async () => {
  const before = (await orders('status=all')).total
  const unclear = await shop.post('/orders', {
    lines: [
      { model: 'ermes', color: 'white', size: '38', quantity: 5 },
      { model: 'togo', size: '43', quantity: 2 },
      { model: 'nothing like it', quantity: 1 },
    ],
  })
  expect(unclear).toMatchObject({
    status: 409,
    body: {
      type: '/problems/ambiguous-product',
      line: 2,
      problems: [{ line: 2 }, { line: 3, code: 'product-not-found' }],
    },
  })
  expect(unclear.body.detail).toContain('Line 2: Which Togo')
  expect((await orders('status=all')).total).toBe(before)

  const { status, body } = await shop.post('/orders', {
    supplier: 'Atlas Cuir',
    expected_at: SOON,
    note: 'by boat',
    lines: [
      { model: 'ermes', color: 'white', size: '38', quantity: 'cinq', unit_cost: 41.5 },
      { sku: 'TOGOR', size: '44', quantity: 2 },
    ],
    confirm: true,
  })
  expect(status).toBe(201)
  expect(body.order).toMatchObject({
    ...{ status: 'open', late: false, supplier: 'Atlas Cuir', expected_at: SOON, note: 'by boat' },
    ...{ outstanding: 7, channel: 'api' },
    lines: [
      {
        line: 1,
        sku: 'HERM',
        size: '38',
        location: 'Shop',
        ordered: 5,
        received: 0,
        unit_cost: 41.5,
      },
      { line: 2, sku: 'TOGOR', size: '44', ordered: 2, outstanding: 2, unit_cost: null },
    ],
  })
  expect(body.message).toContain(
    `Ordered ${body.order.number} from Atlas Cuir, expected ${SOON}: 5 Hermès, Blanche, Femme, 38. "ermes" was taken as Hermès.`,
  )
  expect(await units('HERM')).toEqual([
    ['38', 5, 5],
    ['39', 1, 0],
  ])
  expect(await units('TOGOR')).toEqual([
    ['43', 9, 0],
    ['44', 0, 2],
  ])
  await shop.post(`/orders/${body.order.number}/cancel`)
  expect(await units('HERM')).toEqual([
    ['38', 5, 0],
    ['39', 1, 0],
  ])
})

test.each([
  [{ lines: [] }, 400, 'invalid-request'],
  [{ lines: [{ sku: 'HERM', size: '38', quantity: 0 }] }, 400, 'invalid-request'],
  [
    { lines: [{ sku: 'HERM', size: '38', quantity: 1, location: 'Moon' }] },
    404,
    'location-not-found',
  ],
  [
    { lines: [{ sku: 'HERM', size: '38', quantity: 1 }], expected_at: '2020-01-01' },
    400,
    'invalid-request',
  ],
  [
    { lines: [{ sku: 'HERM', size: '38', quantity: 1 }], expected_at: 'soon' },
    400,
    'invalid-request',
  ],
  [{ lines: [{ sku: 'HERM', size: '99', quantity: 1 }] }, 409, 'unusual-size'],
])('%j is refused', async (body, status, code) => {
  const before = (await orders('status=all')).total
  expect(await shop.post('/orders', body)).toMatchObject({
    status,
    body: { type: `/problems/${code}`, detail: expect.stringMatching(/./) },
  })
  expect((await orders('status=all')).total).toBe(before)
})

test('an order arrives in parts, each a batch of deliveries that name it', async () => {
  const { number } = await order([
    { sku: 'HERM', size: '38', quantity: 5 },
    { sku: 'HERM', size: '39', quantity: 3 },
  ])
  const part = await receive(number.toLowerCase(), {
    lines: [
      { model: 'hermes blanche', size: '38', quantity: 2 },
      { line: 2, quantity: 3 },
    ],
  })
  expect(part).toMatchObject({
    status: 201,
    body: {
      results: [
        { sku: 'HERM', size: '38', new_quantity: 7, movement: { reference: number } },
        { size: '39', new_quantity: 4 },
      ],
      order: {
        status: 'open',
        outstanding: 3,
        lines: [{ received: 2 }, { received: 3, outstanding: 0 }],
      },
    },
  })
  expect(part.body.message).toBe(
    `Added 2 Hermès, Blanche, Femme, 38: 5 → 7. Added 3 Hermès, Blanche, Femme, 39: 1 → 4. Still expected of ${number}: 3 Hermès, Blanche, Femme, 38.`,
  )
  expect(await units('HERM')).toEqual([
    ['38', 7, 3],
    ['39', 4, 0],
  ])
  const rest = await receive(number)
  expect(rest.body).toMatchObject({
    results: [{ size: '38', new_quantity: 10 }],
    order: { status: 'received', outstanding: 0 },
    message: `Added 3 Hermès, Blanche, Femme, 38: 7 → 10. All of ${number} has arrived.`,
  })
  const { body } = await receive(number)
  expect(body).toMatchObject({ status: 409, type: '/problems/nothing-outstanding' })
  expect(body.detail).toContain(`All of ${number} has arrived already. Nothing was changed`)
  expect((await shop.post(`/orders/${number}/cancel`)).status).toBe(409)

  // The undo of the last batch opens it again, and of that undo closes it.
  const undone = await shop.post('/inventory/undo', {})
  expect(undone.body.message).toContain('Undone: ADD_STOCK of 3')
  expect(await find(number)).toMatchObject({ status: 'open', outstanding: 3 })
  expect(await units('HERM')).toEqual([
    ['38', 7, 3],
    ['39', 4, 0],
  ])
  await shop.post(`/movements/${undone.body.results[0].movement.id}/undo`, {})
  expect(await find(number)).toMatchObject({ status: 'received' })
  expect(await units('HERM')).toEqual([
    ['38', 10, 0],
    ['39', 4, 0],
  ])
  expect(await drift()).toBe(0)
})

test('more than is expected is asked about', async () => {
  const { number } = await order([{ sku: 'TOGO', size: '43', quantity: 4 }])
  const lines = [
    { line: 1, quantity: 3 },
    { sku: 'TOGO', size: '43', quantity: 2 },
  ]
  const more = await receive(number, { lines })
  expect(more).toMatchObject({
    status: 409,
    body: {
      type: '/problems/more-than-ordered',
      requested: 5,
      outstanding: 4,
      ordered: 4,
      received: 0,
      line: 1,
    },
  })
  expect(more.body.detail).toContain('5 of Togo, Noir, Femme, 43 are more than is expected')
  expect(await units('TOGO')).toEqual([['43', 7, 4]])
  const confirmed = await receive(number, { lines, confirm: true })
  expect(confirmed).toMatchObject({
    status: 201,
    body: { order: { status: 'received', outstanding: 0 } },
  })
  expect(await units('TOGO')).toEqual([['43', 12, 0]])
  expect(
    await receive(number, { lines: [{ sku: 'HERM', size: '38', quantity: 1 }] }),
  ).toMatchObject({
    status: 404,
    body: { type: '/problems/not-on-order' },
  })
  expect(await receive(number, { lines: [{ line: 7, quantity: 1 }] })).toMatchObject({
    status: 404,
  })
  expect(await receive('PO-9999')).toMatchObject({
    status: 404,
    body: { type: '/problems/order-not-found' },
  })
})

test('of receivings at once, only what is expected is added', async () => {
  const { number } = await order([{ sku: 'RACE', size: '40', quantity: 10 }])
  const whole = Array.from({ length: 6 }, () => receive(number))
  const parts = Array.from({ length: 6 }, () =>
    receive(number, { lines: [{ line: 1, quantity: 4 }] }),
  )
  const answers = await Promise.all([...whole, ...parts])
  const added = answers
    .filter(({ status }) => status === 201)
    .flatMap(({ body }) =>
      body.results.map((one: { movement: { quantity: number } }) => one.movement.quantity),
    )
  expect(added.reduce((a: number, b: number) => a + b, 0)).toBe(10)
  expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
  expect(await units('RACE')).toEqual([['40', 10, 0]])
  expect(await shop.ledger('RACE', '40')).toMatchObject({ sum: 10, quantity: 10 })
  expect(await drift()).toBe(0)
})

test('a request_id makes one order and one delivery, whatever comes in between', async () => {
  const body = { request_id: 'po-once', lines: [{ sku: 'RACE', size: '40', quantity: 2 }] }
  const answers = await Promise.all(Array.from({ length: 5 }, () => shop.post('/orders', body)))
  const numbers = new Set(answers.map((one) => one.body.order.number))
  expect(numbers.size).toBe(1)
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  const [number] = [...numbers]
  expect(await shop.post('/orders', { ...body, note: 'other' })).toMatchObject({
    status: 422,
    body: { type: '/problems/request-id-reused' },
  })
  const sale = { request_id: 'po-once', sku: 'RACE', size: '40', quantity: 1 }
  expect(await shop.post('/inventory/sale', sale)).toMatchObject({ status: 422 })

  const first = await receive(number, { request_id: 'got-once' })
  const again = await receive(number, { request_id: 'got-once' })
  expect([first.status, again.status]).toEqual([201, 200])
  expect(again.body).toMatchObject({ replayed: true, results: first.body.results })
  expect(await receive(number, { request_id: 'got-once', location: 'Shop' })).toMatchObject({
    status: 422,
  })
  expect(await units('RACE')).toEqual([['40', 12, 0]])

  // What was refused under a request_id stays refused, though it would go now.
  const lines = [{ line: 1, quantity: 1 }]
  const late = { request_id: 'got-late', lines }
  expect(await receive(number, late)).toMatchObject({ status: 409 })
  await shop.post('/inventory/undo', {})
  const standing = await receive(number, late)
  expect(standing).toMatchObject({ status: 409, body: { type: '/problems/more-than-ordered' } })
  expect(standing.body.detail).toContain('Not tried now')
  expect(await units('RACE')).toEqual([['40', 10, 2]])
  expect(await receive(number, { ...late, confirm: true })).toMatchObject({ status: 201 })
})

test('a cancelled order expects nothing, and keeps what arrived', async () => {
  const { number } = await order([{ sku: 'TOGOR', size: '43', quantity: 6 }])
  await receive(number, { lines: [{ line: 1, quantity: 2 }] })
  const cancelled = await shop.post(`/orders/${number}/cancel`)
  expect(cancelled).toMatchObject({
    status: 201,
    body: {
      order: { status: 'cancelled', outstanding: 0, lines: [{ ordered: 6, received: 2 }] },
      message: `Cancelled ${number}: 4 units are no longer expected. What arrived (2) stays in the stock.`,
    },
  })
  expect(await shop.post(`/orders/${number}/cancel`)).toMatchObject({ status: 200 })
  const audited = (await shop.client.request('/api/collections/audit/records', {
    query: { filter: `what = 'order-cancelled' && subject = '${number}'` },
  })) as { totalItems: number }
  expect(audited.totalItems).toBe(1)
  expect((await units('TOGOR'))[0]).toEqual(['43', 11, 0])
  const refused = await receive(number)
  expect(refused.body).toMatchObject({ type: '/problems/nothing-outstanding', status: 409 })
  expect(refused.body.detail).toContain('was cancelled at')
  const lines = [{ line: 1, quantity: 1 }]
  expect(await receive(number, { lines })).toMatchObject({ status: 409 })
  expect(await receive(number, { lines, confirm: true })).toMatchObject({ status: 201 })
  expect(await find(number)).toMatchObject({ status: 'cancelled', lines: [{ received: 3 }] })
})

test('a word for none is no supplier of an order', async () => {
  for (const supplier of ['aucun', 'no supplier', '']) {
    const made = await order([{ sku: 'HELD', size: '39', quantity: 1 }], { supplier })
    expect(made.supplier).toBe('')
    expect((await shop.post(`/orders/${made.number}/cancel`)).status).toBe(201)
  }
})

test('orders are listed by their day, late ones first and marked', async () => {
  const late = await order([{ sku: 'HELD', size: '39', quantity: 1 }], { supplier: 'Réda & fils' })
  const soon = await order([{ sku: 'HELD', size: '39', quantity: 2 }], {
    supplier: 'REDA',
    expected_at: SOON,
  })
  // Nobody can order for a day that is over, but days pass.
  await shop.client.request(`/api/collections/orders/records/${late.id}`, {
    method: 'PATCH',
    body: { expected_at: '2026-01-02' },
  })
  const page = await orders('supplier=reda')
  expect(page).toMatchObject({
    total: 2,
    units: 3,
    items: [
      { number: late.number, late: true },
      { number: soon.number, late: false },
    ],
    message: `2 orders, 3 units expected, 1 late. ${late.number} from Réda & fils, expected 2026-01-02 (late): 1 Held, Noir, Femme, 39. ${soon.number} from REDA, expected ${SOON}: 2 Held, Noir, Femme, 39.`,
  })
  const first = await orders('supplier=reda&limit=1')
  const second = await orders(`supplier=reda&limit=1&cursor=${first.next_cursor}`)
  expect([first, second].map(({ items }) => items[0].number)).toEqual([late.number, soon.number])
  expect(second.next_cursor).toBeNull()
  await expect
    .poll(async () => (await inventory('sku=HELD')).message, { timeout: 5_000 })
    .toContain('on order, the first expected 2026-01-02.')
  expect(
    (await orders('status=received')).items.every(
      (one: { status: string }) => one.status === 'received',
    ),
  ).toBe(true)
  expect(await orders('supplier=nobody')).toMatchObject({
    total: 0,
    message: 'There are no open orders from nobody.',
  })
  expect((await orders('supplier=nobody&status=all&location=Shop')).message).toBe(
    'There are no orders from nobody at Shop.',
  )
})

/** Keys are read again from time to time. */
const isKnown = (headers: Record<string, string>) =>
  expect
    .poll(async () => (await shop.inject({ url: '/me', headers })).status, { timeout: 10_000 })
    .toBe(200)

test.each(['', 'status=all', 'supplier=nobody', 'location=Attic'])(
  'orders are listed the same in French: %s',
  async (query) => {
    await askInBoth(shop, `/orders?${query}`)
  },
)

test('a key for one location orders, sees and receives for that one alone', async () => {
  await shop.post('/locations', { name: 'Cave' })
  const headers = { authorization: 'Bearer sk-orders-of-the-cave' }
  const key = { name: 'cave', scope: 'write' as const, location: 'Cave', expiresAt: null }
  await shop.keys.saveKey({ ...key, hash: hashOf('sk-orders-of-the-cave') })
  await isKnown(headers)
  const ask = (method: 'GET' | 'POST', url: string, payload?: object) =>
    shop.inject({ method, url, headers, ...(payload && { payload }) })
  const { number } = await order([
    { sku: 'PLACE', size: '40', quantity: 3 },
    { sku: 'PLACE', size: '40', quantity: 4, location: 'Cave' },
  ])
  const foreign = await order([{ sku: 'PLACE', size: '40', quantity: 9 }])
  expect(await units('PLACE')).toEqual([
    ['40', 0, 4],
    ['40', 0, 12],
  ])
  const seen = (await ask('GET', '/orders?limit=200')).body
  expect(seen).toMatchObject({
    total: 1,
    units: 4,
    items: [{ number, outstanding: 4, lines: [{ line: 2 }] }],
  })
  expect(JSON.stringify(seen)).not.toContain('Shop')
  expect(await ask('POST', `/orders/${foreign.number}/receive`, {})).toMatchObject({ status: 404 })
  for (const lines of [
    [{ line: 1, quantity: 1 }],
    [
      { line: 1, quantity: 1 },
      { line: 2, quantity: 1 },
    ],
  ]) {
    expect(await ask('POST', `/orders/${number}/receive`, { lines })).toMatchObject({ status: 404 })
  }
  expect(await ask('POST', `/orders/${number}/cancel`)).toMatchObject({ status: 403 })
  const { status, body } = await ask('POST', `/orders/${number}/receive`, {})
  expect(status).toBe(201)
  expect(body).toMatchObject({
    results: [{ location: 'Cave', new_quantity: 4 }],
    order: { outstanding: 0 },
  })
  expect(JSON.stringify(body)).not.toContain('Shop')
  expect(await find(number)).toMatchObject({ status: 'open', outstanding: 3 })
  const made = await ask('POST', '/orders', { lines: [{ sku: 'PLACE', size: '40', quantity: 1 }] })
  expect(made.body.order.lines).toMatchObject([{ location: 'Cave' }])
  // What came to another place than it was ordered for.
  const moved = await receive(number, { location: 'Cave' })
  expect(moved.body.results).toMatchObject([{ location: 'Cave', new_quantity: 7 }])
})

test('what a unit costs is not for a key that only reads', async () => {
  const headers = { authorization: 'Bearer sk-orders-reader' }
  const key = { name: 'reader', scope: 'read' as const, location: null, expiresAt: null }
  await shop.keys.saveKey({ ...key, hash: hashOf('sk-orders-reader') })
  await isKnown(headers)
  await order([{ sku: 'PLACE', size: '40', quantity: 1, unit_cost: 77.77 }])
  const { body } = await shop.inject({ url: '/orders?limit=200', headers })
  expect(body.total).toBeGreaterThan(0)
  expect(JSON.stringify(body)).not.toContain('77.77')
  expect(JSON.stringify(await orders('limit=200'))).toContain('77.77')
})

test('nothing of an archived product is ordered or received', async () => {
  const { number } = await order([
    { sku: 'GONE', size: '40', quantity: 2 },
    { sku: 'TOGO', size: '43', quantity: 1 },
  ])
  await shop.inject({ method: 'PATCH', url: '/models/GONE', payload: { active: false } })
  const before = await units('TOGO')
  const refused = await receive(number)
  expect(refused.body).toMatchObject({ type: '/problems/product-archived', sku: 'GONE' })
  expect(await units('TOGO')).toEqual(before)
  const again = await shop.post('/orders', { lines: [{ sku: 'GONE', size: '40', quantity: 2 }] })
  expect(again.body).toMatchObject({ type: '/problems/product-archived' })
  await shop.inject({ method: 'PATCH', url: '/models/GONE', payload: { active: true } })
  expect(await receive(number)).toMatchObject({ status: 201 })
})

test('an order that staff make and change by hand counts as any other', async () => {
  const path = (collection: string, id = '') =>
    `/api/collections/${collection}/records${id && `/${id}`}`
  const send = (method: 'POST' | 'PATCH' | 'DELETE', url: string, body?: object) =>
    shop.client.request(url, { method, ...(body && { body }) }) as Promise<{
      id: string
      number: string
    }>
  const { locations } = await shop.store.readCatalogue()
  const location = locations.find(({ isDefault }) => isDefault)?.id
  const made = await send('POST', path('orders'), { supplier: 'By hand', expected_at: SOON })
  expect(made.number).toMatch(/^PO-\d{4}$/)
  const variant = await variantOf('TWIN', '38.5')
  const line = await send('POST', path('order_lines'), {
    ...{ order: made.id, line: 1, variant, location, quantity: 4 },
  })
  await expect.poll(() => units('TWIN'), { timeout: 5_000 }).toEqual([['38.5', 1, 4]])
  await send('PATCH', path('order_lines', line.id), { quantity: 6 })
  expect((await receive(made.number, { lines: [{ line: 1, quantity: 5 }] })).status).toBe(201)
  expect(await units('TWIN')).toEqual([['38.5', 6, 1]])
  // Fewer than arrived: nothing more is expected.
  await send('PATCH', path('order_lines', line.id), { quantity: 2 })
  expect(await find(made.number)).toMatchObject({
    status: 'received',
    lines: [{ ordered: 2, received: 5, outstanding: 0 }],
  })
  await send('PATCH', path('order_lines', line.id), { quantity: 9 })
  expect(await find(made.number)).toMatchObject({ status: 'open', outstanding: 4 })

  const race = await variantOf('RACE', '40')
  for (const wrong of [
    () => send('PATCH', path('orders', made.id), { number: 'OTHER' }),
    () => send('PATCH', path('orders', made.id), { expected_at: 'soon' }),
    () => send('PATCH', path('order_lines', line.id), { variant: race }),
    () => send('PATCH', path('order_lines', line.id), { quantity: -1 }),
    () => send('DELETE', path('orders', made.id)),
    () => send('DELETE', path('order_lines', line.id)),
    () => send('DELETE', '/api/collections/orders/truncate'),
  ]) {
    await expect(wrong()).rejects.toSatisfy(({ status }) => status === 400 || status === 403)
  }
  expect(await find(made.number)).toMatchObject({ status: 'open', outstanding: 4 })

  await send('PATCH', path('orders', made.id), { cancelled_at: new Date().toISOString() })
  expect(await find(made.number)).toMatchObject({ status: 'cancelled' })
  await send('PATCH', path('orders', made.id), { cancelled_at: '' })
  expect(await find(made.number)).toMatchObject({ status: 'open', outstanding: 4 })
  expect(await drift()).toBe(0)
})

test('sizes that are joined take their orders along', async () => {
  const { products } = await shop.store.readCatalogue()
  const { id } = products.find(({ sku }) => sku === 'TWIN') ?? { id: '' }
  const other = (await shop.client.request('/api/collections/variants/records', {
    method: 'POST',
    body: { product: id, size: '38 1/2' },
  })) as { id: string }
  const { locations } = await shop.store.readCatalogue()
  const line = { target: { variantId: other.id }, locationId: locations[0]?.id ?? '', quantity: 3 }
  const made = await shop.store.createOrder(by('twins'), { lines: [line] })
  const keep = await variantOf('TWIN', '38.5')
  const shape = await shop.store.readCatalogue()
  const twins = shape.variants.filter(({ productId }) => productId === id)
  const [kept, joined] = [
    twins.find((one) => one.id === keep),
    twins.find((one) => one.id === other.id),
  ]
  if (!kept || !joined) throw new Error('There are no twins.')
  const pair = { productId: id, size: '38.5', keep: kept, others: [joined] }
  await shop.store.joinSizes({ actor: 'test', channel: 'command' }, pair, false)
  const ids = new Set(twins.map((one) => one.id))
  const ordered = shape.onOrder
    .filter(({ variantId }) => ids.has(variantId))
    .reduce((sum, one) => sum + one.units, 0)
  expect(ordered).toBeGreaterThan(3)
  const coming = async () => (await units('TWIN')).map(([, , onOrder]: number[]) => onOrder)
  await expect.poll(coming, { timeout: 5_000 }).toEqual([ordered])
  expect((await receive(made.order.number)).body.results).toMatchObject([
    { sku: 'TWIN', size: '38.5' },
  ])
})

test('every process knows what is on order, and of an undo of a delivery', async () => {
  const feed = createPocketBaseFeed(shop.client, shop.pocketbase.url)
  const other = await openApp(shop.store, shop.keys, { feed })
  try {
    const { get, post } = callersOf(other)
    const coming = async () => (await get('/inventory?sku=RACE')).body.items[0].on_order
    await expect.poll(coming, { timeout: 5_000 }).toBeTypeOf('number')
    const begin = await coming()
    const is = (more: number) =>
      expect.poll(coming, { timeout: 5_000, interval: 20 }).toBe(begin + more)
    const { number } = await order([{ sku: 'RACE', size: '40', quantity: 3 }])
    await is(3)
    const { body } = await receive(number)
    await is(0)
    await shop.post(`/movements/${body.results[0].movement.id}/undo`, {})
    await is(3)
    // Its own writes it knows at once.
    const own = await post(`/orders/${number}/receive`, {})
    expect(await coming()).toBe(begin)
    await post(`/movements/${own.body.results[0].movement.id}/undo`, {})
    expect(await coming()).toBe(begin + 3)
    await shop.post(`/orders/${number}/cancel`)
    await is(0)
  } finally {
    await other.close()
  }
})
