import { frequencyRank } from './common-words.ts'
import { countryOf } from './countries.ts'
import { sensesOf } from './lexicon.ts'
import { soundKey } from './sound.ts'

/** A word with precomputed values for matching. */
export interface Word {
  readonly text: string
  /** Without its gender and number ending: "croisées" and "croisé" have the same base. */
  readonly base: string
  /** Its phonetic key, see `soundKey`. */
  readonly sound: string
  /** Its meanings from the tables: senses, and the country it names. */
  readonly senses: readonly string[]
  readonly hasDigit: boolean
  /** Frequency rank in French or English, from 0; Infinity for a word of neither. */
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
    // The computed singular may be no real word ("thermo" of "thermos"), so also look up the plural.
    rank: Math.min(frequencyRank(text), frequencyRank(`${text}s`)),
  }
}

/**
 * A word without its gender and number ending. The result may not be a real word: croisées, croisée
 * and croisé give "crois", berries and berry give "berri".
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
