import { beforeAll, describe, expect, test } from 'vitest'
import { fromPage, peopleOf } from '../support/people-of.ts'
import { product, useShop } from '../support/shop.ts'

const names = [
  ...['LAST', 'TWICE', 'GONE', 'PAIR', 'B1', 'B2', 'HELD', 'RACE', 'KEY', 'TWO', 'TURN', 'OVER'],
  ...['BACK', 'REST1', 'REST2', 'REST3', 'MINE', 'YOURS', 'ANA', 'PAIR2', 'DONE1', 'DONE2'],
  ...['ENDED', 'SEEN', 'SEEN2', 'SEEN3', 'SEEN4', 'D1', 'D2', 'D3'],
]
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
    body: { type: '/problems/nothing-to-undo', last: null },
  })
})

test('"undo that" takes the last request back, before → after', async () => {
  const sold = await act('sale', { sku: 'LAST', quantity: 3 })
  const undone = await undoLast()
  expect(undone.status).toBe(201)
  expect(undone.body.message).toMatch(
    /^Undone: SALE of 3 Model LAST, Noir, Femme, 40: 7 → 10\. It had been recorded by owner \(api\) at 20\d\d-\d\d-\d\d \d\d:\d\d\.$/,
  )
  expect(undone.body).toMatchObject({
    actor: 'owner',
    channel: 'api',
    undone: { movement: sold.body.movement.id, actor: 'owner', channel: 'api', client: '' },
    archived: null,
    passed_over: 0,
  })
  expect(undone.body.results[0].movement.reverses).toBe(sold.body.movement.id)
  const { items } = (await shop.get('/movements?sku=LAST&limit=2')).body
  expect(items).toMatchObject([
    { type: 'UNDO', undoes: 'SALE', delta: 3, reverses: sold.body.movement.id },
    { type: 'SALE', delta: -3, reversed_by: items[0].id },
  ])
})

test('a movement is undone with all of its request, whatever came after it', async () => {
  const lines = ['D1', 'D2', 'D3'].map((sku) => ({
    action: 'add_stock',
    sku,
    size: '40',
    quantity: 5,
  }))
  const came = await shop.post('/inventory/batch', { lines })
  const [first, second] = came.body.results
  await act('sale', { sku: 'LAST', quantity: 1 })
  await undo(second.movement.id)

  const body = { whole_request: true, request_id: 'undo-delivery' }
  const undone = await undo(first.movement.id, body)
  expect(undone).toMatchObject({ status: 201, body: { results_total: 2, replayed: false } })
  expect(undone.body.message).toContain('1 line of that request had been undone before.')
  expect(await Promise.all(['D1', 'D2', 'D3'].map((sku) => level(sku)))).toEqual([
    ...[
      [10, 0],
      [10, 0],
      [10, 0],
    ],
  ])
  expect(await undo(first.movement.id, body)).toMatchObject({
    status: 200,
    body: { replayed: true },
  })
  const again = await undo(second.movement.id, { whole_request: true })
  expect(again).toMatchObject({ status: 409, body: { type: '/problems/already-undone' } })
  expect(await level('LAST')).toEqual([9, 0])
})

