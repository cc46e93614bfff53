import type { InventoryService } from '../services/inventory.ts'
import { defineOperation, type Operation } from './operation.ts'
import { ModelsPage, ModelsQuery } from './schemas/lists.ts'
import { matchView, modelNameView, productView } from './views.ts'

export const modelOperations = ({ inventory }: { inventory: InventoryService }): Operation[] => [
  defineOperation({
    id: 'listModels',
    method: 'GET',
    path: '/models',
    tag: 'stock',
    summary: 'Which models are there?',
    description:
      'Products with their sizes and what is available in each. With group=name: one entry a model name with its colours, to see what the shop has at all.',
    effect: 'read',
    inChat: true,
    refusals: 'The question cannot be read.',
    input: ModelsQuery,
    output: ModelsPage,
    async run({ in_stock: inStock, group, ...words }, context) {
      const query = { ...words, inStock }
      const { page, items, names } = group === 'name' ? await byName(query) : await byProduct(query)
      const { match, total, nextCursor, message } = page
      return {
        body: { match: matchView(match), total, items, names, next_cursor: nextCursor, message },
      }

      async function byProduct(asked: typeof query) {
        const page = await inventory.listModels(asked)
        return { page, items: page.items.map((item) => productView(item, context)), names: [] }
      }

      async function byName(asked: typeof query) {
        const page = await inventory.listNames(asked)
        return { page, items: [], names: page.items.map(modelNameView) }
      }
    },
  }),
]
