import Fuse from 'fuse.js'
import MiniSearch from 'minisearch'
import { runSpans } from './align.ts'
import { editDistance } from './edit-distance.ts'
import { isKind } from './lexicon.ts'
import { nameWords } from './parse.ts'
import { soundKey } from './sound.ts'
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
  /** The few names that the words may mean. */
  candidates(words: readonly Word[]): readonly NameEntry[]
  /** The word as this catalogue knows it. */
  toWord(text: string): Word
  /** Weight of a word: high for rare words, low for words that many names start with. */
  weight(word: Word): number
  /** Whether a name has the word, another form of it, or a synonym. */
  isKnown(word: Word): boolean
  /** Whether a name has exactly this word. */
  hasText(text: string): boolean
  /** Whether it is a kind of goods that many names start with. */
  isKind(word: Word): boolean
}

/** Above this number of names, an inverted index is faster than a scan. */
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
  const toKnownWord = once(
    spellingOf(
      spelt.map(({ texts }) => texts),
      opening,
    ),
  )
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
  const search = entries.length > MAX_SCANNED_NAMES ? searchLarge(entries) : searchSmall(entries)

  return {
    entries,
    withKey: (key) => byKey.get(key) ?? [],
    family: (family) => byFamily.get(family) ?? [],
    toWord: toKnownWord,
    candidates(words) {
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
      const isStrange = ({ text }: Word) => !byText.has(text)
      const found = words.some(isStrange) ? search(words, (word) => byText.has(word)) : []
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
    if (done.size < MAX_CACHED_WORDS) done.set(text, word)
    return word
  }
}

/** Maximum number of cached words, so that made-up words cannot fill the memory. */
const MAX_CACHED_WORDS = 200_000

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

/** Finds names with a similar spelling; some of the words may be in no name. */
type Search = (words: readonly Word[], isKnown: (text: string) => boolean) => readonly NameEntry[]

/** Initials of two to four neighbouring words: "naf", "af" for Nike Air Force. */
function initialsOf({ words }: NameEntry): string[] {
  const all = words.map(({ text }) => text[0] ?? '').join('')
  return [2, 3, 4].flatMap((length) =>
    Array.from({ length: Math.max(0, all.length - length + 1) }, (_, start) =>
      all.slice(start, start + length),
    ),
  )
}

const joinedOf = ({ words }: NameEntry): string => words.map(({ text }) => text).join('')

/** Fuse finds misspelt names. Its score is one-sided, so it never makes the decision. */
function searchSmall(entries: readonly NameEntry[]): Search {
  const byNearWord = postings(entries, ({ words }) =>
    words.flatMap(({ text }) => nearSpellings(text)),
  )
  const documents = entries.map((entry) => ({
    entry,
    key: entry.key,
    joined: joinedOf(entry),
  }))
  const options = { threshold: 0.5, ignoreLocation: true }
  const byWords = new Fuse(documents, { ...options, keys: ['key'], useTokenSearch: true })
  const byJoined = new Fuse(documents, { ...options, keys: ['joined'] })
  return (words, isKnown) => {
    const texts = words.map(({ text }) => text)
    const strange = texts.filter((text) => !isKnown(text))
    const near = strange.flatMap(nearSpellings).flatMap((text) => byNearWord.get(text) ?? [])
    const found = [
      ...byWords.search(strange.join(' '), { limit: MAX_CANDIDATES }),
      ...byJoined.search(texts.join(''), { limit: 10 }),
    ]
    return [...new Set([...near, ...found.map(({ item }) => item.entry)])].slice(
      0,
      2 * MAX_CANDIDATES,
    )
  }
}

/** The word with each letter removed in turn. Two words one error apart share a spelling. */
const nearSpellings = (word: string): string[] =>
  word.length < 4
    ? []
    : [word, ...Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))]

function searchLarge(entries: readonly NameEntry[]): Search {
  const index = new MiniSearch<{ id: number; key: string; joined: string }>({
    fields: ['key', 'joined'],
    processTerm: (term) => term,
  })
  index.addAll(entries.map((entry, id) => ({ id, key: entry.key, joined: joinedOf(entry) })))
  return (words, isKnown) => {
    const texts = words.map(({ text }) => text)
    const strange = texts.filter((text) => !isKnown(text))
    return index
      .search([...strange, texts.join('')].join(' '), {
        fuzzy: (term) => (term.length > 3 ? 0.25 : false),
        prefix: (term) => term.length > 2,
      })
      .slice(0, MAX_CANDIDATES)
      .flatMap(({ id }) => entries[id] ?? [])
  }
}
