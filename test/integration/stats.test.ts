import { DatabaseSync } from 'node:sqlite'
import { beforeAll, expect, test } from 'vitest'
import { addDays, dayOf, startOfDay } from '../../src/domain/day.ts'
import { money } from '../../src/domain/figures.ts'
import { STATS_GROUPS } from '../../src/features/reports/stats-groups.ts'
import { hashOf } from '../../src/shared/secret.ts'
import { askInBoth } from '../support/both-languages.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('HB', 'Hermès', { 38: 0, 39: 0 }, { color: 'Blanche', price: 80, cost: 30 }),
  product('HN', 'Hermès', { 38: 0 }, { color: 'Noire', price: null, cost: null }),
  product('TG', 'Togo', { 42: 0 }, { price: 100, cost: 60, category: 'Bottes' }),
  product('OLD', 'Oslo', { 40: 0 }, { price: 50, cost: 20 }),
  product('NEW', 'Neptune', { 41: 0 }, { price: 70, cost: 25 }),
])

const NOON_MS = 12 * 60 * 60 * 1000
const ZONE = 'Europe/Paris'
/** The day in the shop, which begins while it is yesterday in UTC. */
const dayAgo = (days: number) => addDays(dayOf(new Date(), ZONE), -days)
/** Noon of that day. */
const ago = (days: number) =>
  new Date(startOfDay(dayAgo(days), ZONE).getTime() + NOON_MS).toISOString()
const ask = (query: Record<string, string> = {}, headers = {}) =>
  shop.inject({ method: 'GET', url: `/stats?${new URLSearchParams(query)}`, headers })
const stats = async (query: Record<string, string> = {}) => {
  const { status, body } = await ask(query)
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}
const act = async (action: string, body: object) => {
  const answer = await shop.post(`/inventory/${action}`, { confirm: true, repeat: true, ...body })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body
}
const unitsOf = ({ items }: { items: { name: string; units: number }[] }) =>
  Object.fromEntries(items.map(({ name, units }) => [name, units]))

const rows = (sql: string, params: Record<string, string> = {}) => {
  const file = `${shop.pocketbase.dataDir}/pb_data/data.db`
  const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 })
  const found = database.prepare(sql).all(params) as Record<string, number | string>[]
  database.close()
  return found
}

/** Units sold of the last 30 days. */
const SOLD = {
  'Togo, Noir, Femme': 3,
  'Hermès, Blanche, Femme': 2,
  'Hermès, Noire, Femme': 2,
}

/** What the shop had, and what happened. Products are seen again in every test. */
beforeAll(async () => {
  for (const [sku, size, quantity] of [
    ['HB', '38', 20],
    ['HB', '39', 5],
    ['HN', '38', 9],
    ['TG', '42', 12],
    ['OLD', '40', 3],
  ] as const) {
    await act('add_stock', { sku, size, quantity, occurred_at: ago(200) })
  }
  await act('sale', { sku: 'HB', size: '38', quantity: 2, occurred_at: ago(3) })
  await act('sale', { sku: 'HB', size: '39', unit_price: 59.9, occurred_at: ago(40), quantity: 1 })
  await act('sale', { sku: 'HN', size: '38', quantity: 2, occurred_at: ago(2) })
  await act('sale', { sku: 'TG', size: '42', unit_price: 90, quantity: 3, occurred_at: ago(2) })
  await act('sale', { sku: 'TG', size: '42', quantity: 4, occurred_at: ago(45) })
  await act('return', { sku: 'HB', size: '38', quantity: 1, occurred_at: ago(1) })
  await act('sale', { sku: 'OLD', size: '40', quantity: 1 })
  await act('undo', {})
})

test('a period is added up: revenue, returns, cost of that time, margin', async () => {
  const body = await stats()
  expect(body.total).toEqual({
    units: 7,
    of_which_imported: 0,
    revenue: 430,
    units_without_price: 2,
    returned_units: 1,
    returned_value: 80,
    net_units: 6,
    net_revenue: 350,
    cost: 210,
    units_cost_estimated: 0,
    units_without_cost: 2,
    margin: 140,
    margin_percent: 40,
  })
  expect(body.groups_total).toBe(4)
  expect(body.best.items.map(({ sku }: { sku: string }) => sku)).toEqual(['TG', 'HN', 'HB'])
  expect(body.message).toContain(
    '7 sold for €430 (2 without a price), 1 came back for €80: net 6 for €350.',
  )
  expect(body.message).toContain(
    'Margin €140 (40 %), at a cost of €210; 2 units without a cost left out.',
  )
  expect(body.message).toContain(
    'Best, net of returns: Togo, Noir, Femme (3); Hermès, Noire, Femme (2); Hermès, Blanche, Femme (1).',
  )
})

