import { expect, test } from 'vitest'
import type { Author } from '../../src/domain/movement.ts'
import { callersOf, openApp, product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('HB', 'Hermès', { 38: 5 }, { color: 'Blanche' }),
  product('HN', 'Hermès', { 38: 0 }, { color: 'Noire' }),
  product('TG', 'Togo', { 42: 3 }, { color: 'Noir', gender: 'Homme' }),
  product('OLD', 'Ancienne', { 38: 0 }),
  product('CODE', 'Coded', { 38: 1 }, { aliases: ['14'] }),
])

const make = (body: object) => shop.post('/models', body)
const change = (sku: string, body: object) =>
  shop.inject({ method: 'PATCH', url: `/models/${encodeURIComponent(sku)}`, payload: body })
const changeInFrench = (sku: string, payload: object) =>
  shop.inject({
    ...{ method: 'PATCH', url: `/models/${sku}`, payload },
    headers: { 'accept-language': 'fr' },
  })
const skus = async (query: string): Promise<string[]> =>
  (await shop.get(`/models?${query}`)).body.items.map(({ sku }: { sku: string }) => sku)
const code = ({ body }: { body: { type?: string } }) => body.type?.split('/').at(-1)

/** The records of what changed, oldest first. */
async function changes(sku: string) {
  const { products } = await shop.store.readCatalogue()
  const id = products.find((one) => one.sku === sku)?.id
  const { items } = (await shop.client.request('/api/collections/product_changes/records', {
    query: { filter: `product = '${id}'`, sort: 'created', perPage: 100 },
  })) as { items: Record<string, unknown>[] }
  return items
}

test('a product is made with its sizes, its stock and a readable SKU', async () => {
  const made = await make({
    model: 'Lac Bleu',
    color: 'Blanc',
    gender: 'Femme',
    sizes: ['taille 38', '39', '38'],
    quantity: 2,
    price: 89.9,
    cost: 40,
    reorder_point: 3,
    category: 'bottes',
  })
  expect(made).toMatchObject({
    status: 201,
    body: {
      sku: 'LAC-BLEU-BLA-F',
      model: 'Lac Bleu',
      sizes: ['38', '39'],
      price: 89.9,
      cost: 40,
      reorder_point: 3,
      active: true,
      category: 'bottes',
      changes: [],
      replayed: false,
      message: 'Made Lac Bleu, Blanc, Femme (LAC-BLEU-BLA-F) in 38, 39, 2 of each.',
    },
  })
  expect(await shop.ledger('LAC-BLEU-BLA-F', '38')).toEqual({ sum: 2, quantity: 2, movements: 1 })
  const sale = { model: 'lac bleu', size: '39', quantity: 1 }
  expect((await shop.post('/inventory/sale', sale)).body.message).toBe(
    'Sold 1 Lac Bleu, Blanc, Femme, 39: 2 → 1.',
  )
  expect(await changes('LAC-BLEU-BLA-F')).toMatchObject([
    { before: null, actor: 'owner', channel: 'api', after: { name: 'Lac Bleu', price: 89.9 } },
  ])
})

test('a retry after a timeout makes no second product, also through another process', async () => {
  const body = { model: 'Retry', sizes: ['40'], quantity: 3, request_id: 'make-retry' }
  const other = await openApp(shop.store, shop.keys)
  const again = callersOf(other)
  const all = await Promise.all([make(body), again.post('/models', body), make(body)])
  expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 201])
  expect(all.filter((one) => one.body.replayed)).toHaveLength(2)
  expect((await make(body)).body).toMatchObject({ sku: 'RETRY', sizes: ['40'], replayed: true })
  expect(await skus('model=retry')).toEqual(['RETRY'])
  expect(await shop.ledger('RETRY', '40')).toMatchObject({ quantity: 3, movements: 1 })
  const different = await make({ ...body, quantity: 4 })
  expect([different.status, code(different)]).toEqual([422, 'request-id-reused'])
  const sale = { sku: 'RETRY', size: '40', quantity: 1, request_id: 'make-retry' }
  expect((await shop.post('/inventory/sale', sale)).status).toBe(422)
  await other.close()
})

