import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import type { InjectOptions } from 'fastify'
import { expect, test } from 'vitest'
import type { Scope } from '../../src/domain/api-key.ts'
import { BY_COMMAND } from '../../src/domain/person.ts'
import { scopeOf } from '../../src/operations/authorize.ts'
import type { Operation } from '../../src/operations/operation.ts'
import { hashOf } from '../../src/shared/secret.ts'
import { createOperations, type Stores } from '../../src/shop.ts'
import type { NewApiKey } from '../../src/store/key-store.ts'
import { API_KEY, CREDENTIALS, openApp, product, useShop } from '../support/shop.ts'

const shop = useShop([product('HERM', 'Hermès', { 38: 50 }, { cost: 40 })])

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

let sent = 0
/** Each request comes from an address of its own, so that none is turned away for the others. */
const inject = (options: InjectOptions, app = shop.app) =>
  app.inject({ remoteAddress: `10.0.${++sent >> 8}.${sent & 255}`, ...options })

let made = 0
/** Makes a key and gives what carries it. */
async function keyOf(wish: Partial<NewApiKey>) {
  const key = `sk-test-${++made}`
  const rest = { name: `key-${made}`, scope: 'read' as Scope, location: null, expiresAt: null }
  await shop.keys.saveKey({ ...rest, ...wish, hash: hashOf(key) })
  return { authorization: `Bearer ${key}` }
}

/** Once a key was looked up, another one made since is not known before this. */
const settled = (headers: object) =>
  expect.poll(() => statusOf({ url: '/locations', headers }), { timeout: 5_000 }).not.toBe(401)

async function statusOf({ url, headers }: { url: string; headers: object }): Promise<number> {
  return (await inject({ url, headers: { ...headers } })).statusCode
}

const operations = createOperations({} as Stores)
const send = ({ method, path }: Operation, headers: object) =>
  inject({
    method,
    url: path.replace('{sku}', 'HERM').replace('{id}', 'abcdefghijklmno'),
    headers: { ...headers },
    ...(method !== 'GET' && { payload: {} }),
  })

test('every operation answers each kind of key as it should', async () => {
  const keys: Record<string, object> = {
    none: {},
    wrong: { authorization: 'Bearer sk-wrong' },
    read: await keyOf({ scope: 'read' }),
    write: await keyOf({ scope: 'write' }),
    admin: await keyOf({ scope: 'admin' }),
    revoked: await keyOf({ name: 'revoked', scope: 'admin' }),
    expired: await keyOf({ scope: 'admin', expiresAt: inHours(-1) }),
  }
  await shop.keys.revokeKey('revoked', BY_COMMAND)
  await settled(keys.admin as object)
  await expect
    .poll(() => statusOf({ url: '/locations', headers: keys.revoked as object }))
    .toBe(401)

  // Those of people take no key: see rights.test.ts.
  for (const operation of operations.filter(({ by }) => by === undefined)) {
    const wanted = scopeOf(operation)
    const may = (scope: Scope) =>
      ['read', 'write', 'admin'].indexOf(scope) >= ['read', 'write', 'admin'].indexOf(wanted)
    for (const [kind, headers] of Object.entries(keys)) {
      const response = await send(operation, headers)
      const { statusCode: status } = response
      const type = status >= 400 ? response.json().type : ''
      const seen = { operation: operation.id, kind, in: status === 401 || status === 403 }
      const out = ['none', 'wrong', 'revoked', 'expired'].includes(kind)
      if (out) expect({ ...seen, status }).toEqual({ ...seen, status: 401 })
      else if (!may(kind as Scope)) {
        expect({ ...seen, type }).toEqual({ ...seen, type: '/problems/scope-too-small' })
      } else expect(seen.in).toBe(false)
    }
  }
  expect(await shop.ledger('HERM', '38')).toMatchObject({ movements: 1, quantity: 50 })
})

