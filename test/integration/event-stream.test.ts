import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { EventSource } from 'eventsource'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { fillHistory } from '../../scripts/bench/history.ts'
import { StockError } from '../../src/domain/errors.ts'
import { sameInAll } from '../../src/domain/say.ts'
import type { StreamLimits } from '../../src/http/event-stream.ts'
import { hashOf } from '../../src/shared/secret.ts'
import { createPocketBaseFeed } from '../../src/store/pocketbase/feed.ts'
import type { StockStore } from '../../src/store/store.ts'
import { readStream } from '../support/event-reader.ts'
import { fromPage, peopleOf } from '../support/people-of.ts'
import { API_KEY, callersOf, openApp, product, type Shop, useShop } from '../support/shop.ts'

const shop = useShop([
  product('LIVE', 'Live', { 38: 500, 39: 5 }, { reorderPoint: 2 }),
  product('SLOW', 'Slow', { 40: 500 }),
])

const AS_OWNER = { authorization: `Bearer ${API_KEY}` }

let app: FastifyInstance
let api: string
let caller: Pick<Shop, 'get' | 'post' | 'inject'>

const streams = { heartbeatMs: 200, recheckMs: 100, patienceMs: 500 }

/** An API process of its own, which hears of changes. */
async function open(port = 0): Promise<FastifyInstance> {
  const feed = createPocketBaseFeed(shop.client, shop.pocketbase.url)
  const { people, oauth } = shop
  const opened = await openApp(shop.store, shop.keys, { feed, people, oauth, streams })
  await opened.listen({ host: '127.0.0.1', port })
  const { get } = callersOf(opened)
  await vi.waitFor(async () => expect((await get('/health/ready')).body.feed).toBe('live'), 20_000)
  return opened
}

/** One that is closed after the test. */
async function listening(
  store: StockStore,
  limits: Partial<StreamLimits> = {},
): Promise<FastifyInstance> {
  const opened = await openApp(store, shop.keys, { streams: { ...streams, ...limits } })
  onTestFinished(() => opened.close())
  await opened.listen({ host: '127.0.0.1', port: 0 })
  return opened
}

const addressOf = ({ server }: FastifyInstance) =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`

beforeAll(async () => {
  app = await open()
  api = addressOf(app)
  caller = callersOf(app)
})
afterAll(() => app?.close())

/** Follows what happens, once the stream has begun. */
async function follow(query = '', headers: Record<string, string> = AS_OWNER, address = api) {
  const stream = await readStream(`${address}/events/stream${query}`, headers)
  expect(stream.response.status).toBe(200)
  await vi.waitFor(() => expect(stream.blocks.length).toBeGreaterThan(1))
  return stream
}

const sell = async (size = '38', by = caller) => {
  const answer = await by.post('/inventory/sale', { sku: 'LIVE', size, quantity: 1 })
  expect(answer.status).toBe(201)
  return answer.body
}

type Stream = Awaited<ReturnType<typeof follow>>
const typesOf = (stream: Stream) => stream.events().map(({ event }) => event)

/** What /events says of the same. */
const told = async (query: string) =>
  (await caller.get(`/events?limit=1000&${query}`)).body as {
    events: { id: string; type: string }[]
    position: string
  }

const ids = (stream: Stream) => stream.events().flatMap(({ data }) => data.id ?? [])

async function keyFor(name: string, rights: { scope: 'read' | 'write'; location?: string }) {
  const key = `sk-${name}-0123456789abcdef`
  await shop.keys.saveKey({ location: null, ...rights, name, hash: hashOf(key), expiresAt: null })
  const headers = { authorization: `Bearer ${key}` }
  await expect
    .poll(async () => (await caller.inject({ method: 'GET', url: '/me', headers })).status, {
      // Wrong keys are counted.
      ...{ interval: 250, timeout: 10_000 },
    })
    .toBe(200)
  return headers
}

test('what happens is told as it happens, as /events tells it', async () => {
  const stream = await follow()
  const { headers } = stream.response
  expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(headers.get('cache-control')).toBe('no-store, no-transform')
  expect(headers.get('x-accel-buffering')).toBe('no')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  const [begin] = stream.events()
  expect(begin).toEqual({
    event: 'begin',
    id: begin?.data.position,
    data: { position: begin?.data.position },
  })
  await sell()
  await expect.poll(() => typesOf(stream)).toEqual(['begin', 'stock.changed', 'sale.recorded'])
  const [, changed, sale] = stream.events()
  const { events } = await told(`after=${begin?.id}`)
  expect([changed?.data, sale?.data]).toEqual(events)
  // Whoever is cut off between the two is told both again.
  expect(changed?.id).toBeUndefined()
  expect(sale?.id).toBe(sale?.data.position)
  expect(stream.blocks[0]).toMatch(/^retry: \d{4}$/)
})

test('only what was asked for is told, in French', async () => {
  const stream = await follow('?types=sale.recorded&language=fr')
  await sell()
  await expect.poll(() => typesOf(stream)).toEqual(['begin', 'sale.recorded'])
  expect(stream.events()[1]?.data.message).toMatch(/^Vendu : 1 Live/)
})

test('a stream begins where its reader was', async () => {
  const { position } = await told('after=now')
  const [first, second] = [await sell(), await sell()]
  const after = await follow(`?after=${position}&types=sale.recorded`)
  await expect.poll(() => after.events().length).toBe(3)
  // The header of a browser that comes back goes before the address, which stays as it was.
  const back = await follow(`?after=${position}&types=sale.recorded`, {
    ...AS_OWNER,
    'last-event-id': String(after.events()[1]?.id),
  })
  await expect.poll(() => back.events().length).toBe(2)
  expect(back.events()[1]).toEqual(after.events()[2])
  // Only the movement is known.
  const behind = await follow(`?after=${first.seq}&types=sale.recorded`)
  await expect.poll(() => ids(behind)).toEqual(ids(back))
  const latest = await follow(`?after=${second.seq}&types=sale.recorded`)
  await sell()
  await expect.poll(() => latest.events().length).toBe(2)
})

test('from the beginning, all is told as in pages', async () => {
  const stream = await follow('?after=0')
  const { events } = await told('')
  await expect.poll(() => ids(stream)).toEqual(events.map(({ id }) => id))
})

test('whoever is told nothing learns how far all has come', async () => {
  const stream = await follow('?types=person.*')
  const { seq } = await sell()
  const place = () =>
    stream.blocks.findLast((block) => block.startsWith(': '))?.match(/^id: (\d+)\./m)?.[1]
  await expect.poll(place).toBe(String(seq))
  expect(typesOf(stream)).toEqual(['begin'])
})

test('EventSource comes back by itself, and misses nothing', async () => {
  const first = await open()
  const port = (first.server.address() as AddressInfo).port
  const source = new EventSource(`http://127.0.0.1:${port}/events/stream?types=sale.recorded`, {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...AS_OWNER } }),
  })
  onTestFinished(() => source.close())
  const sold: number[] = []
  const said: string[] = []
  source.addEventListener('sale.recorded', ({ data }) => sold.push(JSON.parse(data).seq))
  for (const type of ['begin', 'end']) source.addEventListener(type, () => said.push(type))
  await expect.poll(() => said).toEqual(['begin'])
  const seqs = [(await sell()).seq]
  await expect.poll(() => sold).toEqual(seqs)
  await first.close()
  await expect.poll(() => said).toEqual(['begin', 'end'])
  seqs.push((await sell()).seq)
  const second = await open(port)
  onTestFinished(() => second.close())
  await expect.poll(() => said, { timeout: 10_000 }).toEqual(['begin', 'end', 'begin'])
  seqs.push((await sell()).seq)
  await expect.poll(() => sold).toEqual(seqs)
})

