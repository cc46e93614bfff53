import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import type { Catalogue, InventoryRow, Product, Variant } from '../../domain/catalogue.ts'
import type { KnownCatalogue } from '../catalogue-store.ts'
import type { Call } from './call.ts'
import {
  CataloguePage,
  FirstCataloguePage,
  type InventoryColumns,
  type VariantRow,
} from './catalogue-answers.ts'

const PATH = '/api/stock/catalogue'

type Page = z.infer<typeof CataloguePage>

/** Reads the catalogue in pages, of which one at a time is in memory as it was sent. */
export async function readCatalogue(call: Call, known?: KnownCatalogue): Promise<Catalogue> {
  const first = await call(FirstCataloguePage, PATH)
  const products: Product[] = []
  const variants: Variant[] = []
  const inventory: InventoryRow[] = []
  // Saves memory: all references to an id share one string.
  const ids = new Map(first.locations.map(({ id }) => [id, id]))
  const shared = (id: string): string => ids.get(id) ?? id

  function take(page: Page): void {
    const ofPage = new Map(ids)
    const named = (id: string): string => ofPage.get(id) ?? id
    for (const read of page.products) {
      const product = asKnown(read, known?.product(read.id))
      ofPage.set(product.id, product.id)
      products.push(product)
    }
    for (const row of page.variants) {
      const variant = asKnown(variantOf(row, named), known?.variant(row[0]))
      ofPage.set(variant.id, variant.id)
      variants.push(variant)
    }
    for (const row of page.inventory) inventory.push(inventoryOf(row, named))
  }

  take(first)
  let page: Page = first
  while (page.next !== null) {
    page = await call(CataloguePage, PATH, { query: { after: page.next } })
    take(page)
  }
  const onOrder = first.on_order.map(([variant, location, units, expected]) => ({
    variantId: variant,
    locationId: shared(location),
    units,
    expectedAt: expected || null,
  }))
  const { locations, seq } = first
  return { products: products.sort(byName), variants, inventory, onOrder, locations, seq }
}

const variantOf = (
  [id, product, size, barcode, reorderPoint]: VariantRow,
  named: (id: string) => string,
): Variant => ({ id, productId: named(product), size, barcode, reorderPoint })

const inventoryOf = (
  [variant, location, quantity, reserved, rev, updated]: InventoryColumns,
  named: (id: string) => string,
): InventoryRow => ({
  variantId: named(variant),
  locationId: named(location),
  quantity,
  reserved,
  rev,
  updatedAt: updated.replace(' ', 'T'),
})

/** What was read, or what is the same and known already. */
const asKnown = <T extends object>(read: T, known: T | undefined): T =>
  known !== undefined && isDeepStrictEqual(read, known) ? known : read

const KEYS = ['name', 'color', 'gender', 'sku'] as const

/** By name, colour, gender and SKU, as the database compares. */
function byName(a: Product, b: Product): number {
  const differing = KEYS.find((key) => a[key] !== b[key])
  return differing === undefined ? 0 : a[differing] < b[differing] ? -1 : 1
}