test('a movement is undone once, and an undo can be undone', async () => {
  const sold = await act('sale', { sku: 'TWICE', quantity: 4 })
  const undone = await undoLast()
  const again = await undo(sold.body.movement.id)
  expect(again).toMatchObject({ status: 409, body: { type: '/problems/already-undone' } })
  expect(again.body.undone_by).toBe(undone.body.results[0].movement.id)
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

test('a second undo goes one further back, and says that the newer one was undone', async () => {
  for (const quantity of [1, 2, 3]) await act('sale', { sku: 'BACK', quantity })
  expect((await undoLast()).body.message).toContain('SALE of 3 Model BACK')
  const second = await undoLast()
  expect(second.body).toMatchObject({ passed_over: 1 })
  expect(second.body.message).toMatch(
    /^Undone: SALE of 2 Model BACK.*1 newer request had been undone before/,
  )
  // What was undone by its id in the same place is passed over alike.
  const sold = await act('sale', { sku: 'BACK', quantity: 4 })
  await undo(sold.body.movement.id)
  const third = await undoLast()
  expect(third.body.message).toMatch(
    /^Undone: SALE of 1 Model BACK.*3 newer requests had been undone/,
  )
  expect(await level('BACK')).toEqual([10, 0])
})

test('what is left of a batch is undone, when one of its lines was', async () => {
  const line = { size: '40', quantity: 2 }
  const lines = ['REST1', 'REST2', 'REST3'].map((sku) => ({ action: 'sale', sku, ...line }))
  const { body } = await shop.post('/inventory/batch', { lines })
  expect((await undo(body.results[1].movement.id)).status).toBe(201)
  const rest = await undoLast()
  expect(rest.body.results.map(({ sku }: { sku: string }) => sku)).toEqual(['REST1', 'REST3'])
  expect(rest.body.message).toContain('1 line of that request had been undone before.')
  expect([await level('REST1'), await level('REST2'), await level('REST3')]).toEqual([
    ...[
      [10, 0],
      [10, 0],
      [10, 0],
    ],
  ])
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
  const sold = await undoLast()
  expect(sold.body.message).toContain(': 4 → 10. 6 of them are reserved as Ana again, 4 available.')
  expect(await level('HELD')).toEqual([10, 6])
  expect((await act('release', { sku: 'HELD', quantity: 6, reference: 'Ana' })).status).toBe(201)
  const released = await undoLast()
  expect(released.body.message).toContain(
    '(Ana): 10 → 4 available. 6 of them are reserved as Ana again.',
  )
})

test('an undone reservation never takes what another one holds', async () => {
  const reserve = (reference: string, quantity: number) =>
    act('reserve', { sku: 'TWO', quantity, reference })
  await reserve('other', 2)
  const mine = await reserve('mine', 3)
  await act('sale', { sku: 'TWO', quantity: 2, reference: 'mine' })
  const refused = await undo(mine.body.movement.id)
  expect(refused).toMatchObject({ status: 409, body: { available: 1, requested: 3 } })
  expect(refused.body.detail).toMatch(
    /^The reservation of 3 Model TWO, Noir, Femme, 40 \(mine\) cannot be undone: 2 of it were sold since, by owner \(api\) at 20\S+ \d\d:\d\d, and 1 is left\. Nothing was changed/,
  )
  expect(await level('TWO')).toEqual([8, 3])
})

test.each(['sale', 'release'])('a reservation that ended by a %s is not undone', async (action) => {
  const line = { sku: 'OVER', quantity: 1, reference: 'Driss' }
  const reserved = await act('reserve', line)
  const ended = await act(action, line)
  const before = await level('OVER')
  const refused = await undo(reserved.body.movement.id)
  expect(refused).toMatchObject({
    status: 409,
    body: { type: '/problems/insufficient-stock', available: 0, requested: 1 },
  })
  const { id } = ended.body.movement
  expect(refused.body.ended_by).toBe(id)
  const how = action === 'sale' ? 'sold' : 'released'
  expect(refused.body.detail).toMatch(
    new RegExp(
      `^The reservation of 1 Model OVER, .* \\(Driss\\) cannot be undone: it was ${how} since, by owner \\(api\\) at [^,]*\\. Nothing was changed: say so\\. Only if that is to be undone, send its id ${id} to undoMovement\\.$`,
    ),
  )
  expect(await level('OVER')).toEqual(before)
})

test('what ended a reservation is told, and not what was undone since', async () => {
  const ben = { sku: 'ENDED', reference: 'Ben' }
  const held = await act('reserve', { ...ben, quantity: 2 })
  const released = await act('release', { ...ben, quantity: 1 })
  const sold = await act('sale', { ...ben, quantity: 1 })
  await undo(sold.body.movement.id)
  const refused = await undo(held.body.movement.id)
  expect(refused).toMatchObject({ status: 409, body: { type: '/problems/insufficient-stock' } })
  expect(JSON.stringify(refused.body)).toContain(released.body.movement.id)
  expect(JSON.stringify(refused.body)).not.toContain(sold.body.movement.id)
  expect(await level('ENDED')).toEqual([10, 1])
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

describe('of those who share a key', () => {
  const say = (id: string, url: string, payload: object = {}) =>
    shop.inject({ method: 'POST', url, payload, headers: { 'openai-conversation-id': id } })
  const sell = (id: string, sku: string, quantity = 1) =>
    say(id, '/inventory/sale', { sku, size: '40', quantity })

  test('each undoes what was said in the own conversation', async () => {
    const mine = await sell('mine', 'MINE', 2)
    const yours = await sell('yours', 'YOURS', 3)
    const undone = await say('mine', '/inventory/undo')
    expect(undone.body.undone).toMatchObject({ movement: mine.body.movement.id, channel: 'chat' })
    expect([await level('MINE'), await level('YOURS')]).toEqual([
      [10, 0],
      [7, 0],
    ])
    // Nothing is left of mine: what somebody else did last is told, and left alone.
    const refused = await say('mine', '/inventory/undo')
    expect(refused).toMatchObject({ status: 404, body: { type: '/problems/nothing-to-undo' } })
    const { id } = yours.body.movement
    expect(refused.body.last).toMatchObject({ movement: id, actor: 'owner', channel: 'chat' })
    expect(refused.body.detail).toMatch(
      /^What was done in this conversation in the last 24 hours was undone already\. Nothing was changed\. The last thing done in the shop was SALE of 3 Model YOURS, Noir, Femme, 40, by owner \(chat\) at 20\S+ \d\d:\d\d, in another conversation\./,
    )
    expect(refused.body.detail).toContain(`send its id ${id} to undoMovement`)
    const byId = await say('mine', `/movements/${id}/undo`)
    expect(byId.body.undone).toMatchObject({ movement: id })
  })

  test('who says it is told when somebody else undid it, and nothing before it is undone', async () => {
    await sell('one', 'MINE', 1)
    const last = await sell('one', 'MINE', 2)
    await say('two', `/movements/${last.body.movement.id}/undo`)
    const refused = await say('one', '/inventory/undo')
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/already-undone' } })
    expect(refused.body.detail).toMatch(
      /^The last thing done here, SALE of 2 Model MINE, Noir, Femme, 40, was undone already, by owner at /,
    )
    expect(await level('MINE')).toEqual([9, 0])
    await say('one', `/movements/${(await newest('MINE', -1)).id}/undo`)
  })

  test('nor after undoing something newer is passed over what somebody else undid', async () => {
    await sell('max', 'MINE', 1)
    const second = await sell('max', 'MINE', 2)
    await sell('max', 'MINE', 3)
    const say1 = await say('max', '/inventory/undo', { request_id: 'max-1' })
    expect(say1.body.message).toContain('SALE of 3 Model MINE')
    await say('lea', `/movements/${second.body.movement.id}/undo`)
    const refused = await say('max', '/inventory/undo', { request_id: 'max-2' })
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/already-undone' } })
    expect(refused.body.detail).toMatch(
      /^1 newer request was undone here before\. The one before it, SALE of 2 Model MINE, .*, was undone already, by owner at .*, not in this conversation\. Nothing was changed now/,
    )
    expect(await level('MINE')).toEqual([9, 0])
    await say('max', `/movements/${(await newest('MINE', -1)).id}/undo`)
  })

  test('nor what somebody else did again', async () => {
    await sell('eve', 'DONE1', 1)
    await sell('eve', 'DONE2', 2)
    const undone = await say('eve', '/inventory/undo', { request_id: 'eve-1' })
    const redone = await say('noa', `/movements/${undone.body.results[0].movement.id}/undo`)
    const refused = await say('eve', '/inventory/undo', { request_id: 'eve-2' })
    expect(refused).toMatchObject({
      status: 409,
      body: { type: '/problems/already-undone', done_again: true },
    })
    expect(refused.body.undone_by).toBe(redone.body.results[0].movement.id)
    expect([await level('DONE1'), await level('DONE2')]).toEqual([
      [9, 0],
      [8, 0],
    ])
  })

  test('nor a line that somebody else undid, beside one of their own', async () => {
    await sell('liv', 'DONE1', 1)
    const both = await say('liv', '/inventory/batch', {
      lines: ['DONE1', 'DONE2'].map((sku) => ({ action: 'sale', sku, size: '40', quantity: 1 })),
    })
    const [first, second] = both.body.results
    await say('liv', `/movements/${second.movement.id}/undo`)
    await say('tom', `/movements/${first.movement.id}/undo`)
    const refused = await say('liv', '/inventory/undo', { request_id: 'liv-1' })
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/already-undone' } })
    expect(refused.body.detail).toMatch(/^The last thing done here, SALE of 1 Model DONE1/)
    expect(await level('DONE1')).toEqual([8, 0])
  })

  test('two undos at once undo two things, and one that is sent twice undoes one', async () => {
    for (const quantity of [1, 2, 3]) await sell('race', 'PAIR2', quantity)
    const both = await Promise.all(
      ['a', 'b'].map((request_id) => say('race', '/inventory/undo', { request_id })),
    )
    expect(both.map(({ status }) => status)).toEqual([201, 201])
    expect(await level('PAIR2')).toEqual([9, 0])
    const key = { request_id: 'undo-1' }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => say('race', '/inventory/undo', key)),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(7).fill(200), 201])
    expect(new Set(answers.map(({ body }) => body.results[0].movement.id)).size).toBe(1)
    expect(await level('PAIR2')).toEqual([10, 0])
  })

  test('one without a request_id that comes again at once is asked about', async () => {
    for (const quantity of [1, 2]) await sell('lost', 'PAIR2', quantity)
    const first = await say('lost', '/inventory/undo')
    const { id: movement } = first.body.results[0].movement
    const again = await say('lost', '/inventory/undo')
    expect(again).toMatchObject({
      status: 409,
      body: { type: '/problems/likely-repeat', movement },
    })
    expect(await level('PAIR2')).toEqual([9, 0])
    expect((await say('lost', '/inventory/undo', { repeat: true })).status).toBe(201)
    expect(await level('PAIR2')).toEqual([10, 0])
  })

  test('who made a location does not mean the sale before it', async () => {
    const sold = await sell('place', 'YOURS', 1)
    await say('place', '/locations', { name: 'Sunday market' })
    const refused = await say('place', '/inventory/undo')
    expect(refused).toMatchObject({
      status: 404,
      body: { type: '/problems/nothing-to-undo', location: 'Sunday market' },
    })
    expect((await say('elsewhere', '/inventory/undo')).body.location).toBeUndefined()
    expect((await say('place', `/movements/${sold.body.movement.id}/undo`)).status).toBe(201)
  })

  test('without a conversation it is what was done without one', async () => {
    await act('sale', { sku: 'MINE', quantity: 5 })
    await sell('chat', 'YOURS', 1)
    const undone = await undoLast()
    expect(undone.body.message).toContain('SALE of 5 Model MINE')
  })

  async function newest(sku: string, delta: number) {
    const { items } = (await shop.get(`/movements?sku=${sku}&limit=50`)).body
    return items.find(
      (one: { delta: number; reversed_by: unknown }) =>
        one.delta === delta && one.reversed_by === null,
    )
  }
})

test('of a person who signed in it is the last thing, in whatever conversation', async () => {
  const { cookie } = await peopleOf(shop.people).enter('ana@shop.example', 'staff')
  const as = (id: string, url: string, payload: object = {}) =>
    shop.inject({
      method: 'POST',
      url,
      payload,
      headers: { ...fromPage(cookie), 'openai-conversation-id': id },
    })
  await as('phone', '/inventory/sale', { sku: 'ANA', size: '40', quantity: 2 })
  await act('sale', { sku: 'ANA', quantity: 1 })
  const undone = await as('desk', '/inventory/undo')
  expect(undone.body.undone).toMatchObject({ actor: 'ana@shop.example' })
  expect(await level('ANA')).toEqual([9, 0])
  const none = await as('desk', '/inventory/undo')
  expect(none.body.type).toBe('/problems/nothing-to-undo')
  expect(none.body.detail).toMatch(/^What was done by you .* by owner \(api\) at [^,]*\. Only if/)
})

describe('a new product', () => {
  const make = (model: string, rest: object = {}) =>
    shop.post('/models', { model, sizes: ['38', '39'], ...rest })
  const isForSale = async (model: string) =>
    (await shop.get(`/models?model=${model}`)).body.items.some(
      (one: { model: string }) => one.model === model,
    )

  test('is archived, and its stock taken back with it', async () => {
    const made = await make('Zinnia', { quantity: 2 })
    const key = { request_id: 'undo-zinnia' }
    const undone = await undoLast(key)
    expect(undone).toMatchObject({
      status: 201,
      body: { archived: { sku: made.body.sku, model: 'Zinnia' }, results_total: 2 },
    })
    expect(undone.body.message).toContain(
      'Zinnia (ZINNIA) was made by that request. It is archived',
    )
    expect(await isForSale('Zinnia')).toBe(false)
    const again = await undoLast(key)
    expect(again).toMatchObject({ status: 200, body: { archived: { model: 'Zinnia' } } })
    // Its stock cannot come back before it does, and the answer says how.
    const back = await undo(undone.body.results[0].movement.id)
    expect(back.body.type).toBe('/problems/product-archived')
  })

  test('without stock is archived too, once, however often that is sent', async () => {
    const sold = await act('sale', { sku: 'LAST', quantity: 1 })
    await make('Quartz')
    const key = { request_id: 'undo-quartz' }
    const answers = await Promise.all(Array.from({ length: 5 }, () => undoLast(key)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201])
    for (const { body } of answers) {
      expect(body).toMatchObject({ undone: null, results: [], archived: { model: 'Quartz' } })
      expect(body.message).toContain('Quartz (QUARTZ) was made by that request')
    }
    expect(await isForSale('Quartz')).toBe(false)
    // The next one is about what came before.
    const next = await undoLast()
    expect(next.body.undone).toMatchObject({ movement: sold.body.movement.id })
  })

  test('of which units were sold stays as it is', async () => {
    const { body } = await make('Topaz', { quantity: 2 })
    const headers = { 'openai-conversation-id': 'other' }
    const payload = { sku: body.sku, size: '38', quantity: 1 }
    await shop.inject({ method: 'POST', url: '/inventory/sale', payload, headers })
    const refused = await undoLast()
    expect(refused.body).toMatchObject({ type: '/problems/insufficient-stock', available: 1 })
    expect(await isForSale('Topaz')).toBe(true)
  })

  test('of which there are other units stays, without its own', async () => {
    const { body } = await make('Onyx', { quantity: 2 })
    const headers = { 'openai-conversation-id': 'other' }
    const payload = { sku: body.sku, size: '38', quantity: 5 }
    await shop.inject({ method: 'POST', url: '/inventory/add_stock', payload, headers })
    const undone = await undoLast()
    expect(undone.body).toMatchObject({ archived: null, results_total: 2 })
    expect(undone.body.message).toContain('It stays, because there are other units of it')
    expect((await undoLast()).body).toMatchObject({
      type: '/problems/product-in-stock',
      quantity: 5,
    })
  })

  test('that was changed since is not undone', async () => {
    const { body } = await make('Beryl')
    await shop.inject({ method: 'PATCH', url: `/models/${body.sku}`, payload: { price: 5 } })
    expect((await undoLast()).body.type).toBe('/problems/product-was-changed')
    expect(await isForSale('Beryl')).toBe(true)
  })
})

test('of an import the units are taken back, and it is said that the rest stays', async () => {
  const { quantity } = await shop.ledger('KEY', '40')
  const bring = (units: number, price: number) =>
    shop.store.importProducts({
      ...{ actor: 'owner', reason: '', mode: 'set' },
      products: [product('KEY', 'Model KEY', { 40: units }, { price })],
    })
  await bring(quantity + 1, 200)
  const undone = await undoLast()
  expect(undone.body.message).toContain('It was an import: what it changed of products stays')
  expect((await shop.ledger('KEY', '40')).quantity).toBe(quantity)
  await bring(quantity, 300)
  const refused = await undoLast()
  expect(refused.body).toMatchObject({ type: '/problems/product-was-changed', sku: 'KEY' })
  expect(refused.body.detail).toMatch(/^The last thing you did was an import, Model KEY/)
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

describe('what moved units before the shelf was counted', () => {
  const UNUSUAL = { status: 409, body: { type: '/problems/unusual-date' } }

  test.each([
    ['as recorded', 'SEEN', 9],
    ['corrected', 'SEEN2', 1],
  ])('is asked about, by its id and as the last thing said: %s', async (_name, sku, left) => {
    const conversation = { 'openai-conversation-id': sku }
    const inChat = (url: string, payload: object) =>
      shop.inject({ method: 'POST', url, headers: conversation, payload })
    const sold = await inChat('/inventory/sale', { sku, size: '40', quantity: 1 })
    const counted = await act('count', { sku, quantity: left })
    const { id } = sold.body.movement
    const refused = await undo(id, { request_id: `${sku}-1` })
    expect(refused).toMatchObject(UNUSUAL)
    expect(refused.body.detail).toMatch(
      new RegExp(
        `^Model ${sku}, Noir, Femme, 40 was counted or corrected at 20[-: 0-9]+: 9 → ${left}, after what is to be undone: .*confirm true`,
      ),
    )
    expect(refused.body).toMatchObject({
      counted_at: counted.body.movement.occurred_at,
      before: 9,
      after: left,
    })
    expect(await inChat('/inventory/undo', {})).toMatchObject(UNUSUAL)
    expect(await level(sku)).toEqual([left, 0])
    const undone = await undo(id, { request_id: `${sku}-1`, confirm: true })
    expect(undone.status).toBe(201)
    expect(await level(sku)).toEqual([left + 1, 0])
    // What was undone after the count is not in it.
    expect((await undo(undone.body.results[0].movement.id)).status).toBe(201)
    expect(await level(sku)).toEqual([left, 0])
  })

  test('a count is undone without a question, and one that was undone asks for nothing', async () => {
    const sold = await act('sale', { sku: 'SEEN3', quantity: 2 })
    const counted = await act('count', { sku: 'SEEN3', quantity: 5 })
    expect((await undo(counted.body.movement.id)).status).toBe(201)
    expect((await undo(sold.body.movement.id)).status).toBe(201)
    expect(await level('SEEN3')).toEqual([10, 0])
  })

  test('what is on no shelf, or was counted with it, is not asked about', async () => {
    const kept = await act('reserve', { sku: 'SEEN4', quantity: 1, reference: 'Ana' })
    await act('count', { sku: 'SEEN4', quantity: 7 })
    expect((await undo(kept.body.movement.id)).status).toBe(201)
    const lines = [
      { action: 'sale', sku: 'SEEN4', size: '40', quantity: 1 },
      { action: 'adjust', sku: 'SEEN4', size: '40', delta: -2, reason: 'damaged' },
    ]
    expect((await shop.post('/inventory/batch', { lines })).status).toBe(201)
    expect((await undoLast()).status).toBe(201)
    expect(await level('SEEN4')).toEqual([7, 0])
  })
})
