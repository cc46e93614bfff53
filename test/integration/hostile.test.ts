import { expect, test } from 'vitest'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('HOST-1', 'Hostile', { 40: 3 }),
  product('HOST-2', 'Other', { 41: 3 }),
])

const ATTACKS = [
  "' OR 1=1 --",
  "'; DROP TABLE movements; --",
  '" || 1=1 || "',
  "x' || sku != '",
  '{:products}',
  '@request.auth.id != ""',
  '%27%20OR%20%271%27=%271',
  '../../etc/passwd',
  '$(reboot)',
  '=cmd|calc!A1',
  '\\u0000',
  '%%%___***',
  '🩰👟',
  '\u202Eesrever',
  'ÿ'.repeat(200),
]

const TEXTS = ['sku', 'model', 'color', 'gender', 'size', 'location'] as const

test.each(ATTACKS)('%s as any filter of a list is only text', async (attack) => {
  const before = (await shop.get('/inventory')).body
  for (const path of ['/inventory', '/models', '/movements']) {
    const names = path === '/inventory' ? [...TEXTS, 'cursor'] : ['model', 'color', 'cursor']
    for (const name of path === '/movements' ? [...names, 'actor', 'size', 'location'] : names) {
      const { status, body } = await shop.get(`${path}?${name}=${encodeURIComponent(attack)}`)
      expect([200, 400, 404], `${path} ${name}`).toContain(status)
      if (status !== 200) expect(body.type).toMatch(/^\/problems\//)
      else if (name !== 'actor') expect(body.items, `${path} ${name}`).toEqual([])
      else expect(body.total).toBe(0)
    }
  }
  expect((await shop.get('/inventory')).body).toEqual(before)
})

test.each(ATTACKS)('%s in any text of a sale is only text', async (attack) => {
  const total = async () => (await shop.get('/movements?limit=1')).body.total
  const before = await total()
  for (const name of TEXTS) {
    const body = { sku: 'HOST-1', size: '40', quantity: 1, [name]: attack }
    const answer = await shop.post('/inventory/sale', body)
    expect([400, 404, 409], name).toContain(answer.status)
    expect(answer.body.type).toMatch(/^\/problems\//)
  }
  const request_id = await shop.post('/inventory/sale', {
    sku: 'HOST-1',
    size: '40',
    quantity: 1,
    request_id: attack,
  })
  expect(request_id.status).toBe(400)
  expect(await total()).toBe(before)
})

const VISIBLE = ATTACKS.filter((attack) => !attack.startsWith('\u202E'))

test.each(VISIBLE)('%s is kept to the letter as a reason', async (attack) => {
  const body = { sku: 'HOST-2', size: '41', quantity: 1, reason: attack, reference: attack }
  expect((await shop.post('/inventory/add_stock', body)).status).toBe(201)
  const { items } = (await shop.get('/movements?limit=1')).body
  expect(items[0]).toMatchObject({ reason: attack, reference: attack })
})

test('a new size is made of the text as it is', async () => {
  const size = "38' OR TRUE"
  const body = { sku: 'HOST-2', size, quantity: 1, confirm: true }
  expect(await shop.post('/inventory/add_stock', body)).toMatchObject({
    status: 201,
    body: { size },
  })
  expect((await shop.get(`/inventory?size=${encodeURIComponent(size)}`)).body.total).toBe(1)
})

test('a body of 10 MB is refused', async () => {
  const payload = { sku: 'HOST-1', size: '40', quantity: 1, reason: 'x'.repeat(10 * 1024 * 1024) }
  const answer = await shop.post('/inventory/sale', payload)
  expect(answer).toMatchObject({ status: 413, body: { type: '/problems/body-too-large' } })
  expect(answer.headers['content-type']).toBe('application/problem+json')
})

test('without a key PocketBase itself tells nothing', async () => {
  for (const path of [
    '/api/stock/version',
    '/api/stock/catalogue',
    '/api/stock/movements',
    '/api/collections/products/records',
  ]) {
    const response = await fetch(`${shop.pocketbase.url}${path}`)
    expect([401, 403], path).toContain(response.status)
  }
})
