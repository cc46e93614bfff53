import { beforeAll, expect, test, vi } from 'vitest'
import { hashOf } from '../../src/shared/secret.ts'
import { product, useShop } from '../support/shop.ts'

// Lines of tills and web shops: each is done once, whatever is sent, how often, and by whom.

const sizes = (units: number) => Object.fromEntries([38, 39, 40, 41].map((size) => [size, units]))
const shop = useShop([
  product('HERM', 'Hermès', sizes(20)),
  product('TOGO', 'Togo', sizes(20)),
  product('TOGB', 'Togo', sizes(20), { color: 'Blanc' }),
  product('FEW', 'Fewer', { 40: 2 }),
  product('CNT', 'Counted', { 40: 10, 41: 10, 42: 10 }),
])

const OTHER_KEY = { authorization: 'Bearer sk-test-of-another-till' }
const CAVE_KEY = { authorization: 'Bearer sk-test-till-of-the-cave' }

beforeAll(async () => {
  await shop.post('/locations', { name: 'Cave' })
  const key = { scope: 'write', expiresAt: null } as const
  const other = { name: 'other till', location: null, hash: hashOf('sk-test-of-another-till') }
  const cave = { name: 'cave till', location: 'Cave', hash: hashOf('sk-test-till-of-the-cave') }
  await shop.keys.saveKey({ ...key, ...other })
  await shop.keys.saveKey({ ...key, ...cave })
  // Keys are read again each second.
  for (const headers of [OTHER_KEY, CAVE_KEY]) {
    await vi.waitFor(
      async () => expect((await shop.inject({ url: '/me', headers })).status).toBe(200),
      { timeout: 10_000 },
    )
  }
})

type Line = Record<string, unknown>
const send = async (lines: Line[], rest: object = {}, headers: Record<string, string> = {}) => {
  const payload = { source: 'shopify', lines, ...rest }
  const answer = await shop.inject({ method: 'POST', url: '/sales/import', payload, headers })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body
}
const results = (body: { results: { result: string }[] }) => body.results.map((one) => one.result)
const onHand = async (sku: string, size: string) => (await shop.ledger(sku, size)).quantity
const ofCodes = (body: { results: { code: string }[] }) => body.results.map((one) => one.code)

test('each line is done or refused by itself, with what to do', async () => {
  const body = await send([
    { external_id: 'a1', sku: 'HERM', size: '38', quantity: 2 },
    { external_id: 'a2', model: 'togo', size: '40', quantity: 1 },
    { external_id: 'a3', sku: 'FEW', size: '40', quantity: 3 },
    { external_id: 'a4', model: 'hermes', size: '39', quantity: 1, unit_price: 79.5 },
    { external_id: 'a5', sku: 'HERM', size: '38' },
  ])
  expect(results(body)).toEqual(['recorded', 'refused', 'refused', 'recorded', 'refused'])
  expect(ofCodes(body)).toEqual([
    null,
    'ambiguous-product',
    'insufficient-stock',
    null,
    'invalid-request',
  ])
  expect(body).toMatchObject({ recorded: 2, refused: 3, already: 0, source: 'shopify' })
  expect(body.message).toBe('5 lines of shopify: 2 recorded, 3 refused: see results.')
  expect(body.results[0]).toMatchObject({
    external_id: 'a1',
    sku: 'HERM',
    size: '38',
    quantity: 2,
    new_quantity: 18,
    message: 'Sold 2 Hermès, Noir, Femme, 38: 20 → 18.',
  })
  expect(body.results[1].details.candidates.map((one: { sku: string }) => one.sku)).toEqual([
    'TOGB',
    'TOGO',
  ])
  expect(body.results[2].details).toMatchObject({ available: 2, requested: 3 })
  expect(await onHand('FEW', '40')).toBe(2)
  const { items } = (await shop.get('/movements?limit=1')).body
  expect(items[0]).toMatchObject({
    actor: 'till:shopify',
    client: 'owner',
    reference: 'a4',
    unit_price: 79.5,
  })
})

test('what was refused is done once it can be, and nothing else with it', async () => {
  const lines = [
    { external_id: 'b1', sku: 'HERM', size: '40', quantity: 1 },
    { external_id: 'b2', model: 'togo', size: '40', quantity: 1 },
  ]
  expect(results(await send(lines))).toEqual(['recorded', 'refused'])
  const clear = [lines[0] as Line, { ...lines[1], color: 'blanc' }]
  expect(results(await send(clear))).toEqual(['already', 'recorded'])
  expect(await onHand('HERM', '40')).toBe(19)
})

