import { beforeAll, expect, test } from 'vitest'
import { product, useShop } from '../support/shop.ts'

const names = ['LAST', 'TWICE', 'GONE', 'PAIR', 'B1', 'B2', 'HELD', 'RACE', 'KEY', 'TWO', 'TURN']
const shop = useShop(names.map((sku) => product(sku, `Model ${sku}`, { 40: 10 })))

beforeAll(async () => {
  const body = { name: 'Cave' }
  await shop.client.request('/api/collections/locations/records', { method: 'POST', body })
})

const act = (action: string, body: object) =>
  shop.post(`/inventory/${action}`, { size: '40', ...body })
const undoLast = (body = {}) => shop.post('/inventory/undo', body)
const undo = (id: string, body = {}) => shop.post(`/movements/${id}/undo`, body)

async function level(sku: string, location = 'Shop') {
  const { body } = await shop.get(`/inventory?sku=${sku}&location=${location}`)
  return [body.items[0]?.quantity, body.items[0]?.reserved]
}

test('before anything was done there is nothing to undo', async () => {
  expect(await undoLast()).toMatchObject({
    status: 404,
    body: { type: '/problems/nothing-to-undo' },
  })
})

test('"undo that" takes the last request back, before → after', async () => {
  const sold = await act('sale', { sku: 'LAST', quantity: 3 })
  const undone = await undoLast()
  expect(undone.status).toBe(201)
  expect(undone.body.message).toBe('Undone: SALE of 3 Model LAST, Noir, Femme, 40: 7 → 10.')
  expect(undone.body.results[0].movement.reverses).toBe(sold.body.movement.id)
  const { items } = (await shop.get('/movements?sku=LAST&limit=2')).body
  expect(items).toMatchObject([
    { type: 'SALE', delta: 3, reverses: sold.body.movement.id },
    { type: 'SALE', delta: -3, reversed_by: items[0].id },
  ])
})

test('undoing twice is refused, and an undo can be undone', async () => {
  const sold = await act('sale', { sku: 'TWICE', quantity: 4 })
  const undone = await undoLast()
  for (const again of [await undoLast(), await undo(sold.body.movement.id)]) {
    expect(again).toMatchObject({ status: 409, body: { type: '/problems/already-undone' } })
    expect(again.body.undone_by).toBe(undone.body.results[0].movement.id)
  }
  expect(await level('TWICE')).toEqual([10, 0])
  const redone = await undo(undone.body.results[0].movement.id)
  expect(redone.status).toBe(201)
  expect(await level('TWICE')).toEqual([6, 0])
  // The first one names the last, which is what can be undone.
  const last = redone.body.results[0].movement.id
  const first = await undo(sold.body.movement.id)
  expect(first.body).toMatchObject({ undone_by: last, done_again: true })
  expect(first.body.detail).toContain(`to undo it once more, send ${last} to undoMovement`)
  // What was done again is the last thing now.
  expect((await undoLast()).status).toBe(201)
  expect(await level('TWICE')).toEqual([10, 0])
})

test('an undo that would go below zero is refused with the reason', async () => {
  const added = await act('add_stock', { sku: 'GONE', quantity: 5 })
  await act('sale', { sku: 'GONE', quantity: 12 })
  const refused = await undo(added.body.movement.id)
  expect(refused).toMatchObject({
    status: 409,
    body: { type: '/problems/insufficient-stock', available: 3, requested: 5, sku: 'GONE' },
  })
  expect(refused.body.detail).toContain('cannot be undone')
  expect(await level('GONE')).toEqual([3, 0])
})

test('a transfer is undone with both its halves, whichever is named', async () => {
  const moved = await act('transfer', { sku: 'PAIR', quantity: 4, to_location: 'Cave' })
  const { items } = (await shop.get('/movements?sku=PAIR&type=TRANSFER')).body
  const undone = await undo(items[0].id)
  expect(undone.status).toBe(201)
  expect(await level('PAIR')).toEqual([10, 0])
  expect(await level('PAIR', 'Cave')).toEqual([0, 0])
  expect((await undo(moved.body.movement.id)).status).toBe(409)
})

