import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { hashOf } from '../../src/shared/secret.ts'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import { type FileHost, openFileHost } from '../support/file-host.ts'
import { inFrench, multipart } from '../support/multipart.ts'
import { CREDENTIALS, callersOf, openApp, product, type Shop, useShop } from '../support/shop.ts'

const shop = useShop([
  product('A', 'Amor', { 38: 5, 39: 2 }),
  product('B', 'Bella', { 40: 4 }),
  product('=C', '+33 612', { '-1': 3 }, { color: '@Noir', category: '-x' }),
])

const HEADER = 'SKU,Model,Color,Gender,Size,Quantity,Price'
const file = (...rows: string[]) => [HEADER, ...rows].join('\r\n')
const a38 = (quantity: number) => `A,Amor,Noir,Femme,38,${quantity},100`

let host: FileHost
let chat: Pick<Shop, 'get' | 'post' | 'inject'>
let hosted = ''

beforeAll(async () => {
  host = await openFileHost(['files.chat.example'], (_request, response) => response.end(hosted))
  const app = await openApp(shop.store, shop.keys, { download: host.download })
  chat = callersOf(app)
  return async () => app.close()
})
afterAll(() => host?.close())
afterEach(() => {
  vi.useRealTimers()
})

const send = async (bytes: string | Buffer, fields: Record<string, string> = {}) =>
  shop.inject(await multipart('/import', [{ name: 'stock.csv', bytes }], fields))
const sendInFrench = async (bytes: string, fields: Record<string, string>) =>
  shop.inject(inFrench(await multipart('/import', [{ name: 'stock.csv', bytes }], fields)))