test('a key that may only read sells nothing and sees no cost', async () => {
  const headers = await keyOf({ name: 'till', scope: 'read' })
  await settled(headers)
  const payload = { sku: 'HERM', size: '38', quantity: 1 }
  const sale = await inject({ method: 'POST', url: '/inventory/sale', headers, payload })
  expect(sale.json()).toMatchObject({
    status: 403,
    type: '/problems/scope-too-small',
    required: 'write',
    detail:
      'The key "till" has the scope read, and registerSale takes write. Nothing was changed: ask an owner of the shop to do it, or for a key with the scope write.',
  })
  const shelf = await inject({ url: '/inventory?sku=HERM', headers })
  expect(shelf.json().items[0]).toMatchObject({ quantity: 50, price: 100, cost: null })
  const model = await inject({ url: '/models?model=hermes', headers })
  expect(model.json().items[0]).toMatchObject({ price: 100, cost: null })
  expect((await shop.get('/inventory?sku=HERM')).body.items[0].cost).toBe(40)
  await shop.post('/inventory/add_stock', { ...payload, unit_price: 35 })
  await shop.post('/inventory/sale', { ...payload, unit_price: 90 })
  const { items } = (await inject({ url: '/movements?limit=2', headers })).json()
  expect(items).toMatchObject([
    { type: 'SALE', unit_price: 90 },
    { type: 'ADD_STOCK', unit_price: null },
  ])
  expect((await shop.get('/movements?type=ADD_STOCK&limit=1')).body.items).toMatchObject([
    { unit_price: 35 },
  ])
})

test('the name of the key is the actor, and when it was used is kept', async () => {
  const headers = await keyOf({ name: 'Léa at the till', scope: 'write' })
  await settled(headers)
  const payload = { sku: 'HERM', size: '38', quantity: 1 }
  await inject({ method: 'POST', url: '/inventory/return', headers, payload })
  const { body } = await shop.get('/movements?limit=1')
  expect(body.items[0]).toMatchObject({ type: 'RETURN', actor: 'Léa at the till' })
  const used = async () =>
    (await shop.keys.readKeys()).find(({ name }) => name === 'Léa at the till')?.lastUsedAt
  await expect.poll(used).toMatch(/^20\d\d-/)
})

test('a key for one location knows no other', async () => {
  await shop.client.request('/api/collections/locations/records', {
    method: 'POST',
    body: { name: 'Cave' },
  })
  const headers = await keyOf({ scope: 'write', location: 'Cave' })
  await settled(headers)
  const post = async (url: string, payload: object) => {
    const response = await inject({ method: 'POST', url, headers, payload })
    return { status: response.statusCode, body: response.json() }
  }
  const line = { sku: 'HERM', size: '38', quantity: 2 }
  expect((await post('/inventory/add_stock', line)).body).toMatchObject({ location: 'Cave' })
  expect((await post('/inventory/add_stock', { ...line, location: 'cave' })).status).toBe(201)
  const refused = await post('/inventory/add_stock', { ...line, location: 'Shop' })
  expect(refused).toMatchObject({ status: 403, body: { type: '/problems/other-location' } })
  const batch = await post('/inventory/batch', { lines: [{ action: 'sale', ...line }] })
  expect(batch.body.results[0]).toMatchObject({ location: 'Cave', new_quantity: 2 })
  const mixed = { lines: [{ action: 'sale', ...line, location: 'Shop' }] }
  expect((await post('/inventory/batch', mixed)).status).toBe(403)
  const shelves = await inject({ url: '/inventory', headers })
  const places = shelves.json().items.map(({ location }: { location: string }) => location)
  expect(new Set(places)).toEqual(new Set(['Cave']))
  expect(await statusOf({ url: '/inventory?location=Shop', headers })).toBe(403)
  expect((await post('/inventory/undo', {})).status).toBe(201)
})

