import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createCatalogueReader } from '../../src/catalogue/catalogue-reader.ts'
import { addDays } from '../../src/domain/day.ts'
import { ORDER_DEFAULTS } from '../../src/domain/order-defaults.ts'
import { keepChecked } from '../../src/features/alerts/keep-checked.ts'
import { createDemandReader } from '../../src/ledger/demand-reader.ts'
import { createLedgerReader } from '../../src/ledger/ledger-reader.ts'
import { hashOf } from '../../src/shared/secret.ts'
import { createLevelChecks } from '../../src/shop.ts'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import type { StockStore } from '../../src/store/store.ts'
import { askInBoth } from '../support/both-languages.ts'
import { command } from '../support/commands.ts'
import { type Clock, clockAt, keepUntil } from '../support/daily-clock.ts'
import { connect, startService } from '../support/service.ts'
import { CREDENTIALS, callersOf, openApp, product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('LOW', 'Loafer', { S: 3 }, { reorderPoint: 5, supplier: 'Atlas' }),
  product('OUT', 'Oxford', { S: 0 }, { reorderPoint: 1 }),
  product('WELL', 'Wedge', { S: 50 }, { reorderPoint: 5 }),
])

const ZONE = 'Europe/Paris'

const checkNow = (body: object = {}) => shop.post('/inventory/check-stock', body)
const found = ({ body }: { body: { items: { sku: string; severity: string }[] } }) =>
  body.items.map(({ sku, severity }) => `${sku} ${severity}`)

/** The checks of another process on the same database. */
function otherProcess(url = shop.pocketbase.url, beforeSave = async () => {}) {
  const pocketbase = createPocketBaseStore(createPocketBaseClient({ url, ...CREDENTIALS }))
  const store: StockStore = {
    ...pocketbase,
    async saveCheck(check) {
      await beforeSave()
      return pocketbase.saveCheck(check)
    },
  }
  const catalogue = createCatalogueReader(store)
  const ledger = createLedgerReader({ store, catalogue, timeZone: ZONE })
  const demand = createDemandReader({ ledger, catalogue, timeZone: ZONE })
  const rest = { demand, defaults: ORDER_DEFAULTS, timeZone: ZONE }
  return createLevelChecks(store, { catalogue, ...rest, checkAt: '00:00' })
}

const dailyOf = (day: string) => shop.store.readChecks({ day, limit: 50 })

test('before any check nobody says that all is well', async () => {
  const { body } = await shop.get('/alerts')
  expect(body).toMatchObject({ total: 1, last_check: null, items: [{ kind: 'check-missing' }] })
  expect(body.message).toContain('Nothing was checked yet')
  expect((await shop.get('/checks')).body).toMatchObject({ items: [], next_cursor: null })
  for (const url of ['/alerts', '/checks']) await askInBoth(shop, url)
})

test('a check says what is out and low, is kept without costs, and is found again', async () => {
  const made = await checkNow()
  expect(made.status).toBe(201)
  expect(found(made)).toEqual(['OUT out', 'LOW low'])
  expect(made.body).toMatchObject({
    ...{ status: 'attention', out: 1, critical: 0, low: 1, total: 2, looked: 3 },
    ...{ location: null, threshold: null, day: null, error: '' },
  })
  const { body: again } = await shop.get(`/checks/${made.body.id}`)
  const { message: _now, ...then } = made.body
  expect(again).toMatchObject(then)
  expect(JSON.stringify(made.body)).not.toContain('cost')
  await askInBoth(shop, `/checks/${made.body.id}`)
  await askInBoth(shop, '/checks/nosuchcheck1234')
  expect((await shop.get('/checks/nosuchcheck1234')).body.type).toBe('/problems/check-not-found')
})

test('a threshold takes the place of reorder points, and a supplier narrows', async () => {
  expect(found(await checkNow({ threshold: 60 }))).toEqual(['OUT out', 'LOW low', 'WELL low'])
  expect(found(await checkNow({ threshold: 1 }))).toEqual(['OUT out'])
  const narrow = await checkNow({ supplier: 'atlas', threshold: 2 })
  expect(narrow.body).toMatchObject({ status: 'ok', total: 0, looked: 1 })
  expect(narrow.body.message).toContain(
    'nothing low of 1 product of atlas, with 2 for all reorder points.',
  )
  for (const body of [{ threshold: 0 }, { threshold: 1.5 }, { supplier: 'nobody' }]) {
    expect((await checkNow(body)).status).toBe(400)
  }
  expect((await checkNow({ location: 'nowhere' })).body.type).toBe('/problems/location-not-found')
})

