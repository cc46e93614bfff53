import { type Word, wordSimilarity } from './similarity.ts'

/** Two words written as one, or one as two, must be this alike: "stansmith". */
const LEAST_JOINED = 0.8
/** Initials stand for their words: "af" for Air Force. */
const INITIALS = 0.9
/** A word that is right as it is seldom stands for another one: "amore" is not Amor. */
const OTHER_WORD = 0.75
/** A match this good makes the words beside it likelier. */
const CERTAIN = 0.8

/** Which words of a query found which words of a name. */
export interface Alignment {
  /** Worth of each asked word, 0 to 1; 0 for one that the name does not explain. */
  readonly asked: readonly number[]
  /** Worth of each word of the name. */
  readonly known: readonly number[]
}

/**
 * Pairs the words of a query with those of a name: each with the best one that is still free, then
 * words written together or apart, then initials, at last half words beside certain ones.
 * @param mayBeMisspelt whether an asked word is not itself a word of the catalogue
 */
export function align<T extends Word>(
  asked: readonly T[],
  known: readonly Word[],
  mayBeMisspelt: (word: T) => boolean,
): Alignment {
  const worth = { asked: asked.map(() => 0), known: known.map(() => 0) }
  const isFree = { asked: asked.map(() => true), known: known.map(() => true) }

  function take(from: number[], to: number[], value: number): void {
    for (const index of from) {
      worth.asked[index] = value
      isFree.asked[index] = false
    }
    for (const index of to) {
      worth.known[index] = value
      isFree.known[index] = false
    }
  }

  function pair(beside: boolean): void {
    const pairs = asked.flatMap((word, from) =>
      isFree.asked[from] && (!beside || mayBeMisspelt(word))
        ? known.flatMap((other, to) => {
            const alike = isFree.known[to] ? wordSimilarity(word, other, beside) : 0
            const value = alike < 1 && !mayBeMisspelt(word) ? alike * OTHER_WORD : alike
            return value > 0 ? [{ from, to, value }] : []
          })
        : [],
    )
    for (const { from, to, value } of pairs.sort((a, b) => b.value - a.value)) {
      if (isFree.asked[from] && isFree.known[to]) take([from], [to], value)
    }
  }

  function joinWords(least: number): void {
    for (const [from, word] of asked.entries()) {
      for (const to of known.keys()) {
        const [left, right] = [known[to], known[to + 1]]
        if (!isFree.asked[from] || !isFree.known[to] || !isFree.known[to + 1]) continue
        const value = canJoin(left, right) ? wordSimilarity(word, together(left, right)) : 0
        if (value >= least) take([from], [to, to + 1], value)
      }
    }
    for (const from of asked.keys()) {
      const [left, right] = [asked[from], asked[from + 1]]
      for (const [to, word] of known.entries()) {
        if (!isFree.asked[from] || !isFree.asked[from + 1] || !isFree.known[to]) continue
        const value = canJoin(left, right) ? wordSimilarity(together(left, right), word) : 0
        if (value >= least) take([from, from + 1], [to], value)
      }
    }
  }

  function spellInitials(): void {
    for (const [from, { text, hasDigit }] of asked.entries()) {
      if (!isFree.asked[from] || hasDigit || text.length < 2 || text.length > 4) continue
      for (const start of known.keys()) {
        const places = Array.from({ length: text.length }, (_, index) => start + index)
        const initials = places.map((place) => known[place]?.text[0] ?? '').join('')
        if (initials === text && places.every((place) => isFree.known[place])) {
          take([from], places, INITIALS)
          break
        }
      }
    }
  }

  joinWords(1)
  pair(false)
  joinWords(LEAST_JOINED)
  spellInitials()
  if (worth.asked.some((value) => value >= CERTAIN)) pair(true)
  return worth
}

/** Letters are written together or apart; digits would become another number. */
const canJoin = (left: Word | undefined, right: Word | undefined): boolean =>
  left?.hasDigit === false && right?.hasDigit === false

/** Words written as one; how they sound is not asked, since joining is about spelling. */
const together = (left?: Word, right?: Word): Word => ({
  text: `${left?.text ?? ''}${right?.text ?? ''}`,
  sound: '',
  hasDigit: false,
})
