import type { Product } from '../domain/catalogue.ts'
import { available } from '../domain/stock.ts'
import type { NamesPage, StockedProduct } from '../services/inventory.ts'
import type { HistoryPage } from '../services/movements.ts'
import type { Outcome } from '../services/record.ts'
import type { Shelf } from '../services/snapshot.ts'
import type { Match } from '../services/understand.ts'
import type { Context } from './operation.ts'

/** Pictures are PocketBase's public files, under the address that the caller reaches. */
const imageUrl = (baseUrl: string, { id, photo }: Product): string | null =>
  photo === '' ? null : `${baseUrl}/api/files/products/${id}/${encodeURIComponent(photo)}`

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
  reserved_delta: entry.reservedDelta,
  quantity_after: entry.quantityAfter,
  reserved_after: entry.reservedAfter,
  reason: entry.reason,
  reference: entry.reference,
  unit_price: entry.unitPrice,
  actor: entry.actor,
  channel: entry.channel,
  reverses: entry.reverses,
  reversed_by: entry.reversedBy,
  linked: entry.linked,
  expires_at: entry.expiresAt,
  occurred_at: entry.occurredAt,
  created_at: entry.createdAt,
})

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
  match: matchView((movement.match ?? {}) as Match),
  message,
})

export const modelNameView = ({
  name,
  colors,
  products,
  totalQuantity,
}: NamesPage['items'][number]) => ({
  model: name,
  colors: [...colors],
  products,
  total_quantity: totalQuantity,
})

/** The answer to a request of one line. */
export function singleView({ lines, replayed, message }: Outcome) {
  const [line] = lines
  if (!line) throw new Error('A request of one line came to nothing.')
  return { ...recordedView(line), replayed, message }
}

export const batchView = ({ batch, lines, replayed, message }: Outcome) => ({
  batch,
  results: lines.map(recordedView),
  replayed,
  message,
})

/** The same match, in arrays that the serialiser may own. */
export const matchView = (match: Match) =>
  Object.fromEntries(
    Object.entries(match).map(([word, one]) => [word, { ...one, candidates: [...one.candidates] }]),
  )

const nameView = ({ sku, name, color, gender }: Product) => ({ sku, model: name, color, gender })

const priceView = (product: Product, { baseUrl, key }: Context) => ({
  price: product.price,
  // What the shop paid is not for everyone who may ask what it has.
  cost: key.scope === 'read' ? null : product.cost,
  image: imageUrl(baseUrl, product),
})