test('a request that is done between the look at its key and its plan is answered as done', async () => {
  const body = { model: 'Overtaken', sizes: ['40'], request_id: 'make-overtaken' }
  expect((await make(body)).status).toBe(201)
  let looks = 0
  const store = {
    ...shop.store,
    findProductChange: async (author: Author) =>
      looks++ === 0 ? null : shop.store.findProductChange(author),
  }
  const late = await openApp(store, shop.keys)
  const again = await callersOf(late).post('/models', body)
  expect(again).toMatchObject({ status: 200, body: { replayed: true, sku: 'OVERTAKEN' } })
  expect(looks).toBe(2)
  await late.close()
})

test('a key that changed a product moves no stock, and the other way round', async () => {
  expect((await change('HN', { price: 70, request_id: 'shared-1' })).status).toBe(201)
  const sale = { sku: 'HB', size: '38', quantity: 1 }
  expect((await shop.post('/inventory/sale', { ...sale, request_id: 'shared-1' })).status).toBe(422)
  expect((await shop.post('/inventory/sale', { ...sale, request_id: 'shared-2' })).status).toBe(201)
  expect((await change('HN', { price: 71, request_id: 'shared-2' })).status).toBe(422)
})

test('ten at once without a key make one product', async () => {
  const spellings = ['Éclair', 'eclair', 'ECLAIR', 'Eclair', 'éclair']
  const all = await Promise.all(
    [...spellings, ...spellings].map((model) => make({ model, color: 'Noir', sizes: ['38'] })),
  )
  const made = all.filter(({ status }) => status === 201)
  expect(made).toHaveLength(1)
  expect(new Set(all.filter(({ status }) => status !== 201).map(code))).toEqual(
    new Set(['product-exists']),
  )
  expect(await skus('model=eclair')).toHaveLength(1)
})

test.each([
  [{ model: 'hermes', color: 'white', gender: 'femme' }, 'product-exists', 'HB'],
  [{ model: 'HERMÈS', color: 'blanche', gender: 'Woman' }, 'product-exists', 'HB'],
])('%j is there already', async (words, expected, sku) => {
  const refused = await make({ ...words, sizes: ['38'], confirm: true })
  expect([refused.status, code(refused)]).toEqual([409, expected])
  expect(refused.body.existing).toMatchObject({ sku, active: true, sizes: ['38'] })
  expect(refused.body.detail).toContain('Nothing was changed')
})

test.each([
  [{ model: 'Hermez', color: 'Rouge', gender: 'Femme' }, 'Hermès, Blanche'],
  [{ model: 'Hermès', color: 'Blnche', gender: 'Femme' }, 'Hermès, Blanche'],
  [{ model: 'Hermès', color: 'Blanche' }, 'Hermès, Blanche'],
  [{ model: 'togo', color: 'Noir' }, 'Togo, Noir'],
])('%j may be another one: asked, and made when it is confirmed', async (words, nearest) => {
  const body = { ...words, sizes: ['38'] }
  const asked = await make(body)
  expect([asked.status, code(asked)]).toEqual([409, 'similar-product'])
  expect(asked.body.detail).toContain(nearest)
  expect(asked.body.candidates.length).toBe(asked.body.candidates_total)
  expect((await make({ ...body, confirm: true })).status).toBe(201)
})

test('a new colour of a known model is just made, under the name that is there', async () => {
  const made = await make({ model: 'hermes', color: 'Verte', gender: 'Femme', sizes: ['38'] })
  expect(made).toMatchObject({ status: 201, body: { model: 'Hermès', sku: 'HERMES-VER-F' } })
  expect(made.body.message).toContain('nothing on hand yet')
})

test('codes are never shared: a SKU that means something is refused, a made one moves on', async () => {
  for (const sku of ['hb', '14']) {
    const taken = await make({ model: `Taker ${sku}`, sizes: ['38'], sku, confirm: true })
    expect([taken.status, code(taken)]).toEqual([409, 'sku-taken'])
  }
  const first = await make({ model: 'Numbered', color: 'Noire', sizes: ['38'] })
  const second = await make({ model: 'Numbered', color: 'Noisette', sizes: ['38'] })
  expect([first.body.sku, second.body.sku]).toEqual(['NUMBERED-NOI', 'NUMBERED-NOI-2'])
})

