import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import { CREDENTIALS, callersOf, openApp, product, useShop } from '../support/shop.ts'

// What a caller was told of a request_id stays true, whatever attempt of the request arrives later.

const names = ['AGAIN', 'CHANGED', 'STALLED', 'FASTER', 'BROKEN', 'SURE', 'UNDO', 'MADE']
const shop = useShop(names.map((sku) => product(sku, `Model ${sku}`, { 40: 1 })))

const units = async (sku: string) => (await shop.ledger(sku, '40')).quantity
const add = (sku: string, quantity: number) =>
  shop.post('/inventory/add_stock', { sku, size: '40', quantity })
const sale = (sku: string, quantity = 5) => ({
  sku,
  size: '40',
  quantity,
  request_id: `sale-of-${sku}`,
})

test('a refused request that arrives once more is not done, and says how to try again', async () => {
  const first = await shop.post('/inventory/sale', sale('AGAIN'))
  expect(first).toMatchObject({ status: 409, body: { type: '/problems/insufficient-stock' } })
  await add('AGAIN', 9)
  const again = await shop.post('/inventory/sale', sale('AGAIN'))
  expect(again).toMatchObject({
    status: 409,
    body: {
      type: '/problems/insufficient-stock',
      at_that_time: { available: 1, requested: 5 },
    },
  })
  // There are 10 now: a number at the top would be read as that of this moment.
  expect(again.body.available).toBeUndefined()
  expect(Date.parse(again.body.refused_at)).toBeGreaterThan(Date.now() - 60_000)
  expect(again.body.detail).toContain(first.body.detail)
  expect(again.body.detail).toContain('Send a new request_id to try it now')
  expect(await units('AGAIN')).toBe(10)
  const fresh = { ...sale('AGAIN'), request_id: 'sale-of-AGAIN-2' }
  expect(await shop.post('/inventory/sale', fresh)).toMatchObject({ status: 201 })
})

test('what was not clear stays refused, and may be said better under the same request_id', async () => {
  const unclear = { model: 'model', size: '40', quantity: 1, request_id: 'unclear' }
  const first = await shop.post('/inventory/sale', unclear)
  expect(first.status).toBe(409)
  const again = await shop.post('/inventory/sale', unclear)
  expect(again.body).toMatchObject({ type: first.body.type, refused_at: expect.any(String) })
  const better = await shop.post('/inventory/sale', { ...unclear, model: 'model changed' })
  expect(better).toMatchObject({ status: 201, body: { replayed: false } })
  expect(await shop.post('/inventory/sale', unclear)).toMatchObject({ status: 422 })
})

test('a question is answered under the same request_id', async () => {
  const much = { ...sale('SURE', 900), request_id: 'much' }
  const headers = { 'openai-conversation-id': 'c-1' }
  const ask = (payload: object) =>
    shop.inject({ method: 'POST', url: '/inventory/add_stock', payload, headers })
  expect((await ask(much)).body.type).toBe('/problems/unusual-quantity')
  expect((await ask(much)).body).toMatchObject({ refused_at: expect.any(String) })
  expect(await ask({ ...much, confirm: true })).toMatchObject({ status: 201 })
  expect(await ask(much)).toMatchObject({ status: 200, body: { replayed: true } })
  expect(await units('SURE')).toBe(901)
})

test('an attempt that stalls on its way is not done after another was refused', async () => {
  const { callers, stalled, deliver } = await overWire('stall')
  const slow = callers.post('/inventory/sale', sale('STALLED'))
  await stalled
  expect(await shop.post('/inventory/sale', sale('STALLED'))).toMatchObject({ status: 409 })
  await add('STALLED', 9)
  deliver()
  expect(await slow).toMatchObject({ status: 409, body: { refused_at: expect.any(String) } })
  expect(await units('STALLED')).toBe(10)
})

