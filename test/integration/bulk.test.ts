import { expect, test, vi } from 'vitest'
import type { BulkField } from '../../src/domain/product-fields.ts'
import { hashOf } from '../../src/shared/secret.ts'
import { createPocketBaseFeed } from '../../src/store/pocketbase/feed.ts'
import { type Answer, callersOf, openApp, product, useShop } from '../support/shop.ts'

const togo = (sku: string, color: string, fields: object = {}) =>
  product(sku, 'Togo', { 38: 2 }, { color, category: 'Mocassins', price: 89, ...fields })

const shop = useShop([
  togo('T1', 'Noir'),
  togo('T2', 'Bleu'),
  togo('T3', 'Rouge', { price: 99 }),
  togo('T4', 'Vert', { price: null }),
  product('R1', 'Sandale Rabat', { 38: 1 }, { category: 'Sandales', price: 100, cost: 70 }),
  product('R2', 'Sandale Zagora', { 38: 1 }, { category: 'Sandales', price: 50.9, cost: 20 }),
  product('H1', 'Hermès', { 38: 1 }, { category: 'Escarpins', price: 40 }),
])

const send = (body: object) => shop.post('/product-changes', body)
const code = ({ status, body }: Answer) => [status, body.type?.split('/').at(-1)]

/** Reports and confirms. */
async function change(body: object): Promise<Answer> {
  const { body: report } = await send(body)
  return send({ ...body, token: report.token })
}

const valuesOf = async (field: BulkField, skus: readonly string[]) => {
  const { products } = await shop.store.readCatalogue()
  return skus.map((sku) => products.find((one) => one.sku === sku)?.[field])
}
const prices = (...skus: string[]) => valuesOf('price', skus)

const recorded = async (): Promise<number> =>
  (
    (await shop.client.request('/api/collections/product_changes/records', {
      query: { perPage: 1 },
    })) as { totalItems: number }
  ).totalItems

test('a report in French has the same figures and names', async () => {
  const payload = { model: 'all the Togo', price: 79 }
  const headers = { 'accept-language': 'fr' }
  const { body } = await shop.inject({ method: 'POST', url: '/product-changes', headers, payload })
  expect(body.message.replaceAll(/[\u00a0\u202f]/g, ' ')).toBe(
    'À changer : prix, 4 produits Togo : 89 € → 79 € pour 2, 99 € → 79 € pour 1, (vide) → 79 € pour 1. Rien n’est encore écrit : dites cela au propriétaire, et s’il est d’accord renvoyez la même chose avec le jeton (token) sous 5 minutes.',
  )
  const none = { model: 'all the Togo', price_amount: -1000 }
  const { body: left } = await shop.inject({
    method: 'POST',
    url: '/product-changes',
    headers,
    payload: none,
  })
  expect(left.message).toMatch(
    /^Rien à changer pour 4 produits Togo \(prix\) ; 3 tomberaient à 0 ou moins et restent tels quels \([^;]+ ; [^;]+ ; [^;]+\)/,
  )
})