test('a moment is exact, to parts of a second', async () => {
  const last = await act('sale', { sku: 'OLD', size: '40', quantity: 1 })
  const at = Date.parse(last.movement.occurred_at)
  const unitsSince = async (ms: number) =>
    (await stats({ sku: 'OLD', from: new Date(ms).toISOString() })).total.units
  expect(await unitsSince(at)).toBe(1)
  await expect.poll(() => Date.now()).toBeGreaterThan(at + 1)
  expect(await unitsSince(at + 1)).toBe(0)
  await act('undo', {})
})

test('the cost of a sale is that of its time, whatever it is today', async () => {
  await shop.inject({ method: 'PATCH', url: '/models/TG', payload: { cost: 75 } })
  const body = await stats({ sku: 'TG' })
  expect(body.total).toMatchObject({ cost: 180, units_cost_estimated: 0, margin: 90 })
  expect(body.stock).toMatchObject({ units: 5, value_at_cost: 375 })
  await shop.inject({ method: 'PATCH', url: '/models/TG', payload: { cost: 60 } })
})

test.each([
  ['product', { ...SOLD, 'Oslo, Noir, Femme': 0 }],
  ['model', { Togo: 3, Hermès: 4, Oslo: 0 }],
  ['category', { Bottes: 3, '': 4 }],
  ['color', { Noire: 5, Blanche: 2 }],
  ['supplier', { '': 7 }],
  ['size', { '42': 3, '38': 4, '39': 0, '40': 0 }],
  ['location', { Shop: 7 }],
])('by %s: what was sold, and what is on hand without a sale', async (group, expected) => {
  const body = await stats({ group })
  expect(unitsOf(body)).toEqual(expected)
  const onHand = body.items.reduce((all: number, one: { on_hand: number }) => all + one.on_hand, 0)
  expect(onHand).toBe(body.stock.units)
})

test('by person', async () => {
  expect(unitsOf(await stats({ group: 'person' }))).toEqual({ owner: 7 })
})

test('what was sold is named, and the rest is counted', async () => {
  expect((await stats({ group: 'size' })).message).toContain(
    'By size, units net of returns: 42 (3); 38 (3). 2 with stock and no sale.',
  )
  const { message, items } = await stats({ group: 'size', sku: 'OLD' })
  expect(items).toMatchObject([{ name: '40', units: 0, on_hand: 3 }])
  expect(message).toMatch(/: 0 sold\. By size: 1 with stock and no sale\.$/)
})

test.each(['day', 'week', 'month'])(
  'by %s: all of them, in order, and together the whole',
  async (group) => {
    const body = await stats({ group, from: dayAgo(44), to: dayAgo(0) })
    const names: string[] = body.items.map(({ name }: { name: string }) => name)
    expect(names).toEqual([...names].sort())
    expect(body.items).toHaveLength(body.groups_total)
    const units = body.items.reduce((all: number, one: { units: number }) => all + one.units, 0)
    expect(units).toBe(body.total.units)
    if (group === 'day') expect(body.items).toHaveLength(45)
  },
)

test('what was on hand at an end of the period, and what it is worth', async () => {
  const body = await stats({ from: dayAgo(60), to: dayAgo(30) })
  expect(body.total.units).toBe(5)
  // 49 came 200 days ago, and 5 were sold until then; 2 + 2 + 3 − 1 since.
  expect(body.stock_then).toMatchObject({ units: 44, units_without_cost: 9 })
  expect(body.stock).toEqual({
    units: 38,
    value_at_price: 23 * 80 + 5 * 100 + 3 * 50,
    units_without_price: 7,
    value_at_cost: 23 * 30 + 5 * 60 + 3 * 20,
    units_without_cost: 7,
  })
  expect(body.sell_through_percent).toBe(10.2)
  // 4 × 60 + 1 × 30 in 31 days, of a mean of (25 × 30 + 12 × 60 + 3 × 20 + 24 × 30 + 8 × 60 + 60) ÷ 2.
  expect(body.turnover).toBeCloseTo((270 * (365 / 31)) / 1395, 2)
  const [{ quantity } = {}] = rows('SELECT sum(quantity) AS quantity FROM inventory')
  expect(body.stock.units).toBe(quantity)
})

