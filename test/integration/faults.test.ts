import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { findPocketBase } from '../../src/process/pocketbase/binary.ts'
import { startLocalServer } from '../../src/process/pocketbase/local-server.ts'
import type { Restart } from '../../src/process/supervise.ts'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseKeyStore } from '../../src/store/pocketbase/key-store.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import { CREDENTIALS, callersOf, freePort, openApp, product, useShop } from '../support/shop.ts'

const shop = useShop([product('F', 'Faulty', { 40: 1_000 })])
const SALE = { sku: 'F', size: '40', quantity: 1 }

/** An API that gives PocketBase up after a short while. */
async function impatient(deadlineMs: number) {
  const client = createPocketBaseClient({ url: shop.pocketbase.url, ...CREDENTIALS, deadlineMs })
  return openApp(createPocketBaseStore(client), createPocketBaseKeyStore(client))
}

test('a paused PocketBase is 503 with Retry-After, and all is well when it goes on', async () => {
  const app = await impatient(300)
  const { get, post } = callersOf(app)
  // To sign in takes longer than this caller's patience on a busy machine; then it is remembered.
  const ready = async () => (await get('/health/ready')).status
  await expect.poll(ready, { timeout: 20_000 }).toBe(200)
  await shop.pocketbase.pause()
  try {
    for (const answer of [
      await get('/health/ready'),
      await get('/movements'),
      await post('/inventory/sale', SALE),
    ]) {
      expect(answer).toMatchObject({ status: 503, body: { type: '/problems/store-unavailable' } })
      expect(answer.headers['retry-after']).toBe('2')
      expect(JSON.stringify(answer.body)).not.toMatch(/pocketbase|127\.0\.0\.1|fetch/i)
    }
    expect((await get('/health')).status).toBe(200)
  } finally {
    await shop.pocketbase.resume()
  }
  await expect.poll(ready, { timeout: 20_000 }).toBe(200)
  await app.close()
})

test('a write that was given up and is sent again happens once', async () => {
  const app = await impatient(300)
  const { get, post } = callersOf(app)
  const request = { ...SALE, request_id: 'given-up' }
  const before = await shop.ledger('F', '40')
  // Fills the catalogue, so that the sale itself meets the pause.
  await expect.poll(async () => (await get('/inventory')).status, { timeout: 20_000 }).toBe(200)
  await shop.pocketbase.pause()
  const first = await post('/inventory/sale', request)
  await shop.pocketbase.resume()
  expect(first).toMatchObject({ status: 503, body: { may_be_written: true } })
  expect(first.body.detail).toContain('Send it again with the same request_id')
  const second = await shop.post('/inventory/sale', request)
  expect([200, 201]).toContain(second.status)
  const after = await shop.ledger('F', '40')
  expect(after.quantity).toBe(before.quantity - 1)
  expect(after.sum).toBe(after.quantity)
  await app.close()
})

test('a write without request_id that was given up is not done later, and says what to do', async () => {
  const app = await impatient(300)
  const { get, post } = callersOf(app)
  const before = await shop.ledger('F', '40')
  // Fills the catalogue, so that the sale itself meets the pause.
  await expect.poll(async () => (await get('/inventory')).status, { timeout: 20_000 }).toBe(200)
  await shop.pocketbase.pause()
  const given = await post('/inventory/sale', SALE)
  await shop.pocketbase.resume()
  expect(given).toMatchObject({ status: 503, body: { may_be_written: true } })
  expect(given.body.detail).toContain('Look at listMovements before you send it again')
  // One write after the other: what was sent before is through when this is.
  expect((await shop.post('/inventory/return', SALE)).status).toBe(201)
  expect((await shop.post('/inventory/sale', SALE)).status).toBe(201)
  expect(await shop.ledger('F', '40')).toMatchObject({
    quantity: before.quantity,
    movements: before.movements + 2,
  })
  await app.close()
})

test('a write that comes too late is refused, and its first answer is given again', async () => {
  const late = (body: object, deadline: number) =>
    fetch(`${shop.pocketbase.url}/api/stock/aliases`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { authorization: token, 'x-stock-deadline': String(deadline) },
    })
  const signIn = await shop.client.request('/api/collections/_superusers/auth-with-password', {
    method: 'POST',
    body: { identity: CREDENTIALS.email, password: CREDENTIALS.password },
  })
  const { token } = signIn as { token: string }
  const [known] = (await shop.store.readCatalogue()).products
  const alias = { product: known?.id, alias: 'late', actor: 'test', channel: 'api' }
  const answer = await late(alias, Date.now() - 1)
  expect(answer.status).toBe(503)
  expect(await answer.json()).toEqual({ code: 'store-unavailable', details: {} })
  expect((await shop.store.readCatalogue()).products[0]?.aliases).toEqual([])
  expect((await late(alias, Date.now() + 10_000)).status).toBe(201)
  expect((await late(alias, Date.now() - 1)).status).toBe(200)
})

