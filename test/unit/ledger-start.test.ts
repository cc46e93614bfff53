import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createCatalogueReader } from '../../src/catalogue/catalogue-reader.ts'
import type { Catalogue } from '../../src/domain/catalogue.ts'
import { createLedgerReader } from '../../src/ledger/ledger-reader.ts'
import type { StockStore } from '../../src/store/store.ts'
import { catalogue } from '../support/catalogue.ts'

/** A reader of the ledger that has begun, in a shop whose catalogue is still being read. */
function setUp() {
  const read = Promise.withResolvers<Catalogue>()
  let pages = 0
  const store: Partial<StockStore> = {
    readCatalogue: () => read.promise,
    async readTrade() {
      pages++
      return { known: true, newest: 0, rows: [] }
    },
    readPastSalesState: async () => ({ count: 0, last: '', ledgerBegan: null }),
    readPastSales: async () => [],
  }
  const reader = createCatalogueReader(store as StockStore)
  const ledger = createLedgerReader({
    store: store as StockStore,
    catalogue: reader,
    timeZone: 'UTC',
  })
  const end = ledger.start()
  onTestFinished(end)
  return { read: () => read.resolve(catalogue()), reader, end, pages: () => pages }
}

test('the ledger is read behind the catalogue, which the first question waits for', async () => {
  const { read, reader, pages } = setUp()
  const asked = reader.read()
  await turn()
  expect(pages()).toBe(0)
  read()
  await asked
  await turn()
  expect(pages()).toBe(1)
})

test('it is not begun where the shop was closed meanwhile', async () => {
  const { read, reader, end, pages } = setUp()
  const asked = reader.read()
  end()
  read()
  await asked
  await turn()
  expect(pages()).toBe(0)
})
