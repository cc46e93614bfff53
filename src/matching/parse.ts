import { canonical, isStopWord, NEGATIONS, withDigits } from './lexicon.ts'
import { singular, tokens } from './normalise.ts'

/** A spoken text, taken apart. */
export interface Parsed {
  /** The words that may be a name, a colour, a gender or chatter, in order. */
  readonly words: readonly string[]
  /** A size that was announced: "taille 38", "EU 42". */
  readonly size: string | null
}

const SIZE_WORDS = new Set('taille pointure size sz eu us uk fr en in t p'.split(' '))
const SIZE_NUMBER = /^(?:[1-9]|1\d|[2-5]\d)(?:\.5)?$/
const SIZE_LETTERS = /^(?:xxs|xs|s|m|l|xl|xxl|xxxl)$/

/** Shoe sizes that are said without a word before them. */
const BARE_SIZE = /^(?:3[4-9]|4\d)(?:\.5)?$/

/** Whether a number may be a size that nobody announced. */
export const isBareSize = (word: string): boolean => BARE_SIZE.test(word)

/** A name or a query as words that can be compared. Both sides go through this. */
export const nameWords = (text: string): string[] => keep(withDigits(tokens(text)))

/** What was said, with an announced size taken out. */
export function parse(text: string): Parsed {
  const list = withoutQuantity(withDigits(tokens(text)))
  const at = list.findIndex((word, index) => SIZE_WORDS.has(word) && isSize(list, index))
  if (at < 0) return { words: keep(list), size: null }
  const end = afterArticle(list, at)
  const size = list[end] ?? ''
  return { words: keep([...list.slice(0, at), ...list.slice(end + 1)]), size: size.toUpperCase() }
}

const afterArticle = (list: readonly string[], index: number): number =>
  list[index + 1] === 'a' ? index + 2 : index + 1

function isSize(list: readonly string[], index: number): boolean {
  const word = list[index] ?? ''
  // "in a 41": the article between belongs to the size.
  const next = list[afterArticle(list, index)] ?? ''
  if (word === 'en' || word === 'in') return isBareSize(next)
  if (word === 'taille' || word === 'size' || word === 'sz')
    return SIZE_NUMBER.test(next) || SIZE_LETTERS.test(next)
  return SIZE_NUMBER.test(next)
}

const PAIR = /^paires?$|^pairs?$/
const DONE = /^(?:sold|sell|add|vendu|vendre|vends|ajoute|ajouter)$/
const QUANTITY = /^\d{1,3}$/

/** The words without how many are meant: "sold two pairs of". */
const withoutQuantity = (list: readonly string[]): string[] =>
  list.filter(
    (word, index) =>
      !QUANTITY.test(word) ||
      !(PAIR.test(list[index + 1] ?? '') || DONE.test(list[index - 1] ?? '')),
  )

/** One text for the forms of a word; "sans" is no plural. */
const same = (word: string): string => (NEGATIONS.has(word) ? word : canonical(singular(word)))

function keep(list: readonly string[]): string[] {
  const kept = list.filter((word) => !isStopWord(word)).map(same)
  return kept.length > 0 ? kept : [...list]
}
