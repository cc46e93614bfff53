import { expect, test } from 'vitest'
import { useShop } from '../support/shop.ts'

const shop = useShop()

/** All items of a list, page by page. */
async function all(path: string, limit: number, between?: () => Promise<unknown>) {
  const items = []
  let cursor: string | null = null
  do {
    const next: string = cursor ? `&cursor=${cursor}` : ''
    const { status, body } = await shop.get(`${path}limit=${limit}${next}`)
    expect(status).toBe(200)
    items.push(...body.items)
    cursor = body.next_cursor
    await between?.()
  } while (cursor)
  return items
}

test('all 757 shelves are listed over pages, each once', async () => {
  const items = await all('/inventory?', 50)
  const keys = new Set(items.map(({ sku, size, location }) => `${sku} ${size} ${location}`))
  expect(items).toHaveLength(757)
  expect(keys.size).toBe(757)
  const first = await shop.get('/inventory?limit=1')
  expect(first.body.total).toBe(757)
  const units = items.reduce((sum, { quantity }) => sum + quantity, 0)
  expect(first.body.total_quantity).toBe(units)
})

test('pages stay whole while stock moves', async () => {
  const sale = { model: 'hermes', color: 'blanche', size: '38', quantity: 1 }
  const items = await all('/inventory?', 200, () => shop.post('/inventory/add_stock', sale))
  expect(new Set(items.map(({ sku, size }) => `${sku} ${size}`)).size).toBe(757)
})

test('all 133 models over pages', async () => {
  const items = await all('/models?', 40)
  expect(new Set(items.map(({ sku }) => sku)).size).toBe(133)
  const names = (await shop.get('/models?group=name&limit=200')).body
  expect(names.items).toHaveLength(names.total)
  expect(
    names.items.reduce((sum: number, { products }: { products: number }) => sum + products, 0),
  ).toBe(133)
})

test.each([
  ['model=hermes', { model: 'exact' }, (item: Item) => item.model === 'Hermès'],
  ['model=HERMÈS&color=white&size=38', { model: 'exact', color: 'exact' }, blanche38],
  ['model=ermes&color=blanch&size=38', { model: 'close', color: 'close' }, blanche38],
  ['model=hermes+blanche&size=38', { model: 'exact', color: 'exact' }, blanche38],
  ['sku=1-bla&size=38', { sku: 'exact' }, blanche38],
  ['sku=1', { sku: 'exact' }, (item: Item) => item.sku === '1-BLA'],
  ['gender=women', { gender: 'exact' }, (item: Item) => item.gender === 'Femme'],
  ['color=black', { color: 'exact' }, (item: Item) => /^(noire?|black)$/i.test(item.color)],
  ['in_stock=true', {}, (item: Item) => item.available > 0],
  ['in_stock=false', {}, (item: Item) => item.available === 0],
  ['location=shop&size=38.5', {}, (item: Item) => item.size === '38.5'],
])('GET /inventory?%s', async (query, match, fits) => {
  const everything = await all('/inventory?', 200)
  const { body } = await shop.get(`/inventory?${query}&limit=200`)
  expect(body.items.every(fits)).toBe(true)
  expect(body.total).toBe(everything.filter(fits).length)
  expect(body.total).toBeGreaterThan(0)
  for (const [word, kind] of Object.entries(match)) expect(body.match[word].kind).toBe(kind)
})

interface Item {
  sku: string
  model: string
  color: string
  gender: string
  size: string
  available: number
}

function blanche38(item: Item): boolean {
  return item.model === 'Hermès' && item.color === 'Blanche' && item.size === '38'
}

test('an absent colour is said, never dropped', async () => {
  const { body } = await shop.get('/inventory?model=sabot&color=jaune')
  expect(body).toMatchObject({ total: 0, items: [], match: { color: { kind: 'none' } } })
  expect(body.match.color.candidates.length).toBeGreaterThan(0)
  expect(body.message).toContain('no Sabot in "jaune"')
})

test('an unknown model comes with the nearest names', async () => {
  const { body } = await shop.get('/inventory?model=zeppelin')
  expect(body).toMatchObject({ total: 0, items: [], match: { model: { kind: 'none' } } })
})

