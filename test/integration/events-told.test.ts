import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, expect, test } from 'vitest'
import { EVENTS_SQL } from '../../src/domain/events-sql.ts'
import { hashOf } from '../../src/shared/secret.ts'
import { peopleOf } from '../support/people-of.ts'
import { CREDENTIALS, product, useShop } from '../support/shop.ts'

// What each way to change the shop tells, and to whom.

const shop = useShop([
  product('HAND', 'Hand', { 38: 4 }),
  product('EMPT', 'Empty', { 38: 0 }),
  product('SIZE', 'Sizes', { 38: 4, 39: 9 }),
  product('TWOS', 'Twos', { 40: 3, 41: 3 }),
  product('HELD', 'Held', { 42: 1 }),
  product('AWAY', 'Away', { 43: 2 }, { reorderPoint: 1 }),
  product('BOTH', 'Both', { 44: 5 }, { reorderPoint: 2 }),
])

interface Told {
  readonly id: string
  readonly type: string
  readonly position: string
  readonly actor: string
  readonly channel: string
  readonly message: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it has
  readonly data: any
}

const READER = 'sk-reader-0123456789abcdef'
const CELLAR = 'sk-cellar-0123456789abcdef'

beforeAll(async () => {
  await shop.post('/locations', { name: 'Cellar' })
  const keys = [
    { name: 'reader', key: READER, location: null },
    { name: 'cellar', key: CELLAR, location: 'Cellar' },
  ]
  for (const { name, key, location } of keys) {
    const hash = hashOf(key)
    await shop.keys.saveKey({ name, hash, scope: 'read', location, expiresAt: null })
  }
})

async function events(query: string, key?: string) {
  const { status, body } = await shop.inject({
    method: 'GET',
    url: `/events?limit=1000&${query}`,
    ...(key && { headers: { authorization: `Bearer ${key}` } }),
  })
  expect(status).toBe(200)
  return body as { events: Told[]; position: string }
}

/** What was told of some work, to each of some keys. */
async function toldOf(
  work: () => Promise<unknown>,
  keys: readonly (string | undefined)[] = [undefined],
): Promise<Told[][]> {
  const { position } = await events('after=now')
  await work()
  return Promise.all(keys.map(async (key) => (await events(`after=${position}`, key)).events))
}

const told = async (work: () => Promise<unknown>): Promise<Told[]> => (await toldOf(work))[0] ?? []

const types = (all: readonly Told[] = []) => all.map(({ type }) => type)

async function send(method: 'POST' | 'PATCH', url: string, payload: object) {
  const answer = await shop.inject({ method, url, payload })
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  return answer.body
}

const post = (url: string, payload: object) => send('POST', url, payload)

/** What the admin UI does. */
const byHand = (
  path: string,
  method: 'POST' | 'PATCH' | 'DELETE',
  body?: object,
): Promise<Record<string, unknown>> =>
  shop.client.request(`/api/collections/${path}`, { method, ...(body && { body }) }) as Promise<
    Record<string, unknown>
  >

test('a quantity that is edited by hand is told, with its editor', async () => {
  const { items } = (await shop.client.request('/api/collections/inventory/records', {
    query: { filter: "variant.product.sku = 'HAND'" },
  })) as { items: Record<string, unknown>[] }
  const [row] = items
  const edited = await told(() =>
    byHand(`inventory/records/${row?.id}`, 'PATCH', { ...row, quantity: 0 }),
  )
  expect(edited).toMatchObject([
    {
      ...{ type: 'stock.changed', actor: CREDENTIALS.email, channel: 'admin' },
      data: {
        on_hand: { before: 4, after: 0 },
        movement: { type: 'ADJUSTMENT', reason: 'edited by hand' },
      },
    },
    { type: 'stock.out', data: { available: { before: 4, after: 0 } } },
  ])
})

