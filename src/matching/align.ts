import { type Heard, type Hearing, hear, hearBeside, hearJoined, OTHER_WORD } from './channel.ts'
import { soundKey } from './sound.ts'
import type { Word } from './word.ts'

/** Cost of initials in place of words: "af" for Air Force. */
const INITIALS = 0.8
/** Maximum number of neighbouring asked words, and of name words, to compare as one. */
const MAX_ASKED_WORDS = 4
const MAX_NAME_WORDS = 2
/** Minimum letters of joined asked words that count as a name even if each is a common word. */
const MIN_JOINED_LETTERS = 6
/** Added cost when a real word is taken for another one, for a frequent word and for a rare one. */
const REAL_WORD_COST = 1.2
const RARE_WORD_COST = 0.5
const FREQUENT_RANKS = 20_000

/** An asked word, with the facts that decide whether it may be a mistake for another word. */
export interface Utterance extends Heard {
  /** Whether the catalogue has the word or a form of it. */
  readonly isKnown: boolean
  /** Whether it is a French or English word that the catalogue does not have. */
  readonly isReal: boolean
  /** Whether it is a colour, a gender or a filler word, which is never a mistake. */
  readonly isAside: boolean
}

/** How the asked words align with the words of a name. */
export interface Alignment {
  /** For each asked word its matching cost; null when it matches no word of the name. */
  readonly asked: readonly (number | null)[]
  /** For each word of the name, whether an asked word matches it. */
  readonly known: readonly boolean[]
  /** Whether any word was matched to a different word that only resembles it. */
  readonly isGuess: boolean
  /** Whether a real word with another meaning was matched that way. */
  readonly isBent: boolean
}

interface Option extends Hearing {
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly isBent: boolean
}

/** One or several words as one text, with its sound. */
interface Span {
  readonly places: readonly number[]
  readonly text: string
  readonly sound: string
}

/** Runs of up to `most` neighbouring words, without words that have digits. */
function spans(words: readonly Word[], most: number): readonly Span[] {
  return words.flatMap((_, start) => {
    const found: Span[] = []
    for (let length = 2; length <= most && start + length <= words.length; length++) {
      const part = words.slice(start, start + length)
      if (part.some(({ hasDigit }) => hasDigit)) break
      const text = part.map((word) => word.text).join('')
      found.push({ places: part.map((_word, index) => start + index), text, sound: soundKey(text) })
    }
    return found
  })
}

/** Runs of asked words that may be one word cut apart: at least one is not in any name. No duplicates. */
export function cutSpans(words: readonly Utterance[]): readonly Span[] {
  const strange = spans(words, MAX_ASKED_WORDS).filter(({ places }) =>
    places.some((place) => words[place]?.isSpelt === false),
  )
  return [...new Map(strange.map((span) => [span.text, span])).values()]
}
export const runSpans = (words: readonly Word[]): readonly Span[] => spans(words, MAX_NAME_WORDS)

/**
 * Pairs the asked words with the words of a name: first the most likely matches, then initials, then
 * partial matches beside certain ones.
 * @param cuts neighbouring asked words as one
 * @param runs neighbouring words of the name as one
 */
export function align(
  asked: readonly Utterance[],
  cuts: readonly Span[],
  known: readonly Word[],
  runs: readonly Span[],
): Alignment {
  const costs: (number | null)[] = asked.map(() => null)
  const said = known.map(() => false)
  let isGuess = false
  let isBent = false

  function take(options: readonly Option[]): void {
    // Of equally likely matches, first the one that covers more words.
    const ranked = [...options].sort((a, b) => a.cost - b.cost || b.from.length - a.from.length)
    for (const option of ranked) {
      const isFree =
        option.from.every((place) => costs[place] === null) &&
        option.to.every((place) => said[place] === false)
      if (!isFree) continue
      for (const place of option.from) costs[place] = option.cost / option.from.length
      for (const place of option.to) said[place] = true
      isGuess ||= option.isGuess
      isBent ||= option.isBent
    }
  }

  take([
    ...asked.flatMap((word, from) =>
      known.flatMap((other, to) => option(word, hear(word, other), [from], [to])),
    ),
    ...cuts.flatMap((cut) =>
      known.flatMap((word, to) => {
        const parts = cut.places.flatMap((place) => asked[place] ?? [])
        if (word.hasDigit || parts.some(({ text }) => text === word.text)) return []
        const heard = hearJoined(cut, word)
        const meaning = parts.filter((part) => part.isReal || part.isKnown || part.isAside)
        const isReal = meaning.length > 0
        if (!heard || (isReal && heard.isGuess && word.text.length < 5)) return []
        const bent = bend(heard, isReal, Math.min(...meaning.map(({ rank }) => rank)))
        // "to go" may mean Togo or just "to go". A long text such as "cloud monster" has one meaning.
        const isBent = bent.isBent || (isReal && cut.text.length < MIN_JOINED_LETTERS)
        return [{ ...bent, isBent, from: cut.places, to: [to] }]
      }),
    ),
    ...runs.flatMap((run) =>
      asked.flatMap((word, from) => {
        if (word.hasDigit || word.isKnown || word.isAside) return []
        const heard = hearJoined(word, run)
        return heard
          ? [{ ...bend(heard, word.isReal, word.rank), from: [from], to: run.places }]
          : []
      }),
    ),
  ])
  take(initials(asked, known))
  if (costs.some((cost) => cost !== null && cost < INITIALS)) {
    take(
      asked.flatMap((word, from) =>
        known.flatMap((other, to) =>
          word.isKnown || (word.isReal && word.rank < FREQUENT_RANKS)
            ? []
            : option(word, hearBeside(word, other), [from], [to]),
        ),
      ),
    )
  }
  return { asked: costs, known: said, isGuess, isBent }
}

function option(word: Utterance, heard: Hearing | null, from: number[], to: number[]): Option[] {
  if (!heard || (heard.isGuess && word.isAside)) return []
  const isOther = heard.isGuess && word.isKnown
  const { cost, isBent, isGuess } = bend(heard, word.isReal, word.rank)
  return [{ isGuess, isBent: isBent || isOther, cost: cost + (isOther ? OTHER_WORD : 0), from, to }]
}

/** Makes a match of a real word to a different word less likely, and marks it as a guess. */
const bend = (heard: Hearing, isReal: boolean, rank: number): Hearing & { isBent: boolean } => {
  const isBent = isReal && heard.isGuess
  const cost = rank < FREQUENT_RANKS ? REAL_WORD_COST : RARE_WORD_COST
  return { ...heard, cost: heard.cost + (isBent ? cost : 0), isBent }
}

function initials(asked: readonly Utterance[], known: readonly Word[]): Option[] {
  return asked.flatMap(({ text, hasDigit, isAside }, from) => {
    if (hasDigit || isAside || text.length < 2 || text.length > 4) return []
    return known.flatMap((_, start) => {
      const to = Array.from({ length: text.length }, (_place, index) => start + index)
      const letters = to.map((place) => known[place]?.text[0] ?? '').join('')
      return letters === text
        ? [{ cost: INITIALS, isGuess: true, isBent: false, from: [from], to }]
        : []
    })
  })
}
