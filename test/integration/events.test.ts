import { expect, test } from 'vitest'
import { formatPosition } from '../../src/domain/event.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('EVEN', 'Even', { 38: 3, 39: 0 }, { reorderPoint: 2 }),
  product('PAIR', 'Pair', { 40: 2, 41: 2 }),
  product('LOWS', 'Lows', { 42: 5 }),
  product('HELD', 'Held', { 43: 1 }),
])

interface Told {
  readonly id: string
  readonly type: string
  readonly position: string
  readonly message: string
  readonly data: Record<string, unknown>
}

const events = async (query: string) => {
  const { status, body } = await shop.get(`/events?${query}`)
  expect(status).toBe(200)
  return body as {
    events: Told[]
    position: string
    more: boolean
    restarted: boolean
    message: string
  }
}

const here = async () => (await events('after=now')).position

/** Types of what happened while some work was done. */
async function during(work: () => Promise<unknown>): Promise<Told[]> {
  const position = await here()
  await work()
  return (await events(`after=${position}`)).events
}

const post = async (path: string, body: object) => {
  const answer = await shop.post(path, body)
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  return answer.body
}
const sell = (sku: string, size: string, quantity: number) =>
  post('/inventory/sale', { sku, size, quantity })

const types = (told: readonly Told[]) => told.map(({ type }) => type)

test('a sale is told with its levels, and each crossing once', async () => {
  const low = await during(() => sell('EVEN', '38', 1))
  expect(types(low)).toEqual(['stock.changed', 'sale.recorded', 'stock.low'])
  expect(low[0]).toMatchObject({
    message: 'Sold 1 Even, Noir, Femme, 38 at Shop: 3 → 2 on hand.',
    data: {
      product: { sku: 'EVEN', model: 'Even', color: 'Noir', gender: 'Femme' },
      ...{ size: '38', location: 'Shop' },
      on_hand: { before: 3, after: 2 },
      reserved: { before: 0, after: 0 },
      available: { before: 3, after: 2 },
    },
  })
  expect(low[1]?.data).toMatchObject({ quantity: 1, unit_price: 100, unit_cost: 50 })
  expect(low[2]?.data).toMatchObject({
    size: null,
    reorder_point: 2,
    available: { before: 3, after: 2 },
  })
  // Below its reorder point it crosses nothing more until it is empty.
  expect(types(await during(() => sell('EVEN', '38', 1)))).toEqual([
    'stock.changed',
    'sale.recorded',
  ])
  expect(types(await during(() => sell('EVEN', '38', 1)))).toEqual([
    'stock.changed',
    'sale.recorded',
    'stock.out',
  ])
  const back = await during(() => post('/inventory/undo', {}))
  expect(types(back)).toEqual(['stock.changed', 'stock.back'])
  expect(back[0]?.message).toMatch(/^Undone: Sold 1 /)
})

test('the first units of a size are not back', async () => {
  const first = await during(() =>
    post('/inventory/add_stock', { sku: 'EVEN', size: '39', quantity: 4 }),
  )
  expect(types(first)).toEqual(['stock.changed'])
})

test('an old event says what was then, whatever the reorder point is now', async () => {
  await shop.inject({
    method: 'PATCH',
    url: '/models/LOWS',
    payload: { reorder_point: 4 },
  })
  const before = await here()
  await sell('LOWS', '42', 1)
  const told = (await events(`after=${before}`)).events
  expect(types(told)).toContain('stock.low')
  // The first later change says what was before it.
  for (const reorder_point of [3, 0]) {
    await shop.inject({ method: 'PATCH', url: '/models/LOWS', payload: { reorder_point } })
  }
  expect((await events(`after=${before}&types=stock.low`)).events).toEqual(
    told.filter(({ type }) => type === 'stock.low'),
  )
})