test('a revoked key is refused by every process within a second', async () => {
  const headers = await keyOf({ name: 'leaving', scope: 'write' })
  const second = await openApp(shop.store, shop.keys)
  try {
    const statuses = async () =>
      Promise.all(
        [shop.app, second].map(async (app) => {
          return (await inject({ url: '/locations', headers }, app)).statusCode
        }),
      )
    await expect.poll(statuses).toEqual([200, 200])
    await shop.keys.revokeKey('leaving', BY_COMMAND)
    await expect.poll(statuses, { timeout: 1_000, interval: 50 }).toEqual([401, 401])
  } finally {
    await second.close()
  }
})

test('what is kept of a key is not the key', async () => {
  await keyOf({ name: 'secret' })
  const path = '/api/collections/api_keys/records?perPage=200'
  expect(JSON.stringify(await shop.client.request(path))).not.toContain('sk-test-')
})

test('a service that only reads refuses every write', async () => {
  const reading = await openApp(shop.store, shop.keys, { readOnly: true })
  try {
    const headers = await keyOf({ scope: 'admin' })
    await settled(headers)
    const payload = { sku: 'HERM', size: '38', quantity: 1 }
    const sale = { method: 'POST', url: '/inventory/sale', headers, payload } as const
    const { body } = await inject(sale, reading)
    expect(JSON.parse(body)).toMatchObject({ status: 403, type: '/problems/read-only' })
    expect((await inject({ url: '/inventory', headers }, reading)).statusCode).toBe(200)
  } finally {
    await reading.close()
  }
})

test('npm run key makes a key that works, lists it without showing it, and revokes it', async () => {
  const made = await keyCommand('create', 'Zoé', '--scope', 'write')
  expect(made.code).toBe(0)
  const headers = { authorization: `Bearer ${made.stdout.trim()}` }
  await settled(headers)
  expect(await statusOf({ url: '/inventory', headers })).toBe(200)

  const again = await keyCommand('create', 'zoé')
  expect(again).toMatchObject({ code: 1, stdout: '' })
  expect(again.stderr).toContain('There is a key "Zoé" already')

  const listed = await keyCommand('list')
  expect(listed.stdout).toMatch(/Zoé.*write/)
  expect(listed.stdout).not.toContain(made.stdout.trim())

  expect((await keyCommand('revoke', 'Zoé')).code).toBe(0)
  await expect.poll(() => statusOf({ url: '/inventory', headers }), { timeout: 5_000 }).toBe(401)
  expect((await keyCommand('list')).stdout).toMatch(/Zoé.*revoked/)
})

test('a key that ends on a day works to the end of it', async () => {
  const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10)
  expect((await keyCommand('create', 'for-a-day', '--expires', tomorrow)).code).toBe(0)
  const { expiresAt } = (await shop.keys.readKeys()).find(({ name }) => name === 'for-a-day') ?? {}
  // The clock of the shop may be any.
  expect(Date.parse(expiresAt ?? '') - Date.parse(`${tomorrow}T00:00:00Z`)).toBeGreaterThan(
    9 * 3_600_000,
  )
})

test.each([
  [['create', 'x', '--scope', 'all'], '--scope takes read, write, admin'],
  [['create', 'x', '--expires', 'yesterday'], '--expires takes a day to come'],
  [['create', 'x', '--location', 'Nowhere'], 'There is no location "Nowhere"'],
  [['create'], 'Name one key'],
  [['revoke', 'nobody'], 'There is no key "nobody"'],
  [['destroy'], 'Usage'],
])('npm run key -- %j says what to do', async (args, message) => {
  const { code, stderr } = await keyCommand(...args)
  expect(code).toBe(1)
  expect(stderr).toContain(message)
  expect(stderr).not.toContain('    at ')
})

function keyCommand(...args: string[]) {
  const script = resolve(import.meta.dirname, '../../scripts/key.ts')
  const env = {
    ...process.env,
    POCKETBASE_URL: shop.pocketbase.url,
    POCKETBASE_EMAIL: CREDENTIALS.email,
    POCKETBASE_PASSWORD: CREDENTIALS.password,
    API_KEY,
  }
  return promisify(execFile)(process.execPath, [script, ...args], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  )
}