/** The report on a file, and its token. */
async function report(bytes: string, fields: Record<string, string> = {}) {
  const { status, body } = await send(bytes, fields)
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

const state = async () => JSON.stringify(await shop.store.readCatalogue())
const quantity = async (sku: string, size: string) => (await shop.ledger(sku, size)).quantity

describe('a file', () => {
  test('is reported on first, and written when that is confirmed', async () => {
    const before = await state()
    const csv = file(a38(7), 'A,Amor,Noir,Femme,39,2,100', 'N,Neu,Rouge,Femme,36,1,50')
    const body = await report(csv)
    expect(body).toMatchObject({
      written: false,
      replayed: false,
      rows: { new: 1, changed: 1, unchanged: 1, bad: 0 },
      changes: [
        { line: 2, kind: 'changed', sku: 'A', quantity_before: 5, quantity_after: 7 },
        { line: 4, kind: 'new', sku: 'N', model: 'Neu', quantity_before: 0, quantity_after: 1 },
      ],
    })
    expect(body.message).toContain('Nothing is written yet')
    expect(await state()).toBe(before)

    const done = await send(csv, { token: body.token })
    expect(done).toMatchObject({ status: 201, body: { written: true, token: null } })
    expect(done.body.message).toBe('Done. 1 new row, 1 changed, 1 unchanged, 0 bad; +3 units.')
    expect(await shop.ledger('A', '38')).toEqual({ sum: 7, quantity: 7, movements: 2 })
    expect(await quantity('N', '36')).toBe(1)
    const { body: list } = await shop.get('/movements?limit=1&sku=N')
    expect(list.items).toMatchObject([
      { actor: 'owner', channel: 'import', reason: 'import (set)' },
    ])

    const again = await send(csv, { token: body.token })
    expect(again).toMatchObject({ status: 200, body: { written: true, replayed: true } })
    expect(again.body.message).toBe('Done before, not again: 2 movements, +3 units.')
    expect((await sendInFrench(csv, { token: body.token })).body.message).toBe(
      'Déjà fait, pas refait : 2 mouvements, unités : +3.',
    )
    expect(await shop.ledger('A', '38')).toMatchObject({ movements: 2 })
    expect(await report(csv)).toMatchObject({
      rows: { new: 0, changed: 0, unchanged: 3 },
      token: null,
    })
  })

  test('comes from the chat too, and is undone like everything', async () => {
    hosted = file('B,Bella,Noir,Femme,40,9,100')
    const openaiFileIdRefs = [
      {
        name: 'x.csv',
        id: 'f',
        mime_type: 'text/csv',
        download_link: 'https://files.chat.example/x',
      },
    ]
    const { body } = await chat.post('/import', { openaiFileIdRefs })
    expect(body.changes).toMatchObject([{ sku: 'B', quantity_before: 4, quantity_after: 9 }])
    const { token } = body
    expect((await chat.post('/import', { openaiFileIdRefs, token })).status).toBe(201)
    expect(await quantity('B', '40')).toBe(9)
    const undone = await chat.post('/inventory/undo', {})
    expect(undone).toMatchObject({ status: 201 })
    expect(await quantity('B', '40')).toBe(4)
  })

  test('says how a product is ordered, and only what it says changes', async () => {
    const csv = (cells: string) =>
      `SKU,Modèle,Pointure,Quantité,Fournisseur,Délai,Colisage,Seuil\nB,Bella,40,4,${cells}`
    const { token, changes } = await report(csv('Cuirs du Sud,21,6,2'))
    expect(changes[0].fields).toBe(
      'supplier: none → Cuirs du Sud; lead_time_days: 0 → 21; pack_size: 0 → 6; reorder_point: 0 → 2',
    )
    expect((await send(csv('Cuirs du Sud,21,6,2'), { token })).status).toBe(201)
    const later = await report(csv(',,12,'))
    expect(later.changes[0].fields).toBe('pack_size: 6 → 12')
    expect((await send(csv(',,12,'), { token: later.token })).status).toBe(201)
    const { products } = await shop.store.readCatalogue()
    expect(products.find(({ sku }) => sku === 'B')).toMatchObject({
      ...{ supplier: 'Cuirs du Sud', leadTimeDays: 21, packSize: 12, reorderPoint: 2 },
    })
  })

  describe('whose products have no category', () => {
    const rows = (units: number) => file(`SR,Sandale Rabat,Noire,Femme,38,${units},50`)
    const guessed = [{ sku: 'SR', model: 'Sandale Rabat', category: 'Sandales' }]
    const category = async () => {
      const { products } = await shop.store.readCatalogue()
      return products.find(({ sku }) => sku === 'SR')?.category
    }

    test('shows what they may be, and writes nothing of it unasked', async () => {
      const body = await report(rows(1))
      expect(body).toMatchObject({ categories: guessed, categories_total: 1 })
      expect(body.message).toContain(
        '1 product without a category may be, by their names: Sandales for 1 (Sandale Rabat). Ask the owner: only take_categories true beside the token writes these too. Nothing is written yet',
      )
      const done = await send(rows(1), { token: body.token })
      expect(done.body.message).toMatch(/^Done\. 1 new .* No category was guessed into it\.$/)
      expect(await category()).toBe('')
      const late = await send(rows(1), { token: body.token, take_categories: 'true' })
      expect(late).toMatchObject({ status: 200, body: { replayed: true } })
      expect(late.body.message).toContain('The guessed categories were not: send the file without')
      expect(await category()).toBe('')
    })

    test('gives them one when that is confirmed, and only then', async () => {
      const body = await report(rows(1))
      expect(body).toMatchObject({ changes: [], categories: guessed })
      expect(body.message).toMatch(/Nothing else has to be written\.$/)
      const none = await send(rows(1), { token: body.token })
      expect(none).toMatchObject({ status: 200 })
      expect(await category()).toBe('')
      const done = await send(rows(1), { token: body.token, take_categories: 'true' })
      expect(done).toMatchObject({ status: 201, body: { written: true, replayed: false } })
      expect(done.body.changes).toMatchObject([{ fields: 'category: none → Sandales' }])
      expect(done.body.message).toContain('1 product got a category: Sandales for 1')
      expect(await category()).toBe('Sandales')
      const again = await send(rows(1), { token: body.token, take_categories: 'true' })
      expect(again).toMatchObject({ status: 200, body: { replayed: true } })
      expect(await report(rows(1))).toMatchObject({ categories: [], token: null })
    })

    test('is reported on again when one got a category since', async () => {
      const csv = file('SZ,Sandale Zagora,Noire,Femme,38,1,50')
      await send(csv, { token: (await report(csv)).token })
      const more = csv.replace('38,1', '38,2')
      const { token, categories } = await report(more)
      expect(categories).toMatchObject([{ sku: 'SZ' }])
      await shop.inject({ method: 'PATCH', url: '/models/SZ', payload: { category: 'Été' } })
      const late = await send(more, { token, take_categories: 'true' })
      expect([late.status, late.body.type.split('/').at(-1)]).toEqual([409, 'import-outdated'])
      expect(await quantity('SZ', '38')).toBe(1)
    })
  })

  test('that was exported is imported again unchanged', async () => {
    await shop.client.request('/api/collections/locations/records', {
      method: 'POST',
      body: { name: 'Entrepôt É' },
    })
    const move = { sku: 'B', size: '40', quantity: 1, to_location: 'entrepot e' }
    expect((await shop.post('/inventory/transfer', move)).status).toBe(201)
    for (const query of ['', '?bom=true']) {
      const { body: csv } = await shop.get(`/export/inventory.csv${query}`)
      const { total } = (await shop.get('/inventory?limit=1')).body
      const body = await report(csv)
      expect(body).toMatchObject({ changes: [], bad_rows: [], token: null })
      expect(body.rows.unchanged).toBe(total)
    }
  })

  test('sets the shelf of the place it names', async () => {
    const csv = 'SKU,Model,Size,Quantity,Location\nB,Bella,40,6,ENTREPÔT É'
    const { token, changes } = await report(csv)
    expect(changes).toMatchObject([
      { location: 'Entrepôt É', quantity_before: 1, quantity_after: 6 },
    ])
    expect((await send(csv, { token })).status).toBe(201)
    const { body } = await shop.get('/inventory?sku=B')
    expect(body.items.map(({ location, quantity }: Row) => [location, quantity])).toEqual([
      ['Entrepôt É', 6],
      ['Shop', 3],
    ])
  })
})

interface Row {
  location: string
  quantity: number
}

describe('mode add', () => {
  test('puts the numbers on top once, however often it is confirmed', async () => {
    const csv = file('A,Amor,Noir,Femme,39,10,100')
    const before = await quantity('A', '39')
    const { token, changes } = await report(csv, { mode: 'add' })
    expect(changes).toMatchObject([{ quantity_before: before, quantity_after: before + 10 }])
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send(csv, { mode: 'add', token })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201])
    expect(await quantity('A', '39')).toBe(before + 10)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * 60_000 })
    expect((await send(csv, { mode: 'add', token })).body).toMatchObject({ replayed: true })
    expect(await quantity('A', '39')).toBe(before + 10)
  })

  test('does not mind what is sold meanwhile', async () => {
    const csv = file('A,Amor,Noir,Femme,39,10,100')
    const { token } = await report(csv, { mode: 'add' })
    const before = await quantity('A', '39')
    await shop.post('/inventory/sale', { sku: 'A', size: '39', quantity: 1 })
    expect((await send(csv, { mode: 'add', token })).status).toBe(201)
    expect(await quantity('A', '39')).toBe(before + 9)
  })
})

