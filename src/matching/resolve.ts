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

/** An item that can be named: a model in one colour for one gender. */
export interface Named {
  readonly name: string
  /** Other names, equal to the main name. */
  readonly aliases: readonly string[]
  readonly color: string
  readonly gender: string
}

/** Purpose of the match: a list may show likely results, a write must be certain. */
export type Purpose = 'list' | 'write'

/** A spoken model, with details given separately that help to distinguish it. */
export interface Spoken {
  readonly model: string
  readonly color?: string | undefined
  readonly gender?: string | undefined
  readonly purpose?: Purpose | undefined
}

/** Other details found inside the model's words. */
export interface Aside {
  readonly color: string | null
  readonly gender: string | null
  readonly size: string | null
}

/**
 * The names that a spoken model means. A closed union, so that no caller takes a guess for a fact:
 * - exact and close: one model; several names only if they sound the same
 * - ambiguous: several names, or one that is likely but not certain enough: ask
 * - none: no match; the names are the nearest by sound, if any
 */
export interface ModelMatch {
  readonly kind: 'exact' | 'close' | 'ambiguous' | 'none'
  readonly names: readonly string[]
  /** Among names that sound the same, the one with the same spelling as the query. */
  readonly written: string | null
  readonly aside: Aside
  /** Whether it is certain enough that the words mean a name of this shop. */
  readonly isOurs: boolean
  /** Probability that the names were meant, 0 to 1. */
  readonly certainty: number
}

/**
 * Minimum certainty to accept a match. A list shows what was matched, so an error is easy to see; a
 * wrong write sells the wrong shoe. The README of this folder shows both curves.
 */
const MIN_CERTAINTY: Readonly<Record<Purpose, number>> = { list: 0.55, write: 0.82 }

/** Minimum probability of all names together, against no name at all, to consider a match. */
const MIN_POSSIBLE = 0.25
/** Minimum share of the asked words, by weight, that a name must explain. */
const MIN_EXPLAINED = 0.5
/** Maximum cost above the best name for a name that is still offered in a question. */
const MAX_RIVAL_COST = 1.5
/** A name within this cost of the best is always offered in a question. */
const MARGIN = 0.6
/** The same margin when the match is a guess: unknown words resemble several names. */
const MARGIN_OF_A_GUESS = 1.4
/** Cost of leaving out a distinctive part of a name: a fixed cost, and a cost by its share. */
const LEFT_OUT_COST = 0.7
const LEFT_OUT_SHARE_COST = 0.5
/** The same cost when another name is complete without that part. */
const LEFT_OUT_OF_LONGER_COST = 3
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
/** Factor on certainty when only a minor part of the name was said, in words with other meanings. */
const MINOR = 0.7
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
const MAX_NEAREST = 5
const NOTHING: Aside = { color: null, gender: null, size: null }

