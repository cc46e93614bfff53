import { expect, test } from 'vitest'
import { startOfDay } from '../../src/domain/day.ts'
import { hashOf } from '../../src/shared/secret.ts'
import { askInBoth } from '../support/both-languages.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('HB', 'Hermès', { 38: 5, 39: 1 }, { color: 'Blanche', price: 80 }),
  product('HN', 'Hermès', { 38: 4 }, { color: 'Noire', price: null }),
  product('TG', 'Togo', { 42: 3 }, { price: 100 }),
  ...['BACK', 'THEN', 'EVEN', 'SAME', 'LESS'].map((sku) =>
    product(sku, `Model ${sku}`, { 42: 9 }, { price: 190 }),
  ),
])

const DAY = 24 * 60 * 60 * 1000
const ago = (ms: number) => new Date(Date.now() - ms).toISOString()
const summary = async (from?: string) => asked(from === undefined ? {} : { from })
const asked = async (query: Record<string, string>) =>
  (await shop.get(`/summary?${new URLSearchParams(query)}`)).body

/** A moment after everything that was done so far. */
async function now(): Promise<string> {
  const { items } = (await shop.get('/movements?limit=1')).body
  const last = Date.parse(items[0].occurred_at)
  await expect.poll(() => Date.now()).toBeGreaterThan(last + 1)
  return new Date().toISOString()
}

const act = async (action: string, body: object) => {
  const answer = await shop.post(`/inventory/${action}`, body)
  expect(answer.status).toBe(201)
  return answer.body
}

test('nothing happened: it says so', async () => {
  const since = await now()
  const body = await summary(since)
  expect(body).toMatchObject({
    from: since,
    to: null,
    time_zone: 'Europe/Paris',
    movements: 0,
    types: [],
  })
  expect(body.sold).toEqual({ units: 0, value: 0, units_without_price: 0 })
  expect(body.message).toMatch(/^Since \d{4}-\d\d-\d\d \d\d:\d\d: nothing changed\.$/)
})

test('what was sold counts at its price, undone and returned ones taken off', async () => {
  const since = await now()
  await act('sale', { sku: 'HB', size: '38', quantity: 2 })
  await act('sale', { sku: 'HB', size: '38', quantity: 1, unit_price: 59.9 })
  await act('sale', { sku: 'HN', size: '38', quantity: 2 })
  await act('return', { sku: 'HB', size: '38', quantity: 1 })
  await act('sale', { sku: 'TG', size: '42', quantity: 1 })
  await act('undo', {})
  const body = await summary(since)
  expect(body.sold).toEqual({ units: 5, value: 219.9, units_without_price: 2 })
  expect(body.returned).toEqual({ units: 1, value: 59.9, units_without_price: 0 })
  expect(body.movements).toBe(6)
  expect(body.best_sold).toEqual({
    total: 2,
    items: [
      { sku: 'HB', model: 'Hermès', color: 'Blanche', gender: 'Femme', units: 3, value: 219.9 },
      { sku: 'HN', model: 'Hermès', color: 'Noire', gender: 'Femme', units: 2, value: 0 },
    ],
  })
  expect(body.message).toContain(
    '5 sold for €219.90 (2 without a price), 1 came back for €59.90. Most sold: Hermès, Blanche, 3.',
  )
  const redone = await shop.post(`/movements/${(await lastMovement()).id}/undo`)
  expect(redone.status).toBe(201)
  expect((await summary(since)).sold).toMatchObject({ units: 6, value: 319.9 })
})

test('none of those that were sold alike is called the most', async () => {
  const since = await now()
  const sell = (sku: string, size: string, quantity: number) =>
    act('sale', { sku, size, quantity, repeat: true })
  await sell('EVEN', '42', 1)
  await sell('SAME', '42', 1)
  expect((await summary(since)).message).not.toContain('Most sold')
  await sell('LESS', '42', 1)
  await sell('EVEN', '42', 1)
  await sell('SAME', '42', 1)
  expect((await summary(since)).message).toMatch(
    /Most sold, 2 of each: Model (EVEN|SAME), Noir; Model (EVEN|SAME), Noir\./,
  )
  await sell('EVEN', '42', 1)
  expect((await summary(since)).message).toContain('Most sold: Model EVEN, Noir, 3.')
})

