import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { beforeAll, expect, test } from 'vitest'
import type { Operation } from '../../src/operations/operation.ts'
import { hashOf } from '../../src/shared/secret.ts'
import { createOperations, type Stores } from '../../src/shop.ts'
import { type Answer, product, useShop } from '../support/shop.ts'

// What a key for one location, here the cave, may do with each operation. Its scope is no obstacle.

const shop = useShop([
  product('HERM', 'Hermès', { 38: 50 }, { color: 'Blanche' }),
  product('TOGO', 'Togo', { 43: 7 }),
  product('TOGOR', 'Togo', { 43: 9 }, { color: 'Rouge' }),
])

const KEY = { authorization: 'Bearer sk-test-of-the-cave' }
const LINE = { sku: 'HERM', size: '38', quantity: 1 }

/** A request to each operation that it would do for the owner. */
const INPUTS: Record<string, Record<string, unknown>> = {
  listInventory: {},
  listModels: {},
  getProduct: { sku: 'HERM' },
  listMovements: {},
  listRequests: {},
  listReservations: {},
  listReorder: {},
  getSummary: {},
  getStats: {},
  getForecast: { sku: 'HERM' },
  getForecastAccuracy: {},
  getSeries: { sku: 'HERM' },
  listLocations: {},
  registerSale: LINE,
  addStock: LINE,
  returnStock: LINE,
  reserveStock: { ...LINE, reference: 'Zoé' },
  releaseStock: { ...LINE, reference: 'Zoé' },
  adjustStock: { sku: 'HERM', size: '38', delta: 1, reason: 'found' },
  countStock: { ...LINE, quantity: 20 },
  transferStock: { ...LINE, to_location: 'Shop' },
  recordBatch: { lines: [{ action: 'sale', ...LINE }] },
  importSales: { source: 'till', lines: [{ external_id: 'of the cave', ...LINE }] },
  undoLast: {},
  undoMovement: { id: 'of the cave' },
  createOrder: { lines: [LINE] },
  listOrders: {},
  receiveOrder: { id: 'PO-0001' },
  cancelOrder: { id: 'PO-0001' },
  checkLevels: {},
  listChecks: {},
  listAlerts: {},
  createProduct: { model: 'Zinnia', sizes: ['38'], quantity: 2 },
  updateProduct: { sku: 'HERM', price: 1 },
  updateProducts: { all: true, price: 1 },
  addAlias: { sku: 'HERM', alias: 'la blanche' },
  removeAlias: { sku: 'HERM', alias: 'known' },
  setBarcode: { sku: 'HERM', size: '38', barcode: 'X-38' },
  setPhoto: { sku: 'HERM' },
  removePhoto: { sku: 'HERM' },
  exportInventory: {},
  getProductsCsv: {},
  getProductsXml: {},
  getProductsJson: {},
  listFeeds: {},
  createFeed: { name: 'of the cave' },
  removeFeed: { name: 'of the cave' },
  exportMovements: {},
  exportFile: { file: 'inventory' },
  importStock: {},
  listPastSales: {},
  removePastSales: { source: 'a'.repeat(64) },
  readAudit: {},
  checkDrift: {},
  checkStock: {},
  createLocation: { name: 'Grenier' },
  updateLocation: { id: 'a'.repeat(15), name: 'Grenier' },
  listWebhooks: {},
  createWebhook: { url: 'https://hooks.example' },
  updateWebhook: { id: 'a'.repeat(15), description: 'x' },
  removeWebhook: { id: 'a'.repeat(15) },
  rotateWebhookSecret: { id: 'a'.repeat(15) },
  listDeliveries: { id: 'a'.repeat(15) },
  testWebhook: { id: 'a'.repeat(15) },
  redeliver: { id: 'a'.repeat(15), after: 'now' },
}