test('a change says before and after, is kept, and repeats nothing', async () => {
  const changed = await change('tg', { price: 120, cost: 0, reorder_point: 2, request_id: 'tg-1' })
  expect(changed).toMatchObject({ status: 201, body: { price: 120, cost: null, replayed: false } })
  expect(changed.body.message).toBe(
    'Togo, Noir, Homme: price €100 → €120, cost €50 → none, reorder_point none → 2.',
  )
  expect(changed.body.changes[0]).toEqual({ field: 'price', before: '100', after: '120' })
  await change('TG', { price: 130 })
  const again = await change('tg', { price: 120, cost: 0, reorder_point: 2, request_id: 'tg-1' })
  expect(again).toMatchObject({ status: 200, body: { replayed: true, price: 130 } })
  const same = await change('TG', { price: 130 })
  expect(same).toMatchObject({ status: 200, body: { changes: [], replayed: false } })
  expect((await changes('TG')).map(({ before, after }) => [before, after])).toEqual([
    [
      { price: 100, cost: 50, reorder_point: 0 },
      { price: 120, cost: 0, reorder_point: 2 },
    ],
    [{ price: 120 }, { price: 130 }],
  ])
  const listed = (await shop.get('/models?model=togo&gender=homme')).body.items
  expect(listed).toMatchObject([{ sku: 'TG', price: 130, cost: null }])
})

test('it is said of whom a product is ordered, how long that takes, and in which packs', async () => {
  const ordered = { supplier: 'Cuirs du Sud', lead_time_days: 21, pack_size: 6 }
  const made = await make({ model: 'Ordered', color: 'Noir', sizes: ['38'], ...ordered })
  expect(made).toMatchObject({ status: 201, body: ordered })
  const changed = await change('ORDERED-NOI', { lead_time_days: 10, supplier: 'Tannerie' })
  expect(changed.body.message).toBe(
    'Ordered, Noir: supplier Cuirs du Sud → Tannerie, lead_time_days 21 → 10.',
  )
  for (const wrong of [{ lead_time_days: 366 }, { pack_size: -1 }, { supplier: 'x'.repeat(101) }]) {
    expect((await change('ORDERED-NOI', wrong)).status).toBe(400)
  }
  const { products } = await shop.store.readCatalogue()
  expect(products.find(({ sku }) => sku === 'ORDERED-NOI')).toMatchObject({
    ...{ supplier: 'Tannerie', leadTimeDays: 10, packSize: 6 },
  })
  const { items } = (await shop.get('/models?sku=ORDERED-NOI')).body
  expect(items).toMatchObject([
    { supplier: 'Tannerie', lead_time_days: 10, pack_size: 6, reorder_point: null },
  ])
})

test('what a delivery was paid at is told, and that the cost stays as it is', async () => {
  await make({ model: 'Paid', color: 'Noir', sizes: ['38', '39'], cost: 20 })
  const deliver = (body: object) =>
    shop.post('/inventory/add_stock', { sku: 'PAID-NOI', size: '38', quantity: 1, ...body })
  const dearer = await deliver({ unit_price: 25 })
  expect(dearer.body.message).toBe(
    'Added 1 Paid, Noir, 38: 0 → 1. Paid €25 a unit: the cost of Paid, Noir stays €20 until updateProduct changes it.',
  )
  expect((await deliver({ unit_price: 20 })).body.message).toBe('Added 1 Paid, Noir, 38: 1 → 2.')
  expect((await deliver({})).body.message).not.toContain('cost')
  await change('PAID-NOI', { cost: 0 })
  const lines = ['38', '39'].map((size) => ({
    ...{ action: 'add_stock', sku: 'PAID-NOI', size, quantity: 2, unit_price: 25 },
  }))
  const batch = await shop.post('/inventory/batch', { lines })
  expect(batch.body.message.split('the cost of Paid, Noir is unknown until')).toHaveLength(2)
  expect((await shop.get('/models?sku=PAID-NOI')).body.items).toMatchObject([{ cost: null }])
})