test('a transfer moves nothing out of the shop', async () => {
  await post('/locations', { name: 'Cellar' })
  const moved = await during(() =>
    post('/inventory/transfer', { sku: 'PAIR', size: '40', quantity: 2, to_location: 'Cellar' }),
  )
  expect(types(moved)).toEqual(['stock.changed', 'stock.changed'])
  // What is in the cellar still counts.
  const sold = await during(() => sell('PAIR', '41', 2))
  expect(types(sold)).toEqual(['stock.changed', 'sale.recorded', 'stock.out'])
})

test('what happens beside the ledger stands in the same order', async () => {
  const told = await during(async () => {
    await sell('LOWS', '42', 1)
    await post('/models', { model: 'Nova', sku: 'NOVA', price: 10, sizes: ['40'] })
    await sell('LOWS', '42', 1)
    await post('/inventory/check-stock', {})
  })
  expect(types(told).filter((type) => !type.startsWith('stock.'))).toEqual([
    'sale.recorded',
    'product.created',
    'sale.recorded',
    'check.done',
  ])
  // Whoever goes on behind any of them sees exactly the rest.
  for (const [at, { position }] of told.entries()) {
    const rest = (await events(`after=${position}`)).events
    const next = told.findIndex((one, index) => index > at && one.position !== position)
    expect(rest.map(({ id }) => id)).toEqual(next < 0 ? [] : told.slice(next).map(({ id }) => id))
  }
})

test('pages of any length say the same, once', async () => {
  const whole = await events('limit=1000')
  expect(whole.more).toBe(false)
  for (const limit of [1, 3, 7]) {
    const ids: string[] = []
    let position = ''
    for (;;) {
      const page = await events(`limit=${limit}&after=${position}`)
      ids.push(...page.events.map(({ id }) => id))
      position = page.position
      if (!page.more) break
    }
    expect(ids).toEqual(whole.events.map(({ id }) => id))
  }
  expect(new Set(whole.events.map(({ id }) => id)).size).toBe(whole.events.length)
})

test('whoever knows only a movement goes on behind it', async () => {
  const { seq } = await sell('HELD', '43', 1)
  await post('/models', { model: 'Later', sku: 'LATER', price: 10, sizes: ['40'] })
  await post('/models', { model: 'Last', sku: 'LAST', price: 10, sizes: ['40'] })
  const made = ['product.created', 'product.created']
  expect(types((await events(`after=${seq}`)).events)).toEqual(made)
  expect(types((await events(`after=${seq - 1}`)).events).slice(-5)).toEqual([
    ...['stock.changed', 'sale.recorded', 'stock.out'],
    ...made,
  ])
  const last = await sell('LOWS', '42', 1)
  const none = await events(`after=${last.seq}`)
  expect(none).toEqual({ ...none, events: [], more: false, position: await here() })
})

test('a position of before a restore goes on where all ends', async () => {
  const { events: none, position, restarted } = await events('after=999999.1')
  expect({ none, restarted }).toEqual({ none: [], restarted: true })
  expect(position).toBe(
    formatPosition(
      await shop.store.readEvents({ seq: 0, number: 0 }, 1).then(({ newest }) => newest),
    ),
  )
})

test.each([
  ['after=yesterday', /is no position/],
  ['types=sale.recorde', /There are no events/],
  ['limit=0', /limit/],
])('%s is refused', async (query, message) => {
  const { status, body } = await shop.get(`/events?${query}`)
  expect(status).toBe(400)
  expect(body.detail).toMatch(message)
})

test('one of several follows for all, and its place is kept', async () => {
  const one = { name: 'test', holder: 'a', seconds: 30 }
  expect(await shop.store.follow(one)).toEqual({ held: true, position: null })
  expect(await shop.store.follow({ ...one, holder: 'b', position: { seq: 1, number: 1 } })).toEqual(
    {
      held: false,
      position: null,
    },
  )
  const position = { seq: 7, number: 2 }
  expect(await shop.store.follow({ ...one, position })).toEqual({ held: true, position })
  await shop.store.follow({ ...one, seconds: 0 })
  expect(await shop.store.follow({ ...one, holder: 'b' })).toEqual({ held: true, position })
})
