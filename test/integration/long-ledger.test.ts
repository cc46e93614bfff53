import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, expect, test } from 'vitest'
import { manyOf, newestOf, whereOf } from '../../pocketbase/hooks/history-sql.ts'
import type { MovementQuery } from '../../src/domain/movement.ts'
import { askInBoth } from '../support/both-languages.ts'
import { product, useShop } from '../support/shop.ts'

// More movements than are counted: sales and returns of one shelf in turn, and a few from a chat among the oldest.
const shop = useShop([
  product('A', 'Amor', { 38: 100 }, { color: 'Noir' }),
  product('B', 'Bella', { 38: 100 }, { color: 'Blanc' }),
])
const ROWS = 25_000

const FILL = `
  INSERT INTO movements (id, seq, batch, line, variant, location, type, quantity, delta, quantity_after, match,
    actor, channel, occurred_at, created)
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${ROWS})
  SELECT printf('m%014d', i), (SELECT max(seq) FROM movements) + i + 1, printf('m%014d', i), 0, m.variant,
    m.location, iif(i % 2, 'RETURN', 'SALE'), 1, iif(i % 2, 1, -1), 100 - 1 + i % 2, 'null',
    iif(i < 300, 'ana', 'api'), iif(i < 300, 'chat', 'api'), m.occurred_at, m.created
  FROM n, (SELECT m.* FROM movements m JOIN variants v ON v.id = m.variant JOIN products p ON p.id = v.product
    WHERE p.sku = 'A' LIMIT 1) m`

const withDatabase = <T>(work: (database: DatabaseSync) => T): T => {
  const file = join(shop.pocketbase.dataDir, 'pb_data/data.db')
  const database = new DatabaseSync(file, { timeout: 30_000 })
  try {
    return work(database)
  } finally {
    database.close()
  }
}

beforeAll(() => withDatabase((database) => database.exec(FILL)))

