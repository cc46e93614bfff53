import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { restoreBackup } from '../../src/store/pocketbase/backups.ts'
import { createPocketBaseClient, type PocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseKeyStore } from '../../src/store/pocketbase/key-store.ts'
import { preparePocketBase } from '../../src/store/pocketbase/prepare.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import { tryBackup } from '../../src/store/pocketbase/try-backup.ts'
import { command, startCommand } from '../support/commands.ts'
import { listenTo } from '../support/processes.ts'
import {
  API_KEY,
  CREDENTIALS,
  callersOf,
  openApp,
  startPocketBase,
  type TestPocketBase,
  useShop,
} from '../support/shop.ts'

const OLD = 'stock-2020-01-01T00-00-00Z.zip'
const A_DAY_AGO = new Date(Date.now() - 25 * 60 * 60_000)

/** Another machine has another password. */
const OTHER = { email: CREDENTIALS.email, password: 'another-password-4567' }

/** One pixel. */
const PHOTO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const shop = useShop()
let folder: string
let other: TestPocketBase

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stock-backups-'))
  other = await startPocketBase(OTHER)
})
afterAll(async () => {
  await other?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const backup = (...args: string[]) =>
  command('backup.ts', { url: shop.pocketbase.url, folder }, ...args)
const restore = (...args: string[]) =>
  command('restore.ts', { url: other.url, folder, login: OTHER }, ...args)
const otherClient = () => createPocketBaseClient({ url: other.url, ...OTHER })

interface Row {
  readonly id: string
  readonly photo?: string
}

/** Every row of every collection, and how the collections are made. */
async function everything(client: PocketBaseClient) {
  const { items } = (await client.request('/api/collections', { query: { perPage: 500 } })) as {
    items: { name: string; system: boolean }[]
  }
  const own = items.filter(({ system }) => !system)
  const rows: Record<string, Row[]> = {}
  for (const { name } of own) rows[name] = await rowsOf(client, name)
  return { collections: own, rows }
}

async function rowsOf(client: PocketBaseClient, collection: string): Promise<Row[]> {
  const rows: Row[] = []
  for (let page = 1; ; page++) {
    const query = { page, perPage: 1000, sort: 'id' }
    const answer = await client.request(`/api/collections/${collection}/records`, { query })
    const { items } = answer as { items: Row[] }
    rows.push(...items)
    if (items.length < 1000) return rows
  }
}

async function addPhoto(): Promise<string> {
  const [product] = await rowsOf(shop.client, 'products')
  const body = new FormData()
  body.set('photo', new Blob([PHOTO], { type: 'image/png' }), 'shoe.png')
  const path = `/api/collections/products/records/${product?.id}`
  const { photo } = (await shop.client.request(path, { method: 'PATCH', body })) as Row
  return `/api/files/products/${product?.id}/${photo}`
}

test('a daily backup is made once the newest is a day old, and tried again when it fails', async () => {
  const kept = mkdtempSync(join(folder, 'daily-'))
  const backups = () => readdirSync(kept).filter((name) => name.endsWith('.zip'))
  const grow = (name: string) => utimesSync(join(kept, name), A_DAY_AGO, A_DAY_AGO)
  const start = (url: string) => {
    const daily = startCommand('daily-backup.ts', { url, folder }, kept, '--keep', '2')
    return { ...listenTo(daily), stop: () => daily.kill('SIGTERM') }
  }
  writeFileSync(join(kept, OLD), '')
  grow(OLD)

  const daily = start(shop.pocketbase.url)
  await expect.poll(backups, { timeout: 30_000 }).toHaveLength(2)
  await daily.wrote(/Wrote .*stock-/)
  daily.stop()
  expect(await daily.ended).toBe(0)
  expect(backups()[0]).toBe(OLD)

  backups().forEach(grow)
  const failing = start('http://127.0.0.1:9')
  await expect.poll(failing.log, { timeout: 30_000 }).toMatch(/next attempt .* ten minutes/)
  failing.stop()
  expect(await failing.ended).toBe(0)
  expect(backups()).toHaveLength(2)
})

test('a restore into an empty server of another password has every row and every photo', async () => {
  const photo = await addPhoto()
  const sale = { sku: '1-BLA', size: '38', quantity: 1, request_id: 'before-backup' }
  expect((await shop.post('/inventory/sale', sale)).status).toBe(201)
  // Noted beside the request, and then for a minute not again.
  await expect.poll(() => shop.keys.readKeys()).toMatchObject([{ lastUsedAt: expect.any(String) }])
  const before = await everything(shop.client)
  expect(before.rows.movements?.length).toBeGreaterThan(500)

  const made = await backup(folder)
  expect(made).toMatchObject({ code: 0 })
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.zip'))
  expect(made.stdout).toContain(file)

  const restored = await restore(join(folder, file))
  expect(restored).toMatchObject({ code: 0 })
  expect(restored.stdout).toContain('133 products')
  expect(restored.stdout).toContain('the ledger explains every unit')
  expect(await everything(otherClient())).toEqual(before)
  const bytes = await fetch(`${other.url}${photo}`).then((answer) => answer.arrayBuffer())
  expect(Buffer.from(bytes).equals(PHOTO)).toBe(true)

  // It is a shop again: it sells, and knows what was asked before the backup.
  const client = otherClient()
  const app = await openApp(createPocketBaseStore(client), createPocketBaseKeyStore(client))
  const { post } = callersOf(app)
  expect((await post('/inventory/sale', sale)).body.replayed).toBe(true)
  expect((await post('/inventory/sale', { ...sale, request_id: 'after' })).status).toBe(201)
  await app.close()
  for (const { client } of [shop, { client: otherClient() }]) {
    expect(await client.request('/api/backups')).toEqual([])
  }
})

test('a shop with stock is replaced only on request, and kept', async () => {
  const file = join(folder, 'replace.zip')
  expect((await backup(file)).code).toBe(0)
  const before = await everything(otherClient())
  const refused = await restore(file)
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.stderr).toMatch(/nothing was changed\. Add --replace/)
  expect(await everything(otherClient())).toEqual(before)

  expect((await restore(file, '--replace')).code).toBe(0)
  expect(await everything(otherClient())).toEqual(await everything(shop.client))
  const kept = readdirSync(folder).find((name) => name.startsWith('before-restore-')) ?? ''
  expect((await restore(join(folder, kept), '--replace')).code).toBe(0)
  expect(await everything(otherClient())).toEqual(before)
})

test('after PocketBase took a backup, a failure does not say that nothing was changed', async () => {
  const file = join(folder, 'under-way.zip')
  expect((await backup(file)).code).toBe(0)
  let isTaken = false
  const client = {
    ...otherClient(),
    async request(path: string) {
      if (isTaken) throw new Error('PocketBase is away')
      isTaken = path.endsWith('/restore')
      return { started: 'once' }
    },
  }
  const restoring = restoreBackup({ client, url: other.url }, file, async () => {})
  await expect(restoring).rejects.toThrow(/PocketBase is away.*may still be restoring/)
  await expect(restoring).rejects.not.toThrow('nothing was changed')
})

test('the key of the machine that restores is the one that opens the shop', async () => {
  const file = join(folder, 'moved.zip')
  expect((await backup(file)).code).toBe(0)
  const key = 'key-of-another-machine'
  const there = { url: other.url, folder, login: OTHER, key }
  expect((await command('restore.ts', there, '--replace', file)).code).toBe(0)
  const client = otherClient()
  const app = await openApp(createPocketBaseStore(client), createPocketBaseKeyStore(client))
  const { inject } = callersOf(app)
  const as = (name: string) =>
    inject({ url: '/locations', headers: { authorization: `Bearer ${name}` } })
  expect((await as(key)).status).toBe(200)
  expect((await as(API_KEY)).status).toBe(401)
  await app.close()
})

test('a backup made while the shop sells explains every unit', async () => {
  const { id } = (await rowsOf(shop.client, 'movements'))[0] ?? { id: '' }
  expect(id).not.toBe('')
  const file = join(folder, 'busy.zip')
  let selling = true
  async function sell(seller: number): Promise<number> {
    for (let sold = 0; ; sold++) {
      if (!selling) return sold
      const add = { sku: '1-BLA', size: '38', quantity: 1, request_id: `busy-${seller}-${sold}` }
      expect((await shop.post('/inventory/add_stock', add)).status).toBe(201)
    }
  }
  const sellers = [1, 2, 3, 4].map(sell)
  const made = await backup(file)
  selling = false
  const written = (await Promise.all(sellers)).reduce((a, b) => a + b, 0)
  expect(made.code).toBe(0)
  expect(written).toBeGreaterThan(0)
  const restored = await restore(file, '--replace')
  expect(restored).toMatchObject({ code: 0 })
  expect(restored.stdout).toContain('the ledger explains every unit')
})

test.each([
  ['no archive', Buffer.from('nothing to see')],
  ['an archive of something else', Buffer.from(zipSync({ 'notes.txt': PHOTO }))],
  ['half an archive', Buffer.from(zipSync({ 'data.db': PHOTO })).subarray(0, 60)],
])('%s is refused, and nothing is changed', async (_name, content) => {
  const file = join(folder, 'wrong.zip')
  writeFileSync(file, content)
  const before = await everything(otherClient())
  const refused = await restore(file, '--replace')
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.stderr).toMatch(/not a backup of PocketBase.*nothing was changed/)
  expect(await everything(otherClient())).toEqual(before)
})

