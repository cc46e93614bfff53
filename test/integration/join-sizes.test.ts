import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import { multipart } from '../support/multipart.ts'
import { CREDENTIALS, product, useShop } from '../support/shop.ts'

// As an import of an early version made them: the store takes sizes as they are given.
const shop = useShop([
  product('H', 'Hermès', { '38 1/2': 3, '38.5': 2, 39: 1 }),
  product('T', 'Togo', { 'EU 40': 5, T40: 1, '41,0': 0, 41: 2 }),
  product('B', 'Bella', { '36,0': 1, 36: 1 }),
  product('C', 'Croco', { '37,0': 4, 37: 4 }),
  product('U', 'Unique', { '42,5': 6, '42.5': 1 }),
  product('X', 'Amor', { 'EU 38': 2 }),
])

/** Size, location, units on hand and reserved of each shelf that lists have. */
async function levels(sku: string): Promise<[string, string, number, number][]> {
  const { shelves } = createSnapshot(await shop.store.readCatalogue())
  return shelves
    .filter(({ product }) => product.sku === sku)
    .map(({ variant, location, level }) => [
      ...([variant.size, location.name, level.quantity, level.reserved] as const),
    ])
}

async function requireCleanLedger() {
  expect((await shop.get('/admin/drift')).body).toMatchObject({ missing: 0, total: 0 })
}

const movements = async () => (await shop.get('/movements?limit=1')).body.total

async function script(name: string, ...args: string[]) {
  const { dataDir, url } = shop.pocketbase
  const env = {
    PATH: process.env.PATH ?? '',
    DATA_DIR: `${dataDir}/command`,
    POCKETBASE_URL: url,
    POCKETBASE_EMAIL: CREDENTIALS.email,
    POCKETBASE_PASSWORD: CREDENTIALS.password,
  }
  const path = resolve(import.meta.dirname, `../../scripts/${name}.ts`)
  return promisify(execFile)(process.execPath, [path, ...args], { cwd: dataDir, env }).then(
    ({ stdout }) => ({ code: 0, lines: stdout.trim().split('\n') }),
    ({ code, stdout }) => ({ code: Number(code), lines: String(stdout).trim().split('\n') }),
  )
}

async function doctorOnSizes() {
  const { lines } = await script('doctor', '--inside')
  const found = JSON.parse(lines[0] ?? '') as { name: string; state: string; text: string }[]
  return found.find(({ name }) => name === 'Sizes')
}

/** Sets fields of the variant of a size, as staff do in the admin UI. */
async function editVariant(sku: string, size: string, body: object) {
  const { products, variants } = await shop.store.readCatalogue()
  const id = products.find((one) => one.sku === sku)?.id
  const variant = variants.find((one) => one.productId === id && one.size === size)
  const path = `/api/collections/variants/records/${variant?.id}`
  await shop.client.request(path, { method: 'PATCH', body })
}

let soldBefore: string
let beforeJoining: string

beforeAll(async () => {
  const cave = { method: 'POST', body: { name: 'Cave' } } as const
  await shop.client.request('/api/collections/locations/records', cave)
  // The API finds the first of two; the ledger takes the one that is named.
  const line = async (sku: string, size: string, rest: object) => ({
    type: 'RESERVE',
    target: { variantId: await variantId(sku, size) },
    quantity: 1,
    match: null,
    ...rest,
  })
  const record = async (lines: object[], key: string) =>
    shop.store.recordMovements({
      actor: 'test',
      channel: 'api',
      idempotencyKey: key,
      requestHash: 'x',
      refuseLikelyRepeat: false,
      refuseUnusual: false,
      lines: lines as never,
    })
  const until = { expiresAt: '2099-01-01T00:00:00.000Z' }
  await record([await line('H', '38 1/2', { reference: 'Léa', ...until })], 'a')
  await record([await line('H', '38.5', { reference: 'léa', ...until })], 'b')
  await record([await line('U', '42,5', { reference: 'Ana', ...until })], 'c')
  await record([await line('U', '42.5', { reference: 'Ana' })], 'd')
  const sale = await record([await line('H', '38 1/2', { type: 'SALE' })], 'e')
  soldBefore = sale.movements[0]?.id ?? ''
  const { locations } = await shop.store.readCatalogue()
  const toLocationId = locations.find(({ name }) => name === 'Cave')?.id
  await record([await line('H', '38 1/2', { type: 'TRANSFER', toLocationId })], 'f')
  await editVariant('H', '38 1/2', { barcode: '111', reorder_point: 2 })
  await editVariant('H', '38.5', { reorder_point: 1 })
  await editVariant('C', '37,0', { barcode: '222' })
  await editVariant('C', '37', { barcode: '333' })
  const { products } = await shop.store.readCatalogue()
  const productId = products.find(({ sku: one }) => one === 'B')?.id ?? ''
  const sold = { line: 2, productId, day: '2024-01-02', units: 3, unitPrice: null }
  const pastSale = { ...sold, variantId: await variantId('B', '36,0') }
  await shop.store.writePastSales({ actor: 'owner', ip: '' }, 'a'.repeat(64), [pastSale])
  beforeJoining = new Date().toISOString()
})

