import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parse } from 'csv-parse/sync'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Scope } from '../../src/domain/api-key.ts'
import { hashOf } from '../../src/shared/secret.ts'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import { API_KEY, CREDENTIALS, callersOf, openApp, product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('H-BLA', 'Hermès', { 38: 5, 39: 0 }, { color: 'Blanche', aliases: ['1'] }),
  product('T-NOI', 'Togo, dit "le Boucle"', { 42: 3 }, { category: 'Cuir' }),
  product('=1+1', '=cmd|calc', { '@38': 2 }, { color: '-Noir', cost: null, price: null }),
])

const rowsOf = (text: string): Record<string, string>[] => parse(text, { columns: true, bom: true })
const csv = async (path: string) => {
  const { status, body, headers } = await shop.get(path)
  expect(status, JSON.stringify(body)).toBe(200)
  expect(headers['content-type']).toBe('text/csv; charset=utf-8')
  return { text: body as string, rows: rowsOf(body), headers }
}

afterEach(() => {
  vi.useRealTimers()
})

describe('the inventory as a file', () => {
  test('has every shelf that the list has', async () => {
    const { rows, headers, text } = await csv('/export/inventory.csv')
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="inventory-\d{4}-\d\d-\d\d\.csv"$/,
    )
    expect(text.startsWith('SKU,Model,Color,')).toBe(true)
    const { body } = await shop.get('/inventory?limit=200')
    expect(rows).toHaveLength(body.total)
    expect(rows.find(({ SKU, Size }) => SKU === 'H-BLA' && Size === '38')).toEqual({
      SKU: 'H-BLA',
      Model: 'Hermès',
      Color: 'Blanche',
      Gender: 'Femme',
      Size: '38',
      Quantity: '5',
      Reserved: '0',
      Available: '5',
      Location: 'Shop',
      Cost: '50',
      Price: '100',
      Barcode: '',
      Category: '',
      Supplier: '',
      'Lead time': '',
      'Pack size': '',
      'Reorder point': '',
    })
    expect(rows.find(({ SKU }) => SKU === 'T-NOI')?.Model).toBe('Togo, dit "le Boucle"')
  })

  test('runs nothing in a spreadsheet', async () => {
    const { rows } = await csv('/export/inventory.csv?sku=%3D1%2B1')
    expect(rows).toMatchObject([
      { SKU: "'=1+1", Model: "'=cmd|calc", Color: "'-Noir", Size: "'@38", Quantity: '2', Cost: '' },
    ])
  })

  test('begins with the mark for Excel when asked', async () => {
    expect((await csv('/export/inventory.csv?bom=true')).text.startsWith('\ufeffSKU')).toBe(true)
  })

  test.each([
    ['model=ermes', 2],
    ['model=hermes&size=38', 1],
    ['sku=1', 2],
    ['in_stock=false', 1],
    ['location=Shop', 4],
    ['color=white', 2],
  ])('takes the filter %s', async (filter, length) => {
    expect((await csv(`/export/inventory.csv?${filter}`)).rows).toHaveLength(length)
  })

  test.each([
    ['model=zeppelin', 404, 'product-not-found'],
    ['model=hermes&color=jaune', 404, 'product-not-found'],
    ['location=Mars', 404, 'location-not-found'],
    ['limit=5', 400, 'invalid-request'],
    ['type=SALE', 400, 'invalid-request'],
    ['in_stock=perhaps', 400, 'invalid-request'],
  ])('is no file where %s fits nothing', async (filter, status, code) => {
    const answer = await shop.get(`/export/inventory.csv?${filter}`)
    expect(answer).toMatchObject({ status, body: { type: `/problems/${code}` } })
  })
})

