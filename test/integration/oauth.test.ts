import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auth, Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClientService } from '../../src/features/connections/clients.ts'
import { command } from '../support/commands.ts'
import {
  CALLBACK,
  createMemory,
  createProgram,
  newVerifier,
  openBrowser,
} from '../support/oauth.ts'
import { fromPage, type Member, peopleOf } from '../support/people-of.ts'
import { openApp, product, useShop } from '../support/shop.ts'

const shop = useShop([product('A', 'Amor', { 38: 100 })])

const DOCUMENT = 'https://client.test/mcp.json'
const published = {
  client_id: DOCUMENT,
  client_name: 'Program with a document',
  redirect_uris: ['http://127.0.0.1/callback'],
  grant_types: [
    'authorization_code',
    'refresh_token',
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
  ],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

const chatgpt = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** How ChatGPT shows who it is (RFC 7523): signed, once. */
function assertionOf(client: string): string {
  const now = Math.floor(Date.now() / 1000)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = {
    iss: client,
    sub: client,
    aud: address,
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
  }
  const text = `${part({ alg: 'RS256', kid: '1' })}.${part(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), chatgpt.privateKey).toString('base64url')}`
}

let app: FastifyInstance
let address: string
let owner: Member
let staff: Member
let viewer: Member

beforeAll(async () => {
  app = await openApp(shop.store, shop.keys, {
    people: shop.people,
    oauth: shop.oauth,
    async fetchDocument(url) {
      if (url === 'https://chatgpt.com/oauth/jwks.json') {
        const key = { ...chatgpt.publicKey.export({ format: 'jwk' }), kid: '1', alg: 'RS256' }
        return Buffer.from(JSON.stringify({ keys: [key] }))
      }
      if (url !== DOCUMENT) throw new Error('There is nothing.')
      return Buffer.from(JSON.stringify(published))
    },
  })
  address = await app.listen({ host: '127.0.0.1', port: 0 })
  owner = await peopleOf(shop.people).enter('olga@shop.test', 'owner')
  staff = await peopleOf(shop.people).enter('sam@shop.test', 'staff')
  viewer = await peopleOf(shop.people).enter('vera@shop.test', 'viewer')
})
afterAll(() => app.close())

const browserOf = ({ cookie }: Member) => openBrowser(address, { stock: cookie })

/** Has a person let a program in, by hand. */
async function connect(member: Member, options: { scope?: string; client?: string } = {}) {
  const program = createProgram(address)
  const client = options.client ?? (await program.register()).body.client_id
  const { verifier, challenge } = newVerifier()
  const { url } = await browserOf(member).authorize(
    program.authorizeUrl({
      response_type: 'code',
      client_id: client,
      redirect_uri: CALLBACK,
      scope: options.scope ?? 'read write',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      resource: `${address}/mcp`,
    }),
  )
  const { body } = await program.token({
    grant_type: 'authorization_code',
    code: url.searchParams.get('code') ?? '',
    client_id: client,
    redirect_uri: CALLBACK,
    code_verifier: verifier,
  })
  return { program, client, tokens: body, landed: url }
}

test.each([
  ['a document', { documentUrl: DOCUMENT, redirect: 'http://127.0.0.1:18997/callback' }],
  ['registration', {}],
])(
  'the official client gets in by %s, calls a tool, refreshes and revokes',
  async (by, options) => {
    const serverUrl = `${address}/mcp`
    const { memory, kept } = createMemory(browserOf(staff), options)
    expect(await auth(memory, { serverUrl })).toBe('REDIRECT')
    const { searchParams } = kept.landed.url
    expect(searchParams.get('iss')).toBe(address)
    expect(searchParams.get('state')).toBe('state-of-the-test')
    const authorizationCode = searchParams.get('code')
    expect(await auth(memory, { serverUrl, authorizationCode, iss: address })).toBe('AUTHORIZED')
    expect(kept.tokens).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'read write',
    })

    const client = new Client({ name: 'test', version: '1' })
    await client.connect(
      new StreamableHTTPClientTransport(new URL(serverUrl), { authProvider: memory }),
    )
    const sale = { sku: 'A', size: '38', quantity: by.length }
    expect(await client.callTool({ name: 'registerSale', arguments: sale })).not.toHaveProperty(
      'isError',
    )
    await client.close()
    const { body } = await shop.get('/movements?limit=1')
    expect(body.items[0]).toMatchObject({ actor: 'sam@shop.test', type: 'SALE' })

    const before = kept.tokens
    expect(await auth(memory, { serverUrl })).toBe('AUTHORIZED')
    expect(kept.tokens.refresh_token).not.toBe(before.refresh_token)
    const program = createProgram(address)
    expect((await program.tool(kept.tokens.access_token)).status).toBe(200)
    const client_id = kept.client?.client_id ?? DOCUMENT
    expect((await program.revoke({ token: kept.tokens.refresh_token, client_id })).status).toBe(200)
    await expect
      .poll(async () => (await program.tool(kept.tokens.access_token)).status, { timeout: 5_000 })
      .toBe(401)
  },
)

