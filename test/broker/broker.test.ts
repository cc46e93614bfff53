import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KeptMessage, readKafka, readNats } from '../support/broker-readers.ts'
import {
  startKafka,
  startNats,
  type TestBroker,
  whyNoKafka,
  whyNoNats,
} from '../support/brokers.ts'
import { KEY, type Service, startService } from '../support/service.ts'

// A shop as `npm start` runs it, in two processes, beside a real broker.

/** Times that all processes which serve are killed; BROKER_ROUNDS=50 for a long proof. */
const ROUNDS = Number(process.env.BROKER_ROUNDS ?? 1)
const ROUND_TIMEOUT_MS = 60_000
const SALES = 60
const WRITERS = 6
const MODELS = ['Alba', 'Bora', 'Cima', 'Dora', 'Ezra', 'Fara']

const folder = mkdtempSync(join(tmpdir(), 'stock-broker-'))
const STOCK_CSV = join(folder, 'stock.csv')
writeFileSync(
  STOCK_CSV,
  [
    'SKU,Model,Color,Size,Quantity',
    ...MODELS.map((model) => `${model.toUpperCase()},${model},Noir,40,9000`),
  ].join('\n'),
)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const BROKERS = [
  {
    kind: 'nats',
    whyNot: whyNoNats,
    start: () => startNats(),
    read: ({ port }: TestBroker, pause?: () => Promise<unknown>) =>
      readNats(`127.0.0.1:${port}`, 'STOCK_EVENTS', pause),
    isKeyed: false,
    /** The stream knows what it has: a repeat is kept once. */
    repeats: 0,
  },
  {
    kind: 'kafka',
    whyNot: whyNoKafka,
    start: startKafka,
    read: ({ port }: TestBroker, pause?: () => Promise<unknown>) =>
      readKafka(`127.0.0.1:${port}`, 'stock.events', pause),
    isKeyed: true,
    repeats: Number.POSITIVE_INFINITY,
  },
] as const

interface Told {
  readonly id: string
  readonly type: string
}

