import { type Query, takeApart } from './asides.ts'
import { type Asked, NOISE_RANKS } from './asked-word.ts'
import type { NameEntry, NameIndex } from './index-names.ts'
import { isKind, NEGATIONS } from './lexicon.ts'
import type { Aside, Named } from './model-match.ts'
import { sum } from './sum.ts'

/** Cost of leaving out a distinctive part of a name: a fixed cost, and a cost by its share. */
const LEFT_OUT_COST = 0.7
const LEFT_OUT_SHARE_COST = 0.5
/** Words below this share of the heaviest word, such as brands, are optional in a complete name. */
const CORE = 0.2
/** Cost of a name that does not exist in the asked colour or gender. */
const NO_COLOR_COST = 1.6
const NO_GENDER_COST = 1.2
/** Factor on certainty when an asked word is in no name. */
const MORE_SAID = 0.4
/** Factor on certainty when a kind of goods was said with a name that has none. */
const OTHER_KIND = 0.75
const UNEXPLAINED_KIND_COST = 1.5
/**
 * Factor on certainty when only a minor part of the name was said, or a kind of goods that it is not
 * named by, in words with other meanings.
 */
const MINOR = 0.7
/** Share of a name, by weight, below which a part is minor: without its head, and with it. */
const LESSER_PART = 0.5
const LESSER_WITH_HEAD = 0.4
/** Cost of a word that the name does not explain: names that explain it are far more likely. */
const UNEXPLAINED_COST = 2.2
/**
 * Factor on certainty when a word with another meaning was matched to a part of the name: beside an
 * exactly matched part, and without one.
 */
const BENT = 0.75
const ALL_BENT = 0.4
/**
 * Cost of words when no name is meant: high for unknown words, low for frequent words. It is higher
 * for frequent words that a name has, and highest for those beside other words.
 */
const STRANGE = 6
const FREQUENT = 1
const KNOWN_ALONE = 1.6
const KNOWN_BESIDE = 3
const RANKS_A_STEP = 12_000
/** Cost of a complete name when no name is meant: it is not said by chance. */
const WHOLE = 8

/** A name, with how likely it was meant. */
export interface Hypothesis {
  readonly entry: NameEntry
  /** Cost of the words when this name is meant: a negative natural logarithm. */
  readonly cost: number
  /** Cost of the words when no name is meant. */
  readonly background: number
  /** Factor on certainty for words that may mean something else. */
  readonly trust: number
  /** Whether an extra word makes it a different thing: "imperméable" with a Sabot. */
  readonly hasMore: boolean
  /** The asked words that the name explains. */
  readonly said: readonly Asked[]
  /** The kind of goods that was said before a name that has none. */
  readonly kind: Asked | undefined
  /** Share of the asked words that the name explains, by weight. */
  readonly explained: number
  /** Share of the name that was said, by weight. */
  readonly named: number
  /** Whether every word of the name was said, except brand words. */
  readonly covered: boolean
  readonly exact: boolean
  /** Cost of the word matches only. */
  readonly hearing: number
  /** Whether it exists in the asked colour and gender. */
  readonly fits: boolean
  readonly aside: Aside
}

