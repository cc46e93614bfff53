import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { ImportedProduct } from '../../src/domain/imported-product.ts'
import { planImport } from '../../src/features/imports/plan.ts'
import { explainImport } from '../../src/features/imports/refusals.ts'
import type { ImportJob } from '../../src/store/import-store.ts'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import { CREDENTIALS, product, useShop } from '../support/shop.ts'

const shop = useShop([product('A', 'Amor', { 38: 5, 39: 2 })])

const job = (products: ImportedProduct[], rest: Partial<ImportJob> = {}): ImportJob => ({
  actor: 'test',
  reason: 'import',
  mode: 'set' as const,
  products,
  ...rest,
})

test('a dry run counts and writes nothing', async () => {
  const before = await shop.store.readCatalogue()
  const products = [product('A', 'Amor', { 38: 7 }), product('B', 'Bella', { 40: 1 })]
  expect(await shop.store.importProducts(job(products, { dryRun: true }))).toEqual({
    skipped: false,
    replayed: false,
    productsNew: 1,
    productsChanged: 0,
    variantsNew: 1,
    movements: 2,
    units: 3,
    barcodesNew: 0,
  })
  expect(await shop.store.readCatalogue()).toEqual(before)
})

test('set takes the shelf to the number, add puts the number on it', async () => {
  await shop.store.importProducts(job([product('A', 'Amor', { 38: 7, 39: 2 })]))
  expect(await shop.ledger('A', '38')).toEqual({ sum: 7, quantity: 7, movements: 2 })
  expect(await shop.ledger('A', '39')).toEqual({ sum: 2, quantity: 2, movements: 1 })
  await shop.store.importProducts(job([product('A', 'Amor', { 38: 3 })], { mode: 'add' }))
  expect(await shop.ledger('A', '38')).toEqual({ sum: 10, quantity: 10, movements: 3 })
  await shop.store.importProducts(job([product('A', 'Amor', { 38: 0 })]))
  expect(await shop.ledger('A', '38')).toEqual({ sum: 0, quantity: 0, movements: 4 })
})

/** An address of PocketBase at which the first answer to an import is lost on its way. */
async function losingTheFirstAnswer() {
  let lost = 0
  const proxy = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const { 'content-length': _, connection: __, host: ___, ...headers } = request.headers
    const answer = await fetch(`${shop.pocketbase.url}${request.url}`, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body.length > 0 && { body }),
    })
    const text = await answer.text()
    if (request.method === 'POST' && request.url?.endsWith('/import') && lost++ === 0) {
      request.socket.destroy()
      return
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
  })
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
  const { port } = proxy.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    lost: () => lost,
    close: () => new Promise((closed) => proxy.close(closed)),
  }
}

test('an import whose answer is lost puts its units on the shelf once', async () => {
  const proxy = await losingTheFirstAnswer()
  const client = createPocketBaseClient({ url: proxy.url, ...CREDENTIALS })
  const twice = [product('ONCE', 'Once', { 38: 4, 39: 2 })]
  const report = await createPocketBaseStore(client).importProducts(job(twice, { mode: 'add' }))
  expect(proxy.lost()).toBe(2)
  expect(report).toMatchObject({ replayed: true, movements: 2, units: 6 })
  expect(await shop.ledger('ONCE', '38')).toEqual({ sum: 4, quantity: 4, movements: 1 })
  // The same file again is another delivery.
  await shop.store.importProducts(job(twice, { mode: 'add' }))
  expect(await shop.ledger('ONCE', '38')).toEqual({ sum: 8, quantity: 8, movements: 2 })
  await proxy.close()
})

test('a later file changes what it says and keeps the rest', async () => {
  const later = product(
    'A',
    'Amor',
    {},
    { price: 120, cost: null, color: '', aliases: ['croisée'] },
  )
  const report = await shop.store.importProducts(job([later]))
  expect(report).toMatchObject({ productsNew: 0, productsChanged: 1, movements: 0 })
  const { products } = await shop.store.readCatalogue()
  expect(products[0]).toMatchObject({
    name: 'Amor',
    color: 'Noir',
    cost: 50,
    price: 120,
    aliases: ['croisée'],
  })
})

test('one bad row undoes the whole file', async () => {
  const before = await shop.store.readCatalogue()
  const products = [product('NEW', 'New', { 40: 4 }), product('LONG', 'x'.repeat(300), { 40: 4 })]
  const refused = shop.store.importProducts(job(products)).catch(explainImport)
  await expect(refused).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.stringMatching(/^The SKU LONG cannot be saved \(name: .*\): correct the file/),
  })
  expect(await shop.store.readCatalogue()).toEqual(before)
})

