import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { pino } from 'pino'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { hashOf } from '../../src/shared/secret.ts'
import { callersOf, openApp, product, useShop } from '../support/shop.ts'

const EAN = '4006381333931'
const NASTY = `=HYPERLINK("x") <b>&"'é]]>`
const variants = (sizes: Record<string, number>, barcode = '') =>
  Object.entries(sizes).map(([size, quantity]) => ({ size, quantity, barcode }))

const shop = useShop([
  product(
    '1-BLA',
    'Hermès',
    {},
    { color: 'Blanche', price: 89.5, category: 'Sandals', variants: variants({ 38: 2 }, EAN) },
  ),
  product('1-NOI', 'Hermès', { 38: 1, 39: 0 }, { price: null }),
  product('H', 'Togo', { M: 1 }, { gender: 'Homme', variants: variants({ M: 1 }, 'house-1') }),
  product('X_1', NASTY, { 2: 1 }),
  product('X', 'Twin', { '1_2': 1 }),
  product('L'.repeat(60), 'Long', { 38: 1 }),
  product('GONE', 'Gone', { 38: 0 }),
])

beforeAll(async () => {
  await shop.post('/locations', { name: 'Cave' })
  await shop.inject({ method: 'PATCH', url: '/models/GONE', payload: { active: false } })
})

type Row = Record<string, string>
const csv = async (query = ''): Promise<Row[]> => {
  const { status, body } = await shop.get(`/feeds/products.csv${query}`)
  expect(status).toBe(200)
  return parse(body, { columns: true })
}
const json = async (): Promise<Row[]> => (await shop.get('/feeds/products.json')).body.products
const one = (rows: readonly Row[], id: string) => rows.find((row) => row.id === id)

test('every size of what is for sale is a row, with what is known of it', async () => {
  const rows = await json()
  expect(rows).toHaveLength(7)
  expect(one(rows, '1-BLA_38')).toEqual({
    id: '1-BLA_38',
    title: 'Hermès Blanche Femme 38',
    description: 'Hermès, Blanche, Femme, 38, Sandals',
    availability: 'in_stock',
    price: '89.50 EUR',
    gtin: EAN,
    mpn: '1-BLA',
    color: 'Blanche',
    gender: 'female',
    size: '38',
    item_group_id: 'Hermès-Femme',
    product_type: 'Sandals',
    condition: 'new',
  })
  // What nobody knows is not said: no price, and a barcode of the house is no GTIN.
  expect(one(rows, '1-NOI_39')).toMatchObject({ availability: 'out_of_stock' })
  expect(one(rows, '1-NOI_38')).not.toHaveProperty('price')
  expect(one(rows, 'H_M')).toMatchObject({ gender: 'male' })
  expect(one(rows, 'H_M')).not.toHaveProperty('gtin')
  expect(JSON.stringify(rows)).not.toMatch(/cost|50\.00/)
})

test('ids are unique, and no longer than Google takes them', async () => {
  const ids = (await json()).map(({ id = '' }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((id) => id.length > 50)).toEqual([])
  // "X_1" in 2 and "X" in 1_2 would be the same.
  expect(ids.filter((id) => id === 'X_1_2')).toHaveLength(1)
})

test('the three formats say the same, whatever a name has in it', async () => {
  const rows = await json()
  const asCsv = await csv()
  const filled = asCsv.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '')),
  )
  const formula = (value: string) => value.replace(/^'/, '')
  expect(
    filled.map((row) => ({
      ...row,
      title: formula(row.title ?? ''),
      description: formula(row.description ?? ''),
      item_group_id: formula(row.item_group_id ?? ''),
    })),
  ).toEqual(rows)
  expect(asCsv.find(({ mpn }) => mpn === 'X_1')?.title).toMatch(/^'=HYPERLINK/)
  const { body, headers } = await shop.get('/feeds/products.xml')
  expect(headers['content-type']).toBe('application/xml; charset=utf-8')
  expect(XMLValidator.validate(body)).toBe(true)
  const xml = new XMLParser({ parseTagValue: false, trimValues: false, ignoreAttributes: false })
  const { rss } = xml.parse(body)
  expect(rss['@_version']).toBe('2.0')
  expect(rss.channel.item).toHaveLength(rows.length)
  const items = rss.channel.item.map((item: Row) =>
    Object.fromEntries(
      Object.entries(item)
        .filter(([name]) => name !== '#text')
        .map(([name, value]) => [name.replace('g:', ''), value]),
    ),
  )
  expect(items).toEqual(rows)
})

test('availability is what can be sold now, everywhere or at one location', async () => {
  const before = await json()
  await shop.post('/inventory/reserve', { sku: '1-NOI', size: '38', quantity: 1, reference: 'Zoé' })
  expect(one(before, '1-NOI_38')?.availability).toBe('in_stock')
  expect(one(await json(), '1-NOI_38')?.availability).toBe('out_of_stock')
  await shop.post('/inventory/add_stock', {
    sku: '1-NOI',
    size: '38',
    quantity: 1,
    location: 'Cave',
  })
  expect(one(await json(), '1-NOI_38')?.availability).toBe('in_stock')
  const cave = await csv('?location=cave')
  expect(
    cave.filter(({ availability }) => availability === 'in_stock').map(({ id }) => id),
  ).toEqual(['1-NOI_38'])
})