test('dead is what nobody bought on 90 days with stock, slow what lasts for too long', async () => {
  const body = await stats()
  expect(body.dead).toMatchObject({
    total: 1,
    items: [{ sku: 'OLD', on_hand: 3, sold: 0, open_days: 90, days_of_cover: null }],
  })
  expect(body.slow.items).toMatchObject([
    { sku: 'HB', on_hand: 23, sold: 2, days_of_cover: 1035 },
    { sku: 'HN', on_hand: 7, sold: 2, days_of_cover: 315 },
  ])
  expect(body.message).toContain(
    'none sold on 90 days with stock, net of returns: Oslo, Noir, Femme (3 left).',
  )
  expect((await stats({ from: dayAgo(199), to: dayAgo(150) })).dead.total).toBe(0)
})

test('only what is slow or dead is told where that is asked for, with as many names', async () => {
  const dead = await stats({ only: 'dead' })
  expect(dead.message).toBe(
    'On hand and none sold on 90 days with stock, net of returns: Oslo, Noir, Femme (3 left).',
  )
  const slow = await stats({ only: 'slow', limit: '1' })
  expect(slow.slow).toMatchObject({ total: 2, items: [{ sku: 'HB' }] })
  expect(slow.message).toMatch(/^Slow: Hermès, Blanche, Femme .* and 1 more\.$/)
  expect(slow).toMatchObject({ groups_total: 4, items: [] })
  expect((await stats({ only: 'dead', category: 'bottes' })).message).toBe(
    'Nothing that was on hand for 28 days is slow or dead.',
  )
  const none = await stats({ only: 'dead', model: 'hermes', color: 'blanche' })
  expect(none.message).toBe('Nothing of that is dead.')
  await act('add_stock', { sku: 'HN', size: '38', quantity: 100 })
  expect((await stats({ only: 'slow' })).message).toContain(
    'Hermès, Noire, Femme (107 left, 2 sold in 90 days: lasts more than 260 weeks)',
  )
  await act('undo', {})
})

test('who asks for groups is not told of the stock', async () => {
  const { message } = await stats({ group: 'person' })
  expect(message).toContain('By person, units net of returns: owner (6).')
  expect(message).not.toMatch(/Slow|On hand|was there or came/)
})

test('ranks and comparisons are net of what came back', async () => {
  const time = { from: dayAgo(3), to: dayAgo(1) }
  await act('return', { sku: 'TG', size: '42', quantity: 2, occurred_at: ago(1) })
  const body = await stats({ ...time, compare: 'previous', sort: 'units' })
  expect(body.best.items).toMatchObject([
    { sku: 'HN', units: 2 },
    { sku: 'TG', units: 1, revenue: 90 },
    { sku: 'HB', units: 1, revenue: 80 },
  ])
  expect(body.items.map(({ sku }: { sku: string }) => sku)).toEqual(['HN', 'TG', 'HB', 'OLD'])
  expect(body.total).toMatchObject({ units: 7, returned_units: 3, net_units: 4 })
  expect(body.message).toContain('Best, net of returns: Hermès, Noire, Femme (2);')
  expect(body.message).toContain('Togo, Noir, Femme (1)')
  await act('return', { sku: 'HB', size: '39', quantity: 1, occurred_at: ago(39) })
  await act('sale', { sku: 'HB', size: '39', quantity: 3, occurred_at: ago(39) })
  const before = await stats({ from: dayAgo(22), to: dayAgo(1), compare: 'previous' })
  expect(before.previous).toMatchObject({ units: 4, returned_units: 1, net_units: 3 })
  expect(before.message).toMatch(
    /4 sold for .*, 1 came back for .*: net 3 for .*; net units \+33\.3 %/,
  )
  expect(before.items.find(({ sku }: { sku: string }) => sku === 'HB')).toMatchObject({
    net_units: 1,
    units_before: 3,
  })
  for (let step = 0; step < 3; step++) await act('undo', {})
})

test('a week or month of which a part is asked for is told so', async () => {
  const time = { from: '2026-06-10', to: '2026-06-23' }
  const { items, message } = await stats({ ...time, group: 'week' })
  expect(
    items.map((one: { name: string; is_partial: boolean }) => [one.name, one.is_partial]),
  ).toEqual([
    ['2026-06-08', true],
    ['2026-06-15', false],
    ['2026-06-22', true],
  ])
  expect(message).toContain('Only in part: 2026-06-08, 2026-06-22.')
})