test('a report says what would change and writes nothing; its token writes just that, once', async () => {
  const before = await recorded()
  const wish = { model: 'all the Togo', price: 79 }
  const report = await send(wish)
  expect(report).toMatchObject({
    status: 200,
    body: { written: false, products: 4, changed: 4, odd: [], batch: null },
  })
  expect(report.body.message).toBe(
    'Would change the price of 4 Togo products: €89 → €79 for 2, €99 → €79 for 1, none → €79 for 1. Nothing is written yet: tell the owner this, and when she agrees send the same with the token within 5 minutes.',
  )
  expect(report.body.changes[0]).toEqual({
    ...{ sku: 'T2', model: 'Togo', color: 'Bleu', gender: 'Femme' },
    changes: [{ field: 'price', before: '89', after: '79' }],
  })
  expect(await prices('T1', 'T4')).toEqual([89, null])
  expect(await recorded()).toBe(before)

  const { token } = report.body
  const twice = await Promise.all([send({ ...wish, token }), send({ ...wish, token })])
  expect(twice.map(({ status }) => status).sort()).toEqual([200, 201])
  const done = twice.find(({ status }) => status === 201)?.body
  expect(done).toMatchObject({ written: true, replayed: false, changed: 4, token: null })
  expect(done.message).toMatch(
    /^Changed the price of 4 Togo products: .* To take this back, send take_back \w{15} to updateProducts; undoLast does not\.$/,
  )
  expect(await prices('T1', 'T2', 'T3', 'T4')).toEqual([79, 79, 79, 79])
  expect(await recorded()).toBe(before + 4)
  const again = await send({ ...wish, token })
  expect(again).toMatchObject({
    status: 200,
    body: { written: true, replayed: true, changed: 4, batch: done.batch },
  })
  expect(again.body.message).toMatch(/^Done before, not again\. Changed the price of 4 products: /)
  expect((await shop.get('/models?model=togo')).body.items[0].price).toBe(79)

  const undo = await shop.post('/inventory/undo', {})
  expect(code(undo)).toEqual([409, 'product-was-changed'])
  expect(undo.body).toMatchObject({ take_back: done.batch })
  expect(undo.body.detail).toContain(`send take_back ${done.batch} to updateProducts`)

  // Somebody set one of them since: that one stays.
  await shop.inject({ method: 'PATCH', url: '/models/T3', payload: { price: 85 } })
  const back = await send({ take_back: done.batch })
  expect(back.body.message).toMatch(
    /^Would change back the price of 3 of 4 products: €79 → €89 for 2, €79 → none for 1; 1 was changed again since and stays \(Togo, Rouge, Femme \(€85\)\)\./,
  )
  await change({ take_back: done.batch })
  expect(await prices('T1', 'T2', 'T3', 'T4')).toEqual([89, 89, 85, null])
  expect((await send({ take_back: done.batch })).body).toMatchObject({
    changed: 0,
    token: null,
  })
  // A token that was used says so, whatever became of the products since.
  expect((await send({ ...wish, token })).body).toMatchObject({ replayed: true })
  expect(await prices('T1')).toEqual([89])
})

test('products without a price keep none, and odd new prices are named', async () => {
  const { body } = await send({ all: true, price_percent: -35 })
  expect(body).toMatchObject({ products: 7, changed: 6 })
  expect(body.message).toMatch(/^Would change the price of 6 of all 7 products \(35 % less\): /)
  expect(body.message).toContain('; 1 has no price and stays. ')
  expect(body.message).toContain(
    ' 1 would cost less than was paid: Sandale Rabat, Noir, Femme (€65, paid €70).',
  )
  expect(body.message).toContain('(round_to or ending evens them)')
  expect(body.odd).toContainEqual(expect.objectContaining({ sku: 'R1', why: 'below-cost' }))
  const less = await send({ model: 'hermes', price_amount: -45 })
  expect(less.body).toMatchObject({ changed: 0, token: null })
  expect(less.body.message).toBe(
    'No price of Hermès, Noir, Femme has to change; 1 would fall to 0 or below and stays (Hermès, Noir, Femme (€40)). Nothing has to be written.',
  )
  const half = await send({ skus: ['H1'], price: 4 })
  expect(half.body.message).toContain('1 would cost less than half of what it does now: Hermès')
})

test('prices are rounded to steps and endings', async () => {
  const ending = await send({ category: 'sandale', price_percent: 10, ending: 0.9 })
  expect(ending.body.message).toMatch(
    /^Would change the price of 2 products of the category Sandales \(10 % more, to the nearest 1, ending in €0\.90\): €100 → €109\.90 for 1, €50\.90 → €55\.90 for 1\. Nothing/,
  )
  const wrong = await send({ skus: ['T3'], price_percent: -1, round_to: 10, ending: 9 })
  expect(wrong.body.message).toContain('goes the other way, because of the rounding')
})

