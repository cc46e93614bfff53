import { expect, test } from 'vitest'
import { createInventoryService } from '../../src/catalogue/inventory.ts'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import { catalogue } from '../support/catalogue.ts'

const shop = catalogue()
const snapshot = createSnapshot({
  ...shop,
  locations: [...shop.locations, { id: 'cave', name: 'Cave', isDefault: false }],
})
const serviceOf = (one: typeof snapshot) =>
  createInventoryService({
    catalogue: { read: async () => one } as Parameters<
      typeof createInventoryService
    >[0]['catalogue'],
  })
const { list, listModels, listNames } = serviceOf(snapshot)

test('filters that leave no shelf are named, with how many shelves were looked at', async () => {
  const said = async (query: Partial<Parameters<typeof list>[0]>) =>
    (await list({ model: 'tropezienne', limit: 20, ...query })).message
  expect(await said({ inStock: false })).toBe('No shelf that fits is sold out; 2 looked at.')
  expect(await said({ maxAvailable: 0 })).toBe('No shelf that fits is sold out; 2 looked at.')
  expect(await said({ size: '38', maxAvailable: 2 })).toBe(
    'No shelf that fits has 2 or fewer available; 1 looked at.',
  )
  expect(await said({ size: '38', inStock: true, maxAvailable: 2 })).toBe(
    'No shelf that fits has between 1 and 2 available; 1 looked at.',
  )
  expect(await said({ location: 'cave' })).toMatch(
    /^Nothing that fits is kept at Cave\. .*Available at other locations: Magasin/,
  )
  expect(await said({ maxAvailable: 1 })).toBe('1 on hand on 1 shelf.')
  expect(await said({ size: '50', inStock: false })).toContain('There is no size 50.')
})

test('a filter that leaves no product is named too', async () => {
  for (const ask of [listModels, listNames]) {
    expect((await ask({ model: 'tropezienne', inStock: false, limit: 20 })).message).toBe(
      'No product that fits is sold out; 1 looked at.',
    )
  }
})

test('words that fit several products say how many, and how much of the list there is', async () => {
  const shelves = (limit: number) => list({ model: 'air max', limit })
  expect((await shelves(20)).message).toBe(
    'The words fit several products (3); all of them are listed. 6 on hand on 3 shelves.',
  )
  expect((await shelves(2)).message).toBe(
    'The words fit several products (3); 2 of their 3 shelves are listed. 6 on hand on 3 shelves.',
  )
  expect((await listModels({ model: 'air max', limit: 1 })).message).toContain(
    '1 of their 3 products are listed',
  )
  expect((await listNames({ model: 'air max', limit: 1 })).message).toContain(
    '1 of their 3 models are listed',
  )
})

test('what is on order is told of the whole shop and of a part of it, also that it is nothing', async () => {
  const ordered = serviceOf(
    createSnapshot({
      ...shop,
      onOrder: [{ variantId: 'v-HB-38', locationId: 'shop', expectedAt: null, units: 5 }],
    }),
  )
  expect(await list({ size: '42', limit: 1 })).toMatchObject({
    totalOnOrder: 0,
    message: expect.stringContaining('; nothing on order.'),
  })
  expect(await ordered.list({ limit: 1 })).toMatchObject({
    totalOnOrder: 5,
    message: expect.stringContaining('; 5 on order.'),
  })
})
