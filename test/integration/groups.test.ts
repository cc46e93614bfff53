import { expect, test, vi } from 'vitest'
import { createPocketBaseFeed } from '../../src/store/pocketbase/feed.ts'
import { CREDENTIALS, product, useShop } from '../support/shop.ts'

// Requests that PocketBase gets together: one transaction, and each as if it had come alone.
const shop = useShop([
  product('A', 'Amor', { 38: 5, 39: 5, 40: 0 }),
  product('B', 'Bella', { 38: 5 }),
  product('C', 'Cara', { 38: 100 }),
])

interface Answer {
  readonly status: number
  readonly body: {
    readonly replayed?: boolean
    readonly code?: string
    readonly details?: Record<string, unknown>
    readonly movements?: readonly { seq: number; quantity_after: number; type: string }[]
  }
}

let key = 0
const request = (lines: object[], rest: object = {}) => ({
  actor: 'test',
  channel: 'api',
  idempotency_key: `group-${key++}`,
  request_hash: 'hash',
  refuse_likely_repeat: false,
  refuse_unusual: false,
  lines,
  ...rest,
})

async function send(...requests: object[]): Promise<readonly Answer[]> {
  const answer = await shop.client.request('/api/stock/movements', {
    method: 'POST',
    body: { requests },
  })
  return (answer as { answers: Answer[] }).answers
}

async function variant(sku: string, size = '38'): Promise<string> {
  const { products, variants } = await shop.store.readCatalogue()
  const owner = products.find((one) => one.sku === sku)?.id
  return variants.find((one) => one.productId === owner && one.size === size)?.id ?? ''
}

async function signIn(): Promise<string> {
  const path = '/api/collections/_superusers/auth-with-password'
  const body = { identity: CREDENTIALS.email, password: CREDENTIALS.password }
  const answer = await shop.client.request(path, { method: 'POST', body })
  return (answer as { token: string }).token
}

async function shelf(sku: string, size: string) {
  const { inventory } = await shop.store.readCatalogue()
  const id = await variant(sku, size)
  return inventory.find(({ variantId }) => variantId === id) ?? { quantity: 0, reserved: 0 }
}

const line = (type: string, id: string, quantity: number, rest: object = {}) => ({
  type,
  variant: id,
  quantity,
  ...rest,
})

const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status)

test('each is judged by what those before it left, and a refused one takes nothing', async () => {
  const id = await variant('A')
  const answers = await send(
    request([line('SALE', id, 3)]),
    request([line('SALE', id, 3)]),
    request([line('SALE', id, 2)]),
    request([line('SALE', id, 1)]),
    request([line('ADD_STOCK', id, 4)]),
  )
  expect(statuses(answers)).toEqual([201, 409, 201, 409, 201])
  expect(answers[1]?.body).toMatchObject({
    code: 'insufficient-stock',
    details: { available: 2, requested: 3 },
  })
  expect(answers.flatMap(({ body }) => body.movements ?? [])).toMatchObject([
    { quantity_after: 2 },
    { quantity_after: 0 },
    { quantity_after: 4 },
  ])
  expect((await shelf('A', '38')).quantity).toBe(4)
  const { rows, missing } = await shop.store.readDrift()
  expect([rows, missing]).toEqual([[], 0])
})

test('all lines of a request or none, whatever the others do', async () => {
  const [a, b] = [await variant('A', '39'), await variant('B')]
  const answers = await send(
    request([line('SALE', a, 1), line('SALE', b, 1)]),
    request([line('SALE', a, 4), line('SALE', b, 5)]),
    request([line('SALE', a, 4)]),
  )
  expect(statuses(answers)).toEqual([201, 409, 201])
  expect(answers[1]?.body.details).toMatchObject({ line: 1, available: 4 })
  expect((await shelf('A', '39')).quantity).toBe(0)
  expect((await shelf('B', '38')).quantity).toBe(4)
})

