import { expect, test } from 'vitest'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('NAMES', 'Names', { 38: 20, 39: 20 }),
  product('TITLES', 'Titles', { 38: 20 }),
  product('STATES', 'States', { 38: 20 }),
  product('NEAR', 'Near', { 38: 2 }),
  product('REDONE', 'Redone', { 38: 2 }),
  product('HISTORY', 'History', { 38: 20 }),
  product('ALIKE', 'Alike', { 38: 20 }),
  product('FAMILY', 'Family', { 38: 9, 39: 9 }),
  product('PROMISED', 'Promised', { 38: 3, 39: 3 }),
  product('ALL-A', 'Alpha', { 38: 5, 39: 5 }),
  product('ALL-B', 'Beta', { 40: 5 }),
])

const act = (action: string, body: object) =>
  shop.post(`/inventory/${action}`, { size: '38', quantity: 1, ...body })

const list = async (query: Record<string, string>) =>
  (await shop.get(`/reservations?${new URLSearchParams(query)}`)).body

const levels = async (sku: string) =>
  (await shop.get(`/inventory?sku=${sku}`)).body.items.map(
    ({ quantity, reserved }: Record<string, number>) => [quantity, reserved],
  )

test('open reservations are listed by person, product, size and location', async () => {
  await act('reserve', { sku: 'NAMES', quantity: 2, reference: 'Mme Alami' })
  await act('reserve', { sku: 'NAMES', size: '39', reference: 'Rachid Tazi' })
  const all = await list({ model: 'names' })
  expect(all).toMatchObject({
    total: 2,
    units: 3,
    items: [
      {
        reference: 'Mme Alami',
        sku: 'NAMES',
        size: '38',
        state: 'open',
        units_open: 2,
        units_reserved: 2,
        until: null,
        channel: 'api',
      },
      { reference: 'Rachid Tazi', size: '39', units_open: 1 },
    ],
  })
  expect(all.message).toMatch(
    /^2 open reservations, 3 units held now\. Mme Alami: 2 Names, Noir, Femme, 38, since 20\d\d-\d\d-\d\d \d\d:\d\d\. Rachid Tazi: 1 Names/,
  )
  for (const reference of ['alami', 'MADAME ALAMI', 'Mme. Alami']) {
    expect(await list({ reference })).toMatchObject({ total: 1, references: ['Mme Alami'] })
  }
  expect(await list({ model: 'names', size: '39' })).toMatchObject({ total: 1 })
  expect(await list({ model: 'titles' })).toMatchObject({
    total: 0,
    message: 'Nothing is reserved now.',
  })
  expect((await list({ reference: 'Alamy' })).message).toBe(
    'Nothing is reserved as Alamy now. Was Mme Alami meant? Ask.',
  )
})

test('a page goes on after the last reservation of the one before', async () => {
  const first = await list({ model: 'names', limit: '1' })
  expect(first).toMatchObject({ total: 2, items: [{ reference: 'Mme Alami' }] })
  const second = await list({ model: 'names', limit: '1', cursor: first.next_cursor })
  expect(second).toMatchObject({ items: [{ reference: 'Rachid Tazi' }], next_cursor: null })
})

test('a reservation is found as people hear its name, for a sale and a release', async () => {
  const sold = await act('sale', { sku: 'NAMES', reference: 'alami' })
  expect(sold).toMatchObject({
    status: 201,
    body: { new_quantity: 19, reserved: 1, movement: { reference: 'Mme Alami' } },
  })
  expect(sold.body.message).toContain('They were reserved as Mme Alami.')
  const released = await act('release', { sku: 'NAMES', reference: 'Madame Alami' })
  expect(released).toMatchObject({ status: 201, body: { reserved: 0 } })
  expect(released.body.message).toContain('(Mme Alami)')
})

test('Monsieur and Madame are two people, and a name that both have is asked about', async () => {
  await act('reserve', { sku: 'TITLES', reference: 'M. Martin' })
  const other = await act('release', { sku: 'TITLES', reference: 'Mme Martin' })
  expect(other).toMatchObject({
    status: 409,
    body: {
      type: '/problems/ambiguous-reservation',
      reservations: [{ reference: 'M. Martin', held: 1 }],
    },
  })
  expect(other.body.detail).toContain('Reserved: M. Martin: 1 Titles')
  await act('reserve', { sku: 'TITLES', reference: 'Mme Martin' })
  const open = await act('release', { sku: 'TITLES', reference: 'Martin' })
  expect(open).toMatchObject({
    status: 409,
    body: {
      type: '/problems/ambiguous-reservation',
      reservations: [
        { reference: 'M. Martin', held: 1 },
        { reference: 'Mme Martin', held: 1 },
      ],
    },
  })
  expect(await levels('TITLES')).toEqual([[20, 2]])
  const hers = await act('release', { sku: 'TITLES', reference: 'madame martin' })
  expect(hers).toMatchObject({ status: 201, body: { movement: { reference: 'Mme Martin' } } })
  expect(await list({ model: 'titles' })).toMatchObject({
    total: 1,
    items: [{ reference: 'M. Martin' }],
  })
})

