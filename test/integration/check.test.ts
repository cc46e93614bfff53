import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { hashOf } from '../../src/shared/secret.ts'
import { askInBoth } from '../support/both-languages.ts'
import { product, useShop } from '../support/shop.ts'

const SIZES = { 38: 2, 39: 2, 40: 2, 41: 2 }
const NAMES = ['Togo', 'Merida', 'Lisboa', 'Dakar', 'Oslo', 'Berlin', 'Quito', 'Lima', 'Riga']
const shop = useShop([
  ...NAMES.map((name) => product(name.toUpperCase(), name, SIZES)),
  product('STICK-N', 'Sabot Rabat', SIZES, { color: 'Noir' }),
  product('STICK-M', 'Sabots Rabat', SIZES, { color: 'Marron' }),
])

/** What the SQL console does: past every hook. */
function sql(statement: string): void {
  const database = new DatabaseSync(`${shop.pocketbase.dataDir}/pb_data/data.db`, {
    timeout: 5_000,
  })
  database.exec(statement)
  database.close()
}

interface Finding {
  check: string
  total: number
  is_wrong: boolean
  items: { text: string; sku?: string }[]
}

const check = async () => (await shop.get('/check')).body
const finding = async (name: string): Promise<Finding | undefined> =>
  (await check()).findings.find((one: Finding) => one.check === name)

test('all is well, where it is; names that the colour tells apart are no finding', async () => {
  const body = await check()
  expect(body).toMatchObject({ is_well: true, findings: [] })
  expect(body.message).toBe(
    'All is well. All 44 shelves are what their movements add up to. None of the 12 checks found anything.',
  )
})

test('a size that nothing comes near looks mistyped, as long as it has units', async () => {
  const line = { model: 'togo', size: '93', quantity: 1 }
  await shop.post('/inventory/add_stock', { ...line, confirm: true })
  expect(await finding('odd_size')).toMatchObject({
    ...{ total: 1, is_wrong: false },
    items: [{ text: 'Togo, Noir, Femme, 93', sku: 'TOGO', size: '93' }],
  })
  const { message } = await check()
  expect(message).toContain('Worth a look: 1 size looks mistyped: Togo, Noir, Femme, 93.')
  expect(message).toMatch(/^Nothing is lost or wrong\. All 45 shelves are/)
  await shop.post('/inventory/count', { ...line, quantity: 0 })
  expect(await finding('odd_size')).toBeUndefined()
})

test('the next size up is no slip', async () => {
  const line = { model: 'togo', size: '42', quantity: 1, confirm: true }
  expect((await shop.post('/inventory/add_stock', line)).status).toBe(201)
  expect(await finding('odd_size')).toBeUndefined()
})

test('names that stay open when all was said cannot be told apart by voice', async () => {
  const wish = { model: 'Sabots Rabat', color: 'Noir', gender: 'Femme', sizes: ['40'] }
  const made = await shop.post('/models', { ...wish, price: 10, cost: 5, confirm: true })
  expect(made.status).toBe(201)
  expect(await finding('same_sound')).toMatchObject({
    ...{ total: 1, is_wrong: false },
    items: [{ text: 'Sabot Rabat and Sabots Rabat' }],
  })
})

test('a product that is there twice, in two spellings', async () => {
  const twin = { sku: 'OSLO-2', name: 'OSLO', color: 'Noire', gender: 'femme', price: 9, cost: 5 }
  await shop.client.request('/api/collections/products/records', { method: 'POST', body: twin })
  expect(await finding('twin_product')).toMatchObject({ total: 1 })
  const [item] = (await finding('twin_product'))?.items ?? []
  expect(item?.text).toMatch(
    /OSLO-2.*Oslo, Noir, Femme \(OSLO\)|Oslo, Noir, Femme \(OSLO\).*OSLO-2/,
  )
})

test('what has no price, and no cost for those who may see costs', async () => {
  await shop.post('/models', { model: 'Zeppelin', sizes: ['40'] })
  expect(await finding('without_price')).toMatchObject({ items: [{ text: 'Zeppelin' }] })
  expect(await finding('without_cost')).toMatchObject({ items: [{ text: 'Zeppelin' }] })
  // What is worth a look is not wrong, as the message says.
  expect(await check()).toMatchObject({
    is_well: true,
    message: expect.stringMatching(/^Nothing is lost or wrong\./),
  })
  const reader = { name: 'reader', hash: hashOf('sk-reader'), scope: 'read' as const }
  await shop.keys.saveKey({ ...reader, location: null, expiresAt: null })
  const headers = { authorization: 'Bearer sk-reader' }
  const seen = async () => (await shop.inject({ url: '/check', headers })).body
  await expect.poll(async () => (await seen()).checked).toContain('without_price')
  expect(JSON.stringify(await seen())).not.toContain('cost')
})

test('a large change by hand, until it is undone', async () => {
  const { items } = (await shop.client.request('/api/collections/inventory/records', {
    query: { filter: "variant.product.sku = 'RIGA' && variant.size = '40'", perPage: 1 },
  })) as { items: { id: string }[] }
  const path = `/api/collections/inventory/records/${items[0]?.id}`
  const save = (quantity: number) =>
    shop.client.request(path, { method: 'PATCH', body: { ...items[0], quantity } })
  await save(200)
  expect(await finding('large_hand_edit')).toMatchObject({ total: 1, items: [{ sku: 'RIGA' }] })
  const moved = (await shop.get('/movements?sku=RIGA&limit=1')).body.items[0]
  expect((await shop.post(`/movements/${moved.id}/undo`)).status).toBe(201)
  expect(await finding('large_hand_edit')).toBeUndefined()
})

test('what is worth a look is told in French too', async () => {
  const { message, findings } = await askInBoth(shop, '/check')
  expect(message).toMatch(/^Rien n’est perdu ni faux\. Toutes les quantités .* À regarder : /)
  expect(findings.length).toBeGreaterThan(2)
})

test('what is wrong is said first: a shelf that drifted, a reservation that did not end', async () => {
  const line = { model: 'lima', size: '40', quantity: 2, reference: 'Ana' }
  expect((await shop.post('/inventory/reserve', line)).status).toBe(201)
  sql(`UPDATE movements SET expires_at = '2020-01-01 00:00:00.000Z' WHERE reference = 'Ana'`)
  // The ledger cannot release two units of one.
  sql('UPDATE inventory SET reserved = 1 WHERE reserved = 2')
  const body = await check()
  expect(body.is_well).toBe(false)
  expect(body.findings.slice(0, 2)).toMatchObject([
    { check: 'drift', is_wrong: true, total: 1, items: [{ sku: 'LIMA', size: '40' }] },
    { check: 'expired_reservation', is_wrong: true, items: [{ sku: 'LIMA', size: '40' }] },
  ])
  expect(body.message).toMatch(
    /^Something is wrong\. 1 shelf is not what its movements add up to: LIMA 40 .*1 reservation has expired.*for Ana.*Worth a look: /,
  )
  expect(body.message).not.toContain('All is well')
  const french = await askInBoth(shop, '/check')
  expect(french.message).toMatch(
    /^Quelque chose ne va pas\. 1 quantité ne correspond pas au registre : LIMA 40 à /,
  )
})
