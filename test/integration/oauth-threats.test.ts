import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { REFRESH_LEEWAY_S } from '../../src/domain/connection.ts'
import { createTokenReader } from '../../src/features/connections/token-reader.ts'
import { createPeopleService } from '../../src/features/people/people.ts'
import { createPersonReader } from '../../src/features/people/person-reader.ts'
import { fetchPublicDocument } from '../../src/oauth/clients.ts'
import { hashOf } from '../../src/shared/secret.ts'
import { CALLBACK, createProgram, newVerifier, openBrowser } from '../support/oauth.ts'
import { fromPage, type Member, peopleOf } from '../support/people-of.ts'
import { openApp, product, useShop } from '../support/shop.ts'

const shop = useShop([product('A', 'Amor', { 38: 100 })])
let app: FastifyInstance
let address: string
let staff: Member
let owner: Member
/** Everything that was asked for over the network. */
const fetched: string[] = []
/** Everything that was logged. */
let log = ''

const LONG = 'https://long.test/client.json'
const FAR = 'https://far.test/client.json'

beforeAll(async () => {
  const lines = new PassThrough()
  lines.on('data', (line) => {
    log += line
  })
  app = await openApp(shop.store, shop.keys, {
    people: shop.people,
    oauth: shop.oauth,
    logger: pino({ level: 'trace' }, lines),
    async fetchDocument(url) {
      fetched.push(url)
      const redirects = url === FAR ? ['http://evil.test/cb'] : [CALLBACK]
      const document = { client_id: url, client_name: 'Far', redirect_uris: redirects }
      if (url === LONG)
        return Buffer.from(
          JSON.stringify({ ...document, client_uri: `https://a.test/${'x'.repeat(6_000)}` }),
        )
      if (url === FAR) return Buffer.from(JSON.stringify(document))
      throw new Error('There is nothing.')
    },
  })
  address = await app.listen({ host: '127.0.0.1', port: 0 })
  owner = await peopleOf(shop.people).enter('olga@shop.test', 'owner')
  staff = await peopleOf(shop.people).enter('sam@shop.test', 'staff')
})
afterAll(() => app.close())

const program = () => createProgram(address)
const browserOf = ({ cookie }: Member) => openBrowser(address, { stock: cookie })

let registered: Promise<string> | undefined
const clientId = (): Promise<string> => {
  registered ??= program()
    .register()
    .then(({ body }) => body.client_id)
  return registered
}

/** What a program asks for, and how it proves later that it was itself. */
async function newWish(changes: Record<string, string | undefined> = {}) {
  const { verifier, challenge } = newVerifier()
  const wish = {
    response_type: 'code',
    client_id: await clientId(),
    redirect_uri: CALLBACK,
    scope: 'read write',
    state: 'state-1',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    resource: `${address}/mcp`,
    ...changes,
  }
  return { verifier, url: program().authorizeUrl(wish) }
}

/** A code for the test's program, and what it is exchanged with. */
async function newCode(member = staff) {
  const { verifier, url } = await newWish()
  const landed = await browserOf(member).authorize(url)
  return {
    grant_type: 'authorization_code',
    code: landed.url.searchParams.get('code') ?? '',
    client_id: await clientId(),
    redirect_uri: CALLBACK,
    code_verifier: verifier,
  }
}

const newTokens = async (member = staff) => (await program().token(await newCode(member))).body

const refreshOf = async ({ refresh_token }: { refresh_token: string }) => ({
  grant_type: 'refresh_token',
  refresh_token,
  client_id: await clientId(),
})

const works = async (token: string) => (await program().tool(token)).status === 200

/** Asks past the brake on wrong keys, which answers later and later. */
async function ends(token: string) {
  const { people, oauth: store } = shop
  const reader = createTokenReader({ store, people: createPersonReader(people) })
  await expect.poll(() => reader.identify(token, 'mcp'), { timeout: 5_000 }).toBeUndefined()
}

test('a code that is sent several times at once gives one token, and a later replay ends it', async () => {
  const exchange = await newCode()
  const answers = await Promise.all([1, 2, 3, 4].map(() => program().token(exchange)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400])
  const { access_token, refresh_token } = answers.find(({ status }) => status === 200)?.body ?? {}
  expect(await program().token(exchange)).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant' },
  })
  await ends(access_token)
  expect((await program().token(await refreshOf({ refresh_token }))).body.error).toBe(
    'invalid_grant',
  )
})