test('the newest are kept, and no file of another name is touched', async () => {
  const many = mkdtempSync(join(folder, 'many-'))
  const old = ['01', '02', '03'].map((day) => `stock-2020-01-${day}T00-00-00Z.zip`)
  for (const name of [...old, 'notes.zip', 'stock-mine.zip']) writeFileSync(join(many, name), '')
  expect((await backup(many, '--keep', '2')).code).toBe(0)
  const left = readdirSync(many).toSorted()
  expect(left.slice(0, 2)).toEqual(['notes.zip', old[2]])
  expect(left.slice(3)).toEqual(['stock-mine.zip'])
  expect(left[2]).toMatch(/^stock-2\d{3}-.*Z\.zip$/)
})

/** The numbers of a backup, as the shop was told them. */
const safety = () => shop.store.readSafety()

test('a backup is opened before it counts, and the shop is told of it', async () => {
  const many = mkdtempSync(join(folder, 'tried-'))
  const made = await backup(many)
  expect(made).toMatchObject({ code: 0 })
  const { movements } = await shop.store.readDrift()
  expect(made.stdout).toContain(`133 products, ${movements} movements`)
  const [name = ''] = readdirSync(many)
  expect(await safety()).toMatchObject({ backup: { name, lastSeq: movements }, badBackup: null })
  expect(readdirSync(many)).toEqual([name])
})

