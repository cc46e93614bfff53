import { beforeAll, expect, test } from 'vitest'
import { hashOf } from '../../src/shared/secret.ts'
import { fromPage, PASSWORD, peopleOf } from '../support/people-of.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([product('A', 'Amor', { 38: 100 })])
const BY = { actor: 'test', ip: '' }

const service = () => peopleOf(shop.people).people
const enter = (...who: Parameters<ReturnType<typeof peopleOf>['enter']>) =>
  peopleOf(shop.people).enter(...who)
const signIn = (email: string, password?: string) => peopleOf(shop.people).signIn(email, password)

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

const as = (cookie: string, method: Method, url: string, payload?: object) =>
  shop.inject({ method, url, ...(payload && { payload }), headers: fromPage(cookie) })

let owner: Awaited<ReturnType<typeof enter>>

beforeAll(async () => {
  owner = await enter('olga@shop.test', 'owner')
})

test('a person who signed in is known by her cookie', async () => {
  expect(await as(owner.cookie, 'GET', '/me')).toMatchObject({
    status: 200,
    body: {
      name: 'olga@shop.test',
      scope: 'admin',
      location: null,
      person: { id: owner.id, name: 'olga@shop.test', role: 'owner' },
      client: null,
    },
  })
  expect((await as(`${owner.cookie}x`, 'GET', '/me')).status).toBe(401)
})

test('a wrong password, and an unknown e-mail, do not sign in', async () => {
  expect(await signIn('olga@shop.test', 'another password')).toBe('')
  expect(await signIn('nobody@shop.test')).toBe('')
  expect(await signIn('OLGA@shop.test')).not.toBe('')
})

test('what a person does is by her e-mail, within her role', async () => {
  const { cookie } = await enter('sam@shop.test', 'staff')
  const sale = { sku: 'A', size: '38', quantity: 2 }
  expect((await as(cookie, 'POST', '/inventory/sale', sale)).status).toBe(201)
  const { body } = await shop.get('/movements?limit=1')
  expect(body.items[0]).toMatchObject({ actor: 'sam@shop.test' })
  expect((await as(cookie, 'GET', '/admin/drift')).body.type).toBe('/problems/scope-too-small')
  const { cookie: looks } = await enter('vera@shop.test', 'viewer')
  expect((await as(looks, 'GET', '/inventory')).status).toBe(200)
  expect((await as(looks, 'POST', '/inventory/sale', sale)).status).toBe(403)
})

test.each([undefined, 'https://evil.test'])(
  'a write by cookie from the page %s is refused',
  async (origin) => {
    const answer = await shop.inject({
      method: 'POST',
      url: '/inventory/sale',
      payload: { sku: 'A', size: '38', quantity: 1 },
      headers: {
        cookie: `stock=${owner.cookie}`,
        authorization: '',
        host: 'localhost',
        ...(origin && { origin }),
      },
    })
    expect(answer).toMatchObject({ status: 403, body: { type: '/problems/foreign-origin' } })
  },
)

test('only an owner in a session changes people and keys, never a key', async () => {
  const { cookie } = await enter('mia@shop.test', 'manager')
  for (const [method, url, body] of [
    ['GET', '/people'],
    ['POST', '/invites', { email: 'x@shop.test', role: 'owner' }],
    ['GET', '/keys'],
    ['POST', '/keys', { name: 'program' }],
  ] as const) {
    const byManager = await as(cookie, method, url, body)
    expect(byManager).toMatchObject({ status: 403, body: { type: '/problems/owner-only' } })
    const byKey = await shop.inject({ method, url, ...(body && { payload: body }) })
    expect(byKey).toMatchObject({ status: 403, body: { type: '/problems/sign-in-needed' } })
    expect((await as(owner.cookie, method, url, body)).status).toBe(method === 'GET' ? 200 : 201)
  }
  expect((await as(cookie, 'GET', '/audit')).status).toBe(200)
})

