import { expect, test } from 'vitest'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('CROISE', 'Croisé', { 38: 5 }),
  product('TOGO', 'Togo', { 40: 5 }),
  product('SABOT', 'Sabot', { 38: 5 }),
  product('95-BLE', 'Tong Plage', { 40: 5 }, { color: 'Bleu' }),
  product('96-NOI', 'Tong Plage', { 40: 5 }, { color: 'Noir' }),
  product('77', 'Mocassin', {}, { variants: [{ size: '38', quantity: 5, barcode: '3760A' }] }),
])

const learn = (sku: string, alias: string, confirm?: boolean) =>
  shop.post(`/models/${sku}/aliases`, { alias, confirm })
const meant = async (model: string) => {
  const { body } = await shop.get(`/inventory?model=${encodeURIComponent(model)}`)
  return [body.match.model.kind, ...body.items.map(({ sku }: { sku: string }) => sku)]
}

test('a name that the owner explains is exact at once', async () => {
  expect((await meant('la bride')).at(0)).toBe('none')
  const learnt = await learn('CROISE', 'la bride')
  expect(learnt).toMatchObject({ status: 201, body: { sku: 'CROISE', aliases: ['la bride'] } })
  expect(learnt.body.message).toBe('"la bride" means Croisé now.')
  expect(await meant('la bride')).toEqual(['exact', 'CROISE'])
  expect(
    (await shop.post('/inventory/sale', { model: 'La Bride', size: '38', quantity: 1 })).status,
  ).toBe(201)
  expect(await learn('croise', 'LA BRIDE')).toMatchObject({
    status: 200,
    body: { aliases: ['la bride'] },
  })
})

test('a name that staff add in the admin UI counts the same', async () => {
  const { products } = await shop.store.readCatalogue()
  const { id } = products.find(({ sku }) => sku === 'TOGO') ?? { id: '' }
  await shop.client.request(`/api/collections/products/records/${id}`, {
    method: 'PATCH',
    body: { aliases: 'AF1\nle grand' },
  })
  await expect.poll(() => meant('af 1'), { timeout: 5_000 }).toEqual(['exact', 'TOGO'])
  expect((await shop.get('/inventory?sku=af1')).body.total).toBe(1)
})

test('a name that two products share is a question, and says so', async () => {
  const asked = await learn('SABOT', 'le grand')
  expect(asked).toMatchObject({
    status: 409,
    body: { type: '/problems/similar-name', names: ['Togo'] },
  })
  expect(asked.body.detail).toContain('may mean Togo already')
  const shared = await learn('SABOT', 'le grand', true)
  expect(shared.body.message).toContain('It may mean Sabot or Togo')
  expect((await meant('le grand')).at(0)).toBe('ambiguous')
  const sale = await shop.post('/inventory/sale', { model: 'le grand', size: '38', quantity: 1 })
  expect([sale.status, sale.body.type]).toEqual([201, undefined])
  expect(sale.body.message).toContain('Only this one comes in 38.')
  const unclear = await shop.post('/inventory/add_stock', {
    model: 'le grand',
    size: '38',
    quantity: 1,
  })
  expect(unclear.body.type).toBe('/problems/ambiguous-product')
})

test.each([
  ['NOPE', 'a name', 404],
  ['SABOT', '', 400],
  ['SABOT', 'x', 400],
  ['SABOT', 'two\nlines', 400],
  ['SABOT', 'x'.repeat(101), 400],
  ["' || 1=1", 'a name', 404],
])('%s, %j: %i', async (sku, alias, status) => {
  expect((await learn(encodeURIComponent(sku), alias)).status).toBe(status)
})

test('more names than a product can have are refused, and not called a fault', async () => {
  const { products } = await shop.store.readCatalogue()
  const { id } = products.find(({ sku }) => sku === 'SABOT') ?? { id: '' }
  await shop.client.request(`/api/collections/products/records/${id}`, {
    method: 'PATCH',
    body: { aliases: 'x'.repeat(1_990) },
  })
  const refused = await learn('SABOT', 'one name too many')
  expect(refused).toMatchObject({ status: 400, body: { type: '/problems/invalid-request' } })
  expect(refused.body.detail).toMatch(/cannot take another name .*take away names it does not need/)
})

test.each([
  ['togo', 'SKU', 'TOGO'],
  ['3760a', 'barcode', '77'],
])("%s is another product's %s and no name", async (alias, kind, sku) => {
  const refused = await learn('CROISE', alias)
  expect(refused).toMatchObject({ status: 409, body: { type: '/problems/name-taken', sku } })
  expect(refused.body.detail).toBe(
    `"${alias}" is the ${kind} of ${sku}. Nothing was changed: choose another name.`,
  )
  expect((await learn(sku, alias)).status).toBe(201)
})