test('a whole batch is undone at once', async () => {
  const line = { size: '40', quantity: 2 }
  const lines = [
    { action: 'sale', sku: 'B1', ...line },
    { action: 'add_stock', sku: 'B2', ...line },
    { action: 'reserve', sku: 'B2', ...line },
  ]
  await shop.post('/inventory/batch', { lines })
  expect([await level('B1'), await level('B2')]).toEqual([
    [8, 0],
    [12, 2],
  ])
  const undone = await undoLast()
  expect(undone.body.results).toHaveLength(3)
  expect([await level('B1'), await level('B2')]).toEqual([
    [10, 0],
    [10, 0],
  ])
})

test('a sale that fulfilled a reservation gives it back', async () => {
  await act('reserve', { sku: 'HELD', quantity: 6, reference: 'Ana' })
  await act('sale', { sku: 'HELD', quantity: 6, reference: 'Ana' })
  expect(await level('HELD')).toEqual([4, 0])
  await undoLast()
  expect(await level('HELD')).toEqual([10, 6])
  expect((await act('release', { sku: 'HELD', quantity: 6, reference: 'Ana' })).status).toBe(201)
})

test('an undone reservation never takes what another one holds', async () => {
  const reserve = (reference: string, quantity: number) =>
    act('reserve', { sku: 'TWO', quantity, reference })
  await reserve('other', 2)
  const mine = await reserve('mine', 3)
  await act('sale', { sku: 'TWO', quantity: 2, reference: 'mine' })
  const refused = await undo(mine.body.movement.id)
  expect(refused).toMatchObject({ status: 409, body: { available: 1, requested: 3 } })
  expect(refused.body.detail).toContain('only 1 are still reserved as mine')
  expect(await level('TWO')).toEqual([8, 3])
})

test('a batch that moves a reservation is undone backwards', async () => {
  await act('reserve', { sku: 'TURN', quantity: 10, reference: 'X' })
  const line = { sku: 'TURN', size: '40', quantity: 10 }
  const lines = [
    { action: 'release', reference: 'X', ...line },
    { action: 'reserve', reference: 'Y', ...line },
  ]
  expect((await shop.post('/inventory/batch', { lines })).status).toBe(201)
  expect((await undoLast()).status).toBe(201)
  expect((await act('release', { sku: 'TURN', quantity: 10, reference: 'X' })).status).toBe(201)
})

test('of 20 undos at once one happens', async () => {
  const sold = await act('sale', { sku: 'RACE', quantity: 1 })
  const answers = await Promise.all(Array.from({ length: 20 }, () => undo(sold.body.movement.id)))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(19)
  expect(await level('RACE')).toEqual([10, 0])
})

test('an undo with a request_id can be sent again', async () => {
  await act('sale', { sku: 'KEY', quantity: 1 })
  const key = { request_id: 'undo-1' }
  expect((await undoLast(key)).body.replayed).toBe(false)
  expect(await undoLast(key)).toMatchObject({ status: 200, body: { replayed: true } })
  const sale = await act('sale', { sku: 'KEY', quantity: 1, ...key })
  expect(sale.body.type).toBe('/problems/request-id-reused')
  expect(await level('KEY')).toEqual([10, 0])
})

test.each([
  ['aaaaaaaaaaaaaaa', 404, 'movement-not-found'],
  ["x' || 1=1", 400, 'invalid-request'],
  ['..%2F..%2Finventory', 400, 'invalid-request'],
])('undo of %s: %i %s', async (id, status, code) => {
  expect(await undo(encodeURIComponent(id))).toMatchObject({
    status,
    body: { type: `/problems/${code}` },
  })
})

test('nothing drifted', async () => {
  expect((await shop.get('/admin/drift')).body).toMatchObject({ missing: 0, items: [] })
})
