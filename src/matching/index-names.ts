import Fuse from 'fuse.js'
import MiniSearch from 'minisearch'
import { isKind } from './lexicon.ts'
import { nameWords } from './parse.ts'
import { toWord, type Word } from './similarity.ts'

/** A name of the catalogue, ready to be compared. */
export interface NameEntry {
  /** As it is written. Names that differ in case and accents only are one entry. */
  readonly name: string
  readonly words: readonly Word[]
  /** The words as one text: equal keys are the same name to the ear. */
  readonly key: string
}

export interface NameIndex {
  readonly entries: readonly NameEntry[]
  withKey(key: string): readonly NameEntry[]
  /** Names that may be meant, far fewer than there are. */
  candidates(words: readonly Word[]): readonly NameEntry[]
  /** How much a word tells: rare words tell names apart, words that open many names do not. */
  weight(word: Word): number
  isKnown(word: Word): boolean
}

/** Past this many names a scan costs more than an inverted index. */
const SCANNED = 3_000
const MOST = 40
/** The first word of this many names is a brand. */
const BRAND_NAMES = 3
const BRAND_WEIGHT = 0.15

export function indexNames(names: readonly string[]): NameIndex {
  const toKnownWord = once(toWord)
  const entries = [...new Set(names)]
    .map((name) => toEntry(name, toKnownWord))
    .filter(({ words }) => words.length > 0)
  const byKey = Map.groupBy(entries, ({ key }) => key)
  const byWord = postings(entries, ({ words }) => words.map(({ text }) => text))
  const bySound = postings(entries, ({ words }) => words.map(({ sound }) => sound))
  const byInitials = postings(entries, initialsOf)
  const brands = openingWords(entries)
  const spelt = entries.length > SCANNED ? searchLarge(entries) : searchSmall(entries)

  return {
    entries,
    withKey: (key) => byKey.get(key) ?? [],
    candidates(words) {
      const scores = new Map<NameEntry, number>()
      const add = (found: readonly NameEntry[], score: number) => {
        for (const entry of found) scores.set(entry, (scores.get(entry) ?? 0) + score)
      }
      for (const word of words) {
        const exact = byWord.get(word.text) ?? []
        const alike = bySound.get(word.sound) ?? []
        if (exact.length <= SCANNED) add(exact, 1 / (1 + Math.log(1 + exact.length)))
        if (alike.length <= SCANNED) add(alike, 0.5 / (1 + Math.log(1 + alike.length)))
        if (exact.length === 0) add(byInitials.get(word.text) ?? [], 0.5)
      }
      const ranked = [...scores].sort((a, b) => b[1] - a[1]).slice(0, MOST)
      const strange = words.some(({ text }) => !byWord.has(text))
      const found = strange ? spelt(words, (word) => byWord.has(word)) : []
      return [...new Set([...ranked.map(([entry]) => entry), ...found])]
    },
    weight({ text }) {
      const many = byWord.get(text)?.length ?? 0
      const rarity = Math.log((1 + entries.length) / Math.max(1, many)) + 0.1
      return rarity * (brands.has(text) ? BRAND_WEIGHT : 1)
    },
    isKnown: ({ text }) => byWord.has(text),
  }
}

/** Names share most of their words, so each is worked out once. */
function once(work: (text: string) => Word): (text: string) => Word {
  const done = new Map<string, Word>()
  return (text) => {
    const word = done.get(text) ?? work(text)
    done.set(text, word)
    return word
  }
}

function toEntry(name: string, toKnownWord: (text: string) => Word): NameEntry {
  const words = nameWords(name).map(toKnownWord)
  return { name, words, key: words.map(({ text }) => text).join(' ') }
}

function postings(
  entries: readonly NameEntry[],
  keysOf: (entry: NameEntry) => readonly string[],
): ReadonlyMap<string, readonly NameEntry[]> {
  const index = new Map<string, NameEntry[]>()
  for (const entry of entries) {
    for (const key of new Set(keysOf(entry))) {
      const list = index.get(key)
      if (list) list.push(entry)
      else index.set(key, [entry])
    }
  }
  return index
}

function openingWords(entries: readonly NameEntry[]): ReadonlySet<string> {
  const whole = new Set(entries.map(({ key }) => key))
  const groups = Map.groupBy(entries, ({ words }) => words[0]?.text ?? '')
  const many = [...groups].filter(
    ([word, group]) => group.length >= BRAND_NAMES && !whole.has(word) && !isKind(word),
  )
  return new Set(many.map(([word]) => word))
}

/** Names that are spelt like the words, some of which no name has. */
type Search = (words: readonly Word[], isKnown: (text: string) => boolean) => readonly NameEntry[]

/** Two to four first letters that follow each other: "naf", "af" for Nike Air Force. */
function initialsOf({ words }: NameEntry): string[] {
  const all = words.map(({ text }) => text[0] ?? '').join('')
  return [2, 3, 4].flatMap((length) =>
    Array.from({ length: Math.max(0, all.length - length + 1) }, (_, start) =>
      all.slice(start, start + length),
    ),
  )
}

const joinedOf = ({ words }: NameEntry): string => words.map(({ text }) => text).join('')

/** Fuse finds misspelt names; its score is one-sided and never the decision. */
function searchSmall(entries: readonly NameEntry[]): Search {
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
    const found = [
      ...byWords.search(strange.join(' '), { limit: MOST }),
      ...byJoined.search(texts.join(''), { limit: 10 }),
    ]
    return found.map(({ item }) => item.entry)
  }
}

function searchLarge(entries: readonly NameEntry[]): Search {
  const index = new MiniSearch<{ id: number; key: string; joined: string }>({
    fields: ['key', 'joined'],
    processTerm: (term) => term,
  })
  index.addAll(
    entries.map((entry, id) => ({
      ...{ id, key: entry.key, joined: joinedOf(entry) },
    })),
  )
  return (words, isKnown) => {
    const texts = words.map(({ text }) => text)
    const strange = texts.filter((text) => !isKnown(text))
    return index
      .search([...strange, texts.join('')].join(' '), {
        fuzzy: (term) => (term.length > 3 ? 0.25 : false),
        prefix: (term) => term.length > 2,
      })
      .slice(0, MOST)
      .flatMap(({ id }) => entries[id] ?? [])
  }
}
