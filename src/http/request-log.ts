import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'

/** Logs one line per request: route, result and duration. Never headers, the query or a secret. */
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
    path: pathOf(request.url),
    status,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ip: request.ip,
    ...(failure && { problem: failure.problem }),
  }
  if (failure && status >= 500) request.log[level]({ ...line, err: failure.error }, 'request')
  else unsearched(request.log)[level](line, 'request')
}

/** Links by which a person joins or chooses a password have their secret in the path. */
const SECRET_IN_PATH = /(\/(?:join|reset)\/).+/i

/** The path of an address, without what nobody else may know. */
const pathOf = (url: string): string => (url.split('?', 1)[0] ?? '').replace(SECRET_IN_PATH, '$1…')

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