test.each([
  '',
  'period=all',
  'period=all&sort=margin',
  'period=last_week&compare=previous',
  'compare=previous',
  'from=2001-01-01&to=2001-01-02',
  'from=3001-01-01',
  'only=slow',
  'only=dead',
  'model=togo&size=42',
  'model=togo&size=7',
  'location=Shop',
  ...STATS_GROUPS.map((group) => `group=${group}&sort=revenue&period=all`),
])('the same is told in French: %s', async (query) => {
  await askInBoth(shop, `/stats?${query}`)
})

test('what sold is told in French with its money', async () => {
  const { message } = await askInBoth(shop, '/stats')
  expect(message).toMatch(
    /^Les 30 derniers jours \(du .*\) : 7 vendus pour 430\s€ \(2 sans prix\), 1 retour/,
  )
})

test('a share that rounds to nothing is not said', async () => {
  await act('add_stock', { sku: 'NEW', size: '41', quantity: 9000, occurred_at: ago(100) })
  await act('sale', { sku: 'NEW', size: '41', quantity: 3, occurred_at: ago(10) })
  await act('return', { sku: 'NEW', size: '41', quantity: 2, occurred_at: ago(9) })
  const body = await stats({ sku: 'NEW' })
  expect(body.sell_through_percent).toBe(0)
  expect(body.message).toContain('3 sold')
  expect(body.message).not.toContain('was there or came')
  for (let step = 0; step < 3; step++) await act('undo', {})
})

test('a size that there is not is called so', async () => {
  expect((await stats({ size: '50' })).message).toMatch(/^There is no size 50\. There is /)
  expect((await stats({ model: 'togo', size: '50' })).message).toBe(
    'There is no size 50. There is 42.',
  )
})

test('a pair that was exchanged earned nothing, and one that came back took away', async () => {
  const from = new Date().toISOString()
  await act('sale', { sku: 'OLD', size: '40', quantity: 1 })
  await act('return', { sku: 'OLD', size: '40', quantity: 1 })
  const exchanged = await stats({ sku: 'OLD', from })
  expect(exchanged.total).toMatchObject({ units: 1, returned_units: 1, cost: 0, margin: 0 })
  expect(exchanged.message).toContain(
    '1 sold for €50, 1 came back for €50: net 0 for €0. Margin €0. ',
  )
  const then = new Date().toISOString()
  await act('return', { sku: 'TG', size: '42', quantity: 1 })
  const back = await stats({ sku: 'TG', from: then })
  expect(back).toMatchObject({ total: { units: 0, margin: -30 }, sell_through_percent: 0 })
  expect(back.message).toContain('0 sold, 1 came back for €90: net -1 for -€90. Margin -€30. ')
  expect(back.message).not.toMatch(/was there or came|at a cost of/)
  for (let step = 0; step < 3; step++) await act('undo', {})
})

test('a sale that was dated back does not say since when stock is known', async () => {
  await act('sale', { sku: 'TG', size: '42', quantity: 1, occurred_at: ago(300) })
  const body = await stats({ from: dayAgo(310), to: dayAgo(290) })
  expect(body).toMatchObject({
    total: { units: 1 },
    known_since: dayAgo(200),
    stock_known_since: dayAgo(200),
    stock_then: null,
    slow: null,
    dead: null,
    sell_through_percent: null,
    items: [{ sku: 'TG', on_hand: null }],
  })
  expect(body.message).toContain(
    `What was on hand then is not known: stock is followed since ${dayAgo(200)}.`,
  )
  await act('undo', {})
})

test.each(['model', 'size'])('the stock of a %s is worth what it is alone', async (group) => {
  const time = { from: dayAgo(60), to: dayAgo(30) }
  const { items } = await stats({ ...time, group })
  expect(items.length).toBeGreaterThan(1)
  for (const { name, on_hand, value_at_price, value_at_cost } of items) {
    const alone = await stats({ ...time, [group]: name })
    expect(alone.stock_then).toMatchObject({ units: on_hand, value_at_price, value_at_cost })
  }
})

