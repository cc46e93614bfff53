import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Shop } from '../shop.ts'

/** Gives each request the shop that it is about. */
export function useShop(app: FastifyInstance, shopOf: (request: FastifyRequest) => Shop): void {
  app.decorateRequest('shop')
  app.addHook('onRequest', (request, _reply, done) => {
    request.shop = shopOf(request)
    done()
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose stock the request is about. */
    shop: Shop
  }
}
