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
  sizes: sizes.slice(0, MAX_PARTS),
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
