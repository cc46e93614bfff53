/** A keyboard-wedge scanner types a code faster than any person, and ends it with Enter or Tab. */
const FASTEST_PERSON_MS = 50
/** What is typed as fast and is shorter than any code is a person's. */
const SHORTEST_CODE = 4

export interface Press {
  readonly key: string
  /** Milliseconds, by any clock that only goes forward. */
  readonly at: number
}

export interface Taken {
  /** The code that the key ended; undefined while there is none. */
  readonly code?: string | undefined
  /** Whether the key may be the first of a code. */
  readonly isFirst: boolean
}

/** Tells the keys of a scanner from those of a person. */
export function createWedge(): { press(press: Press): Taken } {
  let typed = ''
  let last = Number.NEGATIVE_INFINITY
  return {
    press({ key, at }) {
      const isFast = at - last <= FASTEST_PERSON_MS
      last = at
      if (key === 'Enter' || key === 'Tab') {
        const code = isFast && typed.length >= SHORTEST_CODE ? typed : undefined
        typed = ''
        return { code, isFirst: false }
      }
      // Shift and the like belong to the next key.
      if (key.length !== 1) return { isFirst: false }
      const isFirst = !isFast || typed === ''
      typed = isFirst ? key : typed + key
      return { isFirst }
    },
  }
}
