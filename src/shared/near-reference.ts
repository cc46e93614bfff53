import { nameOf } from '../domain/reference.ts'
import { editDistance } from '../matching/edit-distance.ts'
import { soundKey } from '../matching/sound.ts'

/** Letters of a word in which one may be wrong, and in which two. */
const ONE_WRONG = 4
const TWO_WRONG = 6

/**
 * Whether a reference may be another one misheard, misspelt or cut short: "Alamy" for "Mme Alami",
 * "Paul Durand" for "Paul". Enough for a question, never for a decision.
 */
export function isNearReference(said: string, recorded: string): boolean {
  const [a, b] = [nameOf(said).words, nameOf(recorded).words]
  const [few, many] = a.length <= b.length ? [a, b] : [b, a]
  // Where the words part is not heard.
  const isWhole = a.length !== b.length && isNearWord(a.join(''), b.join(''))
  return isWhole || few.every((word) => many.some((other) => isNearWord(word, other)))
}

function isNearWord(a: string, b: string): boolean {
  // A number is another one by one digit.
  if (/\d/.test(a + b)) return a === b
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (short.length === 1) return long.startsWith(short)
  if (short.length < ONE_WRONG) return false
  const most = short.length < TWO_WRONG ? 1 : 2
  return editDistance(short, long, most) <= most || soundKey(short) === soundKey(long)
}
