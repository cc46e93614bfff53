import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** How long a request may take to send its headers, a first one from the opening of its connection. */
export const HEADERS_TIMEOUT_MS = 5_000
/** How often Node looks for connections that are past it. */
export const CONNECTIONS_CHECK_MS = 1_000

/**
 * Bounds how many connections are open. One too many costs the oldest that has shown no key yet; if
 * all have shown one, it is closed itself. So whoever only opens connections pushes out nobody else.
 * @param most any number where it is missing
 * @returns marks all connections of a scope whose requests have shown a key
 */
export function boundConnections(
  app: FastifyInstance,
  most = Number.POSITIVE_INFINITY,
): (scope: FastifyInstance) => void {
  let open = 0
  /** In the order of their opening. */
  const unknown = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    open++
    unknown.add(socket)
    socket.once('close', () => {
      open--
      unknown.delete(socket)
    })
    if (open <= most) return
    const [oldest = socket] = unknown
    unknown.delete(oldest)
    oldest.destroy()
  })
  return (scope) => {
    scope.addHook('onRequest', ({ socket }, _reply, done) => {
      unknown.delete(socket)
      done()
    })
  }
}