const operations = createOperations({} as Stores)
const withReach = (reach: Operation['reach']) => operations.filter((one) => one.reach === reach)
const inputOf = ({ id }: Operation) => {
  const values = INPUTS[id]
  if (!values) throw new Error(`Add a request for ${id}.`)
  return values
}

/** With another location in it, wherever one can stand. */
const elsewhere = ({ lines, ...values }: Record<string, unknown>) =>
  Array.isArray(lines)
    ? { ...values, lines: [...lines, { ...lines[0], location: 'Shop' }] }
    : { ...values, location: 'Shop' }

async function send(operation: Operation, values: Record<string, unknown>): Promise<Answer> {
  const { method, path } = operation
  const rest = { ...values }
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name) => {
    const value = String(rest[name])
    delete rest[name]
    return encodeURIComponent(value)
  })
  if (method !== 'GET') return shop.inject({ method, url, headers: KEY, payload: rest })
  const query = new URLSearchParams(rest as Record<string, string>)
  return shop.inject({ method, url: `${url}?${query}`, headers: KEY })
}

const newest = async (location: string) =>
  (await shop.get(`/movements?location=${location}&limit=1`)).body.items[0]

/** All that could change: every movement, product and change of a product. */
async function everything() {
  const { products } = await shop.store.readCatalogue()
  const { total } = (await shop.get('/movements?limit=1')).body
  return { total, products, changes: (await shop.get('/summary')).body.product_changes }
}

let address: string
beforeAll(async () => {
  address = await shop.app.listen({ host: '127.0.0.1', port: 0 })
  await shop.client.request('/api/collections/locations/records', {
    method: 'POST',
    body: { name: 'Cave' },
  })
  const key = { name: 'cave', scope: 'admin' as const, location: 'Cave', expiresAt: null }
  await shop.keys.saveKey({ ...key, hash: hashOf('sk-test-of-the-cave') })
  const known = { sku: 'HERM', location: 'Cave', size: '38', quantity: 20 }
  expect((await shop.post('/inventory/add_stock', known)).status).toBe(201)
  await shop.post('/models/HERM/aliases', { alias: 'known' })
})

test.each(operations.filter(({ reach }) => reach !== 'shop'))(
  '$id takes a location that can be put in, or none',
  ({ reach, input: { shape } }) => {
    expect('location' in shape || 'lines' in shape).toBe(reach === 'location')
  },
)

// Those of an owner take no key at all: see rights.test.ts.
test.each(withReach('shop').filter(({ by }) => by !== 'owner'))(
  '$id is refused',
  async (operation) => {
    const before = await everything()
    const { status, body } = await send(operation, inputOf(operation))
    expect({ status, type: body.type }).toEqual({ status: 403, type: '/problems/other-location' })
    expect(body.detail).toContain(`${operation.id} is about all of the shop. Nothing was changed`)
    expect(await everything()).toEqual(before)
  },
)

test.each(withReach('location'))('$id knows the cave alone', async (operation) => {
  const before = await everything()
  const refused = await send(operation, elsewhere(inputOf(operation)))
  expect(refused).toMatchObject({ status: 403, body: { type: '/problems/other-location' } })
  expect(await everything()).toEqual(before)
  const { status, body } = await send(operation, inputOf(operation))
  if ('to_location' in inputOf(operation)) {
    expect(body).toMatchObject({ status: 403, type: '/problems/other-location' })
    expect(await everything()).toEqual(before)
  } else {
    expect(status, JSON.stringify(body)).toBeLessThan(300)
  }
  expect(JSON.stringify(body)).not.toContain('Shop')
})

test('no lines of a batch move units to another location', async () => {
  const move = { action: 'transfer', ...LINE, to_location: 'Shop' }
  for (const lines of [[move], [{ action: 'sale', ...LINE }, move]]) {
    const before = await everything()
    const answer = await shop.inject({
      method: 'POST',
      url: '/inventory/batch',
      headers: KEY,
      payload: { lines },
    })
    expect(answer).toMatchObject({ status: 403, body: { type: '/problems/other-location' } })
    expect(await everything()).toEqual(before)
  }
})