test('what is at a location is told with what it is worth', async () => {
  const { message, stock } = await stats({ group: 'location' })
  const worth = `worth ${money(stock.value_at_price)} at price (7 without) and ${money(stock.value_at_cost)} at cost (7 without)`
  expect(message).toContain(
    `By location, units net of returns: Shop (6; on hand ${stock.units} units, ${worth}).`,
  )
})

test('words, a size, a category and a place narrow it', async () => {
  expect((await stats({ model: 'ermes' })).total.units).toBe(4)
  expect((await stats({ model: 'hermès noire' })).total.units).toBe(2)
  expect((await stats({ model: 'hermes', size: '39', period: 'all' })).total.units).toBe(1)
  expect((await stats({ category: 'bottes' })).total.units).toBe(3)
  const nothing = await stats({ model: 'zzyzx' })
  expect(nothing).toMatchObject({ total: { units: 0 }, items: [], stock: { units: 0 } })
  expect(nothing.message).toBe('There is no model "zzyzx".')
  expect(await ask({ category: 'chapeaux' })).toMatchObject({ status: 404 })
  expect(await ask({ location: 'Mars' })).toMatchObject({ status: 404 })
})

test('the time before is as long, and nothing is said of what nobody knows', async () => {
  const body = await stats({ from: dayAgo(30), to: dayAgo(0), compare: 'previous' })
  expect(body.previous).toMatchObject({ units: 5, revenue: 459.9, margin: 189.9 })
  expect(body.items.find(({ sku }: { sku: string }) => sku === 'TG')).toMatchObject({
    units: 3,
    units_before: 4,
    revenue_before: 400,
  })
  expect(body.message).toContain(
    ': 5 sold for €459.90; net units +20 %, net revenue -23.9 %, margin',
  )
  const first = await stats({ from: dayAgo(200), to: dayAgo(0), compare: 'previous' })
  expect(first.previous).toBeNull()
  expect(first.message).toContain('nothing is known')
  const refused = await ask({ period: 'all', compare: 'previous' })
  expect(refused).toMatchObject({ status: 400, body: { type: '/problems/invalid-request' } })
})

test('a day is told beside that at the same place in the time before', async () => {
  const time = { from: dayAgo(20), to: dayAgo(1) }
  const body = await stats({ ...time, compare: 'previous', group: 'day' })
  const then = await stats({ from: dayAgo(40), to: dayAgo(21), group: 'day' })
  expect(body.items).toHaveLength(20)
  const values = (items: Record<string, number>[], units: string, revenue: string) =>
    items.map((item) => [item[units], item[revenue]])
  expect(values(body.items, 'units_before', 'revenue_before')).toEqual(
    values(then.items, 'net_units', 'net_revenue'),
  )
  expect(body.items[0]).toMatchObject({ name: dayAgo(20), units_before: 1, revenue_before: 59.9 })
  expect(body.previous.net_units).toBe(then.total.net_units)
  // Of days before the first one that is known nobody knows anything.
  const first = await stats({
    from: dayAgo(195),
    to: dayAgo(184),
    compare: 'previous',
    group: 'day',
  })
  expect(first.items.map((one: Record<string, number>) => one.units_before)).toEqual([
    ...Array(7).fill(null),
    ...Array(5).fill(0),
  ])
  const weeks = await stats({ ...time, compare: 'previous', group: 'week' })
  const sum = (items: Record<string, number>[]) =>
    items.reduce((all, one) => all + (one.units_before ?? 0), 0)
  expect(sum(weeks.items)).toBeLessThanOrEqual(then.total.net_units)
  expect((await stats({ ...time, group: 'day' })).items[0].units_before).toBeNull()
})

test('the value of the stock is told by category', async () => {
  const { items, stock } = await stats({ group: 'category' })
  const all = items.reduce(
    (sum: number, one: Record<string, number>) => sum + (one.value_at_price ?? 0),
    0,
  )
  expect(all).toBeCloseTo(stock.value_at_price, 2)
  expect(items.find(({ name }: { name: string }) => name === 'Bottes')).toMatchObject({
    on_hand: expect.any(Number),
    value_at_price: expect.any(Number),
    value_at_cost: expect.any(Number),
  })
})

test('a time before everything is known is called so', async () => {
  const body = await stats({ from: dayAgo(390), to: dayAgo(380) })
  expect(body.message).toContain(`that is before anything is known (${body.known_since})`)
  expect(body).toMatchObject({ stock_then: null, slow: null, dead: null })
})

