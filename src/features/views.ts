import type { ModelName, StockedProduct } from '../catalogue/inventory.ts'
import type { Shelf } from '../catalogue/snapshot.ts'
import type { Product } from '../domain/catalogue.ts'
import type { Match } from '../domain/match.ts'
import { outside } from '../domain/names.ts'
import type { ThumbSize } from '../domain/picture.ts'
import { maySee } from '../domain/product-fields.ts'
import { available } from '../domain/stock.ts'
import type { Context } from '../operations/operation.ts'
import { shortMatch } from '../shared/message-parts.ts'
import { fitting, type Page } from '../shared/paging.ts'
import type { StockedLocation } from './locations/locations.ts'
import type { NamedDrift } from './reports/drift.ts'
import type { HistoryItem } from './stock/movements.ts'
import type { Outcome } from './stock/record.ts'

/** Large enough to tell two shoes apart in a chat, small enough for a list of fifty. */
const THUMB: ThumbSize = '400x400'

/** Where a product's picture opens, whole and small; the path is PocketBase's own too. */
export function imageView({ id, photo }: Product, baseUrl: string) {
  if (photo === '') return { image: null, thumb: null }
  const image = `${baseUrl}/api/files/products/${id}/${encodeURIComponent(photo)}`
  return { image, thumb: `${image}?thumb=${THUMB}` }
}

/** Sizes of a product and colours of a name in one item, so that an item never fills an answer. */
const MOST_PARTS = 100

export const shelfView = (
  { product, variant, location, level, updatedAt }: Shelf,
  context: Context,
) => ({
  ...nameView(product),
  size: variant.size,
  location: location.name,
  quantity: level.quantity,
  reserved: level.reserved,
  available: available(level),
  ...priceView(product, context),
  updated_at: updatedAt,
})

export const productView = (
  { product, sizes, totalQuantity }: StockedProduct,
  context: Context,
) => ({
  ...nameView(product),
  ...priceView(product, context),
  sizes: sizes.slice(0, MOST_PARTS),
  sizes_total: sizes.length,
  total_quantity: totalQuantity,
})

export function movementView({ entry, product, location }: HistoryItem) {
  const { seq: _seq, productId: _product, locationId: _location, ...rest } = entry
  return {
    ...outside(rest),
    sku: product?.sku ?? '',
    model: product?.name ?? '',
    color: product?.color ?? '',
    location: location?.name ?? '',
  }
}

type ToldLine = Outcome['lines'][number]

const recordedView = ({ movement, product, location, to, message }: ToldLine) => ({
  sku: product.sku,
  size: movement.size,
  location: location.name,
  new_quantity: movement.quantityAfter,
  reserved: movement.reservedAfter,
  available: movement.quantityAfter - movement.reservedAfter,
  to: to && { location: to.location.name, new_quantity: to.movement.quantityAfter },
  product: nameView(product),
  movement: {
    id: movement.id,
    type: movement.type,
    quantity: movement.quantity,
    quantity_before: movement.quantityBefore,
    quantity_after: movement.quantityAfter,
    reference: movement.reference,
    reverses: movement.reverses,
    expires_at: movement.expiresAt,
    occurred_at: movement.occurredAt,
  },
  match: matchView(movement.match ?? {}),
  message,
})

export const modelNameView = ({ name, colors, products, totalQuantity }: ModelName) => ({
  model: name,
  colors: colors.slice(0, MOST_PARTS),
  colors_total: colors.length,
  products,
  total_quantity: totalQuantity,
})

export const locationView = ({ location, shelves, totalQuantity }: StockedLocation) => ({
  name: location.name,
  is_default: location.isDefault,
  shelves,
  total_quantity: totalQuantity,
})

export function driftView({ variantId: _variant, locationId: _location, ...row }: NamedDrift) {
  return outside(row)
}

/** A page as it is sent. One that is too long for a chat client ends earlier, and goes on after that. */
export function pageView<T, V>(
  { items, nextCursor, cursorAfter }: Page<T>,
  view: (item: T) => V,
): { items: V[]; next_cursor: string | null } {
  const fit = fitting(items.map(view))
  const last = items[fit.length - 1]
  const isWhole = fit.length === items.length
  return {
    items: [...fit],
    next_cursor: isWhole || last === undefined ? nextCursor : cursorAfter(last),
  }
}

/** The answer to a request of one line. */
export function singleView({ lines, replayed, message }: Outcome) {
  const [line] = lines
  if (!line) throw new Error('A request of one line came to nothing.')
  return { ...recordedView(line), replayed, message }
}

export const batchView = ({ batch, lines, replayed, message }: Outcome) => ({
  batch,
  results: [...fitting(lines.map(recordedView))],
  results_total: lines.length,
  replayed,
  message,
})

/** A match as it is sent, in arrays that the serialiser may own. */
export const matchView = (match: Match) =>
  Object.fromEntries(
    Object.entries(shortMatch(match)).map(([word, one]) => [
      word,
      { ...one, candidates: [...one.candidates] },
    ]),
  )

export const nameView = ({ sku, name, color, gender }: Product) => ({
  sku,
  model: name,
  color,
  gender,
})

const priceView = (product: Product, { baseUrl, key }: Context) => ({
  price: maySee(key, 'price') ? product.price : null,
  cost: maySee(key, 'cost') ? product.cost : null,
  ...imageView(product, baseUrl),
})
