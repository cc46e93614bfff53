import type { Rows, Span } from './sums.ts'

/**
 * The rows that count, in the order in which they happened. Nearly all were written in that order; the
 * few that were dated back are sorted in.
 */
export function inOrder({ seq, stands, time }: Rows): Int32Array {
  const order = new Int32Array(seq)
  const late: number[] = []
  let length = 0
  let newest = Number.NEGATIVE_INFINITY
  for (let row = 1; row <= seq; row += 1) {
    if (!stands[row]) continue
    const at = time[row] ?? 0
    if (at < newest) late.push(row)
    else {
      newest = at
      order[length] = row
      length += 1
    }
  }
  late.sort((a, b) => (time[a] ?? 0) - (time[b] ?? 0) || a - b)
  return merged(order.subarray(0, length), late, time)
}

function merged(one: Int32Array, other: readonly number[], time: Float64Array): Int32Array {
  if (other.length === 0) return one
  const all = new Int32Array(one.length + other.length)
  let left = 0
  let right = 0
  for (let place = 0; place < all.length; place += 1) {
    const a = one[left]
    const b = other[right]
    const takesLeft =
      b === undefined ||
      (a !== undefined &&
        ((time[a] ?? 0) < (time[b] ?? 0) || ((time[a] ?? 0) === (time[b] ?? 0) && a < b)))
    all[place] = (takesLeft ? a : b) ?? 0
    if (takesLeft) left += 1
    else right += 1
  }
  return all
}

/** Places in an order of the first row of a time, and of the first one after it. */
export const placesOf = (order: Int32Array, time: Float64Array, { from, to }: Span) => ({
  first: firstFrom(order, time, from),
  next: firstFrom(order, time, to),
})

function firstFrom(order: Int32Array, time: Float64Array, moment: number): number {
  let low = 0
  let high = order.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((time[order[middle] ?? 0] ?? 0) < moment) low = middle + 1
    else high = middle
  }
  return low
}