test('an attempt that is faster than the refusal of another one is the answer of both', async () => {
  const { callers, stalled, deliver } = await overWire('stall')
  const slow = callers.post('/inventory/sale', sale('FASTER'))
  await stalled
  const other = await openApp(
    {
      ...shop.store,
      async noteRefusal(author, refusal) {
        await add('FASTER', 9)
        deliver()
        await slow
        return shop.store.noteRefusal(author, refusal)
      },
    },
    shop.keys,
  )
  onTestFinished(() => other.close())
  const answer = await callersOf(other).post('/inventory/sale', sale('FASTER'))
  expect(answer).toMatchObject({ status: 200, body: { replayed: true, new_quantity: 5 } })
  expect(await slow).toMatchObject({ status: 201, body: { replayed: false } })
})

test('an attempt of our own that broke off is not done after the next was refused', async () => {
  const { callers, stalled, deliver, delivered } = await overWire('break')
  const { request_id: _none, ...request } = sale('BROKEN')
  const answer = callers.post('/inventory/sale', request)
  await stalled
  expect(await answer).toMatchObject({ status: 409 })
  await add('BROKEN', 9)
  deliver()
  await delivered
  expect(await units('BROKEN')).toBe(10)
})

test('an undo that was refused is not done later', async () => {
  const { body } = await add('UNDO', 1)
  const undo = { request_id: 'undo-it' }
  const url = `/movements/${body.movement.id}/undo`
  expect((await shop.post('/inventory/sale', sale('UNDO', 2))).status).toBe(201)
  expect((await shop.post(url, undo)).status).toBe(409)
  await add('UNDO', 5)
  expect((await shop.post(url, undo)).body).toMatchObject({ refused_at: expect.any(String) })
  expect(await units('UNDO')).toBe(5)
})

test('a product that was refused is not made later', async () => {
  const wish = { model: 'Brand new', sku: 'MADE', sizes: ['40'], request_id: 'make-it' }
  expect((await shop.post('/models', wish)).status).toBe(409)
  const other = { ...wish, sku: 'MADE-2' }
  expect((await shop.post('/models', wish)).body).toMatchObject({ refused_at: expect.any(String) })
  expect((await shop.post('/models', other)).status).toBe(201)
  expect((await shop.post('/models', wish)).status).toBe(422)
})

/**
 * An API whose wire to PocketBase holds its first write back until it is told to deliver it.
 * @param how whether the API waits for it, or is told at once that the connection broke
 */
async function overWire(how: 'stall' | 'break') {
  const stalled = Promise.withResolvers<void>()
  const order = Promise.withResolvers<void>()
  const delivered = Promise.withResolvers<void>()
  let writes = 0
  const wire = createServer(async (request, response) => {
    const body = await buffer(request)
    if (request.url !== '/api/stock/movements' || ++writes > 1) {
      return forward(request, body, response)
    }
    if (how === 'break') request.socket.destroy()
    stalled.resolve()
    await order.promise
    await forward(request, body, response)
    delivered.resolve()
  })
  await once(wire.listen(0, '127.0.0.1'), 'listening')
  const { port } = wire.address() as AddressInfo
  const client = createPocketBaseClient({ url: `http://127.0.0.1:${port}`, ...CREDENTIALS })
  const app = await openApp(createPocketBaseStore(client), shop.keys)
  onTestFinished(async () => {
    order.resolve()
    await app.close()
    wire.closeAllConnections()
    wire.close()
  })
  return {
    callers: callersOf(app),
    stalled: stalled.promise,
    deliver: order.resolve,
    delivered: delivered.promise,
  }
}

async function forward(request: IncomingMessage, body: Buffer, response: ServerResponse) {
  const { authorization = '', 'content-type': type = '' } = request.headers
  const { 'x-stock-deadline': deadline = '' } = request.headers
  const answer = await fetch(shop.pocketbase.url + request.url, {
    method: request.method ?? 'GET',
    headers: { authorization, 'content-type': type, 'x-stock-deadline': String(deadline) },
    ...(request.method === 'POST' && { body: new Uint8Array(body) }),
  })
  response.writeHead(answer.status, { 'content-type': 'application/json' })
  response.end(await answer.text())
}
