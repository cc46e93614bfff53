import { randomBytes } from 'node:crypto'
import { mkdtempSync, openAsBlob, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import { command } from '../support/commands.ts'
import { startService } from '../support/service.ts'
import {
  API_KEY,
  CREDENTIALS,
  product,
  startPocketBase,
  type TestPocketBase,
  useShop,
} from '../support/shop.ts'

const WRITERS = 6

const shop = useShop([product('PAIR', 'Pair', { 40: 10 })])
let folder: string
let scratch: TestPocketBase

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stock-restore-'))
  scratch = await startPocketBase()
})
afterAll(async () => {
  await scratch?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const here = () => ({ url: shop.pocketbase.url, folder })
const restore = (...args: string[]) => command('restore.ts', here(), ...args)

/** The ids of all movements. */
async function movementsIn(url: string): Promise<Set<string>> {
  const client = createPocketBaseClient({ url, ...CREDENTIALS })
  const found = new Set<string>()
  for (let page = 1; ; page++) {
    const query = { page, perPage: 1000, skipTotal: 1, fields: 'id' }
    const answer = await client.request('/api/collections/movements/records', { query })
    const { items } = answer as { items: { id: string }[] }
    for (const one of items) found.add(one.id)
    if (items.length < 1000) return found
  }
}

interface Said {
  /** The id of the movement that was acknowledged. */
  readonly movement?: string
  readonly status: number
  readonly type?: string
  readonly detail?: string
  readonly retryAfter?: string | null
}

/** Writes without a pause until it is told to stop; keeps what was answered to each write. */
function hammer(send: (id: string) => Promise<Said>) {
  const answers = new Map<string, Said>()
  let writing = true
  async function write(writer: number): Promise<void> {
    for (let index = 0; writing; index++) {
      const id = `write-${writer}-${index}-${process.hrtime.bigint()}`
      const said = await send(id).catch(() => ({ status: 0 }))
      answers.set(id, said)
      // Each refusal is an answer of a few milliseconds.
      if (said.status !== 201 && said.status !== 200) await sleep(20)
    }
  }
  const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer))
  return {
    answers,
    async stop() {
      writing = false
      await Promise.all(writers)
    },
  }
}

const written = ({ status }: Said) => status === 200 || status === 201

/** Sends a write to an API process. */
const addThrough = (address: string) => async (id: string) => {
  const answer = await fetch(`${address}/inventory/add_stock`, {
    method: 'POST',
    headers: { 'x-api-key': API_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ sku: 'PAIR', size: '40', quantity: 1, request_id: id }),
    signal: AbortSignal.timeout(20_000),
  })
  const body = (await answer.json()) as {
    type?: string
    detail?: string
    movement?: { id: string }
  }
  const retryAfter = answer.headers.get('retry-after')
  const { type = '', detail = '', movement } = body
  return { status: answer.status, type, detail, movement: movement?.id ?? '', retryAfter }
}

/** Adds a movement as staff do in the admin UI. */
function addByHand(variant: string) {
  const client = createPocketBaseClient({ url: shop.pocketbase.url, ...CREDENTIALS })
  return async (reference: string): Promise<Said> => {
    const body = { type: 'ADD_STOCK', variant, quantity: 1, reference }
    return client
      .request('/api/collections/movements/records', { method: 'POST', body })
      .then((record) => ({ status: 200, movement: (record as { id: string }).id }))
  }
}