/** What a person does in the SQL console. */
const sql = (query: string) => shop.client.request('/api/sql', { method: 'POST', body: { query } })

test('a backup whose ledger does not explain every unit is an alarm, and replaces no good one', async () => {
  const many = mkdtempSync(join(folder, 'drift-'))
  expect((await backup(many, '--keep', '1')).code).toBe(0)
  const [good = ''] = readdirSync(many)
  await sql(
    'UPDATE inventory SET quantity = quantity + 7 WHERE id = (SELECT min(id) FROM inventory)',
  )
  try {
    for (let round = 0; round < 5; round++) {
      // Their names are of a second each.
      await sleep(1_000)
      const alarm = await backup(many, '--keep', '1')
      expect(alarm).toMatchObject({ code: 1 })
      expect(alarm.stderr).toMatch(/^ALARM: .* 1 shelves are not what their movements add up to/m)
    }
    const left = readdirSync(many).toSorted()
    expect(left).toHaveLength(4)
    expect(left.slice(0, 3).every((name) => /^bad-stock-.*Z\.zip$/.test(name))).toBe(true)
    expect(left[3]).toBe(good)
    expect(await safety()).toMatchObject({ backup: { name: good }, badBackup: { name: left[2] } })
    expect((await shop.get('/health/ready')).body.backup_failed).toBe(true)
    expect((await shop.get('/metrics')).body).toMatch(/^stock_backup_failed 1$/m)
    const doctor = await command('doctor.ts', { url: shop.pocketbase.url, folder })
    expect(doctor.stdout).toMatch(/BAD +Backup +the newest one, bad-stock-.* cannot be relied on/)
  } finally {
    await sql(
      'UPDATE inventory SET quantity = quantity - 7 WHERE id = (SELECT min(id) FROM inventory)',
    )
  }
  expect((await backup(many, '--keep', '1')).code).toBe(0)
  expect((await safety()).badBackup).toBeNull()
  expect((await shop.get('/health/ready')).body.backup_failed).toBe(false)
})