test('a link to join is for one, once, whoever is first', async () => {
  const { body } = await as(owner.cookie, 'POST', '/invites', {
    email: 'two@shop.test',
    role: 'staff',
  })
  const secret = body.link.split('/').at(-1)
  const join = () =>
    service()
      .join(secret, { email: '', name: 'Two', password: PASSWORD, ip: '' })
      .then(
        () => 'joined',
        ({ code }) => code,
      )
  const outcomes = await Promise.all([join(), join(), join()])
  expect(outcomes.sort()).toEqual(['joined', 'link-ended', 'link-ended'])
  expect(
    (await as(owner.cookie, 'POST', '/invites', { email: 'Two@shop.test', role: 'staff' })).body
      .type,
  ).toBe('/problems/person-exists')
})

test('a new link for the same e-mail ends the one before, and one that is withdrawn ends', async () => {
  const invite = { email: 'late@shop.test', role: 'viewer' } as const
  const first = await service().invite({ ...invite, location: null }, BY)
  const second = await service().invite({ ...invite, location: null }, BY)
  expect(await service().openLink(first.secret)).toBeNull()
  expect(await service().openLink(second.secret)).toMatchObject({ ...invite, kind: 'join' })
  expect((await as(owner.cookie, 'DELETE', `/invites/${second.id}`)).status).toBe(200)
  expect(await service().openLink(second.secret)).toBeNull()
})

test('who is disabled or changed is out within a second', async () => {
  const { id, cookie } = await enter('dan@shop.test', 'staff')
  expect((await as(cookie, 'GET', '/me')).status).toBe(200)
  expect((await as(owner.cookie, 'PATCH', `/people/${id}`, { disabled: true })).body).toMatchObject(
    {
      person: { disabled: true },
    },
  )
  await expect
    .poll(async () => (await as(cookie, 'GET', '/me')).status, { timeout: 5_000 })
    .toBe(401)
  expect(await signIn('dan@shop.test')).toBe('')
  await as(owner.cookie, 'PATCH', `/people/${id}`, { disabled: false, role: 'viewer' })
  expect((await as(cookie, 'GET', '/me')).status).toBe(401)
  await expect
    .poll(async () => (await as(await signIn('dan@shop.test'), 'GET', '/me')).body.scope)
    .toBe('read')
})

test('the last owner stays one, in the admin UI too', async () => {
  for (const change of [{ disabled: true }, { role: 'manager' }]) {
    expect(await as(owner.cookie, 'PATCH', `/people/${owner.id}`, change)).toMatchObject({
      status: 409,
      body: { type: '/problems/last-owner' },
    })
  }
  const record = `/api/collections/users/records/${owner.id}`
  const edit = (method: 'PATCH' | 'DELETE', body?: object) =>
    shop.client.request(record, { method, ...(body && { body }) })
  await expect(edit('PATCH', { role: 'staff' })).rejects.toThrow()
  await expect(edit('DELETE')).rejects.toThrow()
  expect(await shop.people.readPeople()).toContainEqual(
    expect.objectContaining({ id: owner.id, role: 'owner', disabled: false }),
  )
})

test('a password is chosen by a link, and ends every session', async () => {
  const { id, cookie } = await enter('rita@shop.test', 'staff')
  const { body } = await as(owner.cookie, 'POST', `/people/${id}/reset`)
  await service().reset(body.link.split('/').at(-1), { password: 'quite another password', ip: '' })
  await expect
    .poll(async () => (await as(cookie, 'GET', '/me')).status, { timeout: 5_000 })
    .toBe(401)
  expect(await signIn('rita@shop.test')).toBe('')
  expect(await signIn('rita@shop.test', 'quite another password')).not.toBe('')
})

test('a password that is changed while the one before is looked at lets nobody in', async () => {
  const { id } = await enter('tess@shop.test', 'staff')
  const password = 'quite another password'
  const { secret } = await service().offerReset(id, BY)
  const store = {
    ...shop.people,
    async checkPassword(...typed: [email: string, password: string]) {
      const found = await shop.people.checkPassword(...typed)
      expect(found).not.toBeNull()
      await service().reset(secret, { password, ip: '' })
      return found
    },
  }
  expect(await peopleOf(store).signIn('tess@shop.test')).toBe('')
  const sessions = await shop.client.request('/api/collections/sessions/records', {
    query: { filter: `user = "${id}"` },
  })
  expect(sessions).toMatchObject({ totalItems: 0 })
  expect(await signIn('tess@shop.test', password)).not.toBe('')
})

