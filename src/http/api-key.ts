import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Identity } from '../domain/api-key.ts'
import type { Counters } from './counters.ts'
import { createFailedKeys } from './failed-keys.ts'

interface Options {
  /** Where wrong keys are counted. */
  readonly counters: Counters
  /** Identity of a request without an API key, such as one with a signed link. */
  readonly otherwise: (request: FastifyRequest) => Identity | undefined
}

/** Requires an API key on all routes of the scope. */
export function requireApiKey(scope: FastifyInstance, { counters, otherwise }: Options): void {
  const failed = createFailedKeys(counters)
  scope.decorateRequest('identity')
  scope.addHook('onRequest', async (request) => {
    const given = keyOf(request)
    const identity =
      given === undefined ? otherwise(request) : await request.shop.keys.identify(given)
    if (!identity) await refuse(request)
    else request.identity = identity
  })

  async function refuse({ ip }: FastifyRequest): Promise<never> {
    const retryAfter = await failed.note(ip)
    const error = new Error('Missing or wrong API key.')
    throw Object.assign(
      error,
      retryAfter > 0 ? { statusCode: 429, retryAfter } : { statusCode: 401 },
    )
  }
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  const given = headers['x-api-key']
  if (typeof given === 'string' && given !== '') return given
  return /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1]
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Owner of the API key of the request; set on every route that requires a key. */
    identity: Identity
  }
}
