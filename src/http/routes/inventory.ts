import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { InventoryService } from '../../services/inventory.ts'
import { problems } from '../schemas/common.ts'
import { InventoryPage, InventoryQuery } from '../schemas/lists.ts'
import { type ImageUrl, matchView, shelfView } from '../views.ts'

interface Options {
  inventory: InventoryService
  imageUrl: ImageUrl
}

export const inventoryRoutes: FastifyPluginAsyncZod<Options> = async (app, options) => {
  const { inventory, imageUrl } = options
  app.get(
    '/inventory',
    {
      schema: {
        operationId: 'listInventory',
        summary: 'How many are there?',
        description:
          'Units on hand, reserved and available for every shelf that fits the words. Typos and half names are understood; match says how. Ambiguous words list every product they may mean.',
        tags: ['stock'],
        querystring: InventoryQuery,
        response: { 200: InventoryPage, ...problems('The question cannot be read.') },
      },
    },
    async ({ query }) => {
      const { in_stock: inStock, ...words } = query
      const page = await inventory.list({ ...words, inStock })
      return {
        filters_applied: {
          model: page.match.model?.used ?? null,
          color: page.match.color?.used ?? null,
          gender: page.match.gender?.used ?? null,
          size: query.size ?? null,
          sku: page.match.sku?.used ?? null,
          location: query.location ?? null,
          in_stock: inStock ?? null,
        },
        match: matchView(page.match),
        total: page.total,
        total_quantity: page.totalQuantity,
        items: page.items.map((shelf) => shelfView(shelf, imageUrl)),
        next_cursor: page.nextCursor,
        message: page.message,
      }
    },
  )
}