test('two spellings of a name are one reservation', async () => {
  await act('reserve', { sku: 'TITLES', quantity: 2, reference: 'Hélène Lefèvre' })
  await act('reserve', { sku: 'TITLES', quantity: 3, reference: 'HELENE  LEFEVRE' })
  expect(await list({ reference: 'lefevre' })).toMatchObject({
    total: 1,
    items: [{ reference: 'Hélène Lefèvre', units_open: 5, units_reserved: 5 }],
  })
  const released = await act('release', { sku: 'TITLES', quantity: 5, reference: 'Lefevre' })
  expect(released).toMatchObject({ status: 201 })
  expect(await list({ reference: 'lefevre' })).toMatchObject({ total: 0 })
})

test('those that ended say how, and an undo opens them again', async () => {
  const soon = new Date(Date.now() + 1_500).toISOString()
  await act('reserve', { sku: 'STATES', reference: 'Sold' })
  await act('reserve', { sku: 'STATES', reference: 'Given' })
  await act('reserve', { sku: 'STATES', reference: 'Late', expires_at: soon })
  await act('reserve', { sku: 'STATES', quantity: 4, reference: 'Partly' })
  await act('sale', { sku: 'STATES', reference: 'Sold' })
  await act('release', { sku: 'STATES', reference: 'Given' })
  const part = await act('sale', { sku: 'STATES', reference: 'Partly' })
  await expect
    .poll(async () => (await list({ model: 'states', state: 'expired' })).total, { timeout: 5_000 })
    .toBe(1)
  expect(await list({ model: 'states', state: 'all' })).toMatchObject({
    total: 4,
    items: [
      { reference: 'Sold', state: 'fulfilled', units_open: 0, units_sold: 1 },
      { reference: 'Given', state: 'released', units_open: 0, units_sold: 0 },
      { reference: 'Late', state: 'expired', until: soon },
      { reference: 'Partly', state: 'open', units_open: 3, units_reserved: 4, units_sold: 1 },
    ],
  })
  await shop.post(`/movements/${part.body.movement.id}/undo`, {})
  expect(await list({ model: 'states' })).toMatchObject({
    total: 1,
    items: [{ reference: 'Partly', units_open: 4, units_sold: 0 }],
  })
  expect(await list({ model: 'states', state: 'fulfilled', to: '2020-01-01' })).toMatchObject({
    total: 0,
  })
})

test('one whose undo was undone ends by its date again', async () => {
  const expires_at = new Date(Date.now() + 2_000).toISOString()
  const made = await act('reserve', { sku: 'REDONE', reference: 'Again', expires_at })
  const undone = await shop.post(`/movements/${made.body.movement.id}/undo`)
  await shop.post(`/movements/${undone.body.results[0].movement.id}/undo`)
  expect(await levels('REDONE')).toEqual([[2, 1]])
  await expect
    .poll(async () => (await list({ model: 'redone', state: 'expired' })).total, { timeout: 5_000 })
    .toBe(1)
  // Whatever touches the shelf next gives back what has ended.
  await act('add_stock', { sku: 'REDONE' })
  expect(await levels('REDONE')).toEqual([[3, 0]])
})

test('movements are found by a reference as people hear it, a number only by all of it', async () => {
  await act('sale', { sku: 'HISTORY', reference: 'Commande n° 1042' })
  await act('sale', { sku: 'HISTORY', reference: '11042' })
  await act('reserve', { sku: 'HISTORY', reference: 'Zoé Œuvrard' })
  const found = async (reference: string) =>
    (await shop.get(`/movements?${new URLSearchParams({ reference })}`)).body.items.map(
      (item: Record<string, string>) => item.reference,
    )
  expect(await found('1042')).toEqual(['Commande n° 1042'])
  expect(await found('order 1042')).toEqual(['Commande n° 1042'])
  expect(await found('oeuvrard')).toEqual(['Zoé Œuvrard'])
  expect(await found('ZOE')).toEqual(['Zoé Œuvrard'])
  expect(await found('%')).toEqual([])
})

