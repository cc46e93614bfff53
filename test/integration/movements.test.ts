import { beforeAll, expect, test } from 'vitest'
import { product, useShop } from '../support/shop.ts'

const names = [
  'RET',
  'RES',
  'REL',
  'EXP',
  'CRON',
  'ADJ',
  'CNT',
  'ENDS',
  'TRA',
  'BAT-A',
  'BAT-B',
  'SUM',
  'SPELT',
  'LATER',
  'FEED',
  'LAP',
  'MIXED',
  'DEAD-A',
  'DEAD-B',
]
const shop = useShop(names.map((sku) => product(sku, `Model ${sku}`, { 40: 10 })))

beforeAll(async () => {
  const body = { name: 'Cave' }
  await shop.client.request('/api/collections/locations/records', { method: 'POST', body })
})

const act = (action: string, body: object) =>
  shop.post(`/inventory/${action}`, { size: '40', ...body })

async function shelf(sku: string, location = 'Shop') {
  const { body } = await shop.get(`/inventory?sku=${sku}&location=${location}`)
  const { quantity, reserved, available } = body.items[0] ?? {}
  return { quantity, reserved, available }
}

const inAMoment = (ms: number) => new Date(Date.now() + ms).toISOString()

test('a return puts units back', async () => {
  const { status, body } = await act('return', { sku: 'RET', quantity: 2, reason: 'too small' })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    new_quantity: 12,
    movement: { type: 'RETURN', quantity_before: 10 },
  })
  expect(body.message).toBe('Took back 2 Model RET, Noir, Femme, 40: 10 → 12.')
})

test('reserved units stay on the shelf and are sold only under their reference', async () => {
  const reserved = await act('reserve', { sku: 'RES', quantity: 4, reference: 'Mrs Blanc' })
  expect(reserved.body).toMatchObject({ new_quantity: 10, reserved: 4, available: 6 })
  expect(reserved.body.message).toContain('(Mrs Blanc): 10 → 6 available.')

  const tooMany = await act('sale', { sku: 'RES', quantity: 7 })
  expect(tooMany).toMatchObject({
    status: 409,
    body: { type: '/problems/insufficient-stock', available: 6, requested: 7 },
  })
  expect(tooMany.body.detail).toContain('10 on hand, 4 reserved')

  // Three of hers and, with another reference, none of hers.
  expect(
    (await act('sale', { sku: 'RES', quantity: 3, reference: 'Mrs Blanc' })).body,
  ).toMatchObject({
    new_quantity: 7,
    reserved: 1,
    available: 6,
  })
  expect((await act('sale', { sku: 'RES', quantity: 1, reference: 'order 7' })).body).toMatchObject(
    {
      new_quantity: 6,
      reserved: 1,
      available: 5,
    },
  )
  // Her last one and five that were free.
  const rest = await act('sale', { sku: 'RES', quantity: 6, reference: 'Mrs Blanc' })
  expect(rest.body).toMatchObject({ new_quantity: 0, reserved: 0, available: 0 })
})

test('a reservation without a name gets one, and is released by it or as the only one', async () => {
  const first = await act('reserve', { sku: 'REL', quantity: 2 })
  const reference = first.body.movement.reference
  expect(reference).toMatch(/^R-[A-Z2-9]{6}$/)
  expect((await act('release', { sku: 'REL', quantity: 1 })).body).toMatchObject({
    reserved: 1,
    movement: { reference },
  })

  await act('reserve', { sku: 'REL', quantity: 3, reference: 'Zoé' })
  const unclear = await act('release', { sku: 'REL', quantity: 1 })
  expect(unclear).toMatchObject({ status: 409, body: { type: '/problems/ambiguous-reservation' } })
  expect(unclear.body.reservations).toEqual([
    { reference, held: 1 },
    { reference: 'Zoé', held: 3 },
  ])
  const tooMany = await act('release', { sku: 'REL', quantity: 4, reference: 'Zoé' })
  expect(tooMany).toMatchObject({
    status: 409,
    body: { type: '/problems/nothing-reserved', held: 3, requested: 4 },
  })
  const nobody = await act('release', { sku: 'REL', quantity: 1, reference: 'nobody' })
  expect(nobody).toMatchObject({ status: 409, body: { held: 0 } })
  expect((await act('release', { sku: 'REL', quantity: 3, reference: 'Zoé' })).status).toBe(201)
  expect(await shelf('REL')).toEqual({ quantity: 10, reserved: 1, available: 9 })
})

