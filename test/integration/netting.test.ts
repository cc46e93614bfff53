import { beforeAll, expect, test } from 'vitest'
import { hashOf } from '../../src/shared/secret.ts'
import { product, useShop } from '../support/shop.ts'

const names = ['SALE', 'CHAIN', 'MOVE', 'HELD', 'OTHER', 'THEN', 'LEFT', 'RANDOM']
const shop = useShop(names.map((sku) => product(sku, `Model ${sku}`, { 40: 50 })))

beforeAll(async () => {
  const body = { name: 'Cave' }
  await shop.client.request('/api/collections/locations/records', { method: 'POST', body })
})

const DAY = 24 * 60 * 60 * 1000
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString()

async function act(action: string, body: object): Promise<string> {
  const answer = await shop.post(`/inventory/${action}`, { size: '40', ...body })
  expect(answer.status).toBe(201)
  return answer.body.movement.id
}

async function undo(id: string): Promise<string> {
  const answer = await shop.post(`/movements/${id}/undo`)
  expect(answer.status).toBe(201)
  return answer.body.results[0].movement.id
}

const list = async (query: Record<string, string>) =>
  (await shop.get(`/movements?${new URLSearchParams(query)}`)).body
const sales = (query: Record<string, string>) => list({ type: 'sale', ...query })

test('two sales and two undos are nothing sold, and the answer says so', async () => {
  const first = await act('sale', { sku: 'SALE', quantity: 2 })
  const second = await act('sale', { sku: 'SALE', quantity: 3 })
  expect(await sales({ sku: 'SALE' })).toMatchObject({
    total: 2,
    units: { sold: 5 },
    message: '5 sold of Model SALE, Noir, Femme. 2 movements: 2 sales.',
  })
  await undo(first)
  await undo(second)
  const body = await sales({ sku: 'SALE' })
  expect(body).toMatchObject({ total: 4, units: { sold: 0, added: 0, moved: 0 } })
  expect(body.message).toBe(
    '0 sold of Model SALE, Noir, Femme, net of what was undone. 4 movements: 2 sales (2 undone), 2 undos.',
  )
  expect(body.items).toMatchObject([
    { type: 'UNDO', undoes: 'SALE', is_undo: true, undone: false, reverses: second },
    { type: 'UNDO', undoes: 'SALE', is_undo: true, undone: false, reverses: first },
    { type: 'SALE', undoes: null, is_undo: false, undone: true },
    { type: 'SALE', undoes: null, is_undo: false, undone: true },
  ])
})

test('what was undone can be left out, and the list says that it is', async () => {
  await act('sale', { sku: 'LEFT', quantity: 1 })
  await undo(await act('sale', { sku: 'LEFT', quantity: 4 }))
  const body = await sales({ sku: 'LEFT', include_undone: 'false' })
  expect(body).toMatchObject({ total: 1, units: { sold: 1 }, items: [{ quantity: 1 }] })
  expect(body.items).toHaveLength(1)
  expect(body.message).toBe(
    '1 sold of Model LEFT, Noir, Femme, net of what was undone. 1 movement: 1 sale. 2 more left out: undone ones and their undos.',
  )
})

test('an undo of an undo, and so on: what stands at the end counts', async () => {
  const chain = [await act('sale', { sku: 'CHAIN', quantity: 7 })]
  for (let length = 2; length <= 7; length++) {
    chain.push(await undo(chain.at(-1) ?? ''))
    const { units, items } = await sales({ sku: 'CHAIN' })
    expect(units.sold).toBe(length % 2 === 1 ? 7 : 0)
    // Newest first: the last stands, the one before it does not, and so on.
    expect(items.map(({ undone }: { undone: boolean }) => undone)).toEqual(
      chain.map((_, index) => index % 2 === 1),
    )
    const { sold } = (await shop.get('/summary')).body
    expect(sold.units).toBe((await sales({})).units.sold)
    const standing = await sales({ sku: 'CHAIN', include_undone: 'false' })
    expect(standing.items.map(({ id }: { id: string }) => id)).toEqual(
      length % 2 === 1 ? [chain[0]] : [],
    )
  }
})

test('of a transfer the halves count once, and at each place whichever is there', async () => {
  const moved = async (location?: string) => {
    const at = location ? { location } : {}
    const { units } = await list({ type: 'transfer', sku: 'MOVE', ...at })
    const query = new URLSearchParams(at)
    const { types } = (await shop.get(`/summary?${query}`)).body
    const [transfers] = types.filter(({ type }: { type: string }) => type === 'TRANSFER')
    expect(transfers?.units ?? 0).toBe(units.moved)
    return units.moved
  }
  const first = await act('transfer', { sku: 'MOVE', quantity: 4, to_location: 'Cave' })
  const all = [undefined, 'Shop', 'Cave']
  expect(await Promise.all(all.map(moved))).toEqual([4, 4, 4])
  const back = await undo(first)
  expect(await Promise.all(all.map(moved))).toEqual([0, 0, 0])
  await undo(back)
  expect(await Promise.all(all.map(moved))).toEqual([4, 4, 4])
})

test('reservations and releases are net too', async () => {
  const held = (units: object) => expect(list({ sku: 'HELD' })).resolves.toMatchObject({ units })
  const line = { sku: 'HELD', reference: 'Ana' }
  const reserved = await act('reserve', { ...line, quantity: 6 })
  const released = await act('release', { ...line, quantity: 2 })
  const sold = await act('sale', { ...line, quantity: 3 })
  await held({ reserved: 6, released: 2, sold: 3 })
  await undo(sold)
  await undo(released)
  await held({ reserved: 6, released: 0, sold: 0 })
  await undo(reserved)
  await held({ reserved: 0, released: 0, sold: 0 })
})