test('a person of one location sees and changes that one', async () => {
  const { cookie } = await enter('lea@shop.test', 'staff', 'shop')
  expect((await as(cookie, 'GET', '/me')).body.location).toBe('Shop')
  await expect(enter('x2@shop.test', 'staff', 'Moon')).rejects.toMatchObject({
    code: 'location-not-found',
  })
})

test('a key that an owner makes works, and ends when it is revoked', async () => {
  const made = await as(owner.cookie, 'POST', '/keys', { name: 'till', scope: 'read' })
  const ask = () =>
    shop.inject({
      method: 'GET',
      url: '/me',
      headers: { authorization: `Bearer ${made.body.key}` },
    })
  await expect
    .poll(async () => (await ask()).body, { timeout: 10_000 })
    .toMatchObject({ name: 'till', person: null })
  expect((await as(owner.cookie, 'POST', '/keys', { name: 'Till' })).body.type).toBe(
    '/problems/name-in-use',
  )
  expect((await as(owner.cookie, 'DELETE', '/keys/till')).status).toBe(200)
  await expect.poll(async () => (await ask()).status, { timeout: 10_000 }).toBe(401)
})

test('the audit says who did what, newest first, and never a secret', async () => {
  const { body } = await as(owner.cookie, 'GET', '/audit?limit=3')
  expect(body.items).toHaveLength(3)
  expect(body.items[0]).toMatchObject({
    actor: 'olga@shop.test',
    what: 'key-revoked',
    subject: 'till',
  })
  const next = await as(
    owner.cookie,
    'GET',
    `/audit?limit=200&cursor=${encodeURIComponent(body.next_cursor)}`,
  )
  const ids = [...body.items, ...next.body.items].map(({ id }: { id: string }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(JSON.stringify(next.body)).not.toMatch(new RegExp(`${PASSWORD}|sk-`))
})

test('each person undoes what was their own', async () => {
  const [ann, ben] = [await enter('ann@shop.test', 'staff'), await enter('ben@shop.test', 'staff')]
  const sell = (cookie: string, quantity: number) =>
    as(cookie, 'POST', '/inventory/sale', { sku: 'A', size: '38', quantity })
  const soldBefore = (await shop.get('/summary')).body.sold.units
  await sell(ann.cookie, 3)
  await sell(ben.cookie, 5)
  expect((await as(ann.cookie, 'POST', '/inventory/undo')).body.results[0].movement.quantity).toBe(
    3,
  )
  const { by, sold } = (await shop.get('/summary')).body
  expect(by.items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ actor: 'ben@shop.test', movements: 1 }),
      expect.objectContaining({ actor: 'ann@shop.test', movements: 2 }),
    ]),
  )
  // What she did is undone.
  expect(sold.units).toBe(soldBefore + 5)
})

test('after a restore everybody signs in again, and people stay', async () => {
  const { cookie } = await enter('res@shop.test', 'staff')
  const { secret } = await service().invite(
    { email: 'open@shop.test', role: 'viewer', location: null },
    BY,
  )
  await shop.people.signOutAll()
  await expect
    .poll(async () => (await as(cookie, 'GET', '/me')).status, { timeout: 5_000 })
    .toBe(401)
  expect(await service().openLink(secret)).toBeNull()
  expect(await signIn('res@shop.test')).not.toBe('')
  owner = { ...owner, cookie: await signIn('olga@shop.test') }
})

test('the links of an owner who is disabled no longer work', async () => {
  const { id, cookie } = await enter('eve@shop.test', 'owner')
  const invite = { email: 'eve2@shop.test', role: 'owner' }
  const { body } = await as(cookie, 'POST', '/invites', invite)
  const secret = body.link.split('/').at(-1)
  expect(await service().openLink(secret)).toMatchObject({ invitedBy: 'eve@shop.test' })
  await as(owner.cookie, 'PATCH', `/people/${id}`, { disabled: true })
  expect(await service().openLink(secret)).toBeNull()
})