test('a reference is the same in capitals and with spaces around it', async () => {
  await act('reserve', { sku: 'SPELT', quantity: 4, reference: 'Zoé' })
  await act('reserve', { sku: 'SPELT', quantity: 2, reference: 'ZOÉ' })
  expect((await act('sale', { sku: 'SPELT', quantity: 5, reference: ' zoé ' })).body).toMatchObject(
    { new_quantity: 5, reserved: 1 },
  )
  const nobody = await act('release', { sku: 'SPELT', quantity: 1, reference: 'nobody' })
  expect(nobody.body.reservations).toEqual([{ reference: 'Zoé', held: 1 }])
  expect(
    (await act('release', { sku: 'SPELT', quantity: 1, reference: 'zOÉ' })).body,
  ).toMatchObject({ reserved: 0, movement: { reference: 'Zoé' } })
  await shop.post('/inventory/undo')
  expect((await act('release', { sku: 'SPELT', quantity: 1 })).status).toBe(201)
})

test('the last word on when a reservation ends counts, however it is spelt', async () => {
  const soon = inAMoment(300)
  await act('reserve', { sku: 'LATER', quantity: 2, reference: 'lou', expires_at: soon })
  await act('reserve', { sku: 'LATER', quantity: 1, reference: 'Lou' })
  await expect.poll(() => Date.now() > Date.parse(soon)).toBe(true)
  expect((await act('sale', { sku: 'LATER', quantity: 8 })).status).toBe(409)
  expect(await shelf('LATER')).toMatchObject({ reserved: 3 })
})

test('a reservation ends by itself: whoever comes after it can buy', async () => {
  await act('reserve', { sku: 'EXP', quantity: 10, expires_at: inAMoment(400) })
  expect((await act('sale', { sku: 'EXP', quantity: 1 })).status).toBe(409)
  await expect
    .poll(async () => (await act('sale', { sku: 'EXP', quantity: 1 })).status, { timeout: 5_000 })
    .toBe(201)
  expect(await shelf('EXP')).toEqual({ quantity: 9, reserved: 0, available: 9 })
  const { body } = await shop.get('/movements?sku=EXP&type=RELEASE')
  expect(body.items).toMatchObject([{ quantity: 10, actor: 'system', channel: 'expiry' }])
})

test('the clock of the database ends reservations when nobody comes', async () => {
  await act('reserve', { sku: 'CRON', quantity: 2, expires_at: inAMoment(200) })
  await act('reserve', { sku: 'CRON', quantity: 3, reference: 'stays' })
  await expect
    .poll(
      async () => {
        await shop.client.request('/api/crons/stock-release-expired', { method: 'POST' })
        return (await shop.store.readCatalogue()).inventory.some(({ reserved }) => reserved === 3)
      },
      { timeout: 5_000 },
    )
    .toBe(true)
})

test('an undone end of a reservation ends nothing', async () => {
  await act('reserve', { sku: 'ENDS', quantity: 2, reference: 'stays' })
  const expires_at = inAMoment(300)
  await act('reserve', { sku: 'ENDS', quantity: 1, reference: 'stays', expires_at })
  await shop.post('/inventory/undo')
  await expect.poll(() => Date.now() > Date.parse(expires_at)).toBe(true)
  expect((await act('sale', { sku: 'ENDS', quantity: 9 })).status).toBe(409)
  expect(await shelf('ENDS')).toEqual({ quantity: 10, reserved: 2, available: 8 })
})

test('a reservation that ended in the past is refused', async () => {
  const answer = await act('reserve', { sku: 'CRON', quantity: 1, expires_at: inAMoment(-1000) })
  expect(answer).toMatchObject({ status: 400, body: { type: '/problems/invalid-request' } })
})

test('an adjustment says why, and never goes below zero or what is reserved', async () => {
  const damaged = await act('adjust', { sku: 'ADJ', delta: -3, reason: 'damaged' })
  expect(damaged.body).toMatchObject({
    new_quantity: 7,
    movement: { type: 'ADJUSTMENT', quantity: 3 },
  })
  expect(damaged.body.message).toBe('Corrected Model ADJ, Noir, Femme, 40: 10 → 7 (damaged).')
  expect((await act('adjust', { sku: 'ADJ', delta: 2, reason: 'found' })).body.new_quantity).toBe(9)
  await act('reserve', { sku: 'ADJ', quantity: 5 })
  expect((await act('adjust', { sku: 'ADJ', delta: -5, reason: 'lost' })).status).toBe(409)
  expect((await act('adjust', { sku: 'ADJ', delta: 0, reason: 'lost' })).status).toBe(400)
  expect((await act('adjust', { sku: 'ADJ', delta: -1, reason: 'because' })).status).toBe(400)
  expect((await act('adjust', { sku: 'ADJ', delta: -1 })).status).toBe(400)
})

