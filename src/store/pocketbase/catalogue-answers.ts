import { z } from 'zod'
import type { Catalogue } from '../../domain/catalogue.ts'
import type { ShelfChange, ShelfChanges } from '../catalogue-store.ts'
import { Time } from './column-values.ts'
import { ProductRecord } from './product-record.ts'
import { fromRow } from './row-names.ts'
import { rows } from './rows.ts'

/** The joined catalogue, as the hook sends it: the long lists without names. */
export const CatalogueAnswer = z
  .object({
    products: z.array(ProductRecord),
    variants:
      rows<[id: string, product: string, size: string, barcode: string, reorderPoint: number]>(
        'ssssn',
      ),
    inventory:
      rows<
        [
          variant: string,
          location: string,
          quantity: number,
          reserved: number,
          rev: number,
          updated: string,
        ]
      >('ssnnns'),
    locations: z.array(
      z
        .object({ id: z.string(), name: z.string(), is_default: z.boolean() })
        .transform((location) => fromRow(location)),
    ),
    on_order: rows<[variant: string, location: string, units: number, expected: string]>('ssns'),
    seq: z.int(),
  })
  .transform(({ products, variants, inventory, locations, on_order, seq }): Catalogue => {
    // Saves memory: all references to an id share one string.
    const productIds = namesakes(products)
    const locationIds = namesakes(locations)
    const named = variants.map(([id, product, size, barcode, reorderPoint]) => ({
      id,
      productId: productIds(product),
      size,
      barcode,
      reorderPoint,
    }))
    const variantIds = namesakes(named)
    return {
      products,
      locations,
      seq,
      variants: named,
      inventory: inventory.map(([variant, location, quantity, reserved, rev, updated]) => ({
        variantId: variantIds(variant),
        locationId: locationIds(location),
        quantity,
        reserved,
        rev,
        updatedAt: updated.replace(' ', 'T'),
      })),
      onOrder: on_order.map(([variant, location, units, expected]) => ({
        variantId: variantIds(variant),
        locationId: locationIds(location),
        units,
        expectedAt: expected || null,
      })),
    }
  })

/** Products by their names alone. */
export const NamesAnswer = z.object({ items: z.array(z.object({ name: z.string() })) })

/** Gives for each id the very text that one of these has. */
function namesakes(items: readonly { readonly id: string }[]): (id: string) => string {
  const ids = new Map(items.map(({ id }) => [id, id]))
  return (id) => ids.get(id) ?? id
}

/** What a movement says of its shelf. */
export const ShelfChangeRecord = z
  .object({
    seq: z.int(),
    variant: z.string(),
    location: z.string(),
    quantity_after: z.int(),
    reserved_after: z.int(),
    created: Time,
  })
  .transform(
    (movement): ShelfChange => ({
      seq: movement.seq,
      variantId: movement.variant,
      locationId: movement.location,
      quantity: movement.quantity_after,
      reserved: movement.reserved_after,
      updatedAt: movement.created,
    }),
  )

/** What moved since a movement. */
export const LevelsAnswer = z
  .object({ seq: z.int(), levels: z.array(ShelfChangeRecord).nullable() })
  .transform(({ seq, levels }): ShelfChanges => ({ seq, changes: levels }))
