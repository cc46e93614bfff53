import { type Alignment, align, cutSpans, type Utterance } from './align.ts'
import { isMisspeltColor, matchColor } from './colors.ts'
import { editDistance } from './edit-distance.ts'
import { indexNames, type NameEntry, type NameIndex } from './index-names.ts'
import {
  colorParts,
  genderKey,
  isChatter,
  isColorWord,
  isGenderWord,
  isKind,
  isLink,
  isMisspeltFiller,
  isOr,
  NEGATIONS,
} from './lexicon.ts'
import { plain } from './normalise.ts'
import { isBareSize, nameWords, parse, type Said } from './parse.ts'
import { soundKey } from './sound.ts'

/** What can be named: a model in one colour for one gender. */
export interface Named {
  readonly name: string
  /** Other names, each as good as the first. */
  readonly aliases: readonly string[]
  readonly color: string
  readonly gender: string
}

/** What the words are for: a question may show what is likely, a change of stock may not. */
export type Purpose = 'list' | 'write'

/** A model as it was said, with what was said apart from it and may tell it from others. */
export interface Spoken {
  readonly model: string
  readonly color?: string | undefined
  readonly gender?: string | undefined
  readonly purpose?: Purpose | undefined
}

/** What else was said inside the model's words. */
export interface Aside {
  readonly color: string | null
  readonly gender: string | null
  readonly size: string | null
}

/**
 * Which names a spoken model means. A closed union, so that no caller takes a guess for a fact:
 * - exact and close: one model; several names only where they are one to the ear
 * - ambiguous: these, or one that is likely and not certain enough: ask
 * - none: nothing here; the names are the nearest by sound, where any is near
 */
export interface ModelMatch {
  readonly kind: 'exact' | 'close' | 'ambiguous' | 'none'
  readonly names: readonly string[]
  /** Of names that are one to the ear, the one that was written like it. */
  readonly written: string | null
  readonly aside: Aside
  /** Whether one of the names is certainly enough meant, and nothing that the shop does not have. */
  readonly isOurs: boolean
  /** How likely it is that the names were meant, 0 to 1. */
  readonly certainty: number
}

/**
 * How certain a reading must be to be taken. A list says what was taken, and a wrong one costs a
 * second look; a write sells the wrong shoe. Both curves stand in this folder's README.
 */
const LEAST_CERTAINTY: Readonly<Record<Purpose, number>> = { list: 0.55, write: 0.82 }

/** Names that share less likelihood than this, against something else altogether, are not meant. */
const LEAST_POSSIBLE = 0.25
/** Least share of what was asked, by weight, that a name must explain. */
const LEAST_EXPLAINED = 0.5
/** A name this much less likely than the best is not asked about. */
const RIVAL = 1.5
/** And one that is hardly less likely is always asked about. */
const MARGIN = 0.6
/** The same where the words are only like the name's: as strange words are like several names. */
const MARGIN_OF_A_GUESS = 1.4
/** Cost of leaving out a part of a name that tells it from others, and of how much it is. */
const LEFT_OUT = 0.7
const LEFT_OUT_SHARE = 0.5
/** The same where another name is whole without it. */
const LEFT_OUT_OF_A_LONGER = 3
/** Words lighter than this part of the heaviest, such as brands, may be left out of a whole name. */
const CORE = 0.2
/** A name without the asked colour or gender is likely not the one, but may be. */
const NO_COLOR = 1.6
const NO_GENDER = 1.2
/** What is left of certainty when a word that no name explains was said as well. */
const MORE_SAID = 0.4
/** And when a kind of goods was said with a name that says none. */
const OTHER_KIND = 0.75
const UNEXPLAINED_KIND = 1.5
/** And when only a lesser part of the name was said, in words that mean something else, too. */
const MINOR = 0.7
const LESSER_PART = 0.5
const LESSER_WITH_HEAD = 0.4
/** Cost of a word that no name explains: names that explain it are far likelier. */
const UNEXPLAINED = 2.2
/**
 * And when a word that means something else was taken for a part of the name: beside a part that
 * was said as it is, and without one.
 */
const BENT = 0.75
const ALL_BENT = 0.4
/**
 * How unlikely words are when no name is meant: strange ones are hardly said then, frequent ones
 * easily, and frequent ones that a name has less so, least of all beside other words.
 */
const STRANGE = 6
const FREQUENT = 1
const KNOWN_ALONE = 1.6
const KNOWN_BESIDE = 3
const RANKS_A_STEP = 12_000
/** A whole name was not said by chance. */
const WHOLE = 8
const NEAREST = 5
const NOTHING: Aside = { color: null, gender: null, size: null }