test('an order that is sent again changes nothing, by whichever key and in whatever words', async () => {
  const lines = [
    { external_id: 'c1', sku: 'HERM', size: '41', quantity: 3 },
    { external_id: 90_071_992, sku: 'TOGO', size: '41', quantity: 1 },
  ]
  const first = await send(lines)
  expect(results(first)).toEqual(['recorded', 'recorded'])
  const before = (await shop.get('/movements?limit=1')).body.total
  const again = [
    { external_id: 'c1', model: 'Hermès', size: '41', quantity: 3, unit_price: 1 },
    { external_id: '90071992', model: 'nobody knows', size: '41', quantity: 1 },
  ]
  const second = await send(again, {}, OTHER_KEY)
  expect(results(second)).toEqual(['already', 'already'])
  expect(second.results[0].movement).toBe(first.results[0].movement)
  expect((await shop.get('/movements?limit=1')).body.total).toBe(before)
  // Ids are those of their source.
  expect(results(await send(lines, { source: 'Till-2' }))).toEqual(['recorded', 'recorded'])
  expect(await onHand('HERM', '41')).toBe(14)
})

test('a line that says something else is refused with both figures', async () => {
  await send([{ external_id: 'd1', sku: 'HERM', size: '38', quantity: 1 }])
  const body = await send([
    { external_id: 'd1', sku: 'HERM', size: '38', quantity: 2 },
    { external_id: 'd1', sku: 'HERM', size: '39', quantity: 1 },
    { external_id: 'd1', sku: 'HERM', size: '38', quantity: 1, location: 'Cave' },
    { external_id: 'd1', sku: 'HERM', size: '38', quantity: 1, location: 'Shop' },
  ])
  expect(results(body)).toEqual(['refused', 'refused', 'refused', 'already'])
  expect(new Set(ofCodes(body).slice(0, 3))).toEqual(new Set(['external-id-reused']))
  expect(body.results[0].details).toEqual({ recorded: 1, requested: 2 })
  expect(body.results[0].message).toBe(
    '1 unit was recorded under this external_id, and now it says 2. Nothing was changed: send what changed as a line of its own, with a new external_id.',
  )
})

test('a line that is cancelled is undone, once', async () => {
  const sold = { external_id: 'e1', sku: 'HERM', size: '39', quantity: 4 }
  const units = await onHand('HERM', '39')
  const { results: first } = await send([sold])
  const cancelled = { external_id: 'e1', status: 'cancelled' }
  const body = await send([cancelled])
  expect(body.results[0]).toMatchObject({
    result: 'cancelled',
    new_quantity: units,
    message: `Undone: SALE of 4 Hermès, Noir, Femme, 39: ${units - 4} → ${units}.`,
  })
  expect(results(await send([cancelled, sold, { ...sold, status: 'returned' }]))).toEqual([
    'already',
    'already',
    'already',
  ])
  const { items } = (await shop.get('/movements?sku=HERM&size=39&limit=2')).body
  expect(items[0]).toMatchObject({ undoes: 'SALE', reverses: first[0].movement })
  expect(await onHand('HERM', '39')).toBe(units)
})

test('a line that somebody undid is not cancelled again', async () => {
  const units = await onHand('HERM', '39')
  const body = await send([{ external_id: 'e2', sku: 'HERM', size: '39', quantity: 1 }])
  await shop.post(`/movements/${body.results[0].movement}/undo`, {})
  const again = await send([
    { external_id: 'e2', status: 'cancelled' },
    { external_id: 'e2', sku: 'HERM', size: '39', quantity: 1 },
  ])
  expect(results(again)).toEqual(['already', 'already'])
  expect(again.results[1].message).toContain('It was undone since.')
  expect(await onHand('HERM', '39')).toBe(units)
})