test('a key for reading is told no costs, and one of a location only of that', async () => {
  await caller.post('/locations', { name: 'Cellar' })
  const reader = await follow('', await keyFor('looks', { scope: 'read' }))
  const local = await follow('', await keyFor('cellar', { scope: 'read', location: 'Cellar' }))
  await sell()
  const moved = { sku: 'LIVE', size: '39', quantity: 1, to_location: 'Cellar' }
  expect((await caller.post('/inventory/transfer', moved)).status).toBe(201)
  await expect
    .poll(() => typesOf(reader))
    .toEqual(['begin', 'stock.changed', 'sale.recorded', 'stock.changed', 'stock.changed'])
  expect(reader.events()[2]?.data.data).toMatchObject({ unit_price: 100, unit_cost: null })
  await expect.poll(() => typesOf(local)).toEqual(['begin', 'stock.changed'])
  expect(local.events()[1]?.data.data.location).toBe('Cellar')
})

test('it ends once the key is revoked', async () => {
  const stream = await follow('', await keyFor('leaves', { scope: 'read' }))
  await shop.keys.revokeKey('leaves', { actor: 'test', ip: '' })
  await stream.ended
  const last = stream.events().at(-1)
  expect(last).toMatchObject({ event: 'end', data: { reason: 'key-ended' } })
})

test('a person follows with the cookie of the page, until they are disabled', async () => {
  const { people, enter } = peopleOf(shop.people)
  await enter('owner@shop.example', 'owner')
  const { id, cookie } = await enter('ines@shop.example', 'staff')
  const { authorization: _, ...headers } = fromPage(cookie)
  const stream = await follow('', headers)
  await sell()
  await expect.poll(() => typesOf(stream)).toContain('sale.recorded')
  await people.change(id, { disabled: true }, { actor: 'test', ip: '' })
  await stream.ended
  expect(stream.events().at(-1)?.data.reason).toBe('key-ended')
})

test('it ends when what its reader may see changes', async () => {
  const stream = await follow('', await keyFor('changes', { scope: 'read' }))
  await keyFor('changes', { scope: 'write' })
  await stream.ended
  expect(stream.events().at(-1)?.data.reason).toBe('rights-changed')
})

