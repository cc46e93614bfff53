/** Typing errors that a word of this length may have: none up to 3 letters, then one more each step. */
const allowedErrors = (length: number): number =>
  length <= 3 ? 0 : length <= 5 ? 1 : length <= 9 ? 2 : 3

/** A beginning of three letters or more stands for the word, at this worth. */
const PREFIX_WORTH = 0.8

/**
 * How much one word says another: 1 the same, 0 nothing. Digits match exactly or not at all,
 * because 95 is no misspelt 97.
 */
function wordSimilarity(asked: string, known: string): number {
  if (asked === known) return 1
  if (/\d/.test(asked + known)) return 0
  const longest = Math.max(asked.length, known.length)
  const errors = editDistance(asked, known)
  const spelt = errors <= allowedErrors(longest) ? 1 - errors / longest : 0
  const begun = asked.length >= 3 && known.startsWith(asked) ? PREFIX_WORTH : 0
  return Math.max(spelt >= 0.6 ? spelt : 0, begun)
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}

export interface Alignment {
  /** Share of the asked words that the name explains, 0 to 1. */
  readonly asked: number
  /** Share of the name that was asked for, 0 to 1. */
  readonly known: number
  /** Whether every word of the name was asked for. */
  readonly covered: boolean
}

/** Pairs each asked word with the best word of the name that is still free. */
export function align(
  asked: readonly string[],
  known: readonly string[],
  weight: (word: string) => number,
): Alignment {
  const free = new Set(known)
  let askedSum = 0
  let knownSum = 0
  for (const word of asked) {
    const [best, worth] = bestOf(word, free)
    free.delete(best)
    askedSum += weight(word) * worth
    knownSum += best === '' ? 0 : weight(best) * worth
  }
  const total = (list: readonly string[]) => list.reduce((sum, word) => sum + weight(word), 0)
  return {
    asked: askedSum / total(asked),
    known: knownSum / total(known),
    covered: free.size === 0,
  }
}

function bestOf(word: string, candidates: Iterable<string>): [string, number] {
  let best: [string, number] = ['', 0]
  for (const candidate of candidates) {
    const worth = wordSimilarity(word, candidate)
    if (worth > best[1]) best = [candidate, worth]
  }
  return best
}