test('the lists add up what is in the cave', async () => {
  const get = async (url: string) => (await shop.inject({ url, headers: KEY })).body
  expect(await get('/locations')).toMatchObject({ total: 1, items: [{ name: 'Cave' }] })
  const { items, total_quantity } = await get('/inventory')
  expect(items).toMatchObject([{ sku: 'HERM', location: 'Cave', quantity: total_quantity }])
  const models = await get('/models?model=togo')
  expect(models.items).toMatchObject([{ total_quantity: 0 }, { total_quantity: 0 }])
  const own = await get('/summary')
  const all = (await shop.get('/summary?location=Cave')).body
  expect(own).toEqual(all)
  expect(own.movements).toBeLessThan((await shop.get('/summary')).body.movements)
  const { total } = await get('/movements?limit=1')
  expect(own.movements).toBe(total)
})

test('of who has a name like that, only those of the cave are told', async () => {
  const sale = { sku: 'HERM', size: '38', quantity: 1 }
  await shop.post('/inventory/sale', { ...sale, reference: 'Mr Fassi' })
  await shop.post('/inventory/sale', { ...sale, location: 'Cave', reference: 'Mme Fassi' })
  for (const reference of ['Fassi', 'Mme Fassi', 'Mr Fassi']) {
    const url = `/movements?${new URLSearchParams({ reference })}`
    const { message } = (await shop.inject({ url, headers: KEY })).body
    expect(message).toBe('1 sold at Cave under Mme Fassi. 1 movement: 1 sale.')
  }
})

test('a question about unclear words counts what is in the cave', async () => {
  const payload = { model: 'togo', size: '43', quantity: 1 }
  const { body } = await shop.inject({
    method: 'POST',
    url: '/inventory/sale',
    headers: KEY,
    payload,
  })
  expect(body.type).toBe('/problems/ambiguous-product')
  expect(body.candidates).toMatchObject([{ available: 0 }, { available: 0 }])
})

test('what is sold out in the cave is offered from nowhere else', async () => {
  await shop.post('/inventory/add_stock', {
    sku: 'TOGO',
    size: '43',
    quantity: 1,
    location: 'Cave',
  })
  const inCave = async (url: string, payload: object) =>
    shop.inject({ method: 'POST', url, headers: KEY, payload })
  for (const quantity of [1, 5]) {
    const line = { sku: 'TOGO', size: '43', quantity }
    expect((await inCave('/inventory/sale', line)).status).toBe(quantity === 1 ? 201 : 409)
    const batch = await inCave('/inventory/batch', { lines: [{ action: 'sale', ...line }] })
    expect(batch).toMatchObject({ status: 409, body: { instead: { locations: [] } } })
    expect(JSON.stringify(batch.body)).not.toContain('Shop')
  }
  const { body } = await shop.inject({ url: '/inventory?sku=TOGO', headers: KEY })
  expect(body.message).toContain('Sold out at Cave: Togo')
  expect(body.message).not.toContain('Shop')
})

test('an undo takes back what was done in the cave, and nothing else', async () => {
  const undo = async (path: string) => {
    const { status, body } = await shop.inject({ method: 'POST', url: path, headers: KEY })
    return { status, type: body.type }
  }
  const refused = { status: 403, type: '/problems/other-location' }
  const before = await everything()
  expect(await undo(`/movements/${(await newest('Shop')).id}/undo`)).toEqual(refused)
  expect(await everything()).toEqual(before)

  await shop.post('/inventory/return', { ...LINE, location: 'Cave' })
  expect(await undo(`/movements/${(await newest('Cave')).id}/undo`)).toMatchObject({ status: 201 })

  const move = { ...LINE, location: 'Cave', to_location: 'Shop' }
  await shop.post('/inventory/transfer', move)
  expect(await undo(`/movements/${(await newest('Cave')).id}/undo`)).toEqual(refused)
  expect(await undo(`/movements/${(await newest('Shop')).id}/undo`)).toEqual(refused)
})

