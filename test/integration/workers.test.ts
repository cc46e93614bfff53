import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { freePort } from '../../src/process/ports.ts'
import { alive, descendants } from '../support/processes.ts'
import {
  type Connection,
  connect,
  type Service,
  spawnService,
  startService,
  workersOf,
} from '../support/service.ts'

const WORKERS = '2'
const sale = { sku: '1-NOI', size: '43', quantity: 1 }

/** The worker at the other end of a connection. What it is asked for counts for no limit. */
async function workerOf(service: Service, connection: Connection): Promise<number> {
  const id = randomUUID()
  await connection.get('/sign-in', { 'x-request-id': id })
  return service.answeredBy(id)
}

/** A connection to each worker. */
async function connectAll(service: Service): Promise<Connection[]> {
  const found = new Map<number, Connection>()
  await expect
    .poll(
      async () => {
        const connection = connect(service)
        found.set(await workerOf(service, connection), connection)
        return [...found.keys()].toSorted()
      },
      { timeout: 40_000 },
    )
    .toEqual(service.workers().toSorted())
  return [...found.values()]
}

const quantityBy = async (connection: Connection): Promise<number> =>
  (await connection.get('/inventory?sku=1-NOI&size=43')).body.items[0].quantity

const statusesOf = (answers: readonly { status: number }[], status: number): number =>
  answers.filter((answer) => answer.status === status).length

/** Whether a new connection is served, and soon. */
const isReachable = ({ address }: Pick<Service, 'address'>): Promise<boolean> =>
  fetch(`${address}/health`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(500),
  }).then(
    ({ ok }) => ok,
    () => false,
  )

test('workers serve at one address, know what the others did and signed, and are measured together', async () => {
  const service = await startService({ WORKERS })
  expect(service.workers()).toHaveLength(2)
  expect(service.output().match(/API +http/g)).toHaveLength(1)
  expect(service.log()).not.toContain(new URL(service.address).port)
  const all = await connectAll(service)

  let left = 500
  for (const seller of all) {
    const { answer } = await seller.begin('/inventory/sale', sale)
    expect((await answer).status).toBe(201)
    left--
    for (const other of all) {
      await expect.poll(() => quantityBy(other), { timeout: 2_000 }).toBe(left)
    }
  }

  for (const signer of all) {
    const { body } = await signer.get('/export?file=inventory')
    const link = new URL(body.openaiFileResponse[0])
    for (const other of all) {
      const { status } = await other.get(link.pathname + link.search, { 'x-api-key': '' })
      expect(status).toBe(200)
    }
  }

  for (const connection of all) {
    for (let n = 0; n < 10; n++) await connection.get('/models')
  }
  for (const connection of all) {
    const metrics = async () => (await connection.get('/metrics')).body
    for (const line of [
      'http_request_duration_seconds_count{operation="listModels",status="200"} 20',
      'http_request_duration_seconds_count{operation="registerSale",status="201"} 2',
      'stock_catalogue_shelves 1',
      'stock_feed_live 1',
      'stock_drift_shelves 0',
    ]) {
      await expect.poll(metrics).toContain(`${line}\n`)
    }
  }
})

test('limits hold over all workers together', async () => {
  const service = await startService({ WORKERS, RATE_LIMIT: '20' })
  const connections = await connectAll(service)
  const sixty = Array<Connection[]>(60 / connections.length)
    .fill(connections)
    .flat()
  const answers = await Promise.all(sixty.map((connection) => connection.get('/locations')))
  expect(statusesOf(answers, 200)).toBe(20)
  expect(statusesOf(answers, 429)).toBe(40)

  const tries = await Promise.all(
    sixty.slice(0, 30).map((connection) => connection.get('/models', { 'x-api-key': 'sk-wrong' })),
  )
  expect(statusesOf(tries, 401)).toBe(20)
  expect(statusesOf(tries, 429)).toBe(10)

  const [one] = connections
  expect((await one?.get('/locations'))?.status).toBe(429)
  process.kill(service.pid, 'SIGSTOP')
  try {
    // Nobody counts now, and the shop goes on.
    await expect
      .poll(async () => (await one?.get('/locations'))?.status, { timeout: 10_000 })
      .toBe(200)
  } finally {
    process.kill(service.pid, 'SIGCONT')
  }
  await expect
    .poll(async () => (await one?.get('/locations'))?.status, { timeout: 10_000 })
    .toBe(429)
})

