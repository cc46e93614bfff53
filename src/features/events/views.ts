import type { Identity } from '../../domain/api-key.ts'
import { includes } from '../../domain/api-key.ts'
import type { Digest } from '../../domain/digest.ts'
import {
  type EventType,
  eventsOf,
  formatPosition,
  type LedgerEvent,
  type LoggedEvent,
  type LoggedRow,
  type LoggedType,
  type MovementRow,
  type PlacedRow,
  type ShopEvent,
} from '../../domain/event.ts'
import type { Language } from '../../domain/language.ts'
import {
  maySee,
  RECORDED_FIELD_NAMES,
  RECORDED_FIELDS,
  type RecordedField,
} from '../../domain/product-fields.ts'
import type { Bounded, NamedProduct, Trade } from '../../domain/summary.ts'
import { tellEvent } from './event-messages.ts'
import type { EventData, EventView } from './event-schemas.ts'

/** Who is told: their scope decides on costs and people, their location on the rest. */
export interface EventReader {
  readonly key: Pick<Identity, 'scope' | 'location'>
  readonly language: Language
  /** Only these types. */
  readonly types: ReadonlySet<EventType>
  /** Whether they want no costs, although they may see them. */
  readonly withoutCosts?: boolean
}

const seesField = ({ key, withoutCosts }: EventReader, field: RecordedField): boolean =>
  maySee(key, field) && !(withoutCosts && field === 'cost')

/** The events of a row that somebody may see and wants to, as they are sent. */
export const viewsOf = ({ row, position }: PlacedRow, reader: EventReader): EventView[] =>
  eventsOf(row, position, reader.key.location)
    .filter((event) => reader.types.has(event.type) && maySeeEvent(event, reader))
    .map((event) => viewOf(event, reader))

const WHOLE_SHOP = ({ key }: EventReader): boolean => key.location === null
const IN_CHARGE = ({ key }: EventReader): boolean =>
  key.location === null && includes(key.scope, 'admin')
const AT_LOCATION = ({ key }: EventReader, row: LoggedRow): boolean =>
  key.location === null || key.location === row.location.name

/** Who is told of what is logged. */
const LOGGED_FOR: Readonly<Record<LoggedType, (reader: EventReader, row: LoggedRow) => boolean>> = {
  'product.created': () => true,
  'product.updated': () => true,
  'product.archived': () => true,
  'import.done': WHOLE_SHOP,
  'check.done': AT_LOCATION,
  'person.signed_in_first': IN_CHARGE,
  'drift.found': IN_CHARGE,
  'digest.ready': WHOLE_SHOP,
}

const maySeeEvent = (event: ShopEvent, reader: EventReader): boolean =>
  'row' in event
    ? LOGGED_FOR[event.type](reader, event.row)
    : reader.key.location === null || reader.key.location === event.location

function viewOf(event: ShopEvent, reader: EventReader): EventView {
  const { type, id, at, position, actor, channel } = event
  return {
    type,
    id,
    timestamp: at,
    position: formatPosition(position),
    seq: position.seq,
    actor,
    channel,
    message: tellEvent(event, reader.language),
    data: 'row' in event ? loggedData(event, reader) : ledgerData(event, reader),
  }
}

const productView = ({ sku, name, color, gender }: NamedProduct) => ({
  sku,
  model: name,
  color,
  gender,
})

const movementView = (movement: MovementRow) => ({
  id: movement.id,
  seq: movement.seq,
  type: movement.type,
  quantity: movement.quantity,
  reason: movement.reason,
  reference: movement.reference,
  reverses: movement.reverses,
  occurred_at: movement.occurredAt,
})

function ledgerData(event: LedgerEvent, reader: EventReader): EventData {
  const { movement, available } = event
  const { quantity, reference, unitPrice, unitCost } = movement
  const shelf = {
    product: productView(event.product),
    location: event.location,
    movement: movementView(movement),
    available,
  }
  switch (event.type) {
    case 'stock.changed':
      return { ...shelf, size: event.size, on_hand: event.onHand, reserved: event.reserved }
    case 'sale.recorded':
      return {
        ...shelf,
        size: event.size,
        quantity,
        unit_price: unitPrice,
        unit_cost: seesField(reader, 'cost') ? unitCost : null,
      }
    case 'reservation.expired':
      return { ...shelf, size: event.size, quantity, reference }
    case 'stock.low':
      return { ...shelf, size: event.size, reorder_point: event.reorderPoint }
    case 'stock.out':
    case 'stock.back':
      return { ...shelf, size: event.size }
  }
}

function loggedData({ type, row }: LoggedEvent, reader: EventReader): EventData {
  const { data } = row
  const count = (name: string): number => Number(data[name]) || 0
  const text = (name: string): string => String(data[name] ?? '')
  switch (type) {
    case 'product.created':
    case 'product.updated':
    case 'product.archived':
      return {
        product: productView(row.product),
        size: row.size || null,
        changes: changesOf(row, reader),
      }
    case 'import.done':
      return {
        kind: data.kind === 'sales' ? 'sales' : 'stock',
        rows: count('rows') || count('movements'),
        products_new: count('products_new'),
        products_changed: count('products_changed'),
        units: count('units'),
      }
    case 'check.done':
      return {
        check: text('id'),
        day: text('day') || null,
        location: row.location.name || null,
        out: count('out'),
        critical: count('critical'),
        low: count('low'),
        error: text('error'),
      }
    case 'person.signed_in_first':
      return { email: text('email'), name: text('name'), role: text('role') }
    case 'drift.found':
      return { shelves: count('shelves'), units: count('units') }
    case 'digest.ready':
      return digestData(data as unknown as Digest)
  }
}

/** As the service wrote it. */
function digestData({ day, at, from, to, ...digest }: Digest): EventData<'digest.ready'> {
  const { sold, returned, out, low, toOrder, odd } = digest
  const worth = ({ units, value }: Trade) => ({ units, value })
  return {
    ...{ day, at, from, to, odd: [...odd] },
    sold: worth(sold),
    returned: worth(returned),
    out: boundedView(out, ({ size }) => ({ size })),
    low: boundedView(low, ({ available }) => ({ available })),
    to_order: { ...boundedView(toOrder, ({ units }) => ({ units })), units: toOrder.units },
  }
}

const boundedView = <Item extends NamedProduct, Rest>(
  { total, items }: Bounded<Item>,
  rest: (item: Item) => Rest,
) => ({ total, items: items.map((item) => ({ ...productView(item), ...rest(item) })) })

/** The fields that differ, by their names in the API, as far as the reader may see them. */
const changesOf = ({ before, after }: LoggedRow, reader: EventReader) =>
  RECORDED_FIELD_NAMES.flatMap((field) => {
    const { column, wire } = RECORDED_FIELDS[field]
    const now = after?.[column]
    if (now === undefined || !seesField(reader, field)) return []
    return [{ field: wire, before: before?.[column] ?? null, after: now }]
  })
