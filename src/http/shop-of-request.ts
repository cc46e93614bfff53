import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Shop } from '../shop.ts'

/** Sets the shop of each request. */
export function useShop(app: FastifyInstance, shopOf: (request: FastifyRequest) => Shop): void {
  app.decorateRequest('shop')
  app.addHook('onRequest', (request, _reply, done) => {
    request.shop = shopOf(request)
    done()
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The shop whose stock the request is about. */
    shop: Shop
  }
}
