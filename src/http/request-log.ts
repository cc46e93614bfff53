import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** One line a request: what was asked, what came of it, how long it took. No header, no query. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => logRequest(request, reply))
}

/** Writes the line of a request that was answered. */
export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const { failure } = request
  const status = reply.statusCode
  const line = {
    method: request.method,
    path: request.url.split('?', 1)[0],
    status,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ip: request.ip,
    ...(failure && { problem: failure.problem }),
    ...(failure && status >= 500 && { err: failure.error }),
  }
  const level = status >= 500 ? 'error' : (request.routeOptions?.config?.logAs ?? 'info')
  request.log[level](line, 'request')
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A quieter level for routes that machines ask all day. */
    logAs?: 'debug'
  }
}
