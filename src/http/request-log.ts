import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'

/** One line a request: what was asked, what came of it, how long it took. No header, no query. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    logRequest(request, reply)
    done()
  })
}

/** Writes the line of a request that was answered. */
export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const { failure } = request
  const status = reply.statusCode
  const level = status >= 500 ? 'error' : (request.routeOptions?.config?.logAs ?? 'info')
  if (!isEnabled(request.log, level)) return
  const line = {
    reqId: request.id,
    method: request.method,
    path: request.url.split('?', 1)[0],
    status,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ip: request.ip,
    ...(failure && { problem: failure.problem }),
    ...(failure && status >= 500 && { err: failure.error }),
  }
  request.log[level](line, 'request')
}

/** What is not written need not be put together. */
const isEnabled = (log: FastifyBaseLogger, level: string): boolean =>
  !('isLevelEnabled' in log) || (log as Logger).isLevelEnabled(level)

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A quieter level for routes that machines ask all day. */
    logAs?: 'debug'
  }
}
