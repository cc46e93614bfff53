import { EventSource } from 'eventsource'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPocketBaseClient, type PocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { preparePocketBase } from '../../src/store/pocketbase/prepare.ts'
import { CREDENTIALS, startPocketBase, type TestPocketBase } from '../support/shop.ts'

// A PocketBase in which somebody opened everything that can be opened, after its next start.

const OPEN = { listRule: '', viewRule: '', createRule: '', updateRule: '', deleteRule: '' }
const PROVIDER = {
  name: 'oidc',
  clientId: 'id',
  clientSecret: 'secret',
  authURL: 'https://id.test/authorize',
  tokenURL: 'https://id.test/token',
  userInfoURL: 'https://id.test/user',
}
const SIGN_IN = {
  authRule: '',
  manageRule: 'id != ""',
  passwordAuth: { enabled: true },
  oauth2: { enabled: true, providers: [PROVIDER] },
}
const OURS = ['products', 'variants', 'locations', 'inventory', 'movements', 'api_keys']
const USER = { email: 'guest@stock.example', password: 'guest-password-0123' }

interface Collection {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly system: boolean
}

let pocketbase: TestPocketBase
let client: PocketBaseClient
let collections: Collection[]
let userToken: string

const listCollections = async () =>
  (
    (await client.request('/api/collections', { query: { perPage: 200 } })) as {
      items: Collection[]
    }
  ).items

/** Kills PocketBase, which starts again by itself, and waits until it answers. */
async function restart(): Promise<void> {
  const before = pocketbase.restarts()
  await pocketbase.kill()
  while (pocketbase.restarts() === before) await new Promise((done) => setTimeout(done, 20))
  await client.request('/api/stock/version', { deadlineMs: 20_000 })
}