test('the ledger explains every unit of the shop', async () => {
  const movements = await all('/movements?', 200)
  const deltas = movements.reduce((sum, { delta }) => sum + delta, 0)
  const { body } = await shop.get('/inventory?limit=1')
  expect(deltas).toBe(body.total_quantity)
  const first = await shop.get('/movements?limit=1')
  expect(first.body.total).toBe(movements.length)
})

test('the ledger is filtered by product, type, time and actor', async () => {
  const sold = await shop.post('/inventory/sale', {
    sku: '5-NOI',
    size: '43',
    quantity: 1,
    reason: 'gift',
  })
  const { movement } = sold.body
  const total = async (query: string) => (await shop.get(`/movements?${query}`)).body.total
  expect(await total('sku=5-NOI&type=SALE')).toBe(1)
  expect(await total('model=togo&color=noir&size=43&type=SALE')).toBe(1)
  expect(await total('actor=owner&type=SALE')).toBe(1)
  expect(await total(`type=SALE&from=${movement.occurred_at}`)).toBe(1)
  expect(await total(`type=SALE&to=${movement.occurred_at}`)).toBe(0)
  expect(await total('sku=5-NOI&location=Shop&type=RETURN')).toBe(0)
  const { body } = await shop.get('/movements?limit=1')
  expect(body.items[0]).toMatchObject({
    id: movement.id,
    type: 'SALE',
    sku: '5-NOI',
    size: '43',
    quantity: 1,
    delta: -1,
    reason: 'gift',
    actor: 'owner',
    channel: 'api',
    reverses: null,
    reversed_by: null,
  })
})

test('a movement can lie in the past', async () => {
  const day = 24 * 60 * 60 * 1000
  const occurred_at = new Date(Date.now() - 300 * day).toISOString()
  const body = {
    sku: '5-NOI',
    size: '43',
    quantity: 1,
    occurred_at,
    unit_price: 99.5,
    confirm: true,
  }
  const sold = await shop.post('/inventory/sale', body)
  expect(sold.body.movement.occurred_at).toBe(occurred_at)
  const listed = await shop.get(
    `/movements?to=${new Date(Date.parse(occurred_at) + day).toISOString()}`,
  )
  expect(listed.body.items).toMatchObject([
    { id: sold.body.movement.id, unit_price: 99.5, occurred_at },
  ])
})

test('two colours in two sizes are answered for each', async () => {
  const query = 'model=togo&color=noir+et+marron&size=43+et+44'
  const { body } = await shop.get(`/inventory?${query}`)
  const items = body.items.map(({ color, size }: Item) => `${color} ${size}`)
  expect(items).toEqual(['Marron 43', 'Marron 44', 'Noir 43', 'Noir 44'])
  expect(body.filters_applied).toMatchObject({ size: '43, 44', color: 'Marron, Noir' })
  for (const { color, size, available } of body.items) {
    expect(body.message).toContain(`Togo, ${color}, Homme, ${size}: ${available} available.`)
  }
  const inWords = await shop.get('/inventory?model=togo+noir+et+marron+en+43+et+44')
  expect(inWords.body.items).toEqual(body.items)
  expect(inWords.body.match.model.asked).toBe('togo noir et marron en 43 et 44')
})

test('of two that are asked about, one that is missing is said', async () => {
  const { body } = await shop.get('/inventory?model=sabot&color=noir+et+jaune&size=44+et+52')
  expect(body.items).toMatchObject([{ model: 'Sabot', color: 'Noire', size: '44' }])
  expect(body.message).toContain('no Sabot in "jaune"')
  expect(body.message).toContain('There is no size 52.')
  const models = (await shop.get('/models?model=sabot&color=noir+et+jaune')).body
  expect(models.items).toMatchObject([{ color: 'Noire' }])
  expect(models.message).toContain('no Sabot in "jaune"')
})

test.each([
  ['/inventory/sale', { model: 'togo', color: 'noir', size: '43 et 44', quantity: 1 }],
  [
    '/inventory/add_stock',
    { model: 'togo', color: 'noir', size: '43 et 52', quantity: 1, confirm: true },
  ],
  ['/inventory/sale', { model: 'togo noir en 43 et 44', quantity: 1 }],
])('a write of two sizes is asked about: %s %j', async (url, body) => {
  const refused = await shop.post(url, body)
  expect(refused).toMatchObject({ status: 400, body: { type: '/problems/invalid-request' } })
  expect(refused.body.detail).toMatch(/^Several sizes were said: 43, (44|52)\..*recordBatch/)
})

