import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { Checkout } from './checkout.ts'
import {
  ask,
  type Load,
  quiet,
  type Round,
  round,
  type Summary,
  summary,
  type Work,
} from './measure.ts'
import { keyOf, type Running, startHello, startShop } from './processes.ts'
import { usedBy } from './usage.ts'

/** Number of shelves. Writes to one shelf wait for each other, and a real shop has many shelves. */
const SHELVES = 200
const UNITS = 5_000

/** How many ask at once for reads, and sell at once. */
const READERS = 32
const SELLERS = 64
/** The history is read from the database, each time. */
const HISTORY_READERS = 8

/** Of sales, one of 100 is told of so many answers at least. */
const LEAST_ANSWERS = 1_000
/** Rounds that are added for that, at most. */
const MORE_ROUNDS = 20

interface Plan {
  readonly rounds: number
  readonly seconds: number
  /** Names of those that are measured; all of them where it is missing. */
  readonly only?: readonly string[]
}

/** What it is called in the table, and what it means for a shop, in plain words. */
interface Row {
  readonly name: string
  means(summary: Summary): string
}

const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
const seconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} s`

const waiting =
  (who: string) =>
  ({ p50, p99 }: Summary) =>
    `${who} wait ${ms(p50)}, and one time in 100 more than ${ms(p99)}`

const tills = ({ rate }: Summary): string =>
  `1,000 tills that sell at once are all served in ${seconds(1000 / rate)}`

const READ = waiting(`${READERS} who ask at once`)
const ONE_TILL = waiting('customers at one till')

/** What is measured, in the order of the table. */
export const ROWS = {
  health: { name: 'GET /health', means: waiting('monitors') },
  filtered: { name: 'GET /inventory, filtered', means: READ },
  typo: { name: 'GET /inventory, with a typo', means: READ },
  fresh: { name: 'GET /inventory, not asked before', means: READ },
  page: { name: 'GET /inventory, a page of 50', means: READ },
  unchanged: {
    name: 'GET /inventory, 304',
    means: ({ rate }) => `${whole(rate)} open pages may look each second for what is new`,
  },
  wrongKey: {
    name: 'GET /inventory, wrong key',
    means: ({ rate }) => `whoever guesses keys gets ${whole(rate)} answers a second at most`,
  },
  models: { name: 'GET /models, filtered', means: READ },
  movements: {
    name: 'GET /movements, first page',
    means: waiting(`${HISTORY_READERS} who look at once`),
  },
  sale: { name: 'sale, 1 at a time', means: ONE_TILL },
  saleAlone: {
    name: 'PocketBase alone, 1 sale at a time',
    means: () => 'the same without the API before it',
  },
  sales: { name: `sale, ${SELLERS} at once`, means: tills },
  salesAlone: {
    name: `PocketBase alone, ${SELLERS} sales at once`,
    means: () => 'the same groups without the API before it',
  },
  refusals: { name: `sale, ${SELLERS} at once, 1 in 5 refused`, means: tills },
  several: { name: 'GET /inventory, filtered, 2 workers', means: READ },
  severalSales: { name: `sale, ${SELLERS} at once, 2 workers`, means: tills },
} as const satisfies Record<string, Row>

const whole = (value: number): string => Math.round(value).toLocaleString('en')

/** Reads of the service are compared with the mean of these two. */
const HELLO = ['hello world before', 'hello world after'] as const

export interface Loads {
  /** Of a Fastify that only says hello, before and after the others of each round. */
  readonly hello: readonly [Summary, Summary]
  /** By name of the row, for each checkout. */
  readonly shops: readonly Readonly<Record<string, Summary>>[]
}

/**
 * Loads the demo shop of each checkout in turn, and beside it in the same minutes a Fastify that only
 * says hello and PocketBase without the API before it.
 * @param folder an empty one
 */
export async function measureLoads(
  folder: string,
  checkouts: readonly Checkout[],
  plan: Plan,
): Promise<Loads> {
  const running: Running[] = []
  const keep = async (starting: Promise<Running>) => {
    const one = await starting
    running.push(one)
    return one
  }
  try {
    const { address, pid } = await keep(startHello())
    const shops: (Load | Work)[][] = []
    for (const [n, checkout] of checkouts.entries()) {
      const one = shopIn(`${folder}/${n}`)
      const shop = await keep(startShop(one, {}, checkout.root))
      const two = shopIn(`${folder}/${n}-several`)
      const workers = await keep(startShop(two, { WORKERS: '2' }, checkout.root))
      const loads = [
        ...(await loadsOf(shop, one, checkout)),
        ...severalOf(await loadsOf(workers, two, checkout)),
      ]
      shops.push(loads.filter(({ name }) => plan.only?.includes(name) ?? true))
    }
    const hello: Load = { name: HELLO[0], url: address, pid, connections: READERS }
    return await measureAll(hello, shops, plan)
  } finally {
    for (const one of running.reverse()) await one.stop()
  }
}

function shopIn(folder: string): string {
  mkdirSync(folder, { recursive: true })
  return folder
}

/** What is measured with several processes too, and its row. */
const SEVERAL = [
  [ROWS.filtered, ROWS.several],
  [ROWS.sales, ROWS.severalSales],
] as const

const severalOf = (loads: readonly (Load | Work)[]): (Load | Work)[] =>
  SEVERAL.flatMap(([one, several]): (Load | Work)[] => {
    const load = loads.find(({ name }) => name === one.name)
    return load ? [{ ...load, name: several.name }] : []
  })

interface Shelf {
  readonly variant: string
  readonly location: string
  readonly sku: string
  readonly size: string
}

async function loadsOf(
  { address, pid }: Running,
  folder: string,
  checkout: Checkout,
): Promise<(Load | Work)[]> {
  const headers = { authorization: `Bearer ${keyOf(folder)}` }
  const { store, shelves, names } = await shopOf(folder, checkout)
  await deliver(address, headers, shelves)
  const read = ({ name }: Row, path: string, rest: Partial<Load> = {}): Load => ({
    ...{ name, url: `${address}${path}`, connections: READERS, headers, pid },
    ...rest,
  })
  const sell = ({ name }: Row, connections: number, bodies: readonly object[]): Load => ({
    ...{ name, url: `${address}/inventory/sale`, connections, headers, pid },
    method: 'POST',
    bodies,
  })
  const alone = ({ name }: Row, connections: number): Work => ({
    ...{ name, connections, pid },
    work: (time) => store.recordMovements(saleFrom(shelves[time % shelves.length] as Shelf)),
  })
  const sales = shelves.map(({ sku, size }) => ({ sku, size, quantity: 1 }))
  const filtered = '/inventory?model=hermes&color=blanche'
  const etag = (await fetch(address + filtered, { headers })).headers.get('etag') ?? ''
  return [
    read(ROWS.health, '/health'),
    read(ROWS.filtered, filtered),
    read(ROWS.typo, '/inventory?model=hermmes&color=blanche'),
    read(ROWS.fresh, filtered, { paths: questionsOf(names) }),
    read(ROWS.page, '/inventory?limit=50'),
    read(ROWS.unchanged, filtered, { headers: { ...headers, 'if-none-match': etag } }),
    read(ROWS.wrongKey, filtered, {
      headers: { authorization: 'Bearer wrong' },
      refusals: [401, 429],
    }),
    read(ROWS.models, '/models?model=hermes'),
    read(ROWS.movements, '/movements?limit=50', { connections: HISTORY_READERS }),
    sell(ROWS.sale, 1, sales),
    alone(ROWS.saleAlone, 1),
    sell(ROWS.sales, SELLERS, sales),
    alone(ROWS.salesAlone, SELLERS),
    { ...sell(ROWS.refusals, SELLERS, oneInFive(sales)), refusals: [409] },
  ]
}

/** Every fifth asks for more than there is, and no more than a request may. */
const oneInFive = <Sale extends { readonly quantity: number }>(sales: readonly Sale[]): Sale[] =>
  sales.map((sale, n) => (n % 5 === 4 ? { ...sale, quantity: 2 * UNITS } : sale))

/** More of them than answers are kept, so that each is worked out. */
const questionsOf = (names: readonly string[]): string[] =>
  names.flatMap((model) =>
    Array.from(
      { length: 10 },
      (_, n) => `/inventory?${new URLSearchParams({ model, limit: `${n + 1}` })}`,
    ),
  )

const saleFrom = ({ variant, location }: Shelf) => ({
  ...({
    actor: 'bench',
    channel: 'api',
    idempotencyKey: randomUUID(),
    requestHash: 'bench',
  } as const),
  ...{ refuseLikelyRepeat: false, refuseUnusual: false },
  lines: [
    { type: 'SALE', target: { variantId: variant }, locationId: location, quantity: 1 } as const,
  ],
})

/** A row of the table of shelves, with what it belongs to. */
interface ShelfRow {
  readonly variant: string
  readonly location: string
  readonly expand: {
    readonly variant: {
      readonly size: string
      readonly expand: { readonly product: { readonly sku: string; readonly name: string } }
    }
  }
}

/** What the shop has, straight from its database, and what the API records sales with. */
async function shopOf(folder: string, { loadConfig, openStoreBeside }: Checkout) {
  const { client, store } = await openStoreBeside(loadConfig({ DATA_DIR: folder }), {
    onProgress() {},
    onRestart() {},
  })
  const { items } = (await client.request('/api/collections/inventory/records', {
    query: { perPage: '1000', sort: 'id', expand: 'variant.product' },
  })) as { items: ShelfRow[] }
  const main = mostOften(items.map(({ location }) => location))
  const here = items.filter(({ location }) => location === main)
  const shelves = here.slice(0, SHELVES).map(({ expand, ...shelf }): Shelf => {
    const { size, expand: more } = expand.variant
    return { ...shelf, size, sku: more.product.sku }
  })
  const names = new Set(here.map(({ expand }) => expand.variant.expand.product.name))
  return { store, shelves, names: [...names] }
}

const mostOften = (values: readonly string[]): string =>
  [...Map.groupBy(values, (value) => value)].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ??
  ''

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

/**
 * Measures the loads in turn, so that a temporary slowdown affects all of them, and the same load of
 * two checkouts one right after the other.
 */
async function measureAll(
  hello: Load,
  shops: readonly (readonly (Load | Work)[])[],
  { rounds, seconds }: Plan,
): Promise<Loads> {
  const [loads = []] = shops
  const inTurn = loads.flatMap((_, n) => shops.map((shop) => shop[n] as Load | Work))
  const all = [hello, ...inTurn, { ...hello, name: HELLO[1] }]
  const done = new Map<Load | Work, Round[]>(all.map((load) => [load, []]))
  const measure = async (load: Load | Work, when: string) => {
    process.stderr.write(`\r${when}: ${load.name.padEnd(50)}`)
    done.get(load)?.push(await round(load, seconds))
    await quiet(() => load.pid && usedBy([load.pid])?.processorMs)
  }
  for (const load of all) {
    await round(load, Math.min(seconds, 1))
    await quiet(() => load.pid && usedBy([load.pid])?.processorMs)
  }
  for (let n = 1; n <= rounds; n++) {
    for (const load of all) await measure(load, `round ${n} of ${rounds}`)
  }
  const isSale = (load: Load | Work) => 'work' in load || load.method === 'POST'
  const lacks = (load: Load | Work) =>
    isSale(load) &&
    (done.get(load) ?? []).reduce((sum, { taken }) => sum + taken.length, 0) < LEAST_ANSWERS
  for (let n = 1; n <= MORE_ROUNDS; n++) {
    for (const load of inTurn.filter(lacks)) await measure(load, 'for 1,000 sales')
  }
  process.stderr.write('\n')
  const of = (load: Load | Work) => summary(done.get(load) ?? [])
  return {
    hello: [of(hello), of(all.at(-1) as Load)],
    shops: shops.map((shop) => Object.fromEntries(shop.map((load) => [load.name, of(load)]))),
  }
}
