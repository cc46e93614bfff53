import { setTimeout as sleep } from 'node:timers/promises'
import { createCaller } from './call.ts'
import { check } from './check.ts'
import { readCatalogue, runClient, type Seen } from './clients.ts'
import { type History, type Level, type Movement, type ShelfName, shelfName } from './history.ts'
import { type Fault, runNemesis } from './nemesis.ts'
import { type Random, randomFrom } from './random.ts'
import { messageOf, outcomeOf, tagIn } from './requests.ts'
import { type Api, type Shop, SIZE, STOCK } from './shop.ts'

export interface Plan {
  readonly seed: number
  readonly ms: number
  readonly clients: number
  readonly faults: Readonly<Record<string, Fault>>
}

export interface Report {
  readonly acknowledged: number
  readonly refused: number
  /** Writes that were never answered, and those that a fault was answered for that changed nothing. */
  readonly unknown: number
  readonly notDone: number
  readonly reads: number
  readonly happened: Readonly<Record<string, number>>
  readonly violations: readonly string[]
  readonly history: History
}

/** One of so many speaks MCP. */
const MCP_EVERY = 5
const RECOVERY_MS = 45_000

/** Lets clients and faults loose on a shop for a while, waits until it is well, and judges. */
export async function run(shop: Shop, plan: Plan): Promise<Report> {
  const { seed, ms, faults } = plan
  const seen: Seen = { attempts: [], reads: [], surprises: [] }
  const ends = AbortSignal.timeout(ms)
  const clients = Array.from({ length: plan.clients }, (_, index) => {
    const random = randomFrom(seed * 1_000 + index)
    const speaks = index % MCP_EVERY === 0 ? 'MCP' : 'REST'
    return runClient({ shop, random, seen, name: `${index}`, home: index, speaks }, ends)
  })
  const happened = await runNemesis(shop, randomFrom(seed), faults, ends)
  await Promise.all(clients)

  const late = performance.now() + RECOVERY_MS
  while (shop.wires.some((wire) => wire.underway() > 0) && performance.now() < late) await sleep(50)
  const unwell = await recover(shop, seen, randomFrom(seed + 1))
  const history = { ...seen, ...(await readDatabase(shop)) }
  const oneCatalogue = shop.apis.length === 1 && !shop.sharesPort
  const violations = [
    ...seen.surprises.map((answer) => `an answer that nobody should get: ${answer}`),
    ...unwell,
    ...(await staleAtTheEnd(shop, history.balances)),
    ...check(history, { oneCatalogue }),
  ]
  const { done = [], refused = [], unknown = [], 'not-done': notDone = [] } = results(seen)
  return {
    acknowledged: done.length,
    refused: refused.length,
    unknown: unknown.length,
    notDone: notDone.length,
    reads: seen.reads.length,
    happened,
    violations,
    history,
  }
}

const BY_WEIGHT = ['done', 'refused', 'unknown', 'not-done'] as const

/** The requests by what became of each, as far as its client knows. */
function results({ attempts }: Seen) {
  const deeds = [...Map.groupBy(attempts, ({ request }) => request.tag).values()]
  return Object.groupBy(
    deeds,
    (tries) =>
      BY_WEIGHT.find((kind) => tries.some(({ outcome }) => outcome.kind === kind)) ?? 'unknown',
  )
}

/** After the faults, every process takes a write by itself. What was sent before is through then. */
async function recover(shop: Shop, seen: Seen, random: Random): Promise<string[]> {
  const all = await Promise.all(
    shop.apis.map(async (api) => {
      const tag = `op-last-${api.name}`
      const shelf = shelfName('K1', shop.front)
      const request = {
        tag,
        requestId: tag,
        lines: [{ action: 'return', shelf, quantity: 1 }],
      } as const
      const { path, body } = messageOf(request)
      const caller = createCaller(api, shop.sharesPort)
      const late = performance.now() + RECOVERY_MS
      for (;;) {
        const { answer, ...times } = await caller.call('POST', path, body)
        const outcome = outcomeOf(answer)
        seen.attempts.push({ request, ...times, outcome })
        if (outcome.kind === 'done') return []
        if (performance.now() > late) return [`${api.name} takes no write after the faults`]
        await sleep(random.between(50, 200))
      }
    }),
  )
  return all.flat()
}

