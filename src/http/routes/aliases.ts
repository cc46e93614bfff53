import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { AliasService } from '../../services/aliases.ts'
import { AliasAdded, AliasBody, ProductSku } from '../schemas/aliases.ts'
import { problems } from '../schemas/common.ts'

export const aliasRoutes: FastifyPluginAsyncZod<{ aliases: AliasService }> = async (
  app,
  { aliases },
) => {
  app.post(
    '/models/:sku/aliases',
    {
      schema: {
        operationId: 'addAlias',
        summary: 'Learn another name of a product',
        description:
          'For "by la croisée I mean Croisé": gives the product with this sku another name, by which it is found from now on. Use it after the owner said what she meant.',
        tags: ['catalogue'],
        params: ProductSku,
        body: AliasBody,
        response: {
          201: AliasAdded,
          200: AliasAdded,
          ...problems('Nothing was changed. detail says what to do next.'),
        },
      },
    },
    async (request, reply) => {
      const {
        product,
        aliases: all,
        added,
        message,
      } = await aliases.add(request.params.sku, request.body.alias)
      return reply.code(added ? 201 : 200).send({ sku: product.sku, aliases: [...all], message })
    },
  )
}
