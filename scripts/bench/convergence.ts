import { loadConfig } from '../../src/config.ts'
import { openStoreBeside } from '../../src/setup.ts'
import { ask, type Times, timesOf } from './measure.ts'
import { childrenOf, keyOf, startShop } from './processes.ts'

/** From the answer to a write until another process shows it, in milliseconds. */
export interface Convergence {
  readonly write: Times
  readonly writeAfterRestart: Times
  readonly handEdit: Times
}

/** Longer than this is not converging. */
const GIVE_UP_MS = 30_000

/**
 * Writes at one process and looks at another one over the same PocketBase, before and after PocketBase
 * was killed, and edits by hand.
 * @param folder of a shop that does not run
 */
export async function measureConvergence(folder: string, rounds: number): Promise<Convergence> {
  const first = await startShop(folder)
  const opened = await openStoreBeside(loadConfig({ DATA_DIR: folder }), {
    ...{ onProgress() {}, onRestart() {} },
  })
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
    const edit = handEditor(opened.url, opened.secrets.password.value, folder, line)
    const write = await until(rounds, add, seen)
    const handEdit = await until(Math.ceil(rounds / 4), await edit, seen)
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
async function handEditor(
  url: string,
  password: string,
  folder: string,
  { sku, size }: { sku: string; size: string },
): Promise<() => Promise<number>> {
  const send = async (path: string, method: string, body: object | undefined, token: string) => {
    const response = await fetch(url + path, {
      ...{ method, headers: { 'content-type': 'application/json', authorization: token } },
      ...(body && { body: JSON.stringify(body) }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: whatever the answer has is read
    const answer = (await response.json()) as any
    if (!response.ok)
      throw new Error(`PocketBase answered ${response.status}: ${JSON.stringify(answer)}`)
    return answer
  }
  const identity = loadConfig({ DATA_DIR: folder }).POCKETBASE_EMAIL
  const signIn = '/api/collections/_superusers/auth-with-password'
  const { token } = await send(signIn, 'POST', { identity, password }, '')
  const records = '/api/collections/inventory/records'
  const filter = encodeURIComponent(`variant.product.sku = '${sku}' && variant.size = '${size}'`)
  return async () => {
    const [row] = (await send(`${records}?filter=${filter}`, 'GET', undefined, token)).items
    const quantity = row.quantity + 1
    await send(`${records}/${row.id}`, 'PATCH', { quantity, rev: row.rev }, token)
    return quantity
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
      if (performance.now() - begin > GIVE_UP_MS)
        throw new Error('The other process never showed it.')
    }
    taken.push(performance.now() - begin)
  }
  return timesOf(taken)
}

/** PocketBase, the leash of which is the only child of the service. */
async function kill(service: number): Promise<void> {
  for (const leash of childrenOf(service)) process.kill(-leash, 'SIGKILL')
}

async function retry(work: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + GIVE_UP_MS
  for (;;) {
    try {
      await work()
      return
    } catch (error) {
      if (performance.now() > end) throw error
    }
  }
}
