import { afterEach, expect, test, vi } from 'vitest'
import type { CatalogueReader } from '../../src/catalogue/catalogue-reader.ts'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import { createDemandReader } from '../../src/ledger/demand-reader.ts'
import { PastLedger } from '../../src/ledger/past-ledger.ts'
import { TradeLedger } from '../../src/ledger/trade-ledger.ts'
import { catalogue } from '../support/catalogue.ts'

afterEach(() => vi.restoreAllMocks())

const past = new PastLedger([], 'UTC')
const readPast = async () => past

/** A ledger that is too long to be learnt from at each question. */
function longLedger() {
  const ledger = new TradeLedger()
  const move = (type: 'ADD_STOCK' | 'SALE', delta: number) =>
    ledger.add({
      ...{ seq: ledger.seq + 1, variantId: 'v-TG-42', locationId: 'shop', type, delta },
      ...{ unitPrice: 0, unitCost: 0, actor: 'ana', isFirst: false, reversed: 0 },
      time: Date.now() / 1000 - 3_600,
    })
  for (let movement = 0; movement < 25_000; movement += 1) move('ADD_STOCK', 1)
  return { ledger, move }
}

function openReader(held = catalogue()) {
  const { ledger, move } = longLedger()
  let snapshot = createSnapshot(held)
  const reader = createDemandReader({
    ledger: { read: async () => ledger, readPast, start: () => () => {} },
    catalogue: { read: async () => snapshot } as CatalogueReader,
    timeZone: 'UTC',
  })
  const change = (changed: typeof held) => {
    snapshot = createSnapshot(changed)
  }
  return { reader, move, change }
}

test('a large shop is told of the last minute, and never of longer ago', async () => {
  const clock = vi.spyOn(performance, 'now')
  let now = 1_000_000
  clock.mockImplementation(() => now)
  const { reader, move } = openReader()
  expect((await reader.read()).units).toBe(0)
  move('SALE', -3)
  now += 10
  // It may be there already: nobody has to wait for it.
  expect([0, 3]).toContain((await reader.read()).units)
  move('SALE', -4)
  now += 61_000
  expect((await reader.read()).units).toBe(7)
})

test('a size that was added is known at once', async () => {
  const held = catalogue()
  const { reader, change } = openReader(held)
  expect((await reader.read()).products.get('p-TG')?.sizes).toHaveLength(1)
  // A size that other products have.
  const variant = { id: 'v-TG-40', productId: 'p-TG', size: '40', barcode: '', reorderPoint: 0 }
  change({ ...held, variants: [...held.variants, variant] })
  const { sizes } = (await reader.read()).products.get('p-TG') ?? {}
  expect(sizes?.map(({ variantId }) => variantId).toSorted()).toEqual(['v-TG-40', 'v-TG-42'])
})

test('what moved while others were learning is not left out of the answer to a later question', async () => {
  const snapshot = createSnapshot(catalogue())
  const before = new TradeLedger()
  const after = new TradeLedger()
  after.add({
    ...{ seq: 1, variantId: 'v-TG-42', locationId: 'shop', type: 'SALE', delta: -3, unitPrice: 0 },
    ...{ unitCost: 0, actor: 'ana', isFirst: false, reversed: 0, time: Date.now() / 1000 - 3_600 },
  })
  const slow = Promise.withResolvers<TradeLedger>()
  const ledgers = [Promise.resolve(before), slow.promise]
  const reader = createDemandReader({
    ledger: {
      read: () => ledgers.shift() ?? Promise.resolve(after),
      readPast,
      start: () => () => {},
    },
    catalogue: { read: async () => snapshot } as CatalogueReader,
    timeZone: 'UTC',
  })
  const first = reader.read()
  await expect.poll(() => ledgers.length).toBe(0)
  const second = reader.read()
  slow.resolve(before)
  expect((await first).units).toBe(0)
  expect((await second).units).toBe(3)
})
