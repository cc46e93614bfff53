import { editDistance } from './edit-distance.ts'
import type { Word } from './word.ts'

/**
 * A possible match between an asked word and a meant word. `cost` is a negative natural logarithm of
 * its likelihood: 0 for the word itself, 1 for a likelihood of about one third.
 */
export interface Hearing {
  readonly cost: number
  /** Whether the asked word only looks or sounds like the meant word. */
  readonly isGuess: boolean
}

/** An asked word, with what the catalogue knows about it. */
export interface Heard extends Word {
  /** Whether a name has exactly this word. */
  readonly isSpelt: boolean
  /** Whether it is a kind of goods that many names start with, in any spelling. */
  readonly isKind: boolean
}

/** Cost of an inflected form (croisée for Croisé), and of one in another name (Amore for Amor). */
const FORM_COST = 0.1
const OTHER_FORM_COST = 1
/** Cost of a synonym or translation: painted for Dessiné. */
const SYNONYM_COST = 0.5
/** Cost of another spelling with the same sound: aouina for Awina. */
const SAME_SOUND_COST = 1
/** Cost of the first typing error in a word, and of each further one. */
const FIRST_ERROR_COST = 1
const NEXT_ERROR_COST = 1.3
/** Up to this length, an error has an added cost: it usually gives a different word. */
const SHORT_LENGTH = 4
const SHORT_ERROR_COST = 0.6
/** Cost of a prefix in place of the word. A longer prefix costs less. */
const PREFIX_COST = 0.6
const PREFIX_MISSING_COST = 1.6
/** Added cost when a word that is in the catalogue is taken for another one. */
export const OTHER_WORD = 1.5
/** Beside a certain match, a short word may be half wrong: "air fauce". */
const BESIDE_COST = 2.5
const MAX_ERRORS_BESIDE = 2
const MIN_SIMILARITY_BESIDE = 0.5

/** Maximum typing errors in words, the longer of which has so many letters. */
export const misspeltErrors = (longest: number): number =>
  longest <= 3 ? 0 : longest <= 5 ? 1 : longest <= 9 ? 2 : 3

/** The same for words that were cut or run together. */
export const joinedErrors = (longest: number): number => (longest < 5 ? 0 : longest < 9 ? 1 : 2)

/**
 * Matches an asked word with a meant word; null when they do not match. Digits must match exactly,
 * because 95 is not a misspelt 97.
 */
export function hear(asked: Heard, meant: Word): Hearing | null {
  if (asked.text === meant.text) return { cost: 0, isGuess: false }
  if (asked.hasDigit || meant.hasDigit) return null
  if (asked.base === meant.base) {
    const isOther =
      Number.isFinite(asked.rank) && !asked.isSpelt && isFarForm(asked.text, meant.text)
    return { cost: asked.isSpelt && !asked.isKind ? OTHER_FORM_COST : FORM_COST, isGuess: isOther }
  }
  if (asked.senses.some((sense) => meant.senses.includes(sense))) {
    return { cost: SYNONYM_COST, isGuess: false }
  }
  const costs = [
    asked.sound.length > 2 && asked.sound === meant.sound ? SAME_SOUND_COST : null,
    misspelt(asked.text, meant.text),
    beginning(asked.text, meant.text),
  ].filter((cost) => cost !== null)
  return costs.length > 0 ? { cost: Math.min(...costs), isGuess: true } : null
}

/** Whether two forms differ too much in length to be the same word: palette is not palet. */
const isFarForm = (one: string, other: string): boolean => Math.abs(one.length - other.length) > 1

/** Whether a word is the beginning of another one, and long enough to stand for it. */
export function isBeginning(asked: string, meant: string): boolean {
  const isLong = asked.length >= 3 || asked.length / meant.length > 0.6
  return asked.length >= 2 && isLong && meant.startsWith(asked)
}

function beginning(asked: string, meant: string): number | null {
  if (!isBeginning(asked, meant)) return null
  return PREFIX_COST + PREFIX_MISSING_COST * (1 - asked.length / meant.length)
}

function misspelt(asked: string, meant: string): number | null {
  const longest = Math.max(asked.length, meant.length)
  if (Math.min(asked.length, meant.length) < 3) return null
  const most = misspeltErrors(longest)
  const errors = editDistance(asked, meant, most)
  if (errors > most || errors / longest > 0.4) return null
  return (
    FIRST_ERROR_COST +
    (errors - 1) * NEXT_ERROR_COST +
    (longest <= SHORT_LENGTH ? SHORT_ERROR_COST : 0)
  )
}

/** A partial match of a short word, which counts only beside a certain match. */
export function hearBeside(asked: Word, meant: Word): Hearing | null {
  if (asked.hasDigit || meant.hasDigit) return null
  const longest = Math.max(asked.text.length, meant.text.length)
  if (Math.min(asked.text.length, meant.text.length) < 2) return null
  if (Math.abs(asked.text.length - meant.text.length) > MAX_ERRORS_BESIDE) return null
  const errors = editDistance(asked.text, meant.text, MAX_ERRORS_BESIDE)
  const isAlike = errors <= MAX_ERRORS_BESIDE && 1 - errors / longest >= MIN_SIMILARITY_BESIDE
  return isAlike ? { cost: BESIDE_COST, isGuess: true } : null
}

/** Matches words that were split or joined, by spelling and by sound. */
export function hearJoined(
  asked: { readonly text: string; readonly sound: string },
  meant: { readonly text: string; readonly sound: string },
): Hearing | null {
  if (asked.text === meant.text) return { cost: JOINED_COST, isGuess: false }
  if (asked.sound.length > 3 && asked.sound === meant.sound)
    return { cost: SAME_SOUND_COST, isGuess: true }
  const longest = Math.max(asked.sound.length, meant.sound.length)
  const most = joinedErrors(longest)
  if (Math.abs(asked.sound.length - meant.sound.length) > most) return null
  const errors = Math.min(
    editDistance(asked.sound, meant.sound, most),
    editDistance(asked.text, meant.text, most),
  )
  return errors <= most && most > 0
    ? { cost: SAME_SOUND_COST + errors * NEXT_ERROR_COST, isGuess: true }
    : null
}

/** Cost of words joined or split in writing: stansmith. */
const JOINED_COST = 0.3