test('workers that are killed are replaced at the same address, and requests go on', async () => {
  const service = await startService({ WORKERS })
  const [killed = 0, other = 0] = service.workers()
  process.kill(killed, 'SIGKILL')
  await expect.poll(() => alive([killed])).toEqual([])
  // A connection may still have been given to the one that was killed.
  await expect.poll(() => isReachable(service)).toBe(true)
  await expect.poll(service.workers, { timeout: 10_000 }).toHaveLength(2)
  expect(service.workers()).toContain(other)
  expect(await connectAll(service)).toHaveLength(2)
  expect(service.log()).toContain('"status":137')

  const both = service.workers()
  for (const pid of both) process.kill(pid, 'SIGKILL')
  await expect.poll(() => isReachable(service), { timeout: 20_000 }).toBe(true)
  const fresh = () => service.workers().filter((pid) => !both.includes(pid))
  await expect.poll(fresh, { timeout: 20_000 }).toHaveLength(2)
  expect(await connectAll(service)).toHaveLength(2)
  const { answer } = await connect(service).begin('/inventory/sale', sale)
  expect((await answer).status).toBe(201)
})

test.each(['SIGKILL', 'SIGABRT'] as const)(
  'an API process that ends by %s is started again, and PocketBase stays where it is',
  async (signal) => {
    const service = await startService({ WORKERS: '1' })
    const { answer } = await connect(service).begin('/inventory/sale', sale)
    expect((await answer).status).toBe(201)
    const [killed = 0] = service.workers()
    expect(killed).not.toBe(service.pid)
    process.kill(killed, signal)
    await expect.poll(() => alive([killed])).toEqual([])
    await expect.poll(() => isReachable(service), { timeout: 20_000 }).toBe(true)
    await expect.poll(() => quantityBy(connect(service)), { timeout: 10_000 }).toBe(499)
    expect(service.workers()).not.toContain(killed)
    expect(alive([service.pocketbase])).toEqual([service.pocketbase])
    expect((await fetch(`${service.adminUi}`)).status).toBe(200)
  },
)

test('a primary that is killed leaves nothing behind', async () => {
  const service = await startService({ WORKERS })
  expect(service.left().length).toBeGreaterThan(4)
  process.kill(service.pid, 'SIGKILL')
  expect(await service.ended).toBe(null)
  await expect.poll(service.left, { timeout: 10_000 }).toEqual([])
})

test.each([
  ['1', 'SIGTERM to the process', 'SIGTERM', 1],
  ['2', 'SIGTERM to the primary', 'SIGTERM', 1],
  ['2', 'SIGINT to the whole group, as Ctrl-C sends it,', 'SIGINT', -1],
  ['2', 'SIGHUP to the whole group, as a terminal that closes sends it,', 'SIGHUP', -1],
] as const)('WORKERS=%s: %s ends everything, after the requests in flight', async (...given) => {
  const [count, , signal, whom] = given
  const service = await startService({ WORKERS: count })
  const all = await connectAll(service)
  process.kill(service.pocketbase, 'SIGSTOP')
  const sales = await Promise.all(
    all.map((connection) => connection.begin('/inventory/sale', sale)),
  )
  process.kill(whom * service.pid, signal)
  await expect.poll(() => isReachable(service)).toBe(false)
  process.kill(service.pocketbase, 'SIGCONT')
  for (const { answer } of sales) expect((await answer).status).toBe(201)
  // Long before the workers would be killed: nobody waits for clients to let go of connections.
  const answeredAt = performance.now()
  expect(await service.ended).toBe(0)
  expect(performance.now() - answeredAt).toBeLessThan(5_000)
  await expect.poll(service.left).toEqual([])
})

test('a start that is told to end answers first what it was asked meanwhile', async () => {
  const port = await freePort()
  const service = spawnService({ WORKERS, PORT: String(port) })
  const workers = () => workersOf(service.pid)
  await expect.poll(() => workers().length, { timeout: 40_000, interval: 20 }).toBe(2)
  // The other one serves, and the start is not done before this one does.
  const [, slow = 0] = workers()
  process.kill(slow, 'SIGSTOP')
  const address = `http://127.0.0.1:${port}`
  await expect.poll(() => isReachable({ address }), { timeout: 40_000 }).toBe(true)
  const pocketbase = descendants(service.pid).find(({ program }) => program.endsWith('/pocketbase'))
  const connection = connect({ address })
  expect((await connection.get('/locations')).status).toBe(200)
  process.kill(Number(pocketbase?.pid), 'SIGSTOP')
  const { answer } = await connection.begin('/inventory/sale', sale)
  process.kill(service.pid, 'SIGTERM')
  process.kill(slow, 'SIGCONT')
  await expect.poll(() => isReachable({ address }), { timeout: 10_000 }).toBe(false)
  process.kill(Number(pocketbase?.pid), 'SIGCONT')
  expect((await answer).status).toBe(201)
  expect(await service.ended).toBe(0)
  expect(service.output()).not.toContain('Try it')
})