describe('a token', () => {
  test.each([
    [
      'of a report before a sale',
      async () => {
        await shop.post('/inventory/sale', { sku: 'A', size: '38', quantity: 1 })
      },
    ],
    [
      'of a report before a sale of a row that did not change',
      async () => {
        await shop.post('/inventory/sale', { sku: 'A', size: '39', quantity: 1 })
      },
    ],
    [
      'that is six minutes old',
      async () => {
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6 * 60_000 })
      },
    ],
  ])('%s writes nothing', async (_name, meanwhile) => {
    const held = await quantity('A', '39')
    const csv = file(a38(30), `A,Amor,Noir,Femme,39,${held},100`)
    const { token } = await report(csv)
    await meanwhile()
    const before = await state()
    const answer = await send(csv, { token })
    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/import-outdated' } })
    expect(answer.body.detail).toContain('Nothing was changed')
    expect(await state()).toBe(before)
  })

  test.each([
    ['another file', () => send(file(a38(51)))],
    ['another mode', () => send(file(a38(50)), { mode: 'add' })],
  ])('of a report on %s writes nothing', async (_name, other) => {
    const { token } = (await other()).body
    const before = await state()
    const answer = await send(file(a38(50)), { token })
    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/import-outdated' } })
    expect(await state()).toBe(before)
  })

  test('that was made up or changed writes nothing', async () => {
    const csv = file(a38(50))
    const { token } = await report(csv)
    const [payload = '', signature = ''] = token.split('.')
    const later = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const forged = Buffer.from(JSON.stringify({ ...later, expires: later.expires * 2 }))
    for (const bad of [
      '',
      'x',
      'a.b',
      `${payload}.`,
      `${forged.toString('base64url')}.${signature}`,
    ]) {
      const answer = await send(csv, { token: bad })
      expect(answer).toMatchObject({ status: 409, body: { type: '/problems/import-outdated' } })
    }
    const app = await openApp(shop.store, shop.keys, { secret: 'another' })
    onTestFinished(() => app.close())
    const form = await multipart('/import', [{ name: 'x.csv', bytes: csv }], { token })
    expect((await callersOf(app).inject(form)).status).toBe(409)
  })

  test('of another caller writes nothing', async () => {
    const csv = file(a38(50))
    const { token } = await report(csv)
    const key = 'key-of-somebody-else-0123'
    const rest = { scope: 'admin', location: null, expiresAt: null } as const
    await shop.keys.saveKey({ name: 'somebody else', hash: hashOf(key), ...rest })
    const app = await openApp(shop.store, shop.keys)
    onTestFinished(() => app.close())
    const form = await multipart('/import', [{ name: 'x.csv', bytes: csv }], { token })
    const headers = { ...form.headers, authorization: `Bearer ${key}` }
    expect(await callersOf(app).inject({ ...form, headers })).toMatchObject({
      status: 409,
      body: { type: '/problems/import-outdated' },
    })
  })

  test('is good in another process', async () => {
    const csv = file(a38(60))
    const { token } = await report(csv)
    const app = await openApp(shop.store, shop.keys)
    onTestFinished(() => app.close())
    const form = await multipart('/import', [{ name: 'x.csv', bytes: csv }], { token })
    expect((await callersOf(app).inject(form)).status).toBe(201)
    expect(await quantity('A', '38')).toBe(60)
  })

  test('loses against a sale that comes between the report and the transaction', async () => {
    const csv = file(a38(70))
    const { token } = await report(csv)
    const app = await openApp(
      {
        ...shop.store,
        async importProducts(job) {
          await shop.post('/inventory/sale', { sku: 'A', size: '38', quantity: 1 })
          return shop.store.importProducts(job)
        },
      },
      shop.keys,
    )
    onTestFinished(() => app.close())
    const form = await multipart('/import', [{ name: 'x.csv', bytes: csv }], { token })
    expect(await callersOf(app).inject(form)).toMatchObject({
      status: 409,
      body: { type: '/problems/import-outdated' },
    })
    expect(await quantity('A', '38')).toBe(59)
  })
})

