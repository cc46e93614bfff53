import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BROKERS } from '../support/broker-kinds.ts'
import type { KeptMessage } from '../support/broker-readers.ts'
import type { TestBroker } from '../support/brokers.ts'
import { type Service, startService } from '../support/service.ts'
import {
  call,
  eventsFrom,
  insist,
  PRODUCTS,
  type Told,
  TRADED_STOCK,
  trade,
} from '../support/traders.ts'

// A shop as `npm start` runs it, in two processes, beside a real broker.

/** Times that all processes which serve are killed; BROKER_ROUNDS=50 for a long proof. */
const ROUNDS = Number(process.env.BROKER_ROUNDS ?? 1)
const ROUND_TIMEOUT_MS = 180_000
const SALES = 60

const folder = mkdtempSync(join(tmpdir(), 'stock-broker-'))
const STOCK_CSV = join(folder, 'stock.csv')
writeFileSync(STOCK_CSV, TRADED_STOCK)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

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
      expect(byKey(messages).size).toBe(PRODUCTS + 1)
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
      expect(slow.length).toBeGreaterThanOrEqual(before)
      expect(byKey(slow)).toEqual(
        byKey(isKeyed ? all.filter(isIn(slow)) : all.slice(0, slow.length)),
      )
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