test('reorder points change too, beside prices', async () => {
  const done = await change({ category: 'Sandales', reorder_point: 3, price_amount: 1 })
  expect(done.body.message).toMatch(
    /^Changed the price of 2 products of the category Sandales \(€1 more\): .* Changed the reorder point of 2 products of the category Sandales: none → 3 for each\. To take/,
  )
  expect(await valuesOf('reorderPoint', ['R1', 'R2'])).toEqual([3, 3])
  expect((await change({ take_back: done.body.batch })).body).toMatchObject({ changed: 2 })
  expect(await valuesOf('reorderPoint', ['R1', 'R2'])).toEqual([0, 0])
})

test('how products are ordered changes too, and is taken back as it was', async () => {
  const sandals = { category: 'Sandales' }
  await change({ skus: ['R1'], supplier: 'Tannerie', lead_time_days: 30 })
  const done = await change({
    ...sandals,
    supplier: "Cuirs d'été",
    lead_time_days: 21,
    pack_size: 6,
  })
  expect(done.body.message).toMatch(
    /^Changed the supplier of 2 products of the category Sandales: Tannerie → Cuirs d'été for 1, none → Cuirs d'été for 1\. Changed the lead time days of 2 .*: 30 → 21 for 1, none → 21 for 1\. Changed the pack size of 2 .*: none → 6 for each\. To take/,
  )
  expect(await valuesOf('supplier', ['R1', 'R2'])).toEqual(["Cuirs d'été", "Cuirs d'été"])
  expect((await change({ take_back: done.body.batch })).body).toMatchObject({ changed: 2 })
  expect(await valuesOf('supplier', ['R1', 'R2'])).toEqual(['Tannerie', ''])
  expect(await valuesOf('leadTimeDays', ['R1', 'R2'])).toEqual([30, 0])
  expect(await valuesOf('packSize', ['R1', 'R2'])).toEqual([0, 0])
})

test('a supplier that somebody else changed since the report is not overwritten', async () => {
  const wish = { skus: ['H1'], supplier: 'Cuirs du Sud' }
  const { token } = (await send(wish)).body
  await change({ skus: ['H1'], supplier: 'Tannerie' })
  expect(code(await send({ ...wish, token }))).toEqual([409, 'report-outdated'])
  // Nor where it changes between the look at it and the write.
  const { products } = await shop.store.readCatalogue()
  const productId = products.find(({ sku }) => sku === 'H1')?.id ?? ''
  const difference = { productId, before: { supplier: '' }, after: { supplier: 'Cuirs du Sud' } }
  const author = { actor: 'owner', channel: 'api', idempotencyKey: 'h1', requestHash: 'x' } as const
  await expect(
    shop.store.updateProducts({ ...author, changes: [difference] }),
  ).rejects.toMatchObject({ code: 'report-outdated' })
  expect(await valuesOf('supplier', ['H1'])).toEqual(['Tannerie'])
})