test('ChatGPT gets in by a signature, which is good once', async () => {
  const client_id = 'https://chatgpt.com/oauth/client.json'
  const redirect_uri = 'https://chatgpt.com/connector_platform_oauth_redirect'
  const program = createProgram(address)
  const { verifier, challenge } = newVerifier()
  const wish = { response_type: 'code', client_id, redirect_uri, code_challenge: challenge }
  const { url } = await browserOf(staff).authorize(
    program.authorizeUrl({ ...wish, code_challenge_method: 'S256', resource: `${address}/mcp` }),
  )
  expect(url.searchParams.get('iss')).toBe(address)
  const code = { grant_type: 'authorization_code', code: url.searchParams.get('code') ?? '' }
  const exchange = { ...code, client_id, redirect_uri, code_verifier: verifier }
  const signed = {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertionOf(client_id),
  }
  expect((await program.token(exchange)).body.error).toBe('invalid_client')
  const { status, body } = await program.token({ ...exchange, ...signed })
  expect(status).toBe(200)
  expect((await program.tool(body.access_token)).status).toBe(200)
  const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token, client_id }
  expect((await program.token({ ...refresh, ...signed })).body.error).toBe('invalid_client')
  const again = { ...signed, client_assertion: assertionOf(client_id) }
  expect((await program.token({ ...refresh, ...again })).status).toBe(200)
})

test('the metadata says what clients look for', async () => {
  const program = createProgram(address)
  const { body } = await program.get('/.well-known/oauth-authorization-server')
  expect(body).toMatchObject({
    issuer: address,
    authorization_endpoint: `${address}/oauth/authorize`,
    token_endpoint: `${address}/oauth/token`,
    registration_endpoint: `${address}/oauth/register`,
    revocation_endpoint: `${address}/oauth/revoke`,
    code_challenge_methods_supported: ['S256'],
    response_types_supported: ['code'],
    grant_types_supported: expect.arrayContaining(['authorization_code', 'refresh_token']),
    token_endpoint_auth_methods_supported: expect.arrayContaining([
      'none',
      'private_key_jwt',
      'client_secret_post',
    ]),
    client_id_metadata_document_supported: true,
    authorization_response_iss_parameter_supported: true,
  })
  for (const path of ['', '/mcp']) {
    expect((await program.get(`/.well-known/oauth-protected-resource${path}`)).body).toMatchObject({
      resource: `${address}/mcp`,
      authorization_servers: [address],
      scopes_supported: ['read', 'write', 'admin'],
    })
  }
  const refused = await program.tool('')
  expect(refused.status).toBe(401)
  expect(refused.headers.get('www-authenticate')).toBe(
    `Bearer resource_metadata="${address}/.well-known/oauth-protected-resource/mcp", scope="read write"`,
  )
})