test('a SKU is the same in capitals, and keeps its spelling', async () => {
  const report = await shop.store.importProducts(job([product('a', 'Amor', { 38: 9, É: 1 })]))
  expect(report).toMatchObject({ productsNew: 0, variantsNew: 1 })
  await shop.store.importProducts(job([product('A', 'Amor', { É: 2 })]))
  expect(await shop.ledger('A', '38')).toMatchObject({ quantity: 9 })
  const { products, variants } = await shop.store.readCatalogue()
  expect(products.filter(({ name }) => name === 'Amor').map(({ sku }) => sku)).toEqual(['A'])
  expect(variants.filter(({ size }) => size === 'É')).toHaveLength(1)
})

const coded = (sku: string, barcodes: Record<string, string>) =>
  product(
    sku,
    sku,
    {},
    {
      variants: Object.entries(barcodes).map(([size, barcode]) => ({ size, quantity: 1, barcode })),
    },
  )

test('a barcode is written where there is none, and never overwritten', async () => {
  await shop.store.importProducts(job([product('CODE', 'CODE', { 38: 1, 39: 1 })]))
  const first = await shop.store.importProducts(job([coded('CODE', { 38: '111', 39: '' })]))
  expect(first).toMatchObject({ barcodesNew: 1, movements: 0 })
  const again = await shop.store.importProducts(job([coded('CODE', { 38: '111' })]))
  expect(again).toMatchObject({ barcodesNew: 0 })
  const other = coded('code', { 38: '222', 39: '333' })
  await expect(shop.store.importProducts(job([other])).catch(explainImport)).rejects.toThrow(
    'The SKU code in size 38 has the barcode 111 on record, not 222: correct the file',
  )
  const { variants } = await shop.store.readCatalogue()
  expect(variants.map(({ barcode }) => barcode).filter(Boolean)).toEqual(['111'])
})

test('a barcode that another size has is refused by name', async () => {
  const refused = shop.store
    .importProducts(job([coded('THIEF', { 40: '111' })]))
    .catch(explainImport)
  await expect(refused).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.stringContaining(
      'The SKU THIEF in size 40 cannot have the barcode 111, which the SKU CODE in size 38 has',
    ),
  })
  expect((await shop.get('/inventory?sku=THIEF')).body.total).toBe(0)
})

test('less than is reserved is refused in words', async () => {
  await shop.post('/inventory/reserve', { sku: 'CODE', size: '39', quantity: 1 })
  const refused = shop.store
    .importProducts(job([product('CODE', 'CODE', { 39: 0 })]))
    .catch(explainImport)
  await expect(refused).rejects.toThrow('The SKU CODE in size 39 has 1 reserved')
})

test('2,000 products are imported with progress', async () => {
  const many = Array.from({ length: 2_000 }, (_, index) =>
    product(`M-${index}`, `Many ${index}`, { 38: 1, 39: 2, 40: 3 }),
  )
  const seen: number[] = []
  const report = await shop.store.importProducts(job(many), (done) => seen.push(done))
  expect(report).toMatchObject({ productsNew: 2_000, variantsNew: 6_000, units: 12_000 })
  // On a busy machine none may be done at the first look.
  expect(seen.filter((done) => done < 0 || done > 2_000)).toEqual([])
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
})

const real = resolve(import.meta.dirname, '../../../shared/data')

test("a real shop's files: 133 products, 645 variants, 1,355 units", async ({ skip }) => {
  skip(!existsSync(real), 'there are no files of a real shop here')
  const read = (file: string) => readFileSync(resolve(real, file))
  const plan = planImport(read('stock_initial.csv'), read('cost_mapping.csv'))
  const products = plan.products.map((one) => ({ ...one, sku: `REAL-${one.sku}`, aliases: [] }))
  expect(await shop.store.importProducts(job(products))).toMatchObject({
    productsNew: 133,
    variantsNew: 645,
    units: 1_355,
  })
})

test('units bring an archived product back, also to a shelf that was looked at before', async () => {
  await shop.store.importProducts(job([product('R', 'Rosa', { 38: 0, 39: 0 })]))
  const { products } = await shop.store.readCatalogue()
  const rosa = products.find(({ sku }) => sku === 'R')
  const path = `/api/collections/products/records/${rosa?.id}`
  await shop.client.request(path, { method: 'PATCH', body: { active: false } })
  const line = (size: string, quantity: number, location?: string) => ({
    size,
    quantity,
    barcode: '',
    ...(location && { location }),
  })
  const back = {
    ...product('R', 'Rosa', {}),
    variants: [line('38', 0), line('39', 5), line('38', 4, 'Shop')],
  }
  await shop.store.importProducts(job([back], { mode: 'add' }))
  const now = await shop.store.readCatalogue()
  expect(now.products.find(({ sku }) => sku === 'R')?.active).toBe(true)
  const sizes = now.variants.filter(({ productId }) => productId === rosa?.id).map(({ id }) => id)
  const units = now.inventory.filter(({ variantId }) => sizes.includes(variantId))
  expect(units.map(({ quantity }) => quantity).sort()).toEqual([4, 5])
})