test('an owner works everywhere, and somebody who is none can always be disabled', async () => {
  const refused = { status: 400, body: { type: '/problems/invalid-request' } }
  const located = { email: 'loc@shop.test', role: 'owner', location: 'Shop' }
  expect(await as(owner.cookie, 'POST', '/invites', located)).toMatchObject(refused)
  expect(
    await as(owner.cookie, 'PATCH', `/people/${owner.id}`, { location: 'Shop' }),
  ).toMatchObject(refused)
})

test('the link of the start is for the first owner only', async () => {
  const link = { by: BY, kind: 'join', email: '', role: 'owner', location: null } as const
  const expiresAt = new Date(Date.now() + 60_000).toISOString()
  await shop.people.makeLink({ ...link, hash: hashOf('start'), expiresAt })
  const who = { email: 'late@shop.test', name: 'Late', password: PASSWORD, ip: '' }
  await expect(service().join('start', who)).rejects.toMatchObject({ code: 'link-ended' })
})

test('of keys of one name that are made at once there is one, and it is on record once', async () => {
  const make = () => as(owner.cookie, 'POST', '/keys', { name: 'twins', scope: 'read' })
  const noted = async (what: string) => {
    const entries = await shop.people.readAudit({ limit: 100 })
    return entries.filter((entry) => entry.subject === 'twins' && entry.what === what)
  }
  // The second time in place of one that was revoked.
  for (const round of [1, 2]) {
    const made = await Promise.all(Array.from({ length: 6 }, make))
    expect(made.map(({ status }) => status).toSorted()).toEqual([201, ...Array(5).fill(409)])
    const key = made.find(({ status }) => status === 201)?.body.key
    const kept = (await shop.keys.readKeys()).filter(({ name }) => name === 'twins')
    expect(kept).toMatchObject([{ hash: hashOf(key), revoked: false }])
    expect(await noted('key-created')).toHaveLength(round)
    const ended = await Promise.all([1, 2].map(() => as(owner.cookie, 'DELETE', '/keys/twins')))
    expect(ended.map(({ status }) => status)).toEqual([200, 200])
    expect(await noted('key-revoked')).toHaveLength(round)
  }
})

test('a key takes neither the name of the settings nor an end in the past', async () => {
  const make = (wish: object) => as(owner.cookie, 'POST', '/keys', wish)
  expect((await make({ name: 'Owner' })).body.type).toBe('/problems/name-in-use')
  const ended = { name: 'past', expires_at: '2020-01-01T00:00:00Z' }
  expect((await make(ended)).body.type).toBe('/problems/invalid-request')
})

test('a signed link opens in a browser that is signed in as somebody who may not', async () => {
  const { cookie } = await enter('link@shop.test', 'viewer')
  const { body } = await shop.get('/export?file=inventory')
  const { pathname, search } = new URL(body.openaiFileResponse[0])
  const answer = await shop.app.inject({ url: pathname + search, headers: fromPage(cookie) })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-type']).toContain('text/csv')
})

test('who may what is told in French to whoever asks for it', async () => {
  const inFrench = async (method: Method, url: string, payload?: object) => {
    const headers = { ...fromPage(owner.cookie), 'accept-language': 'fr' }
    const { body } = await shop.inject({ method, url, headers, ...(payload && { payload }) })
    return body.message ?? body.detail
  }
  const email = 'farida@shop.test'
  expect(await inFrench('POST', '/invites', { email, role: 'staff' })).toBe(
    'Donnez ce lien à la personne. Il marche une fois, pendant 72 heures, et n’est montré qu’une fois.',
  )
  expect(await inFrench('POST', '/invites', { email, role: 'owner', location: 'Shop' })).toBe(
    'Un propriétaire travaille dans tous les lieux : n’en donnez donc pas. Rien n’a changé.',
  )
  expect(await inFrench('POST', '/invites', { email: 'olga@shop.test', role: 'staff' })).toContain(
    'Quelqu’un avec cette adresse e-mail est déjà là',
  )
  expect(await inFrench('PATCH', '/people/aaaaaaaaaaaaaaa', { role: 'staff' })).toBe(
    'Personne n’a cette adresse e-mail : voir listPeople. Rien n’a changé.',
  )
  expect(await inFrench('DELETE', '/connections/aaaaaaaaaaaaaaa')).toBe(
    'Vous n’avez pas de connexion aaaaaaaaaaaaaaa : voir listConnections. Rien n’a changé.',
  )
})
