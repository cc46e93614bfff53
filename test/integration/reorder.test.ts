import { beforeAll, describe, expect, test, vi } from 'vitest'
import { addDays, dayOf } from '../../src/domain/day.ts'
import { hashOf } from '../../src/shared/secret.ts'
import type { PastSale } from '../../src/store/past-sales-store.ts'
import { askInBoth } from '../support/both-languages.ts'
import { product, useShop } from '../support/shop.ts'

const TODAY = dayOf(new Date(), 'Europe/Paris')

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the answer has
type Loose = any

const run = ({ sizes }: Loose) =>
  Object.fromEntries(sizes.map(({ size, suggested }: Loose) => [size, suggested]))
const skus = ({ items }: Loose) => items.map(({ sku }: Loose) => sku)

describe('a shop that has not sold enough', () => {
  const shop = useShop([
    product('FULL', 'Full', { 37: 4, 38: 9, 39: 9, 40: 4 }),
    product('GAP', 'Gap', { 37: 0, 38: 0, 39: 3, 40: 2 }, { supplier: 'Atlas SARL' }),
    product('FILE', 'Filed', { 38: 3, 40: 2 }),
    product('GONE', 'Gone', { 38: 0, 39: 0 }),
    product('MIN', 'Minimum', { 37: 1, 38: 2, 39: 2, 40: 1 }, { reorderPoint: 8, packSize: 6 }),
    product('LARGE', 'Gap Large', { 41: 1 }),
    product('BAG', 'Bag', { 'One size': 0 }, { gender: '', cost: null }),
  ])
  const reorder = async (query = '') => (await shop.get(`/reorder?${query}`)).body

  test('is told of broken runs, thresholds and what is sold out, and that nothing is a forecast', async () => {
    const body = await reorder()
    expect(body.forecast).toMatchObject({ is_known: false, units_sold: 0 })
    expect(skus(body).toSorted()).toEqual(['BAG', 'FILE', 'GAP', 'GONE', 'MIN'])
    const by = new Map<string, Loose>(body.items.map((item: Loose) => [item.sku, item]))
    expect(run(by.get('GAP'))).toEqual({ 37: 1, 38: 1 })
    expect(by.get('GAP')).toMatchObject({ reasons: ['broken_run'], severity: 'low' })
    // What a file of stock does not name is missing all the same.
    expect(run(by.get('FILE'))).toEqual({ 37: 1, 39: 1 })
    expect(by.get('FILE')).toMatchObject({ reasons: ['usual_size'], severity: 'low' })
    expect(by.get('FILE').why).toContain('Never recorded here in a size that many of your models')
    // What was here once is surer to be wanted than what never was.
    expect(skus(body).at(-1)).toBe('FILE')
    expect(body.message).toContain(
      '; 1 lacks a size that many of your products come in; 1 lacks a size never recorded',
    )
    expect(by.get('GONE')).toMatchObject({
      reasons: ['sold_out', 'usual_size'],
      severity: 'out',
    })
    expect(run(by.get('GONE'))).toEqual({ 37: 1, 38: 1, 39: 1, 40: 1 })
    expect(by.get('MIN')).toMatchObject({ reasons: ['threshold'], suggested: 6, cost: 300 })
    expect(by.get('BAG')).toMatchObject({ severity: 'out', suggested: 0, sizes: [] })
    for (const item of body.items) {
      expect(item).toMatchObject({ per_week: null, days_of_cover: null, confidence: null })
      expect(item.why).not.toMatch(/\d a week|may sell/)
    }
    expect(body.message).toContain('0 units sold in 0 weeks; a forecast takes 30 units and 4 weeks')
    expect(body.message).toContain('not forecasts')
  })

  test.each([
    '',
    'only=out',
    'only=critical',
    'only=low',
    'sku=FULL',
    'sku=MIN&size=38',
    'supplier=atlas',
    'supplier=Rif',
    'budget=5000',
    'budget=150',
    'budget=10',
  ])('is told the same in French: %s', async (query) => {
    await askInBoth(shop, `/reorder?${query}`)
  })

  test('more products are not told as more weeks', async () => {
    const { message, total } = await reorder('')
    expect(message).toContain(`; and ${total - 3} more product${total === 4 ? '' : 's'}.`)
  })

  test('is told only what was asked for', async () => {
    expect(skus(await reorder('only=out')).toSorted()).toEqual(['BAG', 'GAP', 'GONE'])
    expect(skus(await reorder('model=gap'))).toEqual(['GAP'])
    expect(skus(await reorder('supplier=atlas'))).toEqual(['GAP'])
    const wrong = await reorder('supplier=Rif')
    expect(wrong).toMatchObject({ type: '/problems/invalid-request', suppliers: ['Atlas SARL'] })
    const full = await reorder('sku=FULL')
    expect(full).toMatchObject({
      total: 0,
      items: [{ sku: 'FULL', severity: null, suggested: 0, per_week: null, sizes: { length: 4 } }],
    })
    expect(full.message).toContain('Full, Noir, Femme: 26 available.')
    expect((await reorder('model=gap&size=99')).message).toContain('There is no size 99.')
    expect((await reorder('model=zzzz')).message).toBe('There is no model "zzzz".')
  })

  test('plans a product whole, and tells of the size that was asked about alone', async () => {
    const body = await reorder('sku=MIN&size=38')
    expect(body).toMatchObject({ total: 1, units: 6, cost: 300 })
    expect(body.items[0]).toMatchObject({ available: 2, suggested: 6, sizes: [{ size: '38' }] })
    expect(body.items[0].why).toContain(
      'point of 8: 6 there or on order in all sizes, so 3 or more',
    )
    expect(body.message).toContain('Minimum, Noir, Femme, 38: order 6 (38: 6)')
    const other = await reorder('sku=MIN&size=39')
    expect(other).toMatchObject({ total: 0, units: 0, cost: 0, items: [{ available: 2 }] })
    expect(other.message).toContain('Minimum, Noir, Femme, 39: 2 available.')
    const gap = await reorder('model=gap&size=37')
    expect(gap).toMatchObject({ units: 1, items: [{ available: 0, suggested: 1 }] })
    expect(run(gap.items[0])).toEqual({ 37: 1 })
  })

  test('is not told that nothing runs out where nobody can know', async () => {
    const { message } = await reorder('only=critical')
    expect(message).toMatch(/^Nobody can know yet what will run out before a delivery could come\./)
    expect(message).toContain(
      'But 3 products are out already, altogether or in a size: ask with only out.',
    )
  })

  test('is asked about words as the list of stock is', async () => {
    // The name that was said does not come in the size: a longer one does.
    const words = 'model=gap&size=41'
    const list = (await shop.get(`/inventory?${words}`)).body
    const body = await reorder(words)
    expect(list.message).toContain('Was Gap Large, Noir, Femme (LARGE) meant?')
    expect(body.message).toContain('Was Gap Large, Noir, Femme (LARGE) meant?')
    expect(body.message).toContain('There is no size 41')
    expect(skus(body)).toEqual(list.items.map(({ sku }: Loose) => sku))
  })

  test('buys what is missing with a sum of money, and says what it left out', async () => {
    const body = await reorder('budget=150')
    expect(body).toMatchObject({ units: 3, cost: 150 })
    // Those that are really sold out before sizes that were never here.
    expect(skus(body).toSorted()).toEqual(['GAP', 'GONE'])
    expect(run(body.items.find(({ sku }: Loose) => sku === 'GONE'))).toEqual({
      37: 0,
      38: 1,
      39: 1,
      40: 0,
    })
    expect(body.items[0].why).toContain('first to what is sold out or at its reorder point')
    expect(body.items[0].why).not.toContain('earns the most')
    const all = await reorder('budget=5000')
    expect(all.message).toMatch(
      /^For €5,000: \d+ units of 4 products \(€[\d,]+ at cost\), 4 units of them in sizes never recorded here\./,
    )
    expect((await reorder('model=filed')).message).toContain(
      ', 2 units of them in sizes never recorded',
    )
    expect(body.message).toMatch(
      /^For €150: 3 units of 2 products \(€150 at cost\)\. The money does not reach for \d+ more units of \d products that are suggested: the cheapest costs €50\. Left out: 1 product/,
    )
    expect(body.message).not.toMatch(/likely|certainty/)
    const pack = await reorder('sku=MIN&budget=200')
    expect(pack).toMatchObject({ total: 0, units: 0, items: [] })
    expect(pack.message).toContain('the cheapest of what is suggested costs €300 (a pack of 6)')
    expect(await reorder('sku=MIN&budget=300')).toMatchObject({ units: 6, cost: 300 })
    expect((await reorder('sku=GONE')).message).toContain(
      'may be one that the model does not come in',
    )
    const none = await reorder('sku=BAG&budget=150')
    expect(none).toMatchObject({ type: '/problems/invalid-request' })
    expect(none.detail).toContain('A budget needs costs and prices')
  })

  test('is not told to order what is archived, or was ordered', async () => {
    const { locations, products, variants } = await shop.store.readCatalogue()
    const { id } = products.find(({ sku }) => sku === 'GAP') ?? { id: '' }
    const lines = variants
      .filter(({ productId, size }) => productId === id && ['37', '38'].includes(size))
      .map((one) => ({
        ...{ target: { variantId: one.id }, locationId: locations[0]?.id ?? '', quantity: 2 },
      }))
    const by = { actor: 'test', channel: 'api', idempotencyKey: 'one', requestHash: 'one' } as const
    const { order } = await shop.store.createOrder(by, { expectedAt: addDays(TODAY, 5), lines })
    await shop.inject({ method: 'PATCH', url: '/models/GONE', payload: { active: false } })
    await vi.waitFor(async () =>
      expect(skus(await reorder()).toSorted()).toEqual(['BAG', 'FILE', 'MIN']),
    )
    expect((await reorder('sku=GAP')).message).toContain('5 available, 4 on order.')
    expect((await reorder()).message).toContain('Of all that was looked at, 4 units are on order.')
    expect((await reorder('sku=MIN')).message).toContain('looked at, nothing is on order.')
    const gone = await reorder('sku=GONE')
    expect(gone).toMatchObject({ total: 0, items: [] })
    expect(gone.message).toMatch(/archived/i)
    expect((await shop.post(`/orders/${order.number}/cancel`, {})).status).toBeLessThan(300)
    await vi.waitFor(async () => expect(skus(await reorder())).toContain('GAP'))
  })
})

