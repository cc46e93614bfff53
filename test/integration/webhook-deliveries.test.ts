import { expect, onTestFinished, test, vi } from 'vitest'
import { answer, type Receiver, startReceiver } from '../support/receiver.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop(
  [product('HOOK', 'Hook', { 38: 100_000 }), product('LAST', 'Last', { 40: 3 })],
  undefined,
  { allowPrivateWebhooks: true },
)

const make = async (receiver: Pick<Receiver, 'url'>, wish: object = {}) => {
  const { status, body } = await shop.post('/webhooks', { url: receiver.url, ...wish })
  expect(status, JSON.stringify(body)).toBe(201)
  const { id } = body.webhook
  onTestFinished(async () => {
    await shop.inject({ method: 'DELETE', url: `/webhooks/${id}` })
  })
  return { id: String(id), secret: String(body.secret) }
}
const sell = async (sku = 'HOOK', size = '38', quantity = 1) => {
  const answered = await shop.post('/inventory/sale', { sku, size, quantity, confirm: true })
  expect(answered.status, JSON.stringify(answered.body)).toBe(201)
}
const stateOf = async (id: string) =>
  (await shop.get('/webhooks')).body.items.find((one: { id: string }) => one.id === id)
const deliveriesOf = async (id: string) => (await shop.get(`/webhooks/${id}/deliveries`)).body
/** Changes nothing; who changes an endpoint has it tried again at once. */
const touch = (id: string) =>
  shop.inject({ method: 'PATCH', url: `/webhooks/${id}`, payload: { disabled: false } })

const SOON = { timeout: 10_000, interval: 50 }
const eventually = (check: () => unknown) => vi.waitFor(check, SOON)

test('what happens is told in order, signed, and kept', async () => {
  const receiver = await startReceiver()
  const { id, secret } = await make(receiver, { types: 'sale.*,stock.out' })
  for (let n = 0; n < 3; n++) await sell('LAST', '40')
  await eventually(() => expect(receiver.events()).toHaveLength(4))
  const told = receiver.events()
  expect(told.map(({ type }) => type)).toEqual([
    'sale.recorded',
    'sale.recorded',
    'sale.recorded',
    'stock.out',
  ])
  expect(told[0]).toMatchObject({
    message: 'Sold 1 Last, Noir, Femme, 40 at Shop: 2 left.',
    data: { quantity: 1, unit_price: 100, unit_cost: null },
  })
  // As GET /events tells them, apart from what they cost.
  const { events } = (await shop.get('/events?types=sale.*,stock.out&limit=1000')).body
  expect(told.map((event) => event.id)).toEqual(
    events.slice(-4).map((event: { id: string }) => event.id),
  )
  expect(receiver.verified(secret)).toHaveLength(receiver.received.length)
  for (const { headers, body } of receiver.received) {
    expect(JSON.parse(body)).toMatchObject({ type: 'events', timestamp: expect.any(String) })
    expect(headers['webhook-id']).toMatch(/^msg_[\w-]{32}$/)
  }
  await eventually(async () => {
    const { items } = await deliveriesOf(id)
    expect(
      items.map((one: { events: number }) => one.events).reduce((a: number, b: number) => a + b),
    ).toBe(4)
    expect(items[0]).toMatchObject({ delivered: true, status: 204, error: '', attempt: 1 })
    expect(await stateOf(id)).toMatchObject({ status: 'ok', behind: 0, behind_since: null })
  })
})

test('costs, a language and a location are told as asked', async () => {
  const receiver = await startReceiver()
  await make(receiver, { types: 'sale.*', with_costs: true, language: 'fr', location: 'shop' })
  await sell()
  await eventually(() => expect(receiver.events()).toHaveLength(1))
  expect(receiver.events()[0]).toMatchObject({
    message: expect.stringMatching(/^Vendu : 1 Hook/),
    data: { unit_cost: 50 },
  })
})

test('what fails is tried again with the same id, and nothing else is told before', async () => {
  const receiver = await startReceiver()
  receiver.answers(answer(500))
  const { id, secret } = await make(receiver, { types: 'sale.*' })
  await sell()
  await eventually(() => expect(receiver.received).toHaveLength(1))
  await sell()
  await eventually(async () =>
    expect(await stateOf(id)).toMatchObject({
      ...{ status: 'failing', failures: 1, last_error: 'answers 500' },
      retry_at: expect.any(String),
    }),
  )
  receiver.answers(answer(200))
  await touch(id)
  await eventually(async () => expect((await stateOf(id)).behind).toBe(0))
  const [first, second] = receiver.received
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
  expect(receiver.verified(secret).length).toBeGreaterThan(1)
  const ids = receiver.events().map((event) => event.seq)
  expect(ids).toEqual(ids.toSorted((a, b) => a - b))
  const { items } = await deliveriesOf(id)
  expect(items.at(-1)).toMatchObject({ delivered: false, status: 500, error: 'answers 500' })
})

