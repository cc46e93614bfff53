import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findPocketBase, POCKETBASE_VERSION } from '../../../src/process/pocketbase/binary.ts'
import { freePort } from '../../../src/process/ports.ts'
import { type Running, start } from '../processes.ts'
import { createSender, nameOf, type Peer, type Place, type Product, sendOk } from './peer.ts'

const COLLECTIONS = '/api/collections'
const RECORDS = `${COLLECTIONS}/products/records`
const LOGIN = { identity: 'bench@example.com', password: 'bench-on-loopback' }

/** PocketBase as it comes, with one collection of products. */
interface Plain extends Running {
  readonly headers: Readonly<Record<string, string>>
  /** Ids of the records by SKU. */
  readonly ids: ReadonlyMap<string, string>
}

/** Starts PocketBase without hooks of ours, and makes the collection in an empty one. */
export async function startPocketBase({ data, products }: Place): Promise<Plain> {
  const { path } = await findPocketBase()
  const folder = join(data, 'pb_data')
  const isNew = !existsSync(folder)
  const common = ['--dir', folder, '--hooksDir', join(data, 'none')]
  if (isNew) {
    const login = [LOGIN.identity, LOGIN.password]
    execFileSync(path, ['superuser', 'upsert', ...login, ...common], { stdio: 'ignore' })
  }
  const at = `127.0.0.1:${await freePort()}`
  const running = await start(['serve', '--http', at, ...common], {
    ...{ command: path, address: /(http:\/\/127\.0\.0\.1:\d+)/ },
  })
  const signIn = `${running.address}${COLLECTIONS}/_superusers/auth-with-password`
  const { body } = await sendOk(signIn, { body: LOGIN })
  const headers = { authorization: body.token as string }
  if (isNew) await fill(running.address, headers, products)
  const { body: page } = await sendOk(`${running.address}${RECORDS}?perPage=500`, { headers })
  const records: { id: string; sku: string }[] = page.items
  return { ...running, headers, ids: new Map(records.map(({ id, sku }) => [sku, id])) }
}

async function fill(
  address: string,
  headers: Record<string, string>,
  products: readonly Product[],
): Promise<void> {
  const fields = [
    { name: 'sku', type: 'text' },
    { name: 'name', type: 'text' },
    // Below zero is refused, as its documents advise for a number.
    { name: 'quantity', type: 'number', min: 0 },
  ]
  const indexes = ['CREATE UNIQUE INDEX products_sku ON products (sku)']
  const body = { name: 'products', type: 'base', fields, indexes }
  await sendOk(`${address}${COLLECTIONS}`, { headers, body })
  for (const product of products) {
    const record = { sku: product.sku, name: nameOf(product), quantity: product.units }
    await sendOk(`${address}${RECORDS}`, { headers, body: record })
  }
}

/** What has all of some words in its name, as PocketBase's filters find it. */
export const searchOf = (words: string): string => {
  const filter = words
    .split(' ')
    .map((word) => `name ~ ${JSON.stringify(word)}`)
    .join(' && ')
  return new URLSearchParams({ filter }).toString()
}

const peer = (
  name: string,
  what: string,
  sale: (read: () => Promise<number>) => Promise<object | undefined>,
): Peer => ({
  ...{ name, what },
  async start(place) {
    const { address, pid, stop, headers, ids } = await startPocketBase(place)
    const sender = createSender(address)
    const path = (sku: string) => `${RECORDS}/${ids.get(sku)}`
    const stock = async (sku: string): Promise<number> =>
      (await sendOk(address + path(sku), { headers })).body.quantity
    return {
      ...{ version: POCKETBASE_VERSION, pids: [pid], again: sender.again, stock, stop },
      async sell(sku) {
        const body = await sale(() => stock(sku))
        if (!body) return false
        const { status } = await sender.send(path(sku), { method: 'PATCH', headers, body })
        if (status >= 500) throw new Error(`${status} of a sale`)
        return status < 300
      },
      async find(words) {
        const { body } = await sendOk(`${address}${RECORDS}?${searchOf(words)}`, { headers })
        return body.items.map(({ name: found }: { name: string }) => found)
      },
    }
  },
})

export const absolute = peer(
  'PocketBase, read and write',
  'its records API: the record is read, and written with one unit less',
  async (read) => {
    const quantity = await read()
    return quantity > 0 ? { quantity: quantity - 1 } : undefined
  },
)

export const modifier = peer(
  'PocketBase, quantity-',
  'its records API: one request a sale, with its modifier `quantity-: 1` and at least 0',
  async () => ({ 'quantity-': 1 }),
)
