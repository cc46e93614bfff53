import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'

/** Logs one line per request: route, result and duration. Never headers or the query. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    logRequest(request, reply)
    done()
  })
}

/** Writes the log line of an answered request. */
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
  }
  if (failure && status >= 500) request.log[level]({ ...line, err: failure.error }, 'request')
  else unsearched(request.log)[level](line, 'request')
}

/** Whether a level is logged, to skip building unused lines. */
const isEnabled = (log: FastifyBaseLogger, level: string): boolean =>
  !('isLevelEnabled' in log) || (log as Logger).isLevelEnabled(level)

const loggers = new WeakMap<FastifyBaseLogger, FastifyBaseLogger>()

/**
 * The logger without redaction, which takes longer than most answers. All fields of our line are
 * listed above, and none can hold a secret.
 */
function unsearched(log: FastifyBaseLogger): FastifyBaseLogger {
  const known = loggers.get(log)
  if (known) return known
  const made = log.child({}, { redact: [] })
  loggers.set(log, made)
  return made
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Lower log level for routes that machines poll. */
    logAs?: 'debug'
  }
}
