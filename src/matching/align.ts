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
  /** Where it stands among what was said. */
  readonly order: number
}

/** One or several words as one text, with its sound. */
export interface Span {
  readonly places: readonly number[]
  readonly text: string
  readonly sound: string
}

/** Runs of up to `most` neighbouring words and so many letters, without words that have digits. */
function spans(
  words: readonly Word[],
  most: number,
  mostLetters = Number.POSITIVE_INFINITY,
): readonly Span[] {
  return words.flatMap((_, start) => {
    const found: Span[] = []
    for (let length = 2; length <= most && start + length <= words.length; length++) {
      const part = words.slice(start, start + length)
      if (part.some(({ hasDigit }) => hasDigit)) break
      const text = part.map((word) => word.text).join('')
      if (text.length > mostLetters) break
      found.push({ places: part.map((_word, index) => start + index), text, sound: soundKey(text) })
    }
    return found
  })
}

/** How much longer a misheard word may be written than the word that was meant. */
const MAX_STRETCH = 2

/**
 * Runs of asked words that may be one word cut apart: at least one is not in any name. No duplicates.
 * @param longest letters of the longest word of a name
 */
export function cutSpans(words: readonly Utterance[], longest: number): readonly Span[] {
  const strange = spans(words, MAX_ASKED_WORDS, MAX_STRETCH * longest).filter(({ places }) =>
    places.some((place) => words[place]?.isSpelt === false),
  )
  return [...new Map(strange.map((span) => [span.text, span])).values()]
}

export const runSpans = (words: readonly Word[]): readonly Span[] => spans(words, MAX_NAME_WORDS)

/** What was said, prepared to be aligned with many names. */
export interface Aligner {
  /**
   * Pairs the asked words with the words of a name: first the most likely matches, then initials, then
   * partial matches beside certain ones.
   * @param runs neighbouring words of the name as one
   */
  align(known: readonly Word[], runs: readonly Span[]): Alignment
}

/** An option for a word of any name; its place in a name is still to come. */
type HeardAs = Omit<Option, 'to'>

/**
 * Names share most of their words, so each word is compared with what was said only once.
 * @param cuts neighbouring asked words as one
 */
export function createAligner(asked: readonly Utterance[], cuts: readonly Span[]): Aligner {
  const ofWord = remembered((word: Word) => [
    ...heardAs(word, asked),
    ...heardCut(word, cuts, asked),
  ])
  const ofRun = remembered((run: Span) => heardRun(run, asked, asked.length + cuts.length))
  const besideOf = remembered((word: Word) => heardBeside(word, asked))

  return {
    align(known, runs) {
      const costs: (number | null)[] = asked.map(() => null)
      const said = known.map(() => false)
      let isGuess = false
      let isBent = false

      function take(options: Option[]): void {
        for (const option of options.sort(byLikelihood)) {
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
        ...known.flatMap((word, to) => ofWord(word).map((one) => ({ ...one, to: [to] }))),
        ...runs.flatMap((run) => ofRun(run).map((one) => ({ ...one, to: run.places }))),
      ])
      take(initials(asked, known))
      if (costs.some((cost) => cost !== null && cost < INITIALS)) {
        take(
          known.flatMap((word, to) =>
            said[to] ? [] : besideOf(word).map((one) => ({ ...one, to: [to] })),
          ),
        )
      }
      return { asked: costs, known: said, isGuess, isBent }
    },
  }
}

/** Of equally likely matches, first the one that covers more words, then the one that was said first. */
const byLikelihood = (a: Option, b: Option): number =>
  a.cost - b.cost || b.from.length - a.from.length || a.order - b.order

/** Caches by the text of a word or of several. */
function remembered<Key extends { readonly text: string }, Value>(
  work: (key: Key) => Value,
): (key: Key) => Value {
  const done = new Map<string, Value>()
  return (key) => {
    const known = done.get(key.text)
    if (known !== undefined) return known
    const value = work(key)
    done.set(key.text, value)
    return value
  }
}

const heardAs = (other: Word, asked: readonly Utterance[]): HeardAs[] =>
  asked.flatMap((word, from) => option(word, hear(word, other), from))

function heardCut(word: Word, cuts: readonly Span[], asked: readonly Utterance[]): HeardAs[] {
  if (word.hasDigit) return []
  return cuts.flatMap((cut, order) => {
    const heard = hearJoined(cut, word)
    if (!heard) return []
    const parts = cut.places.flatMap((place) => asked[place] ?? [])
    if (parts.some(({ text }) => text === word.text)) return []
    const meaning = parts.filter((part) => part.isReal || part.isKnown || part.isAside)
    const isReal = meaning.length > 0
    if (isReal && heard.isGuess && word.text.length < 5) return []
    const bent = bend(heard, isReal, Math.min(...meaning.map(({ rank }) => rank)))
    // "to go" may mean Togo or just "to go". A long text such as "cloud monster" has one meaning.
    const isBent = bent.isBent || (isReal && cut.text.length < MIN_JOINED_LETTERS)
    return [{ ...bent, isBent, from: cut.places, order: asked.length + order }]
  })
}

const heardRun = (run: Span, asked: readonly Utterance[], order: number): HeardAs[] =>
  asked.flatMap((word, from) => {
    if (word.hasDigit || word.isKnown || word.isAside) return []
    const heard = hearJoined(word, run)
    return heard ? [{ ...bend(heard, word.isReal, word.rank), from: [from], order }] : []
  })

const heardBeside = (other: Word, asked: readonly Utterance[]): HeardAs[] =>
  asked.flatMap((word, from) =>
    word.isKnown || (word.isReal && word.rank < FREQUENT_RANKS)
      ? []
      : option(word, hearBeside(word, other), from),
  )

function option(word: Utterance, heard: Hearing | null, from: number): HeardAs[] {
  if (!heard || (heard.isGuess && word.isAside)) return []
  const isOther = heard.isGuess && word.isKnown
  const { cost, isBent, isGuess } = bend(heard, word.isReal, word.rank)
  return [
    {
      isGuess,
      isBent: isBent || isOther,
      cost: cost + (isOther ? OTHER_WORD : 0),
      from: [from],
      order: from,
    },
  ]
}

/** Makes a match of a real word to a different word less likely, and marks it as a guess. */
const bend = (heard: Hearing, isReal: boolean, rank: number): Hearing & { isBent: boolean } => {
  const isBent = isReal && heard.isGuess
  const cost = rank < FREQUENT_RANKS ? REAL_WORD_COST : RARE_WORD_COST
  return { ...heard, cost: heard.cost + (isBent ? cost : 0), isBent }
}

function initials(asked: readonly Utterance[], known: readonly Word[]): Option[] {
  const letters = known.map(({ text }) => text[0]).join('')
  return asked.flatMap(({ text, hasDigit, isAside }, from) => {
    if (hasDigit || isAside || text.length < 2 || text.length > 4) return []
    const options: Option[] = []
    for (let at = letters.indexOf(text); at >= 0; at = letters.indexOf(text, at + 1)) {
      const to = Array.from(text, (_, index) => at + index)
      options.push({ cost: INITIALS, isGuess: true, isBent: false, from: [from], to, order: from })
    }
    return options
  })
}
