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
  const occurred_at = '2026-01-02T03:04:05.000Z'
  const body = { sku: '5-NOI', size: '43', quantity: 1, occurred_at, unit_price: 99.5 }
  const sold = await shop.post('/inventory/sale', body)
  expect(sold.body.movement.occurred_at).toBe(occurred_at)
  const listed = await shop.get('/movements?to=2026-01-03T00:00:00Z')
  expect(listed.body.items).toMatchObject([
    { id: sold.body.movement.id, unit_price: 99.5, occurred_at },
  ])
})
