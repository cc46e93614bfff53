import type { Shelf } from '../../catalogue/snapshot.ts'
import type { Identity } from '../../domain/api-key.ts'
import type { Match, TextMatch } from '../../domain/match.ts'
import { outside } from '../../domain/names.ts'
import { maySee } from '../../domain/product-fields.ts'
import { available } from '../../domain/stock.ts'
import type { Context } from '../../operations/operation.ts'
import { matchView, nameView, priceView } from '../../operations/views.ts'
import { fitting } from '../../shared/paging.ts'
import type { HistoryItem } from './movements.ts'
import type { Outcome } from './outcome.ts'
import type { UndoOutcome } from './record.ts'

export const shelfView = (
  { product, variant, location, level, onOrder, updatedAt }: Shelf,
  context: Context,
) => ({
  ...nameView(product),
  size: variant.size,
  location: location.name,
  quantity: level.quantity,
  reserved: level.reserved,
  available: available(level),
  on_order: onOrder,
  reorder_point: variant.reorderPoint || null,
  product_reorder_point: product.reorderPoint || null,
  ...priceView(product, context),
  updated_at: updatedAt,
})

/** Type of a movement that took another one back: a return of units is no sale. */
export const UNDO = 'UNDO'

/** A movement, for whoever holds the key. What a delivery was paid at is a cost. */
export function movementView({ entry, product, location }: HistoryItem, key: Identity) {
  const { seq: _seq, productId: _product, locationId: _location, type, match, ...rest } = entry
  const isUndo = rest.reverses !== null
  const isSeen = type !== 'ADD_STOCK' || maySee(key, 'cost')
  return {
    ...outside(rest),
    unit_price: isSeen ? rest.unitPrice : null,
    type: isUndo ? (UNDO as typeof UNDO) : type,
    undoes: isUndo ? type : null,
    is_undo: isUndo,
    ...saidView(match),
    sku: product?.sku ?? '',
    model: product?.name ?? '',
    color: product?.color ?? '',
    location: location?.name ?? '',
  }
}

/** The words of a request, and whether they were exact. */
function saidView(match: Match | null) {
  const words = Object.values(match ?? {})
  const said = [...new Set(words.map(({ asked }) => asked))]
  // What was said within other words was said once.
  const apart = said.filter((one) => !said.some((other) => other !== one && other.includes(one)))
  return {
    said: apart.join(' '),
    understood: words.length === 0 ? null : words.every(isExact) ? EXACT : CLOSE,
  }
}

const [EXACT, CLOSE] = ['exact', 'close'] as const
const isExact = ({ kind }: TextMatch): boolean => kind === 'exact'

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

/** The answer to a request of one line, with each result where its reservation made several of it. */
export function singleView({ lines, seq, replayed, actor, channel, message }: Outcome) {
  const [line] = lines
  if (!line) throw new Error('A request of one line came to nothing.')
  const results =
    lines.length > 1
      ? { results: [...fitting(lines.map(recordedView))], results_total: lines.length }
      : {}
  return { ...recordedView(line), ...results, seq, replayed, actor, channel, message }
}

export const batchView = ({ lines, batch, seq, replayed, actor, channel, message }: Outcome) => ({
  batch,
  results: [...fitting(lines.map(recordedView))],
  results_total: lines.length,
  ...{ seq, replayed, actor, channel, message },
})

export const undoView = ({ undone, archived, passedOver, ...outcome }: UndoOutcome) => ({
  ...batchView(outcome),
  undone: undone && {
    movement: undone.id,
    actor: undone.actor,
    channel: undone.channel,
    client: undone.client,
    recorded_at: undone.createdAt,
    occurred_at: undone.occurredAt,
  },
  archived: archived && nameView(archived),
  passed_over: passedOver,
})