describe('bad rows', () => {
  const csv = file(a38(61), 'A,Amor,Noir,Femme,39,minus two,100', 'Z,,Noir,Femme,39,1,100')

  test('are told with their lines, and nothing can be confirmed', async () => {
    const body = await report(csv)
    expect(body).toMatchObject({ rows: { changed: 1, bad: 2 }, token: null })
    expect(body.bad_rows.map(({ line }: { line: number }) => line)).toEqual([3, 4])
    expect(body.message).toContain('correct the file')
  })

  test('are left out when the owner says so', async () => {
    const { token } = await report(csv, { skip_bad_rows: 'true' })
    expect((await send(csv, { token, skip_bad_rows: 'true' })).status).toBe(201)
    expect(await quantity('A', '38')).toBe(61)
  })

  test('below what is reserved are told before anything is tried', async () => {
    await shop.post('/inventory/reserve', { sku: 'B', size: '40', quantity: 2 })
    const body = await report(file('B,Bella,Noir,Femme,40,1,100'))
    expect(body.bad_rows).toMatchObject([{ line: 2, reason: expect.stringContaining('reserved') }])
  })
})

test.each([
  ['empty', '', 400],
  ['without rows', HEADER, 422],
  ['without columns', 'hello\nworld', 422],
  ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>', 422],
  ['a workbook', Buffer.from('PK\x03\x04\x00\x00\x00'), 422],
  ['unbalanced', `${HEADER}\nA,"Amor,Noir,Femme,38,1,1`, 422],
  ['of 20,001 rows', file(...Array.from({ length: 20_001 }, (_, n) => `S${n},M,N,F,38,1,1`)), 413],
  ['of many more lines', '\n'.repeat(1_000_000), 413],
  ['over 10 MB', Buffer.alloc(10 * 1024 * 1024 + 1, 'a'), 413],
])('a file that is %s is refused with what to do', async (_name, bytes, status) => {
  const answer = await send(bytes)
  expect(answer.status).toBe(status)
  expect(answer.body.detail).toContain('Nothing was changed')
})