describe('a shop that sells', () => {
  const shop = useShop([
    product('FAST', 'Fast', { 38: 2, 39: 30 }, { supplier: 'Atlas', price: 200 }),
    product('SLOW', 'Slow', { 38: 9, 39: 9 }, { supplier: 'Rif' }),
    product('CHEAP', 'Cheap', { 38: 0, 39: 0 }, { cost: 50, price: 55 }),
    product('NEW', 'New', { 38: 0 }),
    product('ODD', 'Odd', { 38: 60 }),
    product('PLENTY', 'Plenty', { 38: 0, 39: 90 }, { supplier: 'Safi' }),
  ])
  const reorder = async (query = '') => (await shop.get(`/reorder?${query}`)).body
  const itemOf = async (sku: string, query = '') =>
    (await reorder(`sku=${sku}&${query}`)).items[0] as Loose

  /** Units a week of each size, for forty weeks until yesterday. */
  const SOLD = {
    FAST: { 38: 3, 39: 2 },
    SLOW: { 38: 0.2, 39: 0.2 },
    PLENTY: { 38: 0.3, 39: 0.3 },
    CHEAP: { 38: 2, 39: 1 },
  }

  beforeAll(async () => {
    const { products, variants } = await shop.store.readCatalogue()
    const sales: PastSale[] = []
    for (const [sku, sizes] of Object.entries(SOLD)) {
      const productId = products.find((one) => one.sku === sku)?.id ?? ''
      for (const [size, rate] of Object.entries(sizes)) {
        const variantId =
          variants.find((one) => one.productId === productId && one.size === size)?.id ?? ''
        let due = 0
        for (let ago = 280; ago > 0; ago -= 1) {
          due += rate / 7
          if (due < 1) continue
          due -= 1
          const day = addDays(TODAY, -ago)
          sales.push({
            productId,
            variantId,
            line: sales.length + 2,
            units: 1,
            day,
            unitPrice: 100,
          })
        }
      }
    }
    await shop.store.writePastSales({ actor: 'test', ip: '' }, 'a'.repeat(64), sales)
    await vi.waitFor(async () => expect((await reorder()).forecast.is_known).toBe(true), 10_000)
  })

  test('is told what runs out, how many to order and why', async () => {
    const body = await reorder()
    expect(skus(body).slice(0, 1)).toEqual(['FAST'])
    expect(skus(body)).not.toContain('SLOW')
    const [fast] = body.items
    expect(fast).toMatchObject({ severity: 'low', reasons: ['forecast'], confidence: 'good' })
    expect(fast.per_week).toBeGreaterThan(4)
    expect(fast.per_week).toBeLessThan(6)
    const { 38: suggested, ...others } = run(fast)
    expect(others).toEqual({})
    expect(suggested).toBeGreaterThan(7)
    expect(fast.cost).toBe(50 * fast.suggested)
    expect(fast.sizes[0]).toMatchObject({ severity: 'critical', available: 2 })
    expect(fast.why).toContain(`38: up to ${suggested + 2} may sell, 2 there, so ${suggested}`)
    // That what is there does not last long is no news.
    expect(fast.why).not.toContain('in all')
    expect(body.message).toMatch(/^\d products to order, \d+ units \(€[\d,]+ at cost\): /)
    expect(body.message).toContain('without a season')
  })

  test('a product that was never there is a guess, and is called so', async () => {
    const item = await itemOf('NEW')
    expect(item).toMatchObject({ confidence: 'none', severity: 'out' })
    expect(item.why).toContain('a guess from similar products')
    expect((await reorder('sku=NEW')).message).toContain('New, Noir, Femme (a guess): order')
    expect(skus(await reorder()).at(-1)).toBe('NEW')
  })

  test('what needs nothing is told where it was asked for by name', async () => {
    const body = await reorder('sku=SLOW')
    expect(body).toMatchObject({ total: 0, units: 0 })
    expect(body.message).toContain('nough for 21 days with 95 % certainty')
    const [item] = body.items
    expect(item).toMatchObject({ severity: null, suggested: 0, confidence: 'good' })
    expect(item.per_week).toBeCloseTo(0.5, 1)
    expect(item.why).toMatch(
      /^It sells about 0\.5\d? a week .* 18 available \(about \d+ weeks of sales\): that is enough\.$/,
    )
    // A day in so many months would be no more than a number.
    expect(item).toMatchObject({ runs_out_on: null, sizes: [{ size: '38' }, { size: '39' }] })
    expect(item.days_of_cover).toBeGreaterThan(60)
    const size = await reorder('sku=FAST&size=38')
    expect(size.items[0].sizes[0].runs_out_on).toMatch(/^20/)
    expect(size.items[0]).toMatchObject({
      available: 2,
      runs_out_on: size.items[0].sizes[0].runs_out_on,
    })
    expect(size.units).toBe((await itemOf('FAST')).suggested)
    const guess = (await reorder('sku=ODD')).message
    expect(guess).toMatch(/60 available, about [\d.]+ a week \(a guess from similar products\)/)
    expect(guess).toContain('For it too little is known')
  })

  test('a product of which one size is short is told of with how long what is there lasts', async () => {
    const body = await reorder('sku=PLENTY')
    expect(run(body.items[0])).toEqual({ 38: expect.any(Number) })
    expect(body.items[0].why).toMatch(/90 available \(about 1\d\d weeks of sales\): order/)
    expect(body.message).toMatch(
      /with 90 available: about 0\.\d+ a week, so enough for about 1\d\d weeks/,
    )
    const all = /90 are there in all, about 1\d\d weeks of sales/
    expect((await itemOf('PLENTY', 'size=38')).why).toMatch(all)
    expect((await reorder('supplier=Safi')).message).toMatch(all)
  })

  test('critical says what is out already', async () => {
    const { message } = await reorder('only=critical&sku=CHEAP')
    expect(message).toMatch(
      /^1 product is out already, altogether or in a size: ask with only out\. Nothing else will be out before a delivery could come, in any size\./,
    )
    expect(message).not.toContain('certainty')
  })

  test('a longer lead time and more certainty take more, and a reorder point of a size counts', async () => {
    const usual = (await itemOf('FAST')).suggested
    expect((await itemOf('FAST', 'lead_time_days=60')).suggested).toBeGreaterThan(usual)
    expect((await itemOf('FAST', 'service_level=0.99')).suggested).toBeGreaterThan(usual)
    expect((await itemOf('FAST', 'service_level=0.5')).suggested).toBeLessThan(usual)
    await shop.inject({
      method: 'PATCH',
      url: '/models/SLOW',
      payload: { size: '39', reorder_point: 12 },
    })
    await vi.waitFor(async () =>
      expect(await itemOf('SLOW')).toMatchObject({
        reasons: ['threshold'],
        sizes: [{ size: '39', available: 9, suggested: 4 }],
      }),
    )
  })

  test('a reorder point of the product adds to what the forecast asks for, and is not called one', async () => {
    const { suggested } = await itemOf('FAST')
    const change = async (fields: object) =>
      shop.inject({ method: 'PATCH', url: '/models/FAST', payload: fields })
    await change({ reorder_point: 100, lead_time_days: 30 })
    await vi.waitFor(async () => expect((await itemOf('FAST')).lead_time_days).toBe(30))
    const body = await reorder('sku=FAST')
    expect(body.message).toContain('o last 37 days')
    expect((await reorder('limit=1')).message).toContain('to last 21 to 37 days')
    const [item] = body.items
    expect(item.suggested).toBe(101 - 32)
    expect(item.suggested).toBeGreaterThan(suggested)
    const point = 'At or under its reorder point of 100: 32 there or on order, so 69 or more'
    expect(item.why).toContain(point)
    expect(item.why).toMatch(/32 available \(about \d weeks of sales\): order 69 \(/)
    expect(item.why).not.toMatch(/may sell/)
    await change({ reorder_point: 0, lead_time_days: 0 })
    await vi.waitFor(async () => expect((await itemOf('FAST')).suggested).toBe(suggested))
  })

  test('a budget is not overspent, and goes first to what earns the most', async () => {
    let before = 0
    for (const budget of [50, 120, 400, 1_000, 5_000]) {
      const body = await reorder(`budget=${budget}`)
      expect(body.cost).toBeLessThanOrEqual(budget)
      const fast = body.items.find(({ sku }: Loose) => sku === 'FAST')
      expect(fast.suggested).toBeGreaterThanOrEqual(before)
      before = fast.suggested
      expect(body.units).toBe(body.cost / 50)
    }
    expect(skus(await reorder('budget=50'))).toEqual(['FAST'])
    const rich = await reorder('budget=50000')
    expect(rich.message).toMatch(/ is left: nothing else is likely/)
    expect((await reorder('model=fast&budget=50000')).message).toContain(
      ' is left: nothing else of Fast, Noir, Femme is likely to sell in time.',
    )
    expect((await reorder('supplier=atlas&size=38&budget=50000')).message).toContain(
      ' is left: nothing else of size 38 of atlas is likely to sell in time.',
    )
    expect((await reorder('model=odd&budget=500')).message).toContain(
      'Nothing is ordered with €500: what there is of Odd, Noir, Femme lasts.',
    )
    const usual = await reorder()
    for (const { sku, suggested } of usual.items) {
      const same = rich.items.find((item: Loose) => item.sku === sku)
      expect(same.suggested).toBeGreaterThanOrEqual(suggested)
    }
    const poor = await reorder('budget=400')
    expect(poor.message).toMatch(
      /does not reach for \d+ more units of \d products that are suggested/,
    )
    expect(poor.message).not.toMatch(/nothing else|certainty/)
    expect(poor.items[0].why).toMatch(/may sell, 2 there, so \d+\. The money buys 8 \(38: 8\)/)
    expect(await reorder('budget=10')).toMatchObject({ total: 0, cost: 0 })
  })

  test.each([
    '',
    'sku=FAST',
    'sku=FAST&size=38',
    'sku=FAST&budget=50000',
    'supplier=atlas&size=38&budget=50000',
    'only=critical',
    'budget=400',
    'budget=1000',
  ])('is told the same in French: %s', async (query) => {
    await askInBoth(shop, `/reorder?${query}`)
  })

  test('who may not see costs sees none, and has no budget', async () => {
    const headers = { authorization: 'Bearer sk-staff' }
    const key = { name: 'staff', scope: 'read' as const, location: null, expiresAt: null }
    await shop.keys.saveKey({ ...key, hash: hashOf('sk-staff') })
    const ask = async (query: string) => shop.inject({ url: `/reorder?${query}`, headers })
    await vi.waitFor(async () => expect((await ask('')).status).toBe(200))
    const { body } = await ask('')
    expect(skus(body)).toContain('FAST')
    expect(JSON.stringify(body)).not.toMatch(/cost/)
    expect(await ask('budget=500')).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('this key may not see them') },
    })
  })

  test('each location is planned for itself', async () => {
    await shop.client.request('/api/collections/locations/records', {
      method: 'POST',
      body: { name: 'Cave' },
    })
    const line = { sku: 'FAST', size: '38', quantity: 40, location: 'Cave' }
    await vi.waitFor(async () =>
      expect((await shop.post('/inventory/add_stock', line)).status).toBe(201),
    )
    expect((await reorder('sku=FAST')).total).toBe(0)
    const here = await reorder('sku=FAST&location=Shop')
    expect(here.items[0]).toMatchObject({ sizes: [{ size: '38', available: 2 }] })
    expect(here.message).toContain('at Shop to order')
    expect(here.message).toContain('of these sizes 40 can be moved here from Cave')
    expect(here.items[0].why).toContain('From other locations can be moved here: 38: 40 from Cave.')
    // Who works at one location is told of no other.
    const key = { name: 'clerk', scope: 'read' as const, location: 'Shop', expiresAt: null }
    await shop.keys.saveKey({ ...key, hash: hashOf('sk-clerk') })
    const headers = { authorization: 'Bearer sk-clerk' }
    const ask = () => shop.inject({ url: '/reorder?sku=FAST', headers })
    await vi.waitFor(async () => expect((await ask()).status).toBe(200))
    const { body } = await ask()
    expect(body.items[0].suggested).toBe(here.items[0].suggested)
    expect(JSON.stringify(body)).not.toMatch(/elsewhere|Cave/)
    // Nobody ever bought at the other place: it needs no whole size runs.
    const room = await reorder('location=Cave')
    expect(room).toMatchObject({ total: 0, items: [] })
    expect(room.message).toContain('Nothing was ever sold at Cave: as in a stock room')
    expect((await reorder('location=Attic')).type).toBe('/problems/location-not-found')
  })

  test('what was sold and undone leaves the plan as it was', async () => {
    const before = (await itemOf('FAST', 'location=Shop')).suggested
    const sale = { sku: 'FAST', size: '38', quantity: 2 }
    expect((await shop.post('/inventory/sale', sale)).status).toBe(201)
    expect((await itemOf('FAST', 'location=Shop')).suggested).toBeGreaterThan(before)
    expect((await shop.post('/inventory/undo')).status).toBe(201)
    expect((await itemOf('FAST', 'location=Shop')).suggested).toBe(before)
  })
})

