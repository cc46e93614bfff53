import type { Named } from '../../src/matching/model-match.ts'

const FIRST = 'Nike Adidas Puma Asics Veja Sandale Babouche Botte Mocassin Sabot Derby Mule'.split(
  ' ',
)
const SYLLABLES = 'ta ro mi ka lo ven dra bel cor sha pi zen mar tu fel gri no sal'.split(' ')
const COLORS = ['Noir', 'Blanc', 'Rouge', 'Marron clair', 'Rouge / Vert']
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz']

export type Random = () => number

/** Numbers that are the same in every run (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const pick = <T>(list: readonly T[], random: Random): T =>
  list[Math.floor(random() * list.length)] as T

const text = (letters: readonly string[], length: number, random: Random): string =>
  Array.from({ length }, () => pick(letters, random)).join('')

/** A shop of so many names that share their words, as those of a real one do. */
export function manyNames(size: number): Named[] {
  const random = seeded(size)
  const word = () => text(SYLLABLES, 2 + Math.floor(random() * 2), random)
  return Array.from({ length: size }, (_, index) => ({
    name: `${pick(FIRST, random)} ${word()} ${word()} ${index % 7 === 0 ? 1 + Math.floor(random() * 99) : ''}`.trim(),
    aliases: [],
    color: pick(COLORS, random),
    gender: index % 2 ? 'Femme' : 'Homme',
  }))
}

/** Words of random letters. */
export const nonsense = (words: number, letters: number, random: Random): string =>
  Array.from({ length: words }, () => text(LETTERS, letters, random)).join(' ')