test('a count sets the shelf, unless something else was expected there', async () => {
  expect((await act('count', { sku: 'CNT', quantity: 8 })).body).toMatchObject({
    new_quantity: 8,
    movement: { type: 'ADJUSTMENT', quantity: 2, quantity_before: 10 },
  })
  const other = await act('count', { sku: 'CNT', quantity: 5, expected_quantity: 10 })
  expect(other).toMatchObject({
    status: 409,
    body: { type: '/problems/unexpected-quantity', expected: 10, quantity: 8 },
  })
  const same = await act('count', { sku: 'CNT', quantity: 8, expected_quantity: 8 })
  expect(same).toMatchObject({ status: 201, body: { new_quantity: 8, movement: { quantity: 0 } } })
  expect((await act('count', { sku: 'CNT', quantity: 0 })).body.new_quantity).toBe(0)
  expect((await act('count', { sku: 'CNT', quantity: -1 })).status).toBe(400)
})

test('a transfer is two movements that name each other', async () => {
  const { status, body } = await act('transfer', { sku: 'TRA', quantity: 4, to_location: 'cave' })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    location: 'Shop',
    new_quantity: 6,
    to: { location: 'Cave', new_quantity: 4 },
  })
  expect(body.message).toBe('Moved 4 Model TRA, Noir, Femme, 40: Shop 10 → 6, Cave 0 → 4.')
  const { items } = (await shop.get('/movements?sku=TRA&type=TRANSFER')).body
  expect(items).toMatchObject([
    { location: 'Shop', delta: -4, linked: items[1].id },
    { location: 'Cave', delta: 4, linked: items[0].id },
  ])
  const back = { sku: 'TRA', quantity: 5, location: 'Cave', to_location: 'Shop' }
  expect((await act('transfer', back)).body).toMatchObject({ available: 4, requested: 5 })
  expect((await act('transfer', { ...back, to_location: 'Cave' })).status).toBe(400)
  expect((await act('transfer', { sku: 'TRA', quantity: 1 })).status).toBe(400)
  expect((await act('transfer', { ...back, to_location: 'Moon' })).body.locations).toEqual([
    'Shop',
    'Cave',
  ])
})

test('locations are listed, and a sale can name one', async () => {
  const { body } = await shop.get('/locations')
  expect(body.items).toMatchObject([
    { name: 'Shop', is_default: true },
    { name: 'Cave', is_default: false, shelves: 1, total_quantity: 4 },
  ])
  const models = (await shop.get('/models?model=model+tra&location=cave')).body
  expect(models.items).toMatchObject([{ total_quantity: 4, sizes: [{ size: '40', available: 4 }] }])
  const sold = await act('sale', { sku: 'TRA', quantity: 1, location: 'cave' })
  expect(sold.body).toMatchObject({ location: 'Cave', new_quantity: 3 })
  expect(await shelf('TRA')).toMatchObject({ quantity: 6 })
})

const line = (action: string, sku: string, rest: object = {}) => ({
  action,
  sku,
  size: '40',
  ...rest,
})
const batch = (lines: object[], rest: object = {}) =>
  shop.post('/inventory/batch', { lines, ...rest })

test('a batch of mixed lines happens whole', async () => {
  const { status, body } = await batch([
    line('sale', 'BAT-A', { quantity: 2 }),
    line('add_stock', 'BAT-B', { quantity: 5 }),
    line('adjust', 'BAT-B', { delta: -1, reason: 'damaged' }),
    line('transfer', 'BAT-A', { quantity: 1, to_location: 'Cave' }),
    line('reserve', 'BAT-B', { quantity: 2, reference: 'B' }),
  ])
  expect(status).toBe(201)
  expect(body.results.map((one: { new_quantity: number }) => one.new_quantity)).toEqual([
    8, 15, 14, 7, 14,
  ])
  expect(body.results[3].to).toEqual({ location: 'Cave', new_quantity: 1 })
})

test('a batch with one bad line writes nothing and names the line', async () => {
  const before = await shop.store.readDrift()
  const good = line('add_stock', 'BAT-A', { quantity: 1 })
  const tooMany = await batch([good, good, line('sale', 'BAT-B', { quantity: 99 })])
  expect(tooMany).toMatchObject({
    status: 409,
    body: { type: '/problems/insufficient-stock', line: 3, sku: 'BAT-B', requested: 99 },
  })
  expect(tooMany.body.detail).toMatch(/^Line 3: Only 12 of Model BAT-B/)
  const unclear = await batch([
    good,
    { action: 'sale', model: 'model', quantity: 1 },
    line('sale', 'NONE', { quantity: 1 }),
  ])
  expect(unclear.status).toBe(409)
  expect(unclear.body.problems).toMatchObject([
    { line: 2, code: 'ambiguous-product' },
    { line: 3, code: 'product-not-found' },
  ])
  for (const wrong of [
    { action: 'sale' },
    { action: 'adjust', quantity: 1 },
    { action: 'transfer', quantity: 1 },
  ]) {
    const answer = await batch([good, { sku: 'BAT-A', size: '40', ...wrong }])
    expect(answer, wrong.action).toMatchObject({ status: 400, body: { line: 2 } })
  }
  expect((await batch([])).status).toBe(400)
  expect((await batch(Array(101).fill(good))).status).toBe(400)
  expect(await shop.store.readDrift()).toEqual(before)
})

