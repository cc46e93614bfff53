import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Identity } from '../domain/api-key.ts'
import type { Door } from '../domain/connection.ts'
import { StockError } from '../domain/errors.ts'
import { say } from '../domain/say.ts'
import type { Counters } from './counters.ts'
import { createFailedKeys } from './failed-keys.ts'
import { requireOwnPage, sessionOf } from './session-cookie.ts'

interface Options {
  /** Where wrong keys are counted. */
  readonly counters: Counters
  /** Identity of a request without an API key, such as one with a signed link or the token of a feed. */
  readonly otherwise: (
    request: FastifyRequest,
  ) => Identity | undefined | Promise<Identity | undefined>
}

/** Requires an API key, an access token or a session on all routes of the scope. */
export function requireApiKey(scope: FastifyInstance, { counters, otherwise }: Options): void {
  const failed = createFailedKeys(counters)
  scope.decorateRequest('identity')
  scope.addHook('onRequest', async (request) => {
    const identity = await identify(request, { otherwise })
    if (!identity) return refuse(request)
    request.identity = identity
  })

  async function refuse({ ip }: FastifyRequest): Promise<never> {
    const retryAfter = await failed.note(ip)
    return Promise.reject(retryAfter > 0 ? { statusCode: 429, retryAfter } : WRONG_KEY)
  }
}

/** No Error: to trace where it came from would take longer than most answers, and nobody reads it. */
const WRONG_KEY = { statusCode: 401 }

interface Ways {
  readonly otherwise?: Options['otherwise']
  /** Whether a session counts as used by it. */
  readonly isUse?: boolean
}

/**
 * Who a request comes from, as of now.
 * @returns undefined where nobody is known
 */
export async function identify(
  request: FastifyRequest,
  { otherwise = () => undefined, isUse = true }: Ways,
): Promise<Identity | undefined> {
  const { keys, sessions, tokens } = request.shop
  const [key, second = key] = keysIn(request)
  if (second !== key) {
    throw new StockError(
      'two-keys',
      say({
        en: 'Two different keys came, one as X-API-Key and one as bearer token. Nothing was changed: send one of them.',
        fr: 'Deux clés différentes sont arrivées, l’une comme X-API-Key et l’autre comme jeton bearer. Rien n’a changé : n’en envoyez qu’une.',
      }),
    )
  }
  if (key !== undefined) {
    const door = request.routeOptions.config.door ?? 'api'
    return (await keys.identify(key)) ?? tokens.identify(key, door)
  }
  // A browser sends the cookie along with a signed link, which says more exactly what is asked for.
  const session = sessionOf(request)
  const other = await otherwise(request)
  if (other || session === undefined) return other
  requireOwnPage(request)
  return sessions.identify(session, isUse)
}

/** The keys of a request, in each of the headers that may carry one. */
function keysIn({ headers }: FastifyRequest): string[] {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1]
  return [headers['x-api-key'], bearer].filter(
    (key) => typeof key === 'string' && key !== '',
  ) as string[]
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Owner of the API key of the request; set on every route that requires a key. */
    identity: Identity
  }
  interface FastifyContextConfig {
    /** What an access token must be for; the API where it is missing. */
    door?: Door
  }
}
