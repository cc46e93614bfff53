import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Load, type Round, round, type Summary, summary } from './bench/measure.ts'
import { type Running, start } from './bench/processes.ts'
import { run } from './run.ts'

// How fast the service answers, beside what Fastify alone does on this machine in the same minutes:
//   npm run bench [-- --quick]
const SCRIPTS = import.meta.dirname
const RESULTS = resolve(SCRIPTS, '../bench/results.json')

const plan = { rounds: 5, seconds: 3 }
const quick = { rounds: 3, seconds: 1 }

await run(async () => {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
  const { rounds, seconds } = values.quick ? quick : plan
  const folder = mkdtempSync(join(tmpdir(), 'stock-bench-'))
  const running: Running[] = []
  try {
    const hello = await start(join(SCRIPTS, 'bench/hello.ts'), { address: /^ready (http\S+)/ })
    running.push(hello)
    const api = await startShop(folder)
    running.push(api)
    const loads = loadsOf(hello.address, api.address, readFileSync(join(folder, 'api-key'), 'utf8'))
    const results = await measureAll(loads, rounds, seconds)
    report(results)
    mkdirSync(resolve(RESULTS, '..'), { recursive: true })
    writeFileSync(
      RESULTS,
      `${JSON.stringify({ ...conditions(rounds, seconds), results }, null, 2)}\n`,
    )
    console.log(`\nWritten to ${RESULTS}.`)
  } finally {
    for (const one of running.reverse()) await one.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})

/** The demo shop, as `npm start` runs it. */
function startShop(folder: string): Promise<Running> {
  return start(resolve(SCRIPTS, '../src/server.ts'), {
    env: {
      ...{ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn', RATE_LIMIT: '0' },
      // There is no tunnel to look for.
      ...{ NGROK_API: 'http://127.0.0.1:9' },
    },
    address: /curl .*"(http:\/\/127[^/]*)/,
  })
}

function loadsOf(hello: string, api: string, key: string): Load[] {
  const headers = { authorization: `Bearer ${key.trim()}` }
  const read = (name: string, path: string): Load => ({
    ...{ name, url: `${api}${path}`, connections: 32, headers },
  })
  // Many shelves, because those who write to one wait for each other.
  const bodies = ['1-BLA', '1-MUL', '1-NOI', '2-NOI'].flatMap((sku) =>
    ['37', '38', '39', '40'].map((size) => ({ sku, size, quantity: 1 })),
  )
  const sale = { url: `${api}/inventory/add_stock`, headers, method: 'POST', bodies } as const
  return [
    { name: 'Fastify, hello world', url: hello, connections: 32 },
    read('GET /health', '/health'),
    read('GET /inventory, filtered', '/inventory?model=hermes&color=blanche'),
    read('GET /inventory, with a typo', '/inventory?model=hermmes&color=blanche'),
    read('GET /inventory, a page of 50', '/inventory?limit=50'),
    read('GET /models, filtered', '/models?model=hermes'),
    { ...sale, name: 'a delivery, 1 connection', connections: 1 },
    { ...sale, name: 'a delivery, 64 connections', connections: 64 },
  ]
}

/** In turn, so that whatever slows the machine for a while slows all of them. */
async function measureAll(loads: readonly Load[], rounds: number, seconds: number) {
  const all = new Map<string, Round[]>(loads.map(({ name }) => [name, []]))
  for (let n = 1; n <= rounds; n++) {
    for (const load of loads) {
      process.stderr.write(`\rround ${n} of ${rounds}: ${load.name.padEnd(40)}`)
      all.get(load.name)?.push(await round(load, seconds))
    }
  }
  process.stderr.write('\n')
  return Object.fromEntries([...all].map(([name, one]) => [name, summary(one)]))
}

function report(results: Record<string, Summary>): void {
  const hello = Object.values(results)[0]?.rate ?? 1
  console.log('requests/s (lowest to highest)'.padStart(66), 'of hello   p50 ms   p99 ms  failed')
  for (const [name, one] of Object.entries(results)) {
    const spread = `${Math.round(one.rate)} (${Math.round(one.lowest)} to ${Math.round(one.highest)})`
    const share = `${Math.round((one.rate / hello) * 100)} %`
    console.log(
      name.padEnd(34),
      spread.padStart(31),
      share.padStart(8),
      one.p50.toFixed(0).padStart(8),
      one.p99.toFixed(0).padStart(8),
      String(one.failed).padStart(7),
    )
  }
}

function conditions(rounds: number, seconds: number) {
  const [processor] = cpus()
  return {
    ...{ date: new Date().toISOString(), node: process.version, rounds, seconds },
    ...{ cores: cpus().length, processor: processor?.model ?? '' },
  }
}