test('undone by somebody else, it no longer counts for who did it', async () => {
  const key = 'test-key-of-sarah'
  const wish = { name: 'Sarah Key', scope: 'write', location: null, expiresAt: null } as const
  await shop.keys.saveKey({ ...wish, hash: hashOf(key) })
  const sell = () =>
    shop.inject({
      method: 'POST',
      url: '/inventory/sale',
      headers: { authorization: `Bearer ${key}` },
      payload: { sku: 'OTHER', size: '40', quantity: 5 },
    })
  // A key is known a moment after it was made.
  await expect.poll(async () => (await sell()).status).toBe(201)
  const [{ id }] = (await sales({ sku: 'OTHER' })).items
  expect(await sales({ actor: 'sarah key' })).toMatchObject({ total: 1, units: { sold: 5 } })
  await undo(id)
  const body = await sales({ actor: 'Sarah' })
  expect(body).toMatchObject({ total: 1, units: { sold: 0 }, items: [{ undone: true }] })
  expect(body.message).toBe(
    '0 sold by Sarah Key, net of what was undone. 1 movement: 1 sale (1 undone).',
  )
})

test('an actor whom nobody knows is refused, with the names there are', async () => {
  const { status, body } = await shop.get('/movements?actor=Karim')
  expect([status, body.type]).toEqual([404, '/problems/actor-not-found'])
  expect(body.actors).toEqual(expect.arrayContaining(['owner', 'test']))
  expect(body.detail).toMatch(
    /Nobody called "Karim" moved stock under that name; .*\. Those who did: .*owner/,
  )
  expect((await shop.get('/movements?actor=OWNER')).body.items[0].actor).toBe('owner')
  // At another place only those who did something there.
  const there = await shop.get('/movements?actor=Karim&location=Cave')
  expect(there.body.actors).toEqual(['owner'])
})

test('it is taken off the time of what was undone', async () => {
  const then = { from: ago(4), to: ago(2) }
  const id = await act('sale', { sku: 'THEN', quantity: 1, occurred_at: ago(3), confirm: true })
  expect(await sales({ sku: 'THEN', ...then })).toMatchObject({ units: { sold: 1 } })
  await undo(id)
  expect(await sales({ sku: 'THEN', ...then })).toMatchObject({ total: 1, units: { sold: 0 } })
  const today = await sales({ sku: 'THEN', period: 'today' })
  expect(today).toMatchObject({ total: 1, units: { sold: 0 }, items: [{ type: 'UNDO' }] })
  expect(today.message).toMatch(
    /^0 sold of Model \w+, Noir, Femme, today \(.*\), net of what was undone\. 1 movement: 1 undo\.$/,
  )
})

test('whatever is done and undone, the list and the summary say what is left of it', async () => {
  const since = (await list({ sku: 'RANDOM', limit: '1' })).items[0].occurred_at
  await expect.poll(() => Date.now()).toBeGreaterThan(Date.parse(since) + 1)
  const from = new Date().toISOString()
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % below
  }
  const links: { end: string; kind: string; units: number; counts: boolean }[] = []
  const KINDS = { sale: 'sold', return: 'returned', add_stock: 'added' } as const
  for (let step = 0; step < 40; step++) {
    const link = links[random(links.length + 1)]
    if (link && random(2) === 0) {
      const answer = await shop.post(`/movements/${link.end}/undo`)
      if (answer.status !== 201) continue
      Object.assign(link, { end: answer.body.results[0].movement.id, counts: !link.counts })
      continue
    }
    const [action, kind] = Object.entries(KINDS)[random(3)] ?? ['sale', 'sold']
    const units = 1 + random(3)
    links.push({
      end: await act(action, { sku: 'RANDOM', quantity: units }),
      kind,
      units,
      counts: true,
    })
  }
  const left = (kind: string) =>
    links
      .filter((one) => one.kind === kind && one.counts)
      .reduce((sum, { units }) => sum + units, 0)
  const { units } = await list({ sku: 'RANDOM', from })
  const expected = { sold: left('sold'), returned: left('returned'), added: left('added') }
  expect(links.some(({ counts }) => !counts)).toBe(true)
  expect(units).toMatchObject(expected)
  const { sold, returned } = (await shop.get(`/summary?from=${from}`)).body
  expect([sold.units, returned.units]).toEqual([expected.sold, expected.returned])
})

test('a list says what was said, and whether that was exact', async () => {
  await act('sale', { model: 'modle chain', quantity: 1 })
  expect((await sales({ sku: 'CHAIN', limit: '1' })).items).toMatchObject([
    { said: 'modle chain', understood: 'close', actor: 'owner', channel: 'api', client: '' },
  ])
  await act('sale', { sku: 'CHAIN', quantity: 2 })
  const [exact] = (await sales({ sku: 'CHAIN', limit: '1' })).items
  expect(exact).toMatchObject({ said: 'CHAIN', understood: 'exact' })
  // The colour is in the words already.
  await act('sale', { model: 'model chain noir', quantity: 3 })
  const [once] = (await sales({ sku: 'CHAIN', limit: '1' })).items
  expect(once).toMatchObject({ said: 'model chain noir', understood: 'exact' })
})
