import { soundKey } from './sound.ts'

/** Typing errors that a word of this length may have: none up to 3 letters, then one more each step. */
const allowedErrors = (length: number): number =>
  length <= 3 ? 0 : length <= 5 ? 1 : length <= 9 ? 2 : 3

const SAME_SOUND = 0.85
const LEAST_SPELT = 0.6
/** Beside a word that is certain, a short one may be half wrong: "air fauce". */
const LEAST_BESIDE = 0.5
const ERRORS_BESIDE = 2

/** A word of a name, with what is compared again and again. */
export interface Word {
  readonly text: string
  readonly sound: string
  readonly hasDigit: boolean
}

export const toWord = (text: string): Word => ({
  text,
  sound: soundKey(text),
  hasDigit: /\d/.test(text),
})

/**
 * How much one word says another: 1 the same, 0 nothing. Digits match exactly or not at all,
 * because 95 is no misspelt 97.
 */
export function wordSimilarity(asked: Word, known: Word, beside = false): number {
  if (asked.text === known.text) return 1
  if (asked.hasDigit || known.hasDigit) return 0
  const begun = beginning(asked.text, known.text)
  const sounds = asked.sound.length > 1 && asked.sound === known.sound ? SAME_SOUND : 0
  return Math.max(begun, sounds, spelling(asked.text, known.text, beside))
}

/** A beginning of three letters or more stands for the word, the better the longer it is. */
const beginning = (asked: string, known: string): number =>
  asked.length >= 3 && known.startsWith(asked) ? 0.78 + 0.12 * (asked.length / known.length) : 0

function spelling(asked: string, known: string, beside: boolean): number {
  const longest = Math.max(asked.length, known.length)
  if (Math.min(asked.length, known.length) < 3) return 0
  const most = beside ? Math.max(ERRORS_BESIDE, allowedErrors(longest)) : allowedErrors(longest)
  if (Math.abs(asked.length - known.length) > most) return 0
  const worth = 1 - editDistance(asked, known) / longest
  const errors = Math.round((1 - worth) * longest)
  return errors <= most && worth >= (beside ? LEAST_BESIDE : LEAST_SPELT) ? worth : 0
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
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
