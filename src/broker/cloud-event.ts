import type { Scope } from '../domain/api-key.ts'
import { EVENT_TYPES, type EventType, type PlacedRow } from '../domain/event.ts'
import { viewsOf } from '../features/events/views.ts'
import type { BrokerMessage } from './broker.ts'

/** How events are named: as everywhere here, or as shops name them that know products and sales alone. */
export type EventNames = 'own' | 'commerce'

const NAMES: Readonly<Record<EventNames, Partial<Record<EventType, string>>>> = {
  own: {},
  commerce: { 'product.archived': 'product.deleted', 'sale.recorded': 'sales.created' },
}

export interface Publication {
  /** What is told: as much as a key of this scope sees. */
  readonly scope: Scope
  readonly names: EventNames
  /** Which shop tells it: a URI. */
  readonly source: string
}

/** Key of what is about no product. */
const SHOP = 'shop'

/** The events of a row as CloudEvents 1.0, in structured JSON. */
export function messagesOf(
  placed: PlacedRow,
  { scope, names, source }: Publication,
): BrokerMessage[] {
  const { id, sku } = placed.row.product
  const key = id || SHOP
  const reader = { key: { scope, location: null }, language: 'en', types: TYPES } as const
  return viewsOf(placed, reader).map((data) => {
    const type = NAMES[names][data.type] ?? data.type
    const event = {
      specversion: '1.0',
      id: data.id,
      source,
      type,
      time: data.timestamp,
      ...(sku && { subject: sku }),
      // Of the extension for partitions.
      partitionkey: key,
      datacontenttype: 'application/json',
      data,
    }
    return { id: data.id, type, key, body: JSON.stringify(event) }
  })
}

const TYPES: ReadonlySet<EventType> = new Set(EVENT_TYPES)
