import { editDistance } from './edit-distance.ts'
import type { Word } from './word.ts'

/**
 * How one word may come out when another was meant. `cost` is how unlikely that is, as a negative
 * natural logarithm: 0 for the word itself, 1 for what happens about once in three times it is not.
 */
export interface Hearing {
  readonly cost: number
  /** Whether it is another word that only looks or sounds like the one that is meant. */
  readonly isGuess: boolean
}

/** A word that was said, as far as the catalogue has it. */
export interface Heard extends Word {
  /** A name has exactly this word. */
  readonly isSpelt: boolean
  /** A kind of goods that opens many names, however each of them spells it. */
  readonly isKind: boolean
}

/** An inflected form: croisée for Croisé; and one that another name has: Amore for Amor. */
const FORM = 0.1
const OTHER_FORM = 1
/** Another word for the same thing: painted for Dessiné. */
const SENSE = 0.5
/** Another spelling of the same sound: aouina for Awina. */
const SOUND = 1
/** The first typing error, and each further one: these are rare in one word. */
const FIRST_ERROR = 1
const NEXT_ERROR = 1.3
/** In a short word an error makes another word more often than not. */
const SHORT = 4
const SHORT_ERROR = 0.6
/** The beginning of a word stands for it, the better the longer it is. */
const BEGINNING = 0.6
const BEGINNING_LEFT = 1.6
/** A word of the catalogue that is right as it is seldom stands for another one. */
export const OTHER_WORD = 1.5
/** Beside a word that is certain a short one may be half wrong: "air fauce". */
const BESIDE = 2.5
const ERRORS_BESIDE = 2
const LEAST_ALIKE_BESIDE = 0.5

/** Typing errors that a word of this length may have: none up to 3 letters, then one more each step. */
const allowedErrors = (length: number): number =>
  length <= 3 ? 0 : length <= 5 ? 1 : length <= 9 ? 2 : 3

/**
 * How likely it is that somebody who meant one word said another; null when nobody would. Digits
 * match exactly or not at all, because 95 is no misspelt 97.
 */
export function hear(asked: Heard, meant: Word): Hearing | null {
  if (asked.text === meant.text) return { cost: 0, isGuess: false }
  if (asked.hasDigit || meant.hasDigit) return null
  if (asked.base === meant.base) {
    const isOther =
      Number.isFinite(asked.rank) && !asked.isSpelt && isFarForm(asked.text, meant.text)
    return { cost: asked.isSpelt && !asked.isKind ? OTHER_FORM : FORM, isGuess: isOther }
  }
  if (asked.senses.some((sense) => meant.senses.includes(sense))) {
    return { cost: SENSE, isGuess: false }
  }
  const costs = [
    asked.sound.length > 2 && asked.sound === meant.sound ? SOUND : null,
    misspelt(asked.text, meant.text),
    beginning(asked.text, meant.text),
  ].filter((cost) => cost !== null)
  return costs.length > 0 ? { cost: Math.min(...costs), isGuess: true } : null
}

/** Forms of one word differ by a letter or two at their end; a palette is no palet. */
const isFarForm = (one: string, other: string): boolean => Math.abs(one.length - other.length) > 1

function beginning(asked: string, meant: string): number | null {
  const isLong = asked.length >= 3 || asked.length / meant.length > 0.6
  if (asked.length < 2 || !isLong || !meant.startsWith(asked)) return null
  return BEGINNING + BEGINNING_LEFT * (1 - asked.length / meant.length)
}

function misspelt(asked: string, meant: string): number | null {
  const longest = Math.max(asked.length, meant.length)
  if (Math.min(asked.length, meant.length) < 3) return null
  const most = allowedErrors(longest)
  if (Math.abs(asked.length - meant.length) > most) return null
  const errors = editDistance(asked, meant)
  if (errors > most || errors / longest > 0.4) return null
  return FIRST_ERROR + (errors - 1) * NEXT_ERROR + (longest <= SHORT ? SHORT_ERROR : 0)
}

/** Half a short word, which counts only beside a word that is certain. */
export function hearBeside(asked: Word, meant: Word): Hearing | null {
  if (asked.hasDigit || meant.hasDigit) return null
  const longest = Math.max(asked.text.length, meant.text.length)
  if (Math.min(asked.text.length, meant.text.length) < 2) return null
  if (Math.abs(asked.text.length - meant.text.length) > ERRORS_BESIDE) return null
  const errors = editDistance(asked.text, meant.text)
  const isAlike = errors <= ERRORS_BESIDE && 1 - errors / longest >= LEAST_ALIKE_BESIDE
  return isAlike ? { cost: BESIDE, isGuess: true } : null
}

/** Words that were cut or run together: how they are written, and how they sound. */
export function hearJoined(
  asked: { readonly text: string; readonly sound: string },
  meant: { readonly text: string; readonly sound: string },
): Hearing | null {
  if (asked.text === meant.text) return { cost: JOINED, isGuess: false }
  if (asked.sound.length > 3 && asked.sound === meant.sound) return { cost: SOUND, isGuess: true }
  const longest = Math.max(asked.sound.length, meant.sound.length)
  const most = longest < 5 ? 0 : longest < 9 ? 1 : 2
  if (Math.abs(asked.sound.length - meant.sound.length) > most) return null
  const errors = Math.min(
    editDistance(asked.sound, meant.sound),
    editDistance(asked.text, meant.text),
  )
  return errors <= most && most > 0 ? { cost: SOUND + errors * NEXT_ERROR, isGuess: true } : null
}

/** Words written together or apart: stansmith. */
const JOINED = 0.3