test('movements of people whose names are alike: the exact name wins, else it is said whose are in it', async () => {
  await act('sale', { sku: 'ALIKE', quantity: 2, reference: 'Mr John Smith' })
  await act('sale', { sku: 'ALIKE', quantity: 3, reference: 'Mr Adam Smith' })
  const history = async (query: Record<string, string>) => {
    const { total, message } = (await shop.get(`/movements?${new URLSearchParams(query)}`)).body
    return { total, message }
  }
  expect(await history({ reference: 'Mrs Smith' })).toEqual({
    total: 2,
    message: '5 sold under Mr John Smith or Mr Adam Smith. 2 movements: 2 sales.',
  })
  expect(await history({ reference: 'john' })).toEqual({
    total: 1,
    message: '2 sold under Mr John Smith. 1 movement: 1 sale.',
  })
  await act('sale', { sku: 'ALIKE', reference: 'Mrs Smith' })
  await act('sale', { sku: 'ALIKE', reference: 'MADAME SMITH' })
  const hers = {
    total: 2,
    message:
      '2 sold under Mrs Smith. 2 movements: 2 sales. Mr Adam Smith or Mr John Smith may be somebody else, and is not counted.',
  }
  expect(await history({ reference: 'mrs smith' })).toEqual(hers)
  const { body } = await shop.get('/export?file=movements&reference=mrs+smith')
  expect(body.message).toContain(hers.message)
  // Only whose movements fit the rest of the question too.
  expect(await history({ reference: 'Smith', type: 'return' })).toEqual({
    total: 0,
    message: 'No returns under Smith.',
  })
  expect(await history({ reference: 'Smyth' })).toEqual({
    total: 0,
    message: 'No movements under Smyth.',
  })
})

test('"Paul won\'t come": all that is reserved as a reference is released', async () => {
  await act('reserve', { sku: 'ALL-A', reference: 'Paul Durand' })
  await act('reserve', { sku: 'ALL-A', size: '39', quantity: 2, reference: 'Paul Durand' })
  await act('reserve', { sku: 'ALL-B', size: '40', quantity: 3, reference: 'Mme Paulin' })
  const request = { reference: 'paul', request_id: 'paul-does-not-come' }
  const released = await shop.post('/inventory/release', request)
  expect(released).toMatchObject({
    status: 201,
    body: {
      results_total: 2,
      results: [
        { sku: 'ALL-A', size: '38', reserved: 0, movement: { reference: 'Paul Durand' } },
        { sku: 'ALL-A', size: '39', reserved: 0, movement: { quantity: 2 } },
      ],
    },
  })
  expect(released.body.message).toContain('Released 1 Alpha, Noir, Femme, 38 (Paul Durand)')
  expect(released.body.message).toContain('Released 2 Alpha, Noir, Femme, 39 (Paul Durand)')
  const again = await shop.post('/inventory/release', request)
  expect(again).toMatchObject({ status: 200, body: { replayed: true, results_total: 2 } })
  expect(await levels('ALL-B')).toEqual([[5, 3]])
  await shop.post('/inventory/undo', {})
  expect(await list({ reference: 'paul durand' })).toMatchObject({ total: 2, units: 3 })
})

test('"Paul came": one thing is sold at once, several are asked about', async () => {
  const several = await shop.post('/inventory/sale', { reference: 'Paul' })
  expect(several).toMatchObject({
    status: 409,
    body: {
      type: '/problems/ambiguous-reservation',
      reservations: [
        { reference: 'Paul Durand', held: 1, sku: 'ALL-A', size: '38' },
        { reference: 'Paul Durand', held: 2, sku: 'ALL-A', size: '39' },
      ],
    },
  })
  expect(several.body.detail).toContain('send confirm true')
  const one = await shop.post('/inventory/sale', { reference: 'Paul', size: '38' })
  expect(one).toMatchObject({ status: 201, body: { new_quantity: 4, reserved: 0 } })
  expect(one.body.message).toBe(
    'Sold 1 Alpha, Noir, Femme, 38: 5 → 4. They were reserved as Paul Durand.',
  )
  await shop.post('/inventory/undo', {})
  const all = await shop.post('/inventory/sale', { reference: 'Paul', confirm: true })
  expect(all).toMatchObject({ status: 201, body: { quantity_sold: 3, results_total: 2 } })
  expect(await levels('ALL-A')).toEqual([
    [4, 0],
    [3, 0],
  ])
})