test('a write whose answer was lost stays in doubt, also when the next try comes too late', async () => {
  let writes = 0
  // A wire that loses the first answer to a write, and is slow with the next.
  const wire = createServer(async (request, response) => {
    const isWrite = request.url === '/api/stock/movements'
    if (isWrite && ++writes > 1) {
      response.writeHead(503, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ code: 'store-unavailable', details: {} }))
      return
    }
    const { authorization = '', 'content-type': type = '' } = request.headers
    const answer = await fetch(shop.pocketbase.url + request.url, {
      method: request.method ?? 'GET',
      headers: { authorization, 'content-type': type },
      ...(request.method === 'POST' && { body: await text(request) }),
    })
    if (isWrite) {
      request.socket.destroy()
      return
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(await answer.text())
  })
  await once(wire.listen(0, '127.0.0.1'), 'listening')
  const { port } = wire.address() as AddressInfo
  const client = createPocketBaseClient({ url: `http://127.0.0.1:${port}`, ...CREDENTIALS })
  const app = await openApp(createPocketBaseStore(client), shop.keys)
  try {
    const before = await shop.ledger('F', '40')
    const answer = await callersOf(app).post('/inventory/sale', SALE)
    expect(answer).toMatchObject({ status: 503, body: { may_be_written: true } })
    expect((await shop.ledger('F', '40')).quantity).toBe(before.quantity - 1)
  } finally {
    await app.close()
    wire.closeAllConnections()
    wire.close()
  }
})

test.each([60_000, -60_000])('a clock that is %i ms off is told, and writes go on', async (off) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + off })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const client = createPocketBaseClient({ url: shop.pocketbase.url, ...CREDENTIALS })
  const app = await openApp(createPocketBaseStore(client), shop.keys)
  onTestFinished(() => app.close())
  const { get, post } = callersOf(app)
  expect((await post('/inventory/sale', SALE)).status).toBe(201)
  const { clock_ahead_ms } = (await get('/health/ready')).body
  expect(Math.abs(clock_ahead_ms + off)).toBeLessThan(10_000)
})

test('a killed PocketBase is started again while requests wait for it', async () => {
  const restarts = shop.pocketbase.restarts()
  const before = await shop.ledger('F', '40')
  const sales = Array.from({ length: 20 }, (_, index) =>
    shop.post('/inventory/sale', { ...SALE, request_id: `kill-${index}` }),
  )
  await shop.pocketbase.kill()
  const answers = await Promise.all(sales)
  expect(new Set(answers.map(({ status }) => status))).toSatisfy((seen: Set<number>) =>
    [...seen].every((status) => [200, 201].includes(status)),
  )
  expect(shop.pocketbase.restarts()).toBe(restarts + 1)
  const after = await shop.ledger('F', '40')
  expect(after).toMatchObject({ quantity: before.quantity - 20, sum: before.quantity - 20 })
})

test('a PocketBase that is not there at all is 503 within the deadline', async () => {
  const client = createPocketBaseClient({
    url: 'http://127.0.0.1:9',
    ...CREDENTIALS,
    deadlineMs: 200,
  })
  const app = await openApp(createPocketBaseStore(client), createPocketBaseKeyStore(client))
  const { get } = callersOf(app)
  expect((await get('/inventory')).status).toBe(503)
  expect((await get('/inventory')).body.type).toBe('/problems/store-unavailable')
  await app.close()
})

test('a changed password is met by signing in again, once for all who wait', async () => {
  await shop.client.request('/api/collections/_superusers/records').then(async (list) => {
    const [superuser] = (list as { items: { id: string }[] }).items
    // A new token key makes every session invalid, as a changed password does.
    await shop.client.request(`/api/collections/_superusers/records/${superuser?.id}`, {
      method: 'PATCH',
      body: { password: CREDENTIALS.password, passwordConfirm: CREDENTIALS.password },
    })
  })
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => shop.post('/inventory/sale', SALE)),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201))
})

test('a PocketBase that cannot come up is tried less and less often, and comes back', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'stock-loop-'))
  const { path } = await findPocketBase({ override: process.env.POCKETBASE_BIN })
  const binary = join(dataDir, 'sometimes')
  const broken = join(dataDir, 'broken')
  const script = `#!/bin/sh\n[ -e '${broken}' ] && exit 3\nexec '${path}' "$@"\n`
  await writeFile(binary, script, { mode: 0o755 })
  const restarts: Restart[] = []
  const server = await startLocalServer(
    { binary, dataDir, port: await freePort(), instance: dataDir, ...CREDENTIALS },
    (restart) => restarts.push(restart),
  )
  await writeFile(broken, '')
  process.kill(-server.group(), 'SIGKILL')
  await expect.poll(() => restarts.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(4)
  expect(restarts.slice(1, 4)).toEqual([
    { status: 3, pauseMs: 600 },
    { status: 3, pauseMs: 1_200 },
    { status: 3, pauseMs: 2_400 },
  ])
  expect(restarts[0]?.pauseMs).toBe(300)
  await rm(broken)
  const answers = () =>
    fetch(`${server.url}/api/health`)
      .then(({ ok }) => ok)
      .catch(() => false)
  await expect.poll(answers, { timeout: 20_000 }).toBe(true)
  await server.stop()
  await rm(dataDir, { recursive: true })
})
