import { beforeAll, expect, test } from 'vitest'
import { addDays, dayOf } from '../../src/domain/day.ts'
import { askInBoth } from '../support/both-languages.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('ATL-N', 'Atlas', { 38: 20, 39: 20, 40: 20 }),
  product('ATL-B', 'Atlas', { 38: 20 }, { color: 'Blanc' }),
  product('NEW', 'Nouvelle', { 39: 4 }),
])

const TODAY = dayOf(new Date(), 'Europe/Paris')
const forecast = (query: Record<string, string>) =>
  shop.get(`/forecast?${new URLSearchParams(query)}`)

/** A little more than two units a week of one product, most of them in 39, for so many weeks before today. */
async function importPastSales(weeks: number) {
  const { products, variants } = await shop.store.readCatalogue()
  const { id = '' } = products.find(({ sku }) => sku === 'ATL-N') ?? {}
  const variantOf = (size: string) =>
    variants.find((one) => one.productId === id && one.size === size)?.id ?? ''
  const sales = Array.from({ length: 2 * weeks }, (_, at) => ({
    line: at + 2,
    productId: id,
    variantId: variantOf(at % 5 === 0 ? '38' : '39'),
    day: addDays(TODAY, -1 - Math.floor(3.5 * at)),
    units: at % 5 === 0 ? 2 : 1,
    unitPrice: 90,
  }))
  await shop.store.writePastSales({ actor: 'owner', ip: '' }, 'a'.repeat(64), sales)
}

test('where too little was sold nothing is foretold, and the answer says what is missing', async () => {
  await shop.post('/inventory/sale', { sku: 'ATL-N', size: '39', quantity: 3 })
  const { status, body } = await forecast({ sku: 'ATL-N' })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    forecast: null,
    missing: { units: 27, weeks: 4 },
    confidence: null,
    accuracy: null,
    inputs: { units_sold: 3, similar_per_week: null, level: null },
  })
  expect(body.message).toBe(
    'What Atlas, Noir, Femme will sell cannot be known yet: 3 units sold in 0 weeks; a forecast takes 30 units and 4 weeks of sales. Sales of before can be imported (POST /import with kind sales). Do not call it 0.',
  )
  const accuracy = await shop.get('/forecast/accuracy')
  expect(accuracy.body).toMatchObject({ times: 0, methods: [] })
  expect(accuracy.body.message).toMatch(/^Nothing is foretold yet: 3 units sold in 0 weeks; /)
})

test('nothing is foretold in French either', async () => {
  const { message } = await askInBoth(shop, '/forecast?sku=ATL-N')
  expect(message).toContain('Ne dites pas 0.')
  await askInBoth(shop, '/forecast/accuracy')
})

test('what is not one product is asked about', async () => {
  const asked = async (query: Record<string, string>) => {
    const { status, body } = await forecast(query)
    return [status, body.type, body.detail] as const
  }
  expect(await asked({})).toEqual([
    400,
    '/problems/invalid-request',
    'Say which product: send sku, or model with color, gender and size.',
  ])
  expect(await asked({ model: 'atlas' })).toEqual([
    409,
    '/problems/ambiguous-product',
    'Which Atlas, Femme: Blanc (ATL-B) or Noir (ATL-N)? Ask, then send its sku.',
  ])
  expect(await asked({ model: 'atlas', size: '40' })).toEqual([200, undefined, undefined])
  expect(await asked({ model: 'atlas', color: 'rouge' })).toEqual([
    409,
    '/problems/color-not-available',
    'There is no Atlas in "rouge". There is Blanc or Noir. Ask which one is meant; listModels tells what there is.',
  ])
  expect((await asked({ model: 'zygomatique' })).slice(0, 2)).toEqual([
    404,
    '/problems/product-not-found',
  ])
  expect(await asked({ sku: 'ATL-N', size: '45' })).toEqual([
    404,
    '/problems/size-not-found',
    'Atlas, Noir, Femme does not come in 45. There is 38; 39 or 40. Ask which is meant, or leave the size out for all of them.',
  ])
  expect((await asked({ sku: 'ATL-N', location: 'Lyon' })).slice(0, 2)).toEqual([
    404,
    '/problems/location-not-found',
  ])
  expect((await forecast({ sku: 'ATL-N', weeks: '27' })).status).toBe(400)
})

