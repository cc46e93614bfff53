import { DatabaseSync } from 'node:sqlite'
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import type { Broker } from '../../src/broker/broker.ts'
import { callersOf, openApp, product, useShop } from '../support/shop.ts'

const shop = useShop([product('EVEN', 'Even', { 38: 50 })])

/** A broker that keeps what it is sent, or is gone. */
function fakeBroker() {
  const kept: { id: string; process: number }[] = []
  const state = { isGone: false }
  const brokerOf = (process: number): Broker => ({
    kind: 'nats',
    async connect() {
      return {
        async send(messages) {
          if (state.isGone) throw new Error('gone')
          kept.push(...messages.map(({ id }) => ({ id, process })))
          return messages.length
        },
        async close() {},
      }
    },
  })
  return { kept, state, brokerOf, ids: () => kept.map(({ id }) => id) }
}

const apps: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()))
})

/** Another process of the shop, which may publish. */
async function open(broker: Broker) {
  const { store, keys, people, oauth } = shop
  const publication = { broker, scope: 'read', names: 'own', source: '/shop' } as const
  const app = await openApp(store, keys, { people, oauth, publication })
  apps.push(app)
  return { ...callersOf(app), close: () => app.close() }
}

/** What is published comes within a second, or later on a busy machine. */
const soon = <T>(ask: () => T) => expect.poll(ask, { timeout: 15_000 })

const sell = async () => {
  const sale = { sku: 'EVEN', size: '38', quantity: 1 }
  expect((await shop.post('/inventory/sale', sale)).status).toBe(201)
}

/** The ids of all events from one on. */
async function eventsFrom(id: string | undefined): Promise<string[]> {
  const { body } = await shop.get('/events?limit=1000')
  const ids: string[] = body.events.map((event: { id: string }) => event.id)
  return ids.slice(ids.indexOf(id ?? ''))
}

test('one of several processes publishes, and another goes on where it ended', async () => {
  const { kept, brokerOf, ids } = fakeBroker()
  expect(await shop.store.readFollower('broker')).toBeNull()
  const first = await open(brokerOf(1))
  await soon(() => shop.store.readFollower('broker')).not.toBeNull()
  const second = await open(brokerOf(2))
  for (let count = 0; count < 5; count++) await sell()
  await soon(ids).toHaveLength(10)
  expect((await second.get('/health/ready')).body.broker).toBe('live')
  await first.close()
  await sell()
  await soon(ids).toHaveLength(12)
  expect(ids()).toEqual(await eventsFrom(ids()[0]))
  expect(kept.map(({ process }) => process)).toEqual([...Array(10).fill(1), 2, 2])
})

test('a broker that is gone holds up nobody, and everybody can see it', async () => {
  const { state, brokerOf, ids } = fakeBroker()
  state.isGone = true
  const { get } = await open(brokerOf(1))
  await sell()
  const metrics = async () => (await get('/metrics')).body as string
  await soon(metrics).toMatch(/^stock_broker_failures_total [1-9]/m)
  await soon(metrics).toMatch(/^stock_broker_behind 1$/m)
  expect(await metrics()).toMatch(/^stock_broker_connected 0$/m)
  expect((await get('/health/ready')).body).toMatchObject({ status: 'ok', broker: 'live' })

  const database = new DatabaseSync(`${shop.pocketbase.dataDir}/pb_data/data.db`, {
    timeout: 5_000,
  })
  const minuteAgo = new Date(Date.now() - 60_000).toISOString().replace('T', ' ')
  database.prepare('UPDATE movements SET created = ? WHERE type = ?').run(minuteAgo, 'SALE')
  database.close()
  const { status, body } = await get('/health/ready')
  expect(status).toBe(200)
  expect(body.broker).toBe('behind')

  state.isGone = false
  await soon(ids).toHaveLength(2)
  expect(ids()).toEqual(await eventsFrom(ids()[0]))
  await soon(metrics).toMatch(/^stock_broker_behind 0$/m)
  expect((await get('/health/ready')).body.broker).toBe('live')
})

test('where events are published to no broker nothing speaks of one', async () => {
  expect((await shop.get('/health/ready')).body.broker).toBe('none')
  expect((await shop.get('/metrics')).body).not.toContain('stock_broker')
})
