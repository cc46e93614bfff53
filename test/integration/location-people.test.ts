import { beforeAll, expect, test } from 'vitest'
import { fromPage, peopleOf } from '../support/people-of.ts'
import { product, useShop } from '../support/shop.ts'

// A person who works at one location, here the cave, on the web page: today, and what she undoes.

const shop = useShop([product('HERM', 'Hermès', { 38: 50, 39: 50 })])
const LINE = { sku: 'HERM', size: '38', quantity: 1 }

let cookie = ''
const as = (method: 'GET' | 'POST', url: string, payload?: object) =>
  shop.inject({ method, url, headers: fromPage(cookie), ...(payload && { payload }) })

const REFUSED = { status: 403, body: { type: '/problems/other-location' } }

/** What the ledger has, and what is where. */
async function state() {
  const { total } = (await shop.get('/movements?limit=1')).body
  const { sizes } = (await shop.get('/models/HERM')).body
  return { total, sizes }
}

beforeAll(async () => {
  const path = '/api/collections/locations/records'
  await shop.client.request(path, { method: 'POST', body: { name: 'Cave' } })
  cookie = (await peopleOf(shop.people).enter('carla@shop.test', 'staff', 'Cave')).cookie
  await shop.post('/inventory/add_stock', { ...LINE, quantity: 20, location: 'Cave' })
  await shop.post('/inventory/sale', { ...LINE, quantity: 7 })
})

test('her today is that of her location, and no other is told', async () => {
  expect((await as('POST', '/inventory/sale', { ...LINE, quantity: 3 })).status).toBe(201)
  const own = (await as('GET', '/summary')).body
  expect(own).toMatchObject({ location: 'Cave', movements: 2, sold: { units: 3 } })
  expect((await as('GET', '/summary?location=cave')).body).toEqual(own)
  expect(own).toEqual((await shop.get('/summary?location=Cave')).body)
  expect(JSON.stringify(own)).not.toContain('Shop')
  const before = await state()
  expect(await as('GET', '/summary?location=Shop')).toMatchObject(REFUSED)
  expect(await as('POST', '/inventory/sale', { ...LINE, location: 'Shop' })).toMatchObject(REFUSED)
  expect(await state()).toEqual(before)
})

test('what she did she undoes: the last thing, one by its id, and a whole request', async () => {
  const before = await state()
  const undone = await as('POST', '/inventory/undo')
  expect(undone).toMatchObject({ status: 201, body: { undone: { actor: 'carla@shop.test' } } })

  const sale = await as('POST', '/inventory/sale', LINE)
  const byId = `/movements/${sale.body.movement.id}/undo`
  expect((await as('POST', byId)).status).toBe(201)

  const lines = ['38', '39'].map((size) => ({ action: 'add_stock', ...LINE, size }))
  const delivery = await as('POST', '/inventory/batch', { lines })
  expect(delivery.status, JSON.stringify(delivery.body)).toBe(201)
  const { id } = delivery.body.results[0].movement
  const whole = await as('POST', `/movements/${id}/undo`, { whole_request: true })
  expect(whole).toMatchObject({ status: 201, body: { results_total: 2 } })

  const after = await state()
  expect(after.total).toBe(before.total + 1 + 2 + 4)
  expect((await as('GET', '/summary')).body.sold.units).toBe(0)
})

test('what happened elsewhere, or between two locations, she cannot undo', async () => {
  const elsewhere = await shop.post('/inventory/sale', LINE)
  const moved = await shop.post('/inventory/transfer', {
    ...LINE,
    location: 'Cave',
    to_location: 'Shop',
  })
  const both = await shop.post('/inventory/batch', {
    lines: ['Cave', 'Shop'].map((location) => ({ action: 'sale', ...LINE, location })),
  })
  const before = await state()
  for (const [movement, more] of [
    [elsewhere.body.movement, {}],
    [moved.body.movement, {}],
    [both.body.results[0].movement, { whole_request: true }],
    [both.body.results[1].movement, {}],
  ]) {
    const refused = await as('POST', `/movements/${movement.id}/undo`, more)
    expect(refused).toMatchObject(REFUSED)
    expect(refused.body.detail).not.toContain('Shop')
  }
  expect(await state()).toEqual(before)
  // Her own half of that request is hers.
  const { id } = both.body.results[0].movement
  expect((await as('POST', `/movements/${id}/undo`)).status).toBe(201)
})

test('where she did nothing, "undo that" names nothing of another location', async () => {
  const { cookie: other } = await peopleOf(shop.people).enter('ida@shop.test', 'staff', 'Cave')
  await shop.post('/inventory/sale', { ...LINE, quantity: 4 })
  const { status, body } = await shop.inject({
    method: 'POST',
    url: '/inventory/undo',
    headers: fromPage(other),
  })
  expect([status, body.type]).toEqual([404, '/problems/nothing-to-undo'])
  expect(JSON.stringify(body)).not.toContain('Shop')
  expect(body.detail).not.toContain('SALE of 4')
})

test('who was moved here does not undo what she did where she was', async () => {
  const { people, enter } = peopleOf(shop.people)
  const { id, cookie: before } = await enter('mona@shop.test', 'staff', 'Shop')
  const sold = await shop.inject({
    method: 'POST',
    url: '/inventory/sale',
    headers: fromPage(before),
    payload: LINE,
  })
  expect(sold.status).toBe(201)
  await people.change(id, { location: 'Cave' }, { actor: 'test', ip: '' })
  const moved = await peopleOf(shop.people).signIn('mona@shop.test')
  const headers = fromPage(moved)
  // A change of a person is known within a second.
  const place = async () => (await shop.inject({ url: '/me', headers })).body.location
  await expect.poll(place, { timeout: 5_000 }).toBe('Cave')
  const was = await state()
  const undo = await shop.inject({ method: 'POST', url: '/inventory/undo', headers })
  expect(undo.body.type).toBe('/problems/other-location')
  expect(await state()).toEqual(was)
})
