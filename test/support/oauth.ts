import { createHash, randomBytes } from 'node:crypto'
import type { OAuthClientProvider } from '@modelcontextprotocol/client'
import type { Scope } from '../../src/domain/api-key.ts'
import type { Door } from '../../src/domain/connection.ts'
import { hashOf, newSecret } from '../../src/shared/secret.ts'
import type { OAuthStore } from '../../src/store/oauth-store.ts'

/** Where programs of a test have people sent back to; nothing listens there. */
export const CALLBACK = 'http://127.0.0.1:18999/callback'

export interface Landed {
  readonly url: URL
  readonly status: number
  readonly body: string
}

/** A browser with its cookies. It follows redirects and pages that send it on, within the shop only. */
export function openBrowser(shop: string, cookies: Record<string, string> = {}) {
  const jar = new Map(Object.entries(cookies))

  async function open(address: string, options: RequestInit = {}): Promise<Landed> {
    let [url, init] = [new URL(address, shop), options]
    for (let steps = 0; steps < 10; steps++) {
      if (url.origin !== shop) return { url, status: 0, body: '' }
      const response = await fetch(url, {
        ...init,
        redirect: 'manual',
        headers: { ...init.headers, cookie: [...jar].map((pair) => pair.join('=')).join('; ') },
      })
      for (const cookie of response.headers.getSetCookie()) keep(cookie)
      const body = await response.text()
      const next =
        response.headers.get('location') ??
        /^0;url=(.+)/.exec(response.headers.get('refresh') ?? '')?.[1]
      if (!next || url.pathname === '/sign-in') return { url, status: response.status, body }
      url = new URL(plain(next), url)
      init = {}
    }
    throw new Error('It goes on and on.')
  }

  function keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    if (value === '' || cookie.includes('01 Jan 1970')) jar.delete(name)
    else jar.set(name, value)
  }

  return {
    open,
    jar,
    /** Opens the address, and answers the question of the page. */
    async authorize(address: string, answer: 'allow' | 'deny' = 'allow'): Promise<Landed> {
      const page = await open(address)
      return page.body.includes('name="answer"') ? this.answer(page, answer) : page
    },
    answer(
      page: Landed,
      answer: 'allow' | 'deny',
      headers: Record<string, string> = { origin: shop },
    ) {
      const person = /name="person" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
      return open(page.url.href, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams({ person, answer }).toString(),
      })
    },
  }
}

export type Browser = ReturnType<typeof openBrowser>

const plain = (html: string): string =>
  html.replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)))

/** What the official client library keeps of a connection, with a person at its browser. */
export function createMemory(
  browser: Browser,
  options: { documentUrl?: string; redirect?: string } = {},
) {
  const { documentUrl, redirect = CALLBACK } = options
  const kept: Record<string, unknown> = {}
  const memory = {
    ...(documentUrl && { clientMetadataUrl: documentUrl }),
    redirectUrl: redirect,
    clientMetadata: {
      client_name: 'Test client',
      redirect_uris: [redirect],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    state: () => 'state-of-the-test',
    clientInformation: () => kept.client,
    saveClientInformation: (client: unknown) => {
      kept.client = client
    },
    tokens: () => kept.tokens,
    saveTokens: (tokens: unknown) => {
      kept.tokens = tokens
    },
    saveCodeVerifier: (verifier: unknown) => {
      kept.verifier = verifier
    },
    codeVerifier: () => kept.verifier,
    redirectToAuthorization: async (url: URL) => {
      kept.asked = url
      kept.landed = await browser.authorize(url.href)
    },
    discoveryState: () => kept.discovery,
    saveDiscoveryState: (state: unknown) => {
      kept.discovery = state
    },
  } as unknown as OAuthClientProvider
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the library kept
  return { memory, kept: kept as any }
}

export const newVerifier = () => {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

export interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the answer has
  readonly body: any
  readonly headers: Headers
}

/** A program that speaks OAuth by hand, so that it can speak it wrongly. */
export function createProgram(shop: string) {
  async function reply(sent: Promise<Response>): Promise<Reply> {
    const response = await sent
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      body: isJson ? JSON.parse(text) : text,
      headers: response.headers,
    }
  }
  const form = (
    path: string,
    values: Record<string, string>,
    headers: Record<string, string> = {},
  ) => reply(fetch(shop + path, { method: 'POST', headers, body: new URLSearchParams(values) }))

  return {
    get: (path: string, headers: Record<string, string> = {}) =>
      reply(fetch(shop + path, { headers })),
    register: (metadata: object = {}) =>
      reply(
        fetch(`${shop}/oauth/register`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ client_name: 'By hand', redirect_uris: [CALLBACK], ...metadata }),
        }),
      ),
    token: (values: Record<string, string>, headers?: Record<string, string>) =>
      form('/oauth/token', values, headers),
    revoke: (values: Record<string, string>) => form('/oauth/revoke', values),
    /** The address that a browser is sent to; a value that is undefined is left out. */
    authorizeUrl: (values: Record<string, string | undefined>): string => {
      const query = new URLSearchParams()
      for (const [name, value] of Object.entries(values))
        if (value !== undefined) query.set(name, value)
      return `${shop}/oauth/authorize?${query}`
    },
    /** Calls a tool at /mcp. */
    tool: (token: string, name = 'listInventory', args: object = {}) =>
      reply(
        fetch(`${shop}/mcp`, {
          method: 'POST',
          headers: {
            ...(token && { authorization: `Bearer ${token}` }),
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
          },
          body: JSON.stringify({
            jsonrpc: '2.0',
            id: 1,
            method: 'tools/call',
            params: { name, arguments: args },
          }),
        }),
      ),
  }
}

interface Allowed {
  readonly personId: string
  readonly scope: Scope
  readonly door: Door
}

/** Lets a program in without asking. @returns its token */
export async function letIn(
  store: OAuthStore,
  { personId, scope, door }: Allowed,
): Promise<string> {
  const [grant, token] = [newSecret(), newSecret()]
  const both = {
    grant: hashOf(grant),
    personId,
    client: hashOf('client'),
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
  }
  await store.putRecord({ ...both, kind: 'Grant', hash: hashOf(grant), payload: {} })
  await store.putRecord({
    ...both,
    kind: 'AccessToken',
    hash: hashOf(token),
    payload: { scope, aud: door },
  })
  return token
}
