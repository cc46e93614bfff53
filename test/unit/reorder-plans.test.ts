import { expect, test } from 'vitest'
import type { CatalogueReader } from '../../src/catalogue/catalogue-reader.ts'
import { createInventoryService } from '../../src/catalogue/inventory.ts'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import { calendarOf } from '../../src/domain/demand/calendar.ts'
import { type Demand, isTooLittle, learnDemand } from '../../src/domain/demand/demand.ts'
import { ORDER_DEFAULTS } from '../../src/domain/order-defaults.ts'
import { createReorderService } from '../../src/features/demand/reorder.ts'
import { historyOf, productsOf } from '../../src/ledger/demand-reader.ts'
import { PastLedger } from '../../src/ledger/past-ledger.ts'
import { TradeLedger } from '../../src/ledger/trade-ledger.ts'
import { finish } from '../../src/shared/turns.ts'
import { catalogue } from '../support/catalogue.ts'

const WEEK = 7 * 86_400
const WEEKS = 20

/** What a shop sells of which each size sold one unit a week. */
async function demandOf(snapshot: ReturnType<typeof createSnapshot>): Promise<Demand> {
  const trade = new TradeLedger()
  const now = Date.now() / 1000
  const move = (variantId: string, type: 'ADD_STOCK' | 'SALE', delta: number, week: number) =>
    trade.add({
      ...{ seq: trade.seq + 1, variantId, locationId: 'shop', type, delta },
      ...{ unitPrice: 0, unitCost: 0, actor: 'ana', isFirst: false, reversed: 0 },
      time: now - (WEEKS - week) * WEEK,
    })
  for (const { variant } of snapshot.shelves) {
    move(variant.id, 'ADD_STOCK', WEEKS + 5, 0)
    for (let week = 1; week < WEEKS; week += 1) move(variant.id, 'SALE', -1, week)
  }
  const history = historyOf({ trade, past: new PastLedger([], 'UTC'), snapshot }, '')
  return finish(learnDemand(await productsOf(snapshot), history, calendarOf(new Date(), 'UTC')))
}

test('after a sale only what was sold is planned anew', async () => {
  const snapshot = createSnapshot(catalogue())
  const demand = await demandOf(snapshot)
  expect(isTooLittle(demand)).toBe(false)
  let looks = 0
  const counted = new Proxy(demand, {
    get(target, name) {
      if (name === 'rates') looks++
      return target[name as keyof Demand]
    },
  })
  const reader = { read: async () => snapshot } as CatalogueReader
  const reorder = createReorderService({
    inventory: createInventoryService({ catalogue: reader }),
    demand: { read: async () => counted, history: () => Promise.reject(new Error('is not asked')) },
    defaults: ORDER_DEFAULTS,
    timeZone: 'UTC',
  })
  const before = await reorder.plan({}, false)
  const all = looks
  looks = 0
  snapshot.apply({
    ...{ seq: 10_000, variantId: 'v-TG-42', locationId: 'shop' },
    ...{ quantity: 1, reserved: 0, updatedAt: '2026-11-26T12:00:00Z' },
  })
  const after = await reorder.plan({}, false)
  const suggestedOf = ({ items }: typeof before) =>
    items.find(({ product }) => product.sku === 'TG')?.plan.suggested ?? 0
  expect(suggestedOf(after)).toBe(suggestedOf(before) + 2)
  expect(looks).toBeGreaterThan(0)
  expect(looks).toBeLessThan(all / 4)
})
