import { mkdirSync } from 'node:fs'
import PocketBase from 'pocketbase'
import { loadConfig } from '../../src/process/config.ts'
import { openStoreBeside } from '../../src/process/open-store.ts'
import { ask, type Load, type Round, round, type Summary, summary } from './measure.ts'
import { keyOf, type Running, startHello, startShop } from './processes.ts'

/** Number of shelves. Writes to one shelf wait for each other, and a real shop has many shelves. */
const SHELVES = 200
const UNITS = 10_000

interface Plan {
  readonly rounds: number
  readonly seconds: number
  /** Names of those that are measured; all of them where it is missing. */
  readonly only?: readonly string[]
}

/** What is measured with several processes too. */
const OF_SEVERAL = [
  'GET /inventory, filtered',
  'GET /inventory, not asked before',
  'sale, 64 connections',
]

/** Reads of the service are compared with this one. */
export const HELLO = 'Fastify, hello world'

/**
 * Loads the demo shop, and beside it in the same minutes a Fastify that only says hello and the hook
 * of PocketBase without the API before it.
 * @param folder an empty one
 */
export async function measureLoads(
  folder: string,
  { rounds, seconds, only }: Plan,
): Promise<Record<string, Summary>> {
  const running: Running[] = []
  try {
    const hello = await startHello()
    running.push(hello)
    const shop = await startShop(folder)
    running.push(shop)
    const several = `${folder}-several`
    mkdirSync(several)
    const workers = await startShop(several, { WORKERS: '2' })
    running.push(workers)
    const loads = [
      ...(await loadsOf(hello.address, shop.address, folder)),
      ...(await loadsOf(hello.address, workers.address, several))
        .filter(({ name }) => OF_SEVERAL.includes(name))
        .map((load) => ({ ...load, name: `${load.name}, 2 workers` })),
    ]
    const chosen = loads.filter(({ name }) => !only || only.includes(name))
    return await measureAll(chosen, rounds, seconds)
  } finally {
    for (const one of running.reverse()) await one.stop()
  }
}

interface Shelf {
  readonly variantId: string
  readonly locationId: string
  readonly sku: string
  readonly size: string
}

async function loadsOf(hello: string, api: string, folder: string): Promise<Load[]> {
  const headers = { authorization: `Bearer ${keyOf(folder)}` }
  const { shelves, questions, hook } = await shopOf(folder)
  await deliver(api, headers, shelves)
  const read = (name: string, path: string, rest: Partial<Load> = {}): Load => ({
    name,
    url: `${api}${path}`,
    connections: 32,
    headers,
    ...rest,
  })
  const filtered = '/inventory?model=hermes&color=blanche'
  const etag = (await fetch(api + filtered, { headers })).headers.get('etag') ?? ''
  const sale = {
    url: `${api}/inventory/sale`,
    headers,
    method: 'POST' as const,
    bodies: shelves.map(({ sku, size }) => ({ sku, size, quantity: 1 })),
  }
  const direct = {
    url: `${hook.url}/api/stock/movements`,
    headers: hook.headers,
    method: 'POST' as const,
    bodies: shelves.map(({ variantId: variant, locationId: location }) => ({
      requests: [
        {
          actor: 'bench',
          channel: 'api',
          lines: [{ type: 'SALE', variant, location, quantity: 1 }],
        },
      ],
    })),
  }
  return [
    { name: HELLO, url: hello, connections: 32 },
    read('GET /health', '/health'),
    read('GET /inventory, filtered', filtered),
    read('GET /inventory, with a typo', '/inventory?model=hermmes&color=blanche'),
    read('GET /inventory, not asked before', filtered, { paths: questions }),
    read('GET /inventory, a page of 50', '/inventory?limit=50'),
    read('GET /inventory, 304', filtered, { headers: { ...headers, 'if-none-match': etag } }),
    read('GET /models, filtered', '/models?model=hermes'),
    { ...sale, name: 'sale, 1 connection', connections: 1 },
    { ...direct, name: 'the hook alone, 1 connection', connections: 1 },
    { ...sale, name: 'sale, 64 connections', connections: 64 },
    { ...direct, name: 'the hook alone, 64 connections', connections: 64 },
  ]
}

/** What the shop has, straight from its database, and how to reach the hook that writes sales. */
async function shopOf(folder: string) {
  const config = loadConfig({ DATA_DIR: folder })
  const opened = await openStoreBeside(config, { onProgress() {}, onRestart() {} })
  const { products, variants, locations } = await opened.store.readCatalogue()
  const [location] = locations
  const shelves = variants.slice(0, SHELVES).map(
    ({ id, productId, size }): Shelf => ({
      variantId: id,
      locationId: location?.id ?? '',
      size,
      sku: products.find((product) => product.id === productId)?.sku ?? '',
    }),
  )
  // More of them than answers are kept, so that each is worked out.
  const questions = products.flatMap(({ name }) =>
    Array.from(
      { length: 10 },
      (_, n) => `/inventory?${new URLSearchParams({ model: name, limit: `${n + 1}` })}`,
    ),
  )
  const { token } = await new PocketBase(opened.url)
    .collection('_superusers')
    .authWithPassword(config.POCKETBASE_EMAIL, opened.secrets.password.value)
  return { shelves, questions, hook: { url: opened.url, headers: { authorization: token } } }
}

/** Adds enough stock for all rounds. */
async function deliver(api: string, headers: Record<string, string>, shelves: readonly Shelf[]) {
  for (let first = 0; first < shelves.length; first += 100) {
    const lines = shelves
      .slice(first, first + 100)
      .map(({ sku, size }) => ({ action: 'add_stock', sku, size, quantity: UNITS }))
    const { status, body } = await ask(`${api}/inventory/batch`, { headers, body: { lines } })
    if (status !== 201) throw new Error(`The delivery was refused: ${JSON.stringify(body)}`)
  }
}

/** Measures the loads in turn, so that a temporary slowdown affects all of them. */
async function measureAll(loads: readonly Load[], rounds: number, seconds: number) {
  const all = new Map<string, Round[]>(loads.map(({ name }) => [name, []]))
  for (const load of loads) await round(load, Math.min(seconds, 1))
  for (let n = 1; n <= rounds; n++) {
    for (const load of loads) {
      process.stderr.write(`\rround ${n} of ${rounds}: ${load.name.padEnd(40)}`)
      all.get(load.name)?.push(await round(load, seconds))
    }
  }
  process.stderr.write('\n')
  return Object.fromEntries([...all].map(([name, one]) => [name, summary(one)]))
}
