import type { Product } from '../domain/catalogue.ts'
import { available } from '../domain/stock.ts'
import type { StockedProduct } from '../services/inventory.ts'
import type { HistoryPage } from '../services/movements.ts'
import type { Recorded } from '../services/record.ts'
import type { Shelf } from '../services/snapshot.ts'

/** Makes the address under which a product's picture opens. */
export type ImageUrl = (product: Product) => string | null

/** Pictures are PocketBase's public files, under the address that clients reach. */
export const imageUrlUnder =
  (base: string): ImageUrl =>
  ({ id, photo }) =>
    photo === '' ? null : `${base}/api/files/products/${id}/${encodeURIComponent(photo)}`

export const shelfView = (
  { product, variant, location, level, updatedAt }: Shelf,
  image: ImageUrl,
) => ({
  ...nameView(product),
  size: variant.size,
  location: location.name,
  quantity: level.quantity,
  reserved: level.reserved,
  available: available(level),
  ...priceView(product, image),
  updated_at: updatedAt,
})

export const productView = (
  { product, sizes, totalQuantity }: StockedProduct,
  image: ImageUrl,
) => ({
  ...nameView(product),
  ...priceView(product, image),
  sizes: [...sizes],
  total_quantity: totalQuantity,
})

export const movementView = ({ entry, product, location }: HistoryPage['items'][number]) => ({
  id: entry.id,
  type: entry.type,
  sku: product?.sku ?? '',
  model: product?.name ?? '',
  color: product?.color ?? '',
  size: entry.size,
  location: location?.name ?? '',
  quantity: entry.quantity,
  delta: entry.delta,
  quantity_after: entry.quantityAfter,
  reason: entry.reason,
  reference: entry.reference,
  unit_price: entry.unitPrice,
  actor: entry.actor,
  channel: entry.channel,
  reverses: entry.reverses,
  reversed_by: entry.reversedBy,
  occurred_at: entry.occurredAt,
  created_at: entry.createdAt,
})

export const recordedView = ({ movement, product, match, replayed, message }: Recorded) => ({
  sku: product.sku,
  size: movement.size,
  new_quantity: movement.quantityAfter,
  available: movement.quantityAfter - movement.reservedAfter,
  product: nameView(product),
  movement: {
    id: movement.id,
    type: movement.type,
    quantity: movement.quantity,
    quantity_before: movement.quantityBefore,
    quantity_after: movement.quantityAfter,
    occurred_at: movement.occurredAt,
  },
  match: matchView(match),
  replayed,
  message,
})

/** The same match, in arrays that the serialiser may own. */
export const matchView = (match: Recorded['match']) =>
  Object.fromEntries(
    Object.entries(match).map(([word, one]) => [word, { ...one, candidates: [...one.candidates] }]),
  )

const nameView = ({ sku, name, color, gender }: Product) => ({ sku, model: name, color, gender })

const priceView = (product: Product, image: ImageUrl) => ({
  price: product.price,
  cost: product.cost,
  image: image(product),
})