describe('the movements as a file', () => {
  test('are the ledger, newest first, with numbers below zero as numbers', async () => {
    const sale = { sku: 'H-BLA', size: '38', quantity: 2, reason: '=evil()', reference: '-R' }
    const sold = await shop.post('/inventory/sale', sale)
    const { rows } = await csv('/export/movements.csv')
    expect(rows[0]).toMatchObject({
      Type: 'SALE',
      SKU: 'H-BLA',
      Size: '38',
      Quantity: '2',
      Delta: '-2',
      Reason: "'=evil()",
      Reference: "'-R",
      Movement: sold.body.movement.id,
      Actor: 'owner',
      Channel: 'api',
      Gender: 'Femme',
    })
    expect(rows).toHaveLength((await shop.get('/movements?limit=1')).body.total)
  })

  test.each([
    ['type=SALE&sku=1', 1],
    ['model=hermes&type=ADD_STOCK', 1],
    ['to=2020-01-01T00:00:00Z', 0],
    ['from=2020-01-01T00:00:00Z&actor=owner', 1],
  ])('take the filter %s', async (filter, length) => {
    expect((await csv(`/export/movements.csv?${filter}`)).rows).toHaveLength(length)
  })

  test('of any number are whole, each once, while others are written', async () => {
    const sizes = Array.from({ length: 2_500 }, (_, size) => [String(size), 1])
    const products = [product('MANY', 'Many', Object.fromEntries(sizes))]
    const job = { actor: 'many', reason: 'many', mode: 'add' as const, products }
    await shop.store.importProducts(job)
    const writing = Promise.all(
      Array.from({ length: 20 }, () =>
        shop.post('/inventory/add_stock', { sku: 'MANY', size: '1', quantity: 1 }),
      ),
    )
    const { rows } = await csv('/export/movements.csv?actor=many')
    await writing
    expect(rows).toHaveLength(2_500)
    expect(new Set(rows.map(({ Movement }) => Movement)).size).toBe(2_500)
  })
})

describe('a link to a file', () => {
  const ask = async (query: string) => {
    const { status, body } = await shop.get(`/export?${query}`)
    expect(status, JSON.stringify(body)).toBe(200)
    const [url] = body.openaiFileResponse
    return { url: new URL(url), body }
  }
  /** Opens it as ChatGPT does: without the key. */
  const open = async (url: URL) => {
    const answer = await shop.app.inject({ method: 'GET', url: url.pathname + url.search })
    return { status: answer.statusCode, headers: answer.headers, text: answer.body }
  }

  test('opens without a key, with its filters, named and marked for Excel', async () => {
    const { url, body } = await ask('file=inventory&model=hermes&in_stock=true')
    expect(url.origin).toBe('http://localhost')
    expect(body).toMatchObject({ rows: 1 })
    expect(Date.parse(body.expires_at) - Date.now()).toBeLessThanOrEqual(5 * 60_000)
    const file = await open(url)
    expect(file.status).toBe(200)
    expect(file.headers['content-disposition']).toContain('inventory-')
    expect(file.text.startsWith('\ufeff')).toBe(true)
    expect(rowsOf(file.text)).toMatchObject([{ SKU: 'H-BLA', Size: '38' }])
  })

  test('opens wherever its texts are written otherwise', async () => {
    const { url } = await ask('file=movements&reference=a%20%26b%C3%A9')
    expect((await open(url)).status).toBe(200)
    const other = new URL(url)
    other.search = url.search.replaceAll('+', '%20')
    expect(other.search).not.toBe(url.search)
    expect((await open(other)).status).toBe(200)
  })

  test.each([
    ['another file', (url: URL) => url.pathname.replace('inventory', 'movements') + url.search],
    ['another filter', (url: URL) => `${url.pathname}${url.search}&size=39`],
    ['the filter left out', (url: URL) => url.pathname + url.search.replace('model=hermes&', '')],
    ['a later end', (url: URL) => url.pathname + url.search.replace('expires=1', 'expires=2')],
    ['no end', (url: URL) => url.pathname + url.search.replace(/expires=\d+&/, '')],
    ['no signature', (url: URL) => url.pathname + url.search.replace(/&signature=.*/, '')],
    ['half a signature', (url: URL) => (url.pathname + url.search).slice(0, -20)],
    ['the list itself', (url: URL) => `/inventory${url.search}`],
  ])('does not open %s', async (_name, change) => {
    const { url } = await ask('file=inventory&model=hermes')
    expect((await open(url)).status).toBe(200)
    const answer = await shop.app.inject({ method: 'GET', url: change(url) })
    expect(answer.statusCode).toBe(401)
    expect(answer.body).not.toContain('signature')
  })

  test('ends after five minutes', async () => {
    const { url } = await ask('file=inventory')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5 * 60_000 - 1_000 })
    expect((await open(url)).status).toBe(200)
    vi.setSystemTime(Date.now() + 2_000)
    expect((await open(url)).status).toBe(401)
  })

  test('of another secret does not open', async () => {
    const { url } = await ask('file=inventory')
    const app = await openApp(shop.store, shop.keys, { secret: 'another' })
    onTestFinished(() => app.close())
    const path = url.pathname + url.search
    expect((await app.inject({ method: 'GET', url: path })).statusCode).toBe(401)
  })

  test('of the same secret opens in another process', async () => {
    const { url } = await ask('file=inventory')
    const app = await openApp(shop.store, shop.keys)
    onTestFinished(() => app.close())
    const path = url.pathname + url.search
    expect((await app.inject({ method: 'GET', url: path })).statusCode).toBe(200)
  })

  test.each([
    ['file=inventory&type=SALE', 400],
    ['file=movements&in_stock=true', 400],
    ['file=secrets', 400],
    ['', 400],
    ['file=inventory&model=zeppelin', 404],
  ])('is not made for %s', async (query, status) => {
    expect((await shop.get(`/export?${query}`)).status).toBe(status)
  })
})