test('a size has a reorder point of its own, which is recorded and shown', async () => {
  const sku = 'SIZED-NOI'
  await make({ model: 'Sized', color: 'Noir', sizes: ['38', '39'], reorder_point: 5 })
  const wish = { size: 'taille 38', reorder_point: 2, request_id: 'sized-1' }
  const changed = await change(sku, wish)
  expect(changed).toMatchObject({
    status: 201,
    body: {
      size: '38',
      reorder_point: 5,
      changes: [{ field: 'reorder_point', before: 'none', after: '2' }],
      message: 'Sized, Noir, 38: reorder_point none → 2.',
    },
  })
  const again = await change(sku, wish)
  expect(again).toMatchObject({ status: 200, body: { replayed: true, size: '38' } })
  expect((await change(sku, { ...wish, request_id: 'sized-2' })).body).toMatchObject({
    changes: [],
    message: 'Sized, Noir, 38 was like this already.',
  })
  // Whoever takes away a reorder point that is not there wants something else: that it is not listed.
  const none = await change(sku, { size: '39', reorder_point: 0, request_id: 'sized-3' })
  expect(none.body).toMatchObject({
    changes: [],
    message:
      'Sized, Noir, 39 has no reorder point of its own; listReorder still counts what sells.',
  })
  const { items } = (await shop.get(`/inventory?sku=${sku}`)).body
  const points = items.map((item: Record<string, unknown>) => [
    ...[item.size, item.reorder_point, item.product_reorder_point],
  ])
  expect(points).toEqual([
    ['38', 2, 5],
    ['39', null, 5],
  ])
  expect((await shop.get(`/models?sku=${sku}`)).body.items).toMatchObject([
    {
      ...{ supplier: null, lead_time_days: null, pack_size: null, reorder_point: 5 },
      sizes: [
        { size: '38', available: 0, reorder_point: 2 },
        { size: '39', available: 0 },
      ],
    },
  ])
  expect((await changes(sku)).at(-1)).toMatchObject({
    ...{ size: '38', before: { reorder_point: 0 }, after: { reorder_point: 2 } },
  })
  const undone = await shop.post('/inventory/undo')
  expect([undone.status, code(undone)]).toEqual([409, 'product-was-changed'])
  expect(undone.body.detail).toContain('to change Sized, Noir, 38: reorder_point none → 2.')
  const [newest] = (await shop.get('/summary')).body.product_changes.items
  expect(newest).toMatchObject({ sku, size: '38', changes: [{ field: 'reorder_point' }] })
})

test('a size has nothing else of its own, and has to be there', async () => {
  await make({ model: 'Sizeless', color: 'Noir', sizes: ['38'] })
  const mixed = await change('SIZELESS-NOI', { size: '38', reorder_point: 2, price: 9 })
  expect([mixed.status, code(mixed)]).toEqual([400, 'invalid-request'])
  const unknown = await change('SIZELESS-NOI', { size: '44', reorder_point: 2 })
  expect([unknown.status, code(unknown)]).toEqual([404, 'size-not-found'])
  expect(unknown.body.detail).toContain('Sizeless, Noir does not come in 44. There is 38.')
  expect(await changes('SIZELESS-NOI')).toHaveLength(1)
})

test('an edit of a size by hand is recorded like one of a product', async () => {
  const { sku } = (await make({ model: 'By hand', color: 'Noir', sizes: ['38'] })).body
  const { products, variants } = await shop.store.readCatalogue()
  const product = products.find((one) => one.sku === sku)
  const id = variants.find(({ productId }) => productId === product?.id)?.id
  const path = `/api/collections/variants/records/${id}`
  await shop.client.request(path, { method: 'PATCH', body: { reorder_point: 4 } })
  expect((await changes(sku)).at(-1)).toMatchObject({
    ...{ actor: 'admin@stock.example', channel: 'admin', size: '38' },
    ...{ before: { reorder_point: 0 }, after: { reorder_point: 4 } },
  })
})

