import { isReturn, isSale, type Past, type Rows } from './sums.ts'

const DAY = 86_400

/** So many days on the shelf without a sale, and a product is dead. */
export const DEAD_DAYS = 90

const WINDOW = DEAD_DAYS * DAY

/** What was so long ago says nothing about today. */
const MOST_DAYS = 730

/** What was on the shelf for fewer days says nothing yet. */
export const KNOWN_DAYS = 28

/** Stock that lasts for longer, at the pace at which it sells, is slow. */
export const SLOW_DAYS = 180

/**
 * What each product that is on hand sold in the last days on which a unit was, at most DEAD_DAYS of
 * them.
 */
export interface Paces {
  readonly openDays: Float64Array
  /** Those of them that the ledger knows; of the others past sales say that it was there. */
  readonly followedDays: Float64Array
  /** Units, less those that came back. */
  readonly sold: Float64Array
}

interface Reading {
  /** Rows in the order in which they happened. */
  readonly order: Int32Array
  /** Number of the product of a row; -1 for one that is left out. */
  groupOf(row: number): number
  /** Units of each product on hand at the end. */
  readonly onHand: Float64Array
  /** The end, in seconds since 1970. */
  readonly end: number
  /** What was sold of a product before the ledger; it is taken to have been on hand since the first of that. */
  pastOf(group: number): readonly Past[]
}

/**
 * Goes back from the end. A day without stock is none on which something could have been sold: it
 * does not count.
 */
export function pacesOf(rows: Rows, reading: Reading): Paces {
  const { order, groupOf, onHand, end, pastOf } = reading
  const { time, type, delta } = rows
  const oldest = end - MOST_DAYS * DAY
  const there = Float64Array.from(onHand)
  const until = new Float64Array(onHand.length).fill(end)
  const open = new Float64Array(onHand.length)
  const sold = new Float64Array(onHand.length)
  let left = onHand.filter((units) => units > 0).length
  for (let place = order.length - 1; place >= 0 && left > 0; place -= 1) {
    const row = order[place] ?? 0
    const at = time[row] ?? 0
    if (at >= end) continue
    if (at < oldest) break
    const group = groupOf(row)
    if (group < 0 || (onHand[group] ?? 0) <= 0 || (open[group] ?? 0) >= WINDOW) continue
    if ((there[group] ?? 0) > 0) open[group] = (open[group] ?? 0) + (until[group] ?? 0) - at
    if ((open[group] ?? 0) >= WINDOW) {
      left -= 1
      continue
    }
    until[group] = at
    const units = delta[row] ?? 0
    there[group] = (there[group] ?? 0) - units
    if (isSale(type[row]) || isReturn(type[row])) sold[group] = (sold[group] ?? 0) - units
  }
  const followed = Float64Array.from(open)
  for (let group = 0; group < open.length; group += 1) {
    const latest = lastOf(pastOf(group), (until[group] ?? 0) - WINDOW)
    for (const { at, units } of latest) {
      open[group] = (open[group] ?? 0) + (until[group] ?? 0) - at
      if ((open[group] ?? 0) >= WINDOW) break
      until[group] = at
      sold[group] = (sold[group] ?? 0) + units
    }
  }
  return {
    openDays: open.map(inDays),
    followedDays: followed.map(inDays),
    // What came back of sales before these days is no sale that did not happen.
    sold: sold.map((units) => Math.max(0, units)),
  }
}

const inDays = (seconds: number): number => Math.min(DEAD_DAYS, seconds / DAY)

/** Past sales, the latest first: those since a moment, and the one before it. */
function lastOf(pasts: readonly Past[], since: number): { at: number; units: number }[] {
  const latest: { at: number; units: number }[] = []
  for (const { length, time, units } of pasts) {
    for (let place = length - 1; place >= 0; place -= 1) {
      const at = time[place] ?? 0
      latest.push({ at, units: units[place] ?? 0 })
      if (at < since) break
    }
  }
  return latest.sort((a, b) => b.at - a.at)
}

/** How a product that is on hand sells. */
export type Pace = 'dead' | 'slow' | 'well' | 'unknown'

/**
 * Judges what is on hand.
 * @param cover days for which it lasts; null where none of it sells
 */
export function judge(openDays: number, sold: number, cover: number | null): Pace {
  if (openDays < KNOWN_DAYS) return 'unknown'
  if (sold === 0 && openDays >= DEAD_DAYS) return 'dead'
  return cover === null || cover > SLOW_DAYS ? 'slow' : 'well'
}

/** For how many days units last at the pace of those days; null where none was sold. */
export const coverDays = (onHand: number, openDays: number, sold: number): number | null =>
  sold === 0 ? null : (onHand * openDays) / sold
