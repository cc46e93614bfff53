import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test, vi } from 'vitest'
import { askInBoth } from '../support/both-languages.ts'
import { inFrench, multipart } from '../support/multipart.ts'
import { CREDENTIALS, product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('A', 'Amor', { 38: 5, 39: 2 }),
  product('B', 'Bella', { 40: 4 }, { price: 80 }),
])
afterEach(() => {
  vi.useRealTimers()
})

const HEADER = 'transaction_date,sku,quantity_sold,unit_price'
const file = (...rows: string[]) => [HEADER, ...rows].join('\n')

const send = async (csv: string, fields: Record<string, string> = {}) =>
  shop.inject(
    await multipart('/import', [{ name: 'sales.csv', bytes: csv }], { kind: 'sales', ...fields }),
  )

/** Imports a file as its report says. @returns its source */
async function take(csv: string): Promise<string> {
  const { body } = await send(csv)
  const done = await send(csv, { token: body.token })
  expect(done.status, JSON.stringify(done.body)).toBe(201)
  return body.sales.source
}

const remove = (source: string) => shop.inject({ method: 'DELETE', url: `/past-sales/${source}` })
const stock = async () => JSON.stringify(await shop.store.readCatalogue())
const rows = async () => {
  const read = await shop.store.readPastSales(0, 1_000)
  return read.map(([, , , day, units, price]) => [day, units, price])
}

test('a file is reported on, written when that is confirmed, told, and taken back; stock never moves', async () => {
  const before = await stock()
  const csv = file('2025-03-04,B,2,12.50', '2025-03-05,A,3,20', '2025-03-06,B,-1,12.50')
  const { status, body } = await send(csv)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    written: false,
    replayed: false,
    rows: { new: 2, changed: 0, unchanged: 0, bad: 0 },
    changes: [],
    sales: {
      ...{ sales: 2, units: 4, first_day: '2025-03-04', last_day: '2025-03-05', products: 2 },
      ...{ without_size: 1, known: 0, returned: 1, unmatched_returns: 0, dates: null },
    },
  })
  expect(body.message).toBe(
    '2 sales of 4 units, 2025-03-04 to 2025-03-05, of 2 products; 0 bad rows. 1 of them do not tell the size: they count for the product, not for a size. Returned units, taken off the sales before: 1. Stock does not change. Nothing is written yet: show this to the owner, and send the same file with kind sales and the token to write it.',
  )
  expect(await rows()).toEqual([])

  const done = await send(csv, { token: body.token })
  expect(done).toMatchObject({ status: 201, body: { written: true, replayed: false, token: null } })
  expect(done.body.message).toContain('wrote 2 past sales')
  const again = await send(csv, { token: body.token })
  expect(again).toMatchObject({ status: 200, body: { written: true, replayed: true } })
  expect((await send(csv)).body).toMatchObject({ rows: { new: 0, unchanged: 2 }, token: null })
  expect(await rows()).toEqual([
    ['2025-03-04', 1, 12.5],
    ['2025-03-05', 3, 20],
  ])

  const { body: list } = await shop.get('/past-sales')
  expect(list.message).toBe('2 past sales; files: 1.')
  expect(list.items).toMatchObject([
    {
      ...{ source: body.sales.source, rows: 2, units: 4, actor: 'owner' },
      ...{ first_day: '2025-03-04', last_day: '2025-03-05' },
    },
  ])
  expect(await remove(body.sales.source)).toMatchObject({ status: 200, body: { rows: 2 } })
  expect(await remove(body.sales.source)).toMatchObject({
    status: 404,
    body: { type: '/problems/past-sales-not-found' },
  })
  expect(await rows()).toEqual([])
  expect(await stock()).toBe(before)
})

test('one sale is told as one in both languages, written, written before and taken back', async () => {
  const csv = file('2025-04-01,A,1,20')
  const { body } = await send(csv)
  const fields = { kind: 'sales', token: body.token }
  const confirm = await multipart('/import', [{ name: 'sales.csv', bytes: csv }], fields)
  const done = await shop.inject(confirm)
  const source = body.sales.source
  expect(done.body.message).toBe(
    `Done: wrote 1 past sale. Stock is as it was. If that is wrong, removePastSales with source ${source} takes it back.`,
  )
  expect((await shop.inject(confirm)).body.message).toBe('Done before, not again: 1 sale.')
  expect((await shop.inject(inFrench(confirm))).body.message).toBe(
    'Déjà fait, pas refait : 1 vente.',
  )
  await askInBoth(shop, '/past-sales')
  expect((await shop.get('/past-sales')).body.message).toBe('1 past sale; files: 1.')
  expect((await remove(source)).body.message).toBe(
    'Took back 1 past sale of this file. Stock is as it was.',
  )

  const report = await shop.inject(
    inFrench(await multipart('/import', [{ name: 'sales.csv', bytes: csv }], { kind: 'sales' })),
  )
  expect(report.body.message).toContain('avec kind sales et le jeton (token) pour l’écrire.')
  const again = { ...fields, token: report.body.token }
  const written = await shop.inject(
    inFrench(await multipart('/import', [{ name: 'sales.csv', bytes: csv }], again)),
  )
  expect(written.body.message).toBe(
    `Fait : 1 vente passée écrite. Le stock est comme avant. Si c’est faux, removePastSales avec source ${source} retire cela.`,
  )
  const removal = { method: 'DELETE' as const, url: `/past-sales/${source}` }
  expect((await shop.inject(inFrench(removal))).body.message).toBe(
    'Retiré de ce fichier : 1 vente passée. Le stock est comme avant.',
  )
})