async function variantId(sku: string, size: string) {
  const { products, variants } = await shop.store.readCatalogue()
  const id = products.find((one) => one.sku === sku)?.id
  return variants.find((one) => one.productId === id && one.size === size)?.id ?? ''
}

test('the doctor tells of them, a lone spelling and an empty twin are none', async () => {
  expect(await doctorOnSizes()).toMatchObject({
    state: 'bad',
    text: expect.stringContaining('H Hermès, Noir, Femme, 38 1/2 and 38.5 as 38.5'),
    todo: expect.stringContaining('node scripts/join-sizes.ts'),
  })
  expect((await levels('T')).map(([size]) => size)).toEqual(['41', 'EU 40', 'T40'])
  expect(await levels('X')).toEqual([['EU 38', 'Shop', 2, 0]])
})

test('a row of a file cannot be about one of two', async () => {
  const csv = 'SKU,Model,Color,Gender,Size,Quantity\nH,Hermès,Noir,Femme,"38,5",9'
  const { body } = await shop.inject(await multipart('/import', [{ name: 'a.csv', bytes: csv }]))
  expect(body.bad_rows).toMatchObject([
    { line: 2, reason: expect.stringMatching(/^The sizes 38 1\/2 and 38\.5 are the same: join/) },
  ])
})

test('the command says what it would do, and writes nothing', async () => {
  const [before, count] = [await shop.store.readCatalogue(), await movements()]
  const { code, lines } = await script('join-sizes')
  expect(lines.sort()).toEqual([
    expect.stringMatching(/^B .*, 36,0 and 36 as 36: 1 at Shop\.$/),
    expect.stringMatching(
      /^C .*: left as they are\. They have the barcodes .*333.* clear all but one/,
    ),
    expect.stringMatching(
      /^H .*, 38 1\/2 and 38\.5 as 38\.5: (1 at Shop \(1 reserved\), 1 at Cave|1 at Cave, 1 at Shop \(1 reserved\))\.$/,
    ),
    'Nothing is written yet: do it with --write at the end (npm run join-sizes -- --write).',
    expect.stringMatching(/^T .* as 40: \d at Shop\.$/),
    expect.stringMatching(
      /^U .*: left as they are\. Ana has reserved in both, until different times/,
    ),
  ])
  expect(code).toBe(1)
  expect(await shop.store.readCatalogue()).toEqual(before)
  expect(await movements()).toBe(count)
})

