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
import { readQuantity, withDigits } from './numbers.ts'

/** A word that was said, with what stood before it. */
export interface Said {
  readonly text: string
  /** As it was written, apart from case and accents. */
  readonly written: string
  /** An article: a noun begins here, "la" of "la sandale". */
  readonly opens: boolean
  /** A word for what a thing has or lacks: "avec" of "avec boucle". */
  readonly linked: boolean
  /** "et" or "and": another of the same follows. */
  readonly added: boolean
}

/** A spoken text, taken apart. */
export interface Parsed {
  /** The words that may be a name, a colour, a gender or chatter, in order. */
  readonly words: readonly Said[]
  /** A size that was announced: "taille 38", "EU 42". */
  readonly size: string | null
}

const SIZE_NUMBER = /^(?:[1-9]|1\d|[2-5]\d)(?:\.5)?$/
const SIZE_LETTERS = /^(?:xxs|xs|s|m|l|xl|xxl|xxxl)$/

/** Shoe sizes that are said without a word before them. */
const BARE_SIZE = /^(?:3[4-9]|4\d)(?:\.5)?$/

/** Whether a number may be a size that nobody announced. */
export const isBareSize = (word: string): boolean => BARE_SIZE.test(word)

/** A name or a query as words that can be compared. Both sides go through this. */
export const nameWords = (text: string): string[] => readName(text).map((word) => word.text)

const readName = (text: string): Said[] => keep(withDigits(joinPhrases(tokens(text))))

/**
 * What was said, with an announced size taken out.
 * @param isName tells whether a word or a number in digits is part of a name
 */
export function parse(text: string, isName: (word: string) => boolean = () => false): Parsed {
  const spelt = withDigits(joinPhrases(tokens(text)), isName)
  const list = withoutPacking(withoutQuantity(spelt), isName)
  const at = list.findIndex((word, index) => isSizeWord(word) && isSize(list, index, isName))
  if (at < 0) return { words: keep(list), size: null }
  const end = afterArticle(list, at)
  const size = list[end] ?? ''
  return { words: keep([...list.slice(0, at), ...list.slice(end + 1)]), size: size.toUpperCase() }
}

const afterArticle = (list: readonly string[], index: number): number =>
  list[index + 1] === 'a' ? index + 2 : index + 1

/** Words before a size that mean other things too: only what can be no part of a name follows. */
const WEAK_SIZE_WORD = /^(?:en|in|du|numero|t|p)$/

function isSize(
  list: readonly string[],
  index: number,
  isName: (word: string) => boolean,
): boolean {
  const word = list[index] ?? ''
  // "in a 41": the article between belongs to the size.
  const next = list[afterArticle(list, index)] ?? ''
  if (WEAK_SIZE_WORD.test(word)) return isBareSize(next)
  if (word === 'taille' || word === 'size' || word === 'sz')
    return SIZE_NUMBER.test(next) || SIZE_LETTERS.test(next)
  return SIZE_NUMBER.test(next) && (isBareSize(next) || !isName(next))
}

const PAIR = /^paires?$|^pairs?$/
const QUANTITY = /^\d{1,3}$/

/** The words without how many are meant: "sold two pairs of". */
const withoutQuantity = (list: readonly string[]): string[] =>
  list.filter(
    (word, index) =>
      !QUANTITY.test(word) || !(PAIR.test(list[index + 1] ?? '') || isDone(list[index - 1] ?? '')),
  )

/** The words without what things are packed in: "a box of drywall screws". */
const withoutPacking = (
  list: readonly string[],
  isName: (word: string) => boolean,
): readonly string[] =>
  list.filter(
    (word, index) =>
      isName(word) || !isContainer(singular(word)) || !/^(?:de|d|of)$/.test(list[index + 1] ?? ''),
  )

/** One text for the forms of a word; "sans" is no plural. */
const same = (word: string): string => (NEGATIONS.has(word) ? word : canonical(singular(word)))

/** "1 L" is a litre, and "l'été" begins with an article. */
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
 * How many somebody said, in digits or words: "2", "trente-huit", "une paire", "a dozen".
 * @returns undefined where it is no whole number
 */
export const parseQuantity = (text: string): number | undefined => readQuantity(tokens(text))

/** A size as it was said, with its number in digits: "taille trente-huit" and "le 38" are 38. */
export function parseSize(text: string): string {
  const list = withDigits(tokens(text)).filter((word) => !isStopWord(word) && !isSizeWord(word))
  const [only, ...more] = list
  return only !== undefined && more.length === 0 && /\d/.test(only) ? only : text
}
