import { DatabaseSync } from 'node:sqlite'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ImportedProduct } from '../../src/domain/imported-product.ts'
import { API_KEY, openLiveApp, product, useShop } from '../support/shop.ts'

/** What a GPT Action takes of one answer. */
const CHARACTERS = 100_000

const PRODUCTS = 10_000
const word = (seed: number) => `chaussure "${seed}" à très longs lacets `
const long = (seed: number, letters: number) => word(seed).repeat(9).slice(0, letters).trim()

/** Names, colours and SKUs as long as they may be; one name in a thousand colours. */
const products: ImportedProduct[] = Array.from({ length: PRODUCTS }, (_, index) =>
  product(
    `${String(index).padStart(5, '0')}${'-SKU'.repeat(23)}`,
    index < 1_000 ? long(0, 200) : long(index, 200),
    index === 5_000
      ? Object.fromEntries(Array.from({ length: 400 }, (_, size) => [`taille longue ${size}`, 1]))
      : { [`pointure ${index % 50}`.slice(0, 20)]: 3 },
    {
      color: `${long(index, 94)} ${index}`,
      gender: 'femme ou homme, ou bien enfant',
      // As a plain ID of an old file, which the colours of a model share.
      aliases: index < 1_000 ? ['99'] : [],
    },
  ),
)

const shop = useShop(products)
let app: FastifyInstance
beforeAll(async () => {
  app = await openLiveApp(shop)
})
afterAll(() => app?.close())

/** The answer as text, for its length, and as data. */
async function ask(url: string, options: { method?: 'POST'; payload?: object } = {}) {
  const headers = { authorization: `Bearer ${API_KEY}` }
  const send = () => app.inject({ method: 'GET', url, headers, ...options })
  // A machine that does much else at once refuses for a moment, before anything is done.
  let response = await send()
  await expect
    .poll(
      async () => {
        if (response.statusCode === 503) response = await send()
        return response.statusCode
      },
      { timeout: 30_000, interval: 500 },
    )
    .not.toBe(503)
  expect(response.body.length).toBeLessThan(CHARACTERS)
  return { length: response.body.length, status: response.statusCode, body: response.json() }
}

test.each([
  ['/inventory', 'items'],
  ['/models', 'items'],
  ['/models?group=name', 'items'],
  ['/movements', 'items'],
])('%s fits into an answer at any limit, and all of it is read', async (path, list) => {
  const sign = path.includes('?') ? '&' : '?'
  const seen = new Set<string>()
  let [cursor, rows] = ['', 0]
  for (let pages = 0; pages < 8; pages++) {
    const { body, length } = await ask(`${path}${sign}limit=200${cursor}`)
    rows += body[list].length
    for (const item of body[list]) seen.add(item.id ?? `${item.sku} ${item.model} ${item.size}`)
    if (!body.next_cursor) break
    // A page that ends early is full.
    if (body[list].length < 200) expect(length).toBeGreaterThan(CHARACTERS / 2)
    cursor = `&cursor=${body.next_cursor}`
  }
  expect(seen.size).toBe(rows)
  expect(rows).toBeGreaterThan(600)
})

test('a list that is read to its end holds every product once', async () => {
  const seen = new Set<string>()
  let [cursor, rows] = ['', 0]
  do {
    const { body } = await ask(`/models?limit=200${cursor}`)
    for (const { sku } of body.items) seen.add(sku)
    rows += body.items.length
    cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : ''
  } while (cursor)
  expect([seen.size, rows]).toEqual([PRODUCTS, PRODUCTS])
})

test('one item never fills an answer: it says how much it leaves out', async () => {
  const names = (await ask('/models?group=name&limit=1')).body.items[0]
  expect([names.colors.length, names.colors_total, names.products]).toEqual([100, 1_000, 1_000])
  const { body } = await ask(`/inventory?sku=${products[5_000]?.sku}&limit=200`)
  expect(body.total).toBe(400)
  const model = encodeURIComponent(products[5_000]?.name ?? '')
  const [item] = (await ask(`/models?model=${model}`)).body.items
  expect([item.sizes.length, item.sizes_total]).toEqual([100, 400])
})

