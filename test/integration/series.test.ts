import { beforeAll, expect, test } from 'vitest'
import { addDays, dayOf } from '../../src/domain/day.ts'
import { askInBoth } from '../support/both-languages.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('HB', 'Hermès', { 38: 0, 39: 0 }, { color: 'Blanche', price: 80 }),
  product('NEVER', 'Nouvelle', { 40: 0 }),
])

const ZONE = 'Europe/Paris'
const TODAY = dayOf(new Date(), ZONE)
/** A day so many days ago. */
const day = (days: number): string => addDays(TODAY, -days)
/** A moment of it, by UTC. */
const at = (days: number, clock = '12:00:00Z'): string => `${day(days)}T${clock}`

const act = async (action: string, body: object) => {
  const line = { sku: 'HB', confirm: true, repeat: true }
  const answer = await shop.post(`/inventory/${action}`, { ...line, ...body })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body
}

async function series(query: Record<string, string> = {}, sku = 'HB') {
  const { status, body } = await shop.get(`/models/${sku}/series?${new URLSearchParams(query)}`)
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

/** What a series says of one day. */
const on = (
  { days, total }: { days: string[]; total: Record<string, (number | null)[]> },
  one: string,
) =>
  Object.fromEntries(
    Object.entries(total).map(([name, values]) => [name, values[days.indexOf(one)]]),
  )

beforeAll(async () => {
  const locations = '/api/collections/locations/records'
  await shop.client.request(locations, { method: 'POST', body: { name: 'Cave' } })
  await act('add_stock', { size: '38', quantity: 20, occurred_at: at(100) })
  await act('add_stock', { size: '39', quantity: 5, occurred_at: at(80) })
  await act('sale', { size: '39', quantity: 1, unit_price: 59.9, occurred_at: at(40) })
  await act('sale', { size: '38', quantity: 4, occurred_at: at(5) })
  await shop.post('/inventory/undo')
  // In Paris it is the next day already.
  await act('sale', { size: '38', quantity: 2, occurred_at: at(4, '23:30:00Z') })
  await act('return', { size: '38', quantity: 1, occurred_at: at(2) })
  await act('add_stock', { size: '38', quantity: 3, location: 'Cave', occurred_at: at(1) })

  const { products, variants } = await shop.store.readCatalogue()
  const { id = '' } = products.find(({ sku }) => sku === 'HB') ?? {}
  const variantId = variants.find((one) => one.productId === id && one.size === '38')?.id ?? ''
  const sold = { line: 2, productId: id, units: 2, unitPrice: 70 }
  await shop.store.writePastSales({ actor: 'owner', ip: '' }, 'a'.repeat(64), [
    { ...sold, variantId, day: day(150) },
    { ...sold, line: 3, variantId: '', units: 3, day: day(120) },
  ])
})

test('of the last 90 days it tells what was there at the end of each, and what was sold', async () => {
  const body = await series()
  expect(body.days).toHaveLength(90)
  expect([body.days[0], body.days.at(-1)]).toEqual([day(89), TODAY])
  expect(body).toMatchObject({
    product: { sku: 'HB', model: 'Hermès' },
    size: null,
    location: null,
    time_zone: ZONE,
    is_shortened: false,
    stock_known_since: day(100),
    sales_known_since: day(150),
    sizes: null,
  })
  const nothing = { sold: 0, returned: 0, value: 0 }
  expect(on(body, day(89))).toEqual({ on_hand: 20, ...nothing })
  expect(on(body, day(80))).toEqual({ on_hand: 25, ...nothing })
  expect(on(body, day(40))).toEqual({ on_hand: 24, sold: 1, returned: 0, value: 59.9 })
  // Undone: it never happened.
  expect(on(body, day(5))).toEqual({ on_hand: 24, ...nothing })
  expect(on(body, day(4))).toEqual({ on_hand: 24, ...nothing })
  expect(on(body, day(3))).toEqual({ on_hand: 22, sold: 2, returned: 0, value: 160 })
  expect(on(body, day(2))).toEqual({ on_hand: 23, sold: 0, returned: 1, value: 0 })
  expect(on(body, TODAY)).toEqual({ on_hand: 26, ...nothing })
  expect(body.message).toBe(
    `Hermès, Blanche, Femme, ${day(89)} to ${TODAY}: 3 sold, 1 came back. 26 on hand now.`,
  )
})

test('it adds up to what the ledger, the figures and the product say', async () => {
  const body = await series()
  const { items } = (await shop.get('/movements?sku=HB&include_undone=false')).body
  for (const [index, one] of (body.days as string[]).entries()) {
    const until = items.filter(
      ({ occurred_at }: { occurred_at: string }) => dayOf(new Date(occurred_at), ZONE) <= one,
    )
    const units = until.reduce((all: number, { delta }: { delta: number }) => all + delta, 0)
    expect([one, body.total.on_hand[index]]).toEqual([one, units])
  }
  const { quantity } = (await shop.get('/models/HB')).body
  expect(body.total.on_hand.at(-1)).toBe(quantity)
  const { total } = (await shop.get(`/stats?sku=HB&from=${day(89)}`)).body
  const sum = (values: number[]) => values.reduce((all, one) => all + one, 0)
  expect([sum(body.total.sold), sum(body.total.value), sum(body.total.returned)]).toEqual([
    total.units,
    total.revenue,
    total.returned_units,
  ])
})

test('before the ledger began no stock is made up, and before the first sale no sales', async () => {
  const body = await series({ from: day(160) })
  expect(body.days).toHaveLength(161)
  expect(on(body, day(155))).toEqual({ on_hand: null, sold: null, returned: null, value: null })
  expect(on(body, day(150))).toEqual({ on_hand: null, sold: 2, returned: 0, value: 140 })
  expect(on(body, day(120))).toMatchObject({ on_hand: null, sold: 3 })
  expect(on(body, day(101))).toMatchObject({ on_hand: null, sold: 0 })
  expect(on(body, day(100))).toMatchObject({ on_hand: 20, sold: 0 })
  expect(body.message).toContain(`Stock is followed since ${day(100)}`)
  const all = await series({ period: 'all' })
  expect(all.days[0]).toBe(day(150))
  const long = await series({ from: '2001-01-01', to: '2001-01-31' })
  expect(long.days).toHaveLength(31)
  expect(
    Object.values(long.total)
      .flat()
      .every((one) => one === null),
  ).toBe(true)
  expect(long.message).toContain('nothing is known of its sales')
})

test('a long time is cut to its last days, and says so', async () => {
  const body = await series({ from: '2001-01-01' })
  expect([body.days.length, body.days.at(-1), body.is_shortened]).toEqual([731, TODAY, true])
  const bySize = await series({ from: '2001-01-01', by_size: 'true' })
  expect([bySize.days.length, bySize.is_shortened]).toEqual([366, true])
  expect(bySize.message).toContain('These are the last 366 days')
  const next = await series({ period: 'this_year' })
  expect(next.days.at(-1)).toBe(TODAY)
})

test('each size is told apart, and one alone', async () => {
  const body = await series({ from: day(150), by_size: 'true' })
  expect(body.sizes.map(({ size }: { size: string }) => size)).toEqual(['38', '39'])
  const [first, second] = body.sizes
  for (const [index, units] of (body.total.on_hand as (number | null)[]).entries()) {
    const apart = [first.on_hand[index], second.on_hand[index]]
    expect(units).toBe(apart.includes(null) ? null : apart[0] + apart[1])
  }
  // Nobody knows in which size those three were.
  const of = (sold: number[]) => sold.reduce((all, one) => all + one, 0)
  expect([of(body.total.sold), of(first.sold), of(second.sold)]).toEqual([8, 4, 1])
  const only = await series({ from: day(150), size: '38' })
  expect(only.size).toBe('38')
  expect(only.total).toEqual({
    on_hand: first.on_hand,
    sold: first.sold,
    returned: first.returned,
    value: first.value,
  })
  const { body: refused } = await shop.get('/models/HB/series?size=50')
  expect(refused.type).toBe('/problems/size-not-found')
})

test('at one location only what was there counts', async () => {
  const body = await series({ location: 'Cave' })
  expect(body.location).toBe('Cave')
  expect(on(body, day(2))).toMatchObject({ on_hand: 0, sold: 0 })
  expect(on(body, TODAY)).toMatchObject({ on_hand: 3 })
  expect(body.sales_known_since).toBe(day(100))
})

test('what never moved is 0 and not unknown', async () => {
  const body = await series({}, 'NEVER')
  expect(new Set(body.total.on_hand)).toEqual(new Set([0]))
  expect(new Set(body.total.sold)).toEqual(new Set([0]))
})

test('what did not change is not sent again, and is told in French', async () => {
  const url = '/models/HB/series'
  const french = { 'accept-language': 'fr' }
  const first = await shop.inject({ url, headers: french })
  expect(first.body.message).toMatch(
    /^Hermès, Blanche, Femme, du .* : 3 vendus, 1 retourné\. 26 en stock maintenant\./,
  )
  const headers = { ...french, 'if-none-match': String(first.headers.etag) }
  expect((await shop.inject({ url, headers })).status).toBe(304)
  await askInBoth(shop, `${url}?from=2001-01-01`)
  const before = await askInBoth(shop, `${url}?from=${day(40)}&to=${day(40)}`)
  expect(before.message).toMatch(/ : 1 vendu\. 24 en stock à la fin du /)
})

test('nothing is foretold of too little, and then a band that grows', async () => {
  expect((await series({ weeks: '6' })).forecast).toBeNull()
  const { products, variants } = await shop.store.readCatalogue()
  const { id = '' } = products.find(({ sku }) => sku === 'HB') ?? {}
  const variantId = variants.find((one) => one.productId === id && one.size === '38')?.id ?? ''
  const sales = Array.from({ length: 60 }, (_, index) => ({
    line: index + 2,
    productId: id,
    variantId,
    day: day(101 + 3 * index),
    units: 1 + (index % 3),
    unitPrice: 80,
  }))
  await shop.store.writePastSales({ actor: 'owner', ip: '' }, 'b'.repeat(64), sales)
  const body = await series({ weeks: '6' })
  const { forecast } = (await shop.get('/forecast?sku=HB&weeks=6')).body
  expect(body.forecast).toHaveLength(6)
  for (const [index, week] of body.forecast.entries()) {
    const { from, to, mean } = forecast.weeks[index]
    expect(week).toMatchObject({ from, to, mean })
    expect(week.low).toBeLessThanOrEqual(week.high)
    const [before] = body.forecast.slice(index - 1, index)
    const { low, high, mean: all } = week.until_then
    expect(all).toBeGreaterThanOrEqual(before?.until_then.mean ?? 0)
    expect(low).toBeLessThanOrEqual(all)
    expect(high).toBeGreaterThanOrEqual(all)
    expect(high - low).toBeGreaterThanOrEqual(
      (before?.until_then.high ?? 0) - (before?.until_then.low ?? 0),
    )
  }
  expect(body.forecast.at(-1).until_then.mean).toBeCloseTo(forecast.sum.mean, 2)
  expect(body.forecast[0].from).toBe(TODAY)
  const half = await series({ size: '39', weeks: '1' })
  expect(half.forecast[0].mean).toBeLessThan(body.forecast[0].mean)
  expect((await series({ weeks: '0' })).forecast).toBeNull()
})
