import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { StockError } from '../domain/errors.ts'
import { THUMB_SIZES } from '../domain/picture.ts'
import { say } from '../domain/say.ts'

const PhotoPath = z.strictObject({
  id: z.string().regex(/^[a-z0-9]{15}$/),
  name: z.string().regex(/^[\w-]{1,150}\.(?:jpe?g|png|webp)$/i),
})

const PhotoQuery = z.object({ thumb: z.enum(THUMB_SIZES).optional().catch(undefined) })

/**
 * Serves product pictures under the same path as PocketBase, so that links work on this service too.
 * A proxy in front may route the path directly to PocketBase. Public, because a chat must be able to
 * show a picture; limited to pictures of products.
 */
export const photoRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/files/products/:id/:name',
    {
      config: { logAs: 'debug' },
      schema: { hide: true, params: PhotoPath, querystring: PhotoQuery },
    },
    async ({ params: { id: productId, name }, query: { thumb }, shop }, reply) => {
      const photo = await shop.store.readPhoto({ productId, name, thumb })
      if (!photo?.type.startsWith('image/')) {
        await photo?.body.cancel()
        throw new StockError(
          'photo-not-found',
          say({
            en: 'There is no such picture: ask for the product again.',
            fr: 'Cette photo n’existe pas : redemandez le produit.',
          }),
        )
      }
      if (photo.size !== null) reply.header('content-length', photo.size)
      return reply
        .type(photo.type)
        .headers({
          // Each picture has a unique file name that is never reused.
          'cache-control': 'public, max-age=31536000, immutable',
          'content-security-policy': "default-src 'none'; sandbox",
          'x-content-type-options': 'nosniff',
        })
        .send(Readable.fromWeb(photo.body as import('node:stream/web').ReadableStream))
    },
  )
}