test('a product is renamed, alone, and never to the name of another', async () => {
  await make({ model: 'Renamed', color: 'Noir', sizes: ['38'] })
  await make({ model: 'Renamed', color: 'Rouge', sizes: ['38'] })
  const taken = await change('RENAMED-ROU', { color: 'noire' })
  expect([taken.status, code(taken)]).toEqual([409, 'product-exists'])
  const near = await change('RENAMED-ROU', { model: 'Togoo' })
  expect([near.status, code(near)]).toEqual([409, 'similar-product'])
  const renamed = await change('RENAMED-ROU', { model: 'Zinnia' })
  expect(renamed.status).toBe(201)
  expect(renamed.body.message).toBe(
    'Zinnia, Rouge: model Renamed → Zinnia. 1 more of Renamed keeps that name.',
  )
  await make({ model: 'Renamed', color: 'Vert', sizes: ['38'] })
  const inFrench = await changeInFrench('RENAMED-VER', { model: 'Tulipe' })
  expect(inFrench.body.message).toMatch(/ 1 autre Renamed garde ce nom\.$/)
  expect(await skus('model=zinnia')).toEqual(['RENAMED-ROU'])
  // An accent is no other name.
  expect((await change('RENAMED-ROU', { model: 'Zinnïa' })).status).toBe(201)
})

test('a product with units is not archived', async () => {
  await shop.post('/inventory/add_stock', { sku: 'OLD', size: '38', quantity: 2 })
  await shop.post('/inventory/reserve', { sku: 'OLD', size: '38', quantity: 1, reference: 'R1' })
  const refused = await change('OLD', { active: false })
  expect([refused.status, code(refused)]).toEqual([409, 'product-in-stock'])
  expect(refused.body).toMatchObject({
    quantity: 2,
    reserved: 1,
    sku: 'OLD',
    sizes: [{ size: '38', location: 'Shop', quantity: 2, reserved: 1 }],
  })
  const inFrench = await changeInFrench('OLD', { active: false })
  expect(inFrench.body.detail).toContain(' : 2 en stock, dont 1 réservé. Rien n’a changé : ')
  expect(await skus('model=ancienne')).toEqual(['OLD'])
  await shop.post('/inventory/sale', { sku: 'OLD', size: '38', quantity: 1, reference: 'R1' })
  await shop.post('/inventory/count', { sku: 'OLD', size: '38', quantity: 0 })
})

test('an archived product is in no list, takes no units in, and comes back', async () => {
  const archived = await change('OLD', { active: false, request_id: 'archive-old' })
  expect(archived.body).toMatchObject({ active: false })
  expect(archived.body.message).toContain('Ancienne, Noir, Femme is archived')
  expect(await skus('model=ancienne')).toEqual([])
  const add = { sku: 'OLD', size: '38', quantity: 1 }
  const refused = await shop.post('/inventory/add_stock', add)
  expect([refused.status, code(refused)]).toEqual([409, 'product-archived'])
  expect(refused.body.detail).toContain('updateProduct')
  const twin = await make({ model: 'ancienne', color: 'noir', gender: 'Femme', sizes: ['38'] })
  expect([twin.status, code(twin)]).toEqual([409, 'product-exists'])
  expect(twin.body.existing).toMatchObject({ sku: 'OLD', active: false })
  expect(twin.body.detail).toContain('active true')
  expect((await change('OLD', { active: true })).body.message).toContain('for sale again')
  expect((await shop.post('/inventory/add_stock', add)).status).toBe(201)
})

test('a delivery and an archiving at once leave no unit unseen', async () => {
  for (let round = 0; round < 10; round++) {
    const model = `Racing ${'abcdefghij'[round]}`
    const { sku } = (await make({ model, sizes: ['38'], confirm: true })).body
    const [archive, delivery] = await Promise.all([
      change(sku, { active: false }),
      shop.post('/inventory/add_stock', { sku, size: '38', quantity: 1 }),
    ])
    expect([archive.status, delivery.status].sort()).toEqual([201, 409])
    expect((await shop.ledger(sku, '38')).quantity).toBe(delivery.status === 201 ? 1 : 0)
  }
})

