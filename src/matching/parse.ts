import {
  canonical,
  isAnd,
  isArticle,
  isContainer,
  isDone,
  isLink,
  isSizeWord,
  isStopWord,
  joinPhrases,
  NEGATIONS,
} from './lexicon.ts'
import { singular, tokens } from './normalise.ts'
import { readQuantity, withDigits, withHalf } from './numbers.ts'

/** An asked word, with facts about the words before it. */
export interface Said {
  readonly text: string
  /** As written, without case and accents. */
  readonly written: string
  /** Whether an article stands before it, so that a noun begins here: "la sandale". */
  readonly opens: boolean
  /** Whether a link word stands before it: "avec" of "avec boucle". */
  readonly linked: boolean
  /** Whether "et" or "and" stands before it. */
  readonly added: boolean
}

/** A parsed query. */
export interface Parsed {
  /** The words that may be a name, a colour, a gender or a filler word, in order. */
  readonly words: readonly Said[]
  /** A size after a size word: "taille 38", "EU 42"; null for none. */
  readonly size: string | null
}

const SIZE_NUMBER = /^(?:[1-9]|1\d|[2-5]\d)(?:\.5)?$/
const SIZE_LETTERS = /^(?:xxs|xs|s|m|l|xl|xxl|xxxl)$/

/** Shoe sizes that are understood without a size word. */
const BARE_SIZE = /^(?:3[4-9]|4\d)(?:\.5)?$/

/** Whether a number may be a size without a size word before it. */
export const isBareSize = (word: string): boolean => BARE_SIZE.test(word)

/** Normalises a name or a query into comparable words. Used for both sides. */
export const nameWords = (text: string): string[] => readName(text).map((word) => word.text)

const readName = (text: string): Said[] => keep(withDigits(joinPhrases(tokens(text))))

/**
 * Parses a query and separates a size that follows a size word.
 * @param isName whether a word, or a number in digits, is part of a name
 */
export function parse(text: string, isName: (word: string) => boolean = () => false): Parsed {
  const spelt = withDigits(joinPhrases(tokens(text)), isName)
  const list = withoutPacking(withoutQuantity(spelt, isName), isName)
  const at = list.findIndex((word, index) => isSizeWord(word) && isSize(list, index, isName))
  if (at < 0) return { words: keep(list), size: null }
  const end = afterArticle(list, at)
  const size = list[end] ?? ''
  return { words: keep([...list.slice(0, at), ...list.slice(end + 1)]), size: size.toUpperCase() }
}

const afterArticle = (list: readonly string[], index: number): number =>
  list[index + 1] === 'a' ? index + 2 : index + 1

/** Size words with other meanings: a size after them counts only if it cannot be part of a name. */
const WEAK_SIZE_WORD = /^(?:en|in|du|numero|t|p)$/

function isSize(
  list: readonly string[],
  index: number,
  isName: (word: string) => boolean,
): boolean {
  const word = list[index] ?? ''
  // "in a 41": skip the article before the size.
  const next = list[afterArticle(list, index)] ?? ''
  if (WEAK_SIZE_WORD.test(word)) return isBareSize(next)
  if (word === 'taille' || word === 'size' || word === 'sz')
    return SIZE_NUMBER.test(next) || SIZE_LETTERS.test(next)
  return SIZE_NUMBER.test(next) && (isBareSize(next) || !isName(next))
}

const PAIR = /^paires?$|^pairs?$/
const QUANTITY = /^\d{1,3}$/

/** Removes the quantity: "sold two pairs of". */
const withoutQuantity = (list: readonly string[], isName: (word: string) => boolean): string[] =>
  list.filter(
    (word, index) =>
      !QUANTITY.test(word) ||
      !(PAIR.test(list[index + 1] ?? '') || (isDone(list[index - 1] ?? '') && !isName(word))),
  )

/** Removes the packaging: "a box of" of "a box of drywall screws". */
const withoutPacking = (
  list: readonly string[],
  isName: (word: string) => boolean,
): readonly string[] =>
  list.filter(
    (word, index) =>
      isName(word) || !isContainer(singular(word)) || !/^(?:de|d|of)$/.test(list[index + 1] ?? ''),
  )

/** One form for all inflections of a word. Negations stay: "sans" is not a plural. */
const same = (word: string): string => (NEGATIONS.has(word) ? word : canonical(singular(word)))

/** Whether a word is dropped. "l" is an article in "l'été", but a litre in "1 L". */
const isDropped = (word: string, before: string | undefined): boolean =>
  isStopWord(word) && !(word === 'l' && /\d$/.test(before ?? ''))

function keep(list: readonly string[]): Said[] {
  const kept = list.flatMap((word, index) => {
    if (isDropped(word, list[index - 1])) return []
    const [before = '', earlier = ''] = [list[index - 1], list[index - 2]]
    const opens = isArticle(before)
    const linked = isLink(before) || (opens && isLink(earlier))
    const added = isAnd(before) || isAnd(earlier)
    return [{ text: same(word), written: word, opens, linked, added }]
  })
  const bare = { opens: false, linked: false, added: false }
  return kept.length > 0 ? kept : list.map((text) => ({ text, written: text, ...bare }))
}

/**
 * Parses a quantity in digits or words: "2", "trente-huit", "une paire", "a dozen".
 * @returns undefined when it is not a whole number
 */
export const parseQuantity = (text: string): number | undefined => readQuantity(tokens(text))

/** Parses a spoken size into digits: "taille trente-huit" and "le 38" are 38, "38 et demi" is 38.5. */
export function parseSize(text: string): string {
  const words = withDigits(tokens(text)).filter((word) => !isStopWord(word) && !isSizeWord(word))
  const list = withHalf(words)
  const [only, ...more] = list
  return only !== undefined && more.length === 0 && /\d/.test(only) ? only : text
}