test('most revenue first, and no more than asked for', async () => {
  const body = await stats({ sort: 'revenue', limit: '1', period: 'all' })
  expect(body).toMatchObject({ groups_total: 4, items: [{ sku: 'TG', revenue: 670 }] })
  expect(body.message).toContain(
    'By product, revenue net of returns: Togo, Noir, Femme (€670) and 2 more. 1 with stock and no sale.',
  )
  expect((await stats({ sort: 'margin' })).items[0].sku).toBe('TG')
})

test('who may not see costs sees nothing that is made of them', async () => {
  const key = { name: 'reader', scope: 'read' as const, location: null, expiresAt: null }
  await shop.keys.saveKey({ ...key, hash: hashOf('sk-reader-of-stats') })
  const headers = { authorization: 'Bearer sk-reader-of-stats' }
  const query = { compare: 'previous', from: dayAgo(60), to: dayAgo(30), group: 'model' }
  const asked = () => ask(query, headers)
  await expect.poll(async () => (await asked()).status, { timeout: 10_000 }).toBe(200)
  const { body } = await asked()
  const owner = await stats(query)
  expect(owner.total.margin).toBe(189.9)
  const costly = /cost|margin|turnover/
  const values = (part: unknown): unknown[] =>
    part === null || typeof part !== 'object'
      ? []
      : Object.entries(part).flatMap(([name, value]) =>
          name !== 'message' && costly.test(name) ? [value] : values(value),
        )
  expect(values(owner).every((value) => value === null)).toBe(false)
  expect(new Set(values(body))).toEqual(new Set([null]))
  expect(body.message).not.toMatch(/margin -?€|at cost|turns over/i)
  expect(body.message).toContain('Costs and margins are not for this key.')
  expect(body.total).toMatchObject({ units: 5, revenue: owner.total.revenue })
  expect(await ask({ sort: 'margin' }, headers)).toMatchObject({
    status: 403,
    body: { type: '/problems/scope-too-small' },
  })
})

test('past sales count on their day, told apart, also of what never moved', async () => {
  const { products, variants } = await shop.store.readCatalogue()
  const idOf = (sku: string) => products.find((one) => one.sku === sku)?.id ?? ''
  const togo = variants.find(({ productId }) => productId === idOf('TG'))
  const day = (days: number) => dayAgo(days)
  const by = { actor: 'owner', ip: '' }
  await shop.store.writePastSales(by, 'a'.repeat(64), [
    {
      line: 1,
      productId: idOf('TG'),
      variantId: togo?.id ?? '',
      day: day(250),
      units: 3,
      unitPrice: 80,
    },
    { line: 2, productId: idOf('NEW'), variantId: null, day: day(250), units: 2, unitPrice: null },
  ])
  const then = { from: dayAgo(251), to: dayAgo(249) }
  const body = await stats(then)
  expect(body.total).toMatchObject({
    units: 5,
    of_which_imported: 5,
    revenue: 3 * 80 + 2 * 70,
    units_cost_estimated: 5,
    cost: 3 * 60 + 2 * 25,
  })
  expect(unitsOf(body)).toEqual({ 'Togo, Noir, Femme': 3, 'Neptune, Noir, Femme': 2 })
  expect(body).toMatchObject({ stock_then: null, slow: null, dead: null })
  expect(body.sell_through_percent).toBeNull()
  expect(body.items.map(({ on_hand }: { on_hand: number | null }) => on_hand)).toEqual([null, null])
  expect(body.message).toContain(
    `What was on hand then is not known: stock is followed since ${dayAgo(200)}.`,
  )
  // One product was not sold before, but the shop knows of its sales since then.
  const other = await stats({ sku: 'HB', period: 'all' })
  expect(other).toMatchObject({ known_since: day(250), stock_known_since: dayAgo(200) })
  expect(body.message).not.toMatch(/was there or came|slow:|too early/i)
  expect(body.message).toContain('5 sold for €380 (all imported past sales)')
  expect(unitsOf(await stats({ ...then, group: 'size' }))).toEqual({ '42': 3, '': 2 })
  expect(unitsOf(await stats({ ...then, group: 'person' }))).toEqual({ imported: 5 })
  expect(unitsOf(await stats({ ...then, group: 'location' }))).toEqual({ Shop: 5 })
  expect(unitsOf(await stats({ ...then, group: 'day' }))).toEqual({
    // Before that nothing is known.
    [day(250)]: 5,
    [day(249)]: 0,
  })
  expect((await stats({ ...then, size: '42' })).total.units).toBe(3)

  // A time of which a part is not known is not compared in percent.
  const partly = await stats({ from: day(245), to: day(240), compare: 'previous' })
  expect(partly.previous).toMatchObject({ units: 5, is_comparable: false })
  expect(partly.message).toContain(`sales are known since ${day(250)} only, so it is not compared`)
  const wholly = await stats({ from: day(249), to: day(249), compare: 'previous' })
  expect(wholly.previous).toMatchObject({ units: 5, is_comparable: true })
  expect(wholly.message).toContain('units -100 %')
  await shop.store.removePastSales(by, 'a'.repeat(64))
  expect((await stats(then)).total.units).toBe(0)
})

