import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { requireApiKey } from '../../src/http/api-key.ts'
import { createCounters } from '../../src/http/counters.ts'
import { identityOfLink } from '../../src/http/export-link.ts'
import { useShop } from '../../src/http/shop-of-request.ts'
import { openShop } from '../../src/shop.ts'
import type { StockStore } from '../../src/store/store.ts'
import { catalogue } from '../support/catalogue.ts'
import { fakeDoors } from '../support/fake-doors.ts'

const KEYS = { 'a.test': 'key-of-the-first-shop', 'b.test': 'key-of-the-second-shop' }

/** A shop that sells only products whose SKU begins so. */
function shopOf(prefix: string, key: string) {
  const all = catalogue()
  const products = all.products.filter(({ sku }) => sku.startsWith(prefix))
  const store = { readCatalogue: async () => ({ ...all, products }) } as unknown as StockStore
  return openShop({ store, ...fakeDoors(key) })
}

async function startTwoShops() {
  const shops = new Map([
    ['a.test', shopOf('H', KEYS['a.test'])],
    ['b.test', shopOf('T', KEYS['b.test'])],
  ])
  const app = Fastify()
  onTestFinished(() => app.close())
  useShop(app, ({ hostname }) => {
    const shop = shops.get(hostname)
    if (!shop) throw new Error(`No shop at ${hostname}.`)
    return shop
  })
  requireApiKey(app, { counters: createCounters(), otherwise: identityOfLink })
  app.get('/names', async ({ shop, identity }) => {
    const context = {
      caller: { actor: identity.name, channel: 'api' as const },
      key: identity,
      ip: '',
      baseUrl: '',
    }
    const list = shop.operation('listInventory')
    const { body } = await list.run(list.input.parse({ limit: 200 }), context)
    const { items } = body as { items: { model: string }[] }
    return [...new Set(items.map(({ model }) => model))].sort()
  })
  return (host: string, key: string) =>
    app.inject({ url: '/names', headers: { host, 'x-api-key': key } })
}

test('one process serves two shops, each with its own catalogue', async () => {
  const get = await startTwoShops()
  const [a, b] = [await get('a.test', KEYS['a.test']), await get('b.test', KEYS['b.test'])]
  expect(a.json()).toEqual(['Hermès', 'Hermès avec Scratch'])
  expect(b.json()).toEqual(['Togo', 'Togo Boucle', 'Togo Occasion', 'Tropézienne'])
})

test('the key of one shop opens no other', async () => {
  const get = await startTwoShops()
  expect((await get('b.test', KEYS['a.test'])).statusCode).toBe(401)
})