test('every acknowledged write is in the ledger or in the safety backup, whoever writes', async () => {
  const settings = {
    POCKETBASE_URL: shop.pocketbase.url,
    POCKETBASE_EMAIL: CREDENTIALS.email,
    POCKETBASE_PASSWORD: CREDENTIALS.password,
    API_KEY,
    RATE_LIMIT: '0',
  }
  const one = await startService({ ...settings, WORKERS: '1' })
  const several = await startService({ ...settings, WORKERS: '2' })
  const { variants } = await shop.store.readCatalogue()
  const file = join(folder, 'earlier.zip')
  expect(await command('backup.ts', here(), file)).toMatchObject({ code: 0 })

  const byApi = [one, several].map(({ address }) => hammer(addThrough(address)))
  const byHand = hammer(addByHand(variants[0]?.id ?? ''))
  const all = [...byApi, byHand]
  for (const { answers } of all) {
    await expect
      .poll(() => [...answers.values()].filter(written).length, { timeout: 20_000 })
      .toBeGreaterThan(50)
  }
  const restored = await restore(file, '--replace')
  expect(restored).toMatchObject({ code: 0 })
  // They write again into the restored ledger.
  for (const { answers } of all) {
    const before = [...answers.values()].filter(written).length
    await expect
      .poll(() => [...answers.values()].filter(written).length, { timeout: 20_000 })
      .toBeGreaterThan(before + 5)
  }
  await Promise.all(all.map((each) => each.stop()))

  const kept = readdirSync(folder).find((name) => name.startsWith('before-restore-')) ?? ''
  expect(
    await command('restore.ts', { url: scratch.url, folder }, '--replace', join(folder, kept)),
  ).toMatchObject({ code: 0 })
  const [ledger, safety] = [await movementsIn(shop.pocketbase.url), await movementsIn(scratch.url)]
  for (const { answers } of all) {
    const acknowledged = [...answers.values()].filter(written).map(({ movement = '' }) => movement)
    const lost = acknowledged.filter((id) => !ledger.has(id) && !safety.has(id))
    expect({ acknowledged: acknowledged.length, lost: lost.length }).toEqual({
      acknowledged: acknowledged.length,
      lost: 0,
    })
    // What was acknowledged after the restore is not only in what it replaced.
    expect(acknowledged.filter((id) => ledger.has(id)).length).toBeGreaterThan(5)
  }
  for (const { answers } of byApi) {
    const refused = [...answers.values()].filter(({ status }) => status === 503)
    expect(
      refused.filter(({ type }) => type === '/problems/restore-in-progress').length,
    ).toBeGreaterThan(0)
    for (const { type, detail, retryAfter } of refused) {
      if (type !== '/problems/restore-in-progress') continue
      expect(detail).toBe(
        'A backup of the shop is being restored, and until that is done nothing can be written. Nothing was changed: try again in a minute.',
      )
      expect(Number(retryAfter)).toBeGreaterThan(0)
    }
  }
  expect((await createPocketBaseStore(shop.client).readDrift()).rows).toEqual([])
}, 180_000)

const CLOSURE = '/api/stock/closure'
const close = (backup: string, seconds: number) =>
  shop.client.request(CLOSURE, { method: 'POST', body: { backup, seconds } })
const open = (backup: string) =>
  shop.client.request(CLOSURE, { method: 'DELETE', query: { backup } })
const isClosed = async () => {
  const { closed } = (await shop.client.request(CLOSURE)) as { closed: boolean }
  return closed
}

const add = (request_id: string) =>
  shop.post('/inventory/add_stock', { sku: 'PAIR', size: '40', quantity: 1, request_id })

