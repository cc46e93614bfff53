import { expect, test } from 'vitest'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('OUT-N', 'Outer', { 36: 0, 37: 2, 38: 0, 39: 1, 44: 3 }),
  product('OUT-B', 'Outer', { 38: 4 }, { color: 'Blanc' }),
  product('KEPT', 'Kept', { 38: 3 }),
  product('FEW', 'Few', { 38: 2 }),
  product('MANY', 'Many', { 36: 1, 37: 1, 38: 0, 39: 1, 40: 1, 41: 1, 42: 1, 43: 1 }),
  product('GONE', 'Gone', { 38: 0, 39: 0 }),
])

const sell = (body: object) => shop.post('/inventory/sale', { size: '38', quantity: 1, ...body })
const message = async (query: string) => (await shop.get(`/inventory?${query}`)).body.message

test('what is sold out is called so, with the nearest sizes and the other colours there are', async () => {
  const refused = await sell({ sku: 'OUT-N' })
  expect(refused).toMatchObject({
    status: 409,
    body: {
      type: '/problems/insufficient-stock',
      available: 0,
      detail:
        'Outer, Noir, Femme, 38 is sold out. Available sizes: 37 (2), 39 (1), 44 (3). Available colours in 38: Blanc (4). Nothing was changed: say so.',
      instead: {
        sizes: [
          { name: '37', available: 2 },
          { name: '39', available: 1 },
          { name: '44', available: 3 },
        ],
        colors: [{ name: 'Blanc', available: 4 }],
        locations: [],
      },
    },
  })
  expect(await message('sku=OUT-N&size=38')).toBe(
    '0 on hand on 1 shelf. Sold out: Outer, Noir, Femme, 38. Available sizes: 37 (2), 39 (1), 44 (3). Available colours in 38: Blanc (4).',
  )
  expect(await message('sku=OUT-N&size=38&in_stock=true')).toContain('Sold out: Outer')
  expect(await message('sku=OUT-N&size=37')).toBe('2 on hand on 1 shelf.')
})

test('what nothing is left of says that there is nothing else', async () => {
  expect((await sell({ sku: 'GONE' })).body.detail).toBe(
    'Gone, Noir, Femme, 38 is sold out. No other size or colour of it is available either. Nothing was changed: say so.',
  )
  expect(await message('model=gone')).toContain(
    'Sold out: Gone, Noir, Femme, in every size. No other size or colour of it is available either.',
  )
})

test('what is all reserved says for whom, and is not called sold out', async () => {
  await shop.post('/inventory/reserve', { sku: 'KEPT', size: '38', quantity: 2, reference: 'Paul' })
  await shop.post('/inventory/reserve', { sku: 'KEPT', size: '38', quantity: 1, reference: 'Ana' })
  const { body } = await sell({ sku: 'KEPT' })
  expect(body.detail).toContain(
    'None of Kept, Noir, Femme, 38 can be sold: 3 on hand, all reserved, as Paul: 2, as Ana: 1.',
  )
  expect(body.detail).toContain('send that reference')
  expect(body.reservations).toEqual([
    { reference: 'Paul', held: 2 },
    { reference: 'Ana', held: 1 },
  ])
  expect(await message('sku=KEPT')).toContain(
    'None of Kept, Noir, Femme, in every size can be sold: 3 on hand, all reserved (listReservations says for whom).',
  )
})

test('too few are still offered', async () => {
  expect((await sell({ sku: 'FEW', quantity: 3 })).body.detail).toContain(
    'Only 2 of Few, Noir, Femme, 38 available, 3 asked.',
  )
})

test('what is sold out at one location names first the others that have it', async () => {
  expect((await shop.post('/locations', { name: 'Market' })).status).toBe(201)
  const there = 'Available at other locations: Shop (4).'
  // Also where it never was.
  expect(await message('sku=OUT-B&size=38&location=market')).toContain(
    `Sold out at Market: Outer, Blanc, Femme, 38. ${there}`,
  )
  const few = { sku: 'OUT-B', size: '38', quantity: 1, location: 'Market' }
  await shop.post('/inventory/add_stock', few)
  await shop.post('/inventory/sale', few)
  const { body } = await sell(few)
  expect(body.detail).toContain(`Outer, Blanc, Femme, 38 is sold out at Market. ${there}`)
  expect(body.instead.locations).toEqual([{ name: 'Shop', available: 4 }])
  const other = { sku: 'OUT-N', size: '37', quantity: 1, location: 'Market' }
  await shop.post('/inventory/add_stock', other)
  expect(await message('sku=OUT-N&size=37')).toBe('3 on hand on 2 shelves: Shop 2, Market 1.')
  await shop.post('/inventory/reserve', { ...other, location: 'Shop' })
  expect(await message('sku=OUT-N&size=37')).toBe(
    '3 on hand, 2 available, on 2 shelves: Shop 2, 1 available; Market 1.',
  )
  await shop.post('/inventory/release', { ...other, location: 'Shop' })
  expect((await sell({ ...other, quantity: 2 })).body.detail).toContain(
    'Available at other locations: Shop (2).',
  )
})

test('more sizes than a person can hear are counted, and all of them are in the members', async () => {
  const { body } = await sell({ sku: 'MANY' })
  expect(body.detail).toContain('Available sizes: 37 (1), 39 (1), 36 (1), 40 (1) and 3 more.')
  expect(body.instead.sizes.map(({ name }: { name: string }) => name)).toEqual([
    ...['37', '39', '36', '40', '41', '42', '43'],
  ])
})