/** Changes a backup. @param what changes its files by name */
async function changed(what: (files: Record<string, Uint8Array>) => void): Promise<string> {
  const file = join(mkdtempSync(join(folder, 'changed-')), 'made.zip')
  expect((await backup(file)).code).toBe(0)
  const files = unzipSync(readFileSync(file))
  what(files)
  writeFileSync(file, zipSync(files, { level: 1 }))
  return file
}

test.each<[string, () => Promise<string>, RegExp]>([
  [
    'a database with flipped bytes',
    () => changed((files) => files['data.db']?.fill(0x5a, 40_000, 60_000)),
    /its database is damaged/,
  ],
  [
    'half a database',
    () =>
      changed((files) => {
        files['data.db'] = files['data.db']?.subarray(0, 100_000) ?? new Uint8Array()
      }),
    /its database is damaged/,
  ],
  [
    'a damaged archive',
    async () => {
      const file = await changed(() => {})
      const bytes = readFileSync(file)
      const middle = Math.floor(bytes.length / 2)
      bytes.fill(0, middle, middle + 1_000)
      writeFileSync(file, bytes)
      return file
    },
    /cannot be read from it/,
  ],
])('%s cannot be restored, and is refused before the shop closes', async (_name, make, why) => {
  const file = await make()
  await expect(tryBackup(file)).rejects.toThrow(why)
  // As each command does before anything else.
  await preparePocketBase(otherClient())
  const before = await everything(otherClient())
  const refused = await restore(file, '--replace')
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.stderr).toMatch(why)
  expect(refused.stderr).toMatch(/nothing was changed/)
  expect(await everything(otherClient())).toEqual(before)
})

test('a backup whose ledger ends too early is known by its mark', async () => {
  const file = await changed((files) => {
    files['ledger-mark'] = Buffer.from('0000000000009999 0000000000009999\n')
  })
  const why = /ends at number \d+, and 9999 was acknowledged/
  expect((await tryBackup(file)).problem).toMatch(why)
  expect(await restore(file, '--replace')).toMatchObject({ code: 0 })
  expect(await createPocketBaseStore(otherClient()).readSafety()).toMatchObject({
    badBackup: { name: basename(file), problem: expect.stringMatching(why) },
  })
})

test('a backup that there is no room to try is not called bad, and leaves nothing behind', async () => {
  const many = mkdtempSync(join(folder, 'room-'))
  const file = join(folder, 'room.zip')
  expect((await backup(file)).code).toBe(0)
  const room = 1.2 * statSync(file).size
  expect(unzipSync(readFileSync(file))['data.db']?.length).toBeGreaterThan(room)
  const before = await safety()
  const failed = await command('backup.ts', { url: shop.pocketbase.url, folder, room }, many)
  expect(failed).toMatchObject({ code: 1 })
  expect(failed.stderr).toMatch(/^The backup stock-\S+ could not be tried \(EFBIG.*try again/m)
  expect(failed.stderr).not.toContain('ALARM')
  expect(readdirSync(many)).toEqual([])
  expect(await safety()).toEqual(before)
  expect((await restore(file, '--replace')).code).toBe(0)
})

test('a folder that cannot be written is a sentence, and leaves nothing behind', async () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  const failed = await backup(join(file, 'folder'))
  expect(failed).toMatchObject({ code: 1 })
  expect(failed.stderr).toMatch(/^The backup stock-\S+ could not be made .* there is none/m)
  expect(await shop.client.request('/api/backups')).toEqual([])
  const taken = join(folder, 'taken.zip')
  writeFileSync(taken, 'mine')
  expect((await backup(taken)).stderr).toContain('is there already')
  expect(readFileSync(taken, 'utf8')).toBe('mine')
})
