import { mkdtempSync, rmSync } from 'node:fs'
import { type ClientRequest, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createKeyService } from '../src/features/keys/keys.ts'
import { loadConfig } from '../src/process/config.ts'
import { openStoreBeside } from '../src/process/open-store.ts'
import { ask, timesOf } from './bench/measure.ts'
import { keyOf, startShop } from './bench/processes.ts'
import { usageOf } from './bench/usage.ts'
import { run } from './run.ts'

// What it costs that many follow the events live: npm run bench:events [-- --readers 500 --sales 200 --pace 10]

/** Streams that a key may have. */
const EACH = 10

/** The last readers may be told so long after the last sale. */
const PATIENCE_MS = 60_000

const number = (value: number) => ({ type: 'string', default: `${value}` }) as const

await run(async () => {
  const { values } = parseArgs({
    options: { readers: number(500), sales: number(200), pace: number(10) },
  })
  const [readers, sales, pace] = [values.readers, values.sales, values.pace].map(Number)
  const folder = mkdtempSync(join(tmpdir(), 'stock-bench-'))
  const shop = await startShop(folder)
  try {
    const plan = { address: shop.address, sales: sales ?? 0, pauseMs: 1000 / (pace ?? 1) }
    const keys = await makeKeys(folder, Math.ceil((readers ?? 0) / EACH))
    const headers = { authorization: `Bearer ${keyOf(folder)}` }
    const before = serviceMemory(shop.pid)
    console.log(
      `${pace} sales a second, ${sales} in all; milliseconds from the request to a reader`,
    )
    console.log('readers   told     p50     p99   answer p99   MB before   MB after')
    for (const many of [1, readers ?? 0]) {
      const row = await measure({ ...plan, headers }, keys, many)
      const after = serviceMemory(shop.pid)
      const cells = [row.told.p50, row.told.p99, row.answered.p99].map((ms) => ms.toFixed(1))
      console.log(
        [many, row.count, ...cells, before.toFixed(0), after.toFixed(0)]
          .map((cell) => String(cell).padStart(9))
          .join(''),
      )
    }
  } finally {
    await shop.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})

interface Plan {
  readonly address: string
  readonly headers: Record<string, string>
  readonly sales: number
  readonly pauseMs: number
}

/** Sells while so many follow, and says when each of them was told. */
async function measure(plan: Plan, keys: readonly string[], readers: number) {
  const { address, headers, sales, pauseMs } = plan
  const sentAt = new Map<number, number>()
  const arrived: { readonly seq: number; readonly at: number }[] = []
  const streams: ClientRequest[] = []
  for (let reader = 0; reader < readers; reader++) {
    const key = keys[Math.floor(reader / EACH)] ?? ''
    streams.push(await follow(address, key, (seq) => arrived.push({ seq, at: performance.now() })))
  }
  const answered: number[] = []
  const { items } = (await ask(`${address}/inventory?limit=100`, { headers })).body
  const shelf = items.find(({ available }: { available: number }) => available > 0)
  const line = { sku: shelf.sku, size: shelf.size, quantity: 1 }
  await ask(`${address}/inventory/add_stock`, { headers, body: { ...line, quantity: sales } })
  for (let sale = 0; sale < sales; sale++) {
    const begin = performance.now()
    const { status, body } = await ask(`${address}/inventory/sale`, { headers, body: line })
    if (status !== 201) throw new Error(`A sale was refused: ${JSON.stringify(body)}`)
    answered.push(performance.now() - begin)
    sentAt.set(body.seq, begin)
    await sleep(Math.max(0, begin + pauseMs - performance.now()))
  }
  const until = performance.now() + PATIENCE_MS
  while (arrived.length < sales * readers && performance.now() < until) await sleep(50)
  for (const stream of streams) stream.destroy()
  const taken = arrived.map(({ seq, at }) => at - (sentAt.get(seq) ?? Number.NaN))
  return { count: arrived.length, told: timesOf(taken), answered: timesOf(answered) }
}

/** Follows the sales. */
function follow(
  address: string,
  key: string,
  onSale: (seq: number) => void,
): Promise<ClientRequest> {
  const { promise, resolve, reject } = Promise.withResolvers<ClientRequest>()
  const headers = { authorization: `Bearer ${key}` }
  const sent = request(`${address}/events/stream?types=sale.recorded`, { headers, agent: false })
  sent.on('response', (response) => {
    if (response.statusCode !== 200) reject(new Error(`Refused with ${response.statusCode}.`))
    let rest = ''
    response.setEncoding('utf8').on('data', (text: string) => {
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        if (block.includes('event: begin')) resolve(sent)
        const [, seq] = /^id: (\d+)\.\d+\nevent: sale/.exec(block) ?? []
        if (seq) onSale(Number(seq))
      }
    })
    // The service ends it, or the measurement does.
    response.on('error', () => {})
  })
  sent.on('error', reject).end()
  return promise
}

async function makeKeys(folder: string, many: number): Promise<string[]> {
  const config = loadConfig({ DATA_DIR: folder })
  const opened = await openStoreBeside(config, { onProgress() {}, onRestart() {} })
  const service = createKeyService({ keys: opened.keys })
  const wish = { scope: 'read', location: null, expiresAt: null } as const
  const keys: string[] = []
  for (let key = 0; key < Math.max(1, many); key++) {
    keys.push(await service.create({ ...wish, name: `reader ${key}` }, { actor: 'bench', ip: '' }))
  }
  await opened.close()
  return keys
}

/** Of the processes that serve, in MB; 0 where it is not known. */
const serviceMemory = (primary: number): number => usageOf(primary)?.api.memory ?? 0