interface Hypothesis {
  readonly entry: NameEntry
  /** How unlikely the words are when this name is meant: a negative natural logarithm. */
  readonly cost: number
  /** The same when no name is meant. */
  readonly background: number
  /** What is left of certainty for words that may mean something else. */
  readonly trust: number
  /** A word was said that makes it another thing: "imperméable" of a Sabot. */
  readonly hasMore: boolean
  /** Share of the asked words that the name explains, by weight. */
  readonly explained: number
  /** Share of the name that was said, by weight. */
  readonly named: number
  /** Whether every word of the name was asked for, brand words aside. */
  readonly covered: boolean
  readonly exact: boolean
  /** Cost of how the words were heard alone. */
  readonly hearing: number
  /** Whether it exists in the colour and for the gender that were said. */
  readonly fits: boolean
  readonly aside: Aside
}

/**
 * Finds spoken models among the given things. Built once for a catalogue, asked many times.
 *
 * A noisy channel: each name has a likelihood that somebody who meant it said these words, and so
 * has something else altogether; the likeliest is taken when it is certain enough.
 */
export function createModelMatcher<T extends Named>(
  things: readonly T[],
  { sizes = [], leastCertainty = LEAST_CERTAINTY }: Options = {},
): (spoken: Spoken) => ModelMatch {
  const byName = groupByName(things)
  const ownSizes = new Map(sizes.map((size) => [nameWords(size).join(' '), size]))
  const index = indexNames([...byName.keys()])
  const ownColors = colorWords(things)

  return remember((spoken) => {
    const { words, size } = parse(spoken.model, index.hasText)
    const asked = words.map((said) => toAsked(said, index, ownColors))
    const literal = index.withKey(words.map(({ text }) => text).join(' '))
    const candidates = [...literal, ...index.candidates(asked.filter(({ isAside }) => !isAside))]
    const query = { asked, cuts: cutSpans(asked), size, spoken, ownSizes }
    const all = [...new Set(candidates)].map((entry) =>
      weigh(entry, query, index, byName.get(entry.name)?.things ?? []),
    )
    return decide(afterBase(all), {
      spoken,
      index,
      groups: byName,
      least: leastCertainty[spoken.purpose ?? 'list'],
      nearest: () => nearestBySound(asked, index),
    })
  })
}

interface Options {
  /** Sizes that the shop has, which may be said inside the model's words. */
  readonly sizes?: readonly string[]
  readonly leastCertainty?: Readonly<Record<Purpose, number>>
}

/** Words that say a colour in this shop; of a long description only those that say one everywhere. */
function colorWords(things: readonly Named[]): ReadonlySet<string> {
  const parts = [...new Set(things.map(({ color }) => color))].map(colorParts)
  return new Set(parts.filter(({ length }) => length <= LONGEST_COLOR).flat())
}

/** "Daim marron" is a colour; "Blanc avec ceinture marron" describes a shoe. */
const LONGEST_COLOR = 2

/** Queries that are remembered; a shop asks for the same few things all day. */
const REMEMBERED = 1_000

