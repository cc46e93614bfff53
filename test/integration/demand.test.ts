import { expect, test } from 'vitest'
import { createCatalogueReader } from '../../src/catalogue/catalogue-reader.ts'
import { createDemandReader } from '../../src/ledger/demand-reader.ts'
import { createLedgerReader } from '../../src/ledger/ledger-reader.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([product('D-1', 'Atlas', { 38: 5, 39: 5 })])

async function openDemand() {
  const { store } = shop
  const catalogue = createCatalogueReader(store)
  const ledger = createLedgerReader({ store, catalogue, timeZone: 'UTC' })
  return { ledger, demand: createDemandReader({ ledger, catalogue, timeZone: 'UTC' }) }
}

test('what was sold and not undone is demand, and an undo leaves it as if the sale had not been', async () => {
  const { demand, ledger } = await openDemand()
  const units = async () => {
    const { products } = await demand.read()
    return [...products.values()].map(({ units, sizes }) => [units, sizes.map((one) => one.units)])
  }
  expect(await units()).toEqual([[0, [0, 0]]])
  await shop.post('/inventory/sale', { sku: 'D-1', size: '38', quantity: 2 })
  expect(await units()).toEqual([[2, [2, 0]]])
  const sale = (await shop.get('/movements?sku=D-1&type=SALE')).body.items[0]
  await shop.post(`/movements/${sale.id}/undo`)
  expect(await units()).toEqual([[0, [0, 0]]])
  const undo = (await shop.get('/movements?sku=D-1&type=SALE')).body.items[0]
  await shop.post(`/movements/${undo.id}/undo`)
  expect(await units()).toEqual([[2, [2, 0]]])
  expect((await ledger.read()).seq).toBe(5)
})