test('imported sales have no hours: the time before is taken in whole days', async () => {
  const { products } = await shop.store.readCatalogue()
  const productId = products.find(({ sku }) => sku === 'NEW')?.id ?? ''
  const by = { actor: 'owner', ip: '' }
  const sale = { line: 1, productId, variantId: null, day: dayAgo(1), units: 4, unitPrice: 70 }
  await shop.store.writePastSales(by, 'b'.repeat(64), [sale])
  const body = await stats({ sku: 'NEW', period: 'today', compare: 'previous' })
  expect(body.previous).toMatchObject({ units: 4, to: body.from })
  expect(body.message).toContain(
    `Before that (${dayAgo(1)}, whole days: imported sales have no hours): 4 sold for €280`,
  )
  await shop.store.removePastSales(by, 'b'.repeat(64))
})

/** Standing sales or returns of a time at a place, in plain SQL. */
const TRADE = `
  WITH RECURSIVE chain(root, id, depth) AS (
    SELECT id, id, 0 FROM movements WHERE reverses = ''
    UNION ALL
    SELECT c.root, m.id, c.depth + 1 FROM chain c JOIN movements m ON m.reverses = c.id)
  SELECT coalesce(sum(abs(m.delta)), 0) AS units,
    coalesce(round(sum(abs(m.delta) * iif(m.unit_price > 0, m.unit_price, p.price)), 2), 0) AS value,
    coalesce(sum(abs(m.delta) * iif(m.unit_cost > 0, m.unit_cost, p.cost)), 0) AS cost
  FROM movements m JOIN variants v ON v.id = m.variant JOIN products p ON p.id = v.product
  WHERE m.reverses = '' AND m.type = :type AND m.occurred_at >= :from AND m.occurred_at < :to
    AND (SELECT max(depth) FROM chain c WHERE c.root = m.id) % 2 = 0
    AND (:location = '' OR m.location = (SELECT id FROM locations WHERE name = :location))`

