import { align } from './align.ts'
import { isMisspeltColor, matchColor } from './colors.ts'
import { indexNames, type NameEntry, type NameIndex } from './index-names.ts'
import {
  colorParts,
  genderKey,
  isChatter,
  isColorWord,
  isGenderWord,
  NEGATIONS,
} from './lexicon.ts'
import { plain } from './normalise.ts'
import { isBareSize, parse } from './parse.ts'
import { toWord, type Word } from './similarity.ts'

/** What can be named: a model in one colour for one gender. */
export interface Named {
  readonly name: string
  /** Other names, each as good as the first. */
  readonly aliases: readonly string[]
  readonly color: string
  readonly gender: string
}

/** A model as it was said, with what was said apart from it and may tell it from others. */
export interface Spoken {
  readonly model: string
  readonly color?: string | undefined
  readonly gender?: string | undefined
}

/** What else was said inside the model's words. */
export interface Aside {
  readonly color: string | null
  readonly gender: string | null
  readonly size: string | null
}

/**
 * Which names a spoken model means. A closed union, so that no caller takes a guess for a fact:
 * exact and close name one model, ambiguous several to ask about, none only the nearest.
 */
export interface ModelMatch {
  readonly kind: 'exact' | 'close' | 'ambiguous' | 'none'
  readonly names: readonly string[]
  readonly aside: Aside
}

/** Least share of what was asked that a name must explain. */
const ACCEPT = 0.6
/** Two names closer than this are a question for the owner, not a guess. */
const MARGIN = 0.08
/** How much of a name's score is that it explains the words; the rest is that it was said whole. */
const ASKED_SHARE = 0.7
/** Words lighter than this part of the heaviest, such as brands, may be left out of a whole name. */
const CORE = 0.2
/** A name without the asked colour or gender is likely not the one, but may be. */
const NO_COLOR = 0.25
const NO_GENDER = 0.15
const NEAREST = 5
const NOTHING: Aside = { color: null, gender: null, size: null }

interface Hypothesis {
  readonly entry: NameEntry
  readonly score: number
  /** Share of the asked words that the name explains. */
  readonly asked: number
  /** Whether every word of the name was asked for, brand words aside. */
  readonly covered: boolean
  readonly exact: boolean
  /** Whether it exists in the colour and for the gender that were said. */
  readonly fits: boolean
  readonly aside: Aside
}

/** Finds spoken models among the given things. Built once for a catalogue, asked many times. */
export function createModelMatcher<T extends Named>(
  things: readonly T[],
): (spoken: Spoken) => ModelMatch {
  const byName = groupByName(things)
  const index = indexNames([...byName.keys()])
  const ownColors = new Set(things.flatMap(({ color }) => colorParts(color)))

  return remember((spoken) => {
    const { words, size } = parse(spoken.model)
    if (words.length === 0) return { kind: 'none', names: [], aside: NOTHING }
    const asked = words.map((text) => toAsked(toWord(text), index, ownColors))
    const literal = index.withKey(words.join(' '))
    const candidates = literal.length > 0 ? literal : index.candidates(asked)
    const all = candidates.map((entry) =>
      weigh(entry, { asked, size, spoken }, index, byName.get(entry.name)?.things ?? []),
    )
    return decide(all, spoken, byName)
  })
}

/** Queries that are remembered; a shop asks for the same few things all day. */
const REMEMBERED = 1_000

/** Answers a query that was asked before from memory; the oldest is forgotten first. */
function remember(match: (spoken: Spoken) => ModelMatch): (spoken: Spoken) => ModelMatch {
  const answers = new Map<string, ModelMatch>()
  return (spoken) => {
    const key = JSON.stringify([spoken.model, spoken.color, spoken.gender])
    const known = answers.get(key)
    const answer = known ?? match(spoken)
    // Set again, it is the youngest.
    if (known) answers.delete(key)
    else if (answers.size >= REMEMBERED) answers.delete(answers.keys().next().value ?? '')
    answers.set(key, answer)
    return answer
  }
}

/** An asked word, with what it may be besides a part of a name. */
interface Asked extends Word {
  readonly weight: number
  readonly isKnown: boolean
  readonly isColor: boolean
  readonly isGender: boolean
  /** Chatter, unless this shop has a name with the word. */
  readonly isIdle: boolean
}

function toAsked(word: Word, index: NameIndex, ownColors: ReadonlySet<string>): Asked {
  const isKnown = index.isKnown(word)
  return {
    ...word,
    isKnown,
    weight: index.weight(word),
    isColor:
      isColorWord(word.text) ||
      ownColors.has(word.text) ||
      (!isKnown && isMisspeltColor(word.text)),
    isGender: isGenderWord(word.text),
    isIdle: !isKnown && isChatter(word.text),
  }
}

interface Group<T> {
  readonly names: readonly string[]
  readonly things: readonly T[]
}

/** What each name and alias stands for; names that differ in case and accents only are one. */
function groupByName<T extends Named>(things: readonly T[]): ReadonlyMap<string, Group<T>> {
  const groups = new Map<string, { name: string; names: Set<string>; things: Set<T> }>()
  for (const thing of things) {
    for (const name of [thing.name, ...thing.aliases.filter(isName)]) {
      const key = plain(name)
      const group = groups.get(key) ?? { name, names: new Set(), things: new Set() }
      group.names.add(thing.name)
      group.things.add(thing)
      groups.set(key, group)
    }
  }
  return new Map(
    [...groups.values()].map(({ name, names, things: meant }) => [
      name,
      { names: [...names], things: [...meant] },
    ]),
  )
}

/** An alias without a letter is a code: a digit of it would be a version number. */
const isName = (alias: string): boolean => /\p{L}/u.test(alias)