test('a reference alone that nothing is reserved as changes nothing, and near names are a question', async () => {
  const none = await shop.post('/inventory/release', { reference: 'Nobody' })
  expect(none).toMatchObject({ status: 409, body: { type: '/problems/nothing-reserved' } })
  expect(none.body.detail).toContain('Nothing is reserved as Nobody. Nothing was changed')
  const near = await shop.post('/inventory/sale', { reference: 'Mme Paulain' })
  expect(near).toMatchObject({ status: 409, body: { type: '/problems/nothing-reserved' } })
  expect(near.body.detail).toContain('Was Mme Paulin meant?')
  expect(await shop.post('/inventory/sale', { sku: 'ALL-B', size: '40' })).toMatchObject({
    status: 400,
    body: {
      detail:
        'Correct this and send it again. quantity: is missing: ask how many, or send reference for all that is reserved as it',
    },
  })
  expect(await levels('ALL-B')).toEqual([[5, 3]])
})

test('in a chat, a sale to somebody of nearly the same name is asked about', async () => {
  const sell = (body: object) =>
    shop.inject({
      method: 'POST',
      url: '/inventory/sale',
      headers: { 'openai-conversation-id': 'near' },
      payload: { sku: 'NEAR', size: '38', quantity: 1, reference: 'Alamy', ...body },
    })
  await act('reserve', { sku: 'NEAR', reference: 'Mme Alami' })
  const asked = await sell({})
  expect(asked).toMatchObject({
    status: 409,
    body: { type: '/problems/ambiguous-reservation', reservations: [{ reference: 'Mme Alami' }] },
  })
  expect(await levels('NEAR')).toEqual([[2, 1]])
  expect(await sell({ confirm: true })).toMatchObject({
    status: 201,
    body: { new_quantity: 1, reserved: 1, movement: { reference: 'Alamy' } },
  })
})

test('a reservation tells which of several products is meant', async () => {
  await act('reserve', { sku: 'ALL-A', size: '39', reference: 'Nora' })
  const sold = await shop.post('/inventory/sale', { size: '39', quantity: 1, reference: 'Nora' })
  expect(sold).toMatchObject({ status: 201, body: { sku: 'ALL-A', size: '39', reserved: 0 } })
})

const inChat = (action: string, body: object) =>
  shop.inject({
    method: 'POST',
    url: `/inventory/${action}`,
    headers: { 'openai-conversation-id': 'family' },
    payload: { sku: 'FAMILY', size: '38', quantity: 1, ...body },
  })

test('a title and a family name are a question where somebody with a first name has something', async () => {
  await act('reserve', { sku: 'FAMILY', reference: 'Jean Fassi' })
  for (const action of ['sale', 'release']) {
    const asked = await inChat(action, { reference: 'Mme Fassi' })
    expect(asked).toMatchObject({
      status: 409,
      body: {
        type: '/problems/ambiguous-reservation',
        reservations: [{ reference: 'Jean Fassi' }],
      },
    })
  }
  expect(await list({ reference: 'Mme Fassi' })).toMatchObject({
    message: expect.stringContaining('"Mme Fassi" may be Jean Fassi: ask which one is meant'),
  })
  expect(await levels('FAMILY')).toEqual([
    [9, 1],
    [9, 0],
  ])
})

test('in a chat, where the list says ask about a name beside a longer one, so does the write', async () => {
  await act('reserve', { sku: 'FAMILY', reference: 'Bennis' })
  await act('reserve', { sku: 'FAMILY', reference: 'Jean Bennis' })
  expect((await list({ reference: 'Bennis' })).message).toContain(
    '"Bennis" may be Bennis or Jean Bennis: ask which one is meant before anything is changed.',
  )
  for (const action of ['sale', 'release']) {
    const asked = await inChat(action, { reference: 'Bennis' })
    expect(asked).toMatchObject({
      status: 409,
      body: { type: '/problems/ambiguous-reservation' },
    })
    expect(asked.body.detail).toContain('For Bennis send confirm true too.')
  }
  expect(await inChat('release', { reference: 'Bennis', confirm: true })).toMatchObject({
    status: 201,
    body: { movement: { reference: 'Bennis' } },
  })
  expect((await list({ reference: 'Bennis' })).references).toEqual(['Jean Bennis'])
})

test('in a chat, a sale tells what the same person has reserved elsewhere, and of others nothing', async () => {
  await act('reserve', { sku: 'FAMILY', size: '39', reference: 'Mme Chraibi' })
  const sold = await inChat('sale', { reference: 'Chraibi' })
  expect(sold).toMatchObject({ status: 201, body: { reserved: 2 } })
  expect(sold.body.message).toBe(
    'Sold 1 Family, Noir, Femme, 38: 9 → 8. Still reserved: Mme Chraibi: 1 Family, Noir, Femme, 39 (FAMILY). Ask whether to release that.',
  )
  const receipt = await inChat('sale', { reference: 'ticket 881' })
  expect(receipt.body.message).toBe('Sold 1 Family, Noir, Femme, 38: 8 → 7.')
})