test('a product that is made, changed, archived and deleted by hand is told', async () => {
  let id = ''
  const made = await told(async () => {
    const body = { sku: 'MADE', name: 'Made', color: 'Noir', gender: 'Femme', price: 20 }
    id = String((await byHand('products/records', 'POST', body)).id)
  })
  expect(made).toMatchObject([
    {
      ...{ type: 'product.created', actor: CREDENTIALS.email, channel: 'admin' },
      ...{ message: 'New: Made, Noir, Femme.', data: { product: { sku: 'MADE' }, size: null } },
    },
  ])
  const changed = await told(() => byHand(`products/records/${id}`, 'PATCH', { price: 25 }))
  expect(changed).toMatchObject([
    { type: 'product.updated', data: { changes: [{ field: 'price', before: 20, after: 25 }] } },
  ])
  const archived = await told(() => byHand(`products/records/${id}`, 'PATCH', { active: false }))
  expect(types(archived)).toEqual(['product.archived'])
  const deleted = await told(() => byHand(`products/records/${id}`, 'DELETE'))
  expect(deleted).toMatchObject([
    {
      ...{ type: 'product.archived', actor: CREDENTIALS.email, channel: 'admin' },
      ...{ message: `Made, Noir, Femme was deleted by "${CREDENTIALS.email}".` },
      data: {
        product: { sku: 'MADE', model: 'Made', color: 'Noir', gender: 'Femme' },
        changes: [],
      },
    },
  ])
  // For what was told before, what it was called is gone with it.
  const { events: all } = await events('types=product.*')
  expect(all.find((one) => one.id === made[0]?.id)).toMatchObject({
    data: { product: { sku: '' } },
  })
})

test('a deletion that is refused is not told', async () => {
  const { items } = (await shop.client.request('/api/collections/products/records', {
    query: { filter: "sku = 'HAND'" },
  })) as { items: { id: string }[] }
  const refused = await told(() =>
    expect(byHand(`products/records/${items[0]?.id}`, 'DELETE')).rejects.toThrow('400'),
  )
  expect(refused).toEqual([])
})

test('an archived product of the API, and one that comes back', async () => {
  const archived = await told(() => send('PATCH', '/models/EMPT', { active: false }))
  expect(archived).toMatchObject([
    {
      type: 'product.archived',
      data: { changes: [{ field: 'active', before: true, after: false }] },
    },
  ])
  const back = await told(() => send('PATCH', '/models/EMPT', { active: true }))
  expect(types(back)).toEqual(['product.updated'])
})

test('a size is low at its own reorder point, and so is the product at its own', async () => {
  const changed = await told(async () => {
    await send('PATCH', '/models/SIZE', { size: '38', reorder_point: 2 })
    await send('PATCH', '/models/SIZE', { reorder_point: 12 })
  })
  expect(changed).toMatchObject([
    { data: { size: '38', changes: [{ field: 'reorder_point', after: 2 }] } },
    { data: { size: null, changes: [{ field: 'reorder_point', after: 12 }] } },
  ])
  const sale = (quantity: number) => () =>
    post('/inventory/sale', { sku: 'SIZE', size: '38', quantity })
  const both = await told(sale(2))
  expect(both.filter(({ type }) => type === 'stock.low')).toMatchObject([
    { data: { size: '38', reorder_point: 2, available: { before: 4, after: 2 } } },
    { data: { size: null, reorder_point: 12, available: { before: 13, after: 11 } } },
  ])
  // What is out is low as well, and told as out.
  expect(types(await told(sale(2)))).toEqual(['stock.changed', 'sale.recorded', 'stock.out'])
})

test('a batch is told line by line, and its undo brings back what was out', async () => {
  const lines = ['40', '41'].map((size) => ({ action: 'sale', sku: 'TWOS', size, quantity: 3 }))
  const sold = await told(() => post('/inventory/batch', { lines }))
  const one = ['stock.changed', 'sale.recorded', 'stock.out']
  expect(types(sold)).toEqual([...one, ...one])
  const undone = await told(() => post('/inventory/undo', {}))
  expect(types(undone).toSorted()).toEqual(
    ['stock.changed', 'stock.back', 'stock.changed', 'stock.back'].toSorted(),
  )
  const reversed = undone.flatMap(({ data }) => data.movement?.reverses ?? [])
  expect(new Set(reversed)).toEqual(new Set(sold.map(({ data }) => data.movement.id)))
})

