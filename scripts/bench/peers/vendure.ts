import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { freePort } from '../../../src/process/ports.ts'
import { start } from '../processes.ts'
import { createSender, nameOf, type Peer, type Product, sendOk } from './peer.ts'

const PACKAGES = ['@vendure/core@3.7.3', 'better-sqlite3@12']
const INSTALL_TIMEOUT_MS = 12 * 60_000

const ADD = `mutation($id: ID!) {
  addItemToOrder(productVariantId: $id, quantity: 1) { __typename }
}`
/** The rest of the way of an order, as its documents show it, in one request. */
const PAY = `mutation {
  a: setCustomerForOrder(input: {
    firstName: "A", lastName: "Till", emailAddress: "till@example.com"
  }) { __typename }
  b: setOrderShippingAddress(input: {
    streetLine1: "1", city: "Paris", postalCode: "75001", countryCode: "FR"
  }) { __typename }
  c: setOrderShippingMethod(shippingMethodId: [1]) { __typename }
  d: transitionOrderToState(state: "ArrangingPayment") { __typename }
  e: addPaymentToOrder(input: { method: "cash", metadata: {} }) { __typename }
}`
const LOGIN = `mutation {
  login(username: "bench", password: "bench-on-loopback") { __typename }
}`
const VARIANTS = '{ productVariants(options: { take: 100 }) { items { id sku } } }'
const STOCK = `query($id: ID!) {
  productVariant(id: $id) { stockLevels { stockOnHand stockAllocated } }
}`
const SEARCH = `query($term: String!) {
  search(input: { term: $term, groupByProduct: true }) { items { productName } }
}`

/** A shop system with a ledger of stock: an order takes units when it is paid. */
export const vendure: Peer = {
  name: 'Vendure',
  what: 'an order of its shop API, made and paid in two requests; it has customers, payments, shipping, channels and taxes besides',
  async start({ data, installed, products }) {
    const packages = join(installed, 'vendure')
    const env = { PATH: pathOfSystem() }
    install(packages, env)
    const list = join(data, 'products.csv')
    if (!existsSync(list)) writeFileSync(list, csvOf(products))
    const script = join(import.meta.dirname, 'vendure-service.mjs')
    const args = [script, packages, data, String(await freePort())]
    const running = await start(args, {
      ...{ command: 'node', env, address: /^ready (http\S+)/, log: join(data, 'vendure.log') },
    })
    const { address, pid, stop } = running
    const shop = createSender(address)
    const ask = (path: string, query: string, variables: object, token?: string) =>
      shop.send(path, {
        body: { query, variables },
        ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
      })
    const admin = tokenIn((await ask('/admin-api', LOGIN, {})).headers)
    const { body } = await ask('/admin-api', VARIANTS, {}, admin)
    const variants: { id: string; sku: string }[] = body.data.productVariants.items
    const ids = new Map(variants.map(({ id, sku }) => [sku, id]))
    return {
      ...{ version: versionIn(packages), pids: [pid], again: shop.again, stop },
      async sell(sku) {
        const added = await ask('/shop-api', ADD, { id: ids.get(sku) })
        const kind = added.body.data?.addItemToOrder.__typename
        if (kind === 'InsufficientStockError') return false
        if (kind !== 'Order') throw new Error(`An order was not begun: ${told(added.body)}`)
        const paid = await ask('/shop-api', PAY, {}, tokenIn(added.headers))
        const end = paid.body.data?.e?.__typename
        if (end === undefined) throw new Error(`An order was not paid: ${told(paid.body)}`)
        return end === 'Order'
      },
      async stock(sku) {
        const answer = await sendOk(`${address}/admin-api`, {
          body: { query: STOCK, variables: { id: ids.get(sku) } },
          headers: { authorization: `Bearer ${admin}` },
        })
        const [level] = answer.body.data.productVariant.stockLevels
        return level.stockOnHand - level.stockAllocated
      },
      async find(term) {
        const { body: found } = await ask('/shop-api', SEARCH, { term })
        return found.data.search.items.map(
          ({ productName }: { productName: string }) => productName,
        )
      },
    }
  },
}

const told = (body: object): string => JSON.stringify(body).slice(0, 200)

const tokenIn = (headers: Readonly<Record<string, unknown>>): string =>
  String(headers['vendure-auth-token'] ?? '')

/** Its parts in C++ are built for the Node of the system, which npm runs with, and not for that of this project. */
function pathOfSystem(): string {
  // biome-ignore lint/style/noProcessEnv: the child gets what this command got, but for one part
  const { PATH = '' } = process.env
  const isOurs = (folder: string) => folder.includes('node_modules') || folder.includes('node-gyp')
  return PATH.split(delimiter)
    .filter((folder) => !isOurs(folder))
    .join(delimiter)
}

function install(folder: string, env: { readonly PATH: string }): void {
  if (existsSync(join(folder, 'complete'))) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  process.stderr.write('installing Vendure, which takes some minutes\n')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...PACKAGES], {
    ...{ cwd: folder, timeout: INSTALL_TIMEOUT_MS, stdio: ['ignore', 'ignore', 'pipe'] },
    // biome-ignore lint/style/noProcessEnv: the child gets what this command got
    env: { ...process.env, ...env },
  })
  writeFileSync(join(folder, 'complete'), '')
}

const versionIn = (folder: string): string =>
  JSON.parse(readFileSync(join(folder, 'node_modules/@vendure/core/package.json'), 'utf8')).version

const HEAD =
  'name,slug,description,assets,facets,optionGroups,optionValues,sku,price,taxCategory,stockOnHand,trackInventory,variantAssets,variantFacets'

const csvOf = (products: readonly Product[]): string =>
  [
    HEAD,
    ...products.map(
      (product) =>
        `${nameOf(product)},${product.sku.toLowerCase()},,,,,,${product.sku},10.00,standard,${product.units},true,,`,
    ),
  ].join('\n')
