/** Of a shelf, what is known of the movement at this place of the ledger. */
export interface Write {
  /** When the request was first sent, and when it was first answered; Infinity if it never was. */
  readonly from: number
  readonly to: number
  /** What answered it. */
  readonly via: string
}

/** Something that was answered from the state of a shelf. */
export interface Look {
  readonly via: string
  readonly from: number
  readonly to: number
  /** The movements of the shelf that it has to know, wherever they were written. */
  readonly known?: number
  /** Whether the shelf can have been answered so after that many of its movements. */
  fits(movements: number): boolean
}

/** The highest place among those that were told before a moment. */
class Newest {
  readonly #told: { readonly at: number; readonly place: number }[]
  #next = 0
  #place = 0

  /** @param told by their time */
  constructor(told: readonly { readonly at: number; readonly place: number }[] = []) {
    this.#told = told.toSorted((a, b) => a.at - b.at)
  }

  add(at: number, place: number): void {
    let index = this.#told.length
    while (index > this.#next && (this.#told[index - 1]?.at ?? 0) > at) index--
    this.#told.splice(index, 0, { at, place })
  }

  /** @param moment never earlier than the one before */
  before(moment: number): number {
    for (let one = this.#told[this.#next]; one && one.at < moment; ) {
      this.#place = Math.max(this.#place, one.place)
      one = this.#told[++this.#next]
    }
    return this.#place
  }
}

/**
 * Gives each look a place among the movements of its shelf, whose order is known: the first that is
 * possible, which leaves the most to the later ones. What `seenBy` calls the same observer never sees
 * a state that is older than one that it saw before, or that it was told it had made itself; nobody
 * sees a movement before it was sent.
 * @param writes in the order of the ledger
 * @param seenBy everybody is one observer where it answers the same for all
 * @returns the looks that have no place
 */
export function withoutPlace<L extends Look>(
  writes: readonly Write[],
  looks: readonly L[],
  seenBy: (via: string) => string,
): L[] {
  // The first place that was sent after a moment: no earlier one, so the running maximum will do.
  const sent: number[] = []
  for (const { from } of writes) sent.push(Math.max(from, sent.at(-1) ?? 0))
  const told = Map.groupBy(
    writes.map(({ to, via }, index) => ({ at: to, place: index + 1, via })),
    ({ via }) => seenBy(via),
  )
  const observers = new Map<string, Newest>()
  return looks
    .toSorted((a, b) => a.from - b.from)
    .filter((look) => {
      const observer = seenBy(look.via)
      const newest = observers.get(observer) ?? new Newest(told.get(observer))
      observers.set(observer, newest)
      const last = firstAbove(sent, look.to)
      let place = Math.max(newest.before(look.from), look.known ?? 0)
      while (place <= last && !look.fits(place)) place++
      if (place > last) return true
      newest.add(look.to, place)
      return false
    })
}

/** Index of the first number above a limit, in numbers that never fall; their count if there is none. */
function firstAbove(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) > limit) high = middle
    else low = middle + 1
  }
  return low
}
