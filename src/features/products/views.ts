import type { ModelName, StockedProduct } from '../../catalogue/inventory.ts'
import type { Context } from '../../operations/operation.ts'
import { nameView, priceView } from '../../operations/views.ts'

/** Sizes of a product and colours of a name in one item, so that an item never fills an answer. */
const MAX_PARTS = 100

export const productView = (
  { product, sizes, totalQuantity }: StockedProduct,
  context: Context,
) => ({
  ...nameView(product),
  ...priceView(product, context),
  supplier: product.supplier || null,
  lead_time_days: product.leadTimeDays || null,
  pack_size: product.packSize || null,
  reorder_point: product.reorderPoint || null,
  sizes: sizes.slice(0, MAX_PARTS).map(({ size, available, reorderPoint }) => ({
    size,
    available,
    ...(reorderPoint > 0 && { reorder_point: reorderPoint }),
  })),
  sizes_total: sizes.length,
  aliases: product.aliases.slice(0, MAX_PARTS),
  total_quantity: totalQuantity,
})

export const modelNameView = ({ name, colors, products, totalQuantity }: ModelName) => ({
  model: name,
  colors: colors.slice(0, MAX_PARTS),
  colors_total: colors.length,
  products,
  total_quantity: totalQuantity,
})
