import type { MovementType } from './movement-types.ts'
import type { SomeColumns } from './product-fields.ts'

// What happens in the shop, in one order. What moved stock is in the ledger, and its events are read out of it: nothing
// is written twice. What happens beside it is kept in a log of its own.

/** What the ledger tells. */
const LEDGER_EVENTS = [
  'stock.changed',
  'sale.recorded',
  'reservation.expired',
  'stock.low',
  'stock.out',
  'stock.back',
] as const

/** What is logged when it happens. */
export const LOGGED_EVENTS = [
  'product.created',
  'product.updated',
  'product.archived',
  'import.done',
  'check.done',
  'person.signed_in_first',
  'drift.found',
  'digest.ready',
] as const

export const EVENT_TYPES = [...LEDGER_EVENTS, ...LOGGED_EVENTS] as const

export type LoggedType = (typeof LOGGED_EVENTS)[number]
export type EventType = (typeof EVENT_TYPES)[number]

/**
 * A place in the order of events: what comes after it is movements with a higher number, and entries of the log with a
 * higher number. Whoever has seen both has seen all until there.
 */
export interface EventPosition {
  /** Number of the last movement. */
  readonly seq: number
  /** Number of the last entry of the log; -1 where only the movement is known. */
  readonly number: number
}

export const START: EventPosition = { seq: 0, number: 0 }

const POSITION = /^(\d{1,15})(?:\.(\d{1,15}))?$/

/** "1041.17", or "1041" where only the movement is known. */
export const formatPosition = ({ seq, number }: EventPosition): string =>
  number < 0 ? `${seq}` : `${seq}.${number}`

/** @returns undefined for what is no position */
export function parsePosition(text: string): EventPosition | undefined {
  const [, seq, number] = POSITION.exec(text.trim()) ?? []
  if (seq === undefined) return undefined
  return { seq: Number(seq), number: number === undefined ? -1 : Number(number) }
}

/** Whether one of them has seen something that the other has not. */
export const isAfter = (a: EventPosition, b: EventPosition): boolean =>
  a.seq > b.seq || a.number > b.number

/** A product as events name it; empty where it is gone. */
export interface EventProduct {
  readonly id: string
  readonly sku: string
  readonly name: string
  readonly color: string
  readonly gender: string
}

interface EventPlace {
  readonly id: string
  readonly name: string
}

interface Row {
  readonly id: string
  readonly product: EventProduct
  readonly size: string
  readonly location: EventPlace
  readonly actor: string
  readonly channel: string
  /** ISO 8601: when it was recorded. */
  readonly at: string
}

/** A movement with what was there around it at that moment. */
export interface MovementRow extends Row {
  readonly kind: 'movement'
  readonly seq: number
  readonly type: MovementType
  readonly variantId: string
  readonly quantity: number
  readonly delta: number
  readonly reservedDelta: number
  readonly quantityAfter: number
  readonly reservedAfter: number
  readonly reason: string
  readonly reference: string
  /** null where it is unknown; the same for the cost. */
  readonly unitPrice: number | null
  readonly unitCost: number | null
  /** Program that asked for a person; empty for none. */
  readonly client: string
  readonly reverses: string | null
  readonly linked: string | null
  readonly occurredAt: string
  /** Whether nothing had ever moved of this size. */
  readonly isFirst: boolean
  /** The same of this location. */
  readonly isFirstHere: boolean
  /** Units available of this size at all other locations. */
  readonly elsewhere: number
  /** Reorder points that were in force; 0 for none. */
  readonly reorderPoint: number
  readonly productReorderPoint: number
  /** Units available of the product after it, at all locations and at this one; 0 where it has no reorder point. */
  readonly productAvailable: number
  readonly productAvailableHere: number
}

/** An entry of the log. */
export interface LoggedRow extends Row {
  readonly kind: 'logged'
  readonly number: number
  readonly afterSeq: number
  readonly type: LoggedType
  /** What changed of a product; null where nothing is told of it. */
  readonly before: SomeColumns | null
  readonly after: SomeColumns | null
  readonly data: Readonly<Record<string, unknown>>
}

export type EventRow = MovementRow | LoggedRow

/** Before and after. */
export interface Step {
  readonly before: number
  readonly after: number
}

interface Base<Type extends EventType> {
  readonly type: Type
  /** The same each time that it is told. */
  readonly id: string
  readonly position: EventPosition
  readonly at: string
  readonly actor: string
  readonly channel: string
}

interface OfShelf {
  readonly product: EventProduct
  readonly size: string
  readonly location: string
  readonly movement: MovementRow
  readonly available: Step
}

/** Events of what moved; `available` of a crossing counts the whole shop, or the location of whoever is told. */
export type LedgerEvent =
  | (Base<'stock.changed'> & OfShelf & { readonly onHand: Step; readonly reserved: Step })
  | (Base<'sale.recorded' | 'reservation.expired' | 'stock.out' | 'stock.back'> & OfShelf)
  | (Base<'stock.low'> &
      Omit<OfShelf, 'size'> & {
        /** null where it is the product, in all its sizes. */
        readonly size: string | null
        readonly reorderPoint: number
      })