test('what is low keeps since when; what was delivered is open no more, what became low is told', async () => {
  const first = await checkNow()
  await checkNow({ threshold: 1 })
  const second = await checkNow()
  const since = (answer: typeof first) =>
    answer.body.items.map((item: { since: string }) => item.since)
  expect(since(second)).toEqual(since(first))
  await shop.post('/inventory/sale', { sku: 'WELL', size: 'S', quantity: 46 })
  await shop.post('/inventory/add_stock', { sku: 'LOW', size: 'S', quantity: 20 })
  const { body } = await shop.get('/alerts')
  expect(body).toMatchObject({
    ...{ total: 1, newer: 1, last_check: second.body.at },
    items: [{ kind: 'stock', severity: 'out', product: { sku: 'OUT' }, since: since(first)[0] }],
  })
  expect(body.message).toContain('1 more became low since then')
  for (const url of ['/alerts', '/checks?limit=1']) await askInBoth(shop, url)
  await shop.post('/inventory/adjust', { sku: 'LOW', size: 'S', delta: -20, reason: 'correction' })
  const third = await checkNow()
  expect(found(third)).toEqual(['OUT out', 'LOW low', 'WELL low'])
})

test('checks are listed newest first, page by page, by their status', async () => {
  await shop.store.saveCheck({
    ...{ day: '', actor: 'test', locationId: '', threshold: null, supplier: '', looked: 0 },
    ...{ error: 'no answer', counts: { out: 0, critical: 0, low: 0 }, items: [] },
  })
  const all: { id: string; at: string; status: string }[] = []
  for (let cursor = ''; ; ) {
    const { body } = await shop.get(`/checks?limit=2${cursor && `&cursor=${cursor}`}`)
    all.push(...body.items)
    if (body.next_cursor === null) break
    cursor = body.next_cursor
  }
  expect(all.length).toBeGreaterThan(5)
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  expect(all.map(({ at }) => at)).toEqual(
    all
      .map(({ at }) => at)
      .toSorted()
      .toReversed(),
  )
  for (const status of ['ok', 'attention', 'failed']) {
    const { body } = await shop.get(`/checks?status=${status}&limit=200`)
    const ids = all.filter((one) => one.status === status).map(({ id }) => id)
    expect(ids).not.toEqual([])
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(ids)
  }
  const { body } = await shop.get('/alerts')
  expect(body.items[0]).toMatchObject({ kind: 'check-failed', severity: null })
  expect(body.message).toContain('no answer')
  expect((await shop.get('/checks?cursor=abc')).status).toBe(400)
})

test('of those that were asked for the newest 500 stay, and all daily ones', async () => {
  const row = {
    ...{ actor: 'test', locationId: '', threshold: 1, supplier: '', looked: 0, error: '' },
    ...{ counts: { out: 0, critical: 0, low: 0 }, items: [] },
  }
  await shop.store.saveCheck({ ...row, day: '2020-01-01' })
  for (let n = 0; n < 510; n += 1) await shop.store.saveCheck({ ...row, day: '' })
  expect(await shop.store.readChecks({ limit: 2_000, day: '' })).toHaveLength(500)
  expect(await dailyOf('2020-01-01')).toHaveLength(1)
})

test('two processes that check at once make one check of the day', async () => {
  const day = '2026-11-01'
  const bothLooked = Promise.withResolvers<void>()
  let looked = 0
  const waitForBoth = () => {
    looked += 1
    if (looked === 2) bothLooked.resolve()
    return bothLooked.promise
  }
  const { url } = shop.pocketbase
  await Promise.all([0, 1].map(() => otherProcess(url, waitForBoth).daily(day)))
  expect(looked).toBe(2)
  await otherProcess().daily(day)
  expect(await dailyOf(day)).toMatchObject([{ day, actor: 'daily check', error: '', looked: 3 }])
})