test('"undo that" after a change does not take back the movement before it', async () => {
  await shop.post('/inventory/sale', { sku: 'HB', size: '38', quantity: 1 })
  await change('HB', { price: 110 })
  const undone = await shop.post('/inventory/undo')
  expect([undone.status, code(undone)]).toEqual([409, 'product-was-changed'])
  expect(undone.body.detail).toContain('price €100 → €110')
  expect(undone.body.changes).toEqual([{ field: 'price', before: '100', after: '110' }])
  await change('HB', { price: 100 })
  await shop.post('/inventory/sale', { sku: 'HB', size: '38', quantity: 1 })
  expect((await shop.post('/inventory/undo')).status).toBe(201)
})

test('undone, a new product loses its units and is archived', async () => {
  const { sku } = (await make({ model: 'Undoable', sizes: ['38', '39'], quantity: 2 })).body
  const undone = await shop.post('/inventory/undo')
  expect([undone.status, undone.body.results.length]).toEqual([201, 2])
  expect((await shop.ledger(sku, '39')).quantity).toBe(0)
  expect(undone.body.archived).toMatchObject({ sku })
  const back = await change(sku, { active: true })
  expect(back.body.message).toContain('is for sale again')
})

test('an undo puts nothing back on an archived product', async () => {
  const { sku } = (await make({ model: 'Goner', sizes: ['38'], quantity: 1 })).body
  const sale = await shop.post('/inventory/sale', { sku, size: '38', quantity: 1 })
  await change(sku, { active: false })
  const undone = await shop.post(`/movements/${sale.body.movement.id}/undo`)
  expect([undone.status, code(undone)]).toEqual([409, 'product-archived'])
})

test('a chat that begins with far too many is asked', async () => {
  const body = { model: 'Crowd', sizes: ['38'], quantity: 500 }
  const chat = (payload: object) =>
    shop.inject({
      method: 'POST',
      url: '/models',
      payload,
      headers: { 'openai-conversation-id': 'c1' },
    })
  const asked = await chat(body)
  expect([asked.status, code(asked)]).toEqual([409, 'unusual-quantity'])
  expect(asked.body.detail).toContain('500 of each size of Crowd')
  expect(await skus('model=crowd')).toEqual([])
  expect((await chat({ ...body, confirm: true })).status).toBe(201)
})

test('what staff change by hand is kept with their e-mail, and cannot be rewritten', async () => {
  const { products } = await shop.store.readCatalogue()
  const { id } = products.find(({ sku }) => sku === 'CODE') ?? { id: '' }
  const path = `/api/collections/products/records/${id}`
  await shop.client.request(path, { method: 'PATCH', body: { price: 77, description: 'x' } })
  const [kept] = await changes('CODE')
  expect(kept).toMatchObject({
    actor: 'admin@stock.example',
    channel: 'admin',
    before: { price: 100 },
    after: { price: 77 },
  })
  await expect(
    shop.client.request(path, { method: 'PATCH', body: { active: false } }),
  ).rejects.toMatchObject({
    response: { message: expect.stringContaining('There are 1 on hand') },
  })
  await expect(
    shop.client.request(`/api/collections/product_changes/records/${kept?.id}`, {
      method: 'PATCH',
      body: { actor: 'nobody' },
    }),
  ).rejects.toMatchObject({ status: 403 })
  await expect(
    shop.client.request('/api/collections/product_changes/records', {
      method: 'POST',
      body: { product: id, actor: 'nobody' },
    }),
  ).rejects.toMatchObject({ status: 403 })
})