test('a key has ten streams, and another one has others', async () => {
  const [many, other] = [
    await keyFor('many', { scope: 'read' }),
    await keyFor('other', { scope: 'read' }),
  ]
  const held = await Promise.all(Array.from({ length: 10 }, () => follow('', many)))
  const refused = await fetch(`${api}/events/stream`, { headers: many })
  expect(refused.status).toBe(429)
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  expect(await refused.json()).toMatchObject({
    type: '/problems/too-many-streams',
    detail: expect.stringContaining('may have 10'),
    most: 10,
  })
  await follow('', other)
  const metrics = String((await caller.get('/metrics')).body)
  expect(Number(/^event_streams_open (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(11)
  held[0]?.leave()
  await vi.waitFor(async () => {
    const stream = await readStream(`${api}/events/stream`, many)
    expect(stream.response.status).toBe(200)
  })
  // How long somebody follows is no answering time.
  expect(metrics).not.toContain('operation="streamEvents",status="200"')
})

test('all keys together have a bound', async () => {
  const small = await listening(shop.store, { most: 1 })
  await follow('', AS_OWNER, addressOf(small))
  const { status, body } = await callersOf(small).get('/events/stream')
  expect(status).toBe(503)
  expect(body.detail).toContain('All 1 event streams')
})

test('a restored backup is told, and followed on from where it ends', async () => {
  const behind = await follow('?after=999999.1')
  expect(typesOf(behind)).toEqual(['restarted'])
  // For a live reader the database becomes that of a backup.
  let restored = false
  const at = await shop.store.readEvents({ seq: 0, number: 0 }, 1).then(({ newest }) => newest)
  const lost = { ...at, seq: at.seq - 2 }
  const own = await listening({
    ...shop.store,
    readEvents: async (...args) =>
      restored ? { rows: [], position: lost, newest: lost } : shop.store.readEvents(...args),
  })
  const live = await follow('', AS_OWNER, addressOf(own))
  restored = true
  const position = `${lost.seq}.${lost.number}`
  await expect
    .poll(() => live.events().slice(1), { timeout: 5_000 })
    .toEqual([
      {
        event: 'restarted',
        id: position,
        data: { position, message: expect.stringContaining('A backup was restored') },
      },
    ])
})

test.each([
  ['?after=yesterday', /is no position/],
  ['?types=sale.recorde', /There are no events/],
  ['?language=de', /language/],
  ['?what=all', /what/],
])('%s is refused', async (query, message) => {
  const { status, body } = await caller.get(`/events/stream${query}`)
  expect(status).toBe(400)
  expect(body.detail).toMatch(message)
})

test('nobody follows without a key, and HEAD does not wait', async () => {
  expect((await fetch(`${api}/events/stream`)).status).toBe(401)
  const head = await fetch(`${api}/events/stream`, { method: 'HEAD', headers: AS_OWNER })
  expect(head.status).toBe(200)
  expect(head.headers.get('content-type')).toContain('text/event-stream')
})

test('it does not hold up the end of the service, whoever reads or does not', async () => {
  const own = await open()
  const stream = await follow('', AS_OWNER, addressOf(own))
  const silent = connect(Number(new URL(addressOf(own)).port), '127.0.0.1')
  silent.pause().on('error', () => {})
  silent.write(
    `GET /events/stream?after=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${AS_OWNER.authorization}\r\n\r\n`,
  )
  const opened = () => callersOf(own).get('/metrics')
  await vi.waitFor(async () =>
    expect(String((await opened()).body)).toContain('event_streams_open 2'),
  )
  await own.close()
  await stream.ended
  expect(stream.events().at(-1)).toMatchObject({ event: 'end', data: { reason: 'shutdown' } })
  silent.destroy()
})

test('a database that is gone for a while costs no event', async () => {
  let [isGone, asked] = [false, 0]
  const own = await listening({
    ...shop.store,
    async readEvents(...args) {
      if (!isGone) return shop.store.readEvents(...args)
      asked += 1
      throw new StockError('store-unavailable', sameInAll('It is gone.'))
    },
  })
  const stream = await follow('?types=sale.recorded', AS_OWNER, addressOf(own))
  isGone = true
  await sell()
  await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThan(1)
  expect((await callersOf(own).get('/events/stream')).status).toBe(503)
  isGone = false
  await expect.poll(() => typesOf(stream), { timeout: 10_000 }).toEqual(['begin', 'sale.recorded'])
})

test('a reader that takes nothing is dropped, and the others are told all', async () => {
  fillHistory(join(shop.pocketbase.dataDir, 'pb_data/data.db'), 15_000)
  const { port } = new URL(api)
  const slow = connect(Number(port), '127.0.0.1')
  slow.pause().on('error', () => {})
  onTestFinished(() => void slow.destroy())
  slow.write(
    `GET /events/stream?after=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${AS_OWNER.authorization}\r\n\r\n`,
  )
  const dropped = async () =>
    /^event_streams_dropped_total (\d+)$/m.exec(String((await caller.get('/metrics')).body))?.[1]
  const good = await follow('?types=sale.recorded')
  await expect.poll(dropped, { timeout: 30_000 }).toBe('1')
  await sell()
  await expect.poll(() => good.events().length).toBeGreaterThan(1)
})