const lastMovement = async () => (await shop.get('/movements?limit=1')).body.items[0]

test('undone today, a sale of another day is taken off that day, and never off today', async () => {
  const sale = { sku: 'HB', size: '38', quantity: 1, occurred_at: ago(3 * DAY), confirm: true }
  const then = { from: ago(4 * DAY), to: ago(2 * DAY) }
  const { movement } = await act('sale', sale)
  expect((await asked(then)).sold).toMatchObject({ units: 1, value: 80 })
  const since = await now()
  expect((await summary(since)).sold.units).toBe(0)
  await shop.post(`/movements/${movement.id}/undo`)
  const today = await summary(since)
  expect(today.sold).toMatchObject({ units: 0, value: 0 })
  expect(today).toMatchObject({ movements: 1, undos: 1, types: [], best_sold: { total: 0 } })
  expect(today.message).toContain('0 sold. 1 movement')
  expect((await asked(then)).sold).toMatchObject({ units: 0, value: 0 })
})

test('a transfer is no change of the whole, and empties nothing', async () => {
  await shop.client.request('/api/collections/locations/records', {
    method: 'POST',
    body: { name: 'Cave' },
  })
  const since = await now()
  await expect
    .poll(async () => (await shop.get('/locations')).body.items.length, { timeout: 5_000 })
    .toBe(2)
  await act('transfer', { sku: 'HB', size: '39', quantity: 1, to_location: 'Cave' })
  const body = await summary(since)
  expect(body.types).toEqual([{ type: 'TRANSFER', movements: 2, units: 1 }])
  expect(body.now_out).toEqual({ total: 0, items: [] })
  await act('undo', {})
  expect((await summary(since)).types).toEqual([{ type: 'TRANSFER', movements: 2, units: 0 }])
})

test('movements are counted as the list of movements counts them, by type and by whom too', async () => {
  const since = await now()
  await act('sale', { sku: 'HB', size: '38', quantity: 1 })
  await act('sale', { sku: 'HB', size: '38', quantity: 2, repeat: true })
  await act('undo', {})
  await act('adjust', { sku: 'HB', size: '38', delta: -1, reason: 'damaged' })
  await act('undo', {})
  const body = await summary(since)
  const { total } = (await shop.get(`/movements?from=${encodeURIComponent(since)}&limit=1`)).body
  expect([body.movements, body.undos, total]).toEqual([5, 2, 5])
  expect(body.types).toEqual([
    { type: 'ADJUSTMENT', movements: 1, units: 0 },
    { type: 'SALE', movements: 2, units: 1 },
  ])
  const by: { movements: number }[] = body.by.items
  expect(by.reduce((all, { movements }) => all + movements, 0)).toBe(body.movements)
  expect(body.message).toContain('2 movements undid something; units are without what was undone.')
  expect(body.message).not.toContain('corrected by')
})

test('what went to 0 is out, what came back is not; low is what is under its reorder point', async () => {
  const since = await now()
  await act('sale', { sku: 'HB', size: '39', quantity: 1 })
  await act('sale', { sku: 'TG', size: '42', quantity: 2 })
  await act('add_stock', { sku: 'TG', size: '42', quantity: 2 })
  await shop.inject({ method: 'PATCH', url: '/models/TG', payload: { reorder_point: 2 } })
  await shop.inject({ method: 'PATCH', url: '/models/HN', payload: { reorder_point: 1 } })
  const body = await summary(since)
  expect(body.now_out).toMatchObject({ total: 1, items: [{ sku: 'HB', size: '39' }] })
  expect(body.now_low).toMatchObject({
    total: 1,
    items: [{ sku: 'TG', available: 2, reorder_point: 2 }],
  })
  expect(body.message).toContain(
    'Ran out: Hermès, Blanche 39. At their reorder point (listReorder has all that is low): Togo, Noir (2 available).',
  )
  expect((await summary(await now())).now_out.total).toBe(0)
})