test('a reservation takes what is available, and gives it back when it ends', async () => {
  const held = await told(() =>
    post('/inventory/reserve', {
      ...{ sku: 'HELD', size: '42', quantity: 1, reference: 'Ana' },
      expires_at: new Date(Date.now() + 500).toISOString(),
    }),
  )
  expect(held).toMatchObject([
    {
      type: 'stock.changed',
      data: { on_hand: { before: 1, after: 1 }, reserved: { before: 0, after: 1 } },
    },
    { type: 'stock.out' },
  ])
  const position = held.at(-1)?.position
  await expect
    .poll(
      async () => {
        await shop.client.request('/api/crons/stock-release-expired', { method: 'POST' })
        return types((await events(`after=${position}`)).events)
      },
      { timeout: 10_000, interval: 300 },
    )
    .toEqual(['stock.changed', 'reservation.expired', 'stock.back'])
  const [, expired] = (await events(`after=${position}`)).events
  expect(expired).toMatchObject({ channel: 'expiry', data: { quantity: 1, reference: 'Ana' } })
})

test('a reservation that somebody gives back did not end by itself', async () => {
  const hold = { sku: 'HELD', size: '42', quantity: 1, reference: 'Bea' }
  await post('/inventory/reserve', hold)
  const given = await told(() => post('/inventory/release', hold))
  expect(types(given)).toEqual(['stock.changed', 'stock.back'])
})

test('an import is told, with each product that is new', async () => {
  const rows = await told(() =>
    shop.store.importProducts({
      ...{ actor: 'import', reason: 'import (set)', mode: 'set' },
      products: [product('FRSH', 'Fresh', { 38: 2 }), product('TWOS', 'Twos', { 40: 5 })],
    }),
  )
  const byType = Map.groupBy(rows, ({ type }) => type)
  expect(byType.get('product.created')).toMatchObject([{ data: { product: { sku: 'FRSH' } } }])
  expect(byType.get('import.done')).toMatchObject([
    { channel: 'import', data: { kind: 'stock', products_new: 1 } },
  ])
  expect(
    byType
      .get('stock.changed')
      ?.map(({ data }) => data.product.sku)
      .toSorted(),
  ).toEqual([...['FRSH', 'TWOS']])
})

test('the first time that a person signs in is told to those in charge alone', async () => {
  const { enter, signIn } = peopleOf(shop.people)
  const keys = [undefined, READER, CELLAR]
  const [owner, reader, cellar] = await toldOf(() => enter('ines@shop.example', 'owner'), keys)
  expect(owner).toMatchObject([
    {
      ...{ type: 'person.signed_in_first', actor: 'ines@shop.example' },
      data: { email: 'ines@shop.example', role: 'owner' },
    },
  ])
  expect([reader, cellar]).toEqual([[], []])
  expect(await told(() => signIn('ines@shop.example'))).toEqual([])
})

test('whoever only reads is told no costs, of sales and of changes', async () => {
  const [owner, reader] = await toldOf(async () => {
    await post('/inventory/sale', { sku: 'AWAY', size: '43', quantity: 1 })
    await send('PATCH', '/models/AWAY', { cost: 44, price: 120 })
  }, [undefined, READER])
  const sale = (all: readonly Told[] = []) => all.find(({ type }) => type === 'sale.recorded')?.data
  expect([sale(owner).unit_cost, sale(reader).unit_cost]).toEqual([50, null])
  const changes = (all: readonly Told[] = []) =>
    all.find(({ type }) => type === 'product.updated')?.data.changes
  expect(changes(owner)).toHaveLength(2)
  expect(changes(reader)).toEqual([{ field: 'price', before: 100, after: 120 }])
})

