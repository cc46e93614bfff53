import type { FastifyInstance } from 'fastify'
import { StockError } from '../domain/errors.ts'

/** What requests are answered before the shop is open. */
export const notOpen = (): StockError =>
  new StockError(
    'store-unavailable',
    'The service runs and waits for its stock database. Nothing was changed: try again in a moment.',
  )

/** Refuses the requests of a scope, at once, until the shop is open. */
export function refuseUntilOpen(scope: FastifyInstance, isOpen: () => boolean): void {
  scope.addHook('onRequest', (_request, _reply, done) => done(isOpen() ? undefined : notOpen()))
}