test('a reservation made by one is there for the next, and gone when it is refused', async () => {
  const id = await variant('C')
  const reserve = (reference: string, quantity: number) =>
    line('RESERVE', id, quantity, { reference })
  const answers = await send(
    request([reserve('Ana', 10)]),
    request([reserve('Bea', 20), line('SALE', id, 200)]),
    request([line('SALE', id, 4, { reference: 'ana' })]),
    request([line('RELEASE', id, 7, { reference: 'Ana' })]),
    request([line('RELEASE', id, 6, { reference: 'Ana' })]),
    request([line('RELEASE', id, 1, { reference: 'Bea' })]),
    request([line('SALE', id, 96)]),
  )
  expect(statuses(answers)).toEqual([201, 409, 201, 409, 201, 409, 201])
  expect(await shelf('C', '38')).toMatchObject({ quantity: 0, reserved: 0 })
  expect((await shop.store.readDrift()).rows).toEqual([])
})

test('a size that a refused request made is not there, one that a good one made is', async () => {
  const { products } = await shop.store.readCatalogue()
  const owner = products.find(({ sku }) => sku === 'B')?.id
  const delivery = (size: string) => ({ type: 'ADD_STOCK', product: owner, size, quantity: 2 })
  const id = await variant('B')
  const answers = await send(
    request([delivery('44')]),
    request([delivery('45'), line('SALE', id, 999)]),
    request([delivery('44')]),
    request([line('SALE', id, 1)]),
  )
  expect(statuses(answers)).toEqual([201, 409, 201, 201])
  expect((await shelf('B', '44')).quantity).toBe(4)
  const sizes = (await shop.store.readCatalogue()).variants.filter(
    ({ productId }) => productId === owner,
  )
  expect(sizes.map(({ size }) => size).sort()).toEqual(['38', '44'])
})

test('one key twice in a group is done once', async () => {
  const id = await variant('B', '44')
  const twice = request([line('SALE', id, 1)])
  const other = { ...twice, request_hash: 'another', lines: [line('SALE', id, 1)] }
  const answers = await send(twice, twice, other)
  expect(statuses(answers)).toEqual([201, 200, 422])
  expect(answers[1]?.body).toEqual({ ...answers[0]?.body, replayed: true })
  const again = await send(request([line('SALE', id, 1)]), twice)
  expect(statuses(again)).toEqual([201, 200])
  expect(again[1]?.body).toEqual({ ...answers[0]?.body, replayed: true })
  expect((await shelf('B', '44')).quantity).toBe(2)
})

test('a chat that repeats itself within a group is asked', async () => {
  const id = await variant('B', '44')
  const careful = { refuse_likely_repeat: true, refuse_unusual: true, actor: 'chat' }
  const answers = await send(
    request([line('ADD_STOCK', id, 1)], careful),
    request([line('ADD_STOCK', id, 1)], careful),
    request([line('ADD_STOCK', id, 500)], careful),
  )
  expect(answers.map(({ status, body }) => body.code ?? status)).toEqual([
    201,
    'likely-repeat',
    'unusual-quantity',
  ])
})

test('what is deleted meanwhile is a refusal of its own, also in the middle of a group', async () => {
  const id = await variant('B', '44')
  const answers = await send(
    request([line('ADD_STOCK', 'gone00000000000', 1)]),
    request([line('SALE', 'gone00000000000', 1)]),
    request([{ type: 'ADJUSTMENT', variant: 'gone00000000000', count: 0 }]),
    request([line('ADD_STOCK', id, 1, { location: 'gone00000000000' })]),
    request([line('TRANSFER', id, 1, { to_location: 'gone00000000000' })]),
    request([line('ADD_STOCK', id, 1)]),
  )
  expect(answers.map(({ status, body }) => body.code ?? status)).toEqual([
    'product-not-found',
    'product-not-found',
    'product-not-found',
    'location-not-found',
    'location-not-found',
    201,
  ])
})

test('more units than a shelf may have are refused, in company too', async () => {
  const id = await variant('B', '44')
  const answers = await send(
    request([line('ADD_STOCK', id, 2_000_000_000)]),
    request([line('ADD_STOCK', id, 1)]),
  )
  expect(answers.map(({ status, body }) => body.code ?? status)).toEqual(['invalid-request', 201])
})