test('a refresh token may be sent twice at once; a later replay ends the connection', async () => {
  const tokens = await newTokens()
  const refresh = await refreshOf(tokens)
  const answers = await Promise.all([1, 2, 3].map(() => program().token(refresh)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(await works(answers[0]?.body.access_token)).toBe(true)
  await sleep(REFRESH_LEEWAY_S * 1_000 + 500)
  expect(await program().token(refresh)).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant' },
  })
  for (const { body } of answers) {
    await ends(body.access_token)
    expect((await program().token(await refreshOf(body))).body.error).toBe('invalid_grant')
  }
})

test('an exchange that broke off before the new token was there loses nothing', async () => {
  const tokens = await newTokens()
  expect(await shop.oauth.consumeRecord('RefreshToken', hashOf(tokens.refresh_token))).toBe(true)
  await sleep(REFRESH_LEEWAY_S * 1_000 + 500)
  const { status, body } = await program().token(await refreshOf(tokens))
  expect(status).toBe(200)
  expect(await works(body.access_token)).toBe(true)
})

test('a refresh token gives no more than was allowed, and nothing to another client', async () => {
  const tokens = await newTokens()
  const refresh = await refreshOf(tokens)
  expect((await program().token({ ...refresh, scope: 'read write admin' })).body.error).toBe(
    'invalid_scope',
  )
  const other = (await program().register()).body.client_id
  expect((await program().token({ ...refresh, client_id: other })).body.error).toBe('invalid_grant')
  expect((await program().revoke({ token: tokens.refresh_token, client_id: other })).status).toBe(
    200,
  )
  expect(await works(tokens.access_token)).toBe(true)
})

test.each([
  ['another verifier', { code_verifier: 'x'.repeat(43) }],
  ['no verifier', { code_verifier: '' }],
  ['another address', { redirect_uri: 'http://127.0.0.1:18999/other' }],
  ['another client', { client_id: 'other' }],
  ['another resource', { resource: 'https://other.test/mcp' }],
])('a code is no use with %s', async (_what, changes: Record<string, string>) => {
  const exchange = await newCode()
  const other = changes.client_id
    ? { client_id: (await program().register()).body.client_id }
    : changes
  expect((await program().token({ ...exchange, ...other })).status).toBe(400)
})

test.each([
  [
    'without PKCE',
    { code_challenge: undefined, code_challenge_method: undefined },
    'invalid_request',
  ],
  ['with plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
  ['for another resource', { resource: 'https://other.test/mcp' }, 'invalid_target'],
  ['for the API, by a program that registered itself', { resource: 'API' }, 'invalid_target'],
  ['for a token at once', { response_type: 'token' }, 'unsupported_response_type'],
  ['without a person', { prompt: 'none' }, 'login_required'],
])('a program that asks %s is refused', async (_how, changes, error) => {
  const resource = 'resource' in changes && changes.resource === 'API' ? { resource: address } : {}
  const { url } = await newWish({ ...changes, ...resource })
  const landed = await browserOf(staff).open(url)
  expect(landed.url.origin + landed.url.pathname).toBe(CALLBACK)
  const values = landed.url.search
    ? landed.url.searchParams
    : new URLSearchParams(landed.url.hash.slice(1))
  expect(values.get('error')).toBe(error)
  expect(values.get('iss')).toBe(address)
})

test.each([
  'http://127.0.0.1:18999/callback/evil',
  'http://127.0.0.1:18999/callback?x=1',
  'http://127.0.0.1:18999/callback#f',
  'http://127.0.0.1:18999/%63allback',
  'http://127.0.0.1@evil.test:18999/callback',
  'http://localhost:18999/callback',
  'http://evil.test/callback',
  'https://127.0.0.1:18999/callback',
  '//evil.test/callback',
  'javascript:alert(1)',
])('nobody is sent to %s', async (redirect) => {
  const { url } = await newWish({ redirect_uri: redirect })
  const landed = await browserOf(staff).open(url)
  expect(landed.status).toBe(400)
  expect(landed.body).toContain('This did not work')
})

test('a program on the own machine may take any port', async () => {
  const { url } = await newWish({ redirect_uri: 'http://127.0.0.1:18123/callback' })
  expect((await browserOf(staff).authorize(url)).url.port).toBe('18123')
})

test.each([
  [['http://evil.test/cb']],
  [['javascript:alert(1)']],
  [['cursor://callback']],
  [['https://a.test/cb#part']],
  [['https://a.test/cb', 'http://10.0.0.1/cb']],
  [[]],
])('a registration that would send people to %j is refused', async (redirects) => {
  for (const application_type of ['web', 'native']) {
    const wish = { redirect_uris: redirects, application_type }
    const { status, body } = await program().register(wish)
    expect(status).toBe(400)
    expect(body.error).toMatch(/^invalid_(redirect_uri|client_metadata)$/)
  }
})

test('a registration takes what clients leave out or ask too much for, and no rights', async () => {
  const { status, body } = await program().register({
    redirect_uris: ['http://localhost:53999/callback'],
    grant_types: [
      'authorization_code',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
    ],
    scope: 'read root openid email',
    made_here: true,
    client_secret: 'mine',
  })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
  })
  expect(body).not.toHaveProperty('client_secret')
  expect(body).not.toHaveProperty('made_here', true)
})

