import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FastifyInstance, FastifyServerOptions, InjectOptions } from 'fastify'
import { afterAll, beforeAll } from 'vitest'
import { type AppDependencies, buildApp } from '../../src/app.ts'
import type { ImportedProduct } from '../../src/domain/imported-product.ts'
import type { LedgerEntry } from '../../src/domain/movement.ts'
import type { Download } from '../../src/download/download.ts'
import type { Offering } from '../../src/features/feeds/offers.ts'
import { planImport } from '../../src/features/imports/plan.ts'
import { keepOwnerKey } from '../../src/features/keys/owner-key.ts'
import type { StreamLimits } from '../../src/http/event-stream.ts'
import type { FetchDocument } from '../../src/oauth/clients.ts'
import type { CatalogueFeed } from '../../src/store/catalogue-store.ts'
import type { KeyStore } from '../../src/store/key-store.ts'
import type { OAuthStore } from '../../src/store/oauth-store.ts'
import type { PeopleStore } from '../../src/store/people-store.ts'
import { createPocketBaseClient, type PocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseFeed } from '../../src/store/pocketbase/feed.ts'
import { createPocketBaseKeyStore } from '../../src/store/pocketbase/key-store.ts'
import { createPocketBaseOAuthStore } from '../../src/store/pocketbase/oauth-store.ts'
import { createPocketBasePeopleStore } from '../../src/store/pocketbase/people-store.ts'
import { preparePocketBase } from '../../src/store/pocketbase/prepare.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import type { StockStore } from '../../src/store/store.ts'
import { nobody, noPrograms } from './people.ts'
import { CREDENTIALS, startPocketBase, type TestPocketBase } from './pocketbase.ts'
import { copyPreparedFolder } from './prepared-folder.ts'

export { CREDENTIALS, freePort, startPocketBase, type TestPocketBase } from './pocketbase.ts'

export const API_KEY = 'test-key-0123456789abcdef'

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the answer has
  readonly body: any
  readonly headers: Record<string, unknown>
}

/** The whole service over a PocketBase of its own, started before and ended after the tests of a file. */
export interface Shop {
  pocketbase: TestPocketBase
  client: PocketBaseClient
  store: StockStore
  keys: KeyStore
  people: PeopleStore
  oauth: OAuthStore
  app: FastifyInstance
  get(url: string): Promise<Answer>
  post(url: string, body?: object): Promise<Answer>
  inject(options: InjectOptions): Promise<Answer>
  /** The sum of a variant's movements, and its balance. */
  ledger(sku: string, size: string): Promise<{ sum: number; quantity: number; movements: number }>
}

export function useShop(
  products: readonly ImportedProduct[] = demoProducts(),
  download?: Download,
  options: AppOptions = {},
): Shop {
  const shop = {} as Shop
  beforeAll(async () => {
    Object.assign(shop, await openShop(products, { ...options, download }))
  })
  afterAll(async () => {
    await shop.app?.close()
    await shop.pocketbase?.stop()
  })
  return shop
}

async function openShop(products: readonly ImportedProduct[], options: AppOptions): Promise<Shop> {
  const pocketbase = await startPocketBase(CREDENTIALS, copyPreparedFolder)
  const client = createPocketBaseClient({ url: pocketbase.url, ...CREDENTIALS })
  await preparePocketBase(client)
  const store = createPocketBaseStore(client)
  await store.importProducts({ actor: 'test', reason: 'initial stock', mode: 'set', products })
  const keys = createPocketBaseKeyStore(client)
  await keepOwnerKey(keys, API_KEY)
  const people = createPocketBasePeopleStore(client)
  const oauth = createPocketBaseOAuthStore(client)
  const app = await openApp(store, keys, { people, oauth, ...options })
  const callers = callersOf(app)
  return {
    pocketbase,
    client,
    store,
    keys,
    people,
    oauth,
    app,
    ...callers,
    ledger: ledgerOf(store),
  }
}

interface AppOptions {
  readOnly?: boolean
  feed?: CatalogueFeed
  download?: Download | undefined
  secret?: string
  people?: PeopleStore
  oauth?: OAuthStore
  fetchDocument?: FetchDocument
  publicUrl?: string
  publication?: AppDependencies['publication']
  offering?: Offering
  allowPrivateWebhooks?: boolean
  chatPictures?: boolean
  streams?: Partial<StreamLimits>
  logger?: FastifyServerOptions['loggerInstance']
}

/**
 * Another API process would be just this: the same app over the same PocketBase. It shares the event
 * loop with the test, which may keep it busy for seconds.
 */
export const openApp = (
  store: StockStore,
  keys: KeyStore,
  options: AppOptions = {},
): Promise<FastifyInstance> =>
  buildApp({
    store,
    keys,
    people: nobody(),
    oauth: noPrograms(),
    secret: API_KEY,
    timeZone: 'Europe/Paris',
    maxLagMs: 0,
    ...options,
  })

/** A further API process of a shop, which follows what changes as a real one does. Whoever opens it closes it. */
export const openLiveApp = (shop: Shop, options: AppOptions = {}): Promise<FastifyInstance> =>
  openApp(shop.store, shop.keys, {
    people: shop.people,
    oauth: shop.oauth,
    feed: createPocketBaseFeed(shop.client, shop.pocketbase.url),
    ...options,
  })

export function callersOf(app: FastifyInstance): Pick<Shop, 'get' | 'post' | 'inject'> {
  async function inject(options: InjectOptions): Promise<Answer> {
    const response = await app.inject({
      ...options,
      headers: { authorization: `Bearer ${API_KEY}`, ...options.headers },
    })
    return { status: response.statusCode, body: parse(response.body), headers: response.headers }
  }
  return {
    inject,
    get: (url) => inject({ method: 'GET', url }),
    post: (url, body) => inject({ method: 'POST', url, ...(body && { payload: body }) }),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function ledgerOf(store: StockStore): Shop['ledger'] {
  return async (sku, size) => {
    const { products, variants, inventory } = await store.readCatalogue()
    const product = products.find((one) => one.sku === sku)
    const variant = variants.find(
      (one) => one.productId === product?.id && one.size.toLowerCase() === size.toLowerCase(),
    )
    const entries = await history(store, product?.id ?? '', size)
    return {
      sum: sum(entries.map(({ delta }) => delta)),
      movements: entries.length,
      quantity: sum(
        inventory.filter((row) => row.variantId === variant?.id).map((row) => row.quantity),
      ),
    }
  }
}

async function history(store: StockStore, product: string, size: string): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = []
  for (;;) {
    const before = entries.at(-1)?.seq
    const page = await store.readMovements({ productIds: [product], size, before, limit: 500 })
    if (page.items.length === 0) return entries
    entries.push(...page.items)
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

const shipped = (file: string) =>
  readFileSync(resolve(import.meta.dirname, '../../pocketbase', file))

/** The demo catalogue as it is shipped. */
const demoProducts = (): ImportedProduct[] =>
  planImport(shipped('stock_initial.csv'), shipped('cost_mapping.csv')).products

/** A product of one size, for tests that need just that. */
export const product = (
  sku: string,
  name: string,
  sizes: Record<string, number>,
  rest: Partial<ImportedProduct> = {},
): ImportedProduct => ({
  sku,
  name,
  aliases: [],
  color: 'Noir',
  gender: 'Femme',
  category: '',
  cost: 50,
  price: 100,
  supplier: '',
  leadTimeDays: null,
  packSize: null,
  reorderPoint: null,
  variants: Object.entries(sizes).map(([size, quantity]) => ({ size, quantity, barcode: '' })),
  ...rest,
})