test.each([
  ['is gone', answer(410), 'answers 410: it is gone', 'disabled'],
  [
    'redirects',
    answer(302, { location: 'http://127.0.0.1:1/' }),
    'answers 302, and redirects are not followed',
    'failing',
  ],
  [
    'breaks off',
    (response: { destroy(): void }) => response.destroy(),
    'it broke off the connection',
    'failing',
  ],
] as const)('a receiver that %s', async (_, how, error, status) => {
  const receiver = await startReceiver()
  receiver.answers(how)
  const { id } = await make(receiver, { types: 'sale.*' })
  await sell()
  await eventually(async () =>
    expect(await stateOf(id)).toMatchObject({ status, last_error: error }),
  )
  expect(receiver.received).toHaveLength(1)
  if (status !== 'disabled') return
  expect(await stateOf(id)).toMatchObject({ disabled_reason: error })
  const audit = (await shop.get('/audit?limit=1')).body.items[0]
  expect(audit).toMatchObject({ actor: 'webhooks', what: 'webhook-disabled' })
  // Enabled again, it is told what it missed.
  receiver.answers(answer(204))
  await touch(id)
  await eventually(() => expect(receiver.received).toHaveLength(2))
})

test('one that hangs holds up nobody', async () => {
  const [slow, quick] = [await startReceiver(), await startReceiver()]
  slow.answers(() => {})
  await make(slow, { types: 'sale.*' })
  await make(quick, { types: 'sale.*' })
  await sell()
  await eventually(() => expect(slow.received).toHaveLength(1))
  for (let n = 0; n < 5; n++) await sell()
  await eventually(() => expect(quick.events()).toHaveLength(6))
  expect(slow.received).toHaveLength(1)
})

test('a receiver that was away is told all that it missed, in order', async () => {
  const receiver = await startReceiver()
  const { id } = await make(receiver, { types: 'sale.*' })
  await receiver.close()
  for (let n = 0; n < 5; n++) await sell()
  await eventually(async () =>
    expect(await stateOf(id)).toMatchObject({ last_error: 'it refuses connections' }),
  )
  await receiver.reopen()
  await touch(id)
  await eventually(() => expect(receiver.events()).toHaveLength(5))
  const positions = receiver.events().map(({ seq }) => seq)
  expect(positions).toEqual(positions.toSorted((a, b) => a - b))
})

test('two secrets sign while one takes the place of the other', async () => {
  const receiver = await startReceiver()
  const { id, secret } = await make(receiver, { types: 'sale.*' })
  const { body } = await shop.post(`/webhooks/${id}/rotate-secret`)
  expect((await shop.post(`/webhooks/${id}/test`)).body).toMatchObject({
    ...{ delivered: true, status: 204, message: 'It arrived.' },
  })
  expect(receiver.verified(secret)).toEqual(receiver.verified(body.secret))
  expect(receiver.events()[0]).toMatchObject({ type: 'webhook.test' })
})

test('one delivery, or all after a position, is told again with the same ids', async () => {
  const receiver = await startReceiver()
  const { id } = await make(receiver, { types: 'sale.*' })
  const before = (await shop.get('/events?after=now')).body.position
  await sell()
  await eventually(() => expect(receiver.received).toHaveLength(1))
  await eventually(async () => expect((await deliveriesOf(id)).items).toHaveLength(1))
  const [delivery] = (await deliveriesOf(id)).items
  const again = await shop.post(`/webhooks/${id}/redeliver`, { delivery: delivery.id })
  expect(again.body).toMatchObject({ delivered: true, position: null })
  expect(receiver.received).toHaveLength(2)
  const moved = await shop.post(`/webhooks/${id}/redeliver`, { after: before })
  expect(moved.body).toMatchObject({ position: before })
  await eventually(() => expect(receiver.received).toHaveLength(3))
  const bodies = receiver.received.map(({ headers, body }) => [headers['webhook-id'], body])
  expect(new Set(bodies.map(String)).size).toBe(1)
  for (const wish of [{}, { after: 'now', delivery: delivery.id }, { delivery: 'none' }]) {
    expect((await shop.post(`/webhooks/${id}/redeliver`, wish)).status).toBeGreaterThanOrEqual(400)
  }
})

test('people are told several events in one message', async () => {
  const receiver = await startReceiver()
  receiver.answers(answer(500))
  const { id } = await make(receiver, { shape: 'slack', types: 'sale.*' })
  await sell()
  await eventually(() => expect(receiver.received).toHaveLength(1))
  for (let n = 0; n < 24; n++) await sell()
  receiver.answers(answer(200))
  await touch(id)
  await eventually(() => expect(receiver.received).toHaveLength(2))
  const { text } = JSON.parse(receiver.received[1]?.body ?? '')
  expect(text.split('\n')).toHaveLength(21)
  expect(text).toContain('And 5 more.')
  await eventually(async () => expect((await stateOf(id)).behind).toBe(0))
})

test('metrics tell how far behind each is, and what failed', async () => {
  const receiver = await startReceiver()
  receiver.answers(answer(503))
  const { id } = await make(receiver, { types: 'sale.*' })
  await sell()
  await eventually(async () => {
    const { body } = await shop.get('/metrics')
    expect(body).toMatch(new RegExp(`webhook_behind\\{webhook="${id}"\\} 1`))
    expect(body).toMatch(new RegExp(`webhook_failures\\{webhook="${id}"\\} 1`))
    expect(body).toMatch(new RegExp(`webhook_disabled\\{webhook="${id}"\\} 0`))
    expect(body).toMatch(/webhook_attempts_total\{result="failed"\} [1-9]/)
  })
})