test('who is not signed in is sent to sign in, and back to the question', async () => {
  const program = createProgram(address)
  const { client_id } = (await program.register()).body
  const wish = program.authorizeUrl({
    response_type: 'code',
    client_id,
    redirect_uri: CALLBACK,
    code_challenge: newVerifier().challenge,
    code_challenge_method: 'S256',
  })
  const browser = openBrowser(address)
  // Programs may leave a question mark as it is.
  const { url } = await browser.open(`${wish}&state=why?now`)
  expect(url.pathname).toBe('/sign-in')
  const next = url.searchParams.get('next') ?? ''
  expect(next).toMatch(/^\/oauth\/interaction\/[\w-]+$/)
  browser.jar.set('stock', staff.cookie)
  const page = await browser.open(next)
  expect(page).toMatchObject({ status: 200 })
  expect(page.body).toContain('By hand')
  expect(page.body).toContain('127.0.0.1:18999')
  expect(page.body).toContain('sam@shop.test')
  const { searchParams } = (await browser.answer(page, 'deny')).url
  expect(searchParams.get('error')).toBe('access_denied')
  expect(searchParams.get('state')).toBe('why?now')
})

test('a program may do the smaller of what the person may and what they allowed', async () => {
  const sale = { sku: 'A', size: '38', quantity: 1 }
  const looks = await connect(viewer, { scope: 'read write admin' })
  expect(looks.tokens.scope).toBe('read')
  const refused = await looks.program.tool(looks.tokens.access_token, 'registerSale', sale)
  expect(refused).toMatchObject({ status: 200 })
  expect(JSON.stringify(refused.body)).toContain('scope-too-small')

  const little = await connect(owner, { scope: 'read' })
  const more = await little.program.tool(little.tokens.access_token, 'registerSale', sale)
  expect(more).toMatchObject({ status: 403, body: { type: '/problems/scope-too-small' } })
  expect(more.headers.get('www-authenticate')).toMatch(
    /error="insufficient_scope", scope="read write"$/,
  )
  const all = await connect(owner, { scope: 'read write', client: little.client })
  expect((await all.program.tool(all.tokens.access_token, 'registerSale', sale)).status).toBe(200)
})

test('the program of the API has a secret, no PKCE, and its own door', async () => {
  const clients = createClientService({ store: shop.oauth })
  const { id, secret, redirects } = await clients.create('Our GPT', [
    'https://chatgpt.com/aip/g-1/oauth/callback',
  ])
  expect(redirects).toContain('https://chat.openai.com/aip/g-1/oauth/callback')
  const redirect = redirects[1] ?? ''
  const program = createProgram(address)
  const wish = {
    response_type: 'code',
    client_id: id,
    redirect_uri: redirect,
    scope: 'read write',
    state: 's',
  }
  const { url } = await browserOf(owner).authorize(program.authorizeUrl(wish))
  const exchange = {
    grant_type: 'authorization_code',
    code: url.searchParams.get('code') ?? '',
    redirect_uri: redirect,
  }
  expect(
    (await program.token({ ...exchange, client_id: id, client_secret: `${secret}x` })).status,
  ).toBe(401)
  const { status, body } = await program.token({
    ...exchange,
    client_id: id,
    client_secret: secret,
  })
  expect(status).toBe(200)
  const me = await program.get('/me', { authorization: `Bearer ${body.access_token}` })
  expect(me.body).toMatchObject({ name: 'olga@shop.test', scope: 'write', client: 'Our GPT' })
  expect((await program.tool(body.access_token)).status).toBe(401)

  const owners = await program.get('/people', { authorization: `Bearer ${body.access_token}` })
  expect(owners).toMatchObject({ status: 403, body: { type: '/problems/sign-in-needed' } })

  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
  const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token }
  const renewed = await program.token(refresh, { authorization: basic })
  expect(renewed.status).toBe(200)
  await clients.remove('our gpt')
  expect(
    (
      await program.token(
        { ...refresh, refresh_token: renewed.body.refresh_token },
        { authorization: basic },
      )
    ).status,
  ).toBe(401)
  await expect
    .poll(
      async () =>
        (await program.get('/me', { authorization: `Bearer ${renewed.body.access_token}` })).status,
      { timeout: 5_000 },
    )
    .toBe(401)
})

