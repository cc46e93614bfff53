import type { InventoryService } from '../../catalogue/inventory.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { matchView, pageView } from '../../operations/views.ts'
import { ModelsPage, ModelsQuery } from '../stock/list-schemas.ts'
import { modelNameView, productView } from './views.ts'

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
    ofCatalogue: true,
    inChat: true,
    refusals: 'The question cannot be read.',
    input: ModelsQuery,
    output: ModelsPage,
    async run({ group, ...query }, context) {
      const { page, items, names, nextCursor } =
        group === 'name' ? await byName(query) : await byProduct(query)
      return {
        body: {
          filters_applied: page.filters,
          match: matchView(page.match),
          total: page.total,
          items,
          names,
          next_cursor: nextCursor,
          message: page.message,
        },
      }

      async function byProduct(asked: typeof query) {
        const page = await inventory.listModels(asked)
        const { items, next_cursor } = pageView(page, (item) => productView(item, context))
        return { page, items, names: [], nextCursor: next_cursor }
      }

      async function byName(asked: typeof query) {
        const page = await inventory.listNames(asked)
        const { items, next_cursor } = pageView(page, modelNameView)
        return { page, items: [], names: items, nextCursor: next_cursor }
      }
    },
  }),
]
