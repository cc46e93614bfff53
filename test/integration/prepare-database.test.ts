import { afterAll, beforeAll, expect, test } from 'vitest'
import { importInitialStock } from '../../src/features/imports/initial-stock.ts'
import { createPocketBaseClient, type PocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { preparePocketBase } from '../../src/store/pocketbase/prepare.ts'
import { COLLECTIONS } from '../../src/store/pocketbase/schema.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import { CREDENTIALS, startPocketBase, type TestPocketBase } from '../support/shop.ts'

let pocketbase: TestPocketBase
let client: PocketBaseClient

beforeAll(async () => {
  pocketbase = await startPocketBase()
  client = createPocketBaseClient({ url: pocketbase.url, ...CREDENTIALS })
})
afterAll(() => pocketbase?.stop())

interface Collection {
  id: string
  name: string
  listRule: string | null
  fields: { name: string; type: string; required?: boolean; max?: number; values?: string[] }[]
  indexes: string[]
}

const collection = async (name: string) =>
  (await client.request(`/api/collections/${name}`)) as Collection

const csv = (text: string) => () => ({ stock: new TextEncoder().encode(text), costs: undefined })

test('makes everything once, also when several start at once, and nothing a second time', async () => {
  const starts = Array.from({ length: 4 }, () => {
    const own = createPocketBaseClient({ url: pocketbase.url, ...CREDENTIALS })
    return preparePocketBase(own)
  })
  const changes = (await Promise.all(starts)).flat()
  // PocketBase makes this one itself; each start may be the one that completes it.
  const completed = 'added what was missing to the collection users'
  const made = changes.filter((change) => change !== completed)
  expect(changes).toContain(completed)
  expect(new Set(made).size).toBe(made.length)
  const own = COLLECTIONS.filter(({ name }) => name !== 'users')
  expect(made).toEqual(expect.arrayContaining(own.map(({ name }) => `made the collection ${name}`)))
  expect(await preparePocketBase(client)).toEqual([])
})

test('quantities may be 0, and rules are closed', async () => {
  for (const name of ['products', 'variants', 'locations', 'inventory', 'movements']) {
    const { listRule, fields } = await collection(name)
    expect(listRule).toBeNull()
    const numbers = fields.filter(({ type }) => type === 'number')
    expect(numbers.filter(({ required }) => required)).toEqual([])
  }
})

test('puts back what is missing and keeps what staff changed', async () => {
  const products = await collection('products')
  const changed = products.fields
    .filter(({ name }) => name !== 'reorder_point')
    .map((field) => (field.name === 'name' ? { ...field, max: 77 } : field))
  const fields = [...changed, { name: 'shelf_color', type: 'text' }]
  await client.request(`/api/collections/${products.id}`, {
    method: 'PATCH',
    body: { ...products, fields, indexes: [] },
  })

  expect(await preparePocketBase(client)).toEqual([
    'added what was missing to the collection products',
  ])
  const after = await collection('products')
  const names = after.fields.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['shelf_color', 'reorder_point']))
  expect(after.fields.find(({ name }) => name === 'name')?.max).toBe(77)
  expect(after.indexes).toHaveLength(1)
})

test('imports the first stock once, also when two start at once', async () => {
  const store = createPocketBaseStore(client)
  const files = csv('ID,Modèle,Couleur,Sexe,Pointure,Quantité\n1,Togo,Noir,Homme,43,5\n')
  const results = await Promise.all([
    importInitialStock(store, files),
    importInitialStock(store, files),
  ])
  expect(results.filter(Boolean)).toEqual([
    'Imported the initial stock: 1 new row, 0 changed, 0 unchanged, 0 bad; +5 units.',
  ])
  expect(await importInitialStock(store, files)).toBeNull()
  const { inventory, products } = await store.readCatalogue()
  expect(products).toMatchObject([{ sku: '1-NOI', aliases: ['1'], name: 'Togo' }])
  expect(inventory).toMatchObject([{ quantity: 5, reserved: 0, rev: 1 }])
})

test('hooks of another kind are a sentence that says what to do', async () => {
  const bare = { request: async () => ({ version: 999 }) }
  await expect(preparePocketBase(bare)).rejects.toThrow(/version 999 .*pb_hooks/)
})

test('a wrong password is a sentence, and tells nothing of PocketBase', async () => {
  const stranger = createPocketBaseClient({
    url: pocketbase.url,
    ...CREDENTIALS,
    password: 'wrong-one-0',
  })
  await expect(preparePocketBase(stranger)).rejects.toMatchObject({
    code: 'store-unavailable',
    message: 'The stock database refuses the sign-in.',
  })
})