interface Query {
  readonly asked: readonly Asked[]
  readonly size: string | null
  readonly spoken: Spoken
}

/** How well a name explains the words, and what the words say besides it. */
function weigh(
  entry: NameEntry,
  { asked, size, spoken }: Query,
  index: NameIndex,
  meant: readonly Named[],
): Hypothesis {
  const worth = align(asked, entry.words, isFreeToErr)
  const left = asked.filter((_, place) => worth.asked[place] === 0)
  const bare = size === null ? left.findLast(({ text }) => isBareSize(text)) : undefined
  const colors = left.filter((word) => word !== bare && word.isColor)
  const gender = left.find((word) => word.isGender)?.text ?? null
  const unexplained = left.filter(
    (word) => word !== bare && !word.isColor && !word.isGender && !word.isIdle,
  )
  const aside: Aside = {
    color: colors.length > 0 ? colors.map(({ text }) => text).join(' ') : null,
    gender,
    size: size ?? bare?.text ?? null,
  }
  const fits = { color: fitsColor(aside, spoken, meant), gender: fitsGender(aside, spoken, meant) }
  const said = asked.filter((_, place) => worth.asked[place] !== 0)
  const share = isPossible(unexplained)
    ? worthOf(asked, worth.asked) / (sum(said.map(weightOf)) + sum(unexplained.map(weightOf)) || 1)
    : 0
  const weights = entry.words.map((word) => index.weight(word))
  const known = sum(weights.map((weight, place) => weight * (worth.known[place] ?? 0)))
  const least = CORE * Math.max(...weights)
  return {
    entry,
    asked: share,
    covered: weights.every((weight, place) => weight < least || worth.known[place] !== 0),
    exact: unexplained.length === 0 && said.map(({ text }) => text).join(' ') === entry.key,
    fits: fits.color && fits.gender,
    score:
      ASKED_SHARE * share +
      (1 - ASKED_SHARE) * (known / sum(weights)) -
      (fits.color ? 0 : NO_COLOR) -
      (fits.gender ? 0 : NO_GENDER),
    aside,
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

const weightOf = ({ weight }: Asked): number => weight

const worthOf = (asked: readonly Asked[], worth: readonly number[]): number =>
  sum(asked.map(({ weight }, place) => weight * (worth[place] ?? 0)))

/** A word that means something by itself is not taken for a misspelt part of a name. */
const isFreeToErr = (word: Asked): boolean =>
  !word.isKnown && !word.isColor && !word.isGender && !word.isIdle

/** A number or a "without" that a name does not explain makes it another name. */
const isPossible = (unexplained: readonly Asked[]): boolean =>
  !unexplained.some(({ text, hasDigit }) => hasDigit || NEGATIONS.has(text))

function fitsColor(aside: Aside, spoken: Spoken, meant: readonly Named[]): boolean {
  const color = [aside.color, spoken.color].filter(Boolean).join(' ')
  return color === '' || matchColor(color, [...new Set(meant.map(colorOf))]).kind !== 'none'
}

const colorOf = ({ color }: Named): string => color

/** Whether one of the things is made for the gender that was said, or for everybody. */
function fitsGender(aside: Aside, spoken: Spoken, meant: readonly Named[]): boolean {
  const said = spoken.gender ?? aside.gender
  if (said === null || said === undefined) return true
  const fitting = [genderKey(said), genderKey('unisex')]
  return meant.some(({ gender }) => fitting.includes(genderKey(gender)))
}

/** The name whose words all the others have too: "air force" is Air Force 1 before Air Force 1 Mid. */
function base(list: readonly Hypothesis[]): Hypothesis[] {
  const isPart = (one: Hypothesis, of: Hypothesis) =>
    one.entry.words.every(({ text }) => of.entry.words.some((word) => word.text === text))
  return list.filter((one) => list.every((other) => isPart(one, other)))
}

/**
 * A model whose whole name was said, in a colour that only another model has: the colour is not
 * available. "tropezienne beige" is not the beige model with a longer name.
 */
const fullyNamed = (possible: readonly Hypothesis[], found: Hypothesis): Hypothesis | undefined =>
  found.exact ? undefined : possible.find((one) => one.exact)

function decide<T>(
  all: readonly Hypothesis[],
  spoken: Spoken,
  groups: ReadonlyMap<string, Group<T>>,
): ModelMatch {
  const ranked = [...all].sort((a, b) => b.score - a.score)
  const namesOf = (list: readonly Hypothesis[]) => [
    ...new Set(list.flatMap(({ entry }) => groups.get(entry.name)?.names ?? [])),
  ]
  const isOne = (list: readonly Hypothesis[]) => new Set(namesOf(list).map(plain)).size === 1
  const possible = ranked.filter(({ asked }) => asked >= ACCEPT)
  const best = possible[0]
  if (!best) return { kind: 'none', names: namesOf(ranked).slice(0, NEAREST), aside: NOTHING }

  const literal = possible.filter(({ entry }) => plain(entry.name) === plain(spoken.model))
  const exact = possible.filter((one) => one.exact && one.fits)
  const tied = possible.filter(({ score }) => best.score - score < MARGIN)
  const fitting = tied.filter((one) => one.fits)
  const covered = fitting.filter((one) => one.covered)
  const winners = [literal, exact, tied, fitting, covered, base(fitting)].find(isOne)
  const [found] = winners ?? []
  const winner = found && (fullyNamed(possible, found) ?? found)
  if (winner) {
    return { kind: winner.exact ? 'exact' : 'close', names: namesOf([winner]), aside: winner.aside }
  }
  const open = exact.length > 0 ? exact : fitting.length > 0 ? fitting : tied
  return { kind: 'ambiguous', names: namesOf(open), aside: best.aside }
}