async function call(service: Service, path: string, body?: object) {
  const response = await fetch(service.address + path, {
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(8_000),
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : {} }
}

/** Sends a write until it has a final answer. */
async function insist(service: Service, path: string, body: object) {
  const request = { ...body, request_id: randomUUID() }
  const deadline = AbortSignal.timeout(ROUND_TIMEOUT_MS)
  for (;;) {
    deadline.throwIfAborted()
    const answer = await call(service, path, request).catch(() => undefined)
    if (answer && answer.status < 500) {
      expect(answer.status, answer.text).toBeLessThan(300)
      return answer.body
    }
    await sleep(20)
  }
}

/** Several writers at once sell, and put some back. */
async function trade(service: Service, lines: number): Promise<void> {
  let next = 0
  async function write(): Promise<void> {
    while (next < lines) {
      const at = next++
      const sku = MODELS[at % MODELS.length]?.toUpperCase()
      const action = at % 5 === 4 ? 'add_stock' : 'sale'
      await insist(service, `/inventory/${action}`, { sku, size: '40', quantity: 1 })
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, write))
}

/** All events of the shop, from one on. */
async function eventsFrom(service: Service, id: string): Promise<Told[]> {
  const events: Told[] = []
  for (let after = ''; ; ) {
    const { body } = await call(service, `/events?limit=1000&after=${after}`)
    events.push(...body.events)
    after = body.position
    if (!body.more) break
  }
  return events.slice(events.findIndex((event) => event.id === id))
}

const idsOf = (messages: readonly KeptMessage[]): string[] => messages.map(({ event }) => event.id)

/** The ids of each key, in order, each where it stands first. */
function byKey(messages: readonly KeptMessage[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { event } of messages) {
    const ids = found.get(event.partitionkey) ?? []
    if (!ids.includes(event.id)) ids.push(event.id)
    found.set(event.partitionkey, ids)
  }
  return found
}

describe.each(BROKERS)('$kind', ({ kind, whyNot, start, read, isKeyed, repeats }) => {
  let why: string | undefined
  let broker: TestBroker
  let service: Service
  /** Id of the first event that was published: it begins at the moment of the first start. */
  let first = ''

  beforeAll(async () => {
    why = await whyNot()
    if (why) return
    broker = await start()
  }, 600_000)
  afterAll(async () => {
    await broker?.remove()
  })

  const settings = () => ({
    EVENTS_URL: `${kind}://127.0.0.1:${broker.port}`,
    STOCK_CSV,
    WORKERS: '2',
    RATE_LIMIT: '0',
  })

  /** Waits until the broker has all that happened, and compares it with that. */
  async function expectAll(): Promise<KeptMessage[]> {
    let messages: KeptMessage[] = []
    let events: Told[] = []
    await expect
      .poll(
        async () => {
          messages = await read(broker)
          events = await eventsFrom(service, first)
          return events.length - new Set(idsOf(messages)).size
        },
        { timeout: ROUND_TIMEOUT_MS, interval: 500 },
      )
      .toBe(0)
    const ids = idsOf(messages)
    expect(ids.length - new Set(ids).size).toBeLessThanOrEqual(repeats)
    if (isKeyed) {
      const keyOf = new Map(messages.map(({ event }) => [event.id, event.partitionkey]))
      const expected = Map.groupBy(events, ({ id }) => keyOf.get(id))
      const ordered = [...expected].map(([key, told]) => [key, told.map(({ id }) => id)])
      expect(byKey(messages)).toEqual(new Map(ordered as [string, string[]][]))
    } else {
      expect(ids).toEqual(events.map(({ id }) => id))
    }
    return messages
  }

  const expectMetric = (line: RegExp) =>
    expect
      .poll(async () => (await call(service, '/metrics')).text, { timeout: 20_000 })
      .toMatch(line)

  test(
    'has everything that happens, once and in order, whatever is killed',
    async ({ skip }) => {
      if (why) return skip(why)
      service = await startService(settings())
      // It begins at its own moment: the first that it has is the beginning.
      await expect
        .poll(
          async () => {
            await trade(service, 1)
            first = idsOf(await read(broker).catch(() => []))[0] ?? ''
            return first
          },
          { timeout: ROUND_TIMEOUT_MS, interval: 300 },
        )
        .not.toBe('')

      // What it is.
      await trade(service, SALES)
      await insist(service, '/models', { model: 'Nova', sku: 'NOVA', price: 10, sizes: ['40'] })
      const messages = await expectAll()
      const sale = messages.find(({ event }) => event.type === 'sale.recorded')
      expect(sale?.contentType).toMatch(/^application\/cloudevents\+json/)
      expect(sale?.event).toMatchObject({
        specversion: '1.0',
        source: '/stock-assistant',
        datacontenttype: 'application/json',
        data: { type: 'sale.recorded', actor: 'owner', data: { quantity: 1, unit_cost: null } },
      })
      expect(sale?.event.subject).toBe(sale?.event.data.data.product.sku)
      expect(sale?.event.time).toBe(sale?.event.data.timestamp)
      expect(sale?.subject).toBe(isKeyed ? 'stock.events' : 'stock.events.sale.recorded')
      if (isKeyed) expect(sale?.key).toBe(sale?.event.partitionkey)
      expect(messages.some(({ event }) => event.type === 'product.created')).toBe(true)
      // Each product has a key of its own.
      expect(byKey(messages).size).toBe(MODELS.length + 1)
      await expectMetric(/^stock_broker_behind 0$/m)
      await expectMetric(/^stock_broker_connected 1$/m)

      // The broker is gone for a while: the shop sells, and the broker gets it when it is back.
      await broker.kill()
      await trade(service, SALES)
      expect((await call(service, '/health/ready')).status).toBe(200)
      await expectMetric(/^stock_broker_connected 0$/m)
      await expectMetric(/^stock_broker_behind [1-9]/m)
      await broker.start()
      await expectAll()
      expect(service.log()).toContain(`The broker (${kind}) does not take events`)
      expect(service.log()).toContain(`The broker (${kind}) takes events again`)

      // The processes that publish are killed in the middle, and the broker too.
      for (let round = 0; round < ROUNDS; round++) {
        const selling = trade(service, SALES)
        await sleep(Math.random() * 300)
        for (const pid of service.workers()) process.kill(pid, 'SIGKILL')
        if (round % 3 === 2) {
          await broker.kill()
          await broker.start()
        }
        await selling
        await expectAll()
      }

      // Somebody who cannot keep up reads all of it in order, while the shop goes on.
      const before = (await read(broker)).length
      const [slow] = await Promise.all([read(broker, () => sleep(2)), trade(service, SALES)])
      const all = await expectAll()
      expect(slow).toHaveLength(before)
      expect(byKey(slow)).toEqual(byKey(isKeyed ? all.filter(isIn(slow)) : all.slice(0, before)))
      const ids = idsOf(all)
      process.stderr.write(
        `broker ${kind}: ${ROUNDS} kills of all processes, ${ids.length} messages, ` +
          `${ids.length - new Set(ids).size} of them repeats\n`,
      )
    },
    120_000 + ROUNDS * ROUND_TIMEOUT_MS,
  )
})

const isIn = (some: readonly KeptMessage[]) => {
  const ids = new Set(idsOf(some))
  return ({ event }: KeptMessage) => ids.has(event.id)
}
