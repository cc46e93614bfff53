import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPocketBaseClient, type PocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { CREDENTIALS, freePort, startPocketBase } from '../support/pocketbase.ts'
import type { Random } from './random.ts'
import { type Server, signal, startServer } from './server.ts'
import { openWire, type Wire } from './wire.ts'

export const API_KEY = 'sk-faults-0123456789abcdef'
export const SIZE = '40'
/** Units of each product at the default location before anything happens; some run out. */
export const STOCK = { K1: 3_000, K2: 3_000, K3: 400, K4: 400, K5: 40, K6: 40, K7: 10, K8: 3 }
export const BACK = 'Back'

/** An address that clients may use, with a wire before it. */
export interface Api {
  readonly name: string
  readonly wire: Wire
  /** The processes behind it, of which one answers. */
  readonly server: Server
}

/** A shop that runs, and what can be done to it. */
export interface Shop {
  readonly apis: readonly Api[]
  /** Those before the APIs, and those before PocketBase. */
  readonly wires: readonly Wire[]
  /** Whether several processes answer at one address. */
  readonly sharesPort: boolean
  /** Name of the location that is taken where nobody names one. */
  readonly front: string
  /** The database itself, as its superuser. */
  database(): PocketBaseClient
  /** Ends PocketBase at once. Whoever started it starts it again. */
  killPocketBase(): Promise<void>
  /** Stops PocketBase, and lets it go on. */
  signalPocketBase(name: 'SIGSTOP' | 'SIGCONT'): Promise<void>
  stop(): Promise<void>
}

const SETTINGS = {
  API_KEY,
  POCKETBASE_EMAIL: CREDENTIALS.email,
  POCKETBASE_PASSWORD: CREDENTIALS.password,
  RATE_LIMIT: '0',
  LOG_LEVEL: 'fatal',
}

const databaseAt = (url: string): PocketBaseClient =>
  createPocketBaseClient({ url, ...CREDENTIALS, deadlineMs: 20_000 })

/** `npm start`: one command that runs the API, in one process or several, and PocketBase. */
export async function openShop(
  workers: number,
  random: Random,
  prepare?: (dataDir: string) => void,
): Promise<Shop> {
  const stock = stockFile()
  const settings = { ...SETTINGS, STOCK_CSV: stock.path, WORKERS: String(workers) }
  const server = await startServer(await freePort(), settings, prepare)
  const wire = await openWire(server.port, random.next)
  const database = databaseAt(server.pocketbase())
  let paused: number | undefined
  return {
    apis: [{ name: 'A', wire, server }],
    wires: [wire],
    sharesPort: workers > 1,
    front: await addLocation(database),
    // It may have another port after a start.
    database: () => databaseAt(server.pocketbase()),
    async killPocketBase() {
      signal(server.ownPocketBase() ?? NaN, 'SIGKILL')
    },
    async signalPocketBase(name) {
      if (name === 'SIGSTOP') paused = server.ownPocketBase()
      if (paused !== undefined) signal(paused, name)
    },
    async stop() {
      await wire.close()
      await server.stop()
      stock.remove()
    },
  }
}

/** Two API processes and a PocketBase that were started apart, as containers are. */
export async function openShopOfTwo(random: Random): Promise<Shop> {
  const stock = stockFile()
  const pocketbase = await startPocketBase()
  const { port } = new URL(pocketbase.url)
  const settings = { ...SETTINGS, STOCK_CSV: stock.path }
  const apis: (Api & { readonly below: Wire })[] = []
  for (const name of ['A', 'B']) {
    const below = await openWire(Number(port), random.next)
    const own = { ...settings, POCKETBASE_URL: `http://127.0.0.1:${below.port}` }
    const server = await startServer(await freePort(), own)
    apis.push({ name, server, below, wire: await openWire(server.port, random.next) })
  }
  const database = databaseAt(pocketbase.url)
  return {
    apis,
    wires: apis.flatMap(({ wire, below }) => [wire, below]),
    sharesPort: false,
    front: await addLocation(database),
    database: () => database,
    killPocketBase: pocketbase.kill,
    signalPocketBase: (name) => (name === 'SIGSTOP' ? pocketbase.pause() : pocketbase.resume()),
    async stop() {
      await Promise.all(apis.flatMap(({ wire, below }) => [wire.close(), below.close()]))
      await Promise.all(apis.map(({ server }) => server.stop()))
      await pocketbase.stop()
      stock.remove()
    },
  }
}

function stockFile() {
  const folder = mkdtempSync(join(tmpdir(), 'stock-faults-'))
  const path = join(folder, 'stock.csv')
  const lines = Object.entries(STOCK).map(
    ([sku, units]) => `${sku},Shoe ${sku},Noir,${SIZE},${units}`,
  )
  writeFileSync(path, ['SKU,Model,Color,Size,Quantity', ...lines, ''].join('\n'))
  return { path, remove: () => rmSync(folder, { recursive: true }) }
}

/** Makes the second location. @returns the name of the first */
async function addLocation(database: PocketBaseClient): Promise<string> {
  const path = '/api/collections/locations/records'
  const { items } = (await database.request(path)) as { items: { name: string }[] }
  await database.request(path, { method: 'POST', body: { name: BACK, is_default: false } })
  return items[0]?.name ?? ''
}