test.each<[object, string, RegExp]>([
  [{ price: 5 }, 'invalid-request', /^Say which products in one way/],
  [{ all: true }, 'invalid-request', /^Say what to change/],
  [{ all: true, skus: ['T1'], price: 5 }, 'invalid-request', /in one way/],
  [{ all: true, price: 5, price_percent: 5 }, 'invalid-request', /^Send one of price/],
  [{ all: true, price: 5, ending: 0.9 }, 'invalid-request', /^round_to and ending go with/],
  [{ all: true, price_percent: 5, ending: 9 }, 'invalid-request', /^ending is less than round_to/],
  [{ all: true, price_percent: -100 }, 'invalid-request', /send price 0 where none is meant/],
  [{ all: true, take_back: 'x' }, 'invalid-request', /^take_back is sent alone/],
  [{ take_back: "' OR 1=1" }, 'invalid-request', /^Nothing was changed under/],
  [{ model: 'togo 38', price: 5 }, 'invalid-request', /^38 is a size, and all sizes/],
  [{ model: 'xylophon', price: 5 }, 'product-not-found', /Nothing was changed: ask/],
  [{ model: 'togo', color: 'jaune', price: 5 }, 'color-not-available', /Nothing was changed: ask/],
  [{ model: 'togo', category: 'sandales', price: 5 }, 'product-not-found', /^Nothing of the cat/],
  [{ category: 'chapeaux', price: 5 }, 'product-not-found', /^There is no category "chapeaux"/],
  [{ category: 'sandalles', price: 5 }, 'product-not-found', /Did you mean Sandales\?/],
  [{ skus: ['T1', 'NONE'], price: 5 }, 'product-not-found', /"NONE"/],
  [
    { model: 'les sandales', price: 5 },
    'ambiguous-product',
    /may mean Sandale Rabat or Sandale Z.*; if all of them are, send all true too\.$/,
  ],
  [{ model: 'les sandales', price: 5 }, 'ambiguous-product', /Sandales is a category too/],
])('%j is refused as %s', async (body, expected, detail) => {
  const before = await recorded()
  const refused = await send(body)
  expect(code(refused)[1]).toBe(expected)
  expect(refused.body.detail).toMatch(detail)
  expect(await recorded()).toBe(before)
})

test('words that may mean several models are taken for all of them when that is said', async () => {
  const sandals = await send({ model: 'toutes les sandales', all: true, price: 45 })
  expect(sandals.body).toMatchObject({ products: 2, changed: 2 })
  expect(sandals.body.message).toMatch(
    /^Would change the price of 2 products \(Sandale Rabat; Sandale Zagora\): /,
  )
  const colors = await send({ model: 'togo', color: 'noir et bleu', all: true, price: 45 })
  expect(colors.body.message).toMatch(
    /^Would change the price of 2 Togo products in Bleu and Noir: /,
  )
  const plain = await send({ model: 'all the togo', all: true, price: 45 })
  expect(plain.body).toMatchObject({ products: 4 })
  expect((await send({ model: 'xylophon', all: true, price: 45 })).status).toBe(404)
})

test('a token is refused when a product changed since, with what changed', async () => {
  const wish = { model: 'togo', price_percent: 10 }
  const { token } = (await send(wish)).body
  await shop.inject({ method: 'PATCH', url: '/models/T1', payload: { price: 95 } })
  const refused = await send({ ...wish, token })
  expect(code(refused)).toEqual([409, 'report-outdated'])
  expect(refused.body.detail).toBe(
    'The products have changed since the report: Togo, Noir, Femme price €89 → €95 (by "owner"). Nothing was changed: send the same without a token for a new report, tell it to the owner, and confirm that one.',
  )
  expect(await prices('T1', 'T2')).toEqual([95, 89])
  await shop.inject({ method: 'PATCH', url: '/models/T1', payload: { price: 89 } })

  const { token: other } = (await send(wish)).body
  await shop.inject({
    method: 'PATCH',
    url: '/models/H1',
    payload: { model: 'Togo', color: 'Gris' },
  })
  const grown = await send({ ...wish, token: other })
  expect(grown.body.detail).toContain('since the report: Togo, Gris, Femme model Hermès → Togo')
  await shop.inject({ method: 'PATCH', url: '/models/H1', payload: { model: 'Hermès' } })
})