async function ask(path: string, method = 'GET', token?: string, body?: object) {
  const response = await fetch(pocketbase.url + path, {
    method,
    headers: {
      ...(token && { authorization: token }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text }
}

beforeAll(async () => {
  pocketbase = await startPocketBase()
  client = createPocketBaseClient({ url: pocketbase.url, ...CREDENTIALS })
  await preparePocketBase(client)
  const path = '/api/collections'
  for (const name of OURS) {
    await client.request(`${path}/${name}`, { method: 'PATCH', body: OPEN })
  }
  await client.request(`${path}/users`, { method: 'PATCH', body: { ...OPEN, ...SIGN_IN } })
  const notes = [{ name: 'text', type: 'text' }]
  const made = [
    { name: 'notes', type: 'base', fields: notes, ...OPEN },
    { name: 'staff', type: 'auth', ...OPEN, ...SIGN_IN },
    {
      name: 'prices',
      type: 'view',
      viewQuery: 'SELECT id, cost FROM products',
      listRule: '',
      viewRule: '',
    },
  ]
  for (const body of made) await client.request(path, { method: 'POST', body })

  // All of it is really open now.
  const signUp = { ...USER, role: 'staff', passwordConfirm: USER.password }
  expect((await ask(`${path}/users/records`, 'POST', undefined, signUp)).status).toBe(200)
  const login = { identity: USER.email, password: USER.password }
  const signedIn = await ask(`${path}/users/auth-with-password`, 'POST', undefined, login)
  userToken = signedIn.body.token
  expect((await ask(`${path}/products/records`)).status).toBe(200)
  expect((await ask(`${path}/prices/records`)).status).toBe(200)

  await restart()
  collections = await listCollections()
})
afterAll(() => pocketbase?.stop())

/** Neither a stranger nor somebody who signed up while that was possible. */
const strangers = () => [undefined, userToken]

test('only the superuser reads or writes a record of any collection', async () => {
  expect(collections.map(({ name }) => name)).toEqual(
    expect.arrayContaining([...OURS, 'users', 'notes', 'staff', 'prices', '_superusers']),
  )
  for (const { name, type } of collections) {
    const path = `/api/collections/${name}/records`
    const superuser = await client.request(path)
    expect(superuser, name).toHaveProperty('items')
    const [some = { id: 'abcdefghijklmno' }] = (superuser as { items: { id: string }[] }).items
    for (const token of strangers()) {
      const list = await ask(path, 'GET', token)
      // PocketBase's own lists show each account its own, and to a stranger none.
      expect({ name, items: list.body.items ?? [] }).toEqual({ name, items: [] })
      const attempts = [
        await ask(`${path}/${some.id}`, 'GET', token),
        await ask(path, 'POST', token, {
          name: 'x',
          text: 'x',
          ...USER,
          passwordConfirm: USER.password,
        }),
        await ask(`${path}/${some.id}`, 'PATCH', token, { name: 'x' }),
        await ask(`${path}/${some.id}`, 'DELETE', token),
        await ask(`/api/collections/${name}/truncate`, 'DELETE', token),
        await ask(`/api/collections/${name}`, 'PATCH', token, OPEN),
      ]
      for (const { status } of attempts) expect([400, 401, 403, 404], name).toContain(status)
    }
    expect(type).toMatch(/^(base|auth|view)$/)
  }
  const users = (await client.request('/api/collections/users/records')) as { totalItems: number }
  expect(users.totalItems).toBe(1)
})

test('nobody signs up or in but the superuser', async () => {
  const login = { identity: USER.email, password: USER.password }
  for (const { name } of collections.filter(({ type }) => type === 'auth')) {
    const path = `/api/collections/${name}`
    const { body } = await ask(`${path}/auth-methods`)
    const ways = ['password', 'oauth2', 'otp'].map((way) => body[way]?.enabled ?? false)
    // Providers of `users` stay, as an owner set them up, and are asked by the service only.
    const open = [name === '_superusers', name === 'users', false]
    expect({ name, ways }).toEqual({ name, ways: open })
    const attempts = [
      await ask(`${path}/auth-with-password`, 'POST', undefined, login),
      await ask(`${path}/request-otp`, 'POST', undefined, { email: USER.email }),
      await ask(`${path}/auth-with-oauth2`, 'POST', undefined, { provider: 'oidc', code: 'x' }),
      await ask(`${path}/auth-refresh`, 'POST', userToken),
      await ask(`${path}/impersonate/abcdefghijklmno`, 'POST', userToken),
    ]
    for (const { status } of attempts) expect([400, 401, 403, 404], name).toContain(status)
  }
})

test('the rest of its API is for the superuser too, and several edits at once are off', async () => {
  const closed = ['/api/settings', '/api/logs', '/api/backups', '/api/crons', '/api/collections']
  for (const token of strangers()) {
    for (const path of closed) {
      expect([401, 403], path).toContain((await ask(path, 'GET', token)).status)
    }
  }
  const requests = [{ method: 'POST', url: '/api/collections/notes/records', body: {} }]
  for (const token of strangers()) {
    expect((await ask('/api/batch', 'POST', token, { requests })).status).toBe(403)
  }
  const batch = { method: 'POST', body: { requests } } as const
  await expect(client.request('/api/batch', batch)).rejects.toMatchObject({ status: 403 })
})

/** Listens to everything that changes. @param heard is told what was heard */
async function listen(token: string | undefined, heard: string[]): Promise<EventSource> {
  const source = new EventSource(`${pocketbase.url}/api/realtime`)
  const clientId = await new Promise<string>((resolve) => {
    source.addEventListener('PB_CONNECT', ({ lastEventId }) => resolve(lastEventId))
  })
  const subscriptions = collections.map(({ name }) => `${name}/*`)
  for (const one of subscriptions) source.addEventListener(one, ({ type }) => heard.push(type))
  await ask('/api/realtime', 'POST', token, { clientId, subscriptions })
  return source
}

test('what changes is told to nobody but the superuser', async () => {
  const { email: identity, password } = CREDENTIALS
  const path = '/api/collections/_superusers/auth-with-password'
  const { token } = (await ask(path, 'POST', undefined, { identity, password })).body
  const [told, leaked]: [string[], string[]] = [[], []]
  const sources = await Promise.all([
    ...strangers().map((one) => listen(one, leaked)),
    listen(token, told),
  ])
  try {
    const note = { method: 'POST', body: { text: 'secret' } } as const
    await client.request('/api/collections/notes/records', note)
    const place = { method: 'POST', body: { name: 'Cave' } } as const
    await client.request('/api/collections/locations/records', place)
    await expect.poll(() => told.toSorted()).toEqual(['locations/*', 'notes/*'])
    expect(leaked).toEqual([])
  } finally {
    for (const source of sources) source.close()
  }
})

test('a start that finds the doors closed changes nothing', async () => {
  await restart()
  expect(await listCollections()).toEqual(collections)
})

test('whoever guesses the password of the superuser is braked', async () => {
  const path = '/api/collections/_superusers/auth-with-password'
  // Without a password it counts as well, and takes PocketBase no time.
  const guess = { identity: 'admin@stock.example', password: '' }
  const statuses: number[] = []
  while (statuses.length <= 100 && statuses.at(-1) !== 429) {
    statuses.push((await ask(path, 'POST', undefined, guess)).status)
  }
  expect(statuses.at(-1)).toBe(429)
  const { rateLimits } = (await client.request('/api/settings')) as {
    rateLimits: { rules: { maxRequests: number }[] }
  }
  expect(rateLimits.rules).toEqual([
    { label: '*:auth', audience: '', duration: 60, maxRequests: 100 },
  ])
  // One that is signed in goes on, and one that is not is told how long to wait.
  expect(await client.request('/api/stock/version')).toHaveProperty('version')
  const another = createPocketBaseClient({ url: pocketbase.url, ...CREDENTIALS })
  await expect(another.request('/api/stock/version')).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringContaining('try again in a minute'),
  })
})
