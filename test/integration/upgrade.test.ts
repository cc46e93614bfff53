import { DatabaseSync } from 'node:sqlite'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepOwnerKey } from '../../src/features/keys/owner-key.ts'
import { keepPhotosPrepared } from '../../src/features/photos/keep-photos-prepared.ts'
import { joinTwins } from '../../src/features/products/join-sizes.ts'
import { createPocketBaseClient, type PocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseFeed } from '../../src/store/pocketbase/feed.ts'
import { createPocketBaseKeyStore } from '../../src/store/pocketbase/key-store.ts'
import { recordedVersion } from '../../src/store/pocketbase/migrate.ts'
import { BASELINE, MIGRATIONS, newestOf } from '../../src/store/pocketbase/migrations.ts'
import { preparePocketBase } from '../../src/store/pocketbase/prepare.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import { unpackOldData } from '../support/old-data.ts'
import {
  API_KEY,
  CREDENTIALS,
  callersOf,
  openApp,
  type Shop,
  startPocketBase,
  type TestPocketBase,
} from '../support/shop.ts'

let pocketbase: TestPocketBase
let client: PocketBaseClient
let app: FastifyInstance
let shop: Pick<Shop, 'get' | 'post' | 'inject'>
let changes: string[]

beforeAll(async () => {
  pocketbase = await startPocketBase(CREDENTIALS, unpackOldData)
  client = createPocketBaseClient({ url: pocketbase.url, ...CREDENTIALS })
  changes = await preparePocketBase(client)
  const keys = createPocketBaseKeyStore(client)
  await keepOwnerKey(keys, API_KEY)
  app = await openApp(createPocketBaseStore(client), keys)
  shop = callersOf(app)
})
afterAll(async () => {
  await app?.close()
  await pocketbase?.stop()
})

interface Item {
  id: string
  type: string
  sku: string
  size: string
  location: string
  quantity: number
  reserved: number
}

async function shelf(sku: string, size: string) {
  const { body } = await shop.get(`/inventory?sku=${sku}&size=${encodeURIComponent(size)}`)
  return body.items.map(({ location, quantity, reserved }: Item) => [location, quantity, reserved])
}

async function requireCleanLedger() {
  const { body } = await shop.get('/admin/drift')
  expect(body).toMatchObject({ missing: 0, total: 0 })
}

test('the folder is one from before versions, is taken as the baseline, and gets each migration once', async () => {
  const versions = [{ version: BASELINE, name: 'the first that is recorded' }, ...MIGRATIONS].map(
    ({ version, name }) => ({ version, name }),
  )
  expect(changes.filter((line) => line.startsWith('version'))).toEqual(
    versions.map(({ version, name }) => `version ${version} of the schema: ${name}`),
  )
  expect(await recordedVersion(client)).toBe(newestOf(MIGRATIONS))
  expect(await preparePocketBase(client)).toEqual([])
  const database = new DatabaseSync(`${pocketbase.dataDir}/pb_data/data.db`, { readOnly: true })
  const rows = database.prepare('SELECT version, name FROM _stock_versions').all()
  database.close()
  expect(rows).toEqual(versions)
})

test('what staff changed in the admin UI is as they left it, but for what they opened', async () => {
  const products = (await client.request('/api/collections/products')) as {
    listRule: string
    fields: { name: string; max?: number }[]
  }
  // Except who may read it: only the superuser, since then.
  expect(products.listRule).toBeNull()
  expect(products.fields.map(({ name }) => name)).toContain('shelf_color')
  expect(products.fields.find(({ name }) => name === 'name')?.max).toBe(150)
})

test('everything is readable: shelves, history, prices', async () => {
  await requireCleanLedger()
  expect(await shelf('1-NOI', '42')).toEqual([['Shop', 4, 1]])
  expect(await shelf('1-NOI', '43')).toEqual([
    ['Cave', 1, 0],
    ['Shop', 2, 0],
  ])
  const { body: history } = await shop.get('/movements?limit=50')
  expect(history.total).toBe(15)
  expect((await shop.get('/inventory?sku=3660000000431')).body.items[0]).toMatchObject({
    sku: '1-NOI',
    size: '43',
  })
  const { body: models } = await shop.get('/models?model=amor')
  expect(models.items[0]).toMatchObject({ price: 95, cost: 40 })
})

