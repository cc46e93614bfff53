import { expect, test } from 'vitest'
import { PastLedger } from '../../src/ledger/past-ledger.ts'
import type { PastSaleRow } from '../../src/store/past-sales-store.ts'

const ROWS: readonly PastSaleRow[] = [
  [1, 'togo', 'togo-42', '2026-03-02', 3, 90],
  [2, 'togo', 'togo-43', '2026-03-03', 2, 90],
  [3, 'togo', '', '2026-03-04', 5, 90],
  [4, 'lima', 'lima-40', '2026-03-04', 7, 60],
]
const past = new PastLedger(ROWS, 'UTC')
const EVER = { from: null, to: null }

test.each([
  ['all of them', EVER, 17],
  ['all but those of before', { from: '2026-03-03T00:00:00Z', to: null }, 14],
  ['those of a day', { from: '2026-03-04T00:00:00Z', to: '2026-03-05T00:00:00Z' }, 12],
  ['none that are to come', { from: '2026-04-01T00:00:00Z', to: null }, 0],
  ['those of a product, without a size too', { ...EVER, productIds: ['togo'] }, 10],
  ['none of no product', { ...EVER, productIds: [] }, 0],
  ['those of a size', { ...EVER, isSize: (id: string) => id.endsWith('-40') }, 7],
])('the units of past sales are %s', (_, asked, units) => {
  expect(past.unitsIn(asked)).toBe(units)
})