/** Runs the daily check by a clock of the test until the condition holds, and ends it. */
const keep = (
  checks: ReturnType<typeof otherProcess>,
  clock: Clock,
  condition: () => Promise<void> | void,
) => keepUntil(condition, (daily) => keepChecked({ ...daily, checks, at: '08:00' }), clock)

test('the daily check waits for its time, is made once, and not again after a restart', async () => {
  const clock = clockAt('2026-10-25T06:59:50Z')
  const daily = vi.fn(otherProcess().daily)
  const checks = { ...otherProcess(), daily }
  const running = keep(checks, clock, async () =>
    expect(await dailyOf('2026-10-25')).toHaveLength(1),
  )
  await vi.waitFor(() => expect(clock.looks).toBeGreaterThan(3))
  // Clocks were put back in the night: 08:00 is 07:00 UTC.
  expect(daily).not.toHaveBeenCalled()
  clock.now = new Date('2026-10-25T07:00:00Z')
  await running
  const [first] = await dailyOf('2026-10-25')
  await keep(checks, clock, () => expect(daily).toHaveBeenCalledTimes(2))
  expect(await dailyOf('2026-10-25')).toEqual([first])
})

test('while PocketBase is gone a check is tried again, kept as failed once it is back, and made', async () => {
  const day = '2026-11-05'
  const clock = clockAt(`${day}T08:00:00Z`)
  const nowhere = otherProcess('http://127.0.0.1:1')
  const checks = otherProcess()
  let isGone = true
  let tries = 0
  const running = keep(
    {
      ...checks,
      daily(one) {
        tries += 1
        return isGone ? nowhere.daily(one) : checks.daily(one)
      },
      noteFailure: (one, error) => (isGone ? nowhere : checks).noteFailure(one, error),
    },
    clock,
    async () => expect(await dailyOf(day)).toHaveLength(2),
  )
  await vi.waitFor(() => expect(tries).toBeGreaterThan(1), { timeout: 20_000 })
  clock.now = new Date(`${day}T08:06:00Z`)
  isGone = false
  expect((await running).length).toBeGreaterThan(0)
  const kept = await dailyOf(day)
  expect(kept.map(({ error }) => error === '')).toEqual([true, false])
  expect(kept[1]?.error).toMatch(/database|answer/i)
  const { body } = await shop.get('/checks?status=failed')
  expect(body.items[0]).toMatchObject({ status: 'failed', day })
})

test('without the database nobody is told that all is well', async () => {
  const client = createPocketBaseClient({ url: 'http://127.0.0.1:1', ...CREDENTIALS })
  const app = await openApp(createPocketBaseStore(client), shop.keys)
  onTestFinished(() => app.close())
  const { get, post } = callersOf(app)
  const answers = await Promise.all([
    ...['/alerts', '/checks', '/checks/abcdefghijklmno'].map(get),
    post('/inventory/check-stock', {}),
  ])
  expect(answers.map(({ status, body }) => [status, body.type])).toEqual(
    Array(4).fill([503, '/problems/store-unavailable']),
  )
})

test('a service of two workers makes one check and one digest by itself', async () => {
  const daily = { CHECK_STOCK_AT: '00:00', DIGEST_AT: '00:00', TIME_ZONE: 'UTC' }
  const service = await startService({ WORKERS: '2', ...daily })
  const connection = connect(service)
  const checks = async () => (await connection.get('/checks')).body.items
  await expect.poll(checks, { timeout: 20_000 }).toHaveLength(1)
  expect(await checks()).toMatchObject([{ actor: 'daily check', looked: 1, error: '' }])
  const digests = async () => (await connection.get('/events?types=digest.ready')).body.events
  await expect.poll(digests, { timeout: 20_000 }).toHaveLength(1)
})