test('who did what: chat, staff and files apart', async () => {
  const since = await now()
  const sale = await shop.inject({
    method: 'POST',
    url: '/inventory/sale',
    headers: { 'openai-conversation-id': 'c1' },
    payload: { sku: 'HB', size: '38', quantity: 1, repeat: true },
  })
  expect(sale.status).toBe(201)
  const { products } = await shop.store.readCatalogue()
  const { id } = products.find(({ sku }) => sku === 'TG') ?? { id: '' }
  await shop.client.request(`/api/collections/products/records/${id}`, {
    method: 'PATCH',
    body: { price: 95 },
  })
  await shop.store.importProducts({
    actor: 'file',
    reason: 'delivery',
    mode: 'add',
    products: [product('HB', 'Hermès', { 38: 3 }, { color: 'Blanche', price: 85 })],
  })
  await shop.post('/models', { model: 'Newcomer', sizes: ['38'] })
  const body = await summary(since)
  expect(body.by.total).toBe(4)
  expect(body.by.items).toEqual(
    expect.arrayContaining([
      { channel: 'chat', actor: 'owner', movements: 1, product_changes: 0 },
      { channel: 'admin', actor: 'admin@stock.example', movements: 0, product_changes: 1 },
      { channel: 'import', actor: 'file', movements: 1, product_changes: 1 },
      { channel: 'api', actor: 'owner', movements: 0, product_changes: 1 },
    ]),
  )
  expect(body.product_changes).toMatchObject({
    total: 3,
    items: [
      { sku: 'NEWCOMER', is_new: true, changes: [], channel: 'api' },
      { sku: 'HB', is_new: false, changes: expect.arrayContaining([PRICE]), channel: 'import' },
      { sku: 'TG', changes: [{ field: 'price', before: '100', after: '95' }], channel: 'admin' },
    ],
  })
})

const PRICE = { field: 'price', before: '80', after: '85' }

test('the day begins at midnight of the shop', async () => {
  const today = await summary()
  const day = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Paris' }).format(new Date())
  expect(today.from).toBe(startOfDay(day, 'Europe/Paris').toISOString())
  expect(today.message).toContain(`Today (${day}): `)
  expect((await asked({ period: 'Today' })).from).toBe(today.from)
  expect((await asked({ from: day, to: day })).to).toBe(today.to)
  const yesterday = Date.parse((await asked({ period: 'yesterday' })).from)
  const hours = (Date.parse(today.from) - yesterday) / (DAY / 24)
  expect([23, 24, 25]).toContain(hours)
})

test('a period has an end: what came after is not in it', async () => {
  const since = await now()
  const sale = { sku: 'HB', size: '38', quantity: 1 }
  await act('add_stock', { sku: 'HB', size: '38', quantity: 3 })
  await act('sale', { ...sale, occurred_at: ago(20 * DAY), unit_price: 7, confirm: true })
  await act('sale', sale)
  const then = await asked({ from: ago(21 * DAY), to: ago(19 * DAY) })
  expect(then).toMatchObject({
    movements: 1,
    sold: { units: 1, value: 7 },
    product_changes: { total: 0 },
  })
  expect((await summary(since)).sold.units).toBe(1)
  const month = (await asked({ period: 'last_30_days' })).sold.value
  expect(month - (await asked({ period: 'last_7_days' })).sold.value).toBeCloseTo(7)
})

test.each([
  [{ from: 'soon' }, 'from "soon" is no date and no moment'],
  [{ from: '2026-02-30' }, 'from "2026-02-30" is no date'],
  [{ to: "'; --" }, 'to "'],
  [{ from: '9999-01-01' }, 'from "9999-01-01" is no date'],
  [{ period: 'today', from: 'today' }, 'Send either period, or from and to'],
  [{ from: '2026-01-02', to: '2026-01-01' }, 'from must come before to'],
  [{ period: 'tomorrow' }, 'period'],
])('the period %o is refused', async (query, detail) => {
  for (const path of ['/summary', '/movements']) {
    const answer = await shop.get(`${path}?${new URLSearchParams(query)}`)
    expect([answer.status, answer.body.type]).toEqual([400, '/problems/invalid-request'])
    expect(answer.body.detail).toContain(detail)
    expect(answer.body.detail).toContain('last_week')
  }
})

