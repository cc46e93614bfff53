import { readFileSync } from 'node:fs'
import { loadConfig } from '../../src/process/config.ts'
import { openStoreBeside } from '../../src/process/open-store.ts'
import { createPocketBaseClient, type PocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { ask, type Times, timesOf } from './measure.ts'
import { keyOf, startShop } from './processes.ts'
import { childrenOf } from './usage.ts'

/** Time from the answer to a write until another process shows it, in milliseconds. */
export interface Convergence {
  readonly write: Times
  readonly writeAfterRestart: Times
  readonly handEdit: Times
}

/** After this time it counts as not converging. */
const TIMEOUT_MS = 30_000

/**
 * Writes at one process and looks at another one over the same PocketBase, before and after PocketBase
 * was killed, and edits by hand.
 * @param folder of a shop that does not run
 */
export async function measureConvergence(folder: string, rounds: number): Promise<Convergence> {
  const first = await startShop(folder)
  const config = loadConfig({ DATA_DIR: folder })
  const opened = await openStoreBeside(config, { onProgress() {}, onRestart() {} })
  const login = { email: config.POCKETBASE_EMAIL, password: opened.secrets.password.value }
  const second = await startShop(folder, { POCKETBASE_URL: opened.url })
  try {
    const headers = { authorization: `Bearer ${keyOf(folder)}` }
    const [shelf] = (await ask(`${first.address}/inventory?limit=1`, { headers })).body.items
    const line = { sku: shelf.sku, size: shelf.size, quantity: 1 }
    const seen = async () => {
      const path = `/inventory?${new URLSearchParams({ sku: line.sku, size: line.size })}`
      return (await ask(second.address + path, { headers })).body.items?.[0]?.quantity
    }
    const add = async () => {
      const { status, body } = await ask(`${first.address}/inventory/add_stock`, {
        headers,
        body: line,
      })
      if (status !== 201) throw new Error(`The delivery was refused: ${JSON.stringify(body)}`)
      return body.new_quantity as number
    }
    const edit = handEditor(createPocketBaseClient({ ...login, url: opened.url }), line)
    const write = await until(rounds, add, seen)
    const handEdit = await until(Math.ceil(rounds / 4), edit, seen)
    await kill(first.pid)
    await retry(add)
    await retry(async () => {
      const { body } = await ask(`${second.address}/health/ready`, { headers })
      if (body.feed !== 'live') throw new Error('The feed is not live.')
    })
    const writeAfterRestart = await until(Math.ceil(rounds / 2), add, seen)
    return { write, writeAfterRestart, handEdit }
  } finally {
    await second.stop()
    await first.stop()
  }
}

/** Changes the quantity of a shelf as the admin UI does. */
function handEditor(
  { request }: Pick<PocketBaseClient, 'request'>,
  { sku, size }: { sku: string; size: string },
): () => Promise<number> {
  const records = '/api/collections/inventory/records'
  const filter = `variant.product.sku = '${sku}' && variant.size = '${size}'`
  return async () => {
    const { items } = (await request(records, { query: { filter } })) as {
      items: [{ id: string; quantity: number; rev: number }]
    }
    const [{ id, quantity, rev }] = items
    const body = { quantity: quantity + 1, rev }
    await request(`${records}/${id}`, { method: 'PATCH', body })
    return body.quantity
  }
}

async function until(
  rounds: number,
  write: () => Promise<number>,
  seen: () => Promise<number>,
): Promise<Times> {
  const taken: number[] = []
  for (let round = 0; round < rounds; round++) {
    const expected = await write()
    const begin = performance.now()
    while ((await seen()) !== expected) {
      if (performance.now() - begin > TIMEOUT_MS)
        throw new Error('The other process never showed it.')
    }
    taken.push(performance.now() - begin)
  }
  return timesOf(taken)
}

/** Kills PocketBase, which is in the group of its wrapper script: the one child of the service that a shell runs. */
async function kill(service: number): Promise<void> {
  const leash = childrenOf(service).find((pid) => commandOf(pid).startsWith('/bin/sh'))
  if (leash === undefined) throw new Error('The service has no PocketBase of its own.')
  process.kill(-leash, 'SIGKILL')
}

const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, 'utf8')

async function retry(work: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + TIMEOUT_MS
  for (;;) {
    try {
      await work()
      return
    } catch (error) {
      if (performance.now() > end) throw error
    }
  }
}