test('a random history: the same as plain SQL, as the summary, and as the shelves', async () => {
  await shop.client.request('/api/collections/locations/records', {
    method: 'POST',
    body: { name: 'Cave' },
  })
  await expect
    .poll(async () => (await shop.get('/locations')).body.items.length, { timeout: 5_000 })
    .toBe(2)
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((seed / 2 ** 31) * below)
  }
  const shelves = [
    { sku: 'HB', size: '38' },
    { sku: 'TG', size: '42' },
    { sku: 'HN', size: '38' },
  ]
  for (let step = 0; step < 60; step++) {
    const shelf = shelves[random(3)]
    const location = ['Shop', 'Cave'][random(2)]
    const line = { ...shelf, location, quantity: 1 + random(2), confirm: true, repeat: true }
    const when = { occurred_at: ago(1 + random(79)) }
    const action = ['add_stock', 'sale', 'sale', 'sale', 'return', 'transfer', 'undo'][random(7)]
    if (action === 'undo') {
      const { items } = (await shop.get(`/movements?limit=20`)).body
      await shop.post(`/movements/${items[random(items.length)].id}/undo`, { confirm: true })
    } else if (action === 'transfer') {
      const to = location === 'Shop' ? 'Cave' : 'Shop'
      await shop.post('/inventory/transfer', { ...line, to_location: to })
    } else {
      const price = random(2) === 0 ? {} : { unit_price: 10 + random(90) + 0.9 }
      const isTrade = action !== 'add_stock'
      await shop.post(`/inventory/${action}`, { ...line, ...when, ...(isTrade && price) })
    }
  }
  for (const location of ['', 'Shop', 'Cave']) {
    for (const [from, to] of [
      [dayAgo(55), dayAgo(0)],
      [dayAgo(50), dayAgo(10)],
      [dayAgo(10), dayAgo(5)],
    ] as const) {
      const query = { from, to, ...(location && { location }) }
      const body = await stats(query)
      const summary = (await shop.get(`/summary?${new URLSearchParams(query)}`)).body
      expect(body.total).toMatchObject({
        units: summary.sold.units,
        revenue: summary.sold.value,
        units_without_price: summary.sold.units_without_price,
        returned_units: summary.returned.units,
        returned_value: summary.returned.value,
      })
      const at = (moment: string) => moment.replace('T', ' ')
      const params = { from: at(body.from), to: at(body.to), location }
      const [sold] = rows(TRADE, { ...params, type: 'SALE' })
      const [back] = rows(TRADE, { ...params, type: 'RETURN' })
      expect(body.total).toMatchObject({ units: sold?.units, revenue: sold?.value })
      expect(body.total.returned_units).toBe(back?.units)
      expect(body.total.cost).toBeCloseTo(Number(sold?.cost) - Number(back?.cost), 2)
      for (const group of ['product', 'size', 'person', 'location', 'day', 'month']) {
        const { items } = await stats({ ...query, group, limit: '60' })
        const sum = items.reduce((all: number, one: { units: number }) => all + one.units, 0)
        expect({ group, sum }).toEqual({ group, sum: sold?.units })
      }
      const [there] = rows(
        `SELECT coalesce(sum(i.quantity), 0) AS units FROM inventory i JOIN locations l ON l.id = i.location
         WHERE :location = '' OR l.name = :location`,
        { location },
      )
      expect(body.stock.units).toBe(there?.units)
      // What is on hand at a place is told also where nothing was sold.
      const places = (
        await stats({
          group: 'location',
          from: new Date().toISOString(),
          ...(location && { location }),
        })
      ).items
      const onHand = places.reduce((all: number, one: { on_hand: number }) => all + one.on_hand, 0)
      expect(onHand).toBe(there?.units)
      const sumOf = (field: string) =>
        places.reduce((all: number, one: Record<string, number>) => all + (one[field] ?? 0), 0)
      expect(sumOf('value_at_price')).toBeCloseTo(body.stock.value_at_price, 2)
      expect(sumOf('value_at_cost')).toBeCloseTo(body.stock.value_at_cost, 2)
      if (body.stock_then) {
        const [then] = rows(
          `SELECT sum(m.delta) AS units FROM movements m JOIN locations l ON l.id = m.location
           WHERE (:location = '' OR l.name = :location) AND coalesce(
             (SELECT r.occurred_at FROM movements r WHERE r.id = m.reverses), m.occurred_at) < :to`,
          { location, to: at(body.to) },
        )
        expect(body.stock_then.units).toBe(then?.units)
      }
    }
  }
})

test('what is on hand lasts as long as where it is ordered', async () => {
  const { products, variants } = await shop.store.readCatalogue()
  const by = { actor: 'owner', ip: '' }
  const idOf = (sku: string) => products.find((one) => one.sku === sku)?.id ?? ''
  const past = variants
    .filter(({ productId }) => [idOf('HB'), idOf('TG')].includes(productId))
    .flatMap(({ id, productId }, at) =>
      Array.from({ length: 10 }, (_, n) => ({
        ...{ line: 10 * at + n + 1, productId, variantId: id },
        ...{ day: dayAgo(210 + 7 * n), units: 2, unitPrice: 70 },
      })),
    )
  await shop.store.writePastSales(by, 'c'.repeat(64), past)
  for (const query of [{}, { location: 'Shop' }, { size: '38' }]) {
    const body = await stats(query)
    const told = [...body.slow.items, ...body.dead.items]
    expect(told.length).toBeGreaterThan(0)
    for (const { sku, days_of_cover } of told) {
      const words = new URLSearchParams({ sku, ...query })
      const [item] = (await shop.get(`/reorder?${words}`)).body.items
      expect({ sku, days_of_cover }).toEqual({ sku, days_of_cover: item.days_of_cover })
    }
  }
  // What a time long past ended with lasted as it sold then.
  const then = await stats({ from: dayAgo(60), to: dayAgo(30), sku: 'OLD' })
  expect(then.dead.items).toMatchObject([{ sku: 'OLD', days_of_cover: null }])
  await shop.store.removePastSales(by, 'c'.repeat(64))
})
