import type { FastifyInstance } from 'fastify'
import { StockError } from '../domain/errors.ts'
import { say } from '../domain/say.ts'

/** What requests are answered before the shop is open. */
export const notOpen = (): StockError =>
  new StockError(
    'store-unavailable',
    say({
      en: 'The service runs and waits for its stock database. Nothing was changed: try again in a moment.',
      fr: 'Le service tourne et attend sa base de données du stock. Rien n’a changé : réessayez dans un instant.',
    }),
  )

/** Refuses the requests of a scope, at once, until the shop is open. */
export function refuseUntilOpen(scope: FastifyInstance, isOpen: () => boolean): void {
  scope.addHook('onRequest', (_request, _reply, done) => done(isOpen() ? undefined : notOpen()))
}
