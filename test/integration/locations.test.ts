import { expect, test } from 'vitest'
import { hashOf } from '../../src/shared/secret.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('HERM', 'Hermès', { 38: 50 }),
  product('TWO', 'Model TWO', { 40: 9 }),
])

const rename = (id: string, payload: object) =>
  shop.inject({ method: 'PATCH', url: `/locations/${id}`, payload })

const places = async (): Promise<{ id: string; name: string; is_default: boolean }[]> =>
  (await shop.get('/locations')).body.items

const placeOf = async (name: string) => (await places()).find((one) => one.name === name)

const audit = async () =>
  (await shop.people.readAudit({ limit: 20 })).map(({ what, subject, actor }) => ({
    what,
    subject,
    actor,
  }))

test('a new place takes stock at once, and the audit says who made it', async () => {
  const made = await shop.post('/locations', { name: '  Dépôt ' })
  expect(made).toMatchObject({ status: 201, body: { name: 'Dépôt', is_default: false } })
  expect(made.body.message).toMatch(/^Made the location Dépôt; nothing is there yet/)
  const moved = await shop.post('/inventory/transfer', {
    ...{ model: 'hermes', size: '38', quantity: 2, to_location: 'depot' },
  })
  expect(moved.body).toMatchObject({ to: { location: 'Dépôt', new_quantity: 2 } })
  expect(await audit()).toContainEqual({
    what: 'location-created',
    subject: 'Dépôt',
    actor: 'owner',
  })
})

test.each(['Dépôt', 'depot', 'DEPOT'])('%s again makes nothing', async (name) => {
  const before = await places()
  const again = await shop.post('/locations', { name })
  expect(again).toMatchObject({ status: 200, body: { name: 'Dépôt' } })
  expect(again.body.message).toBe('There is a location Dépôt already. Nothing was changed.')
  expect(await places()).toEqual(before)
})

test('a name that is nearly another one is asked about', async () => {
  const near = await shop.post('/locations', { name: 'Dépots 2' })
  expect(near.status).toBe(201)
  const refused = await shop.post('/locations', { name: 'Depo' })
  expect(refused).toMatchObject({ status: 409, body: { type: '/problems/similar-name' } })
  expect(refused.body).toMatchObject({ names: ['Dépôt'] })
  const confirmed = await shop.post('/locations', { name: 'Depo', confirm: true })
  expect(confirmed.status).toBe(201)
})

test('of many at once that make the same place, one does', async () => {
  const all = await Promise.all(
    Array.from({ length: 6 }, () => shop.post('/locations', { name: 'Marché' })),
  )
  expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201])
  expect((await places()).filter(({ name }) => name === 'Marché')).toHaveLength(1)
})

test('a renamed place keeps its stock, and the key that is for it', async () => {
  const depot = await placeOf('Dépôt')
  const secret = 'sk-depot'
  const { location } = { location: 'Dépôt' }
  await shop.keys.saveKey({
    ...{ name: 'depot', hash: hashOf(secret), scope: 'read' as const, location },
    expiresAt: null,
  })
  const renamed = await rename(String(depot?.id), { name: 'Cave' })
  expect(renamed).toMatchObject({ status: 201, body: { id: depot?.id, name: 'Cave' } })
  expect(renamed.body.message).toBe('Dépôt is called Cave now.')
  expect((await shop.get('/inventory?location=cave')).body).toMatchObject({ total_quantity: 2 })
  const own = () =>
    shop.inject({ url: '/inventory', headers: { authorization: `Bearer ${secret}` } })
  await expect
    .poll(async () => (await own()).body.items)
    .toMatchObject([{ location: 'Cave', quantity: 2 }])
  const gone = await shop.get('/inventory?location=dépôt')
  expect(gone).toMatchObject({ status: 404, body: { type: '/problems/location-not-found' } })
  expect(gone.body.detail).toContain('createLocation makes a new one')
  expect(await audit()).toContainEqual({
    what: 'location-renamed',
    subject: 'Dépôt → Cave',
    actor: 'owner',
  })
})

