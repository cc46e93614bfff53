import { MOVEMENT_TYPES } from '../movement-types.ts'
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
  /** How many groups there are. */
  readonly groups: number
  /** Number of the group of a row; -1 for one that is left out. */
  groupOf(row: number): number
  /** Whether groups are at locations: what came from another one was received then. */
  readonly isAtLocation: boolean
}

/** Adds up what was on hand at both ends of a time. */
export function stockOf(rows: StockRows, { from, to }: Span, reading: Reading): Stock {
  const { seq, stands, time, type, delta, isFirst } = rows
  const { groups, groupOf, isAtLocation } = reading
  const begin = new Float64Array(groups)
  const received = new Float64Array(groups)
  const end = new Float64Array(groups)
  const now = new Float64Array(groups)
  for (let row = 1; row <= seq; row += 1) {
    const units = delta[row] ?? 0
    if (!stands[row] || units === 0) continue
    const group = groupOf(row)
    if (group < 0) continue
    now[group] = (now[group] ?? 0) + units
    const at = time[row] ?? 0
    if (at >= to) continue
    end[group] = (end[group] ?? 0) + units
    if (at < from || isFirst[row]) begin[group] = (begin[group] ?? 0) + units
    else if (units > 0 && !isSale(type[row]) && !isReturn(type[row])) {
      if (isAtLocation || type[row] !== TRANSFER) received[group] = (received[group] ?? 0) + units
    }
  }
  return { begin, received, end, now }
}
