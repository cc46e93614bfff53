import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseKeyStore } from '../../src/store/pocketbase/key-store.ts'
import { preparePocketBase } from '../../src/store/pocketbase/prepare.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import { command } from '../support/commands.ts'
import {
  CREDENTIALS,
  callersOf,
  openApp,
  product,
  startPocketBase,
  useShop,
} from '../support/shop.ts'
import { damageWal } from '../support/wal.ts'

const shop = useShop([product('PAIR', 'Pair', { 40: 1_000 })])
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stock-loss-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sale = { sku: 'PAIR', size: '40', quantity: 1, repeat: true }

async function sell(times: number): Promise<void> {
  for (let index = 0; index < times; index++) {
    expect((await shop.post('/inventory/sale', sale)).status).toBe(201)
  }
}

/**
 * Another PocketBase with the files as they are on the disk now, as after a power cut.
 * @param change does something to them before the start
 */
async function afterPowerCut(change: (data: string) => void) {
  const pocketbase = await startPocketBase(CREDENTIALS, async (dataDir) => {
    const data = join(dataDir, 'pb_data')
    await shop.pocketbase.pause()
    cpSync(join(shop.pocketbase.dataDir, 'pb_data'), data, { recursive: true })
    await shop.pocketbase.resume()
    change(data)
  })
  onTestFinished(pocketbase.stop)
  const client = createPocketBaseClient({ url: pocketbase.url, ...CREDENTIALS })
  const store = createPocketBaseStore(client)
  const report = await preparePocketBase(client)
  const app = await openApp(store, createPocketBaseKeyStore(client))
  onTestFinished(() => app.close())
  const { get, post } = callersOf(app)
  return {
    pocketbase,
    store,
    report,
    post,
    lost: async () => (await get('/health/ready')).body.lost_movements,
    metric: async () => /^stock_movements_lost (\S+)$/m.exec((await get('/metrics')).body)?.[1],
    command: (name: string, ...args: string[]) =>
      command(name, { url: pocketbase.url, folder }, ...args),
  }
}

const last = async (store: typeof shop.store): Promise<number> =>
  (await store.readMovements({ limit: 1 })).items[0]?.seq ?? 0

test('movements that a damaged log has lost are told of until somebody confirms it', async () => {
  await sell(20)
  const acknowledged = await last(shop.store)
  const later = await afterPowerCut((data) => damageWal(join(data, 'data.db-wal'), 3))
  const found = await last(later.store)
  expect(found).toBeLessThan(acknowledged)
  const gone = acknowledged - found

  const sentence = `${gone} movements are gone: number ${acknowledged} was acknowledged, and the ledger ended at ${found}`
  expect(later.report).toEqual([expect.stringContaining(sentence)])
  expect(later.report[0]).toContain('No backup is known')
  expect(await later.lost()).toBe(gone)
  expect(await later.metric()).toBe(String(gone))

  // New movements take the numbers of those that are gone, and a restart finds them.
  for (let index = 0; index < gone + 2; index++) {
    expect((await later.post('/inventory/sale', sale)).status).toBe(201)
  }
  await later.pocketbase.kill()
  await expect.poll(() => later.pocketbase.restarts()).toBe(1)
  expect(await later.lost()).toBe(gone)

  const verified = await later.command('verify.ts')
  expect(verified).toMatchObject({ code: 1, stdout: expect.stringContaining(sentence) })
  const doctor = await later.command('doctor.ts')
  expect(doctor).toMatchObject({ code: 1, stdout: expect.stringContaining(sentence) })
  expect(doctor.stdout).toContain('npm run verify -- --confirm-loss')

  const confirmed = await later.command('verify.ts', '--confirm-loss')
  expect(confirmed).toMatchObject({ code: 0 })
  expect(confirmed.stdout).toContain(`Confirmed: ${gone} movements are gone`)
  expect(await later.lost()).toBe(0)
  expect((await later.command('verify.ts')).code).toBe(0)
})

test('neither a kill, nor an old backup, nor a folder without a mark is a loss', async () => {
  const file = join(folder, 'older.zip')
  expect(await command('backup.ts', { url: shop.pocketbase.url, folder }, file)).toMatchObject({
    code: 0,
  })
  const inBackup = await last(shop.store)
  await sell(5)

  const killed = await afterPowerCut(() => {})
  expect(killed.report).toEqual([])
  expect(await last(killed.store)).toBe(inBackup + 5)
  expect(await killed.lost()).toBe(0)

  expect(await killed.command('restore.ts', '--replace', file)).toMatchObject({ code: 0 })
  expect(await last(killed.store)).toBe(inBackup)
  expect(await killed.lost()).toBe(0)

  const unmarked = await afterPowerCut((data) => rmSync(join(data, 'ledger-mark')))
  expect(await unmarked.lost()).toBe(0)
  expect(statSync(join(unmarked.pocketbase.dataDir, 'pb_data', 'ledger-mark')).size).toBe(34)
})
