import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { InventoryService } from '../../services/inventory.ts'
import { problems } from '../schemas/common.ts'
import { ModelsPage, ModelsQuery } from '../schemas/lists.ts'
import { type ImageUrl, matchView, productView } from '../views.ts'

interface Options {
  inventory: InventoryService
  imageUrl: ImageUrl
}

export const modelRoutes: FastifyPluginAsyncZod<Options> = async (app, options) => {
  const { inventory, imageUrl } = options
  app.get(
    '/models',
    {
      schema: {
        operationId: 'listModels',
        summary: 'Which models are there?',
        description:
          'Products with their sizes and what is available in each. With group=name: one entry a model name with its colours, to see what the shop has at all.',
        tags: ['stock'],
        querystring: ModelsQuery,
        response: { 200: ModelsPage, ...problems('The question cannot be read.') },
      },
    },
    async ({ query: { in_stock: inStock, group, ...words } }) => {
      const page =
        group === 'name'
          ? await byName({ ...words, inStock })
          : await byProduct({ ...words, inStock })
      const { match, total, nextCursor, message } = page.page
      return {
        ...{ match: matchView(match), total, message },
        ...{ items: page.items, names: page.names, next_cursor: nextCursor },
      }
    },
  )

  type Query = Parameters<InventoryService['listModels']>[0]

  async function byProduct(query: Query) {
    const page = await inventory.listModels(query)
    return { page, items: page.items.map((item) => productView(item, imageUrl)), names: [] }
  }

  async function byName(query: Query) {
    const page = await inventory.listNames(query)
    const names = page.items.map(({ name, colors, products, totalQuantity }) => ({
      ...{ model: name, colors: [...colors], products, total_quantity: totalQuantity },
    }))
    return { page, items: [], names }
  }
}
