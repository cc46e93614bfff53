import { beforeAll, expect, test } from 'vitest'
import { PocketBaseRefusal } from '../../src/store/pocketbase/client.ts'
import { CREDENTIALS, product, useShop } from '../support/shop.ts'

// What the admin UI does is PocketBase's records API; a browser does it in test/browser.

const names = ['EDIT', 'STALE', 'HELD', 'MANUAL', 'DELETE', 'MOVE', 'RACE', 'ENDED']
const shop = useShop(names.map((sku) => product(sku, `Model ${sku}`, { 40: 10 })))
const COLLECTIONS = '/api/collections'

let cave: string
beforeAll(async () => {
  cave = (await create('locations', { name: 'Cave' })).id
})

interface Row {
  id: string
  [field: string]: unknown
}

const create = (collection: string, body: object) =>
  shop.client.request(`${COLLECTIONS}/${collection}/records`, {
    method: 'POST',
    body,
  }) as Promise<Row>
const edit = (collection: string, id: string, body: object) =>
  shop.client.request(`${COLLECTIONS}/${collection}/records/${id}`, {
    method: 'PATCH',
    body,
  }) as Promise<Row>
const remove = (collection: string, id: string) =>
  shop.client.request(`${COLLECTIONS}/${collection}/records/${id}`, { method: 'DELETE' })

/** The row of a product as the form shows it. */
async function open(sku: string): Promise<Row> {
  const { items } = (await shop.client.request(`${COLLECTIONS}/inventory/records`, {
    query: { filter: `variant.product.sku = '${sku}'`, perPage: 1 },
  })) as { items: Row[] }
  if (!items[0]) throw new Error(`no row of ${sku}`)
  return items[0]
}

/** The message that staff see when the form is refused. */
async function refusal(work: Promise<unknown>): Promise<{ status: number; message: string }> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof PocketBaseRefusal)) throw new Error(`not refused: ${error}`)
  return { status: error.status, message: String(error.response.message) }
}

const sell = (sku: string, quantity = 1) =>
  shop.post('/inventory/sale', { sku, size: '40', quantity })
const newest = async (sku: string) =>
  (await shop.get(`/movements?sku=${sku}&limit=1`)).body.items[0]

test("a changed quantity is an ADJUSTMENT in the editor's name", async () => {
  const row = await open('EDIT')
  await edit('inventory', row.id, { ...row, quantity: 7 })
  expect(await newest('EDIT')).toMatchObject({
    type: 'ADJUSTMENT',
    delta: -3,
    quantity_after: 7,
    reason: 'edited by hand',
    actor: CREDENTIALS.email,
    channel: 'admin',
  })
  expect((await open('EDIT')).rev).toBe(Number(row.rev) + 1)
  expect((await sell('EDIT')).body.new_quantity).toBe(6)
})

test('a form that was open while units moved is refused in words', async () => {
  const row = await open('STALE')
  await sell('STALE', 2)
  const { status, message } = await refusal(edit('inventory', row.id, { ...row, quantity: 11 }))
  expect(status).toBe(400)
  expect(message).toContain('Somebody moved stock meanwhile: there are 8 on hand now.')
  expect(await shop.ledger('STALE', '40')).toMatchObject({ quantity: 8, sum: 8 })
  await edit('inventory', row.id, { ...(await open('STALE')), quantity: 11 })
  expect(await shop.ledger('STALE', '40')).toMatchObject({ quantity: 11, sum: 11 })
})

test('edits and sales at once never lose a unit', async () => {
  const edits = Array.from({ length: 15 }, async (_, index) => {
    const row = await open('RACE')
    await edit('inventory', row.id, { ...row, quantity: 20 + index }).catch(() => {})
  })
  const sales = Array.from({ length: 30 }, () => sell('RACE'))
  await Promise.all([...edits, ...sales])
  const { sum, quantity } = await shop.ledger('RACE', '40')
  expect(sum).toBe(quantity)
})

test('saving a form without a change writes no movement', async () => {
  const row = await open('HELD')
  const { total } = (await shop.get('/movements?sku=HELD')).body
  await edit('inventory', row.id, row)
  expect((await shop.get('/movements?sku=HELD')).body.total).toBe(total)
})