test('with --write it joins what it can, and the ledger explains every unit', async () => {
  const { code, lines } = await script('join-sizes', '--write')
  expect(code).toBe(1)
  expect(lines.at(-1)).toBe('Done.')
  await requireCleanLedger()
  expect(await levels('H')).toEqual([
    ['38.5', 'Cave', 1, 0],
    ['38.5', 'Shop', 3, 2],
    ['39', 'Shop', 1, 0],
  ])
  expect((await levels('T')).filter(([size]) => size === '40')).toEqual([['40', 'Shop', 6, 0]])
  expect(await levels('B')).toEqual([['36', 'Shop', 2, 0]])
  const pastSales = await shop.store.readPastSales(0, 10)
  expect(pastSales.map(([, , variant]) => variant)).toEqual([await variantId('B', '36')])
  const scanned = async () => (await shop.get('/inventory?sku=111')).body.items
  const joined = { size: '38.5', reorder_point: 2 }
  // Written past the app, which looks again after a second.
  await expect.poll(scanned, { timeout: 5_000 }).toMatchObject([joined, joined])
  const { items } = (await shop.get('/movements?sku=B&limit=2')).body
  expect(
    items.map(({ type, delta, reason }: Record<string, unknown>) => [type, delta, reason]),
  ).toEqual([
    ['ADJUSTMENT', 1, 'size 36,0 joined into 36'],
    ['ADJUSTMENT', -1, 'size 36,0 joined into 36'],
  ])
  // Both reservations of Léa are one now, with their end.
  const release = { sku: 'H', size: '38,5', quantity: 2, reference: 'Léa' }
  expect((await shop.post('/inventory/release', release)).status).toBe(201)
  // What could not be joined is as it was.
  expect(await levels('C')).toEqual([
    ['37', 'Shop', 4, 0],
    ['37,0', 'Shop', 4, 0],
  ])
})

test('again it has nothing to do, once people have done their part', async () => {
  await editVariant('C', '37', { barcode: '' })
  const release = { sku: 'U', size: '42.5', quantity: 1, reference: 'Ana' }
  expect((await shop.post('/inventory/release', release)).status).toBe(201)
  expect((await script('join-sizes', '--write')).code).toBe(0)
  await requireCleanLedger()
  expect(await levels('C')).toEqual([['37', 'Shop', 8, 0]])
  expect(await levels('U')).toEqual([['42.5', 'Shop', 7, 1]])
  const count = await movements()
  expect(await script('join-sizes', '--write')).toEqual({
    code: 0,
    lines: ['Every size has one spelling.'],
  })
  expect(await movements()).toBe(count)
  expect(await doctorOnSizes()).toMatchObject({ state: 'ok', text: 'each has one spelling' })
})

test('a joining is no count: a sale of before is noted without a question', async () => {
  const sale = { sku: 'C', size: '37', quantity: 1, occurred_at: beforeJoining }
  expect((await shop.post('/inventory/sale', sale)).status).toBe(201)
  expect(await levels('C')).toEqual([['37', 'Shop', 7, 0]])
})

test('units that an undo brings back to a joined size are seen, and joined', async () => {
  expect((await shop.post(`/movements/${soldBefore}/undo`)).status).toBe(201)
  expect(await levels('H')).toContainEqual(['38 1/2', 'Shop', 1, 0])
  expect((await script('join-sizes', '--write')).code).toBe(0)
  expect(await levels('H')).toContainEqual(['38.5', 'Shop', 4, 0])
  await requireCleanLedger()
})

test('both halves of a joining are undone together', async () => {
  const [half] = (await shop.get('/movements?sku=B&limit=1')).body.items
  expect((await shop.post(`/movements/${half.id}/undo`)).body.results).toHaveLength(2)
  expect(await levels('B')).toEqual([
    ['36', 'Shop', 1, 0],
    ['36,0', 'Shop', 1, 0],
  ])
  await requireCleanLedger()
})

test('a twin that no movement knows is deleted', async () => {
  await shop.store.importProducts({
    actor: 'test',
    reason: 'import',
    mode: 'set',
    products: [product('N', 'Neu', { '35,0': 0, 35: 1 })],
  })
  await editVariant('N', '35,0', { barcode: '555' })
  const { lines } = await script('join-sizes', '--write')
  expect(lines).toContainEqual(expect.stringMatching(/^N .*: no units to move\.$/))
  expect(await variantId('N', '35,0')).toBe('')
  const { variants } = await shop.store.readCatalogue()
  expect(variants.find(({ barcode }) => barcode === '555')).toMatchObject({ size: '35' })
})