test('however much happened, it can be read aloud', async () => {
  const since = await now()
  const long = 'Sandale à très grandes fleurs de printemps et boucles dorées'
  for (let index = 0; index < 15; index++) {
    const model = `${long} ${'abcdefghijklmno'[index]}${index}`
    const made = await shop.post('/models', {
      model,
      sizes: ['38'],
      quantity: 1,
      reorder_point: 5,
      confirm: true,
    })
    await act('sale', { sku: made.body.sku, size: '38', quantity: 1 })
  }
  const body = await summary(since)
  expect(body.now_out).toMatchObject({ total: 15 })
  expect(body.now_low.items).toHaveLength(10)
  expect(body.best_sold).toMatchObject({ total: 15 })
  expect(body.message.length).toBeLessThan(600)
  expect(body.message).toContain('and 12 more')
})

test('a key that only reads sees no cost, and one for a location no other', async () => {
  const headers = async (name: string, location: string | null) => {
    const key = `test-key-of-${name}`
    await shop.keys.saveKey({ name, hash: hashOf(key), scope: 'read', location, expiresAt: null })
    return { authorization: `Bearer ${key}` }
  }
  const since = await now()
  const payload = { cost: 41, price: 91 }
  await shop.inject({ method: 'PATCH', url: '/models/TG', payload })
  const url = `/summary?from=${since}`
  const changed = async (options: object) =>
    (await shop.inject({ url, ...options })).body.product_changes?.items[0].changes
  const fields = (changes: { field: string }[] | undefined) => changes?.map(({ field }) => field)
  expect(fields(await changed({}))).toEqual(['price', 'cost'])
  const reading = { headers: await headers('reader', null) }
  await expect.poll(async () => fields(await changed(reading))).toEqual(['price'])
  const local = { url, headers: await headers('local', 'Cave') }
  await expect
    .poll(async () => (await shop.inject(local)).body)
    .toMatchObject({
      location: 'Cave',
      movements: 0,
      now_low: { total: 0 },
      product_changes: { total: 0 },
    })
})

test.each(['', 'period=all', 'period=yesterday', 'from=2001-01-01&to=2001-01-02', 'to=2001-01-01'])(
  'the same is told in French: %s',
  async (query) => {
    await askInBoth(shop, `/summary?${query}`)
  },
)

test("the first import is named apart, and is nobody's deed", async () => {
  const since = await now()
  await shop.store.importProducts({
    actor: 'init',
    reason: 'initial stock',
    mode: 'set',
    products: [product('FIRST', 'Premier', { 40: 6, 41: 5 })],
  })
  await act('sale', { sku: 'FIRST', size: '40', quantity: 1 })
  const body = await summary(since)
  expect(body.first_import).toEqual({ movements: 2, units: 11 })
  expect(body).toMatchObject({ movements: 1, types: [{ type: 'SALE', units: 1 }] })
  expect(body.by).toMatchObject({ total: 1, items: [{ channel: 'api', movements: 1 }] })
  expect(body.product_changes.total).toBe(0)
  expect(body.message).toContain('The first stock was imported then: 11 units')
})

test('the first import is no delivery in a list either', async () => {
  const { body } = await shop.get('/movements?sku=FIRST&limit=10')
  expect(body).toMatchObject({ total: 3, units: { added: 0, sold: 1 } })
  expect(body.message).toMatch(
    /^1 sold of Premier, Noir, Femme\. 3 movements: 1 sale, 2 of the first import, whose units are not counted\.$/,
  )
  // Nor is one of it that was undone.
  const { id } = body.items.find(({ size }: { size: string }) => size === '41')
  expect((await shop.post(`/movements/${id}/undo`)).status).toBe(201)
  expect((await shop.get('/movements?sku=FIRST')).body.units).toMatchObject({ added: 0, sold: 1 })
})

