import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json, text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { timesOf } from './bench/measure.ts'
import { keyOf, startShop } from './bench/processes.ts'
import { run } from './run.ts'

// How soon a webhook is told: npm run bench:webhooks [-- --behind 10000 --rate 1000 --seconds 10 --lines 50]

/** How long a receiver takes to answer: one beside the shop, and one far away. */
const RECEIVERS_MS = [0, 50]

/** Lines of one request, where nobody measures how long it takes. */
const MOST_LINES = 100

/** Units of one delivery. */
const MOST_UNITS = 10_000

const PATIENCE_MS = 120_000

const number = (value: number) => ({ type: 'string', default: `${value}` }) as const

interface Received {
  readonly seq: number
  readonly at: number
}

await run(async () => {
  const { values } = parseArgs({
    options: {
      behind: number(10_000),
      rate: number(1_000),
      seconds: number(10),
      lines: number(10),
    },
  })
  const [behind = 0, rate = 0, seconds = 0, lines = 1] = [
    ...[values.behind, values.rate, values.seconds, values.lines],
  ].map(Number)
  const folder = mkdtempSync(join(tmpdir(), 'stock-bench-'))
  const shop = await startShop(folder, { ALLOW_PRIVATE_WEBHOOKS: 'true' })
  try {
    const ask = asking(shop.address, keyOf(folder))
    const line = await shelfWith(ask, 2 * behind + 2 * rate * seconds)
    for (const delayMs of RECEIVERS_MS) await catchUp(ask, line, { behind, delayMs })
    for (const delayMs of RECEIVERS_MS) {
      await keepUp(ask, line, { rate, seconds, lines, delayMs })
    }
  } finally {
    await shop.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})

type Ask = ReturnType<typeof asking>
type Line = Awaited<ReturnType<typeof shelfWith>>

function asking(address: string, key: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  // biome-ignore lint/suspicious/noExplicitAny: whatever the answer has is read
  return (method: string, path: string, body?: object): Promise<any> => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const sent = request(`${address}${path}`, { method, agent, headers }, async (response) => {
      const answer = await json(response)
      const isWell = Number(response.statusCode) < 300
      if (isWell) resolve(answer)
      else reject(new Error(`${path}: ${JSON.stringify(answer)}`))
    })
    sent.on('error', reject).end(body && JSON.stringify(body))
    return promise
  }
}

/** A shelf that so many can be sold of, one by one. */
async function shelfWith(ask: Ask, units: number) {
  const { items } = await ask('GET', '/inventory?limit=1')
  const line = { sku: items[0].sku, size: items[0].size }
  for (let rest = units; rest > 0; rest -= MOST_UNITS) {
    const quantity = Math.min(rest, MOST_UNITS)
    await ask('POST', '/inventory/add_stock', { ...line, quantity, confirm: true })
  }
  return { ...line, quantity: 1, action: 'sale' }
}

function sell(ask: Ask, line: Line, lines: number) {
  const all = Array.from({ length: lines }, () => line)
  return ask('POST', '/inventory/batch', { lines: all, confirm: true })
}

async function startReceiver(delayMs: number) {
  const received: Received[] = []
  let messages = 0
  const server = createServer(async (asked, response) => {
    const { data } = JSON.parse(await text(asked))
    const at = performance.now()
    messages += 1
    for (const { seq } of data) received.push({ seq, at })
    if (delayMs > 0) await sleep(delayMs)
    response.writeHead(204).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    messages: () => messages,
    async until(count: number) {
      const late = performance.now() + PATIENCE_MS
      while (received.length < count && performance.now() < late) await sleep(10)
      if (received.length < count) throw new Error(`Only ${received.length} of ${count} arrived.`)
      requireOrder(received)
    },
    close: () => server.close(),
  }
}

function requireOrder(received: readonly Received[]): void {
  const isInOrder = received.every(
    ({ seq }, index) => index === 0 || seq > Number(received[index - 1]?.seq),
  )
  if (!isInOrder) throw new Error('They did not arrive in order, or twice.')
}

async function subscribe(ask: Ask, url: string, after: string): Promise<string> {
  return (await ask('POST', '/webhooks', { url, types: 'sale.recorded', after })).webhook.id
}

async function here(ask: Ask): Promise<string> {
  return (await ask('GET', '/events?after=now')).position
}

/** How long it takes until a webhook that is so many events behind knows all of them. */
async function catchUp(
  ask: Ask,
  line: Line,
  { behind, delayMs }: { behind: number; delayMs: number },
) {
  const after = await here(ask)
  for (let sold = 0; sold < behind; sold += MOST_LINES) {
    await sell(ask, line, Math.min(MOST_LINES, behind - sold))
  }
  const receiver = await startReceiver(delayMs)
  const begin = performance.now()
  const id = await subscribe(ask, receiver.url, after)
  await receiver.until(behind)
  const first = Number(receiver.received[0]?.at)
  const [all, sending] = [performance.now() - begin, performance.now() - first]
  console.log(
    `${behind} events behind, a receiver that takes ${delayMs} ms: caught up in ${(all / 1_000).toFixed(1)} s, ${(sending / 1_000).toFixed(1)} s of them from the first on, ${receiver.messages()} messages`,
  )
  await ask('DELETE', `/webhooks/${id}`)
  receiver.close()
}

interface Pace {
  /** Sales a second, and how many of them are one request. */
  readonly rate: number
  readonly lines: number
  readonly seconds: number
  readonly delayMs: number
}

/** How long after its answer a sale is told. */
async function keepUp(ask: Ask, line: Line, { rate, lines, seconds, delayMs }: Pace) {
  const receiver = await startReceiver(delayMs)
  const id = await subscribe(ask, receiver.url, await here(ask))
  await sell(ask, line, 1)
  await receiver.until(1)
  const answeredAt = new Map<number, number>()
  const waits: number[] = []
  const begin = performance.now()
  const requests = Array.from({ length: (rate * seconds) / lines }, async (_, index) => {
    const due = begin + (index * lines * 1_000) / rate
    await sleep(Math.max(0, due - performance.now()))
    const { seq } = await sell(ask, line, lines)
    const at = performance.now()
    waits.push(at - due)
    for (let back = 0; back < lines; back++) answeredAt.set(seq - back, at)
  })
  await Promise.all(requests)
  const took = (performance.now() - begin) / 1_000
  await receiver.until(rate * seconds + 1)
  const sold = receiver.received.slice(1)
  const lag = timesOf(sold.map(({ seq, at }) => at - (answeredAt.get(seq) ?? Number.NaN)))
  const answer = timesOf(waits)
  console.log(
    `${Math.round((rate * seconds) / took)} sales a second in requests of ${lines}, a receiver that takes ${delayMs} ms: told p50 ${lag.p50.toFixed(0)} ms, p99 ${lag.p99.toFixed(0)} ms after the answer, which takes p50 ${answer.p50.toFixed(0)} ms, p99 ${answer.p99.toFixed(0)} ms; ${receiver.messages()} messages`,
  )
  await ask('DELETE', `/webhooks/${id}`)
  receiver.close()
}