test('fewer than what is reserved is refused in words', async () => {
  await shop.post('/inventory/reserve', { sku: 'HELD', size: '40', quantity: 4 })
  const row = await open('HELD')
  const { message } = await refusal(edit('inventory', row.id, { ...row, quantity: 3 }))
  expect(message).toBe('4 are reserved, so 3 on hand is too few: release the reservation first.')
})

test('reserved units are not changed by a number', async () => {
  const row = await open('HELD')
  const { message } = await refusal(edit('inventory', row.id, { ...row, reserved: 0 }))
  expect(message).toContain('Reserved units (4) follow from the reservations')
})

test('a quantity that no shop has, and a fraction, are refused', async () => {
  const row = await open('MOVE')
  const { variant, location } = row
  for (const quantity of [2 ** 53, 2_000_000_000, 1.5]) {
    expect((await refusal(edit('inventory', row.id, { ...row, quantity }))).status).toBe(400)
    const movement = { type: 'RETURN', variant, location, quantity }
    expect((await refusal(create('movements', movement))).status).toBe(400)
  }
  expect((await refusal(create('movements', { variant, location, quantity: 1 }))).message).toBe(
    'Choose a type and a variant.',
  )
  expect(await shop.ledger('MOVE', '40')).toMatchObject({ quantity: 10, sum: 10 })
})

test('a row stays where it is', async () => {
  const row = await open('MOVE')
  const other = await open('HELD')
  for (const change of [{ location: cave }, { variant: other.variant }]) {
    const { message } = await refusal(edit('inventory', row.id, { ...row, ...change }))
    expect(message).toContain('cannot change')
  }
})

test('a row made by hand starts with a movement', async () => {
  const { variant } = await open('EDIT')
  const made = await create('inventory', { variant, location: cave, quantity: 4, rev: 77 })
  expect(made.rev).toBe(1)
  expect(await newest('EDIT')).toMatchObject({ type: 'ADJUSTMENT', delta: 4, location: 'Cave' })
})

test('a movement made by hand moves its shelf', async () => {
  const { variant, location } = await open('MANUAL')
  const by = (type: string, rest: object) =>
    create('movements', { variant, location, type, ...rest })
  await by('RETURN', { quantity: 3, reason: 'brought back' })
  expect(await newest('MANUAL')).toMatchObject({
    type: 'RETURN',
    quantity: 3,
    delta: 3,
    quantity_after: 13,
    reason: 'brought back',
    actor: CREDENTIALS.email,
    channel: 'admin',
  })
  await by('ADJUSTMENT', { delta: -1 })
  await by('RESERVE', { quantity: 2, reference: 'Lou' })
  await by('SALE', { quantity: 2, reference: 'Lou', quantity_after: 999, delta: 55, seq: 1 })
  expect(await shop.ledger('MANUAL', '40')).toMatchObject({ quantity: 10, sum: 10 })

  const messages = [
    await refusal(by('SALE', { quantity: 11 })),
    await refusal(by('SALE', { quantity: 0 })),
    await refusal(by('ADJUSTMENT', { quantity: 5 })),
    await refusal(by('RELEASE', { quantity: 1 })),
    await refusal(by('TRANSFER', { quantity: 1 })),
  ].map(({ message }) => message)
  expect(messages).toEqual([
    'Only 10 are available.',
    expect.stringContaining('whole quantity above 0'),
    expect.stringContaining('give the delta'),
    'Only 0 are reserved there.',
    expect.stringContaining('through the API'),
  ])
  expect(await shop.ledger('MANUAL', '40')).toMatchObject({ quantity: 10, sum: 10 })
})

test('what expired is given back before a movement made by hand', async () => {
  const { variant, location } = await open('ENDED')
  const by = (type: string, rest: object) =>
    create('movements', { variant, location, type, ...rest })
  const expires_at = new Date(Date.now() + 300).toISOString()
  await by('RESERVE', { quantity: 10, reference: 'Lou', expires_at })
  await expect.poll(() => Date.now() > Date.parse(expires_at)).toBe(true)
  await by('SALE', { quantity: 10 })
  expect(await newest('ENDED')).toMatchObject({ type: 'SALE', quantity_after: 0 })
  expect(await shop.ledger('ENDED', '40')).toMatchObject({ quantity: 0, sum: 0, movements: 4 })
})

