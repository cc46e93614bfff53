import { expect, test } from 'vitest'
import { createInventoryService } from '../../src/catalogue/inventory.ts'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import type { Product, Variant } from '../../src/domain/catalogue.ts'
import { catalogue } from '../support/catalogue.ts'

const PRODUCTS = 2_000

let looks = 0
let looksAtSize = 0

/** A product whose looks at its name are counted. */
const counted = (like: Product, number: number): Product => ({
  ...like,
  id: `many-${number}`,
  sku: `MANY-${number}`,
  get name() {
    looks++
    return `Balando ${number}`
  },
})

/** Its one size, of which looks are counted too. */
const sizeOf = (number: number): Variant => ({
  id: `size-${number}`,
  productId: `many-${number}`,
  barcode: '',
  reorderPoint: 0,
  get size() {
    looksAtSize++
    return '36'
  },
})

const known = catalogue()
const [first] = known.products
const numbers = Array.from({ length: PRODUCTS }, (_, number) => number)
const snapshot = createSnapshot({
  ...known,
  products: [...known.products, ...numbers.map((number) => counted(first as Product, number))],
  variants: [...known.variants, ...numbers.map(sizeOf)],
})
const inventory = createInventoryService({
  catalogue: {
    read: async () => snapshot,
  } as Parameters<typeof createInventoryService>[0]['catalogue'],
})

test.each([
  ['a name', { model: 'Togo' }, ['TG']],
  ['a colour that it lacks', { model: 'Sabot', color: 'rouge' }, []],
  ['a colour that only a longer name has', { model: 'Hermès', color: 'rouge' }, []],
  ['a size that it lacks', { model: 'Togo', size: '45' }, []],
])('to answer %s no name is looked at but those that may be meant', async (_, words, skus) => {
  const ask = () => inventory.list({ ...words, limit: 10 })
  // The first question makes the index of names.
  await ask()
  looks = 0
  const { items } = await ask()
  expect(items.map(({ product }) => product.sku)).toEqual(skus)
  expect(looks).toBeLessThan(PRODUCTS / 10)
})

test('to answer a size no other size is looked at', async () => {
  const ask = () => inventory.list({ size: '42', limit: 10 })
  await ask()
  looksAtSize = 0
  expect((await ask()).total).toBe(4)
  expect(looksAtSize).toBeLessThan(PRODUCTS / 10)
})