/** Answers a query that was asked before from memory; the oldest is forgotten first. */
function remember(match: (spoken: Spoken) => ModelMatch): (spoken: Spoken) => ModelMatch {
  const answers = new Map<string, ModelMatch>()
  return (spoken) => {
    const key = JSON.stringify([spoken.model, spoken.color, spoken.gender, spoken.purpose])
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
interface Asked extends Utterance, Said {
  readonly weight: number
  readonly isColor: boolean
  readonly isGender: boolean
  /** Chatter, which explains nothing and counts against nothing. */
  readonly isIdle: boolean
}

/** Words that are said less often than these are not passed over as noise. */
const NOISE_RANKS = 20_000

function toAsked(said: Said, index: NameIndex, ownColors: ReadonlySet<string>): Asked {
  const word = index.toWord(said.text)
  const isKnown = index.isKnown(word)
  const isReal = !isKnown && Number.isFinite(word.rank)
  const saysColor = isColorWord(word.text) || ownColors.has(word.text)
  const isColor = saysColor || (!isKnown && !isReal && isMisspeltColor(word.text, ownColors))
  const isGender = isGenderWord(word.text)
  const isFiller = isChatter(word.text) || isOr(word.text)
  const isIdle = isFiller || (!isKnown && !isReal && isMisspeltFiller(word.text))
  return {
    ...said,
    ...word,
    isKnown,
    isReal,
    isColor,
    isGender,
    isIdle,
    isSpelt: index.hasText(word.text),
    isKind: index.isKind(word),
    isAside: (saysColor || isGender || isFiller) && !index.hasText(word.text),
    weight: index.weight(word),
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
  readonly cuts: ReturnType<typeof cutSpans>
  readonly size: string | null
  readonly spoken: Spoken
  /** Sizes as the shop writes them, by their words. */
  readonly ownSizes: ReadonlyMap<string, string>
}

/** How likely a name is to have been meant by the words, and what the words say besides it. */
function weigh(
  entry: NameEntry,
  query: Query,
  index: NameIndex,
  meant: readonly Named[],
): Hypothesis {
  const { asked, cuts, spoken } = query
  const heard = align(asked, cuts, entry.words, entry.runs())
  const { aside, said, unexplained, hasKind } = takeApart(query, heard, entry, index, meant)
  const fits = { color: fitsColor(aside, spoken, meant), gender: fitsGender(aside, spoken, meant) }
  const weights = entry.words.map((word) => index.weight(word))
  const heaviest = Math.max(...weights)
  const missing = weights.filter((_, place) => !heard.known[place])
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
  // "bateau" of Sandales bateau occasion: a word that means something by itself, and the lesser part.
  // "jardin" of Garden Clog: another word for a part of the name, and nothing else.
  const isOnlyMeant =
    !covered &&
    said.every(({ isSpelt, isReal, senses }) => !isSpelt && !isReal && senses.length > 0)
  const head = weights.findIndex((weight) => weight >= CORE * heaviest)
  const part = 1 - sum(missing) / sum(weights)
  const isMinor =
    part < (heard.known[head] ? LESSER_WITH_HEAD : LESSER_PART) &&
    said.every(({ rank, isColor }) => isColor || rank < NOISE_RANKS)
  const bent = !heard.isBent ? 1 : anchor.some(({ isAside }) => !isAside) ? BENT : ALL_BENT
  return {
    entry,
    cost:
      hearing +
      leftOut(sum(missing) / sum(weights), covered) +
      UNEXPLAINED * unexplained.length +
      (hasKind ? UNEXPLAINED_KIND : 0) +
      (fits.color ? 0 : NO_COLOR) +
      (fits.gender ? 0 : NO_GENDER),
    background:
      covered && !heard.isGuess
        ? WHOLE
        : backgroundOf([...said, ...unexplained].filter((word) => !word.isAside)) +
          (isWhole ? LEFT_OUT : 0),
    trust:
      MORE_SAID ** unexplained.length *
      bent *
      (hasKind ? OTHER_KIND : 1) *
      (isMinor || isOnlyMeant ? MINOR : 1),
    hasMore: unexplained.length > 0,
    explained:
      isPossible(unexplained) && (covered || said.some(({ isColor }) => !isColor))
        ? sum(said.map(weightOf)) / (sum(said.map(weightOf)) + sum(unexplained.map(weightOf)) || 1)
        : 0,
    named: 1 - sum(missing) / sum(weights),
    covered,
    exact: unexplained.length === 0 && said.map(({ text }) => text).join(' ') === entry.key,
    hearing,
    fits: fits.color && fits.gender,
    aside,
  }
}

/** Of two names that were both said in part, neither is likelier because it is shorter. */
const leftOut = (share: number, covered: boolean): number =>
  (covered ? 0 : LEFT_OUT) + LEFT_OUT_SHARE * share

/** A word that is heard better than this holds the others of a name. */
const ANCHOR = 0.4

/** What the words say, if the name is meant. */
interface Parts {
  readonly said: readonly Asked[]
  readonly unexplained: readonly Asked[]
  /** A kind of goods was said before a name that has none: "sandales merwan". */
  readonly hasKind: boolean
  readonly aside: Aside
}

function takeApart(
  { asked, size, ownSizes }: Query,
  heard: Alignment,
  entry: NameEntry,
  index: NameIndex,
  meant: readonly Named[],
): Parts {
  const isSaid = (place: number) => heard.asked[place] !== null
  const said = asked.filter((_, place) => isSaid(place))
  const inside = ownSize(asked, isSaid, ownSizes)
  const bare =
    size === null && !inside
      ? asked.findLast(({ text }, place) => !isSaid(place) && isBareSize(text))
      : undefined
  const noise = noiseAround(asked, isSaid)
  const left = asked.filter(
    (word, place) => !isSaid(place) && word !== bare && !inside?.words.includes(word),
  )
  const own = new Set(meant.flatMap(({ color }) => partsOf(color)))
  const colors = left.filter(
    (word) => own.size > 0 && (word.isColor || own.has(word.text) || own.has(word.written)),
  )
  const others = left.filter((word) => !noise.has(word) && !colors.includes(word))
  const gender = others.find((word) => word.isGender)?.text ?? null
  const before = others.find(
    (word) => word.isKind && asked.indexOf(word) < asked.findIndex((_, place) => isSaid(place)),
  )
  const isBare = !entry.words.some((word) => index.isKind(word))
  const kind = isBare ? before : undefined
  return {
    said,
    hasKind: kind !== undefined,
    unexplained: others.filter(
      (word) => !word.isGender && !word.isIdle && word !== kind && !isHowMany(word, asked, isSaid),
    ),
    aside: {
      color: colors.length > 0 ? togetherOr(colors, asked) : null,
      gender,
      size: size ?? inside?.size ?? bare?.text ?? null,
    },
  }
}

/** The parts of a colour; a shop has few colours and is asked all day. */
function partsOf(color: string): readonly string[] {
  const known = PARTS.get(color)
  if (known) return known
  const parts = colorParts(color)
  if (PARTS.size < MOST_COLORS) PARTS.set(color, parts)
  return parts
}

const PARTS = new Map<string, readonly string[]>()
const MOST_COLORS = 10_000

/** A size of this shop among the words that the name leaves: "500 g", "m 8". */
function ownSize(
  asked: readonly Asked[],
  isSaid: (place: number) => boolean,
  ownSizes: ReadonlyMap<string, string>,
): { readonly size: string; readonly words: readonly Asked[] } | undefined {
  for (let length = LONGEST_SIZE; length > 0; length--) {
    for (let start = 0; start + length <= asked.length; start++) {
      const words = asked.slice(start, start + length)
      const isFree = words.every((_, index) => !isSaid(start + index))
      const text = words.map((word) => word.text).join(' ')
      const size = isFree && /\d/.test(text) ? ownSizes.get(text) : undefined
      if (size !== undefined) return { size, words }
    }
  }
  return undefined
}

/** Words of a size: "5 x 60". */
const LONGEST_SIZE = 4

/**
 * What was said around the thing and not about it: before the article that opens it ("la dame
 * voudrait | la sandale"), and after a word that goes on to something else ("| j'en ai quatre").
 */
function noiseAround(
  asked: readonly Asked[],
  isSaid: (place: number) => boolean,
): ReadonlySet<Asked> {
  const first = asked.findIndex((_, place) => isSaid(place))
  const last = asked.findLastIndex((_, place) => isSaid(place))
  if (first < 0) return new Set()
  const start = asked.findLastIndex(
    ({ opens, linked }, place) => place <= first && opens && !linked,
  )
  const end = asked.findIndex(
    ({ text, isIdle, opens, linked }, place) =>
      place > last && !linked && !isLink(text) && (isIdle || opens),
  )
  const around = [...asked.slice(0, Math.max(0, start)), ...(end < 0 ? [] : asked.slice(end))]
  // A strange word may be a misheard one, and one of ours another product.
  return new Set(
    around.filter(({ isReal, rank, isAside }) => isAside || (isReal && rank < NOISE_RANKS)),
  )
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

const weightOf = ({ weight }: Asked): number => weight

/** How unlikely the words are when no name is meant. */
const backgroundOf = (words: readonly Asked[]): number =>
  sum(
    words.map(({ isKnown, rank }) => {
      const least = !isKnown ? FREQUENT : words.length > 1 ? KNOWN_BESIDE : KNOWN_ALONE
      return Math.min(STRANGE, least + rank / RANKS_A_STEP)
    }),
  )

/** "deux" of "deux Hermès": a small number before everything that the name explains. */
function isHowMany(
  word: Asked,
  asked: readonly Asked[],
  isSaid: (place: number) => boolean,
): boolean {
  const first = asked.findIndex((_, place) => isSaid(place))
  return /^(?:\d|1\d|2[0-4])$/.test(word.text) && asked.indexOf(word) < first
}

/** The colours as they were said: "noir ou marron" are two, "noir et marron" is one. */
function togetherOr(colors: readonly Asked[], asked: readonly Asked[]): string {
  const [first, last] = [colors[0], colors.at(-1)]
  if (!first || !last) return ''
  return asked
    .slice(asked.indexOf(first), asked.indexOf(last) + 1)
    .filter((word) => colors.includes(word) || isOr(word.text))
    .map(({ text, added }, place) => (added && place > 0 ? `et ${text}` : text))
    .join(' ')
}

/** A number or a "without" that a name does not explain makes it another name. */
const isPossible = (unexplained: readonly Asked[]): boolean =>
  !unexplained.some(({ text, hasDigit }) => hasDigit || NEGATIONS.has(text))

function fitsColor(aside: Aside, spoken: Spoken, meant: readonly Named[]): boolean {
  const colors = [...new Set(meant.map(colorOf))]
  return [aside.color, spoken.color].every(
    (said) => !said || matchColor(said, colors).kind !== 'none',
  )
}

const colorOf = ({ color }: Named): string => color

/** Whether one of the things is made for the gender that was said, or for everybody. */
function fitsGender(aside: Aside, spoken: Spoken, meant: readonly Named[]): boolean {
  const said = spoken.gender ?? aside.gender
  if (said === null || said === undefined) return true
  const fitting = [genderKey(said), genderKey('unisex')]
  return meant.some(({ gender }) => fitting.includes(genderKey(gender)))
}

/**
 * Whoever says a whole name means it, not a longer one of which it is a part: "stan smith" is no
 * Stan Smith Recon. The word that the longer one has more would have been said.
 */
function afterBase(all: readonly Hypothesis[]): Hypothesis[] {
  const whole = all.filter(({ covered, hasMore }) => covered && !hasMore)
  const isLonger = (one: Hypothesis) =>
    whole.some(
      (base) =>
        base.entry.family !== one.entry.family &&
        base.hearing <= one.hearing &&
        base.entry.words.length < one.entry.words.length &&
        base.entry.words.every(({ base: text }) =>
          one.entry.words.some((word) => word.base === text),
        ),
    )
  return all.map((one) =>
    !one.covered && isLonger(one) ? { ...one, cost: one.cost + LEFT_OUT_OF_A_LONGER } : one,
  )
}

/** Names that are one to the ear, as likely as the likeliest of them. */
interface Reading {
  readonly best: Hypothesis
  readonly all: readonly Hypothesis[]
  readonly likelihood: number
}

interface Case {
  readonly spoken: Spoken
  readonly index: NameIndex
  readonly groups: ReadonlyMap<string, Group<Named>>
  /** Certainty from which a reading is taken. */
  readonly least: number
  readonly nearest: () => readonly NameEntry[]
}

function decide(
  all: readonly Hypothesis[],
  { spoken, index, groups, least, nearest }: Case,
): ModelMatch {
  const namesOf = (entries: readonly NameEntry[]) => [
    ...new Set(entries.flatMap(({ name }) => groups.get(name)?.names ?? [])),
  ]
  const none = (near: readonly NameEntry[]): ModelMatch => ({
    kind: 'none',
    names: namesOf(near).slice(0, NEAREST),
    written: null,
    aside: NOTHING,
    isOurs: false,
    certainty: 0,
  })
  const possible = all.filter(({ explained }) => explained >= LEAST_EXPLAINED)
  const readings = [...Map.groupBy(possible, ({ entry }) => entry.family).values()]
    .map(toReading)
    .sort((a, b) => b.likelihood - a.likelihood)
  const first = readings[0]
  const named = nearlyNamed(all)
  if (!first) return none(named.length > 0 ? named : nearest())

  const found = fullyNamed(readings, first)
  const { best } = found
  const rivals = readings.filter((one) => Math.log(first.likelihood / one.likelihood) < RIVAL)
  // What is said besides a name makes it another thing, which is not here.
  if (best.hasMore) return none(entriesOf(rivals))
  const mass = sum(readings.map(({ likelihood }) => likelihood))
  const other = Math.exp(-best.background) * best.trust
  const ours = (mass / (mass + other)) * best.trust
  if (ours < LEAST_POSSIBLE) return none(nearest())

  const certainty = found === first ? (found.likelihood / (mass + other)) * best.trust : best.trust
  const family = index.family(best.entry.family)
  const names = namesOf(family)
  const next = readings.find((one) => one !== found)
  const margin = best.hearing >= WELL_HEARD ? MARGIN_OF_A_GUESS : MARGIN
  const isAlone = !next || Math.log(found.likelihood / next.likelihood) >= margin || found !== first
  const isExact = best.exact
  const equals = readings.filter(
    (one) => one.best.exact && one.best.fits === best.fits && one !== found,
  )
  if (isExact ? equals.length === 0 && isOneThing(names, family) : certainty >= least && isAlone) {
    return {
      kind: best.exact ? 'exact' : 'close',
      names,
      aside: best.aside,
      written: writtenName(spoken.model, names),
      isOurs: true,
      certainty: isExact ? 1 : certainty,
    }
  }
  const isOurs = isExact || ours >= least
  const open = entriesOf(isExact ? [found, ...equals] : rivals)
  return {
    kind: 'ambiguous',
    written: null,
    aside: best.aside,
    certainty,
    isOurs,
    // "air mès" may be half of Air Force 1, and it sounds like Hermès.
    names: namesOf(isOurs ? open : [...open, ...nearest().slice(0, NEAREST)]),
  }
}

/** Names of which most was said, beside what none of them explains. */
const nearlyNamed = (all: readonly Hypothesis[]): NameEntry[] =>
  all
    .filter(({ named, hearing }) => named >= LEAST_NAMED && hearing < WELL_HEARD)
    .sort((a, b) => a.cost - b.cost)
    .map(({ entry }) => entry)

/** The part of a name, by weight, that makes it worth asking about. */
const LEAST_NAMED = 0.25

/** Words that are heard better than this were said. */
const WELL_HEARD = 0.9

const entriesOf = (readings: readonly Reading[]): NameEntry[] =>
  readings.flatMap(({ all }) => all.map(({ entry }) => entry))

/** An alias may stand for several models; names that are one to the ear are one thing. */
const isOneThing = (names: readonly string[], family: readonly NameEntry[]): boolean =>
  new Set(names.map(plain)).size <= new Set(family.map(({ name }) => plain(name))).size

function toReading(family: readonly Hypothesis[]): Reading {
  const ranked = [...family].sort((a, b) => a.cost - b.cost)
  const [best] = ranked as [Hypothesis]
  return { best, all: ranked, likelihood: Math.exp(-best.cost) * best.trust }
}

/** Of names that are one to the ear, the one that stands in the words just as it is written. */
function writtenName(model: string, names: readonly string[]): string | null {
  const said = ` ${folded(model)} `
  return names.find((name) => said.includes(` ${folded(name)} `)) ?? null
}

/** Without case and accents alone: a hyphen is a difference, since nobody hears it. */
const folded = (text: string): string =>
  text.trim().normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ')

/**
 * A model whose whole name was said, in a colour that only another model has: the colour is not
 * available. "tropezienne beige" is not the beige model with a longer name.
 */
function fullyNamed(readings: readonly Reading[], first: Reading): Reading {
  const exact = readings.filter(({ best }) => best.exact)
  return exact.find(({ best }) => best.fits) ?? exact[0] ?? first
}

/** Past this many names only those that share a word are compared by their sound. */
const MOST_SCANNED = 2_000
/** The part of its sounds in which a near name differs at most. */
const LEAST_NEAR = 0.34
/** Sounds that a name must have before anything is near it. */
const LEAST_SOUNDS = 3
/** Words in a row that may be a misheard name. */
const MOST_MISHEARD = 5

/** The names that sound like some of the words, which may have been misheard. */
function nearestBySound(asked: readonly Asked[], index: NameIndex): NameEntry[] {
  const words = asked.filter(({ isColor, hasDigit }) => !isColor && !hasDigit)
  const least = sum(words.map(({ text }) => text.length)) / 2
  const heard = words
    .flatMap((_, start) =>
      Array.from({ length: Math.min(MOST_MISHEARD, words.length - start) }, (_length, more) =>
        words
          .slice(start, start + more + 1)
          .map(({ text }) => text)
          .join(''),
      ),
    )
    .filter(({ length }) => length >= least)
    .map(soundKey)
  const entries = index.entries.length > MOST_SCANNED ? index.candidates(asked) : index.entries
  return entries
    .map((entry) => ({ entry, far: Math.min(...heard.map((sound) => distance(sound, entry))) }))
    .filter(({ far }) => far <= LEAST_NEAR)
    .sort((a, b) => a.far - b.far)
    .map(({ entry }) => entry)
}

function distance(heard: string, { sounds }: NameEntry): number {
  return Math.min(
    ...sounds().map((sound) => {
      const longest = Math.max(heard.length, sound.length)
      const isFar = Math.abs(heard.length - sound.length) > LEAST_NEAR * longest
      return sound.length < LEAST_SOUNDS || isFar ? 1 : editDistance(heard, sound) / longest
    }),
  )
}