test('what a key did at another location before is not undone by it', async () => {
  const key = { name: 'moved', scope: 'write' as const, expiresAt: null, hash: hashOf('sk-moved') }
  const headers = { authorization: 'Bearer sk-moved' }
  const at = async (location: string) => {
    await shop.keys.saveKey({ ...key, location })
    const names = async () =>
      (await shop.inject({ url: '/locations', headers })).body.items?.map(
        ({ name }: { name: string }) => name,
      )
    await expect.poll(names, { timeout: 5_000 }).toEqual([location])
  }
  await at('Shop')
  const sale = { method: 'POST', url: '/inventory/sale', headers, payload: LINE } as const
  expect((await shop.inject(sale)).status).toBe(201)
  await at('Cave')
  const before = await everything()
  const { body } = await shop.inject({ method: 'POST', url: '/inventory/undo', headers })
  expect(body.type).toBe('/problems/other-location')
  expect(await everything()).toEqual(before)
})

test.each(['inventory', 'movements'])('a link to the %s opens the cave alone', async (file) => {
  const { body } = await shop.inject({ url: `/export?file=${file}`, headers: KEY })
  const link = body.openaiFileResponse[0].replace(/^https?:\/\/[^/]+/, '')
  const opened = await shop.app.inject(link)
  expect(opened.statusCode).toBe(200)
  expect(opened.body).toContain('Cave')
  expect(opened.body).not.toContain('Shop')
  for (const changed of [
    link.replace('location=Cave', 'location=Shop'),
    link.replace('location=Cave', ''),
    `${link}&location=Shop`,
  ]) {
    expect((await shop.app.inject(changed)).statusCode).toBe(401)
  }
})

test('the metrics of the whole service are not for it', async () => {
  expect(await shop.inject({ url: '/metrics', headers: KEY })).toMatchObject({
    status: 403,
    body: { type: '/problems/other-location' },
  })
})

test('MCP is no other door', async () => {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const transport = new StreamableHTTPClientTransport(new URL('/mcp', address), {
    requestInit: { headers: KEY },
  })
  await client.connect(transport)
  try {
    const before = await everything()
    for (const operation of operations.filter(({ inChat }) => inChat)) {
      if (operation.reach === 'own') continue
      const values = inputOf(operation)
      const result = await client.callTool({
        name: operation.id,
        arguments: operation.reach === 'shop' ? values : elsewhere(values),
      })
      const [{ text }] = result.content as unknown as [{ text: string }]
      const seen = { id: operation.id, type: JSON.parse(text).type }
      expect(seen).toEqual({ id: operation.id, type: '/problems/other-location' })
    }
    const { content } = await client.callTool({ name: 'listLocations', arguments: {} })
    expect(JSON.stringify(content)).not.toContain('Shop')
    expect(await everything()).toEqual(before)
  } finally {
    await client.close()
  }
})

test('a location that a key is for cannot be deleted, or the key would be for all', async () => {
  const path = '/api/collections/locations/records'
  const made = await shop.client.request(path, { method: 'POST', body: { name: 'Attic' } })
  const { id } = made as { id: string }
  const key = { name: 'attic', scope: 'read' as const, location: 'Attic', expiresAt: null }
  await shop.keys.saveKey({ ...key, hash: hashOf('sk-attic') })
  const remove = () => shop.client.request(`${path}/${id}`, { method: 'DELETE' })
  await expect(remove()).rejects.toMatchObject({ status: 400 })
  const [kept] = (await shop.keys.readKeys()).filter(({ name }) => name === 'attic')
  expect(kept?.location).toBe('Attic')
  const keyPath = `/api/collections/api_keys/records/${kept?.id}`
  await shop.client.request(keyPath, { method: 'DELETE' })
  await remove()
})
