import { type Calendar, weekAt, weeksIn } from './calendar.ts'

/** What a movement says about demand. */
export const OTHER = 0
export const SOLD = 1
export const RETURNED = 2

/** What moved on the shelves of a variant, in the order in which it happened. Undone movements are not in it. */
export interface Flow {
  readonly length: number
  /** Seconds since 1970. */
  readonly time: ArrayLike<number>
  /** Change in units on hand. */
  readonly delta: ArrayLike<number>
  /** OTHER, SOLD or RETURNED. */
  readonly kind: ArrayLike<number>
}

/** Sales of before the ledger, which moved no stock here. */
export interface PastSales {
  readonly length: number
  /** Seconds since 1970, oldest first. */
  readonly time: ArrayLike<number>
  readonly units: ArrayLike<number>
}

export const NO_FLOW: Flow = { length: 0, time: [], delta: [], kind: [] }
export const NO_SALES: PastSales = { length: 0, time: [], units: [] }

/** What a variant sold, week by week, and when it could. */
export interface Weeks {
  readonly units: Float64Array
  /** The share of each week in which a unit was on hand. */
  readonly there: Float64Array
}

export const noWeeks = (calendar: Calendar): Weeks => ({
  units: new Float64Array(weeksIn(calendar)),
  there: new Float64Array(weeksIn(calendar)),
})

/** What else is known of a variant. */
export interface Facts {
  /** When its history begins; null for none. */
  readonly since: number | null
  /**
   * When it first came, or was sold before the ledger: a sale that is only said to have been earlier says
   * nothing of the time since. null where nothing is known.
   */
  readonly followed: number | null
  /** When the last unit was sold; null where none was, or it came back. */
  readonly lastSold: number | null
}

/** A return is taken from the sales of so many seconds before it: that of a gift comes late. */
const RETURN_SECONDS = 30 * 86_400

/** A week in which something was sold had it on the shelf for a day at least. */
const SHORTEST = 1 / 7

/** A time, in seconds since 1970. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Adds up what a variant sold and when it could.
 * @param before the time before the ledger when it is taken to have been there, as past sales show; null
 *   where nothing is known of it
 * @param into is written to: the weeks of the calendar
 */
export function addFlow(
  flow: Flow,
  past: PastSales,
  before: Span | null,
  calendar: Calendar,
  into: Weeks,
): Facts {
  const sales: Sale[] = []
  for (let at = 0; at < past.length; at += 1) {
    sales.push({ time: past.time[at] ?? 0, units: past.units[at] ?? 0 })
  }
  if (before) addTime(calendar, into.there, before.from, before.to)
  const first = firstSeen(flow)
  let onHand = 0
  let from = first ?? calendar.now
  for (let at = 0; at < flow.length; at += 1) {
    const time = flow.time[at] ?? 0
    const delta = flow.delta[at] ?? 0
    if (onHand > 0) addTime(calendar, into.there, from, time)
    onHand += delta
    from = Math.max(from, time)
    if (flow.kind[at] === SOLD) sales.push({ time, units: -delta })
    else if (flow.kind[at] === RETURNED) takeBack(sales, time, delta)
  }
  if (onHand > 0) addTime(calendar, into.there, from, calendar.now)
  let lastSold: number | null = null
  for (const { time, units } of sales) {
    if (units <= 0) continue
    lastSold = Math.max(lastSold ?? 0, time)
    const week = weekAt(calendar, time)
    if (week < 0) continue
    into.units[week] = (into.units[week] ?? 0) + units
    into.there[week] = Math.max(into.there[week] ?? 0, SHORTEST)
  }
  const since = earlier(before?.from ?? null, first)
  const followed = earlier(before?.from ?? null, firstReceipt(flow))
  return { since, followed, lastSold }
}

interface Sale {
  readonly time: number
  units: number
}

/** When the first unit is known to have been there: it came, or was sold. */
function firstSeen(flow: Flow): number | null {
  for (let at = 0; at < flow.length; at += 1) {
    if ((flow.delta[at] ?? 0) > 0 || flow.kind[at] === SOLD) return flow.time[at] ?? null
  }
  return null
}

function firstReceipt(flow: Flow): number | null {
  for (let at = 0; at < flow.length; at += 1) {
    if ((flow.delta[at] ?? 0) > 0) return flow.time[at] ?? null
  }
  return null
}

const earlier = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other)

/** Takes what came back from the latest sales before it. */
function takeBack(sales: Sale[], time: number, units: number): void {
  let left = units
  for (let at = sales.length - 1; at >= 0 && left > 0; at -= 1) {
    const sale = sales[at]
    if (!sale || sale.time > time) continue
    if (sale.time < time - RETURN_SECONDS) return
    const taken = Math.min(left, sale.units)
    sale.units -= taken
    left -= taken
  }
}

/** Adds a time with stock to the weeks it lies in. */
function addTime(calendar: Calendar, there: Float64Array, from: number, to: number): void {
  const { starts } = calendar
  let begin = Math.max(from, starts[0] ?? 0)
  const end = Math.min(to, calendar.now)
  for (
    let week = weekAt(calendar, begin);
    begin < end && week >= 0 && week < there.length;
    week += 1
  ) {
    const start = starts[week] ?? 0
    const next = starts[week + 1] ?? 0
    const until = Math.min(end, next)
    if (until > begin)
      there[week] = Math.min(1, (there[week] ?? 0) + (until - begin) / (next - start))
    begin = Math.max(begin, until)
  }
}