test('bad rows are named, and nothing is written unless they are to be left out', async () => {
  const today = new Date().toISOString().slice(0, 10)
  const later = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
  const csv = file(`${today},B,1,80`, `${later},B,1,80`, '2025-01-01,ZZZ,1,80')
  const { body } = await send(csv)
  expect(body).toMatchObject({ rows: { new: 1, bad: 2 }, token: null })
  expect(body.bad_rows).toEqual([
    { line: 3, reason: `The date ${later} is in the future: correct it.` },
    {
      line: 4,
      reason: 'There is no product with the code "ZZZ". Correct it, or leave the line out.',
    },
  ])
  expect(body.message).toContain('send skip_bad_rows')
  const skipping = await send(csv, { skip_bad_rows: 'true' })
  const done = await send(csv, { skip_bad_rows: 'true', token: skipping.body.token })
  expect(done.status).toBe(201)
  expect(await rows()).toEqual([[today, 1, 80]])
  await remove(skipping.body.sales.source)
})

test('sales that another file has too are told, before they count twice', async () => {
  const source = await take(file('2025-03-04,B,2,80', '2025-03-05,B,1,80', '2025-03-06,B,1,80'))
  const { body } = await send(
    file('2025-03-05,B,1,80', '2025-03-06,B,1,80', '2025-03-07,B,1,80', '2025-03-06,B,2,80'),
  )
  expect(body.message).toMatch(
    /2 of them are also in a file that "owner" imported on 20\d\d-\d\d-\d\d: if they are the same sales, they would count twice\./,
  )
  await remove(source)
})

test('a token is good for its file, its kind and its products, for five minutes', async () => {
  const csv = file('2025-03-04,Z,2,80')
  const refused = { status: 409, body: { type: '/problems/import-outdated' } }
  const stockFile = await multipart(
    '/import',
    [{ name: 'stock.csv', bytes: 'SKU,Model,Size,Quantity\nB,Bella,40,5' }],
    {},
  )
  const { body: ofStock } = await shop.inject(stockFile)
  expect(await send(csv, { skip_bad_rows: 'true', token: ofStock.token })).toMatchObject(refused)

  const good = file('2025-03-04,B,2,80')
  const { body } = await send(good)
  expect(await send(file('2025-03-04,B,3,80'), { token: body.token })).toMatchObject(refused)

  const late = Date.now() + 6 * 60_000
  vi.useFakeTimers({ toFake: ['Date'], now: late })
  const expired = await send(good, { token: body.token })
  expect(expired).toMatchObject(refused)
  expect(expired.body.detail).toContain('older than 5 minutes')
  vi.useRealTimers()
  expect(await rows()).toEqual([])

  const mixed = file('2025-03-04,B,2,80', '2025-03-05,Z,1,80')
  const report = await send(mixed, { skip_bad_rows: 'true' })
  await shop.post('/models', { model: 'Zora', sku: 'Z', color: 'Noir', sizes: ['38'] })
  const changed = await send(mixed, { skip_bad_rows: 'true', token: report.body.token })
  expect(changed).toMatchObject(refused)
  expect(changed.body.detail).toContain('The products have changed')
  expect(await rows()).toEqual([])
})

test('a file that is no table of sales says what to correct', async () => {
  expect(await send('SKU,Quantity\nA,1')).toMatchObject({
    status: 422,
    body: { type: '/problems/file-unreadable', detail: expect.stringContaining('missing: date') },
  })
  expect(await send('PK\x03\x04')).toMatchObject({ status: 422 })
  const tooMany = `${HEADER}\n${'2025-03-04,B,1,80\n'.repeat(200_001)}`
  expect(await send(tooMany)).toMatchObject({
    status: 413,
    body: { type: '/problems/file-too-large' },
  })
})

test('the command does the same, a large file in steps, and says how to take it back', async () => {
  const { dataDir, url } = shop.pocketbase
  const path = join(dataDir, 'sales.csv')
  const script = resolve(import.meta.dirname, '../../scripts/import.ts')
  async function command(...args: string[]): Promise<string> {
    const env = {
      ...{ PATH: '/nowhere', DATA_DIR: join(dataDir, 'command'), POCKETBASE_URL: url },
      ...{ POCKETBASE_EMAIL: CREDENTIALS.email, POCKETBASE_PASSWORD: CREDENTIALS.password },
    }
    const run = promisify(execFile)(process.execPath, [script, path, ...args], {
      env,
      cwd: dataDir,
    })
    const { stdout, stderr } = await run.catch(
      (failed: { stdout: string; stderr: string }) => failed,
    )
    return stdout + stderr
  }
  const before = await stock()
  await writeFile(path, file(...Array.from({ length: 6_000 }, () => '04/03/2025,B,1,80')))
  const dry = await command('--kind', 'sales', '--dry-run')
  expect(dry).toContain('6,000 sales of 6,000 units, 2025-03-04 to 2025-03-04, of 1 product')
  expect(dry).toContain('Dates are read day first.')
  expect(await rows()).toEqual([])
  const written = await command('--kind', 'sales')
  expect(written).toMatch(/^5000 of 6000 sales …\n6000 of 6000 sales …$/m)
  const [, source = ''] =
    /Wrote 6000 past sales\. DELETE \/past-sales\/(\w{64}) /.exec(written) ?? []
  expect(await command('--kind', 'sales')).toMatch(
    /6,000 sales of this file are there already.*\n.*Wrote 0 past/s,
  )
  expect(await remove(source)).toMatchObject({ status: 200, body: { rows: 6_000 } })
  expect(await command('--kind', 'sales', '--mode', 'add')).toContain('are for stock')
  expect(await command('--kind', 'tea')).toContain('--kind takes stock or sales')
  expect(await stock()).toBe(before)
})
