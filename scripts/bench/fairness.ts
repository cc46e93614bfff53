import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { manyNames, nonsense, type Random, seeded } from './many-names.ts'
import { ask, type Load, round, timesOf } from './measure.ts'
import { keyOf, startShop } from './processes.ts'

/** How long others wait, in milliseconds, while one key sends as much as it can. */
export interface Wait {
  readonly p50: number
  readonly p99: number
  readonly worst: number
  /** Requests of that key that were answered in the time. */
  readonly answered: number
}

const NAMES = 1_000
const CONNECTIONS = 8
/** Different ones, so that no question was asked before. */
const REQUESTS = 2_000
const LINES = 100

const sale = (random: Random) => ({ model: nonsense(5, 7, random), size: '38', quantity: 1 })

const many = <T>(make: () => T): T[] => Array.from({ length: REQUESTS }, make)

/** What one key sends, none of which means anything. */
const LOADS: Readonly<Record<string, (random: Random) => Pick<Load, 'bodies' | 'paths' | 'url'>>> =
  {
    'batches of 100 lines': (random) => ({
      url: '/inventory/batch',
      bodies: many(() => ({
        lines: Array.from({ length: LINES }, () => ({ action: 'sale', ...sale(random) })),
      })),
    }),
    'MCP calls': (random) => ({
      url: '/mcp',
      bodies: many(() => ({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'registerSale', arguments: sale(random) },
      })),
    }),
    lists: (random) => ({
      url: '/inventory',
      paths: many(() => `/inventory?${new URLSearchParams({ model: nonsense(16, 6, random) })}`),
    }),
  }

/**
 * Asks for /health again and again while one key sends what nobody understands, in a shop of a
 * thousand names.
 * @param folder that does not exist yet
 */
export async function measureFairness(
  folder: string,
  seconds: number,
): Promise<Record<string, Wait>> {
  mkdirSync(folder, { recursive: true })
  const stock = join(folder, 'stock.csv')
  const rows = manyNames(NAMES).map(
    ({ name, color, gender }, n) => `${n},${name},${color},${gender},38,5`,
  )
  writeFileSync(stock, ['ID,Model,Color,Gender,Size,Quantity', ...rows].join('\n'))
  const shop = await startShop(folder, { STOCK_CSV: stock })
  try {
    const headers = {
      authorization: `Bearer ${keyOf(folder)}`,
      accept: 'application/json, text/event-stream',
    }
    // The first question makes the index of names.
    await ask(`${shop.address}/inventory?model=${nonsense(5, 7, seeded(0))}`, { headers })
    const waits: Record<string, Wait> = {}
    for (const [name, make] of Object.entries(LOADS)) {
      const { url, bodies, paths } = make(seeded(1))
      const load = {
        name,
        url: shop.address + url,
        connections: CONNECTIONS,
        headers,
        ...(bodies ? { method: 'POST' as const, bodies } : { paths: paths ?? [] }),
      }
      waits[name] = await waitDuring(load, seconds, `${shop.address}/health`)
    }
    return waits
  } finally {
    await shop.stop()
  }
}

async function waitDuring(load: Load, seconds: number, url: string): Promise<Wait> {
  const taken: number[] = []
  const state = { isDone: false }
  const loading = round(load, seconds).finally(() => {
    state.isDone = true
  })
  while (!state.isDone) {
    const begin = performance.now()
    await ask(url, { headers: {} })
    taken.push(performance.now() - begin)
    await sleep(2)
  }
  const { taken: answered } = await loading
  const { p50, p99 } = timesOf(taken)
  return { p50, p99, worst: Math.max(...taken), answered: answered.length }
}
