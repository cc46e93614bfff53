import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { createPocketBaseClient, type PocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { recordedVersion } from '../../src/store/pocketbase/migrate.ts'
import type { Migration } from '../../src/store/pocketbase/migrations.ts'
import { preparePocketBase } from '../../src/store/pocketbase/prepare.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import type { StockStore } from '../../src/store/store.ts'
import { unpackOldData } from '../support/old-data.ts'
import { CREDENTIALS, product, startPocketBase, type TestPocketBase } from '../support/shop.ts'

let pocketbase: TestPocketBase
let client: PocketBaseClient
let store: StockStore

/** These tests count from the baseline, whatever migrations the program has by now. */
const NONE: readonly Migration[] = []

beforeEach(async () => {
  pocketbase = await startPocketBase()
  client = createPocketBaseClient({ url: pocketbase.url, ...CREDENTIALS })
  store = createPocketBaseStore(client)
  await preparePocketBase(client, NONE)
  const products = [product('A', 'Amor', { 38: 5 }), product('B', 'Bella', { 40: 4 })]
  await store.importProducts({ actor: 'test', reason: 'initial stock', mode: 'set', products })
})
afterEach(() => pocketbase?.stop())

interface Collection {
  fields: { name: string; type: string; max?: number }[]
  indexes: string[]
}

const collection = async () =>
  (await client.request('/api/collections/products')) as Collection & Record<string, unknown>
const records = async () =>
  (
    (await client.request('/api/collections/products/records', { query: { sort: 'sku' } })) as {
      items: Record<string, unknown>[]
    }
  ).items
const names = async () => (await collection()).fields.map(({ name }) => name)

const fill: Migration = {
  version: 2,
  name: 'products have a season',
  steps: [
    { add: 'products', field: { name: 'season', type: 'text', max: 20 } },
    { sql: "UPDATE products SET season = iif(sku = 'A', 'winter', 'summer')" },
  ],
}
const rename: Migration = {
  version: 3,
  name: 'the season is called a collection',
  steps: [{ rename: 'products', field: 'season', to: 'line' }],
}
const broken: Migration = {
  version: 3,
  name: 'fails half way',
  steps: [
    { rename: 'products', field: 'season', to: 'line' },
    { add: 'products', field: { name: 'extra', type: 'text' } },
    { sql: "UPDATE products SET line = 'lost'" },
    { sql: 'UPDATE nowhere SET x = 1' },
  ],
}

test('a field is filled, then renamed with its values, its index and its settings', async () => {
  expect(await recordedVersion(client)).toBe(1)
  expect(await preparePocketBase(client, [fill])).toEqual([
    'version 2 of the schema: products have a season',
  ])
  const made = await collection()
  const fields = made.fields.map((field) =>
    field.name === 'season' ? { ...field, max: 33 } : field,
  )
  const indexes = [...made.indexes, 'CREATE INDEX idx_products_season ON products (season)']
  await client.request('/api/collections/products', {
    method: 'PATCH',
    body: { ...made, fields, indexes, listRule: 'id != ""' },
  })

  expect(await preparePocketBase(client, [fill, rename])).toEqual([
    'version 3 of the schema: the season is called a collection',
  ])
  expect((await records()).map(({ line }) => line)).toEqual(['winter', 'summer'])
  const renamed = await collection()
  expect(renamed).toMatchObject({ listRule: 'id != ""' })
  expect(renamed.fields.find(({ name }) => name === 'line')?.max).toBe(33)
  expect(renamed.fields.some(({ name }) => name === 'season')).toBe(false)
  expect(renamed.indexes.some((index) => /idx_products_season.*\(`?line`?\)/.test(index))).toBe(
    true,
  )

  expect(await preparePocketBase(client, [fill, rename])).toEqual([])
  expect(await recordedVersion(client)).toBe(3)
})

test('indexes are replaced, also where staff made one of them', async () => {
  const made = 'CREATE INDEX idx_products_color ON products (color)'
  const old = 'CREATE INDEX idx_products_gender ON products (gender)'
  const present = await collection()
  const indexes = [...present.indexes, made, old]
  await client.request('/api/collections/products', {
    method: 'PATCH',
    body: { ...present, indexes },
  })
  const steps = [{ reindex: 'products', drop: ['idx_products_gender'], make: [made] }]
  await preparePocketBase(client, [{ version: 2, name: 'colours are looked for', steps }])
  const names = (await collection()).indexes.map((sql) => /idx_\w+/.exec(sql)?.[0])
  expect(names.toSorted()).toEqual(['idx_products_color', 'idx_products_sku'])
})

test('one that fails leaves nothing of those before it either', async () => {
  await expect(preparePocketBase(client, [fill, broken])).rejects.toThrow('to version 3')
  expect(await recordedVersion(client)).toBe(1)
  expect(await names()).not.toContain('season')
})

test('one that fails half way leaves nothing, is told in one sentence, and can be tried again', async () => {
  await preparePocketBase(client, [fill])
  const before = [await collection(), await records()]
  await expect(preparePocketBase(client, [fill, broken])).rejects.toMatchObject({
    name: 'SetupError',
    message: expect.stringMatching(
      /to version 3 of its schema: step 4 failed \(.*no such table: nowhere.*\)\. Nothing was changed/,
    ),
  })
  expect([await collection(), await records()]).toEqual(before)
  expect(await recordedVersion(client)).toBe(2)
  // What PocketBase holds in memory was taken back too.
  const [a] = await records()
  const path = `/api/collections/products/records/${a?.id}`
  await client.request(path, { method: 'PATCH', body: { season: 'spring' } })
  expect((await records())[0]).toMatchObject({ season: 'spring' })
  expect(await preparePocketBase(client, [fill, rename])).toHaveLength(1)
  expect((await records()).map(({ line }) => line)).toEqual(['spring', 'summer'])
})

test('a database that is newer is refused in one sentence, and left as it is', async () => {
  await preparePocketBase(client, [fill, rename])
  await expect(preparePocketBase(client, NONE)).rejects.toThrow(
    /^The database is of version 3 and this program knows versions up to 1: start the newer program/,
  )
  expect(await names()).toContain('line')
  expect(await recordedVersion(client)).toBe(3)
})

test('starts at the same time do each migration once between them', async () => {
  const count: Migration = {
    ...fill,
    steps: [...fill.steps, { sql: 'UPDATE products SET reorder_point = reorder_point + 1' }],
  }
  const starts = Array.from({ length: 4 }, () => {
    const own = createPocketBaseClient({ url: pocketbase.url, ...CREDENTIALS })
    return preparePocketBase(own, [count, rename])
  })
  const changes = (await Promise.all(starts)).flat()
  expect(changes.sort()).toEqual([
    'version 2 of the schema: products have a season',
    'version 3 of the schema: the season is called a collection',
  ])
  expect((await records()).map(({ reorder_point }) => reorder_point)).toEqual([1, 1])
})

test('a rename of a field that is not there does nothing', async () => {
  const nothing = { ...rename, version: 2 }
  const before = await names()
  expect(await preparePocketBase(client, [nothing])).toHaveLength(1)
  expect(await names()).toEqual(before)
})

/** The first start of a program with these migrations, on what `prepare` puts there. */
async function firstStart(migrations: Migration[], prepare?: (dataDir: string) => Promise<void>) {
  const other = await startPocketBase(CREDENTIALS, prepare)
  onTestFinished(() => other.stop())
  const own = createPocketBaseClient({ url: other.url, ...CREDENTIALS })
  return { changes: await preparePocketBase(own, migrations), client: own }
}

test('a folder from before versions were recorded gets every migration', async () => {
  const { changes, client: own } = await firstStart([fill, rename], unpackOldData)
  expect(changes.filter((line) => line.startsWith('version'))).toEqual([
    'version 1 of the schema: the first that is recorded',
    'version 2 of the schema: products have a season',
    'version 3 of the schema: the season is called a collection',
  ])
  const { items } = (await own.request('/api/collections/products/records')) as {
    items: { line: string }[]
  }
  expect(items.map(({ line }) => line)).toEqual(['summer', 'summer', 'summer'])
  const drift = await createPocketBaseStore(own).readDrift()
  expect(drift).toMatchObject({ movements: 15, missing: 0, rows: [] })
})

test('a new database is made in its newest shape and gets none', async () => {
  const { changes, client: own } = await firstStart([fill, rename])
  expect(changes[0]).toBe('version 3 of the schema: the first that is recorded')
  expect(changes.filter((line) => line.startsWith('version'))).toHaveLength(1)
  expect(await recordedVersion(own)).toBe(3)
})
