/** Longer input is not speech; the rest of it is not read. */
const MAX_CHARACTERS = 200

/** Words that carry no name: articles, and what people say around one. */
const STOP_WORDS = new Set(
  'a an the of in with and et la le les l de du des d en un une avec pour for paire pair pcs'.split(
    ' ',
  ),
)

/** Words that announce a size; the number after them is no part of a name. */
const SIZE_WORDS = new Set('taille pointure size eu us uk t p'.split(' '))

/**
 * Lower case, no accents, letters and digits apart, single spaces: "Air-Force1" and "air force 1"
 * are one text.
 */
export const plain = (text: string): string =>
  text
    .slice(0, MAX_CHARACTERS)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/(\p{L})(?=\p{N})|(\p{N})(?=\p{L})/gu, '$1$2 ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** A word without the s or x of its plural. */
const singular = (word: string): string =>
  word.length > 3 && /[^s]s$|aux$|eux$/.test(word) ? word.slice(0, -1) : word

/** The words of a name or a query that mean something, both treated alike. */
export function words(text: string): string[] {
  const all = plain(text).split(' ').filter(Boolean)
  const kept = all.filter((word) => !STOP_WORDS.has(word)).map(singular)
  return kept.length > 0 ? kept : all
}

/** The words without "taille 38": a size said inside a name. */
export function withoutSize(list: readonly string[]): string[] {
  const isSize = (index: number) =>
    /^\d+$/.test(list[index] ?? '') && SIZE_WORDS.has(list[index - 1] ?? '')
  return list.filter((_, index) => !isSize(index) && !isSize(index + 1))
}
