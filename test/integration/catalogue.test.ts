import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test, vi } from 'vitest'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import { product, useShop } from '../support/shop.ts'

/** More than are in one page of the hook. */
const PRODUCTS = 1_001

const shop = useShop([
  product('A', 'Amor', { 38: 3, 39: 4 }),
  ...Array.from({ length: PRODUCTS - 1 }, (_, n) => product(`M-${n}`, `Many ${n}`, { 38: 1 })),
])

const one = async (collection: string, filter: string): Promise<{ id: string }> => {
  const path = `/api/collections/${collection}/records`
  const answer = await shop.client.request(path, { query: { filter } })
  const [found] = (answer as { items: { id: string }[] }).items
  if (!found) throw new Error(`There is no ${filter} in ${collection}.`)
  return found
}

/** An edit as the admin UI makes it. */
async function edit(collection: string, filter: string, body: object): Promise<void> {
  const { id } = await one(collection, filter)
  await shop.client.request(`/api/collections/${collection}/records/${id}`, {
    method: 'PATCH',
    body,
  })
}

test('a large shop is read in pages, each once, and nothing twice', async () => {
  const requests = vi.spyOn(shop.client, 'request')
  const { products, variants, inventory } = await shop.store.readCatalogue()
  const paths = requests.mock.calls.map(([path]) => path)
  requests.mockRestore()
  expect(paths).toEqual(['/api/stock/catalogue', '/api/stock/catalogue'])
  const counts = [products, variants, inventory].map(
    (rows) => new Set(rows.map((row) => JSON.stringify(row))).size,
  )
  expect(counts).toEqual([PRODUCTS, PRODUCTS + 1, PRODUCTS + 1])
})

test.each([
  ['a price', 'products', "sku = 'A'", { price: 12 }],
  ['a name of the same length', 'products', "sku = 'A'", { name: 'Amur' }],
  ['another name', 'products', "sku = 'M-7'", { aliases: 'Seven' }],
  ['the size of a variant', 'variants', "product.sku = 'A' && size = '39'", { size: '40' }],
  ['the name of a location', 'locations', 'is_default = true', { name: 'Ship' }],
])(
  '%s that is edited by hand changes the mark, and is read',
  async (_what, collection, filter, body) => {
    const before = createSnapshot(await shop.store.readCatalogue())
    const mark = await shop.store.readMark(0)
    expect(await shop.store.readMark(0)).toEqual(mark)
    await edit(collection, filter, body)
    expect((await shop.store.readMark(0)).rest).not.toBe(mark.rest)

    const fresh = await shop.store.readCatalogue()
    const again = await shop.store.readCatalogue(before)
    expect(again).toEqual(fresh)
    const renewed = again.products.filter((one) => before.product(one.id) !== one)
    expect(renewed).toHaveLength(collection === 'products' ? 1 : 0)
    const resized = again.variants.filter((one) => before.variant(one.id) !== one)
    expect(resized).toHaveLength(collection === 'variants' ? 1 : 0)
  },
)

test('the mark knows which units moved, by hand too, and which changed without a movement', async () => {
  const before = await shop.store.readMark(0)
  await edit('inventory', "variant.product.sku = 'A' && variant.size = '38'", { quantity: 9 })
  const counted = await shop.store.readMark(before.seq)
  expect(counted.rest).toBe(before.rest)
  const [onHand, reserved] = before.units
  const moved = counted.units[0] - onHand
  expect(moved).not.toBe(0)
  expect(counted).toMatchObject({ moved: [moved, 0], units: [onHand + moved, reserved] })

  const database = new DatabaseSync(join(shop.pocketbase.dataDir, 'pb_data/data.db'))
  database.exec('UPDATE inventory SET quantity = quantity + 1 WHERE quantity = 9')
  database.close()
  const edited = await shop.store.readMark(counted.seq)
  expect(edited).toMatchObject({ moved: [0, 0], units: [counted.units[0] + 1, reserved] })
})