test.each([
  ['this machine', 'https://127.0.0.1/client.json'],
  ['a private network', 'https://10.0.0.1/client.json'],
  ['a name of this machine', 'https://localhost/client.json'],
])('a client document is not fetched from %s', async (_where, url) => {
  await expect(fetchPublicDocument(url, 1_000)).rejects.toThrow()
})

test('a document that is too long, that is missing or that sends people elsewhere lets nobody in', async () => {
  for (const client of [
    LONG,
    FAR,
    'https://gone.test/client.json',
    'http://gone.test/client.json',
  ]) {
    const redirect = client === FAR ? { redirect_uri: 'http://evil.test/cb' } : {}
    const { url } = await newWish({ client_id: client, ...redirect })
    expect((await browserOf(staff).open(url)).status).toBe(400)
  }
  expect(new Set(fetched)).toEqual(new Set([LONG, FAR, 'https://gone.test/client.json']))
})

test.each([
  [
    'ChatGPT',
    'https://chatgpt.com/oauth/client.json',
    'https://chatgpt.com/connector_platform_oauth_redirect',
  ],
  [
    'Claude',
    'https://claude.ai/oauth/mcp-oauth-client-metadata',
    'https://claude.ai/api/mcp/auth_callback',
  ],
  [
    'Claude Code',
    'https://claude.ai/oauth/claude-code-client-metadata',
    'http://localhost:54321/callback',
  ],
])('%s is known although its document cannot be fetched', async (name, client, redirect) => {
  const { url } = await newWish({ client_id: client, redirect_uri: redirect })
  const page = await browserOf(staff).open(url)
  expect(page.body).toContain(`Let ${name} in?`)
  const landed = await browserOf(staff).authorize(url)
  expect(landed.url.href.startsWith(redirect)).toBe(true)
  expect(landed.url.searchParams.get('code')).toBeTruthy()
})

test('the answer of a person is taken from her own browser and page only', async () => {
  const { url } = await newWish()
  const browser = browserOf(staff)
  const page = await browser.open(url)
  const other = openBrowser(address, { stock: owner.cookie })
  expect((await other.answer(page, 'allow')).status).toBe(400)
  for (const headers of [
    {},
    { origin: 'https://evil.test' },
    { origin: address, 'sec-fetch-site': 'cross-site' },
  ]) {
    expect((await browser.answer(page, 'allow', headers as Record<string, string>)).status).toBe(
      403,
    )
  }
  // Somebody else signs in meanwhile: she is asked herself.
  browser.jar.set('stock', owner.cookie)
  const asked = await browser.answer(page, 'allow')
  expect(asked.status).toBe(200)
  expect(asked.body).toContain('olga@shop.test')
  expect((await browser.answer(asked, 'allow')).url.searchParams.get('code')).toBeTruthy()
})

test('a name cannot put anything into the page', async () => {
  const { body } = await program().register({ client_name: '<script>alert(1)</script>\u202Egnp' })
  const { url } = await newWish({ client_id: body.client_id })
  const page = await browserOf(staff).open(url)
  expect(page.body).not.toContain('<script>')
  expect(page.body).not.toContain('\u202E')
  expect(page.body).toContain('&lt;script&gt;')
})

test('names in the request choose no address of the metadata', async () => {
  for (const headers of [
    { host: 'evil.test' },
    { host: 'evil.test', 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'https' },
  ]) {
    for (const url of [
      '/.well-known/oauth-authorization-server',
      '/oauth/authorize',
      '/oauth/jwks',
    ]) {
      expect((await app.inject({ url, headers })).statusCode).toBeGreaterThanOrEqual(400)
    }
    const resource = await app.inject({ url: '/.well-known/oauth-protected-resource', headers })
    expect(resource.body).not.toContain('authorization_servers')
  }
  const headers = {
    host: new URL(address).host,
    'x-forwarded-host': 'evil.test',
    forwarded: 'host=evil.test',
  }
  const { body } = await app.inject({ url: '/.well-known/oauth-authorization-server', headers })
  expect(body).not.toContain('evil.test')
  expect(JSON.parse(body).issuer).toBe(address)
})