test('a shelf that was counted without the units gets them back by a return; else somebody is asked', async () => {
  const line = (external_id: string, size: string, rest = {}) => ({
    ...{ external_id, sku: 'CNT', size, quantity: 2, ...rest },
  })
  await send([line('f1', '40'), line('f2', '41')])
  const count = (size: string, quantity: number) =>
    shop.post('/inventory/count', { sku: 'CNT', size, quantity })
  // Gone from one shelf; on the other one they lay there still, and are counted with the rest.
  await count('40', 8)
  await count('41', 10)
  const cancelled = [line('f1', '40'), line('f2', '41')].map((one) => ({
    ...one,
    status: 'cancelled',
  }))
  const body = await send(cancelled)
  expect(results(body)).toEqual(['cancelled', 'refused'])
  expect(body.results[0].message).toBe('Took back 2 Counted, Noir, Femme, 40: 8 → 10.')
  expect(ofCodes(body)[1]).toBe('unusual-date')
  expect(body.results[1].message).toMatch(/was counted or corrected at .*: 8 → 10.*confirm true/)
  expect([await onHand('CNT', '40'), await onHand('CNT', '41')]).toEqual([10, 10])
  expect(results(await send(cancelled))).toEqual(['already', 'refused'])
  expect(results(await send([{ ...cancelled[1], confirm: true }]))).toEqual(['cancelled'])
  expect(await onHand('CNT', '41')).toBe(12)
})

test('units that are brought back come back once, and no more of them than were sold', async () => {
  const units = await onHand('TOGO', '38')
  await send([{ external_id: 'g1', sku: 'TOGO', size: '38', quantity: 3, unit_price: 80 }])
  const returned = { external_id: 'g1', status: 'returned' }
  const body = await send([
    { ...returned, quantity: 4 },
    { ...returned, quantity: 2 },
    { ...returned, quantity: 2 },
  ])
  expect(results(body).sort()).toEqual(['already', 'refused', 'returned'])
  expect(await onHand('TOGO', '38')).toBe(units - 1)
  const [movement] = (await shop.get('/movements?sku=TOGO&size=38&limit=1')).body.items
  expect(movement).toMatchObject({ type: 'RETURN', unit_price: 80, reference: 'g1' })
  // One of three is left: it can come back, not be cancelled as if nothing had.
  const rest = await send([{ external_id: 'g1', status: 'cancelled' }])
  expect(rest.results[0]).toMatchObject({
    code: 'external-id-reused',
    details: { returned: 2, rest: 1 },
  })
  const ofOwn = { external_id: 'g1-2', status: 'returned', sku: 'TOGO', size: '38', quantity: 1 }
  expect(results(await send([ofOwn, ofOwn]))).toEqual(['returned', 'already'])
  expect(await onHand('TOGO', '38')).toBe(units)
})

test('a sale that arrives after it was cancelled is not recorded', async () => {
  const units = await onHand('TOGO', '39')
  const cancelled = { external_id: 'h1', status: 'cancelled' }
  expect(results(await send([cancelled]))).toEqual(['cancelled'])
  const sold = { external_id: 'h1', sku: 'TOGO', size: '39', quantity: 1 }
  expect(results(await send([sold, cancelled]))).toEqual(['cancelled', 'cancelled'])
  expect(await onHand('TOGO', '39')).toBe(units)
})

test('a line that was sold and cancelled in one request leaves nothing', async () => {
  const units = await onHand('TOGO', '40')
  const sold = { external_id: 'i1', sku: 'TOGO', size: '40', quantity: 20 }
  const lines = [sold, { ...sold, status: 'cancelled' }, { ...sold, external_id: 'i2' }]
  const dry = await send(lines, { dry_run: true })
  expect(results(dry)).toEqual(['recorded', 'cancelled', 'recorded'])
  expect(results(await send(lines))).toEqual(['recorded', 'cancelled', 'recorded'])
  expect(await onHand('TOGO', '40')).toBe(units - 20)
})

test('a dry run says what would come of it, and writes nothing', async () => {
  await send([{ external_id: 'j0', sku: 'HERM', size: '38', quantity: 1 }])
  const [units, few] = [await onHand('HERM', '38'), await onHand('FEW', '40')]
  const { total } = (await shop.get('/movements?limit=1')).body
  const lines = [
    { external_id: 'j0', sku: 'HERM', size: '38', quantity: 1 },
    { external_id: 'j1', sku: 'HERM', size: '38', quantity: 1 },
    { external_id: 'j2', sku: 'FEW', size: '40', quantity: 1 },
    { external_id: 'j3', sku: 'FEW', size: '40', quantity: 2 },
    { external_id: 'j0', status: 'cancelled' },
    { external_id: 'j4', model: 'togo', size: '40', quantity: 1 },
  ]
  const dry = await send(lines, { dry_run: true })
  const expected = ['already', 'recorded', 'recorded', 'refused', 'cancelled', 'refused']
  expect(results(dry)).toEqual(expected)
  expect(dry.results[1]).toMatchObject({
    movement: null,
    message: `Not done yet; it would be: Sold 1 Hermès, Noir, Femme, 38: ${units} → ${units - 1}.`,
  })
  expect(dry.results[3].details).toMatchObject({ available: 1, requested: 2 })
  expect((await shop.get('/movements?limit=1')).body.total).toBe(total)
  expect([await onHand('HERM', '38'), await onHand('FEW', '40')]).toEqual([units, few])
  expect(results(await send(lines))).toEqual(expected)
})

