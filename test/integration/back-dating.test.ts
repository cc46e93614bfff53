import { expect, test } from 'vitest'
import { atClock, dayOf } from '../../src/domain/day.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop(
  ['ONE', 'LINE', 'HAND', 'COUNT', 'MOVE', 'LATE', 'PRICE', 'DAY'].map((sku) =>
    product(sku, `Model ${sku}`, { 40: 9 }),
  ),
)

const DAY = 24 * 60 * 60 * 1000
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString()

const sale = (sku: string, days: number) => ({
  sku,
  size: '40',
  quantity: 1,
  occurred_at: ago(days),
})
const sell = (sku: string, days: number, more = {}) =>
  shop.post('/inventory/sale', { ...sale(sku, days), ...more })
const left = async (sku: string) => (await shop.ledger(sku, '40')).quantity

test('before the product was there it is asked about, and done once it is right', async () => {
  const refused = await sell('ONE', 3)
  expect([refused.status, refused.body.type]).toEqual([409, '/problems/unusual-date'])
  expect(refused.body.detail).toMatch(
    /^The first count of Model ONE.* came at 20\d\d-.*should be in that number already.*whether it is really not in it; only then send confirm true/,
  )
  expect(refused.body).toMatchObject({ sku: 'ONE', size: '40' })
  expect(await left('ONE')).toBe(9)
  expect((await sell('ONE', 3, { confirm: true })).status).toBe(201)
  expect(await left('ONE')).toBe(8)
  // From then on it was there.
  expect((await sell('ONE', 2)).status).toBe(201)
  expect((await sell('ONE', 4)).status).toBe(409)
  expect((await sell('ONE', 0)).status).toBe(201)
})

test('a batch names the line, and nothing of it is done', async () => {
  const lines = [
    { action: 'sale', ...sale('LINE', 0) },
    { action: 'return', ...sale('LINE', 3) },
  ]
  const refused = await shop.post('/inventory/batch', { lines })
  expect([refused.status, refused.body.type]).toEqual([409, '/problems/unusual-date'])
  expect(refused.body.line).toBe(2)
  expect(await left('LINE')).toBe(9)
  expect((await shop.post('/inventory/batch', { lines, confirm: true })).status).toBe(201)
})

test('more than 400 days back is refused, confirmed or not', async () => {
  for (const answer of [
    await sell('ONE', 401, { confirm: true }),
    await shop.post('/inventory/batch', {
      lines: [{ action: 'add_stock', ...sale('ONE', 401) }],
      confirm: true,
    }),
  ]) {
    expect([answer.status, answer.body.type]).toEqual([400, '/problems/invalid-request'])
    expect(answer.body.detail).toContain('occurred_at: lies more than 400 days back')
  }
  expect((await sell('ONE', 399, { confirm: true })).status).toBe(201)
})

test('nor does a form of the admin UI take such a time', async () => {
  const { variants, products } = await shop.store.readCatalogue()
  const { id } = products.find(({ sku }) => sku === 'HAND') ?? { id: '' }
  const variant = variants.find(({ productId }) => productId === id)?.id
  const movement = (days: number) =>
    shop.client.request('/api/collections/movements/records', {
      method: 'POST',
      body: { type: 'SALE', variant, quantity: 1, occurred_at: ago(days) },
    })
  const message = expect.stringContaining(
    'Occurred_at lies in the future, or more than 400 days back',
  )
  const refusal = { response: { message } }
  await expect(movement(401)).rejects.toMatchObject(refusal)
  await expect(movement(-2)).rejects.toMatchObject(refusal)
  expect(await left('HAND')).toBe(9)
  await movement(2)
  expect(await left('HAND')).toBe(8)
})

test('before the shelf was counted it is asked about, and said when that was', async () => {
  const before = new Date().toISOString()
  const act = (action: string, body: object) =>
    shop.post(`/inventory/${action}`, { sku: 'COUNT', size: '40', ...body })
  const counted = await act('count', { quantity: 5 })
  const then = { quantity: 1, occurred_at: before }
  for (const action of ['sale', 'add_stock', 'return', 'count']) {
    const refused = await act(action, then)
    expect([action, refused.status, refused.body.type]).toEqual([
      ...[action, 409, '/problems/unusual-date'],
    ])
    expect(refused.body.detail).toMatch(
      /^Model COUNT.* was counted or corrected at 20\d\d-\d\d-\d\d \d\d:\d\d: 9 → 5\. .*confirm true/,
    )
    expect(refused.body.counted_at).toBe(counted.body.movement.occurred_at)
  }
  expect(await left('COUNT')).toBe(5)
  // A reservation is in no count.
  expect((await act('reserve', { ...then, reference: 'Ana' })).status).toBe(201)
  expect((await act('sale', { quantity: 1 })).status).toBe(201)
  expect((await act('sale', { ...then, confirm: true })).status).toBe(201)
  expect(await left('COUNT')).toBe(3)
  await shop.post(`/movements/${counted.body.movement.id}/undo`)
  expect((await act('sale', then)).status).toBe(201)
  expect(await left('COUNT')).toBe(6)
})