test('while the shop is closed, every way to write is refused and every question answered', async () => {
  const [variant] = (await shop.store.readCatalogue()).variants
  const records = '/api/collections/locations/records'
  const place = (await shop.client.request(records, {
    method: 'POST',
    body: { name: 'Cellar' },
  })) as { id: string }
  const before = await movementsIn(shop.pocketbase.url)
  const ask = async (path: string, request: object) =>
    shop.client.request(path, request).then(
      () => ({ status: 200, response: {} }),
      ({ status, response }: { status: number; response: object }) => ({ status, response }),
    )
  await close('other.zip', 60)
  try {
    const sentence = expect.stringContaining('A backup of the shop is being restored')
    const line = { sku: 'PAIR', size: '40', quantity: 1 }
    const byApi = [
      await add('closed-1'),
      await shop.post('/inventory/sale', line),
      await shop.post('/inventory/batch', { lines: [{ action: 'sale', ...line }] }),
      await shop.post('/inventory/undo'),
      await shop.post('/models', { model: 'Cloud', color: 'Vert', sizes: ['40'] }),
      await shop.inject({ method: 'PATCH', url: '/models/PAIR', payload: { price: 1 } }),
      await shop.post('/models/PAIR/aliases', { alias: 'two shoes' }),
    ]
    for (const answer of byApi) {
      expect(answer).toMatchObject({
        status: 503,
        body: { type: '/problems/restore-in-progress', detail: sentence },
        headers: { 'retry-after': expect.any(String) },
      })
      expect(answer.body.may_be_written).toBeUndefined()
    }
    const movement = { type: 'ADD_STOCK', variant: variant?.id, quantity: 1 }
    const product = { sku: 'HAND', name: 'Hand' }
    const collection = { name: 'notes', type: 'base', fields: [] }
    const body = (content: object, method: string) => ({ method, body: content })
    const byHand: [string, object][] = [
      ['/api/collections/movements/records', body(movement, 'POST')],
      ['/api/collections/products/records', body(product, 'POST')],
      [records, body({ name: 'Attic' }, 'POST')],
      [`${records}/${place.id}`, body({ name: 'Attic' }, 'PATCH')],
      [`${records}/${place.id}`, { method: 'DELETE' }],
      ['/api/collections', body(collection, 'POST')],
      ['/api/collections/import', body({ collections: [collection] }, 'PUT')],
      ['/api/settings', body({ meta: { appName: 'Other' } }, 'PATCH')],
    ]
    for (const [path, request] of byHand) {
      expect({ path, ...(await ask(path, request)) }).toMatchObject({
        path,
        status: 503,
        response: { message: sentence },
      })
    }
    // What has no hook is refused by the connection itself.
    const query = "UPDATE locations SET name = 'Attic'"
    expect((await ask('/api/sql', body({ query }, 'POST'))).status).toBe(400)
    expect((await ask('/api/collections/locations/truncate', { method: 'DELETE' })).status).toBe(
      400,
    )

    expect((await shop.get('/inventory?sku=PAIR')).status).toBe(200)
    expect((await shop.get('/movements?limit=1')).status).toBe(200)
    expect(await movementsIn(shop.pocketbase.url)).toEqual(before)
  } finally {
    await open('other.zip')
  }
  // It was no last word on the request.
  expect((await add('closed-1')).status).toBe(201)
})

/** Restores what PocketBase has under a name, as the command does. */
async function restoreUpload(name: string, content: Blob): Promise<void> {
  const form = new FormData()
  form.set('file', content, name)
  await shop.client.request('/api/backups/upload', { method: 'POST', body: form })
  await shop.client.request(`/api/backups/${name}/restore`, { method: 'POST' })
}

const started = () =>
  shop.client.request('/api/stock/version').then((v) => (v as { started: string }).started)

test('after a command that was killed the shop opens by itself, and its restore comes to nothing', async () => {
  const name = 'restore-killed.zip'
  const file = join(folder, 'killed.zip')
  expect(await command('backup.ts', here(), file)).toMatchObject({ code: 0 })
  const before = await started()
  await close(name, 1)
  expect((await add('too-early')).status).toBe(503)
  await expect.poll(async () => (await add('by-itself')).status, { timeout: 10_000 }).toBe(201)

  const messages = async () => {
    const answer = await shop.client.request('/api/logs', {
      query: { filter: `message ~ 'Failed to restore backup'`, sort: '-created' },
    })
    return JSON.stringify((answer as { items: object[] }).items)
  }
  await restoreUpload(name, await openAsBlob(file))
  await expect.poll(messages, { timeout: 20_000 }).toContain('not closed for this restore')
  expect(await started()).toBe(before)
  expect((await add('still-open')).status).toBe(201)
})

/** A backup that PocketBase begins to restore, and gives up. */
function damagedBackup(): Blob {
  const bytes = zipSync({ 'data.db': randomBytes(10_000) }, { level: 0 })
  bytes.fill(0, 1_000, 2_000)
  return new Blob([Buffer.from(bytes)], { type: 'application/zip' })
}

test('while PocketBase restores, nobody opens the shop but PocketBase itself', async () => {
  const name = 'restore-under-way.zip'
  // As long as the closure of a restore under way lasts: until PocketBase ends it.
  await close(name, Number.MAX_SAFE_INTEGER)
  await open(name)
  expect((await add('while-restoring')).status).toBe(503)
  await restoreUpload(name, damagedBackup())
  await expect.poll(isClosed, { timeout: 20_000 }).toBe(false)
  expect((await add('while-restoring')).status).toBe(201)
})

test('after a restore that fails the shop opens again', async () => {
  const before = await started()
  const name = 'restore-failing.zip'
  await close(name, 60)
  await restoreUpload(name, damagedBackup())
  expect(await isClosed()).toBe(true)
  await expect.poll(isClosed, { timeout: 20_000 }).toBe(false)
  expect(await started()).toBe(before)
  expect((await add('after-failure')).status).toBe(201)
})