test('its picture is prepared, and shown then', async () => {
  const image = async () =>
    (await shop.get('/models?model=amor')).body.items[0].image as string | null
  expect(await image()).toBe(null)
  const end = keepPhotosPrepared({
    store: createPocketBaseStore(client),
    feed: createPocketBaseFeed(client, pocketbase.url),
    logger: { warn() {} },
  })
  await expect.poll(image, { timeout: 10_000 }).toMatch(/prepared_picture_\w{10}\.jpg$/)
  await end()
  const url = new URL((await image()) ?? '').pathname
  for (const address of [url, `${url}?thumb=400x400`]) {
    const picture = await shop.inject({ method: 'GET', url: address })
    expect(picture).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg' } })
  }
})

test('a request of then is still known, and what was sold and reserved can be undone', async () => {
  const sale = { sku: '1-NOI', size: '42', quantity: 2, request_id: 'sale-1' }
  expect((await shop.post('/inventory/sale', sale)).body).toMatchObject({ replayed: true })
  const sold = (await shop.get('/movements?sku=1-NOI&type=SALE')).body.items[0]
  expect((await shop.post(`/movements/${sold.id}/undo`)).status).toBe(201)
  expect(await shelf('1-NOI', '42')).toEqual([['Shop', 6, 1]])
  const held = (await shop.get('/movements?sku=1-NOI&type=RESERVE')).body.items[0]
  expect((await shop.post(`/movements/${held.id}/undo`)).status).toBe(201)
  expect(await shelf('1-NOI', '42')).toEqual([['Shop', 6, 0]])
  const moved = (await shop.get('/movements?sku=1-NOI&type=TRANSFER')).body.items[0]
  const undo = `/movements/${moved.id}/undo`
  expect((await shop.post(undo)).body).toMatchObject({ type: '/problems/unusual-date' })
  expect((await shop.post(undo, { confirm: true })).status).toBe(201)
  expect(await shelf('1-NOI', '43')).toEqual([
    ['Cave', 0, 0],
    ['Shop', 3, 0],
  ])
  await requireCleanLedger()
})

test('its stock is sold, reserved and counted as ever', async () => {
  const sale = { model: 'amor rouge', size: '37', quantity: 1 }
  expect((await shop.post('/inventory/sale', sale)).status).toBe(201)
  expect((await shop.post('/inventory/undo', {})).status).toBe(201)
  const held = { sku: '2-BLA', size: '38 1/2', quantity: 1, reference: 'Léa' }
  expect((await shop.post('/inventory/release', held)).status).toBe(201)
  const counted = { sku: '3-ROU', size: '37', quantity: 7 }
  expect((await shop.post('/inventory/count', counted)).status).toBe(201)
  expect(await shelf('3-ROU', '37')).toEqual([['Shop', 7, 0]])
  await requireCleanLedger()
})

test('the twins that its import made are joined, with what was reserved', async () => {
  const held = { sku: '2-BLA', size: '38 1/2', quantity: 1, reference: 'Léa' }
  expect((await shop.post('/inventory/reserve', held)).status).toBe(201)
  const joined = await joinTwins(createPocketBaseStore(client), false)
  expect(joined.map(({ message }) => message).sort()).toEqual([
    '2-BLA Hermès, Blanche, Femme, 38 1/2 and 38.5 as 38.5: 3 at Shop (1 reserved).',
    '2-BLA Hermès, Blanche, Femme, EU 40 and 40 as 40: 5 at Shop.',
  ])
  // Written past the app, which looks again after a second.
  await expect.poll(() => shelf('2-BLA', '38,5'), { timeout: 5_000 }).toEqual([['Shop', 5, 1]])
  expect(await shelf('2-BLA', 'EU 40')).toEqual([['Shop', 6, 0]])
  expect((await shop.get('/inventory?sku=3660000000385')).body.items).toMatchObject([
    { size: '38.5', quantity: 5 },
  ])
  await requireCleanLedger()
})
