import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { createPocketBaseFeed } from '../../src/store/pocketbase/feed.ts'
import { callersOf, openApp, product, type Shop, useShop } from '../support/shop.ts'

// Two API processes over one PocketBase: what one writes the other shows, without being asked to look.
const shop = useShop([
  product('A', 'Amor', { 38: 100 }),
  product('B', 'Bella', { 38: 100 }),
  product('C', 'Cara', { 38: 100 }),
  product('D', 'Diva', Object.fromEntries(Array.from({ length: 40 }, (_, n) => [30 + n, 10]))),
  product('E', 'Elsa', Object.fromEntries(Array.from({ length: 40 }, (_, n) => [30 + n, 20]))),
])

type Process = Pick<Shop, 'get' | 'post' | 'inject'> & { close(): Promise<void> }
let first: Process
let second: Process

async function open(): Promise<Process> {
  const feed = createPocketBaseFeed(shop.client, shop.pocketbase.url)
  const app = await openApp(shop.store, shop.keys, { feed })
  return { ...callersOf(app), close: () => app.close() }
}

const readiness = async ({ get }: Process) => (await get('/health/ready')).body

beforeAll(async () => {
  first = await open()
  second = await open()
  for (const process of [first, second]) await live(process)
})
afterAll(() => Promise.all([first?.close(), second?.close()]))

/** Also outside of a test, where nothing can be polled. */
const live = (process: Process) =>
  vi.waitFor(async () => expect(await isLive(process)()).toBe(true), { timeout: 20_000 })

const isLive = (process: Process) => async () => (await readiness(process)).feed === 'live'

const onHand = async ({ get }: Process, sku: string): Promise<number> =>
  (await get(`/inventory?sku=${sku}`)).body.items[0].quantity

const shelfRow = async (sku: string) => {
  const filter = `variant.product.sku = '${sku}'`
  const path = '/api/collections/inventory/records'
  const page = (await shop.client.request(path, { query: { filter } })) as {
    items: [{ id: string; quantity: number; rev: number }]
  }
  return page.items[0]
}

test('a write shows in both processes, and neither reads the catalogue again', async () => {
  for (const process of [first, second]) await onHand(process, 'A')
  const loads = [
    (await readiness(first)).catalogue_loads,
    (await readiness(second)).catalogue_loads,
  ]
  for (let sold = 1; sold <= 20; sold++) {
    const writer = sold % 2 ? first : second
    const reader = sold % 2 ? second : first
    const sale = await writer.post('/inventory/sale', { sku: 'A', size: '38', quantity: 1 })
    expect(sale.status).toBe(201)
    expect(await onHand(writer, 'A')).toBe(100 - sold)
    await expect.poll(() => onHand(reader, 'A'), { interval: 5 }).toBe(100 - sold)
  }
  expect([
    (await readiness(first)).catalogue_loads,
    (await readiness(second)).catalogue_loads,
  ]).toEqual(loads)
})

test('parallel sales at both leave both with what is there', async () => {
  const sales = Array.from({ length: 120 }, (_, n) =>
    (n % 2 ? first : second).post('/inventory/sale', { sku: 'B', size: '38', quantity: 1 }),
  )
  const statuses = (await Promise.all(sales)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 201).length).toBe(100)
  for (const process of [first, second]) {
    await expect.poll(() => onHand(process, 'B')).toBe(0)
  }
})

test('writes that went together show in the other process too, and nothing is read again', async () => {
  await onHand(second, 'D')
  const before = await readiness(second)
  const sales = Array.from({ length: 40 }, (_, n) =>
    first.post('/inventory/sale', { sku: 'D', size: String(30 + n), quantity: 1 }),
  )
  expect(new Set((await Promise.all(sales)).map(({ status }) => status))).toEqual(new Set([201]))
  const left = async (process: Process) =>
    (await process.get('/inventory?sku=D')).body.items.map(
      ({ quantity }: { quantity: number }) => quantity,
    )
  expect(new Set(await left(first))).toEqual(new Set([9]))
  await expect.poll(async () => new Set(await left(second))).toEqual(new Set([9]))
  const after = await readiness(second)
  expect(after.catalogue_loads).toBe(before.catalogue_loads)
  expect(after.catalogue_gaps).toBeGreaterThan(before.catalogue_gaps)
})

