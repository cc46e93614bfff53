import { frequencyRank } from './common-words.ts'
import { countryOf } from './countries.ts'
import { sensesOf } from './lexicon.ts'
import { soundKey } from './sound.ts'

/** A word, with what is compared again and again. */
export interface Word {
  readonly text: string
  /** Without the ending of its gender and number: "croisées" and "croisé" have one base. */
  readonly base: string
  /** How it sounds. */
  readonly sound: string
  /** What it means, where a table says so: its senses, and the country it names. */
  readonly senses: readonly string[]
  readonly hasDigit: boolean
  /** How often it is said in French or English, from 0; Infinity for a word of neither. */
  readonly rank: number
}

export const toWord = (text: string): Word => {
  const base = baseForm(text)
  const country = countryOf(text, base)
  const senses = sensesOf(text)
  return {
    text,
    base,
    sound: soundKey(text),
    senses: country === undefined ? senses : [...senses, country],
    hasDigit: /\d/.test(text),
    // The text may be a singular that no dictionary has: thermos is not some of a thermo.
    rank: Math.min(frequencyRank(text), frequencyRank(`${text}s`)),
  }
}

/**
 * A word without the ending of its gender and number, which is not always a word: croisées, croisée
 * and croisé are "crois", berries and berry "berri".
 */
export function baseForm(word: string): string {
  if (word.length < 3 || /\d/.test(word)) return word
  return word
    .replace(/(?<=[^s])s$|(?<=e[au]?u|au)x$/, '')
    .replace(/(?<=..)e{1,2}$/, '')
    .replace(/(?<=.[nlts])[nlts]$/, (last, at: number, all: string) =>
      all[at - 1] === last ? '' : last,
    )
    .replace(/(?<=..)y$/, 'i')
    .replace(/(?<=..)iv$/, 'if')
}