test('a refused request leaves no row and tells nobody, whatever it had begun', async () => {
  const told: number[] = []
  const feed = createPocketBaseFeed(shop.client, shop.pocketbase.url)
  const connected = Promise.withResolvers<void>()
  const unwatch = feed.watch({
    onConnect: connected.resolve,
    onDisconnect() {},
    onOther() {},
    onMovement: ({ seq }) => told.push(seq),
  })
  try {
    await connected.promise
    const { products } = await shop.store.readCatalogue()
    const owner = products.find(({ sku }) => sku === 'C')?.id
    const id = await variant('B', '44')
    const reserve = (reference: string) => line('RESERVE', id, 1, { reference })
    const release = (reference: string) => line('RELEASE', id, 1, { reference })
    await send(request([reserve('Xia'), reserve('Yan')]))
    const { shelves } = await shop.store.readDrift()
    const { seq } = await shop.store.readChanges(0)
    const answers = await send(
      request([
        { type: 'ADD_STOCK', product: owner, size: '77', quantity: 2 },
        line('RETURN', id, 3),
        release('Xia'),
        release('Yan'),
        line('SALE', id, 9_999),
      ]),
      request([line('RETURN', id, 1)]),
      request([line('RETURN', id, 1)]),
      request([release('Xia'), release('Yan'), line('SALE', id, 9_999)]),
    )
    expect(statuses(answers)).toEqual([409, 201, 201, 409])
    expect((await shop.store.readDrift()).shelves).toBe(shelves)
    // The last of what was written, and nothing of what was not; the next write shows that it is all.
    await send(request([line('RETURN', id, 1)]))
    await expect.poll(() => told).toContain(seq + 3)
    expect(told.filter((one) => one > seq)).toEqual([seq + 2, seq + 3])
  } finally {
    await unwatch()
  }
})

test('what was done before is answered once, however often it is sent at once', async () => {
  const id = await variant('B', '44')
  const done = request([line('RETURN', id, 1)])
  const [first] = await send(done)
  const answers = await send(done, done, request([line('RETURN', id, 1)]))
  expect(statuses(answers)).toEqual([200, 200, 201])
  for (const answer of answers.slice(0, 2)) {
    expect(answer.body).toEqual({ ...first?.body, replayed: true })
  }
})

test('what was done before, or is refused, is answered as well when it comes late', async () => {
  const id = await variant('B', '44')
  const done = request([line('RETURN', id, 1)])
  await send(done)
  const late = async (...requests: object[]) => {
    const response = await fetch(`${shop.pocketbase.url}/api/stock/movements`, {
      method: 'POST',
      headers: {
        authorization: await signIn(),
        'content-type': 'application/json',
        'x-stock-deadline': String(Date.now() - 1),
      },
      body: JSON.stringify({ requests }),
    })
    return response.status
  }
  expect(await late(done)).toBe(200)
  expect(await late(done, request([line('SALE', id, 9_999)]))).toBe(200)
  const { quantity } = await shelf('B', '44')
  expect(await late(done, request([line('RETURN', id, 1)]))).toBe(503)
  expect((await shelf('B', '44')).quantity).toBe(quantity)
})

test('numbers follow each other without a gap, whatever was refused', async () => {
  const id = await variant('B', '44')
  const { seq } = await shop.store.readChanges(0)
  const answers = await send(
    request([line('ADD_STOCK', id, 1)]),
    request([line('RESERVE', id, 1, { reference: 'Zoe' }), line('SALE', id, 9_999)]),
    request([line('ADD_STOCK', id, 1), line('ADD_STOCK', id, 1)]),
    request([line('SALE', id, 9_999)]),
    request([line('ADD_STOCK', id, 1)]),
  )
  const numbers = answers.flatMap(({ body }) => (body.movements ?? []).map((one) => one.seq))
  expect(numbers).toEqual([1, 2, 3, 4].map((n) => seq + n))
  const { movements, missing } = await shop.store.readDrift()
  expect([movements, missing]).toEqual([seq + 4, 0])
})

test('parallel requests share transactions, and each is told what it did', async () => {
  const sent = vi.spyOn(shop.client, 'request')
  const sales = Array.from({ length: 100 }, () =>
    shop.post('/inventory/add_stock', { sku: 'A', size: '40', quantity: 1 }),
  )
  const answers = await Promise.all(sales)
  const writes = sent.mock.calls.filter(([path]) => path === '/api/stock/movements')
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  // The first goes alone, the others while it is written.
  expect(writes.length).toBeLessThanOrEqual(10)
  const after = answers.map(({ body }) => body.new_quantity).sort((x, y) => x - y)
  expect(after).toEqual(Array.from({ length: 100 }, (_, n) => n + 1))
})