test('while both sell at once, each asks for what the other wrote, and both end equal', async () => {
  const processes = [first, second]
  const stockOf = async (process: Process) =>
    (await process.get('/inventory?sku=E')).body.items.map(
      ({ size, quantity }: { size: string; quantity: number }) => [size, quantity],
    )
  for (const process of processes) await stockOf(process)
  const before = await Promise.all(processes.map(readiness))
  for (let round = 0; round < 5; round++) {
    const sales = Array.from({ length: 40 }, (_, n) => {
      const line = { sku: 'E', size: String(30 + n), quantity: 1, repeat: true }
      return processes[n % 2]?.post('/inventory/sale', line)
    })
    const statuses = (await Promise.all(sales)).map((answer) => answer?.status)
    expect(new Set(statuses)).toEqual(new Set([201]))
  }
  const expected = Array.from({ length: 40 }, (_, n) => [String(30 + n), 15])
  for (const process of processes) await expect.poll(() => stockOf(process)).toEqual(expected)
  const after = await Promise.all(processes.map(readiness))
  for (const [n, { catalogue_gaps, catalogue_changes, catalogue_loads }] of after.entries()) {
    // Each time for what one told change or several showed to be missing.
    const told = catalogue_changes - before[n].catalogue_changes
    expect(catalogue_gaps - before[n].catalogue_gaps).toBeLessThanOrEqual(told)
    // Once a minute the whole catalogue is read anyway.
    expect(catalogue_loads).toBeLessThanOrEqual(before[n].catalogue_loads + 1)
  }
})

/** What is asked once in a while, whatever is done: keys, whether something moved, and who is told of it. */
const BY_ITSELF = ['api_keys', '/api/stock/trade', '/api/stock/webhooks/signed']

test('while the feed is live, questions ask PocketBase for nothing but the keys', async () => {
  await onHand(first, 'A')
  const requests = vi.spyOn(shop.client, 'request')
  const paths = ['/inventory?model=amor', '/inventory?model=amr&size=38', '/models?model=amor']
  for (let n = 0; n < 20; n++) {
    for (const path of paths) expect((await first.get(`${path}&limit=${n + 1}`)).status).toBe(200)
  }
  const asked = requests.mock.calls
    .map(([path]) => path)
    .filter((path) => !BY_ITSELF.some((part) => path.includes(part)))
  requests.mockRestore()
  expect(asked).toEqual([])
})

test('what moved since a movement is the newest of each shelf, or too much to tell', async () => {
  const { seq } = await shop.store.readChanges(0)
  expect((await shop.store.readChanges(seq)).changes).toEqual([])
  for (let sold = 0; sold < 2; sold++) {
    await first.post('/inventory/sale', { sku: 'A', size: '38', quantity: 1 })
  }
  const quantity = await onHand(first, 'A')
  expect(await shop.store.readChanges(seq)).toMatchObject({
    seq: seq + 2,
    changes: [{ seq: seq + 2, quantity, reserved: 0 }],
  })
  expect((await shop.store.readChanges(seq - 10_000)).changes).toBeNull()
})

test('after more than can be told one by one, all of it is read again, once', async () => {
  const sizes = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`s${n}`, 1]))
  const products = Array.from({ length: 55 }, (_, n) => product(`Z${n}`, `Zoo ${n}`, sizes))
  await shop.store.importProducts({ actor: 'test', reason: 'import', mode: 'set', products })
  await expect.poll(() => onHand(second, 'Z54')).toBe(1)
  const requests = vi.spyOn(shop.client, 'request')
  const settled = async () => {
    requests.mockClear()
    await new Promise((done) => setTimeout(done, 300))
    return requests.mock.calls.filter(([path]) => /levels|catalogue/.test(path)).length
  }
  await expect.poll(settled, { timeout: 10_000 }).toBe(0)
  requests.mockRestore()
})

test('what staff edit by hand shows: a number, a name, a new size', async () => {
  const row = await shelfRow('C')
  const path = `/api/collections/inventory/records/${row.id}`
  await shop.client.request(path, { method: 'PATCH', body: { quantity: 90 } })
  await expect.poll(() => onHand(second, 'C')).toBe(90)

  const { products } = await shop.store.readCatalogue()
  const id = products.find(({ sku }) => sku === 'C')?.id
  const owner = `/api/collections/products/records/${id}`
  await shop.client.request(owner, { method: 'PATCH', body: { name: 'Carissima' } })
  const named = async () => (await second.get('/inventory?sku=C')).body.items[0].model
  await expect.poll(named).toBe('Carissima')

  const body = { product: id, size: '41' }
  await shop.client.request('/api/collections/variants/records', { method: 'POST', body })
  const sizes = async () =>
    (await second.get('/inventory?sku=C')).body.items.map(({ size }: { size: string }) => size)
  await expect.poll(sizes).toEqual(['38', '41'])
})