test("connections are shown to their person, and everybody's to an owner; one that ends is refused", async () => {
  const asPerson = (member: Member, method: 'GET' | 'DELETE', url: string) =>
    app.inject({
      method,
      url,
      headers: fromPage(member.cookie),
    })
  const { tokens, program, client } = await connect(viewer, { scope: 'read' })
  const again = await connect(viewer, { scope: 'read', client })
  await program.tool(tokens.access_token)
  const own = (await asPerson(viewer, 'GET', '/connections')).json().items
  expect(own[0]).toMatchObject({
    person: 'vera@shop.test',
    name: 'By hand',
    host: '127.0.0.1:18999',
    scope: 'read',
  })
  expect(own.every(({ person }: { person: string }) => person === 'vera@shop.test')).toBe(true)
  const all = (await asPerson(owner, 'GET', '/connections')).json().items
  expect(new Set(all.map(({ person }: { person: string }) => person)).size).toBeGreaterThan(1)
  expect((await asPerson(staff, 'DELETE', `/connections/${own[0].id}`)).json()).toMatchObject({
    status: 404,
    type: '/problems/connection-not-found',
  })
  expect((await asPerson(owner, 'DELETE', `/connections/${own[0].id}`)).statusCode).toBe(200)
  for (const { access_token } of [tokens, again.tokens]) {
    await expect
      .poll(async () => (await program.tool(access_token)).status, { timeout: 5_000 })
      .toBe(401)
  }
  const audit = (await asPerson(owner, 'GET', '/audit?limit=1')).json().items
  expect(audit[0]).toMatchObject({
    actor: 'olga@shop.test',
    what: 'disconnected',
    subject: 'By hand of vera@shop.test',
  })
})

test('a program that cannot register is made and removed by a command', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stock-client-'))
  const client = (...args: string[]) =>
    command('client.ts', { url: shop.pocketbase.url, folder }, ...args)
  const redirect = ['--redirect', 'https://program.test/cb']
  const made = await client('create', 'Till', ...redirect)
  const id = /Client ID +(\S+)/.exec(made.stdout)?.[1] ?? ''
  const client_secret = /Client Secret +(\S+)/.exec(made.stdout)?.[1] ?? ''
  const refused = async () => {
    const code = {
      grant_type: 'authorization_code',
      code: 'x',
      redirect_uri: 'https://program.test/cb',
    }
    return (await createProgram(address).token({ ...code, client_id: id, client_secret })).body
      .error
  }
  expect(await refused()).toBe('invalid_grant')
  expect((await client('create', 'TILL', ...redirect)).stderr).toContain(
    'There is a client "TILL" already',
  )
  expect((await client('create', 'Other', '--redirect', 'http://far.test/cb')).stderr).toContain(
    'https',
  )
  expect((await client('redirect', 'Till', '--redirect', 'https://program.test/new')).code).toBe(0)
  expect(await client('list')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('https://program.test/new'),
  })
  expect(await refused()).toBe('invalid_grant')
  expect((await client('remove', 'Till')).code).toBe(0)
  expect(await refused()).toBe('invalid_client')
  expect((await client('remove', 'Till')).stderr).toContain('There is no client')
  await rm(folder, { recursive: true, force: true })
})

test('the question is asked in French where the browser prefers it', async () => {
  const { client_id } = (await createProgram(address).register()).body
  const wish = createProgram(address).authorizeUrl({
    response_type: 'code',
    client_id,
    redirect_uri: CALLBACK,
    code_challenge: newVerifier().challenge,
    code_challenge_method: 'S256',
  })
  const browser = browserOf(staff)
  const { url } = await browser.open(wish)
  const page = await browser.open(url.href, { headers: { 'accept-language': 'fr-FR,en;q=0.5' } })
  expect(page.body).toContain('Autoriser By hand ?')
})

test('the account page shows the connected programs, and disconnects one', async () => {
  const { tokens, program } = await connect(staff, { scope: 'read' })
  const page = async () =>
    (await app.inject({ url: '/account', headers: fromPage(staff.cookie) })).body
  const ids = (html: string) => [...html.matchAll(/name="id" value="([^"]+)"/g)].map(([, id]) => id)
  const before = ids(await page())
  expect(before.length).toBeGreaterThan(0)
  for (const id of before) {
    const answer = await app.inject({
      method: 'POST',
      url: '/account/disconnect',
      headers: {
        ...fromPage(staff.cookie),
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams({ id: id ?? '' }).toString(),
    })
    expect(answer.statusCode).toBe(303)
  }
  expect(ids(await page())).toEqual([])
  await expect
    .poll(async () => (await program.tool(tokens.access_token)).status, { timeout: 5_000 })
    .toBe(401)
})
