import { type Heard, type Hearing, hear, hearBeside, hearJoined, OTHER_WORD } from './channel.ts'
import { soundKey } from './sound.ts'
import type { Word } from './word.ts'

/** Initials stand for their words: "af" for Air Force. */
const INITIALS = 0.8
/** As many words as one may be cut into, and as many as may be run into one. */
const MOST_CUT = 4
const MOST_RUN = 2
/** Letters of words that are one name when they are said together. */
const LEAST_CUT = 6
/** A word that means something by itself is seldom a slip for another, a frequent one hardly ever. */
const REAL_WORD = 1.2
const RARE_WORD = 0.5
const FREQUENT_RANKS = 20_000

/** An asked word, with what decides whether it may be a slip for another one. */
export interface Utterance extends Heard {
  /** The catalogue has the word, or a form of it. */
  readonly isKnown: boolean
  /** A word of French or English that the catalogue does not have. */
  readonly isReal: boolean
  /** A colour, a gender or chatter, which is never a slip. */
  readonly isAside: boolean
}

/** What was heard of a name in the words that were said. */
export interface Alignment {
  /** For each asked word the cost of its hearing; null for one that the name does not explain. */
  readonly asked: readonly (number | null)[]
  /** For each word of the name, whether it was said. */
  readonly known: readonly boolean[]
  /** Whether any word was taken for another one that it only resembles. */
  readonly isGuess: boolean
  /** Whether a word that means something else was. */
  readonly isBent: boolean
}

interface Option extends Hearing {
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly isBent: boolean
}

/** A text with how it sounds, of one or several words. */
interface Span {
  readonly places: readonly number[]
  readonly text: string
  readonly sound: string
}

/** Neighbouring words, up to so many, without those that have digits. */
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

/** Words that were cut: at least one of them is no word of a name, and each cut counts once. */
export function cutSpans(words: readonly Utterance[]): readonly Span[] {
  const strange = spans(words, MOST_CUT).filter(({ places }) =>
    places.some((place) => words[place]?.isSpelt === false),
  )
  return [...new Map(strange.map((span) => [span.text, span])).values()]
}
export const runSpans = (words: readonly Word[]): readonly Span[] => spans(words, MOST_RUN)

/**
 * Pairs the words that were said with those of a name, the likeliest hearings first; then initials,
 * at last half words beside certain ones.
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
    // Of hearings that are as likely, the one that explains more words.
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
        // "to go" may be Togo, and it may be "to go"; nobody says "cloud monster" for another thing.
        const isBent = bent.isBent || (isReal && cut.text.length < LEAST_CUT)
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

/** What is heard in words that mean something else is far less likely, and never certain. */
const bend = (heard: Hearing, isReal: boolean, rank: number): Hearing & { isBent: boolean } => {
  const isBent = isReal && heard.isGuess
  const cost = rank < FREQUENT_RANKS ? REAL_WORD : RARE_WORD
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
