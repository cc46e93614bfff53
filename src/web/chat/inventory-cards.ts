import type { z } from 'zod'
import type { InventoryPage } from '../../features/stock/list-schemas.ts'

export type Inventory = z.output<typeof InventoryPage>
type Shelf = Inventory['items'][number]

/** All sizes of a product at one place. */
export interface InventoryCard
  extends Pick<Shelf, 'sku' | 'model' | 'color' | 'gender' | 'location' | 'price' | 'thumb'> {
  readonly available: number
  readonly reserved: number
  readonly onOrder: number
  readonly sizes: readonly { readonly size: string; readonly available: number }[]
}

/** The shelves as cards, in the order of the answer. */
export function inventoryCards(items: readonly Shelf[]): InventoryCard[] {
  const groups = Map.groupBy(items, ({ sku, location }) => JSON.stringify([sku, location]))
  return [...groups.values()].flatMap((shelves) => {
    const [first] = shelves
    if (!first) return []
    const { sku, model, color, gender, location, price, thumb } = first
    const sum = (field: 'available' | 'reserved' | 'on_order') =>
      shelves.reduce((units, shelf) => units + shelf[field], 0)
    return {
      ...{ sku, model, color, gender, location, price, thumb },
      available: sum('available'),
      reserved: sum('reserved'),
      onOrder: sum('on_order'),
      sizes: shelves.map(({ size, available }) => ({ size, available })),
    }
  })
}