test.each([
  ['/inventory?sku=99&limit=200', 'sku', 20],
  ['/movements?sku=99&limit=200', 'sku', 20],
  [`/inventory?model=${encodeURIComponent(long(0, 200))}&color=jaune`, 'color', 20],
  [`/models?model=${encodeURIComponent(long(0, 200))}&color=jaune`, 'color', 20],
])('%s: of a thousand candidates for the %s %i are named', async (url, name, count) => {
  const { status, body } = await ask(url)
  expect([status, body.match[name].candidates.length]).toEqual([200, count])
})

test('refusals name a few candidates, sizes and errors', async () => {
  const sale = { sku: '99', quantity: 1 }
  const one = await ask('/inventory/sale', { method: 'POST', payload: sale })
  expect(one.body).toMatchObject({ type: '/problems/ambiguous-product', candidates_total: 1_000 })
  expect([one.body.candidates.length, one.body.match.sku.candidates.length]).toEqual([20, 20])

  const lines = Array.from({ length: 100 }, () => ({ ...sale, action: 'sale' }))
  const many = await ask('/inventory/batch', { method: 'POST', payload: { lines } })
  expect(many.body.problems_total).toBe(100)
  expect(many.body.problems.length).toBeGreaterThan(0)
  expect(many.body.detail).toContain('more lines')

  const size = { sku: products[5_000]?.sku, size: 'none of these', quantity: 1 }
  const missing = await ask('/inventory/sale', { method: 'POST', payload: size })
  expect([missing.body.type, missing.body.sizes.length]).toEqual(['/problems/size-not-found', 50])

  const wrong = { lines: Array.from({ length: 100 }, () => ({ ['x'.repeat(500)]: 1 })) }
  const invalid = await ask('/inventory/batch', { method: 'POST', payload: wrong })
  expect([invalid.status, invalid.body.errors.length]).toEqual([400, 20])
})

test('a batch of a hundred lines is answered, and says how many it did', async () => {
  const lines = products.slice(0, 100).map(({ sku, variants }) => ({
    action: 'sale',
    sku,
    size: variants[0]?.size,
    quantity: 1,
  }))
  const { status, body } = await ask('/inventory/batch', { method: 'POST', payload: { lines } })
  expect([status, body.results_total]).toEqual([201, 100])
  expect(body.results.length).toBeGreaterThan(20)
  expect(body.message).toMatch(/And \d+ more lines\.$/)
  const undone = await ask('/inventory/undo', { method: 'POST', payload: {} })
  expect([undone.status, undone.body.results_total]).toEqual([201, 100])
})

test('a thousand locations, and a drift of every shelf', async () => {
  const database = new DatabaseSync(`${shop.pocketbase.dataDir}/pb_data/data.db`, {
    timeout: 5_000,
  })
  database.exec(`
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    INSERT INTO locations (id, name, is_default, created, updated)
    SELECT printf('l%014d', i), 'Étagère ' || i || substr('${'"x"'.repeat(30)}', 1, 80), FALSE, '', '' FROM n;
    UPDATE inventory SET quantity = quantity + 1`)
  database.close()
  // What plain SQL wrote is told by nobody; with this change all of it is read again.
  await shop.client.request('/api/collections/locations/records', {
    method: 'POST',
    body: { name: 'Le dernier' },
  })
  await expect
    .poll(async () => (await ask('/locations?limit=1')).body.total, { timeout: 10_000 })
    .toBe(1_002)
  for (const path of ['/locations', '/admin/drift']) {
    const seen = new Set<string>()
    let [cursor, rows] = ['', 0]
    for (let page = 0; page < 6 && cursor !== 'end'; page++) {
      const { status, body } = await ask(`${path}?limit=200${cursor}`)
      expect([status, body.detail]).toEqual([200, undefined])
      for (const item of body.items) seen.add(item.name ?? `${item.sku} ${item.size}`)
      rows += body.items.length
      expect(body.total).toBeGreaterThan(1_000)
      cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : 'end'
    }
    expect(seen.size).toBe(rows)
    expect(rows).toBeGreaterThan(500)
  }
  const { body } = await ask('/inventory?location=Lune')
  expect(body.locations).toHaveLength(20)
})

test('a summary of all of it', async () => {
  const { body } = await ask('/summary?period=all')
  expect(body.movements).toBeGreaterThan(PRODUCTS)
  expect(body.message.length).toBeLessThan(600)
})
