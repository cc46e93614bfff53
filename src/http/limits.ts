import { monitorEventLoopDelay } from 'node:perf_hooks'
import rateLimit, { type FastifyRateLimitStore } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Counters } from './counters.ts'

/**
 * Security headers for an API (OWASP REST Security Cheat Sheet, Security Headers): browsers may only
 * display an answer. The TLS proxy sets Strict-Transport-Security; the pages of /docs have their own
 * policy.
 */
const SAFE_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  // Pages of other sites may embed the pictures.
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Adds the security headers to every answer. */
export function useSafeHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(SAFE_HEADERS)
    done()
  })
}

/** Average lag of the event loop above which the process is overloaded. */
const MAX_LAG_MS = 2_000
/** How often the lag is averaged, and how finely it is measured. */
const SAMPLE_EVERY_MS = 500
const RESOLUTION_MS = 10

/**
 * Refuses requests with 503 while the process is overloaded, so that not all answers are late. It
 * opens no file to measure, so it works in a process that has no descriptor left.
 * @param maxLagMs average lag of the event loop above which it refuses; 0 for never
 */
export function refuseUnderPressure(app: FastifyInstance, maxLagMs = MAX_LAG_MS): void {
  if (maxLagMs === 0) return
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  let isOverloaded = false
  let sampledAt = 0
  let timer: NodeJS.Timeout | undefined
  function sample(): void {
    const lag = delay.mean / 1e6 - RESOLUTION_MS
    // A loop that was held up all the time has measured nothing.
    const waited = performance.now() - sampledAt
    isOverloaded = (Number.isNaN(lag) ? waited : lag) > maxLagMs
    sampledAt = performance.now()
    delay.reset()
  }
  // Not before: a start keeps the loop busy, and says nothing of the time after it.
  app.addHook('onReady', async () => {
    delay.enable()
    sampledAt = performance.now()
    timer = setInterval(sample, SAMPLE_EVERY_MS).unref()
  })
  app.addHook('onClose', async () => {
    clearInterval(timer)
    delay.disable()
  })
  app.addHook('onRequest', ({ routeOptions }, _reply, done) => {
    // The liveness check must still succeed.
    if (!isOverloaded || routeOptions.url === '/health') done()
    else done(Object.assign(new Error('The event loop lags.'), { statusCode: 503 }))
  })
}

/** Refuses compressed bodies: nothing here unpacks them, so that a small one cannot become a large one. */
export function refuseCompressed(app: FastifyInstance): void {
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    if ((headers['content-encoding'] ?? 'identity') === 'identity') done()
    else done(Object.assign(new Error('The body is compressed.'), { statusCode: 415 }))
  })
}

/**
 * Limits the requests per minute of each API key. Only for a scope whose requests have an identity.
 * @param perMinute 0 for no limit
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

/** A store class for the counters: the plugin creates its store itself. */
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