test('the past cannot be changed or deleted', async () => {
  const { id } = await newest('MANUAL')
  for (const work of [
    () => edit('movements', id, { quantity: 1 }),
    () => remove('movements', id),
  ]) {
    const { status, message } = await refusal(work())
    expect(status).toBe(403)
    expect(message).toMatch(/^Movements /)
  }
})

test('a row is deleted only when it is empty', async () => {
  const row = await open('DELETE')
  expect((await refusal(remove('inventory', row.id))).message).toContain('There are 10 on hand')
  await edit('inventory', row.id, { ...row, quantity: 0 })
  await remove('inventory', row.id)
  expect((await shop.get('/admin/drift')).body.items).toEqual([])
  const back = await shop.post('/inventory/add_stock', { sku: 'DELETE', size: '40', quantity: 2 })
  expect(back.body.new_quantity).toBe(2)
})

test.each(['inventory', 'movements', 'variants', 'products', 'locations'])(
  '%s cannot be truncated while there is stock',
  async (collection) => {
    const before = await shop.store.readCatalogue()
    const url = `${COLLECTIONS}/${collection}/truncate`
    expect((await refusal(shop.client.request(url, { method: 'DELETE' }))).status).toBe(400)
    expect(await shop.store.readCatalogue()).toEqual(before)
  },
)

test('what has a history cannot be deleted or moved away', async () => {
  const { variant, location } = await open('MOVE')
  const { product: owner } = (await shop.client.request(
    `${COLLECTIONS}/variants/records/${variant}`,
  )) as Row
  const other = await create('products', { sku: 'OTHER', name: 'Other' })
  expect((await refusal(edit('variants', String(variant), { product: other.id }))).status).toBe(400)
  expect((await refusal(remove('variants', String(variant)))).status).toBe(400)
  expect((await refusal(remove('products', String(owner)))).status).toBe(400)
  expect((await refusal(remove('locations', String(location)))).status).toBe(400)
})

test('a product made by hand is for sale, and hidden when its box is unticked', async () => {
  const made = await create('products', { sku: 'HAND', name: 'Handmade', color: 'Bleu' })
  expect(made.active).toBe(true)
  const total = async () => (await shop.get('/models?model=handmade')).body.total
  await expect.poll(total, { timeout: 5_000 }).toBe(1)
  await edit('products', made.id, { active: false })
  await expect.poll(total, { timeout: 5_000 }).toBe(0)
})

test('there is always one default location', async () => {
  const { items } = (await shop.client.request(`${COLLECTIONS}/locations/records`, {
    query: { filter: 'is_default = true' },
  })) as { items: Row[] }
  const [first] = items
  const unset = await refusal(edit('locations', String(first?.id), { is_default: false }))
  expect(unset.message).toContain('One location is the default')
  await edit('locations', cave, { is_default: true })
  const names = async () =>
    (await shop.get('/locations')).body.items
      .filter((one: { is_default: boolean }) => one.is_default)
      .map((one: { name: string }) => one.name)
  await expect.poll(names, { timeout: 5_000 }).toEqual(['Cave'])
  await edit('locations', String(first?.id), { is_default: true })
  await expect.poll(names, { timeout: 5_000 }).toEqual(['Shop'])
})

test("edits in PocketBase's own batch are kept right like any other", async () => {
  const batch = { enabled: true, maxRequests: 10, timeout: 5 }
  await shop.client.request('/api/settings', { method: 'PATCH', body: { batch } })
  const row = await open('RACE')
  const url = `${COLLECTIONS}/inventory/records/${row.id}`
  const send = (...bodies: object[]) => {
    const requests = bodies.map((body) => ({ method: 'PATCH', url, body }))
    return shop.client.request('/api/batch', { method: 'POST', body: { requests } })
  }
  await send({ ...row, quantity: 7 }, { ...row, rev: Number(row.rev) + 1, quantity: 9 })
  expect(await newest('RACE')).toMatchObject({ type: 'ADJUSTMENT', delta: 2, quantity_after: 9 })
  const { sum, quantity, movements } = await shop.ledger('RACE', '40')
  expect([sum, quantity]).toEqual([9, 9])
  const now = await open('RACE')
  await refusal(send({ ...now, quantity: 3 }, { ...row, quantity: 4 }))
  expect(await shop.ledger('RACE', '40')).toEqual({ sum: 9, quantity: 9, movements })
})

test('nothing drifted', async () => {
  expect((await shop.get('/admin/drift')).body).toMatchObject({ missing: 0, items: [] })
})
