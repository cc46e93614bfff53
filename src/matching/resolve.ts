import { align } from './align.ts'
import { type ColorMatch, isMisspeltColor, matchColor } from './colors.ts'
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
  const lexicon = new Set(things.flatMap(({ color }) => colorParts(color)))
  const isColor = (word: Word) =>
    isColorWord(word.text) ||
    lexicon.has(word.text) ||
    (!index.isKnown(word) && isMisspeltColor(word.text))

  function suppose(spoken: Spoken, size: string | null, asked: readonly Word[]) {
    return (entry: NameEntry): Hypothesis => {
      const { names, things: meant } = byName.get(entry.name) ?? { names: [], things: [] }
      return weigh(entry, asked, { index, isColor, size, spoken, meant, names })
    }
  }

  return (spoken) => {
    const { words, size } = parse(spoken.model)
    const asked = words.map(toWord)
    if (asked.length === 0) return { kind: 'none', names: [], aside: NOTHING }
    const literal = index.withKey(words.join(' '))
    const candidates = literal.length > 0 ? literal : index.candidates(asked)
    const all = candidates.map(suppose(spoken, size, asked))
    return decide(all, spoken, byName)
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

interface Context {
  readonly index: NameIndex
  readonly isColor: (word: Word) => boolean
  readonly size: string | null
  readonly spoken: Spoken
  readonly meant: readonly Named[]
  readonly names: readonly string[]
}

/** How well a name explains the words, and what the words say besides it. */
function weigh(entry: NameEntry, asked: readonly Word[], context: Context): Hypothesis {
  const { index, isColor, spoken, meant } = context
  const worth = align(asked, entry.words, (word) => !index.isKnown(word) && !isAside(word, isColor))
  const left = asked.filter((_, place) => worth.asked[place] === 0)
  const bare = context.size === null ? left.findLast(({ text }) => isBareSize(text)) : undefined
  const colors = left.filter((word) => word !== bare && isColor(word))
  const genders = left.filter(({ text }) => isGenderWord(text))
  const unexplained = left.filter(
    (word) =>
      word !== bare && !colors.includes(word) && !genders.includes(word) && !isIdle(word, index),
  )
  const aside: Aside = {
    color: colors.length > 0 ? colors.map(({ text }) => text).join(' ') : null,
    gender: genders[0]?.text ?? null,
    size: context.size ?? bare?.text ?? null,
  }

  const total = (words: readonly Word[]) => words.reduce((sum, word) => sum + index.weight(word), 0)
  const matched = asked.reduce(
    (sum, word, place) => sum + (worth.asked[place] ?? 0) * index.weight(word),
    0,
  )
  const whole = total(asked.filter((_, place) => worth.asked[place] !== 0)) + total(unexplained)
  const impossible = unexplained.some(({ text, hasDigit }) => hasDigit || NEGATIONS.has(text))
  const share = whole === 0 || impossible ? 0 : matched / whole
  const knownTotal = total(entry.words)
  const known = entry.words.reduce(
    (sum, word, place) => sum + (worth.known[place] ?? 0) * index.weight(word),
    0,
  )
  const core = entry.words.filter((word) => index.weight(word) >= 0.2 * heaviest(entry, index))
  const covered = core.every((word) => worth.known[entry.words.indexOf(word)] !== 0)

  const color = [aside.color, spoken.color].filter(Boolean).join(' ')
  const colorFits = color === '' || colorFit(color, meant).kind !== 'none'
  const gender = spoken.gender ?? aside.gender
  const genderFits = gender === null || gender === undefined || suits(gender, meant)
  return {
    entry,
    asked: share,
    covered,
    exact: unexplained.length === 0 && isLiteral(asked, left, entry),
    fits: colorFits && genderFits,
    score:
      0.7 * share +
      0.3 * (knownTotal === 0 ? 0 : known / knownTotal) -
      (colorFits ? 0 : NO_COLOR) -
      (genderFits ? 0 : NO_GENDER),
    aside,
  }
}

const isAside = (word: Word, isColor: (word: Word) => boolean): boolean =>
  isColor(word) || isGenderWord(word.text) || isChatter(word.text)

const heaviest = ({ words }: NameEntry, index: NameIndex): number =>
  Math.max(...words.map((word) => index.weight(word)))

/** Whether one of the things is made for the gender, or for everybody. */
function suits(asked: string, things: readonly Named[]): boolean {
  const fitting = [genderKey(asked), genderKey('unisex')]
  return things.some(({ gender }) => fitting.includes(genderKey(gender)))
}

const colorFit = (color: string, things: readonly Named[]): ColorMatch =>
  matchColor(color, [...new Set(things.map((thing) => thing.color))])

/** Chatter, unless this shop has a name with the word. */
const isIdle = (word: Word, index: NameIndex): boolean =>
  isChatter(word.text) && !index.isKnown(word)

/** Whether the words that are left for the name are the name, in its order. */
const isLiteral = (asked: readonly Word[], left: readonly Word[], entry: NameEntry): boolean =>
  asked
    .filter((word) => !left.includes(word))
    .map(({ text }) => text)
    .join(' ') === entry.key

/** The name whose words all the others have too: "air force" is Air Force 1 before Air Force 1 Mid. */
function base(list: readonly Hypothesis[]): Hypothesis[] {
  const isPart = (one: Hypothesis, of: Hypothesis) =>
    one.entry.words.every(({ text }) => of.entry.words.some((word) => word.text === text))
  return list.filter((one) => list.every((other) => isPart(one, other)))
}

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
  const [winner] = winners ?? []
  if (winner) {
    return { kind: winner.exact ? 'exact' : 'close', names: namesOf([winner]), aside: winner.aside }
  }
  const open = exact.length > 0 ? exact : fitting.length > 0 ? fitting : tied
  return { kind: 'ambiguous', names: namesOf(open), aside: best.aside }
}
