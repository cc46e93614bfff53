import { runSpans, type Span } from './align.ts'
import { isBeginning, joinedErrors, misspeltErrors } from './channel.ts'
import { editDistance } from './edit-distance.ts'
import { isKind } from './lexicon.ts'
import { nameWords } from './parse.ts'
import { soundKey } from './sound.ts'
import { indexSpellings, type Near, type Spellings } from './spellings.ts'
import { toWord, type Word } from './word.ts'

/** A catalogue name, prepared for matching. */
export interface NameEntry {
  /** As written. Names that differ only in case and accents are one entry. */
  readonly name: string
  readonly words: readonly Word[]
  /** Its neighbouring words, joined. */
  runs(): ReturnType<typeof runSpans>
  /** The words as one text. Names with equal keys sound the same. */
  readonly key: string
  /** Its sound as one word, with and without the brand. */
  sounds(): readonly string[]
  /** Key of names that differ only in spelling, number, gender or word order. */
  readonly family: string
}

export interface NameIndex {
  readonly entries: readonly NameEntry[]
  withKey(key: string): readonly NameEntry[]
  /** All names of a family. */
  family(family: string): readonly NameEntry[]
  /**
   * The few names that the words may mean.
   * @param cuts neighbouring words as one, some of them in no name
   */
  candidates(words: readonly Word[], cuts?: readonly Span[]): readonly NameEntry[]
  /** The names with all of these words, and more. */
  longerThan(texts: readonly string[]): readonly NameEntry[]
  /** All names by their sounds. */
  sounds(): Spellings<Sounding>
  /** The word as this catalogue knows it. */
  toWord(text: string): Word
  /** Letters of its longest word. */
  readonly longestWord: number
  /** Weight of a word: high for rare words, low for words that many names start with. */
  weight(word: Word): number
  /** Whether a name has the word, another form of it, or a synonym. */
  isKnown(word: Word): boolean
  /** Whether a name has exactly this word. */
  hasText(text: string): boolean
  /** Whether it is a kind of goods that many names start with. */
  isKind(word: Word): boolean
}

/** A word that more names share tells nothing about which is meant. */
const MAX_SCANNED_NAMES = 3_000
const MAX_CANDIDATES = 40
/** Maximum number of names with a shared word that are all compared. */
const MAX_SHARING_WORD = 400
/** A first word shared by at least this many names is a brand or a kind of goods. */
const MIN_OPENED_NAMES = 3
const BRAND_WEIGHT = 0.15

export function indexNames(names: readonly string[]): NameIndex {
  const spelt = [...new Set(names)]
    .map((name) => ({ name, texts: nameWords(name) }))
    .filter(({ texts }) => texts.length > 0)
  const opening = openingWords(spelt.map(({ texts }) => texts))
  const toSpeltWord = spellingOf(
    spelt.map(({ texts }) => texts),
    opening,
  )
  const toKnownWord = once(toSpeltWord)
  const entries = withFamilies(
    spelt.map(({ name, texts }) => {
      const words = texts.map(toKnownWord)
      return {
        name,
        words,
        key: texts.join(' '),
        // Computed on demand: only the few candidates of a query need it.
        runs: onDemand(() => runSpans(words)),
        sounds: onDemand(() => soundsOf(words, opening)),
      }
    }),
    opening,
  )
  const byKey = Map.groupBy(entries, ({ key }) => key)
  const byFamily = Map.groupBy(entries, ({ family }) => family)
  const byText = postings(entries, ({ words }) => words.map(({ text }) => text))
  const byBase = postings(entries, ({ words }) => words.map(({ base }) => base))
  const bySound = postings(entries, ({ words }) => words.map(({ sound }) => sound))
  const bySense = postings(entries, ({ words }) => words.flatMap(({ senses }) => senses))
  const byInitials = postings(entries, initialsOf)
  const search = onDemand(() => searchNames(entries, byText, bySound))

  return {
    entries,
    withKey: (key) => byKey.get(key) ?? [],
    family: (family) => byFamily.get(family) ?? [],
    // Only words of names are kept: made-up ones would fill the memory.
    toWord: (text) => (byText.has(text) ? toKnownWord(text) : toSpeltWord(text)),
    longestWord: [...byText.keys()].reduce((most, { length }) => Math.max(most, length), 0),
    sounds: onDemand(() => indexSounds(entries)),
    longerThan(texts) {
      const [rarest = []] = texts
        .map((text) => byText.get(text) ?? [])
        .sort((a, b) => a.length - b.length)
      return rarest.filter(
        ({ words }) =>
          words.length > texts.length &&
          texts.every((text) => words.some((word) => word.text === text)),
      )
    },
    candidates(words, cuts = []) {
      const scores = new Map<NameEntry, number>()
      const add = (found: readonly NameEntry[] | undefined, share: number) => {
        if (!found || found.length > MAX_SCANNED_NAMES) return
        const score = share / (1 + Math.log(1 + found.length))
        for (const entry of found) scores.set(entry, (scores.get(entry) ?? 0) + score)
      }
      for (const word of words) {
        add(byBase.get(word.base), 1)
        add(bySound.get(word.sound), 0.5)
        for (const sense of word.senses) add(bySense.get(sense), 0.7)
        if (!byText.has(word.text)) add(byInitials.get(word.text), 0.5)
      }
      const most = words.length === 1 ? MAX_SHARING_WORD : MAX_CANDIDATES
      const ranked = [...scores].sort((a, b) => b[1] - a[1])
      const least = ranked[most - 1]?.[1] ?? 0
      const best = ranked.filter(
        ([, score], place) => place < most || (score === least && place < MAX_SHARING_WORD),
      )
      const strange = words.filter(({ text, hasDigit }) => !hasDigit && !byText.has(text))
      const found = strange.length + cuts.length > 0 ? search()(strange, cuts) : []
      return [...new Set([...best.map(([entry]) => entry), ...found])]
    },
    weight({ base }) {
      const many = byBase.get(base)?.length ?? 0
      const rarity = Math.log((1 + entries.length) / Math.max(1, many)) + 0.1
      return rarity * (opening.brands.has(base) ? BRAND_WEIGHT : 1)
    },
    isKnown: ({ base, senses }) => byBase.has(base) || senses.some((sense) => bySense.has(sense)),
    hasText: (text) => byText.has(text),
    isKind: ({ base }) => opening.kinds.has(base),
  }
}

