import type {
  InventoryService,
  ModelsPage as ModelsPageInside,
  ModelsQuery as ModelsQueryInside,
} from '../../catalogue/inventory.ts'
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
    reach: 'location',
    ofCatalogue: true,
    inChat: true,
    refusals: 'The question cannot be read.',
    input: ModelsQuery,
    output: ModelsPage,
    async run({ group, ...query }, context) {
      if (group === 'name') {
        const page = await inventory.listNames(query)
        return { body: bodyOf(page, query, pageView(page, modelNameView)) }
      }
      const page = await inventory.listModels(query)
      return {
        body: bodyOf(
          page,
          query,
          pageView(page, (item) => productView(item, context)),
        ),
      }
    },
  }),
]

/** The answer, whatever its items are. */
const bodyOf = <View>(
  { filters, match, total, message }: ModelsPageOf,
  { category, active }: Pick<ModelsQueryInside, 'category' | 'active'>,
  page: { readonly items: View[]; readonly next_cursor: string | null },
) => ({
  filters_applied: { ...filters, category: category ?? null, active: active ?? null },
  match: matchView(match),
  total,
  ...page,
  message,
})

type ModelsPageOf = Pick<ModelsPageInside, 'filters' | 'match' | 'total' | 'message'>