test('where the day ends without a check, that day has failed', async () => {
  const [day, next] = ['2026-11-07', addDays('2026-11-07', 1)]
  const clock = clockAt(`${day}T22:59:00Z`)
  const checks = {
    ...otherProcess(),
    daily: async () => {
      clock.now = new Date(`${next}T00:30:00Z`)
      throw new TypeError('a secret of ours')
    },
  }
  await keep(checks, clock, async () => expect(await dailyOf(day)).toHaveLength(1))
  expect(await dailyOf(day)).toMatchObject([{ error: expect.stringContaining('unexpected error') }])
  expect(await dailyOf(next)).toEqual([])
})

test('where there are several places each has its check, and a key for one sees that alone', async () => {
  await shop.post('/locations', { name: 'Cave' })
  const day = '2026-11-09'
  await otherProcess().daily(day)
  const kept = await dailyOf(day)
  expect(kept).toHaveLength(3)
  expect(new Set(kept.map(({ locationId }) => locationId)).size).toBe(3)
  const secret = 'sk-of-the-cave'
  await shop.keys.saveKey({
    ...{ name: 'cave', hash: hashOf(secret), scope: 'write' as const },
    ...{ location: 'Cave', expiresAt: null },
  })
  const headers = { authorization: `Bearer ${secret}` }
  await vi.waitFor(async () =>
    expect((await shop.inject({ url: '/me', headers })).status).toBe(200),
  )
  const { body } = await shop.inject({ url: '/checks', headers })
  expect(body.items).toMatchObject([{ day, location: 'Cave' }])
  const ofShop = kept.find(({ locationId }) => locationId === '')
  const refused = await shop.inject({ url: `/checks/${ofShop?.id}`, headers })
  expect(refused.status).toBe(404)
  const url = '/inventory/check-stock'
  const made = await shop.inject({ method: 'POST', url, headers, payload: {} })
  expect(made.body).toMatchObject({ location: 'Cave' })
  expect((await shop.inject({ url: '/alerts?location=Shop', headers })).status).toBe(403)
})

test('the command says how urgent it is by its exit code, and never that all is well where it failed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'check-stock-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const run = (url: string, ...args: string[]) =>
    command('check-stock.ts', { url, folder }, ...args)
  const { url } = shop.pocketbase
  const out = await run(url, '--json')
  expect(out.code).toBe(3)
  const answer = JSON.parse(out.stdout)
  expect(answer).toMatchObject({ status: 'attention', out: 1, actor: 'check-stock' })
  expect((await shop.get(`/checks/${answer.id}`)).body).toMatchObject({ items: answer.items })
  const low = await run(url, '--supplier', 'Atlas')
  expect([low.code, low.stdout]).toEqual([1, expect.stringContaining('Loafer, Noir, Femme: low')])
  const well = await run(url, '--supplier', 'Atlas', '--threshold', '1')
  expect([well.code, well.stderr]).toEqual([0, ''])
  const failures = [
    await run('http://127.0.0.1:1'),
    await run(url, '--threshold', 'few'),
    await run(url, '--location', 'nowhere'),
  ]
  expect(failures.map(({ code, stdout }) => [code, stdout])).toEqual(Array(3).fill([4, '']))
  expect(failures.slice(1).map(({ stderr }) => stderr)).toEqual([
    expect.stringContaining('--threshold takes whole units'),
    expect.stringContaining('There is no location'),
  ])
})

test('a check is not written by hand', async () => {
  const records = '/api/collections/stock_checks/records'
  const body = { actor: 'somebody', looked: 1 }
  await expect(shop.client.request(records, { method: 'POST', body })).rejects.toMatchObject({
    status: 403,
  })
})

test('the daily check looks whether the ledger explains every unit, and tells where it does not', async () => {
  const drift = async () => (await shop.get('/events?types=drift.found')).body.events
  await otherProcess().daily('2026-03-01')
  expect(await drift()).toEqual([])
  const database = new DatabaseSync(`${shop.pocketbase.dataDir}/pb_data/data.db`, {
    timeout: 5_000,
  })
  database.exec('UPDATE inventory SET quantity = quantity + 2')
  database.close()
  const shelves = (await shop.store.readDrift()).rows.length
  expect(shelves).toBeGreaterThan(0)
  await otherProcess().daily('2026-03-02')
  expect(await drift()).toMatchObject([
    { actor: 'daily check', channel: 'check', data: { shelves, units: 2 * shelves } },
  ])
})
