import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { importInitialStock } from '../../src/features/imports/initial-stock.ts'
import type { StockStore } from '../../src/store/store.ts'
import { multipart } from '../support/multipart.ts'
import { CREDENTIALS, type Shop, useShop } from '../support/shop.ts'

// One file must come to the same whatever way it comes in: at the first start, by the command, by POST.
const started = useShop([])
const commanded = useShop([])
const posted = useShop([])

const HEADER = 'SKU,Model,Color,Gender,Size,Quantity,Barcode'
const file = (...rows: string[]) => [HEADER, ...rows].join('\n')

const FIRST = file(
  'H,Hermès,Blanche,Femme,38 1/2,3,111',
  'H,Hermès,Blanche,Femme,"38,5",3,',
  'H,Hermès,Blanche,Femme,EU 40,5,',
  'H,Hermès,Blanche,Femme,40,5,',
)
const UNEQUAL = file(
  'H,Hermès,Blanche,Femme,38½,3,',
  'H,Hermès,Blanche,Femme,"38,50",4,',
  'H,Hermès,Blanche,Femme,41,1,',
)

async function byCommand(csv: string, ...args: string[]) {
  const { dataDir, url } = commanded.pocketbase
  const path = join(dataDir, 'stock.csv')
  await writeFile(path, csv)
  const script = resolve(import.meta.dirname, '../../scripts/import.ts')
  const env = {
    PATH: process.env.PATH ?? '',
    DATA_DIR: join(dataDir, 'command'),
    POCKETBASE_URL: url,
    POCKETBASE_EMAIL: CREDENTIALS.email,
    POCKETBASE_PASSWORD: CREDENTIALS.password,
  }
  return promisify(execFile)(process.execPath, [script, path, ...args], { cwd: dataDir, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code: Number(code), stdout, stderr }),
  )
}

const send = async (csv: string, fields: Record<string, string> = {}) =>
  (await posted.inject(await multipart('/import', [{ name: 'stock.csv', bytes: csv }], fields)))
    .body

async function byPost(csv: string, fields: Record<string, string> = {}) {
  const { token } = await send(csv, fields)
  return send(csv, { ...fields, token })
}

const byFirstStart = (csv: string) =>
  importInitialStock(started.store, () => ({ stock: Buffer.from(csv), costs: undefined }))

/** Every variant with its barcode and units. */
async function stock(store: StockStore) {
  const { products, variants, inventory } = await store.readCatalogue()
  return variants
    .map(({ id, productId, size, barcode }) => ({
      sku: products.find((product) => product.id === productId)?.sku,
      size,
      barcode,
      units: inventory.filter(({ variantId }) => variantId === id).map(({ quantity }) => quantity),
    }))
    .sort((a, b) => `${a.sku} ${a.size}`.localeCompare(`${b.sku} ${b.size}`))
}

const everywhere = (shops: readonly Shop[]) => Promise.all(shops.map(({ store }) => stock(store)))

/** "Line 3: …" as the commands print it. */
const badRows = ({ bad_rows }: { bad_rows: { line: number; reason: string }[] }) =>
  bad_rows.map(({ line, reason }) => `Line ${line}: ${reason}`).join(' ')

test('a file with bad rows has the same ones by every way, and nothing is written', async () => {
  const bad = badRows(await send(UNEQUAL))
  expect(bad).toBe(
    'Line 3: The SKU H in size 38.5 is already on line 2 with the quantity 3, not 4: keep one line.',
  )
  await expect(byFirstStart(UNEQUAL)).rejects.toThrow(bad)
  const { code, stderr } = await byCommand(UNEQUAL)
  expect(code).toBe(1)
  expect(stderr).toContain(`Nothing was written. ${bad}`)
  expect(await everywhere([started, commanded, posted])).toEqual([[], [], []])
})

test('a size has one spelling by every way, and the report is the same', async () => {
  const sentence = '2 new rows, 0 changed, 0 unchanged, 0 bad; +8 units.'
  expect(await byFirstStart(FIRST)).toBe(`Imported the initial stock: ${sentence}`)
  const trial = await byCommand(FIRST, '--dry-run')
  expect(trial).toMatchObject({ code: 0, stdout: `Would write: ${sentence}\n` })
  expect(await stock(commanded.store)).toEqual([])
  expect(await byCommand(FIRST)).toMatchObject({ code: 0, stdout: `Wrote: ${sentence}\n` })
  expect(await byPost(FIRST)).toMatchObject({ written: true, message: `Done. ${sentence}` })
  const expected = [
    { sku: 'H', size: '38.5', barcode: '111', units: [3] },
    { sku: 'H', size: '40', barcode: '', units: [5] },
  ]
  expect(await everywhere([started, commanded, posted])).toEqual([expected, expected, expected])
})

test('a barcode other than the one on record is a bad row by every way', async () => {
  const other = file('H,Hermès,Blanche,Femme,38.5,3,222', 'H,Hermès,Blanche,Femme,40,6,')
  const bad = badRows(await send(other))
  expect(bad).toMatch(/^Line 2: The barcode on record is 111, not 222/)
  const refused = await byCommand(other)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain(`Nothing was written. ${bad}`)
  expect(await everywhere([commanded, posted])).toEqual(Array(2).fill(await stock(started.store)))

  const sentence = '0 new rows, 1 changed, 0 unchanged, 1 bad; +1 unit.'
  const taken = await byCommand(other, '--skip-bad-rows')
  expect(taken).toMatchObject({ code: 0, stdout: `Wrote: ${sentence}\n` })
  expect(taken.stderr).toContain(`Left out: ${bad}`)
  expect((await byPost(other, { skip_bad_rows: 'true' })).message).toBe(`Done. ${sentence}`)
  expect(await stock(commanded.store)).toEqual(await stock(posted.store))
})

test('the same file again changes nothing by either', async () => {
  const sentence = '0 new rows, 0 changed, 2 unchanged, 0 bad; 0 units.'
  const same = file('H,Hermès,Blanche,Femme,T. 38½,3,111', 'H,Hermès,Blanche,Femme,"40,0",6,')
  expect((await byCommand(same)).stdout).toBe(`Wrote: ${sentence}\n`)
  expect((await send(same)).message).toContain(sentence)
})

test('a product that is made, and units that come in, have their sizes read alike', async () => {
  const made = { model: 'Sabot', color: 'Noir', sizes: ['38 1/2', '38,5', 'EU 40', '40'] }
  expect((await posted.post('/models', made)).body.sizes).toEqual(['38.5', '40'])
  for (const size of ['taille EU 41', '41,00', '41']) {
    expect(
      (await posted.post('/inventory/add_stock', { sku: 'H', size, quantity: 1, confirm: true }))
        .body,
    ).toMatchObject({
      size: '41',
    })
  }
  expect(await posted.ledger('H', '41')).toMatchObject({ quantity: 3, movements: 3 })
})

test('the command tells which categories names say, and writes them only when it is told to', async () => {
  const csv = file('MC,Mocassin Caramel,Marron,Homme,42,2,')
  const category = async () => {
    const { products } = await commanded.store.readCatalogue()
    return products.find(({ sku }) => sku === 'MC')?.category
  }
  const told = await byCommand(csv)
  expect(told.stderr).toContain(
    'products without a category are: Mocassins for 1 (Mocassin Caramel). --take-categories writes this too.',
  )
  expect([told.code, await category()]).toEqual([0, ''])
  const taken = await byCommand(csv, '--take-categories')
  expect(taken.stdout).toMatch(/^Wrote: 0 new rows, 1 changed/)
  expect([taken.code, await category()]).toEqual([0, 'Mocassins'])
})