test('a feed that did not change is not sent again', async () => {
  const first = await shop.get('/feeds/products.csv')
  const etag = String(first.headers.etag)
  const ask = (url: string) =>
    shop.inject({ method: 'GET', url, headers: { 'if-none-match': etag } })
  const again = await ask('/feeds/products.csv')
  expect([again.status, again.body]).toEqual([304, ''])
  expect((await ask('/feeds/products.xml')).status).toBe(200)
  // Another process has it by the same name, and a level that changes nothing of it too.
  const other = callersOf(await openOther())
  expect((await other.get('/feeds/products.csv')).headers.etag).toBe(etag)
  await shop.post('/inventory/sale', { sku: '1-BLA', size: '38', quantity: 1 })
  expect((await ask('/feeds/products.csv')).status).toBe(304)
  await shop.post('/inventory/sale', { sku: '1-BLA', size: '38', quantity: 1 })
  expect((await ask('/feeds/products.csv')).status).toBe(200)
})

async function openOther() {
  const app = await openApp(shop.store, shop.keys)
  onTestFinished(() => app.close())
  return app
}

test('prices are in the currency of the shop, and links go to its web shop', async () => {
  const offering = { currency: 'CHF', productLink: 'https://shop.example/p/{sku}?size={size}' }
  const app = await openApp(shop.store, shop.keys, { offering })
  onTestFinished(() => app.close())
  const rows: Row[] = (await callersOf(app).get('/feeds/products.json')).body.products
  expect(one(rows, '1-BLA_38')).toMatchObject({
    price: '89.50 CHF',
    link: 'https://shop.example/p/1-BLA?size=38',
  })
})

test('a token opens the feeds and nothing else, until it is removed', async () => {
  const made = await shop.post('/feeds', { name: 'Google', location: 'Cave' })
  expect(made.status).toBe(201)
  const { token, csv: address } = made.body
  expect(address).toBe(`http://localhost:80/feeds/products.csv?token=${token}`)
  const fetched = (url: string, headers = {}) =>
    shop.inject({ method: 'GET', url, headers: { authorization: '', ...headers } })
  const feed = await fetched(`/feeds/products.csv?token=${token}`)
  expect(feed.status).toBe(200)
  const there: Row[] = parse(feed.body, { columns: true })
  expect(one(there, '1-NOI_38')?.availability).toBe('in_stock')
  expect(one(there, 'H_M')?.availability).toBe('out_of_stock')
  expect((await fetched(`/feeds/products.csv?token=${token}&location=Shop`)).status).toBe(403)
  for (const url of ['/inventory', '/feeds', '/export/inventory.csv', '/feeds/products.csv/']) {
    expect((await fetched(`${url}?token=${token}`)).status, url).not.toBe(200)
  }
  expect((await fetched('/inventory', { 'x-api-key': token })).status).toBe(401)
  expect((await fetched('/feeds/products.csv?token=wrong')).status).toBe(401)
  expect((await fetched('/feeds/products.csv')).status).toBe(401)

  expect((await shop.post('/feeds', { name: 'google' })).body.type).toBe('/problems/name-in-use')
  expect((await shop.post('/feeds', { name: 'Other', location: 'Nowhere' })).status).toBe(404)
  const { items } = (await shop.get('/feeds')).body
  expect(items).toMatchObject([{ name: 'Google', location: 'Cave', actor: 'owner' }])
  expect(JSON.stringify(items)).not.toContain(hashOf(token))
  const remove = () => shop.inject({ method: 'DELETE', url: '/feeds', payload: { name: 'Google' } })
  expect((await remove()).status).toBe(200)
  expect((await remove()).body.type).toBe('/problems/feed-not-found')
  await expect
    .poll(async () => (await fetched(`/feeds/products.csv?token=${token}`)).status)
    .toBe(401)
  const { body } = await shop.client
    .request('/api/stock/audit?limit=2')
    .then((entries) => ({ body: entries }))
  expect(body).toMatchObject([
    { what: 'feed-removed', subject: 'Google' },
    { what: 'feed-created', subject: 'Google' },
  ])
})

test('no token is written to the log', async () => {
  const stream = new PassThrough()
  const logger = pino({ level: 'trace' }, stream)
  const app = await openApp(shop.store, shop.keys, { logger })
  const { token } = (await shop.post('/feeds', { name: 'Logged' })).body
  for (const query of [`token=${token}`, `token=${token}&location=Nowhere`, `token=${token}x`]) {
    await app.inject({ method: 'GET', url: `/feeds/products.xml?${query}` })
  }
  await app.close()
  stream.end()
  const log = await text(stream)
  expect(log).toContain('/feeds/products.xml')
  expect(log).not.toContain(token)
})