test.each([
  [
    'two files',
    [
      { name: 'a', bytes: 'x' },
      { name: 'b', bytes: 'y' },
    ],
    {},
  ],
  ['no file', [], {}],
  ['an unknown mode', [{ name: 'a', bytes: file(a38(1)) }], { mode: 'replace' }],
  ['an unknown field', [{ name: 'a', bytes: file(a38(1)) }], { dry_run: 'false' }],
])('%s is refused', async (_name, files, fields) => {
  const answer = await shop.inject(await multipart('/import', files, fields))
  expect(answer).toMatchObject({ status: 400, body: { type: '/problems/invalid-request' } })
})

test('a link to the house itself is refused', async () => {
  const openaiFileIdRefs = [{ download_link: 'https://127.0.0.1:8090/api/stock/catalogue' }]
  const answer = await chat.post('/import', { openaiFileIdRefs })
  expect(answer).toMatchObject({ status: 400, body: { type: '/problems/file-refused' } })
})

test('10,000 rows are reported in a short answer, written, and exported unchanged', async () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => {
    const sku = `M-${Math.floor(index / 10)}`
    return `${sku},Many ${sku} ${'x'.repeat(100)},Noir,Femme,${30 + (index % 10)},1,100`
  })
  const csv = file(...rows)
  const body = await report(csv)
  expect(body.rows.new).toBe(10_000)
  expect(JSON.stringify(body).length).toBeLessThan(100_000)
  const done = await send(csv, { token: body.token })
  expect(done.status).toBe(201)
  expect(JSON.stringify(done.body).length).toBeLessThan(100_000)
  const exported = await shop.get('/export/inventory.csv?model=many')
  expect(await report(exported.body)).toMatchObject({ changes: [], bad_rows: [] })
})

test('a large import is undone with a short answer', async () => {
  const rows = Array.from(
    { length: 500 },
    (_, n) => `U-${n},Undone ${'x'.repeat(80)} ${n},Noir,Femme,38,3,1`,
  )
  const csv = file(...rows)
  const { token } = await report(csv)
  expect((await send(csv, { token })).status).toBe(201)
  const { status, body } = await shop.post('/inventory/undo', {})
  expect({ status, body }).toMatchObject({ status: 201 })
  expect(JSON.stringify(body).length).toBeLessThan(100_000)
  expect(await quantity('U-499', '38')).toBe(0)
})

test('a PocketBase that is away is 503, and nothing is promised', async () => {
  const options = { url: 'http://127.0.0.1:9', ...CREDENTIALS, deadlineMs: 200 }
  const store = createPocketBaseStore(createPocketBaseClient(options))
  const app = await openApp(store, shop.keys)
  onTestFinished(() => app.close())
  const form = await multipart('/import', [{ name: 'x.csv', bytes: file(a38(1)) }])
  expect((await callersOf(app).inject(form)).status).toBe(503)
})
