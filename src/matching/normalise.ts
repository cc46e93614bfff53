/** Limits of the input. Speech is shorter, so the rest is ignored. */
const MAX_CHARACTERS = 200
const MAX_WORDS = 16

/**
 * Lower case, no accents and no invisible characters, letters and digits apart, single spaces:
 * "Air-Force1" and "air force 1" are one text.
 */
export const plain = (text: string): string =>
  text
    .slice(0, MAX_CHARACTERS)
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]+/gu, '')
    .toLowerCase()
    .replace(/(?<=\p{L})['’](?=s(?!\p{L}))/gu, '')
    .replace(/(\p{N})['’]?s(?!\p{L})/gu, '$1')
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/(\p{L})(?=\p{N})|(\p{N})(?=\p{L})/gu, '$1$2 ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** A word without the s or x of its plural. */
export const singular = (word: string): string =>
  word.length > 3 && /[^s]s$|aux$|eux$/.test(word) ? word.slice(0, -1) : word

/** "38.5", "38,5", "38 1/2" and "38½" are one size. */
const HALF = /(\d{2})\s*(?:[.,]5\b|\s1\/2|½)/g

/** The words of a text. A half size stays one word. */
export function tokens(text: string): string[] {
  const list = plain(text.slice(0, MAX_CHARACTERS).replace(HALF, '$1 halfsize '))
    .split(' ')
    .filter(Boolean)
  return list
    .flatMap((word, index) => {
      if (word === 'halfsize') return []
      return [list[index + 1] === 'halfsize' ? `${word}.5` : word]
    })
    .slice(0, MAX_WORDS)
}
