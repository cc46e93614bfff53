import type { InventoryService } from '../../catalogue/inventory.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { matchView, pageView } from '../../operations/views.ts'
import { InventoryPage, InventoryQuery } from './list-schemas.ts'
import { shelfView } from './views.ts'

export const inventoryOperations = ({
  inventory,
}: {
  inventory: InventoryService
}): Operation[] => [
  defineOperation({
    id: 'listInventory',
    method: 'GET',
    path: '/inventory',
    tag: 'stock',
    summary: 'How many are there?',
    description:
      'Units on hand, reserved and available for every shelf that fits the words. Typos, half names and several colours or sizes at once are understood; match says how. Ambiguous words list every product they may mean.',
    effect: 'read',
    reach: 'location',
    ofCatalogue: true,
    inChat: true,
    picture: 'inventory',
    refusals: 'The question cannot be read.',
    input: InventoryQuery,
    output: InventoryPage,
    async run(query, context) {
      const page = await inventory.list({ ...query, onlyHere: context.key.location !== null })
      const { match, total, totalQuantity, totalOnOrder, message } = page
      const filters = {
        ...page.filters,
        location: query.location ?? null,
        in_stock: query.inStock ?? null,
        max_available: query.maxAvailable ?? null,
      }
      return {
        body: {
          filters_applied: filters,
          match: matchView(match),
          total,
          total_quantity: totalQuantity,
          total_on_order: totalOnOrder,
          ...pageView(page, (shelf) => shelfView(shelf, context)),
          message,
        },
      }
    },
  }),
]
