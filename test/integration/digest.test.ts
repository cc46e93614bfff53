import { expect, test, vi } from 'vitest'
import { createCatalogueReader } from '../../src/catalogue/catalogue-reader.ts'
import { addDays, dayOf } from '../../src/domain/day.ts'
import { StockError } from '../../src/domain/errors.ts'
import { ORDER_DEFAULTS } from '../../src/domain/order-defaults.ts'
import { sameInAll } from '../../src/domain/say.ts'
import { keepDigested } from '../../src/features/digest/keep-digested.ts'
import { createDemandReader } from '../../src/ledger/demand-reader.ts'
import { createLedgerReader } from '../../src/ledger/ledger-reader.ts'
import { createDigests } from '../../src/shop.ts'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import { type Clock, clockAt, keepUntil } from '../support/daily-clock.ts'
import { CREDENTIALS, product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('LOW', 'Loafer', { 38: 3 }, { reorderPoint: 5 }),
  product('LAST', 'Oxford', { 40: 1 }),
  product('WELL', 'Wedge', { 41: 50 }),
])

const ZONE = 'Europe/Paris'

/** The digests of another process on the same database. */
function otherProcess() {
  const { url } = shop.pocketbase
  const store = createPocketBaseStore(createPocketBaseClient({ url, ...CREDENTIALS }))
  const catalogue = createCatalogueReader(store)
  const ledger = createLedgerReader({ store, catalogue, timeZone: ZONE })
  const demand = createDemandReader({ ledger, catalogue, timeZone: ZONE })
  return createDigests(store, {
    catalogue,
    ledger,
    demand,
    defaults: ORDER_DEFAULTS,
    timeZone: ZONE,
  })
}

const told = async () => {
  const { body } = await shop.get('/events?types=digest.ready')
  return body.events as { data: Record<string, unknown>; message: string; actor: string }[]
}
const days = async () => (await told()).map(({ data }) => data.day)

const post = async (path: string, body: object) => {
  const answer = await shop.post(path, body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
}

/** Tells of days by a clock of the test until the condition holds. */
const keep = (clock: Clock, condition: () => Promise<void>, digests = otherProcess()) =>
  keepUntil(condition, (daily) => keepDigested({ ...daily, digests, at: '19:00' }), clock)

test('a day on which nothing happened is told too', async () => {
  await otherProcess().tell('2024-06-01', '19:00')
  const [only] = await told()
  expect(only).toMatchObject({
    actor: 'daily digest',
    data: {
      ...{ day: '2024-06-01', from: '2024-05-31T17:00:00.000Z', to: '2024-06-01T17:00:00.000Z' },
      sold: { units: 0, value: 0 },
      out: { total: 0, items: [] },
      odd: [],
    },
  })
  expect(only?.message).toMatch(/^Day to 2024-06-01 19:00: nothing was sold\.\n/)
})

test('two processes tell a day once, and not again after a restart', async () => {
  const before = (await days()).length
  await Promise.all([otherProcess(), otherProcess()].map((one) => one.tell('2024-06-02', '19:00')))
  await otherProcess().tell('2024-06-02', '19:00')
  expect((await days()).slice(before)).toEqual(['2024-06-02'])
})

test('it waits for its time, and a late start still tells it', async () => {
  const before = (await days()).length
  const clock = clockAt('2024-06-03T16:59:50Z')
  const digests = otherProcess()
  const tell = vi.fn(digests.tell)
  const running = keep(clock, async () => expect(await days()).toHaveLength(before + 1), {
    ...digests,
    tell,
  })
  await vi.waitFor(() => expect(clock.looks).toBeGreaterThan(3))
  expect(tell).not.toHaveBeenCalled()
  clock.now = new Date('2024-06-03T21:30:00Z')
  expect(await running).toEqual([])
  expect((await days()).slice(before)).toEqual(['2024-06-03'])
})

test('a day on which clocks are put back has an hour more', async () => {
  const { from, to } = await otherProcess().read('2024-10-27', '19:00')
  expect([from, to]).toEqual(['2024-10-26T17:00:00.000Z', '2024-10-27T18:00:00.000Z'])
})

test('where it fails it is tried again', async () => {
  const before = (await days()).length
  const there = otherProcess()
  let tries = 0
  const digests = {
    ...there,
    async tell(day: string, at: string) {
      tries += 1
      if (tries < 2) throw new StockError('store-unavailable', sameInAll('The database is gone.'))
      await there.tell(day, at)
    },
  }
  const clock = clockAt('2024-06-04T18:00:00Z')
  const warnings = await keep(
    clock,
    async () => expect(await days()).toHaveLength(before + 1),
    digests,
  )
  expect(warnings).toEqual(['The digest of the day failed'])
})

test('what was sold, came back, ran out, is low and is to be ordered', async () => {
  await post('/inventory/sale', { sku: 'LAST', size: '40', quantity: 1 })
  await post('/inventory/sale', { sku: 'WELL', size: '41', quantity: 4 })
  await post('/inventory/return', { sku: 'WELL', size: '41', quantity: 1 })
  const day = addDays(dayOf(new Date(), ZONE), 1)
  await otherProcess().tell(day, '00:00')
  const { data, message } = (await told()).at(-1) ?? {}
  expect(data).toMatchObject({
    day,
    sold: { units: 5, value: 500 },
    returned: { units: 1, value: 100 },
    out: { total: 1, items: [{ sku: 'LAST', model: 'Oxford', color: 'Noir', size: '40' }] },
    low: { total: 1, items: [{ sku: 'LOW', available: 3 }] },
  })
  const toOrder = data?.to_order as { total: number; units: number; items: { units: number }[] }
  expect(toOrder.total).toBe(toOrder.items.length)
  expect(toOrder.units).toBe(toOrder.items.reduce((sum, { units }) => sum + units, 0))
  expect(toOrder.items).toContainEqual(expect.objectContaining({ sku: 'LOW' }))
  expect(message).toContain('5 sold for 500, 1 came back for 100.')
  expect(message).toContain('Ran out: Oxford, Noir, Femme, 40.')
  expect(JSON.stringify(data)).not.toContain('cost')
})