test('with sales of before it is foretold by week and in sum, and with how good that was', async () => {
  await importPastSales(60)
  const { body } = await forecast({ model: 'Atlas noir', weeks: '6' })
  expect(body).toMatchObject({
    product: { sku: 'ATL-N' },
    size: null,
    missing: null,
    confidence: 'good',
    inputs: { units_sold: 147, size_share: 1, season: false },
  })
  const { weeks, sum } = body.forecast
  expect(weeks.map(({ from, to }: Record<string, string>) => [from, to])).toEqual(
    Array.from({ length: 6 }, (_, at) => [addDays(TODAY, 7 * at), addDays(TODAY, 7 * at + 6)]),
  )
  expect([sum.from, sum.to]).toEqual([TODAY, addDays(TODAY, 41)])
  const means = weeks.reduce((all: number, { mean }: { mean: number }) => all + mean, 0)
  expect(means).toBeCloseTo(sum.mean, 1)
  // 2.4 a week were sold.
  expect(sum.mean).toBeGreaterThan(11)
  expect(sum.mean).toBeLessThan(19)
  for (const { enough } of [...weeks, sum]) {
    expect(enough.map(({ probability }: { probability: number }) => probability)).toEqual([
      0.5, 0.8, 0.9, 0.95, 0.98,
    ])
    const units = enough.map((one: { units: number }) => one.units)
    expect(units).toEqual(units.toSorted((a: number, b: number) => a - b))
  }
  // 36 weeks of 2.4, or a little more or less where the days fall so.
  expect(body.accuracy.times).toBe(9)
  expect(body.accuracy.sold).toBeGreaterThanOrEqual(82)
  expect(body.accuracy.sold).toBeLessThanOrEqual(91)
  expect(body.accuracy.foretold / body.accuracy.sold).toBeGreaterThan(0.85)
  expect(body.accuracy.foretold / body.accuracy.sold).toBeLessThan(1.2)
  expect(body.accuracy.enough).toBeGreaterThanOrEqual(8)
  expect(body.message).toMatch(
    /^Atlas, Noir, Femme: about 1\d(\.\d)? will sell in 6 weeks \(.*\) with stock on hand\. Enough in 9 of 10 cases: \d+; in 98 of 100: \d+\. It sold 147 units in the 60 weeks since its first known sale, the last on .* That rests on a good deal of sales\. Asked 9 times in the past for 4 weeks, it foretold/,
  )
})

test('a size has its share, and a product that never sold is a guess from others', async () => {
  const whole = (await forecast({ sku: 'ATL-N' })).body
  const sizes = await Promise.all(
    ['38', '39', '40'].map(async (size) => (await forecast({ sku: 'ATL-N', size })).body),
  )
  const shares = sizes.map(({ inputs }) => inputs.size_share)
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2)
  expect(shares[1]).toBeGreaterThan(0.6)
  const means = sizes.map((one) => one.forecast.sum.mean)
  expect(means.reduce((sum, mean) => sum + mean, 0)).toBeCloseTo(whole.forecast.sum.mean, 1)
  expect(sizes[1].message).toMatch(/The size has \d+ % of what Atlas, Noir, Femme sells\./)

  const fresh = (await forecast({ sku: 'NEW' })).body
  expect(fresh.confidence).toBe('low')
  expect(fresh.forecast.sum.mean).toBeGreaterThan(0)
  expect(fresh.forecast.sum.mean).toBeLessThan(whole.forecast.sum.mean)
  // Nobody can say in how many cases a guess is enough.
  expect(fresh.message).not.toMatch(/cases|in 98/)
  expect(fresh.message).toContain('It sold 0 units in 0 weeks on the shelf')
})

test.each(['sku=ATL-N', 'sku=ATL-N&size=39&weeks=1', 'sku=NEW'])(
  'the same is foretold in French: %s',
  async (query) => {
    await askInBoth(shop, `/forecast?${query}`)
  },
)

test('the same is told in French of how good it was', async () => {
  const { message } = await askInBoth(shop, '/forecast/accuracy')
  expect(message).toContain('naïve 1')
})

test('all methods are judged on the same weeks, and again when these change', async () => {
  const { body } = await shop.get('/forecast/accuracy')
  expect(body.methods.map(({ method }: { method: string }) => method)).toEqual([
    'this method',
    'naive',
    'moving average 13',
    'SBA',
    'TSB',
    'min/max 2 × mean',
  ])
  // Only one product was there before today.
  expect(body.times).toBe(9)
  expect(body.methods[1]).toMatchObject({ loss: 1, bias: null })
  expect(body.message).toMatch(
    /^Asked of the past for 4 weeks, 9 times\. Errors beside those of this forecast \(1, lower is better\): naive \d/,
  )
  // A sale that is noted for a week that is over.
  const before = (await forecast({ sku: 'ATL-N' })).body.accuracy
  await shop.post('/inventory/sale', {
    ...{ sku: 'ATL-N', size: '39', quantity: 5, confirm: true },
    occurred_at: `${addDays(TODAY, -21)}T10:00:00Z`,
  })
  const after = (await forecast({ sku: 'ATL-N' })).body.accuracy
  expect(after.sold).toBe(before.sold + 5)
})

beforeAll(async () => {
  await shop.client.request('/api/collections/locations/records', {
    method: 'POST',
    body: { name: 'Cave' },
  })
})

test('at another location only what was sold there counts', async () => {
  const { body } = await forecast({ sku: 'ATL-N', location: 'Cave' })
  expect(body).toMatchObject({ location: 'Cave', forecast: null, inputs: { units_sold: 0 } })
})
