import { MOVEMENT_TYPES } from '../movement-types.ts'
import { placesOf } from './order.ts'
import { isReturn, isSale, type Rows, type Span } from './sums.ts'

/** Stock that moved, with what the shop began with. */
export interface StockRows extends Rows {
  /** 1 for the stock that the shop began with. */
  readonly isFirst: Uint8Array
}

/** Units on hand, a number for each group. */
export interface Stock {
  /** When the time began. What the shop began with in that time was there already. */
  readonly begin: Float64Array
  /** What came in that time: deliveries and what was found, but no returns. */
  readonly received: Float64Array
  /** When the time ended. */
  readonly end: Float64Array
  /** After all movements. */
  readonly now: Float64Array
}

const TRANSFER = MOVEMENT_TYPES.indexOf('TRANSFER')

interface Reading {
  /** Rows that count, in the order in which they happened. */
  readonly order: Int32Array
  /** Units on hand after all of them. */
  readonly now: Float64Array
  /** Number of the group of a row; -1 for one that is left out. */
  groupOf(row: number): number
  /** Whether groups are at locations: what came from another one was received then. */
  readonly isAtLocation: boolean
}

/** Goes back from what is on hand now to what was at both ends of a time. */
export function stockOf(rows: StockRows, span: Span, reading: Reading): Stock {
  const { type, delta, time, isFirst } = rows
  const { order, now, groupOf, isAtLocation } = reading
  const { first, next } = placesOf(order, time, span)
  const end = Float64Array.from(now)
  for (let place = order.length - 1; place >= next; place -= 1) {
    const row = order[place] ?? 0
    const group = groupOf(row)
    if (group >= 0) end[group] = (end[group] ?? 0) - (delta[row] ?? 0)
  }
  const begin = Float64Array.from(end)
  const received = new Float64Array(now.length)
  for (let place = next - 1; place >= first; place -= 1) {
    const row = order[place] ?? 0
    const units = delta[row] ?? 0
    const group = units === 0 || isFirst[row] ? -1 : groupOf(row)
    if (group < 0) continue
    begin[group] = (begin[group] ?? 0) - units
    const kind = type[row]
    if (units < 0 || isSale(kind) || isReturn(kind)) continue
    if (isAtLocation || kind !== TRANSFER) received[group] = (received[group] ?? 0) + units
  }
  return { begin, received, end, now }
}