test('a token is for one caller and one change', async () => {
  await shop.keys.saveKey({
    ...{ name: 'Other', hash: hashOf('other-key'), scope: 'write', location: null },
    expiresAt: null,
  })
  const headers = { authorization: 'Bearer other-key' }
  const isKnown = async () => (await shop.inject({ method: 'GET', url: '/me', headers })).status
  await vi.waitFor(async () => expect(await isKnown()).toBe(200), { timeout: 5_000 })
  const { token } = (await send({ model: 'togo', price: 70 })).body
  const post = (payload: object) =>
    shop.inject({ method: 'POST', url: '/product-changes', payload, headers })
  const theirs = await post({ model: 'togo', price: 70, token })
  expect(theirs.body.detail).toMatch(/^The token is not one of your reports\. Nothing was changed/)
  const another = await send({ model: 'togo', price: 7, token })
  expect(another.body.detail).toMatch(/^The report was on another change: /)
  expect(code(await send({ model: 'togo', price: 70, token: 'x.y' }))).toEqual([
    409,
    'report-outdated',
  ])

  // Two owners, each with a report of her own: the second is told what the first did.
  const second = (await post({ model: 'togo', price_amount: 1 })).body.token
  expect((await send({ model: 'togo', price: 70, token })).status).toBe(201)
  const late = await post({ model: 'togo', price_amount: 1, token: second })
  expect(code(late)).toEqual([409, 'report-outdated'])
  expect(late.body.detail).toContain('price €89 → €70 (by "owner")')
})

test('what another process changed in the same moment is not overwritten', async () => {
  const stale = await shop.store.readCatalogue()
  const other = await openApp({ ...shop.store, readCatalogue: async () => stale }, shop.keys)
  const { post } = callersOf(other)
  const wish = { skus: ['R1', 'R2'], price: 60 }
  const { token } = (await post('/product-changes', wish)).body
  await shop.inject({ method: 'PATCH', url: '/models/R2', payload: { price: 44 } })
  const refused = await post('/product-changes', { ...wish, token })
  expect(code(refused)).toEqual([409, 'report-outdated'])
  expect(refused.body.detail).toContain('price €50.90 → €44 (by "owner")')
  expect(await prices('R1', 'R2')).toEqual([100, 44])
  await other.close()
})

test('other processes hear of it, whichever products they show', async () => {
  const feed = createPocketBaseFeed(shop.client, shop.pocketbase.url)
  const other = await openApp(shop.store, shop.keys, { feed })
  const { get } = callersOf(other)
  const state = async () => (await get('/health/ready')).body.feed
  await vi.waitFor(async () => expect(await state()).toBe('live'), { timeout: 20_000 })
  const shown = async (): Promise<number[]> =>
    (await get('/models?model=togo')).body.items.map(({ price }: { price: number }) => price)
  expect(await shown()).not.toContain(61)
  await change({ model: 'togo', price: 61 })
  await vi.waitFor(async () => expect(await shown()).toEqual([61, 61, 61, 61]), { timeout: 5_000 })
  await other.close()
})

test('a service that only reads refuses it', async () => {
  const other = await openApp(shop.store, shop.keys, { readOnly: true })
  const refused = await callersOf(other).post('/product-changes', { all: true, price: 1 })
  expect(code(refused)).toEqual([403, 'read-only'])
  await other.close()
})

test('a supplier of many products is emptied, and is written as the others have it', async () => {
  await change({ skus: ['H1'], supplier: 'Nike' })
  const spelt = await change({ skus: ['R1', 'R2'], supplier: 'nike' })
  expect(spelt.body.message).toContain('→ Nike')
  expect(await valuesOf('supplier', ['R1', 'R2'])).toEqual(['Nike', 'Nike'])
  // All that have it may get another spelling.
  await change({ skus: ['H1', 'R1', 'R2'], supplier: 'NIKE' })
  expect(await valuesOf('supplier', ['H1', 'R1', 'R2'])).toEqual(['NIKE', 'NIKE', 'NIKE'])
  for (const nothing of ['none', 'aucun']) {
    await change({ skus: ['H1', 'R1'], supplier: 'Nike' })
    const emptied = await change({ skus: ['H1', 'R1'], supplier: nothing })
    expect(emptied.body.message).toContain(
      'Changed the supplier of 2 products: NIKE → none for each.',
    )
    expect(await valuesOf('supplier', ['H1', 'R1'])).toEqual(['', ''])
  }
})