test('a write of two colours is asked about, and says how both are sold', async () => {
  const body = { model: 'togo', color: 'noir et marron', size: '43', quantity: 1 }
  const refused = await shop.post('/inventory/sale', body)
  expect(refused).toMatchObject({ status: 409, body: { type: '/problems/ambiguous-product' } })
  expect(refused.body.detail).toContain('recordBatch with one line for each colour')
})

test('shelves with few units, and of those the ones with any', async () => {
  const everything = await all('/inventory?', 200)
  const few = (await shop.get('/inventory?max_available=1&limit=200')).body
  expect(few.total).toBe(everything.filter(({ available }: Item) => available <= 1).length)
  const low = (await shop.get('/inventory?max_available=1&in_stock=true&limit=200')).body
  expect(low.total).toBe(everything.filter(({ available }: Item) => available === 1).length)
  expect(low.total).toBeGreaterThan(0)
  expect(low.filters_applied).toMatchObject({ max_available: 1, in_stock: true })
})

test('models by category, by code, and archived ones', async () => {
  const change = (sku: string, payload: object) =>
    shop.inject({ method: 'PATCH', url: `/models/${sku}`, payload })
  await change('1-BLA', { category: 'Sandales' })
  await change('5-NOI', { category: 'Mocassins' })
  const listed = async (query: string) => {
    const { body } = await shop.get(`/models?${query}`)
    return body.items?.map(({ sku }: { sku: string }) => sku)
  }
  expect(await listed('category=sandale')).toEqual(['1-BLA'])
  expect(await listed('category=SANDALES&model=togo')).toEqual([])
  expect(await listed('sku=1-bla')).toEqual(['1-BLA'])
  const unknown = await shop.get('/models?category=sandalles')
  expect(unknown.status).toBe(404)
  expect(unknown.body).toMatchObject({ categories: ['Sandales', 'Mocassins'] })

  await shop.post('/models', { model: 'Zeppelin', color: 'Noir', sizes: ['40'] })
  const sku = (await shop.get('/models?model=zeppelin')).body.items[0].sku
  await change(sku, { active: false })
  expect(await listed('model=zeppelin')).toEqual([])
  expect(await listed('active=false')).toEqual([sku])
  expect(await listed('active=false&model=zepelin')).toEqual([sku])
  expect(await listed('active=false&model=togo')).toEqual([])
  expect(await listed(`active=true&sku=${sku}`)).toEqual([])
  expect((await shop.get(`/models?sku=${sku}`)).body.message).toContain(`${sku} is archived.`)
})

test('a shelf is a size at a location, with units or without, wherever shelves are counted', async () => {
  const { body } = await shop.get('/inventory?limit=200')
  const [location] = (await shop.get('/locations')).body.items
  expect(location.shelves).toBe(body.total)
  const drift = (await shop.get('/admin/drift')).body
  const archived = 1
  expect(drift.shelves).toBe(body.total + archived)
  const empty = (await all('/inventory?', 200)).filter(({ quantity }) => quantity === 0).length
  expect(empty).toBeGreaterThan(0)
  expect(body.message).toContain(`on ${body.total} shelves, ${empty} of them empty;`)
})

test('what is archived is not told to be unknown', async () => {
  const made = await shop.post('/models', { model: 'Balthazar', color: 'Noir', sizes: ['40'] })
  await shop.inject({
    method: 'PATCH',
    url: `/models/${made.body.sku}`,
    payload: { active: false },
  })
  const told = `this is archived: Balthazar, Noir (${made.body.sku})`
  for (const list of ['inventory', 'models', 'movements']) {
    const { body } = await shop.get(`/${list}?model=balthazar`)
    expect(body).toMatchObject({ total: 0, items: [] })
    expect(body.message).toContain(told)
  }
  const sold = await shop.post('/inventory/sale', { model: 'balthazar', size: '40', quantity: 1 })
  expect(sold).toMatchObject({ status: 404, body: { type: '/problems/product-not-found' } })
  expect(sold.body.detail).toContain(told)
  expect((await shop.get('/inventory?model=trapezoid')).body.message).not.toContain('archived')
})
