import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Counters, secondsPast } from '../http/counters.ts'
import { asMcpClient } from './clients.ts'
import { incomingFor } from './incoming.ts'
import { type Server, serveInteractions } from './interaction.ts'
import type { FindIssuer } from './issuer.ts'
import type { ProviderOptions } from './provider.ts'
import { createProviders } from './provider-of.ts'

export interface OAuthOptions extends Omit<ProviderOptions, 'onError'> {
  readonly issuerOf: FindIssuer
  readonly counters: Counters
}

/** A body about signing in is short; a document about a client has 5 KB. */
const BODY_LIMIT = 16 * 1024

/** Requests from one address in a minute: a sign-in has about six, and others may share the address. */
const MAX_REQUESTS = 240
const MINUTE_MS = 60_000

/** Programs that register from one address in an hour. */
const MAX_REGISTRATIONS = 30
const HOUR_MS = 60 * MINUTE_MS

/** What a program gets that does not say what it needs. */
const DEFAULT_SCOPE = 'read write'

/**
 * Serves the authorization server: OAuth 2.1 with metadata (RFC 8414), registration (RFC 7591),
 * client documents, revocation (RFC 7009), and the page that asks the person. Give it a scope of its own.
 */
export function serveOAuth(scope: FastifyInstance, options: OAuthOptions): void {
  const { issuerOf, counters, ...rest } = options
  const providerOf = createProviders({
    ...rest,
    onError: (err) => scope.log.error({ err }, 'sign-in for a program'),
  })
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (_request, body, done) => done(null, body),
  )
  scope.addHook('onRequest', async ({ ip }) =>
    limit(`requests to sign in of ${ip}`, MAX_REQUESTS, MINUTE_MS),
  )

  /** @throws as for an address that there is not, where nobody can sign in for a program */
  async function serverOf(request: FastifyRequest): Promise<Server> {
    const issuer = await issuerOf(request)
    if (issuer === undefined) throw Object.assign(new Error('No issuer.'), { statusCode: 404 })
    return { issuer, provider: await providerOf(issuer) }
  }

  async function limit(what: string, most: number, windowMs: number): Promise<void> {
    const retryAfter = secondsPast(most, await counters.hit(what, windowMs))
    if (retryAfter === 0) return
    throw Object.assign(new Error('Too many.'), { statusCode: 429, retryAfter })
  }

  async function pass(request: FastifyRequest, reply: FastifyReply, changes: Changes = {}) {
    const { issuer, provider } = await serverOf(request)
    const body = (request.body as Buffer | undefined) ?? undefined
    const incoming = incomingFor(request, { issuer, body, ...changes })
    const headers = reply.getHeaders()
    reply.hijack()
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) reply.raw.setHeader(name, value)
    }
    await provider.callback()(incoming, reply.raw)
  }

  for (const { method, url } of PASSED) {
    scope.route({ method, url, schema: { hide: true }, handler: (...both) => pass(...both) })
  }
  scope.get('/oauth/authorize', { schema: { hide: true } }, (request, reply) =>
    pass(request, reply, { url: withScope(request.raw.url ?? '') }),
  )
  scope.post('/oauth/register', { schema: { hide: true } }, async (request, reply) => {
    await limit(`registrations of ${request.ip}`, MAX_REGISTRATIONS, HOUR_MS)
    return pass(request, reply, { body: asRegistration(request.body) })
  })
  scope.register(async (pages) => serveInteractions(pages, { store: rest.store, serverOf }))
}

interface Changes {
  readonly url?: string
  readonly body?: Buffer | string | undefined
}

/** What the authorization server answers as it is. */
const PASSED = [
  { method: 'GET', url: '/.well-known/oauth-authorization-server' },
  { method: 'GET', url: '/.well-known/openid-configuration' },
  { method: 'GET', url: '/oauth/jwks' },
  { method: 'GET', url: '/oauth/authorize/:uid' },
  { method: 'POST', url: '/oauth/token' },
  { method: 'POST', url: '/oauth/revoke' },
] as const

function withScope(url: string): string {
  const at = url.indexOf('?')
  const path = at < 0 ? url : url.slice(0, at)
  const values = new URLSearchParams(at < 0 ? '' : url.slice(at))
  if (values.get('scope')) return url
  values.set('scope', DEFAULT_SCOPE)
  return `${path}?${values}`
}

/** A registration as it is understood here; what cannot be read is left to be refused. */
function asRegistration(body: unknown): Buffer | string | undefined {
  if (!Buffer.isBuffer(body)) return undefined
  try {
    const given: unknown = JSON.parse(body.toString())
    const isObject = typeof given === 'object' && given !== null && !Array.isArray(given)
    return isObject ? JSON.stringify(asMcpClient(given as Record<string, unknown>)) : body
  } catch {
    return body
  }
}
