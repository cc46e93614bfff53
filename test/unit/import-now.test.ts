import { expect, test } from 'vitest'
import { StockError } from '../../src/domain/errors.ts'
import { sameInAll } from '../../src/domain/say.ts'
import { importNow } from '../../src/features/imports/import-now.ts'
import { planImport } from '../../src/features/imports/plan.ts'
import type { ImportJob } from '../../src/store/import-store.ts'
import type { StockStore } from '../../src/store/store.ts'
import { catalogue } from '../support/catalogue.ts'

const job = { actor: 'import', reason: 'import (set)', mode: 'set' } as const
const plan = planImport(
  Buffer.from('SKU,Model,Color,Gender,Size,Quantity\nHB,Hermès,Blanche,Femme,38,9'),
)

/** A shop where a unit of HB in 38 is sold before each of the first `sales` writes. */
function sellingShop(sales: number) {
  let sold = 0
  const jobs: ImportJob[] = []
  const fake: Partial<StockStore> = {
    async readCatalogue() {
      const all = catalogue()
      const inventory = all.inventory.map((row) =>
        row.variantId === 'v-HB-38' ? { ...row, quantity: row.quantity - sold } : row,
      )
      return { ...all, inventory }
    },
    async importProducts(written) {
      jobs.push(written)
      if (sold < sales) {
        sold++
        throw new StockError('unexpected-quantity', sameInAll('moved'), { sku: 'HB', size: '38' })
      }
      return {
        skipped: false,
        replayed: false,
        productsNew: 0,
        productsChanged: 0,
        variantsNew: 0,
        movements: 1,
        units: 0,
        barcodesNew: 0,
      }
    },
  }
  return { store: fake as StockStore, jobs }
}

test('a file is decided on again where stock moves meanwhile', async () => {
  const { store, jobs } = sellingShop(2)
  const { decision, done } = await importNow(store, plan, job)
  expect(done).toBe(true)
  expect(decision.changes).toMatchObject([{ before: 3, after: 9 }])
  expect(jobs.map(({ products }) => products[0]?.variants[0]?.expected)).toEqual([5, 4, 3])
})

test('a shelf that never stands still is refused in words', async () => {
  const { store, jobs } = sellingShop(Number.POSITIVE_INFINITY)
  await expect(importNow(store, plan, job)).rejects.toThrow(
    /^The SKU HB in size 38 was sold or moved .* Nothing was written/,
  )
  expect(jobs).toHaveLength(5)
})
