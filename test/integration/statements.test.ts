import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewMovement } from '../../src/domain/movement.ts'
import { findPocketBase } from '../../src/process/pocketbase/binary.ts'
import { type LocalServer, startLocalServer } from '../../src/process/pocketbase/local-server.ts'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { preparePocketBase } from '../../src/store/pocketbase/prepare.ts'
import { COLLECTIONS } from '../../src/store/pocketbase/schema.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import type { StockStore } from '../../src/store/store.ts'
import { CREDENTIALS, freePort } from '../support/pocketbase.ts'
import { product } from '../support/shop.ts'

// What a write costs in statements, counted in the log of a PocketBase that writes down each one.
let dataDir: string
let server: LocalServer
let store: StockStore
let variants: readonly string[]

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'stock-test-'))
  const { path } = await findPocketBase({ report() {} })
  const talkative = join(dataDir, 'pocketbase')
  writeFileSync(talkative, `#!/bin/sh\nexec '${path}' "$@" --dev\n`)
  chmodSync(talkative, 0o755)
  server = await startLocalServer(
    { binary: talkative, dataDir, port: await freePort(), instance: 'statements', ...CREDENTIALS },
    () => {},
  )
  const client = createPocketBaseClient({ url: server.url, ...CREDENTIALS })
  await preparePocketBase(client)
  store = createPocketBaseStore(client)
  const sizes = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`s${n}`, 100]))
  const products = [product('A', 'Amor', sizes)]
  await store.importProducts({ actor: 'test', reason: 'initial stock', mode: 'set', products })
  variants = (await store.readCatalogue()).variants.map(({ id }) => id)
})
afterAll(async () => {
  await server?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

/** The statements so far, with their values in them. */
const statements = (): string[] =>
  readFileSync(join(dataDir, 'pocketbase.log'), 'utf8')
    .replace(/^INFO .*$/gm, '')
    .split(/^\[\d+\.\d+ms\] /m)
    .slice(1)

let key = 0
const sell = (variantId: string) =>
  store.recordMovements({
    actor: 'test',
    channel: 'api',
    idempotencyKey: `s-${key++}`,
    requestHash: 'hash',
    refuseLikelyRepeat: false,
    refuseUnusual: false,
    lines: [{ type: 'SALE', target: { variantId }, quantity: 1, match: undefined }],
  })

async function cost(work: () => Promise<unknown>): Promise<number> {
  await sell(variants[0] ?? '')
  const before = statements().length
  await work()
  return statements().length - before
}

test('a sale is a handful of statements, and many at once are hardly more', async () => {
  const one = await cost(() => sell(variants[1] ?? ''))
  expect(one).toBeGreaterThan(5)
  expect(one).toBeLessThanOrEqual(12)
  // The first of them goes alone, and the others together.
  const many = await cost(() => Promise.all(variants.slice(0, 51).map(sell)))
  expect(many).toBeLessThanOrEqual(2 * one + 2)
})

test('however large the catalogue, what moved is read in one statement', async () => {
  const { seq } = await store.readChanges(0)
  await Promise.all(variants.slice(0, 40).map(sell))
  const before = statements().length
  const { changes } = await store.readChanges(seq)
  expect(changes?.length).toBe(40)
  // The other one looks up who asks.
  expect(statements().length - before).toBeLessThanOrEqual(2)
})

const AUTHOR = { actor: 'test', channel: 'api', requestHash: 'hash' } as const
const author = (conversation = '') => ({
  ...AUTHOR,
  conversation,
  idempotencyKey: `s-${key++}`,
})

/** Writes one line of the first size. */
const write = (line: Omit<NewMovement, 'target'>, guarded = false) =>
  store.recordMovements({
    ...author(),
    refuseLikelyRepeat: guarded,
    refuseUnusual: guarded,
    refuseEarly: guarded,
    lines: [{ target: { variantId: variants[0] ?? '' }, ...line }],
  })

const page = { limit: 20 }
const DAY = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' }

/** What each index of the ledger is for. An index costs every sale, so that one without a question goes. */
const ASKED_BY: Readonly<Record<string, () => Promise<unknown>>> = {
  seq: () => store.readChanges(0),
  key: () => sell(variants[0] ?? ''),
  shelf: () => store.readDrift(),
  reserved: () => store.readReservedChanges('open'),
  reverses: () => store.readMovements(page),
  linked: async () => {
    const { movements } = await write({ type: 'SALE', quantity: 1 })
    await store.undoMovements(author(), { movementId: movements[0]?.id })
  },
  reference: () => store.readMovements({ ...page, reference: 'Paul' }),
  order_line: () => store.readOrders({}),
  large: () => write({ type: 'ADD_STOCK', quantity: 30 }, true).catch(() => {}),
  type: () => store.readMovements({ ...page, type: 'RESERVE' }),
  channel: () => store.readMovements({ ...page, channel: 'chat' }),
  actor: () => store.readActors(),
  conversation: () => store.undoMovements(author('chat'), {}).catch(() => {}),
  others: () => store.readMovements({ ...page, batch: 'none' }),
  occurred_at: () => store.readMovements({ ...page, ...DAY }),
}

test('each index of the ledger has a question that it answers', () => {
  const ledger = COLLECTIONS.find(({ name }) => name === 'movements')
  const names = ledger?.indexes.map((sql) => /idx_movements_(\w+)/.exec(sql)?.[1])
  expect(Object.keys(ASKED_BY)).toEqual(names)
})

test.each(Object.entries(ASKED_BY))('the index %s is used by its question', async (name, ask) => {
  await sell(variants[0] ?? '')
  const before = statements().length
  await ask()
  const database = new DatabaseSync(join(dataDir, 'pb_data/data.db'), { readOnly: true })
  const plans = statements()
    .slice(before)
    .filter((sql) => /movements/.test(sql))
    .flatMap((sql) => database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
    .map(({ detail }) => String(detail))
  database.close()
  expect(plans).toContainEqual(expect.stringMatching(`\\bidx_movements_${name}\\b`))
})