/** The sound of a name, with and without its brand. */
function soundsOf(words: readonly Word[], { brands }: Opening): string[] {
  const core = words.filter(({ base }) => !brands.has(base))
  return [...new Set([words, core].map((said) => soundKey(said.map(({ text }) => text).join(''))))]
}

/** A name, and one of its sounds. */
interface Sounding {
  readonly entry: NameEntry
  readonly sound: string
}

/** Minimum number of sounds of a name to compare it by sound. */
const MIN_SOUNDS = 3

export const indexSounds = (entries: readonly NameEntry[]): Spellings<Sounding> =>
  indexSpellings(
    entries.flatMap((entry) =>
      entry
        .sounds()
        .filter(({ length }) => length >= MIN_SOUNDS)
        .map((sound) => [sound, { entry, sound }] as const),
    ),
  )

function onDemand<T>(work: () => T): () => T {
  let done: { readonly value: T } | undefined
  return () => {
    done ??= { value: work() }
    return done.value
  }
}

/** Caches the result per word, because names share most of their words. */
function once(work: (text: string) => Word): (text: string) => Word {
  const done = new Map<string, Word>()
  return (text) => {
    const word = done.get(text) ?? work(text)
    done.set(text, word)
    return word
  }
}

function postings<T>(
  entries: readonly T[],
  keysOf: (entry: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const index = new Map<string, T[]>()
  for (const entry of entries) {
    for (const key of new Set(keysOf(entry))) {
      const list = index.get(key)
      if (list) list.push(entry)
      else index.set(key, [entry])
    }
  }
  return index
}

/** First words that many names share, by their bases. */
interface Opening {
  /** Kinds of goods, by text: sandale, babouche. */
  readonly kinds: ReadonlyMap<string, Word>
  /** All others, such as Nike. They have little weight. */
  readonly brands: ReadonlySet<string>
}

/** A word more frequent than this rank is a kind of goods (huile), not a brand (Nike). */
const COMMON_NOUN_RANKS = 15_000

function openingWords(names: readonly (readonly string[])[]): Opening {
  const whole = new Set(
    names.filter(({ length }) => length === 1).map(([word = '']) => toWord(word).base),
  )
  const groups = Map.groupBy(names, ([first = '']) => toWord(first).base)
  const many = [...groups]
    .filter(([, group]) => group.length >= MIN_OPENED_NAMES)
    .map(([base, group]) => ({ base, word: toWord(group[0]?.[0] ?? '') }))
  const isKindOfGoods = (word: Word) => isKind(word.text) || word.rank < COMMON_NOUN_RANKS
  return {
    kinds: new Map(
      many.filter(({ word }) => isKindOfGoods(word)).map(({ base, word }) => [base, word]),
    ),
    brands: new Set(
      many
        .filter(({ base, word }) => !isKindOfGoods(word) && !whole.has(base))
        .map(({ base }) => base),
    ),
  }
}

/**
 * Corrects kinds of goods that the shop misspelt ("Cendale Gazelle", "Sandral Spiral"): a word of no
 * language that is close to a kind that many names start with.
 */
function spellingOf(
  names: readonly (readonly string[])[],
  opening: Opening,
): (text: string) => Word {
  const firsts = new Set(names.map(([first]) => first))
  const kinds = [...opening.kinds.values()]
  const isMisspelt = (word: Word, kind: Word) =>
    !opening.kinds.has(word.base) &&
    word.text.length >= MIN_KIND_LETTERS &&
    (word.sound === kind.sound || editDistance(word.base, kind.base) === 1)
  return (text) => {
    const word = toWord(text)
    if (Number.isFinite(word.rank) || !firsts.has(text)) return word
    const kind = kinds.find((one) => isMisspelt(word, one))
    const { base, sound, rank } = kind ?? word
    return { ...word, base, sound, rank }
  }
}

/** Minimum letters of a word that may be a misspelt kind of goods. */
const MIN_KIND_LETTERS = 6

type Spelt = Omit<NameEntry, 'family'>

/** Groups names that sound the same, with or without a kind of goods before them. */
function withFamilies(entries: readonly Spelt[], { kinds }: Opening): NameEntry[] {
  const keyOf = (words: readonly Word[]) => words.map(earOf).sort().join(' ')
  const whole = new Set(entries.map(({ words }) => keyOf(words)))
  const joined = new Map<string, string>()
  return entries.map((entry) => {
    const [first, ...rest] = entry.words
    const bare = first && kinds.has(first.base) && rest.length > 0 ? keyOf(rest) : ''
    const key = whole.has(bare) ? bare : keyOf(entry.words)
    // Tool Box and Toolbox also sound the same.
    const together = entry.words.map(earOf).join('')
    const family = joined.get(together) ?? key
    joined.set(together, family)
    return { ...entry, family }
  })
}

/** Sound key: the base for a dictionary word, the sound for a proper name, which has no fixed spelling. */
const earOf = ({ base, sound, rank, hasDigit }: Word): string =>
  Number.isFinite(rank) || hasDigit || sound.length < 3 ? base : sound

/** Finds names with a similar spelling: by words that are in no name, and by those run together. */
type Search = (words: readonly Word[], cuts: readonly Span[]) => readonly NameEntry[]

/** Initials of two to four neighbouring words: "naf", "af" for Nike Air Force. */
function initialsOf({ words }: NameEntry): string[] {
  const all = words.map(({ text }) => text[0] ?? '').join('')
  return [2, 3, 4].flatMap((length) =>
    Array.from({ length: Math.max(0, all.length - length + 1) }, (_, start) =>
      all.slice(start, start + length),
    ),
  )
}

/**
 * Finds the names whose words look or sound like what was said.
 * @param byText their entries by word
 * @param bySound and by the sound of a word
 */
function searchNames(
  entries: readonly NameEntry[],
  byText: ReadonlyMap<string, readonly NameEntry[]>,
  bySound: ReadonlyMap<string, readonly NameEntry[]>,
): Search {
  const byRun = postings(entries, ({ runs }) => runs().map(({ text }) => text))
  const byRunSound = postings(entries, ({ runs }) => runs().map(({ sound }) => sound))
  const texts = indexSpellings(byText)
  const sounds = indexSpellings(bySound)
  const runs = indexSpellings(byRun)
  const runSounds = indexSpellings(byRunSound)
  const sorted = [...byText.keys()].sort()
  return (words, cuts) => {
    const scores = new Map<NameEntry, number>()
    const add = (found: readonly Near<readonly NameEntry[]>[]) => {
      for (const { item, errors } of found) {
        if (item.length > MAX_SCANNED_NAMES) continue
        const score = 1 / (1 + errors) / (1 + Math.log(1 + item.length))
        for (const entry of item) scores.set(entry, (scores.get(entry) ?? 0) + score)
      }
    }
    for (const { text, sound } of words) {
      add(texts.near(text, misspeltErrors))
      add(beginningWith(text, sorted).map((word) => ({ item: byText.get(word) ?? [], errors: 1 })))
      add(runs.near(text, joinedErrors))
      add(runSounds.near(sound, joinedErrors))
    }
    for (const { text, sound } of cuts) {
      add(texts.near(text, joinedErrors))
      add(sounds.near(sound, joinedErrors))
    }
    return [...scores]
      .sort((a, b) => b[1] - a[1])
      .slice(0, MAX_CANDIDATES)
      .map(([entry]) => entry)
  }
}

/** The words of a sorted list that a text is the beginning of. */
function beginningWith(text: string, sorted: readonly string[]): string[] {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  const found: string[] = []
  for (let place = low; sorted[place]?.startsWith(text); place++) {
    const word = sorted[place] ?? ''
    if (isBeginning(text, word)) found.push(word)
  }
  return found
}