export type LoggedEvent = Base<LoggedType> & { readonly row: LoggedRow }

export type ShopEvent = LedgerEvent | LoggedEvent

/**
 * The events of a row.
 * @param position where it stands
 * @param location name of the only location that they are told of; null for all of the shop
 */
export function eventsOf(
  row: EventRow,
  position: EventPosition,
  location: string | null,
): ShopEvent[] {
  const { id, at, actor, channel } = row
  if (row.kind === 'logged') return [{ type: row.type, id, position, at, actor, channel, row }]
  const events = ledgerEvents(row, location)
  return events.map((event) => ({ ...event, position, at, actor, channel }) as LedgerEvent)
}

type Told = DistributiveOmit<LedgerEvent, 'position' | 'at' | 'actor' | 'channel'>
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

function ledgerEvents(row: MovementRow, location: string | null): Told[] {
  const { id, product, size } = row
  const onHand = step(row.quantityAfter, row.delta)
  const reserved = step(row.reservedAfter, row.reservedDelta)
  const here = { before: onHand.before - reserved.before, after: onHand.after - reserved.after }
  const shelf = { product, size, location: row.location.name, movement: row }
  const changed: Told = {
    type: 'stock.changed',
    id: `${id}.stock.changed`,
    ...shelf,
    available: here,
    onHand,
    reserved,
  }
  const more = (type: 'sale.recorded' | 'reservation.expired'): Told => ({
    type,
    id: `${id}.${type}`,
    ...shelf,
    available: here,
  })
  return [
    changed,
    ...(row.type === 'SALE' && row.reverses === null ? [more('sale.recorded')] : []),
    ...(row.type === 'RELEASE' && row.channel === 'expiry' ? [more('reservation.expired')] : []),
    ...crossings(row, here, location),
  ]
}

const step = (after: number, change: number): Step => ({ before: after - change, after })

/** What became low, empty or available again. A transfer moves nothing in or out of the shop. */
function crossings(row: MovementRow, here: Step, location: string | null): Told[] {
  const isAll = location === null
  if (isAll && row.type === 'TRANSFER') return []
  const more = isAll ? row.elsewhere : 0
  const available = { before: here.before + more, after: here.after + more }
  const total = isAll ? row.productAvailable : row.productAvailableHere
  const ofProduct = step(total, here.after - here.before)
  const where = isAll ? '' : `.${row.location.id}`
  const told = { product: row.product, location: row.location.name, movement: row }
  const size = (type: 'stock.out' | 'stock.back'): Told => ({
    type,
    id: `${row.id}.${type}${where}`,
    ...told,
    size: row.size,
    available,
  })
  const low = (of: Step, of_size: string | null, reorderPoint: number): Told => ({
    type: 'stock.low',
    id: `${row.id}.stock.low${of_size === null ? '.product' : ''}${where}`,
    ...told,
    size: of_size,
    reorderPoint,
    available: of,
  })
  const isFirst = isAll ? row.isFirst : row.isFirstHere
  const isOut = available.before > 0 && available.after <= 0
  return [
    ...(isOut ? [size('stock.out')] : []),
    ...(available.before <= 0 && available.after > 0 && !isFirst ? [size('stock.back')] : []),
    // What is out is low as well, and told once.
    ...(!isOut && falls(available, row.reorderPoint)
      ? [low(available, row.size, row.reorderPoint)]
      : []),
    ...(falls(ofProduct, row.productReorderPoint)
      ? [low(ofProduct, null, row.productReorderPoint)]
      : []),
  ]
}

/** Whether a level comes to its reorder point from above. */
const falls = ({ before, after }: Step, point: number): boolean =>
  point > 0 && before > point && after <= point

/** A page of what happened. */
export interface EventRows {
  /** With the position that whoever has seen a row has come to. */
  readonly rows: readonly PlacedRow[]
  /** Where the page ends. */
  readonly position: EventPosition
  /** Where everything ends. */
  readonly newest: EventPosition
}

export interface PlacedRow {
  readonly row: EventRow
  readonly position: EventPosition
}

/**
 * Movements and entries in one order. An entry comes after the movement that it names, and before the next one.
 * @param from both are all that comes after it, each from its beginning
 * @param limit rows of the page; of each kind there are as many, or there are no more
 */
export function inOrder(
  from: EventPosition,
  movements: readonly MovementRow[],
  entries: readonly LoggedRow[],
  limit: number,
): PlacedRow[] {
  const placed: PlacedRow[] = []
  let position = from
  let [next, entry] = [0, 0]
  while (placed.length < limit) {
    const movement = movements[next]
    const logged = entries[entry]
    if (movement && (!logged || movement.seq <= logged.afterSeq)) {
      position = { ...position, seq: movement.seq }
      placed.push({ row: movement, position })
      next += 1
    } else if (logged) {
      position = { ...position, number: logged.number }
      placed.push({ row: logged, position })
      entry += 1
    } else break
  }
  return placed
}