test('a key for one location keeps to it', async () => {
  await shop.post('/inventory/add_stock', {
    ...{ sku: 'HERM', size: '38', quantity: 3, location: 'Cave' },
  })
  const own = { external_id: 'k1', sku: 'HERM', size: '38', quantity: 1 }
  const body = await send([own], {}, CAVE_KEY)
  expect(body.results[0]).toMatchObject({ result: 'recorded', location: 'Cave', new_quantity: 2 })
  await send([{ ...own, external_id: 'k2' }])
  const other = await send(
    [
      { ...own, external_id: 'k2' },
      { external_id: 'k2', status: 'cancelled' },
    ],
    {},
    CAVE_KEY,
  )
  expect(ofCodes(other)).toEqual(['other-location', 'other-location'])
  // What came back elsewhere is told to it as little as what was sold there.
  const back = { external_id: 'k4', sku: 'HERM', size: '38', quantity: 1, status: 'returned' }
  await send([
    { external_id: 'k2', status: 'cancelled' },
    back,
    { ...own, external_id: 'k5' },
    { external_id: 'k5', status: 'returned' },
  ])
  const elsewhere = await send(
    [
      { external_id: 'k2', status: 'returned' },
      { external_id: 'k4', status: 'returned' },
      { external_id: 'k4', status: 'cancelled' },
      { external_id: 'k5', status: 'returned' },
    ],
    {},
    CAVE_KEY,
  )
  expect(new Set(ofCodes(elsewhere))).toEqual(new Set(['other-location']))
  expect(JSON.stringify(elsewhere)).not.toContain('→')
  const named = await shop.inject({
    method: 'POST',
    url: '/sales/import',
    headers: CAVE_KEY,
    payload: { source: 'shopify', lines: [{ ...own, external_id: 'k3', location: 'Shop' }] },
  })
  expect([named.status, named.body.type]).toEqual([403, '/problems/other-location'])
})

test('a sale takes what its order has reserved; a moment before the last count is asked about', async () => {
  await shop.post('/inventory/reserve', {
    ...{ sku: 'CNT', size: '42', quantity: 10, reference: 'order 1001' },
  })
  const line = { sku: 'CNT', size: '42', quantity: 1 }
  const early = new Date(Date.now() - 3_600_000).toISOString()
  const body = await send([
    { ...line, external_id: 'l1', reference: 'order 1001' },
    { ...line, external_id: 'l2', reference: 'order 2002' },
    { ...line, external_id: 'l3', reference: 'order 1001', occurred_at: early },
    { ...line, external_id: 'l4', reference: 'order 1001', occurred_at: '2020-01-01' },
    { ...line, external_id: 'l5', reference: 'order 1001', occurred_at: early, confirm: true },
  ])
  expect(ofCodes(body)).toEqual([
    null,
    'insufficient-stock',
    'unusual-date',
    'invalid-request',
    null,
  ])
})

test.each([
  [{ source: 'ines@shop.example', lines: [{ external_id: 'x' }] }],
  [{ source: 'x', lines: [] }],
  [{ source: 'x', lines: [{ external_id: '' }] }],
  [{ source: 'x', lines: [{ external_id: 'a\u0000b' }] }],
  [{ source: 'x', lines: [{ external_id: 'a\ud800b' }] }],
  [{ source: 'x', lines: [{ external_id: 'x', quantity: 0 }] }],
  [{ source: 'x', lines: Array.from({ length: 501 }, (_, n) => ({ external_id: n })) }],
])('what cannot be read is refused whole: %j', async (payload) => {
  const { status, body } = await shop.post('/sales/import', payload)
  expect([status, body.type]).toEqual([400, '/problems/invalid-request'])
})