test('a key of a location is told what moves there, by the levels of that place', async () => {
  const [owner, cellar] = await toldOf(async () => {
    await post('/inventory/transfer', {
      ...{ sku: 'AWAY', size: '43', quantity: 1, to_location: 'Cellar' },
    })
    await post('/inventory/add_stock', { sku: 'AWAY', size: '43', quantity: 5 })
    await post('/inventory/sale', { sku: 'AWAY', size: '43', quantity: 1, location: 'Cellar' })
    await post('/inventory/check-stock', {})
  }, [undefined, CELLAR])
  // The shop has five more: for all of it nothing is out.
  expect(types(owner)).toEqual([
    ...['stock.changed', 'stock.changed', 'stock.changed', 'stock.changed', 'sale.recorded'],
    'check.done',
  ])
  expect(types(cellar)).toEqual(['stock.changed', 'stock.changed', 'sale.recorded', 'stock.out'])
  expect(cellar?.every(({ data }) => data.location === 'Cellar')).toBe(true)
  expect(cellar?.at(-1)).toMatchObject({ data: { available: { before: 1, after: 0 } } })
  const { locations } = await shop.store.readCatalogue()
  const place = locations.find(({ name }) => name === 'Cellar')?.id
  expect(cellar?.at(-1)?.id).toMatch(new RegExp(`^\\w+\\.stock\\.out\\.${place}$`))
})

test('what is reserved at another place is not available, and each place has its own level', async () => {
  const both = { sku: 'BOTH', size: '44' }
  const inCellar = (quantity: number) => ({ ...both, quantity, location: 'Cellar' })
  await post('/inventory/transfer', { ...both, quantity: 3, to_location: 'Cellar' })
  await post('/inventory/reserve', { ...both, quantity: 1, reference: 'Cleo' })
  const levels = (all: readonly Told[] = []) =>
    all
      .filter(({ type }) => ['stock.low', 'stock.out', 'stock.back'].includes(type))
      .map(({ type, data }) => [type, data.available.before, data.available.after])
  const during = async (work: () => Promise<unknown>) =>
    (await toldOf(work, [undefined, CELLAR])).map(levels)
  expect(await during(() => post('/inventory/sale', inCellar(1)))).toEqual([
    [],
    [['stock.low', 3, 2]],
  ])
  expect(await during(() => post('/inventory/sale', inCellar(2)))).toEqual([
    [['stock.low', 3, 1]],
    [['stock.out', 2, 0]],
  ])
  expect(await during(() => post('/inventory/sale', { ...both, quantity: 1 }))).toEqual([
    [['stock.out', 1, 0]],
    [],
  ])
  expect(await during(() => post('/inventory/add_stock', inCellar(1)))).toEqual([
    [['stock.back', 0, 1]],
    [['stock.back', 0, 1]],
  ])
})

test('a page is found by indexes, however long the ledger is', () => {
  const database = new DatabaseSync(join(shop.pocketbase.dataDir, 'pb_data/data.db'))
  const sql = EVENTS_SQL.replaceAll(/\{:(\w+)\}/g, ':$1')
  const plan = database
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all({ seq: 1, number: 1, limit: 500 })
    .map(({ detail }) => String(detail))
  database.close()
  // A shop has few locations; m, e and the subqueries are the page itself.
  const scans = plan.filter((step) => step.startsWith('SCAN '))
  expect(
    scans.filter((step) => !/^SCAN (?:CONSTANT ROW|m|e|\(subquery-\d+\))$/.test(step)),
  ).toEqual(scans.filter((step) => /^SCAN [lx] USING COVERING INDEX \S*locations/.test(step)))
  expect(plan).toContain('SEARCH m USING INDEX idx_movements_seq (seq>?)')
  const ofShelves = plan.filter((step) => / [fz] USING/.test(step))
  expect(ofShelves).toHaveLength(5)
  for (const step of ofShelves) {
    expect(step).toContain('idx_movements_shelf (variant=? AND location=? AND seq<?)')
  }
})
