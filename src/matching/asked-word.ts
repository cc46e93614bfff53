import type { Utterance } from './align.ts'
import { isMisspeltColor } from './colors.ts'
import type { NameIndex } from './index-names.ts'
import {
  isChatter,
  isColorWord,
  isGenderWord,
  isMisspeltFiller,
  isOr,
  NEGATIONS,
} from './lexicon.ts'
import type { Said } from './parse.ts'

/** An asked word, with its possible roles besides being part of a name. */
export interface Asked extends Utterance, Said {
  readonly weight: number
  readonly isColor: boolean
  readonly isGender: boolean
  /** Whether it is a filler word, which counts neither for nor against a match. */
  readonly isIdle: boolean
}

/** Only words up to this frequency rank may be ignored as noise. */
export const NOISE_RANKS = 20_000

/** Looks an asked word up in the catalogue and in the languages. */
export function toAsked(said: Said, index: NameIndex, ownColors: ReadonlySet<string>): Asked {
  const word = index.toWord(said.text)
  const isKnown = index.isKnown(word)
  const isReal = !isKnown && Number.isFinite(word.rank)
  const saysColor = isColorWord(word.text) || ownColors.has(word.text)
  const isColor = saysColor || (!isKnown && !isReal && isMisspeltColor(word.text, ownColors))
  const isGender = isGenderWord(word.text)
  const isFiller = (isChatter(word.text) && !NEGATIONS.has(word.text)) || isOr(word.text)
  const isIdle = isFiller || (!isKnown && !isReal && isMisspeltFiller(word.text))
  return {
    ...said,
    ...word,
    isKnown,
    isReal,
    isColor,
    isGender,
    isIdle,
    isSpelt: index.hasText(word.text),
    isKind: index.isKind(word),
    isAside: (saysColor || isGender || isFiller) && !index.hasText(word.text),
    weight: index.weight(word),
  }
}