test('the address that is set is the only one, whatever is asked for', async () => {
  const options = { people: shop.people, oauth: shop.oauth }
  const published = await openApp(shop.store, shop.keys, {
    ...options,
    publicUrl: 'https://shop.test',
  })
  for (const host of ['shop.test', 'localhost', '127.0.0.1:8000']) {
    const { body } = await published.inject({
      url: '/.well-known/oauth-authorization-server',
      headers: { host },
    })
    expect(body).not.toMatch(/localhost|127/)
    expect(JSON.parse(body)).toMatchObject({
      issuer: 'https://shop.test',
      token_endpoint: 'https://shop.test/oauth/token',
    })
  }
  await published.close()
  const open = await openApp(shop.store, shop.keys, { ...options, publicUrl: 'http://shop.test' })
  expect((await open.inject('/.well-known/oauth-authorization-server')).statusCode).toBe(404)
  const refused = await open.inject({ method: 'POST', url: '/mcp', payload: {} })
  expect(refused.headers['www-authenticate']).not.toContain('scope')
  await open.close()
})

test('the tokens of PocketBase and made-up ones open nothing', async () => {
  const { token } = (await shop.client.request('/api/collections/_superusers/auth-with-password', {
    method: 'POST',
    body: { identity: 'admin@stock.example', password: 'test-password-0123' },
  })) as { token: string }
  for (const given of [token, 'x'.repeat(43), owner.cookie]) {
    expect((await program().tool(given)).status).toBe(401)
    expect((await program().get('/me', { authorization: `Bearer ${given}` })).status).toBe(401)
  }
  const { access_token, refresh_token } = await newTokens()
  for (const given of [access_token, refresh_token]) {
    expect((await program().get('/me', { authorization: `Bearer ${given}` })).status).toBe(401)
  }
  expect((await program().tool(refresh_token)).status).toBe(401)
})

test.each([
  ['is disabled', { disabled: true }],
  ['gets another role', { role: 'viewer' as const }],
])('all that a person allowed ends within a second when she %s', async (_how, change) => {
  const member = await peopleOf(shop.people).enter(`${Object.keys(change)}@shop.test`, 'staff')
  const tokens = [await newTokens(member), await newTokens(member)]
  const code = await newCode(member)
  for (const { access_token } of tokens) expect(await works(access_token)).toBe(true)
  const changed = await app.inject({
    method: 'PATCH',
    url: `/people/${member.id}`,
    payload: change,
    headers: fromPage(owner.cookie),
  })
  expect(changed.statusCode).toBe(200)
  for (const one of tokens) {
    await ends(one.access_token)
    expect((await program().token(await refreshOf(one))).body.error).toBe('invalid_grant')
  }
  expect((await program().token(code)).body.error).toBe('invalid_grant')
  await createPeopleService({ store: shop.people }).change(
    member.id,
    { disabled: false, role: 'staff' },
    { actor: 'test', ip: '' },
  )
  for (const one of tokens) await ends(one.access_token)
})

test('neither the database nor the log knows a code, a token or a secret', async () => {
  const exchange = await newCode()
  const { body } = await program().token(exchange)
  const secret = (await program().register({ token_endpoint_auth_method: 'client_secret_post' }))
    .body
  await works(body.access_token)
  const rows = JSON.stringify(
    await shop.client.request('/api/collections/oauth_records/records', {
      query: { perPage: 500 },
    }),
  )
  expect(rows).toContain(secret.client_id)
  const secrets = [
    exchange.code,
    exchange.code_verifier,
    body.access_token,
    body.refresh_token,
    secret.client_secret,
  ]
  for (const one of secrets) {
    expect(one).toBeTruthy()
    expect(rows).not.toContain(one)
    expect(log).not.toContain(one)
  }
  expect(log).toContain('/oauth/token')
  expect(log).not.toContain('code_challenge')
})

test('while the database does not answer, a program keeps its token and is told to try again', async () => {
  const tokens = await newTokens()
  await shop.pocketbase.pause()
  const answer = await program().token(await refreshOf(tokens))
  expect(answer).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } })
  await shop.pocketbase.resume()
  expect((await program().token(await refreshOf(tokens))).status).toBe(200)
})

test('one address cannot register without end', async () => {
  const statuses = new Set<number>()
  for (let n = 0; n < 32; n++) statuses.add((await program().register()).status)
  expect([...statuses].at(-1)).toBe(429)
})