test.each(['/export/inventory.csv', '/export/movements.csv', '/export?file=inventory'])(
  '%s needs the key',
  async (url) => {
    expect((await shop.app.inject({ method: 'GET', url })).statusCode).toBe(401)
    const headers = { authorization: 'Bearer wrong' }
    expect((await shop.app.inject({ method: 'GET', url, headers })).statusCode).toBe(401)
  },
)

test('a PocketBase that is away is 503, not an empty file', async () => {
  const options = { url: 'http://127.0.0.1:9', ...CREDENTIALS, deadlineMs: 200 }
  const store = createPocketBaseStore(createPocketBaseClient(options))
  const app = await openApp(store, shop.keys)
  onTestFinished(() => app.close())
  const { get } = callersOf(app)
  for (const file of ['inventory', 'movements']) {
    expect((await get(`/export/${file}.csv`)).status).toBe(503)
  }
})

test('a file whose reading fails in the middle is cut off, and does not end as if it were whole', async () => {
  let pages = 0
  const app = await openApp(
    {
      ...shop.store,
      async readMovements(query) {
        if (pages++ > 0) throw new Error('gone')
        return shop.store.readMovements(query)
      },
    },
    shop.keys,
  )
  onTestFinished(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const headers = { authorization: `Bearer ${API_KEY}` }
  const asked = request({ port, path: '/export/movements.csv', headers }).end()
  const [response] = await once(asked, 'response')
  const read = (async () => {
    for await (const _ of response) void _
  })()
  await expect(read).rejects.toMatchObject({ code: 'ECONNRESET' })
})

describe('a key', () => {
  /** Asks with a new key of this kind. */
  async function asker(name: string, scope: Scope, location: string | null = null) {
    const key = `key-of-${name}-0123456789`
    await shop.keys.saveKey({ name, hash: hashOf(key), scope, location, expiresAt: null })
    const app = await openApp(shop.store, shop.keys)
    onTestFinished(() => app.close())
    const headers = { authorization: `Bearer ${key}` }
    return (url: string) => callersOf(app).inject({ method: 'GET', url, headers })
  }

  test.each<Scope>(['read', 'write'])('with the scope %s gets no file', async (scope) => {
    const ask = await asker(scope, scope)
    for (const url of [
      '/export/inventory.csv',
      '/export/movements.csv',
      '/export?file=movements',
    ]) {
      expect(await ask(url)).toMatchObject({
        status: 403,
        body: { type: '/problems/scope-too-small' },
      })
    }
  })

  test('for one location gets files of that one, by links too', async () => {
    await shop.client.request('/api/collections/locations/records', {
      method: 'POST',
      body: { name: 'Cave' },
    })
    const move = { sku: 'T-NOI', size: '42', quantity: 1, to_location: 'Cave' }
    expect((await shop.post('/inventory/transfer', move)).status).toBe(201)
    const ask = await asker('keeper', 'admin', 'Cave')
    const places = (text: string) => new Set(rowsOf(text).map(({ Location }) => Location))
    for (const name of ['inventory', 'movements']) {
      expect(places((await ask(`/export/${name}.csv`)).body)).toEqual(new Set(['Cave']))
      const { body } = await ask(`/export?file=${name}`)
      const { pathname, search } = new URL(body.openaiFileResponse[0])
      const file = await shop.app.inject({ method: 'GET', url: pathname + search })
      expect(places(file.body)).toEqual(new Set(['Cave']))
      expect((await ask(`/export/${name}.csv?location=Shop`)).status).toBe(403)
    }
  })
})
