/**
 * Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
 * @param most what is farther need not be known: then it is `most + 1`
 */
export function editDistance(a: string, b: string, most = Math.max(a.length, b.length)): number {
  const far = most + 1
  if (Math.abs(a.length - b.length) > most) return far
  const width = b.length + 1
  // Three rows, kept between calls, as making them costs most.
  if (cells.length < 3 * width) cells = new Uint16Array(6 * width)
  let [beforeLast, last, row] = [0, width, 2 * width]
  for (let j = 0; j < width; j++) cells[last + j] = j
  for (let i = 1; i <= a.length; i++) {
    // What is farther from the diagonal than `most` is too far anyway.
    const first = Math.max(1, i - most)
    const end = Math.min(b.length, i + most)
    cells[row + first - 1] = first === 1 ? i : far
    if (end < b.length) cells[row + end + 1] = far
    let least = at(row + first - 1)
    for (let j = first; j <= end; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1)
      let cost = at(last + j - 1) + (same ? 0 : 1)
      if (at(last + j) < cost) cost = at(last + j) + 1
      if (at(row + j - 1) < cost) cost = at(row + j - 1) + 1
      if (
        i > 1 &&
        j > 1 &&
        a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === b.charCodeAt(j - 1) &&
        at(beforeLast + j - 2) < cost
      ) {
        cost = at(beforeLast + j - 2) + 1
      }
      cells[row + j] = cost
      if (cost < least) least = cost
    }
    ;[beforeLast, last, row] = [last, row, beforeLast]
    // A swap reaches back by two rows, but costs one more than what it reaches.
    if (least > most) return far
  }
  return Math.min(at(last + b.length), far)
}

let cells = new Uint16Array(0)
const at = (place: number): number => cells[place] ?? 0