interface Hypothesis {
  readonly entry: NameEntry
  /** Cost of the words when this name is meant: a negative natural logarithm. */
  readonly cost: number
  /** Cost of the words when no name is meant. */
  readonly background: number
  /** Factor on certainty for words that may mean something else. */
  readonly trust: number
  /** Whether an extra word makes it a different thing: "imperméable" with a Sabot. */
  readonly hasMore: boolean
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

/**
 * Finds spoken models among the given items. Built once per catalogue and used for many queries.
 *
 * A noisy-channel model: for each name, and for no name at all, it estimates how likely these words
 * are when that is meant. It takes the most likely one if it is certain enough.
 */
export function createModelMatcher<T extends Named>(
  things: readonly T[],
  { sizes = [], leastCertainty = MIN_CERTAINTY }: Options = {},
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
  /** Sizes of the shop, which may occur inside the model's words. */
  readonly sizes?: readonly string[]
  readonly leastCertainty?: Readonly<Record<Purpose, number>>
}

/** Colour words of this shop. From a long description, only words that are colours in general. */
function colorWords(things: readonly Named[]): ReadonlySet<string> {
  const parts = [...new Set(things.map(({ color }) => color))].map(colorParts)
  return new Set(parts.filter(({ length }) => length <= MAX_COLOR_WORDS).flat())
}

/** Maximum words of a colour: "Daim marron" is one, "Blanc avec ceinture marron" is a description. */
const MAX_COLOR_WORDS = 2

/** Maximum number of cached queries: a shop asks for the same few items all day. */
const MAX_CACHED_QUERIES = 1_000

/** Caches matches by query; drops the least recently used first. */
function remember(match: (spoken: Spoken) => ModelMatch): (spoken: Spoken) => ModelMatch {
  const answers = new Map<string, ModelMatch>()
  return (spoken) => {
    const key = JSON.stringify([spoken.model, spoken.color, spoken.gender, spoken.purpose])
    const known = answers.get(key)
    const answer = known ?? match(spoken)
    // Delete it and set it again, so that it becomes the newest.
    if (known) answers.delete(key)
    else if (answers.size >= MAX_CACHED_QUERIES) answers.delete(answers.keys().next().value ?? '')
    answers.set(key, answer)
    return answer
  }
}

/** An asked word, with its possible roles besides being part of a name. */
interface Asked extends Utterance, Said {
  readonly weight: number
  readonly isColor: boolean
  readonly isGender: boolean
  /** Whether it is a filler word, which counts neither for nor against a match. */
  readonly isIdle: boolean
}

/** Only words up to this frequency rank may be ignored as noise. */
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

/** Groups items by name and alias. Names that differ only in case and accents are one. */
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

/** Whether an alias is a name. Without letters it is a code, whose digits would read as a version. */
const isName = (alias: string): boolean => /\p{L}/u.test(alias)

interface Query {
  readonly asked: readonly Asked[]
  readonly cuts: ReturnType<typeof cutSpans>
  readonly size: string | null
  readonly spoken: Spoken
  /** The shop's spelling of each size, by its words. */
  readonly ownSizes: ReadonlyMap<string, string>
}

/** Computes how likely a name is meant by the words, and the other details in the words. */
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
  // "bateau" of Sandales bateau occasion: a word with its own meaning, and a minor part of the name.
  // "jardin" of Garden Clog: only a synonym for a part of the name.
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
      UNEXPLAINED_COST * unexplained.length +
      (hasKind ? UNEXPLAINED_KIND_COST : 0) +
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

/** Cost of a partly said name, made so that a shorter name is not more likely for its length alone. */
const leftOut = (share: number, covered: boolean): number =>
  (covered ? 0 : LEFT_OUT_COST) + LEFT_OUT_SHARE_COST * share

/** Maximum cost of a match that supports the other words of a name. */
const ANCHOR = 0.4

/** The roles of the words, if the name is meant. */
interface Parts {
  readonly said: readonly Asked[]
  readonly unexplained: readonly Asked[]
  /** Whether a kind of goods was said before a name that has none: "sandales merwan". */
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

/** The parts of a colour, cached because a shop has few colours. */
function partsOf(color: string): readonly string[] {
  const known = PARTS.get(color)
  if (known) return known
  const parts = colorParts(color)
  if (PARTS.size < MAX_CACHED_COLORS) PARTS.set(color, parts)
  return parts
}

const PARTS = new Map<string, readonly string[]>()
const MAX_CACHED_COLORS = 10_000

/** A size of this shop among the words that are not part of the name: "500 g", "m 8". */
function ownSize(
  asked: readonly Asked[],
  isSaid: (place: number) => boolean,
  ownSizes: ReadonlyMap<string, string>,
): { readonly size: string; readonly words: readonly Asked[] } | undefined {
  for (let length = MAX_SIZE_WORDS; length > 0; length--) {
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

/** Maximum words of a size: "5 x 60". */
const MAX_SIZE_WORDS = 4

/**
 * Words around the item that are not about it: before its article ("la dame voudrait | la sandale"),
 * and after a word that starts another topic ("| j'en ai quatre").
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
  // Keep unknown words, which may be misheard, and catalogue words, which may be another product.
  return new Set(
    around.filter(({ isReal, rank, isAside }) => isAside || (isReal && rank < NOISE_RANKS)),
  )
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

const weightOf = ({ weight }: Asked): number => weight

/** Cost of the words when no name is meant. */
const backgroundOf = (words: readonly Asked[]): number =>
  sum(
    words.map(({ isKnown, rank }) => {
      const least = !isKnown ? FREQUENT : words.length > 1 ? KNOWN_BESIDE : KNOWN_ALONE
      return Math.min(STRANGE, least + rank / RANKS_A_STEP)
    }),
  )

/** Whether a number is a quantity: a small number before all words of the name ("deux Hermès"). */
function isHowMany(
  word: Asked,
  asked: readonly Asked[],
  isSaid: (place: number) => boolean,
): boolean {
  const first = asked.findIndex((_, place) => isSaid(place))
  return /^(?:\d|1\d|2[0-4])$/.test(word.text) && asked.indexOf(word) < first
}

/** Joins the colours as they were said: "noir ou marron" is a choice, "noir et marron" is one colour. */
function togetherOr(colors: readonly Asked[], asked: readonly Asked[]): string {
  const [first, last] = [colors[0], colors.at(-1)]
  if (!first || !last) return ''
  return asked
    .slice(asked.indexOf(first), asked.indexOf(last) + 1)
    .filter((word) => colors.includes(word) || isOr(word.text))
    .map(({ text, added }, place) => (added && place > 0 ? `et ${text}` : text))
    .join(' ')
}

/** Whether a name is possible: an unexplained number or negation means a different name. */
const isPossible = (unexplained: readonly Asked[]): boolean =>
  !unexplained.some(({ text, hasDigit }) => hasDigit || NEGATIONS.has(text))

function fitsColor(aside: Aside, spoken: Spoken, meant: readonly Named[]): boolean {
  const colors = [...new Set(meant.map(colorOf))]
  return [aside.color, spoken.color].every(
    (said) => !said || matchColor(said, colors).kind !== 'none',
  )
}

const colorOf = ({ color }: Named): string => color

/** Whether one of the items is for the asked gender, or unisex. */
function fitsGender(aside: Aside, spoken: Spoken, meant: readonly Named[]): boolean {
  const said = spoken.gender ?? aside.gender
  if (said === null || said === undefined) return true
  const fitting = [genderKey(said), genderKey('unisex')]
  return meant.some(({ gender }) => fitting.includes(genderKey(gender)))
}

/**
 * Prefers a completely said name to longer names that contain it: "stan smith" is not Stan Smith
 * Recon, because the extra word would have been said.
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
    !one.covered && isLonger(one) ? { ...one, cost: one.cost + LEFT_OUT_OF_LONGER_COST } : one,
  )
}

/** A group of names that sound the same, with the likelihood of the most likely one. */
interface Reading {
  readonly best: Hypothesis
  readonly all: readonly Hypothesis[]
  readonly likelihood: number
}

interface Case {
  readonly spoken: Spoken
  readonly index: NameIndex
  readonly groups: ReadonlyMap<string, Group<Named>>
  /** Minimum certainty to accept a reading. */
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
    names: namesOf(near).slice(0, MAX_NEAREST),
    written: null,
    aside: NOTHING,
    isOurs: false,
    certainty: 0,
  })
  const possible = all.filter(({ explained }) => explained >= MIN_EXPLAINED)
  const readings = [...Map.groupBy(possible, ({ entry }) => entry.family).values()]
    .map(toReading)
    .sort((a, b) => b.likelihood - a.likelihood)
  const first = readings[0]
  const named = nearlyNamed(all)
  if (!first) return none(named.length > 0 ? named : nearest())

  const found = fullyNamed(readings, first)
  const { best } = found
  const rivals = readings.filter(
    (one) => Math.log(first.likelihood / one.likelihood) < MAX_RIVAL_COST,
  )
  // The extra words name a different thing, which the shop does not have.
  if (best.hasMore) return none(entriesOf(rivals))
  const mass = sum(readings.map(({ likelihood }) => likelihood))
  const other = Math.exp(-best.background) * best.trust
  const ours = (mass / (mass + other)) * best.trust
  if (ours < MIN_POSSIBLE) return none(nearest())

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
    // "air mès" partly matches Air Force 1, but also sounds like Hermès.
    names: namesOf(isOurs ? open : [...open, ...nearest().slice(0, MAX_NEAREST)]),
  }
}

/** Names of which a large part was said, beside words that no name explains. */
const nearlyNamed = (all: readonly Hypothesis[]): NameEntry[] =>
  all
    .filter(({ named, hearing }) => named >= MIN_NAMED && hearing < WELL_HEARD)
    .sort((a, b) => a.cost - b.cost)
    .map(({ entry }) => entry)

/** Minimum share of a name, by weight, that must be said to ask about it. */
const MIN_NAMED = 0.25

/** Maximum cost of a match that counts as said. */
const WELL_HEARD = 0.9

const entriesOf = (readings: readonly Reading[]): NameEntry[] =>
  readings.flatMap(({ all }) => all.map(({ entry }) => entry))

/** Whether the names are one item: names that sound the same are, but an alias may mean several. */
const isOneThing = (names: readonly string[], family: readonly NameEntry[]): boolean =>
  new Set(names.map(plain)).size <= new Set(family.map(({ name }) => plain(name))).size

function toReading(family: readonly Hypothesis[]): Reading {
  const ranked = [...family].sort((a, b) => a.cost - b.cost)
  const [best] = ranked as [Hypothesis]
  return { best, all: ranked, likelihood: Math.exp(-best.cost) * best.trust }
}

/** Among names that sound the same, the one that occurs in the words with its exact spelling. */
function writtenName(model: string, names: readonly string[]): string | null {
  const said = ` ${folded(model)} `
  return names.find((name) => said.includes(` ${folded(name)} `)) ?? null
}

/** Removes only case and accents. A hyphen stays, because it is a difference in spelling. */
const folded = (text: string): string =>
  text.trim().normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ')

/**
 * Prefers a completely said model even if only another model has the asked colour: then the colour is
 * not available. "tropezienne beige" is not the beige model with a longer name.
 */
function fullyNamed(readings: readonly Reading[], first: Reading): Reading {
  const exact = readings.filter(({ best }) => best.exact)
  return exact.find(({ best }) => best.fits) ?? exact[0] ?? first
}

/** Above this number of names, only names that share a word are compared by sound. */
const MAX_SCANNED_NAMES = 2_000
/** Maximum share of different sounds for a near name. */
const MAX_SOUND_DIFFERENCE = 0.34
/** Minimum number of sounds of a name to compare it by sound. */
const MIN_SOUNDS = 3
/** Maximum neighbouring words that may be one misheard name. */
const MAX_MISHEARD_WORDS = 5

/** The names that sound like some of the words, for misheard names. */
function nearestBySound(asked: readonly Asked[], index: NameIndex): NameEntry[] {
  const words = asked.filter(({ isColor, hasDigit }) => !isColor && !hasDigit)
  const least = sum(words.map(({ text }) => text.length)) / 2
  const heard = words
    .flatMap((_, start) =>
      Array.from({ length: Math.min(MAX_MISHEARD_WORDS, words.length - start) }, (_length, more) =>
        words
          .slice(start, start + more + 1)
          .map(({ text }) => text)
          .join(''),
      ),
    )
    .filter(({ length }) => length >= least)
    .map(soundKey)
  const entries = index.entries.length > MAX_SCANNED_NAMES ? index.candidates(asked) : index.entries
  return entries
    .map((entry) => ({ entry, far: Math.min(...heard.map((sound) => distance(sound, entry))) }))
    .filter(({ far }) => far <= MAX_SOUND_DIFFERENCE)
    .sort((a, b) => a.far - b.far)
    .map(({ entry }) => entry)
}

function distance(heard: string, { sounds }: NameEntry): number {
  return Math.min(
    ...sounds().map((sound) => {
      const longest = Math.max(heard.length, sound.length)
      const isFar = Math.abs(heard.length - sound.length) > MAX_SOUND_DIFFERENCE * longest
      return sound.length < MIN_SOUNDS || isFar ? 1 : editDistance(heard, sound) / longest
    }),
  )
}