test('there is one default place, another one takes its part', async () => {
  const [first] = await places()
  const cave = await placeOf('Cave')
  const made = await rename(String(cave?.id), { is_default: true })
  expect(made.body.message).toMatch(/^Cave is the default now/)
  const again = await rename(String(cave?.id), { is_default: true })
  expect(again).toMatchObject({ status: 200, body: { message: 'Cave was like this already.' } })
  expect((await places()).filter(({ is_default }) => is_default)).toMatchObject([{ name: 'Cave' }])
  const added = await shop.post('/inventory/add_stock', { sku: 'HERM', size: '38', quantity: 1 })
  expect(added.body.location).toBe('Cave')
  await rename(String(first?.id), { is_default: true })
  expect((await audit()).filter(({ what }) => what === 'location-made-default')).toHaveLength(2)
})

test.each([
  ['the name of another one', { name: 'marche' }, 409, 'location-exists'],
  ['nearly the name of another one', { name: 'Marchés' }, 409, 'similar-name'],
  ['nothing', {}, 400, 'invalid-request'],
  ['no default', { is_default: false }, 400, 'invalid-request'],
  ['an empty name', { name: '  ' }, 400, 'invalid-request'],
])('a place is not given %s', async (_what, payload, status, code) => {
  const before = await places()
  const cave = await placeOf('Cave')
  const refused = await rename(String(cave?.id), payload)
  expect(refused).toMatchObject({ status, body: { type: `/problems/${code}` } })
  expect(await places()).toEqual(before)
})

test('an article is no part of the name of a place', async () => {
  for (const name of ['The cellar', "L'atelier"]) {
    expect((await shop.post('/locations', { name })).status).toBe(201)
  }
  const found = async (said: string) => {
    const { body } = await shop.post('/inventory/add_stock', {
      ...{ sku: 'HERM', size: '38', quantity: 1 },
      location: said,
    })
    return body.location
  }
  for (const said of ['cellar', 'the Cellar', 'in the cellar']) {
    expect([said, await found(said)]).toEqual([said, 'The cellar'])
  }
  for (const said of ['atelier', 'à l’atelier', "l'Atelier"]) {
    expect([said, await found(said)]).toEqual([said, "L'atelier"])
  }
  expect(await found('à la cave')).toBe('Cave')
  expect(await found('a cellar')).toBeUndefined()
  const again = await shop.post('/locations', { name: 'Cellar' })
  expect(again.body).toMatchObject({ name: 'The cellar' })
})

test('a place that is not there is not renamed', async () => {
  const refused = await rename('abcdefghijklmno', { name: 'Grenier' })
  expect(refused).toMatchObject({ status: 404, body: { type: '/problems/location-not-found' } })
  expect(refused.body.detail).toContain('listLocations shows the ids')
})

test('an edit by hand is in the audit too', async () => {
  const cave = await placeOf('Cave')
  const path = `/api/collections/locations/records/${cave?.id}`
  await shop.client.request(path, { method: 'PATCH', body: { name: 'Grenier' } })
  expect((await audit())[0]).toMatchObject({ what: 'location-renamed', subject: 'Cave → Grenier' })
})

test('what is kept at several places names the one it was done at, the default one too', async () => {
  const body = { sku: 'TWO', size: '40', quantity: 1 }
  const said = async (action: string, more = {}) =>
    (await shop.post(`/inventory/${action}`, { ...body, ...more })).body.message
  const here = (await places()).find((one) => one.is_default)?.name
  await shop.post('/locations', { name: 'Grenier' })
  expect(await said('sale')).toBe('Sold 1 Model TWO, Noir, Femme, 40: 9 → 8.')
  await said('transfer', { to_location: 'Grenier', quantity: 2 })
  expect(await said('sale')).toBe(`Sold 1 Model TWO, Noir, Femme, 40 at ${here}: 6 → 5.`)
  expect(await said('add_stock')).toBe(`Added 1 Model TWO, Noir, Femme, 40 at ${here}: 5 → 6.`)
  expect(await said('count', { quantity: 6 })).toBe(
    `Counted Model TWO, Noir, Femme, 40 at ${here}: 6, as recorded.`,
  )
  expect(await said('transfer', { to_location: 'Grenier', quantity: 1 })).toBe(
    `Moved 1 Model TWO, Noir, Femme, 40: ${here} 6 → 5, Grenier 2 → 3.`,
  )
})