/** Computes how likely a name is meant by the words, and the other details in the words. */
export function weigh(
  entry: NameEntry,
  query: Query,
  index: NameIndex,
  meant: readonly Named[],
): Hypothesis {
  const { asked, aligner, spoken, fit } = query
  const heard = aligner.align(entry.words, entry.runs())
  const { aside, said, unexplained, kind } = takeApart(query, heard, entry, index, meant)
  const gender = spoken.gender ?? aside.gender
  const fits = {
    color: [aside.color, spoken.color].every(
      (said) => !said || fit.color(said, valuesOf(meant, 'color')),
    ),
    gender: gender === null || fit.gender(gender, valuesOf(meant, 'gender')),
  }
  const weights = entry.words.map((word) => index.weight(word))
  const heaviest = Math.max(...weights)
  const missing = weights.filter((_, place) => !heard.known[place])
  const named = 1 - sum(missing) / sum(weights)
  const covered = said.length > 0 && missing.every((weight) => weight < CORE * heaviest)
  // Nobody says "bottine" who may say "chelsea".
  const isWhole = entry.words.every(
    (word, place) =>
      heard.known[place] || isKind(word.text) || index.weight(word) < CORE * heaviest,
  )
  const hearing = sum(
    asked.map(
      ({ weight }, place) => (heard.asked[place] ?? 0) * Math.min(1, 0.4 + weight / heaviest),
    ),
  )
  const anchor = asked.filter((_, place) => (heard.asked[place] ?? ANCHOR) < ANCHOR)
  // "jardin" of Garden Clog: only a synonym for a part of the name.
  const isOnlyMeant =
    !covered &&
    said.every(({ isSpelt, isReal, senses }) => !isSpelt && !isReal && senses.length > 0)
  // "la grande" may be a name, and in "babouche la grande" describes another one.
  const isCommon = said.every(({ rank, isColor }) => isColor || rank < NOISE_RANKS)
  // "bateau" of Sandales bateau occasion: a word with its own meaning, and a minor part of the name.
  const head = weights.findIndex((weight) => weight >= CORE * heaviest)
  const isMinor = isCommon && named < (heard.known[head] ? LESSER_WITH_HEAD : LESSER_PART)
  const bent = !heard.isBent ? 1 : anchor.some(({ isAside }) => !isAside) ? BENT : ALL_BENT
  return {
    entry,
    cost:
      hearing +
      leftOut(1 - named, covered) +
      UNEXPLAINED_COST * unexplained.length +
      (kind ? UNEXPLAINED_KIND_COST : 0) +
      (fits.color ? 0 : NO_COLOR_COST) +
      (fits.gender ? 0 : NO_GENDER_COST),
    background:
      covered && !heard.isGuess
        ? WHOLE
        : backgroundOf([...said, ...unexplained].filter((word) => !word.isAside)) +
          (isWhole ? LEFT_OUT_COST : 0),
    trust:
      MORE_SAID ** unexplained.length *
      bent *
      (kind ? OTHER_KIND : 1) *
      (isMinor || isOnlyMeant || (kind && isCommon) ? MINOR : 1),
    hasMore: unexplained.length > 0,
    said,
    kind,
    explained:
      isPossible(unexplained) && (covered || said.some(({ isColor }) => !isColor))
        ? sum(said.map(weightOf)) / (sum(said.map(weightOf)) + sum(unexplained.map(weightOf)) || 1)
        : 0,
    named,
    covered,
    exact:
      !kind && unexplained.length === 0 && said.map(({ text }) => text).join(' ') === entry.key,
    hearing,
    fits: fits.color && fits.gender,
    aside,
  }
}

/** Cost of a partly said name, made so that a shorter name is not more likely for its length alone. */
const leftOut = (share: number, covered: boolean): number =>
  (covered ? 0 : LEFT_OUT_COST) + LEFT_OUT_SHARE_COST * share

/** Maximum cost of a match that supports the other words of a name. */
const ANCHOR = 0.4

const weightOf = ({ weight }: Asked): number => weight

/** Cost of the words when no name is meant. */
const backgroundOf = (words: readonly Asked[]): number =>
  sum(
    words.map(({ isKnown, rank }) => {
      const least = !isKnown ? FREQUENT : words.length > 1 ? KNOWN_BESIDE : KNOWN_ALONE
      return Math.min(STRANGE, least + rank / RANKS_A_STEP)
    }),
  )

/** Whether a name is possible: an unexplained number or negation means a different name. */
const isPossible = (unexplained: readonly Asked[]): boolean =>
  !unexplained.some(({ text, hasDigit }) => hasDigit || NEGATIONS.has(text))

const valuesOf = (meant: readonly Named[], field: 'color' | 'gender'): string[] => [
  ...new Set(meant.map((one) => one[field])),
]