test('who comes for a reservation that ended is told when it ended', async () => {
  const soon = new Date(Date.now() + 1_500).toISOString()
  await act('reserve', { sku: 'FAMILY', reference: 'Nadia', expires_at: soon })
  await expect
    .poll(async () => (await list({ reference: 'Nadia', state: 'expired' })).total, {
      timeout: 5_000,
    })
    .toBe(1)
  const ended =
    /1 Family, Noir, Femme, 38 was reserved as Nadia until 20\d\d-\d\d-\d\d \d\d:\d\d; that ended\./
  for (const action of ['sale', 'release']) {
    const none = await shop.post(`/inventory/${action}`, { reference: 'Nadia' })
    expect(none).toMatchObject({ status: 409, body: { type: '/problems/nothing-reserved' } })
    expect(none.body.detail).toMatch(ended)
  }
  const sold = await inChat('sale', { reference: 'Nadia' })
  expect(sold).toMatchObject({ status: 201 })
  expect(sold.body.message).toMatch(ended)
})

test('what is promised cannot be counted away or damaged: whose it is and what to do is said', async () => {
  await act('reserve', { sku: 'PROMISED', quantity: 3, reference: 'Mme Dupont' })
  const counted = await act('count', { sku: 'PROMISED', quantity: 1 })
  expect(counted.body).toMatchObject({
    type: '/problems/insufficient-stock',
    reservations: [{ reference: 'Mme Dupont', held: 3 }],
  })
  expect(counted.body.detail).toBe(
    'Promised, Noir, Femme, 38 has 3 on hand, 3 reserved, as Mme Dupont: 3, so 0 can go; 1 was counted. Nothing was changed: tell the owner, ask whose is given up, release 2 (releaseStock with that reference), then send this again.',
  )
  const damaged = await shop.post('/inventory/adjust', {
    sku: 'PROMISED',
    size: '38',
    delta: -1,
    reason: 'damaged',
  })
  expect(damaged.body.detail).toContain('1 fewer leaves 2. Nothing was changed')
  expect(damaged.body.detail).toContain('release 1 (releaseStock')
  await act('release', { sku: 'PROMISED', quantity: 2, reference: 'Mme Dupont' })
  expect(await act('count', { sku: 'PROMISED', quantity: 1 })).toMatchObject({ status: 201 })
})

test('the only reservation of a product is released without saying how many', async () => {
  const release = () => shop.post('/inventory/release', { sku: 'PROMISED', size: '39' })
  expect(await release()).toMatchObject({
    status: 409,
    body: { type: '/problems/nothing-reserved' },
  })
  await act('reserve', { sku: 'PROMISED', size: '39', quantity: 2, reference: 'Omar' })
  await act('reserve', { sku: 'PROMISED', size: '39', quantity: 1, reference: 'Driss' })
  expect(await release()).toMatchObject({
    status: 409,
    body: { type: '/problems/ambiguous-reservation' },
  })
  await act('release', { sku: 'PROMISED', size: '39', reference: 'Driss' })
  expect(await release()).toMatchObject({
    status: 201,
    body: { reserved: 0, movement: { quantity: 2, reference: 'Omar' } },
  })
})

test('a reservation is kept until the end of a day, or a time by the clock of the shop', async () => {
  const until = async (expires_at: string) => {
    const { status, body } = await act('reserve', { sku: 'HISTORY', expires_at })
    expect(status).toBe(201)
    await act('release', { sku: 'HISTORY', reference: body.movement.reference })
    return [body.movement.expires_at, body.message.split(' Kept ')[1]]
  }
  // The clock of the shop is that of Casablanca, an hour ahead of UTC.
  expect(await until('2099-12-05')).toEqual(['2099-12-05T22:59:59.999Z', 'until 2099-12-05 23:59.'])
  expect(await until('2099-12-05T18:00')).toEqual([
    '2099-12-05T17:00:00.000Z',
    'until 2099-12-05 18:00.',
  ])
  expect(await until('2099-12-05T18:00:00Z')).toEqual([
    '2099-12-05T18:00:00.000Z',
    'until 2099-12-05 19:00.',
  ])
  for (const wrong of ['Saturday', '2026-02-30', '2020-01-01']) {
    expect(await act('reserve', { sku: 'HISTORY', expires_at: wrong })).toMatchObject({
      status: 400,
      body: { type: '/problems/invalid-request' },
    })
  }
})