test('what was sold keeps the price of its moment', async () => {
  const since = await now()
  await act('sale', { sku: 'TG', size: '42', quantity: 1 })
  await shop.inject({ method: 'PATCH', url: '/models/TG', payload: { price: 10 } })
  expect((await summary(since)).sold).toMatchObject({ units: 1, value: 91 })
  const [sale] = (await shop.get('/movements?sku=TG&type=sale&limit=1')).body.items
  expect(sale.unit_price).toBe(91)
})

test('of the time before the stock began nothing is known, which is not that nothing happened', async () => {
  const body = await asked({ period: 'last_year' })
  expect(body.message).toMatch(
    /^Last year \(.*\): that is before the stock begins \(20\d\d-\d\d-\d\d\), so nothing is known of it\.$/,
  )
  for (const query of ['', '&model=hermes', '&type=SALE']) {
    const listed = (await shop.get(`/movements?period=last_year${query}`)).body
    expect(listed).toMatchObject({ total: 0, message: expect.stringContaining(body.message) })
  }
})

const price = (sku: string, amount: number) =>
  shop.inject({ method: 'PATCH', url: `/models/${sku}`, payload: { price: amount } })
const newestPrice = async (sku: string) =>
  (await shop.get(`/movements?sku=${sku}&limit=1`)).body.items[0].unit_price

test('what comes back is worth what it was sold for', async () => {
  const back = async (more = {}) => {
    await act('return', { sku: 'BACK', size: '42', quantity: 1, ...more })
    return newestPrice('BACK')
  }
  const sell = (more = {}) => act('sale', { sku: 'BACK', size: '42', quantity: 1, ...more })
  expect(await back()).toBe(190)
  await sell()
  await sell({ unit_price: 150, reference: 'Mme Alami' })
  const since = await now()
  const last = await sell({ unit_price: 170 })
  await price('BACK', 999)
  expect(await back()).toBe(170)
  expect(await back({ reference: 'madame ALAMI' })).toBe(150)
  expect(await back({ reference: 'Paul' })).toBe(170)
  expect(await back({ unit_price: 5 })).toBe(5)
  expect(await back({ occurred_at: since })).toBe(150)
  await shop.post(`/movements/${last.movement.id}/undo`)
  expect(await back()).toBe(150)
})

test('what is sold and brought back at once has the price that it was sold for before', async () => {
  await act('sale', { sku: 'THEN', size: '42', quantity: 1, unit_price: 7 })
  const line = { sku: 'THEN', size: '42', quantity: 1 }
  const impossible = [
    { action: 'return', ...line },
    { action: 'sale', ...line, quantity: 500 },
  ]
  const refused = Array.from({ length: 5 }, () =>
    shop.post('/inventory/batch', { lines: impossible }),
  )
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      shop.post(`/inventory/${index % 2 ? 'return' : 'sale'}`, {
        ...line,
        ...(index % 2 === 0 && { unit_price: 7 }),
      }),
    ),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201))
  expect((await Promise.all(refused)).map(({ status }) => status)).toEqual(Array(5).fill(409))
  const { items } = (await shop.get('/movements?sku=THEN&limit=30&type=return')).body
  expect(new Set(items.map((item: { unit_price: number }) => item.unit_price))).toEqual(
    new Set([7]),
  )
  const { sum, quantity } = await shop.ledger('THEN', '42')
  expect([sum, quantity]).toEqual([8, 8])
})

test('what was sold before a price changed has the price of then', async () => {
  const then = await now()
  const sell = async (more = {}) => {
    await act('sale', { sku: 'THEN', size: '42', quantity: 1, ...more })
    return newestPrice('THEN')
  }
  await price('THEN', 290)
  const between = await now()
  await price('THEN', 390)
  expect(await sell({ occurred_at: then })).toBe(190)
  expect(await sell({ occurred_at: between })).toBe(290)
  expect(await sell({ occurred_at: new Date().toISOString() })).toBe(390)
  expect(await sell()).toBe(390)
})
