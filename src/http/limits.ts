import rateLimit, { type FastifyRateLimitStore } from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Counters } from './counters.ts'

/**
 * What an API tells browsers, so that they do nothing with an answer but show it (OWASP REST Security
 * Cheat Sheet, Security Headers). Strict-Transport-Security is said by whoever speaks TLS; the pages
 * of /docs bring a policy of their own.
 */
const SAFE_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  // Pictures are shown by pages of other sites: that is what their address is for.
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Headers that keep browsers careful, on every answer. */
export function useSafeHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(SAFE_HEADERS)
    done()
  })
}

/** Average lag of the event loop above which the process is overloaded. */
const MAX_LAG_MS = 2_000

/**
 * Refuses with 503 while the process cannot keep up, rather than answer everybody too late.
 * @param maxLagMs average lag of the event loop above which it refuses; 0 for never
 */
export async function refuseUnderPressure(
  app: FastifyInstance,
  maxLagMs = MAX_LAG_MS,
): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: maxLagMs,
    sampleInterval: 500,
    pressureHandler(request) {
      // The liveness check is still answered.
      if (request.url === '/health') return
      throw Object.assign(new Error('The event loop lags.'), { statusCode: 503 })
    },
  })
}

/**
 * Takes so many requests a minute from each key. For a scope whose requests carry an identity.
 * @param perMinute 0 for any number
 */
export async function limitRate(
  scope: FastifyInstance,
  { perMinute, counters }: { perMinute: number; counters: Counters },
): Promise<void> {
  if (perMinute === 0) return
  await scope.register(rateLimit, {
    max: perMinute,
    timeWindow: '1 minute',
    store: storeOn(counters),
    keyGenerator: ({ identity }: FastifyRequest) => identity.name,
    errorResponseBuilder: (_request, { ttl }) =>
      Object.assign(new Error('Too many requests.'), {
        statusCode: 429,
        retryAfter: Math.ceil(ttl / 1000),
      }),
  })
}

/** The plugin makes its store itself, so it takes a class. */
const storeOn = (counters: Counters) =>
  class Store implements FastifyRateLimitStore {
    incr(...[key, done, windowMs]: Parameters<FastifyRateLimitStore['incr']>): void {
      counters
        .hit(`requests of ${key}`, windowMs)
        .then(({ count, ttlMs }) => done(null, { current: count, ttl: ttlMs }), done)
    }
    child(): FastifyRateLimitStore {
      return this
    }
  }