test('the key of a batch counts in the query string too', async () => {
  const lines = [line('add_stock', 'BAT-A', { quantity: 1 })]
  const send = () => shop.post('/inventory/batch?request_id=in-the-query', { lines })
  expect((await send()).status).toBe(201)
  expect(await send()).toMatchObject({ status: 200, body: { replayed: true } })
})

test('a shelf named twice is judged by the sum', async () => {
  const twice = [line('sale', 'SUM', { quantity: 6 }), line('sale', 'SUM', { quantity: 6 })]
  const refused = await batch(twice)
  expect(refused.body).toMatchObject({
    type: '/problems/insufficient-stock',
    available: 10,
    requested: 12,
  })
  const fed = await batch([...twice, line('return', 'SUM', { quantity: 2 })])
  expect(fed.status).toBe(201)
  expect(await shelf('SUM')).toEqual({ quantity: 0, reserved: 0, available: 0 })
})

test.each(['sale first', 'transfer first'])(
  'a sale and the transfer that feeds it: %s',
  async (order) => {
    const lines = [
      line('sale', 'FEED', { quantity: 2, location: 'Cave' }),
      line('transfer', 'FEED', { quantity: 2, to_location: 'Cave' }),
    ]
    const sent = order === 'sale first' ? lines : lines.toReversed()
    expect((await batch(sent)).status).toBe(201)
    expect(await shelf('FEED', 'Cave')).toMatchObject({ quantity: 0 })
  },
)

test('transfers in a circle happen when their sum is possible', async () => {
  const circle = (out: number, back: number) =>
    batch([
      line('transfer', 'LAP', { quantity: back, location: 'Cave', to_location: 'Shop' }),
      line('transfer', 'LAP', { quantity: out, to_location: 'Cave' }),
    ])
  expect((await circle(15, 5)).status).toBe(201)
  expect(await shelf('LAP')).toMatchObject({ quantity: 0 })
  expect(await shelf('LAP', 'Cave')).toMatchObject({ quantity: 10 })
  const refused = await circle(1, 12)
  expect(refused).toMatchObject({
    status: 409,
    body: { type: '/problems/insufficient-stock', line: 1, location: 'Cave' },
  })
  expect((await shop.post('/inventory/undo')).status).toBe(201)
  expect(await shelf('LAP')).toMatchObject({ quantity: 10 })
})

test('a count beside another line on its shelf is asked about, whatever the order', async () => {
  const count = line('count', 'MIXED', { quantity: 5 })
  for (const other of [
    line('sale', 'MIXED', { quantity: 2 }),
    line('transfer', 'MIXED', { quantity: 1, location: 'Cave', to_location: 'Shop' }),
    line('count', 'MIXED', { quantity: 6 }),
  ]) {
    const answer = await batch([other, count])
    expect(answer).toMatchObject({
      status: 400,
      body: { type: '/problems/invalid-request', sku: 'MIXED', location: 'Shop' },
    })
    expect(answer.body.detail).toMatch(/is counted, and line \d changes it too/)
    expect((await batch([count, other])).status).toBe(400)
  }
  expect(await shelf('MIXED')).toMatchObject({ quantity: 10 })
  const apart = line('sale', 'MIXED', { quantity: 1, location: 'Cave' })
  const fed = line('add_stock', 'MIXED', { quantity: 1, location: 'Cave' })
  expect((await batch([apart, count, fed])).status).toBe(201)
  expect(await shelf('MIXED')).toMatchObject({ quantity: 5 })
})

test('100 lines are one request', async () => {
  const lines = Array.from({ length: 100 }, () => line('add_stock', 'SUM', { quantity: 1 }))
  const { status, body } = await batch(lines)
  expect(status).toBe(201)
  expect(body.results).toHaveLength(100)
  expect(await shelf('SUM')).toMatchObject({ quantity: 100 })
})

test('batches in opposite orders never wait for each other', async () => {
  const ways = [
    [line('add_stock', 'DEAD-A', { quantity: 1 }), line('sale', 'DEAD-B', { quantity: 1 })],
    [line('add_stock', 'DEAD-B', { quantity: 1 }), line('sale', 'DEAD-A', { quantity: 1 })],
  ]
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) => batch(ways[index % 2] ?? [])),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array(60).fill(201))
  expect(await shelf('DEAD-A')).toMatchObject({ quantity: 10 })
  expect(await shelf('DEAD-B')).toMatchObject({ quantity: 10 })
})

test('nothing drifted', async () => {
  expect((await shop.get('/admin/drift')).body).toMatchObject({ missing: 0, items: [] })
})