test('a count of before is asked about where the shelf changed since', async () => {
  const before = new Date().toISOString()
  const count = (more = {}) =>
    shop.post('/inventory/count', {
      ...{ sku: 'LATE', size: '40', quantity: 9, occurred_at: before },
      ...more,
    })
  const sold = await shop.post('/inventory/sale', { sku: 'LATE', size: '40', quantity: 2 })
  const refused = await count()
  expect([refused.status, refused.body.type]).toEqual([409, '/problems/unusual-date'])
  expect(refused.body.detail).toMatch(
    /^Model LATE.* changed at 20\d\d-\d\d-\d\d \d\d:\d\d, after that count: 9 → 7\. .*how many are there now.*confirm true/,
  )
  expect(refused.body.changed_at).toBe(sold.body.movement.occurred_at)
  expect(await left('LATE')).toBe(7)
  // A sale of before that sale is in no doubt, nor is a count once nothing happened since.
  const sale = { sku: 'LATE', size: '40', quantity: 1, occurred_at: before }
  const other = await shop.post('/inventory/sale', sale)
  expect(other.status).toBe(201)
  for (const { body } of [sold, other]) await shop.post(`/movements/${body.movement.id}/undo`)
  expect((await count({ quantity: 8 })).status).toBe(201)
  expect(await left('LATE')).toBe(8)
})

test('of a transfer both shelves may have been counted since', async () => {
  await shop.post('/locations', { name: 'Cave' })
  const before = new Date().toISOString()
  const at = (location: string, to_location: string) => ({
    ...{ sku: 'MOVE', size: '40', quantity: 1, occurred_at: before, location, to_location },
  })
  await shop.post('/inventory/count', { sku: 'MOVE', size: '40', location: 'Cave', quantity: 2 })
  for (const lines of [at('Shop', 'Cave'), at('Cave', 'Shop')]) {
    const refused = await shop.post('/inventory/transfer', lines)
    expect([refused.status, refused.body.type]).toEqual([409, '/problems/unusual-date'])
    expect(refused.body.detail).toContain(' at Cave was counted or corrected at 20')
  }
  expect(await left('MOVE')).toBe(11)
})

test('a date is noon of that day by the clock of the shop, and today is now', async () => {
  const days = (back: number) => dayOf(new Date(Date.now() - back * DAY), 'Europe/Paris')
  const add = (occurred_at: string) =>
    shop.post('/inventory/add_stock', {
      ...{ sku: 'DAY', size: '40', quantity: 1, confirm: true, repeat: true },
      occurred_at,
    })
  const noon = atClock(`${days(3)}T12:00:00`, 'Europe/Paris').toISOString()
  const added = await add(days(3))
  expect(added).toMatchObject({ status: 201, body: { movement: { occurred_at: noon } } })
  const [line] = (
    await shop.post('/inventory/batch', {
      lines: [{ action: 'add_stock', sku: 'DAY', size: '40', quantity: 1, occurred_at: days(3) }],
      confirm: true,
    })
  ).body.results
  expect(line.movement.occurred_at).toBe(noon)

  const before = Date.now()
  const now = Date.parse((await add(days(0))).body.movement.occurred_at)
  expect(now).toBeGreaterThanOrEqual(before)
  expect(now).toBeLessThanOrEqual(Date.now())

  const units = await left('DAY')
  for (const [said, why] of [
    // Just after midnight its noon is more than a day off, which is said without the shop's clock.
    [days(-1), 'occurred_at:? lies in the future'],
    [days(-5), 'occurred_at: lies in the future'],
    [days(402), 'occurred_at: lies more than 400 days back'],
    ['2026-02-30', 'occurred_at: is no date and no moment'],
    ['yesterday', 'occurred_at: is no date and no moment'],
    [`${days(3)}T10:00`, 'occurred_at: is no date and no moment'],
    [`${days(3)} `, 'occurred_at: is no date and no moment'],
  ] as const) {
    const { status, body } = await add(said)
    expect([said, status, body.type]).toEqual([said, 400, '/problems/invalid-request'])
    expect(body.detail).toMatch(new RegExp(why))
  }
  expect(await left('DAY')).toBe(units)
})