describe('a shop that has sold for two years', () => {
  const shop = useShop([
    product('LIVE', 'Live', { 37: 0, 38: 0, 39: 9, 40: 9 }),
    product('FEW', 'Few', { 39: 9, 40: 0 }),
    product('WIDE', 'Wide', { 38: 50, 39: 50, 40: 50 }),
    product('DEAD', 'Dead', { 38: 0, 39: 31 }),
    product('LONG', 'Long', { 38: 0, 39: 40 }),
    product('NEW', 'New', { 39: 60 }),
    product('LOW', 'Low', { 39: 1 }),
    product('RARE', 'Rare', { 39: 99 }, { supplier: 'Rif' }),
  ])
  const reorder = async (query = '') => (await shop.get(`/reorder?${query}`)).body
  const itemOf = async (sku: string) => (await reorder(`sku=${sku}`)).items[0] as Loose

  /** Days between two units, and how many days ago the last and the first of them were sold. */
  const EVERY: Record<string, Record<string, readonly [number, number, number?]>> = {
    LIVE: { 37: [900, 900, 900], 38: [7, 3], 39: [11, 2] },
    WIDE: { 38: [9, 1], 39: [9, 1], 40: [3, 1] },
    FEW: { 39: [12, 5, 70] },
    RARE: { 39: [40, 40, 40] },
    LOW: { 39: [7, 5, 26] },
    DEAD: { 38: [9, 120], 39: [12, 125] },
    LONG: { 38: [12, 20], 39: [30, 15] },
  }

  beforeAll(async () => {
    const { products, variants } = await shop.store.readCatalogue()
    const sales: PastSale[] = []
    for (const [sku, sizes] of Object.entries(EVERY)) {
      const productId = products.find((one) => one.sku === sku)?.id ?? ''
      for (const [size, [every, last, first = 735]] of Object.entries(sizes)) {
        const variantId =
          variants.find((one) => one.productId === productId && one.size === size)?.id ?? ''
        for (let ago = last; ago <= first; ago += every) {
          const day = addDays(TODAY, -ago)
          const line = sales.length + 2
          sales.push({ productId, variantId, line, units: 1, day, unitPrice: 100 })
        }
      }
    }
    await shop.store.writePastSales({ actor: 'test', ip: '' }, 'a'.repeat(64), sales)
    await vi.waitFor(async () => expect((await reorder()).forecast.is_known).toBe(true), 10_000)
  })

  test('orders nothing again of what nobody buys', async () => {
    const body = await reorder()
    expect(skus(body)).toContain('LIVE')
    expect(skus(body)).not.toContain('DEAD')
    expect((await shop.get('/stats?only=dead')).body.dead.items).toMatchObject([{ sku: 'DEAD' }])
    expect(await itemOf('DEAD')).toMatchObject({ severity: null, suggested: 0, reasons: [] })
    // Not even with more money than it takes.
    expect(skus(await reorder('budget=90000'))).not.toContain('DEAD')
  })

  test('is told of no day with stock before stock was followed', async () => {
    // Whole weeks count: on a Monday there is one less.
    expect((await itemOf('LIVE')).why).toMatch(/units sold in the last 10[456] weeks\)/)
    expect((await itemOf('FEW')).why).toMatch(
      /\d units sold in the (9|10) weeks since its first known sale/,
    )
    expect((await itemOf('NEW')).why).toMatch(/0 units sold in 0 weeks on the shelf/)
    const { message } = (await shop.get('/stats?only=dead')).body
    expect(message).toBe(
      'On hand and none sold in 90 days, net of returns: Dead, Noir, Femme (31 left).',
    )
  })

  test('is given no certainty of a guess, and told of which products that is one', async () => {
    for (const query of ['sku=RARE', 'sku=NEW&lead_time_days=300']) {
      const { message, items } = await reorder(query)
      expect(message).toContain('For it too little is known')
      expect(`${message} ${items[0].why}`).not.toMatch(/certainty/)
    }
    const all = (await reorder('limit=1')).message
    expect(all).toContain('with 95 % certainty. For Low, Noir, Femme too little is known')
    const ordered = await reorder('budget=20000')
    expect(ordered.message).not.toContain('certainty')
    const none = await reorder('supplier=Rif')
    expect(none.total).toBe(0)
    expect(none.message).toMatch(/nough for 21 days\. For it too little is known/)
  })

  test('is told everywhere that stock lasts for as long as its units divided by its rate', async () => {
    const weeksOf = (text: string) => Number(text.match(/about (\d+) weeks/)?.[1])
    for (const query of ['sku=LIVE', 'sku=WIDE', 'sku=LONG', 'sku=LONG&size=39', 'sku=NEW']) {
      const { items, message } = await reorder(query)
      const [{ available, per_week, days_of_cover, why }] = items
      expect(days_of_cover).toBeCloseTo((7 * available) / per_week, 1)
      const weeks = Math.round(days_of_cover / 7)
      expect([query, weeksOf(message), weeksOf(why.replace(/It sells.*\)\./, ''))]).toEqual([
        query,
        weeks,
        weeks,
      ])
      expect(message).toContain(`${available} available`)
      expect(message).toContain(`about ${per_week} a week`)
    }
    const { slow, message } = (await shop.get('/stats?only=slow&limit=60')).body
    const long = slow.items.find(({ sku }: Loose) => sku === 'LONG')
    const [item] = (await reorder('sku=LONG')).items
    for (const field of ['available', 'per_week', 'days_of_cover']) {
      expect(long[field]).toBe(item[field])
    }
    expect(message).toMatch(
      new RegExp(
        `Long.*40 left, \\d sold in 90 days; foretold about ${long.per_week} a week( at this time of the year)?, so enough for about ${Math.round(long.days_of_cover / 7)} weeks`,
      ),
    )
    expect(message).toMatch(/Rare.*99 left, 1 sold .* \(a guess from similar products\)/)
  })

  test('is told on what it rests that a size is missing', async () => {
    const { sizes, why } = await itemOf('LIVE')
    expect(sizes.map(({ size, reasons }: Loose) => [size, reasons])).toEqual([
      ['38', ['forecast', 'broken_run']],
    ])
    // Of whole weeks: on a Monday there is one less.
    expect(why).toMatch(
      /Not there in 38, while other sizes are: 10[45] units of it were sold in it\./,
    )
    // One in two years is none to order.
    expect(why).not.toMatch(/37|many/)
    expect((await itemOf('FEW')).why).toContain(
      'Not there in 40, while other sizes are: such products usually sell in it.',
    )
  })
})

describe('without its database', () => {
  const shop = useShop([product('ONE', 'One', { 38: 1 })])

  test('the service says that it cannot tell', async () => {
    await shop.pocketbase.stop()
    const { status, body } = await shop.get('/reorder')
    expect({ status, type: body.type }).toEqual({
      status: 503,
      type: '/problems/store-unavailable',
    })
  })
})