test('a file that has units of an archived product brings it back', async () => {
  const { sku } = (await make({ model: 'Comeback', color: 'Noir', sizes: ['38'] })).body
  await change(sku, { active: false })
  const file = { actor: 'file', reason: 'import', mode: 'set' } as const
  const line = (quantity: number) => [product(sku.toLowerCase(), 'Comeback', { 38: quantity })]
  await shop.store.importProducts({ ...file, products: line(0) })
  expect(await isActive()).toBe(false)
  await shop.store.importProducts({ ...file, products: line(2) })
  expect(await isActive()).toBe(true)
  const kept = await changes(sku)
  expect(kept.at(-1)).toMatchObject({ actor: 'file', channel: 'import', after: { active: true } })

  async function isActive() {
    const { products } = await shop.store.readCatalogue()
    return products.find(({ name }) => name === 'Comeback')?.active
  }
})

test.each([
  ['POST', '/models', { model: 'x' }, 400],
  ['POST', '/models', { model: 'x', sizes: [] }, 400],
  ['POST', '/models', { model: ' ', sizes: ['38'] }, 400],
  ['POST', '/models', { model: 'two\nlines', sizes: ['38'] }, 400],
  ['POST', '/models', { model: 'x', sizes: ['38'], price: -1 }, 400],
  ['POST', '/models', { model: 'x', sizes: ['38'], quantity: 1.5 }, 400],
  ['POST', '/models', { model: 'x', sizes: ['38'], location: 'Moon' }, 404],
  ['PATCH', '/models/TG', {}, 400],
  ['PATCH', '/models/TG', { price: null }, 400],
  ['PATCH', '/models/TG', { quantity: 1 }, 400],
  ['PATCH', '/models/NOPE', { price: 1 }, 404],
  ['PATCH', "/models/'%20%7C%7C%201=1", { price: 1 }, 404],
] as const)('%s %s %j: %i', async (method, url, payload, status) => {
  const before = (await shop.store.readCatalogue()).products
  const answer = await shop.inject({ method, url, payload })
  expect(answer.status).toBe(status)
  expect((await shop.store.readCatalogue()).products).toEqual(before)
})

test('the ledger explains every unit', async () => {
  expect((await shop.get('/admin/drift')).body.items).toEqual([])
})

test('a supplier and a category are emptied, and a word for none is no name', async () => {
  const made = await make({
    ...{ model: 'Etiquette', sizes: ['38'], sku: 'LABEL' },
    ...{ supplier: 'Aucun', category: 'none' },
  })
  expect(made).toMatchObject({ status: 201, body: { supplier: '', category: '' } })
  for (const nothing of ['none', 'Aucun', 'sans fournisseur', '-', 'N/A']) {
    await change('LABEL', { supplier: 'Atlas', category: 'Sabots' })
    const emptied = await change('LABEL', { supplier: nothing, category: nothing })
    expect([nothing, emptied.status, emptied.body.supplier, emptied.body.category]).toEqual([
      ...[nothing, 201, '', ''],
    ])
    expect(emptied.body.message).toContain('category Sabots → none, supplier Atlas → none.')
  }
  // Some clients send every field: what is empty was not said.
  await change('LABEL', { supplier: 'Atlas' })
  expect((await change('LABEL', { price: 45, supplier: '', category: ' ' })).body).toMatchObject({
    price: 45,
    supplier: 'Atlas',
  })
  // A name that has such a word in it is one.
  for (const supplier of ['Sans Souci', 'None Such Ltd']) {
    expect((await change('LABEL', { supplier })).body.supplier).toBe(supplier)
  }
})

test('a supplier and a category are written as other products have them', async () => {
  await make({ model: 'Ecrite', sizes: ['38'], sku: 'W1', supplier: 'Nike', category: 'Été' })
  const made = await make({
    ...{ model: 'Autre', sizes: ['38'], sku: 'W2' },
    ...{ supplier: 'NIKE', category: 'ete' },
  })
  expect(made.body).toMatchObject({ supplier: 'Nike', category: 'Été' })
  const changed = await change('LABEL', { supplier: ' nike', category: 'été' })
  expect(changed.body).toMatchObject({ supplier: 'Nike', category: 'Été' })
  // The only one that has it may be written anew.
  await change('LABEL', { supplier: 'adidas' })
  expect((await change('LABEL', { supplier: 'Adidas' })).body.supplier).toBe('Adidas')
})
