import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findPocketBase } from '../../src/process/pocketbase/binary.ts'
import { type LocalServer, startLocalServer } from '../../src/process/pocketbase/local-server.ts'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { preparePocketBase } from '../../src/store/pocketbase/prepare.ts'
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
  const sizes = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`s${n}`, 10]))
  const products = [product('A', 'Amor', sizes)]
  await store.importProducts({ actor: 'test', reason: 'initial stock', mode: 'set', products })
  variants = (await store.readCatalogue()).variants.map(({ id }) => id)
})
afterAll(async () => {
  await server?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const statements = () =>
  readFileSync(join(dataDir, 'pocketbase.log'), 'utf8').match(/^\[\d+\.\d+ms\]/gm)?.length ?? 0

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
  const before = statements()
  await work()
  const after = statements()
  return after - before
}

test('a sale is a handful of statements, and many at once add one each', async () => {
  const one = await cost(() => sell(variants[1] ?? ''))
  expect(one).toBeGreaterThan(5)
  expect(one).toBeLessThanOrEqual(12)
  // The first of them goes alone, and the others together.
  const many = await cost(() => Promise.all(variants.slice(0, 51).map(sell)))
  expect(many).toBeLessThanOrEqual(2 * one + 50)
})

test('however large the catalogue, what moved is read in one statement', async () => {
  const { seq } = await store.readChanges(0)
  await Promise.all(variants.slice(0, 40).map(sell))
  const before = statements()
  const { changes } = await store.readChanges(seq)
  expect(changes?.length).toBe(40)
  // The other one looks up who asks.
  expect(statements() - before).toBeLessThanOrEqual(2)
})
