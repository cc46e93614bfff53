import { beforeAll, expect, test } from 'vitest'
import { hashOf } from '../../src/shared/secret.ts'
import { askInBoth } from '../support/both-languages.ts'
import { product, useShop } from '../support/shop.ts'

const sizes = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [String(30 + at), 10]))
const shop = useShop([
  product('HB', 'Hermès', { 38: 5 }, { color: 'Blanche' }),
  product('TOGO', 'Togo', sizes),
])

const requests = async (query = '') => {
  const { status, body } = await shop.get(`/requests${query}`)
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

/** What a chat says, as a tool call does. */
const say = (name: string, args: object) =>
  shop.inject({
    method: 'POST',
    url: '/mcp',
    headers: { accept: 'application/json, text/event-stream' },
    payload: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } },
  })

let many = ''
beforeAll(async () => {
  const path = '/api/collections/locations/records'
  await shop.client.request(path, { method: 'POST', body: { name: 'Cave' } })
  await say('registerSale', { model: 'ermes', color: 'white', size: '38', quantity: 2 })
  const lines = Object.keys(sizes).map((size) => ({
    action: 'sale',
    sku: 'TOGO',
    size,
    quantity: 1,
  }))
  const { body } = await shop.post('/inventory/batch', { lines })
  many = body.batch
  await shop.post('/inventory/add_stock', { sku: 'HB', size: '38', quantity: 4, location: 'Cave' })
})

test('what was written together is one entry, newest first', async () => {
  const { items, next_cursor, message } = await requests()
  expect(next_cursor).toBeNull()
  expect(message).toBe(`${items.length} requests.`)
  expect(items.map(({ channel }: { channel: string }) => channel)).toEqual([
    'api',
    'api',
    'chat',
    'import',
  ])
  const [delivery, batch] = items
  expect(delivery).toMatchObject({ movements_total: 1, undone: 'none', is_undo: false })
  expect(batch).toMatchObject({ batch: many, movements_total: 30, actor: 'owner' })
  expect(batch.movements).toHaveLength(20)
  expect(batch.movements[0]).toMatchObject({ sku: 'TOGO', size: '30', batch: many })
})

test('what the assistant did says what was said, and how it was understood', async () => {
  const { items } = await requests('?channel=chat')
  expect(items).toMatchObject([
    {
      channel: 'chat',
      movements_total: 1,
      movements: [
        { type: 'SALE', quantity: 2, model: 'Hermès', said: 'ermes white', understood: 'close' },
      ],
    },
  ])
  const listed = (await shop.get('/movements?channel=chat')).body
  expect(listed).toMatchObject({ total: 1, items: [{ batch: items[0].batch, channel: 'chat' }] })
  expect((await shop.get('/movements?channel=telepathy')).status).toBe(400)
})

test('the movements of a request are listed by its batch', async () => {
  const { total, items, units } = (await shop.get(`/movements?batch=${many}&limit=100`)).body
  expect([total, items.length, units.sold]).toEqual([30, 30, 30])
  expect(new Set(items.map(({ batch }: { batch: string }) => batch))).toEqual(new Set([many]))
  expect((await askInBoth(shop, '/movements?batch=none')).status).toBe(400)
  expect((await shop.get(`/movements?batch=${'a'.repeat(15)}`)).body.total).toBe(0)
})

test('what was undone says so, in part and whole, and the undo is an entry of its own', async () => {
  const of = async (batch: string) =>
    (await requests()).items.find((one: { batch: string }) => one.batch === batch)
  const [first] = (await of(many)).movements
  await shop.post(`/movements/${first.id}/undo`)
  expect(await of(many)).toMatchObject({ undone: 'some' })
  expect((await requests()).items[0]).toMatchObject({ is_undo: true, undone: 'none' })
  const [, second] = (await of(many)).movements
  const whole = await shop.post(`/movements/${second.id}/undo`, { whole_request: true })
  expect(whole.status).toBe(201)
  expect(await of(many)).toMatchObject({ undone: 'all' })
})

test('pages go on behind a whole request, and come to its end', async () => {
  const { items: all } = await requests()
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await requests(`?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    seen.push(...page.items.map(({ batch }: { batch: string }) => batch))
    cursor = page.next_cursor
  }
  expect(seen).toEqual(all.map(({ batch }: { batch: string }) => batch))
  expect((await shop.get('/requests?cursor=nonsense')).status).toBe(400)
})

test('by whom, and when', async () => {
  expect((await requests('?actor=owner&channel=api')).items).toHaveLength(4)
  expect((await requests('?to=2001-01-01')).items).toEqual([])
  expect((await shop.get('/requests?actor=Zebulon')).body.type).toBe('/problems/actor-not-found')
  await askInBoth(shop, '/requests?limit=2')
  await askInBoth(shop, `/movements?batch=${many}&limit=100`)
})

test('a list says to what it is narrowed, in both languages, the more where nothing is in it', async () => {
  const messages = async (path: string) => [
    (await shop.get(path)).body.message,
    (await askInBoth(shop, path)).message,
  ]
  expect(await messages('/movements?type=return&channel=chat&location=Cave')).toEqual([
    'No returns at Cave through chat.',
    'Aucun retour, à Cave, par le canal chat.',
  ])
  expect(await messages('/movements?sku=TOGO&channel=admin')).toEqual([
    'No movements of Togo, Noir, Femme through admin.',
    'Aucun mouvement : Togo, Noir, Femme, par le canal admin.',
  ])
  expect(await messages('/movements?channel=chat&actor=owner')).toEqual([
    '2 sold by owner through chat. 1 movement: 1 sale.',
    '2 vendus, par owner, par le canal chat. 1 mouvement : 1 vente.',
  ])
  expect(await messages(`/movements?batch=${'a'.repeat(15)}`)).toEqual([
    'No movements in that request.',
    'Aucun mouvement, dans cette demande.',
  ])
  expect(await messages('/requests?channel=admin&location=Cave&to=2001-01-01')).toEqual([
    'No requests at Cave through admin, until 2001-01-01.',
    'Aucune demande, à Cave, par le canal admin, jusqu’au 1er janvier 2001.',
  ])
  expect(await messages('/requests?channel=chat&actor=owner')).toEqual([
    '1 request by owner through chat.',
    '1 demande, par owner, par le canal chat.',
  ])
})

test('of one location only what changed there is told', async () => {
  const line = { sku: 'HB', size: '38', quantity: 1, location: 'Cave' }
  await shop.post('/inventory/transfer', { ...line, to_location: 'Shop' })
  const key = { name: 'cave', scope: 'read' as const, location: 'Cave', expiresAt: null }
  await shop.keys.saveKey({ ...key, hash: hashOf('sk-of-the-cave-0123456') })
  const headers = { authorization: 'Bearer sk-of-the-cave-0123456' }
  const ask = () => shop.inject({ url: '/requests', headers })
  await expect.poll(async () => (await ask()).status, { timeout: 5_000 }).toBe(200)
  const { items } = (await ask()).body
  expect(items).toMatchObject([
    { movements_total: 1, movements: [{ type: 'TRANSFER', location: 'Cave' }] },
    { movements_total: 1, movements: [{ type: 'ADD_STOCK', location: 'Cave' }] },
  ])
  expect(JSON.stringify(items)).not.toContain('Shop')
})

test('what did not change is not sent again', async () => {
  const { headers } = await shop.get('/requests')
  const again = { url: '/requests', headers: { 'if-none-match': String(headers.etag) } }
  expect((await shop.inject(again)).status).toBe(304)
})