test('a name that staff gave one product and that is the code of another is asked about', async () => {
  const { products } = await shop.store.readCatalogue()
  const { id } = products.find(({ sku }) => sku === 'CROISE') ?? { id: '' }
  await shop.client.request(`/api/collections/products/records/${id}`, {
    method: 'PATCH',
    body: { aliases: '77' },
  })
  const total = async () => (await shop.get('/inventory?sku=77')).body.total
  await expect.poll(total, { timeout: 5_000 }).toBe(2)
  const sale = { sku: '77', size: '38', quantity: 1 }
  const unclear = await shop.post('/inventory/sale', { sku: '77', quantity: 1 })
  expect(unclear.body).toMatchObject({ type: '/problems/ambiguous-product' })
  expect(unclear.body.detail).toContain('send the model, color and gender of the answer')
  expect((await shop.post('/inventory/sale', sale)).body.type).toBe('/problems/ambiguous-product')
  const told = await shop.post('/inventory/sale', { ...sale, model: 'Mocassin' })
  expect(told).toMatchObject({ status: 201, body: { sku: '77' } })
  expect((await learn('77', 'le petit')).status).toBe(201)
})

test.each(['Croisée', 'TOGOS', 'sabott'])(
  '%s is nearly the name of another product',
  async (alias) => {
    expect((await learn('77', alias)).body.type).toBe('/problems/similar-name')
    expect((await shop.get('/models?model=Mocassin')).body.items[0].aliases).not.toContain(alias)
  },
)

test('a name is taken away again', async () => {
  expect((await learn('CROISE', 'la boucle dorée')).status).toBe(201)
  const aliases = async () => (await shop.get('/models?model=Croisé')).body.items[0].aliases
  await expect.poll(aliases).toContain('la boucle dorée')
  const path = `/models/CROISE/aliases/${encodeURIComponent('LA BOUCLE DORÉE')}`
  const remove = () => shop.inject({ method: 'DELETE', url: path })
  const removed = await remove()
  expect(removed).toMatchObject({ status: 200, body: { sku: 'CROISE' } })
  expect(removed.body.message).toMatch(/^"LA BOUCLE DORÉE" no longer means Croisé\./)
  expect(await aliases()).not.toContain('la boucle dorée')
  expect((await meant('la boucle dorée')).at(0)).not.toBe('exact')
  expect((await remove()).body.message).toContain('was no other name')
})

const forget = (sku: string, alias: string) =>
  shop.inject({ method: 'DELETE', url: `/models/${sku}/aliases/${encodeURIComponent(alias)}` })

test('a name that was learnt on one colour is taken away on another', async () => {
  const learnt = await learn('96-NOI', 'flip flops')
  expect(learnt.body.message).toBe('"flip flops" means Tong Plage now, in every colour.')
  const removed = await forget('95-BLE', 'flip flops')
  expect(removed.body.message).toBe('"flip flops" no longer means Tong Plage, in any colour.')
  expect((await meant('flip flops')).at(0)).not.toBe('exact')
  const again = await forget('95-BLE', 'flip flops')
  expect(again.body.message).toBe('"flip flops" was no other name of Tong Plage.')
})

test('undo after a name was learnt or taken away says so, and leaves the sale before it', async () => {
  const undoLast = () => shop.post('/inventory/undo', {})
  const sale = { sku: 'TOGO', size: '40', quantity: 1 }
  const { body: sold } = await shop.post('/inventory/sale', sale)
  expect((await learn('96-NOI', 'jesus sandal')).status).toBe(201)
  const refused = await undoLast()
  expect(refused).toMatchObject({
    status: 409,
    body: {
      type: '/problems/product-was-changed',
      sku: '96-NOI',
      changes: [{ field: 'other names', before: 'none', after: 'jesus sandal' }],
    },
  })
  expect(refused.body.detail).toBe(
    'The last thing you did was to change Tong Plage, Noir, Femme: other names none → jesus sandal. Take "jesus sandal" away with removeAlias; to undo a movement before it, name its id (see listMovements). Nothing was changed.',
  )
  const { body: summary } = await shop.get('/summary')
  expect(summary.product_changes.items[0]).toMatchObject({
    sku: '96-NOI',
    actor: 'owner',
    channel: 'api',
    changes: [{ field: 'other names', before: 'none', after: 'jesus sandal' }],
  })
  expect((await learn('96-NOI', 'Jesus Sandal')).status).toBe(200)
  expect((await forget('96-NOI', 'jesus sandal')).status).toBe(200)
  expect((await undoLast()).body.detail).toContain('Give it "jesus sandal" again with addAlias;')
  const undone = await shop.post(`/movements/${sold.movement.id}/undo`, {})
  expect(undone).toMatchObject({ status: 201, body: { undone: { movement: sold.movement.id } } })
})