/** Milliseconds until every process has to know what is in the database. */
const CATCH_UP_MS = 5_000
/** Connections to an address that several processes share, so that each of them is asked. */
const CONNECTIONS = 6

async function staleAtTheEnd(shop: Shop, balances: History['balances']): Promise<string[]> {
  const late = performance.now() + CATCH_UP_MS
  const times = shop.sharesPort ? CONNECTIONS : 1
  const asked = shop.apis.flatMap((api) => Array<Api>(times).fill(api))
  let wrong: string[]
  do {
    wrong = (await Promise.all(asked.map((api) => differences(api, shop, balances)))).flat()
    if (wrong.length > 0) await sleep(100)
  } while (wrong.length > 0 && performance.now() < late)
  return wrong
}

async function differences(
  api: Api,
  shop: Shop,
  balances: ReadonlyMap<ShelfName, Level>,
): Promise<string[]> {
  const caller = createCaller(api, shop.sharesPort)
  const reads = []
  for (const sku of Object.keys(STOCK))
    reads.push(...(await readCatalogue(caller, sku, shop.front)))
  const drift = await caller.call('GET', '/admin/drift')
  caller.close()
  const { items, missing } = drift.answer?.body ?? {}
  const isExplained = Array.isArray(items) && items.length === 0 && missing === 0
  return [
    ...(isExplained ? [] : [`${api.name} has drift: ${JSON.stringify(drift.answer)}`]),
    ...reads
      .filter(({ shelf, level }) => !isSame(level, balances.get(shelf)))
      .map(({ shelf, level }) => `${api.name} says of ${shelf} still ${JSON.stringify(level)}`),
  ]
}

const isSame = (level: Level, balance: Level = { quantity: 0, reserved: 0 }): boolean =>
  level.quantity === balance.quantity && level.reserved === balance.reserved

interface Row {
  readonly id: string
  readonly variant: string
  readonly location: string
  readonly quantity: number
  readonly reserved: number
}

interface MovementRow extends Row {
  readonly seq: number
  readonly batch: string
  readonly line: number
  readonly type: string
  readonly delta: number
  readonly reserved_delta: number
  readonly quantity_after: number
  readonly reserved_after: number
  readonly reason: string
  readonly reference: string
  readonly idempotency_key: string
  readonly linked: string
}

/** The ledger and the balances as they are in the database. */
async function readDatabase(shop: Shop): Promise<Pick<History, 'movements' | 'balances'>> {
  const database = shop.database()
  async function rowsOf<R>(collection: string, sort: string): Promise<R[]> {
    const rows: R[] = []
    for (let page = 1; ; page++) {
      const query = { page, perPage: 1_000, sort, skipTotal: 1 }
      const path = `/api/collections/${collection}/records`
      const { items } = (await database.request(path, { query })) as { items: R[] }
      rows.push(...items)
      if (items.length === 0) return rows
    }
  }
  const products = await rowsOf<{ id: string; sku: string }>('products', 'id')
  const variants = await rowsOf<{ id: string; product: string; size: string }>('variants', 'id')
  const locations = await rowsOf<{ id: string; name: string }>('locations', 'id')
  const skuOf = new Map(products.map(({ id, sku }) => [id, sku]))
  const variantOf = new Map(
    variants.filter(({ size }) => size === SIZE).map(({ id, product }) => [id, skuOf.get(product)]),
  )
  const placeOf = new Map(locations.map(({ id, name }) => [id, name]))
  const shelfOf = ({ variant, location }: Row): ShelfName =>
    shelfName(variantOf.get(variant) ?? variant, placeOf.get(location) ?? location)
  const rows = await rowsOf<MovementRow>('movements', 'seq')
  const inventory = await rowsOf<Row>('inventory', 'id')
  return {
    movements: rows.map(
      (row): Movement => ({
        id: row.id,
        seq: row.seq,
        batch: row.batch,
        line: row.line,
        shelf: shelfOf(row),
        type: row.type,
        delta: row.delta,
        reservedDelta: row.reserved_delta,
        quantityAfter: row.quantity_after,
        reservedAfter: row.reserved_after,
        reference: row.reference,
        idempotencyKey: row.idempotency_key,
        linked: row.linked,
        tag: tagIn(row.reason, row.reference),
      }),
    ),
    balances: new Map(
      inventory.map((row) => [shelfOf(row), { quantity: row.quantity, reserved: row.reserved }]),
    ),
  }
}