test('a size that a delivery makes shows at once', async () => {
  const line = { sku: 'A', size: '44', quantity: 3 }
  expect((await first.post('/inventory/add_stock', line)).status).toBe(201)
  const there = async (process: Process) =>
    (await process.get('/inventory?sku=A&size=44')).body.total_quantity
  expect(await there(first)).toBe(3)
  await expect.poll(() => there(second)).toBe(3)
})

test('after PocketBase was killed both go on, with what happened meanwhile', async () => {
  const before = await onHand(second, 'A')
  await shop.pocketbase.kill()
  await expect.poll(isLive(second), { timeout: 20_000 }).toBe(true)
  const sale = { sku: 'A', size: '38', quantity: 1 }
  await expect
    .poll(async () => (await shop.post('/inventory/sale', sale)).status, { timeout: 20_000 })
    .toBe(201)
  for (const process of [first, second]) {
    const seen = () => onHand(process, 'A')
    await expect.poll(seen, { timeout: 20_000 }).toBe(before - 1)
    await expect.poll(isLive(process), { timeout: 20_000 }).toBe(true)
  }
})

test('without a feed reads are a second old at most', async () => {
  const app = await openApp(shop.store, shop.keys)
  const { get } = callersOf(app)
  try {
    expect((await get('/health/ready')).body.feed).toBe('polling')
    const shown = async () => (await get('/inventory?sku=C')).body.items[0].quantity
    const quantity = (await shown()) + 1
    const { id, rev } = await shelfRow('C')
    const path = `/api/collections/inventory/records/${id}`
    await shop.client.request(path, { method: 'PATCH', body: { quantity, rev } })
    await expect.poll(shown, { timeout: 10_000 }).toBe(quantity)
  } finally {
    await app.close()
  }
})

test('it ends at once, also while PocketBase is gone', async () => {
  const lonely = createPocketBaseFeed(shop.client, 'http://127.0.0.1:9')
  let lost = 0
  const unwatch = lonely.watch({
    onConnect() {},
    onDisconnect() {
      lost++
    },
    onMovement() {},
    onOther() {},
  })
  await expect.poll(() => lost, { timeout: 10_000 }).toBeGreaterThan(1)
  await unwatch()
  const after = lost
  await new Promise((done) => setTimeout(done, 1_000))
  expect(lost).toBe(after)
})

test('a read that names a write knows it, in whichever process', async () => {
  const polling = await openApp(shop.store, shop.keys)
  onTestFinished(() => polling.close())
  const readers = [second, { ...callersOf(polling), close: async () => {} }]
  for (const reader of readers) await onHand(reader, 'B')
  const addOne = { sku: 'B', size: '38', quantity: 1 }
  for (let round = 0; round < 30; round++) {
    const { new_quantity, seq } = (await first.post('/inventory/add_stock', addOne)).body
    const read = async ({ get }: Process) => {
      const { body } = await get(`/inventory?sku=B&after_seq=${seq}`)
      return body.items[0].quantity
    }
    expect(await Promise.all(readers.map(read))).toEqual([new_quantity, new_quantity])
  }
})

test('a new size and a batch are known by their seq too', async () => {
  const delivery = { action: 'add_stock', sku: 'B', size: '39', quantity: 2, confirm: true }
  const { confirm, ...line } = delivery
  const { body } = await first.post('/inventory/batch', { lines: [line], confirm })
  const { items } = (await second.get(`/models?model=Bella&after_seq=${body.seq}`)).body
  expect(items[0].sizes).toContainEqual(expect.objectContaining({ size: '39', available: 2 }))
})

test('a seq that does not exist is refused', async () => {
  const answer = await second.get('/inventory?after_seq=99999999')
  expect(answer).toMatchObject({ status: 400, body: { type: '/problems/invalid-request' } })
  expect(answer.body.detail).toContain('after_seq')
})
