import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../src/domain/person.ts'
import { createPeopleService } from '../../src/features/people/people.ts'
import { type Account, oidcProvider } from '../support/oidc-provider.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([product('A', 'Amor', { 38: 1 })])
const BY = { actor: 'test', ip: '' }
const ACCOUNT: Account = { sub: '1', email: 'lea@shop.test', email_verified: true }

let provider: Awaited<ReturnType<typeof oidcProvider>>

const people = () => createPeopleService({ store: shop.people })

async function join(email: string, role: Role = 'staff'): Promise<string> {
  const { secret } = await people().invite({ email, role, location: null }, BY)
  const who = { email: '', name: 'Léa', password: 'a long enough password', ip: '' }
  return people().join(secret, who)
}

type Cookies = Record<string, string>

async function browse(url: string, cookies: Cookies = {}) {
  const response = await shop.app.inject({
    method: 'GET',
    url,
    cookies,
    headers: { host: 'localhost' },
  })
  const set = Object.fromEntries(response.cookies.map(({ name, value }) => [name, value]))
  return {
    status: response.statusCode,
    location: response.headers.location ?? '',
    text: response.body,
    set,
  }
}

const begin = (next = '') => browse(`/sign-in/with/oidc?next=${encodeURIComponent(next)}`)

/** Signs in at the provider and comes back. */
async function signIn(account: Account, next?: string) {
  const begun = await begin(next)
  expect(begun.status).toBe(303)
  const back = provider.signIn(begun.location, account)
  return browse(back.pathname + back.search, begun.set)
}

const userRecords = async () =>
  (await shop.client.request('/api/collections/users/records')) as { totalItems: number }

beforeAll(async () => {
  provider = await oidcProvider()
  const oauth2 = { enabled: true, providers: [provider.settings] }
  await shop.client.request('/api/collections/users', { method: 'PATCH', body: { oauth2 } })
  await join('olga@shop.test', 'owner')
  await join('lea@shop.test')
})
afterAll(() => provider?.close())

test('a known verified e-mail is signed in, and led to the page that was asked for', async () => {
  expect((await browse('/sign-in')).text).toContain('Sign in with Test ID')
  const answer = await signIn(ACCOUNT, '/account?tab=1')
  expect(answer).toMatchObject({ status: 303, location: '/account?tab=1' })
  expect((await browse('/account', answer.set)).text).toContain('lea@shop.test')
  expect((await signIn(ACCOUNT, 'https://evil.test')).location).toBe('/account')
})

test.each([
  ['of an unknown e-mail', { ...ACCOUNT, sub: '2', email: 'nobody@shop.test' }],
  ['of an e-mail that is not verified', { ...ACCOUNT, sub: '3', email_verified: false }],
])('an account %s is refused, and makes nobody', async (_kind, account) => {
  const before = (await userRecords()).totalItems
  const answer = await signIn(account)
  expect(answer.status).toBe(422)
  expect(answer.text).toContain('does not belong to anybody here')
  expect(answer.set.stock).toBeUndefined()
  expect((await userRecords()).totalItems).toBe(before)
  const [newest] = await shop.people.readAudit({ limit: 1 })
  expect(newest).toMatchObject({ what: 'sign-in-refused', subject: 'oidc' })
})

test('a disabled person is refused', async () => {
  const id = await join('dan@shop.test')
  await people().change(id, { disabled: true }, BY)
  expect((await signIn({ ...ACCOUNT, sub: '4', email: 'dan@shop.test' })).status).toBe(422)
})

test('only the browser that left comes back, once, with what it left with', async () => {
  const begun = await begin()
  const back = provider.signIn(begun.location, ACCOUNT)
  const path = back.pathname + back.search
  expect((await browse(path)).status).toBe(422)
  expect((await browse(path, (await begin()).set)).status).toBe(422)
  const forged = new URL(back)
  forged.searchParams.delete('state')
  expect((await browse(forged.pathname + forged.search, begun.set)).status).toBe(422)
  expect((await browse(path, { 'stock-provider': 'e30' })).status).toBe(422)
  const came = await browse(path, begun.set)
  expect(came.status).toBe(303)
  expect(came.set['stock-provider']).toBe('')
  expect((await browse(path, begun.set)).status).toBe(422)
})

test('PocketBase tells nobody but the service, and gives no token', async () => {
  const methods = await fetch(`${shop.pocketbase.url}/api/collections/users/auth-methods`)
  const { oauth2 } = (await methods.json()) as {
    oauth2: { providers: { authURL: string; codeVerifier: string }[] }
  }
  const redirect = 'http://localhost/sign-in/provider'
  const { authURL = '', codeVerifier } = oauth2.providers[0] ?? {}
  const back = provider.signIn(authURL + encodeURIComponent(redirect), ACCOUNT)
  const answer = await fetch(`${shop.pocketbase.url}/api/collections/users/auth-with-oauth2`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      provider: 'oidc',
      code: back.searchParams.get('code'),
      codeVerifier,
      redirectURL: redirect,
    }),
  })
  expect(answer.status).toBe(403)
  expect(await answer.text()).not.toContain('token')
})

test('a provider that is not there leads back to the form', async () => {
  expect((await browse('/sign-in/with/google')).text).toContain('<form')
})