const list = async (query: Record<string, string>) => {
  const { status, body } = await shop.get(`/movements?${new URLSearchParams(query)}`)
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

const last = () =>
  withDatabase((database) => database.prepare('SELECT max(seq) AS seq FROM movements').get()?.seq)

test('how many movements there are in all is known from the last one', async () => {
  const total = last()
  const body = await list({ limit: '2' })
  expect(body).toMatchObject({ total, total_is_at_least: false, units: null })
  expect(body.message).toMatch(
    /^25,00\d movements\. They are too many to add up their units here: /,
  )
  expect(
    body.items.map(({ quantity_after }: { quantity_after: number }) => quantity_after),
  ).toEqual([100, 99])
})

test('of what is filtered, so many are counted, and the answer says that there are more', async () => {
  const body = await list({ type: 'SALE', limit: '1' })
  expect(body).toMatchObject({ total: 10_000, total_is_at_least: true, units: null })
  expect(body.message).toMatch(/^10,000\+ movements\. They are too many/)
  const french = await askInBoth(shop, '/movements?type=SALE&limit=1')
  expect(french.message).toMatch(/^Plus de 10.000 mouvements\. Ils sont trop nombreux/)
})

test('few among many are counted and added up exactly', async () => {
  expect(await list({ channel: 'chat', limit: '1' })).toMatchObject({
    total: 300,
    total_is_at_least: false,
    units: { sold: 150, returned: 150 },
  })
  expect(await list({ channel: 'chat', type: 'RETURN', actor: 'ana' })).toMatchObject({
    total: 150,
    units: { sold: 0, returned: 150 },
  })
  expect(await list({ sku: 'B' })).toMatchObject({ total: 1, units: { added: 100 } })
  expect(await list({ sku: 'B', type: 'SALE' })).toMatchObject({ total: 0, items: [] })
  expect(await list({ channel: 'admin' })).toMatchObject({ total: 0, items: [] })
})

test('what was undone is told apart among many too', async () => {
  const sale = await shop.post('/inventory/sale', { sku: 'A', size: '38', quantity: 3 })
  expect(sale.status).toBe(201)
  const undone = await shop.post(`/movements/${sale.body.movement.id}/undo`)
  expect(undone.status).toBe(201)
  const [first] = (await list({ include_undone: 'false', limit: '1' })).items
  expect(first).toMatchObject({ type: 'RETURN', undone: false })
  expect(await list({ include_undone: 'false', limit: '1' })).toMatchObject({
    total: 10_000,
    total_is_at_least: true,
  })
})

test.each<[string, Record<string, string>, number]>([
  ['of a type', { type: 'SALE' }, ROWS / 2],
  ['of a product', { sku: 'A', channel: 'api' }, ROWS - 300],
  ['of one who did much', { actor: 'api' }, ROWS - 300],
])('a file of all movements %s has each of them', async (_name, query, expected) => {
  const { status, body } = await shop.get(`/export/movements.csv?${new URLSearchParams(query)}`)
  expect(status).toBe(200)
  const rows = String(body).trimEnd().split('\r\n').length - 1
  expect(rows).toBeGreaterThanOrEqual(expected)
  expect(rows).toBeLessThan(expected + 10)
})

test('the pages of many movements follow each other', async () => {
  const first = await list({ type: 'RETURN', limit: '3' })
  const second = await list({ type: 'RETURN', limit: '3', cursor: first.next_cursor })
  const both = await list({ type: 'RETURN', limit: '6' })
  expect([...first.items, ...second.items]).toEqual(both.items)
})

test.each<[string, Omit<MovementQuery, 'limit'>]>([
  ['everything', {}],
  ['a type', { type: 'SALE' }],
  ['a channel', { channel: 'chat' }],
  ['an actor', { actors: ['api'] }],
  ['two actors', { actors: ['api', 'ana'] }],
  ['what stands', { undone: false }],
])('a page of %s is the same, however much is counted', async (_name, query) => {
  const whole = await shop.store.readMovements({ ...query, limit: 20 })
  const capped = await shop.store.readMovements({ ...query, limit: 20, most: 100 })
  const none = await shop.store.readMovements({ ...query, limit: 20, most: 0 })
  expect(capped.items).toEqual(whole.items)
  expect(none.items).toEqual(whole.items)
  expect(capped.total.isAtLeast ? 100 : whole.total.total).toBe(capped.total.total)
  expect(whole.totals?.reduce((sum, { movements }) => sum + movements, 0)).toBeGreaterThanOrEqual(
    whole.total.total,
  )
})

test('a chat is told how many rows a file has, also of many', async () => {
  const link = await shop.get('/export?file=movements&type=SALE')
  expect(link.body.rows).toBeGreaterThanOrEqual(ROWS / 2)
  expect(link.body.message).toMatch(/12,50\d rows/)
})

test('requests of a rare channel are told', async () => {
  const { body } = await shop.get('/requests?channel=chat&limit=200')
  expect(body.items.length).toBeGreaterThan(50)
  expect(body.items[0]).toMatchObject({ channel: 'chat', actor: 'ana', movements_total: 1 })
})

const planOf = (sql: string): string[] =>
  withDatabase((database) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll(/\{:(\w+)\}/g, ':$1')}`)
      .all(new Proxy({}, { get: () => 1, has: () => true }))
      .map(({ detail }) => String(detail)),
  )

test.each([
  ['channel', 'idx_movements_channel'],
  ['type', 'idx_movements_type'],
  ['actor', 'idx_movements_actor'],
] as const)('the newest movements of a %s are found in their order', (name, index) => {
  for (const others of [[], ['location'], ['from', 'size']] as const) {
    const where = whereOf([name, ...others], [name])
    const plan = planOf(manyOf({ where, undone: true, older: 'AND m.seq < 100' }))
    expect(plan.filter((step) => step.includes(`${index} (${name}=? AND seq<?)`))).toHaveLength(1)
    expect(plan.filter((step) => step.startsWith('SCAN m'))).toEqual([])
  }
})

test('of all movements, and of those that no index finds in their order, the newest come first', () => {
  for (const where of ['1', whereOf(['products', 'location'], [])]) {
    const plan = planOf(manyOf({ where, undone: true, older: 'AND m.seq < 100' }))
    expect(plan.find((step) => step.includes('idx_movements_seq'))).toMatch(/^SEARCH m/)
  }
})

test.each([
  [['channel'], 'idx_movements_channel'],
  [['actors'], 'idx_movements_actor'],
  [['actors', 'channel', 'location'], 'idx_movements_actor'],
] as const)('the newest request by %j is found at once', (names, index) => {
  const plan = planOf(`SELECT ${newestOf(names)} FROM (SELECT 1000 AS first) s`)
  expect(plan.find((step) => step.startsWith('SEARCH m'))).toContain(index)
  expect(plan.filter((step) => /SCAN m\b|TEMP B-TREE/.test(step))).toEqual([])
})
