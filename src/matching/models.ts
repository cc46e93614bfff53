import Fuse from 'fuse.js'
import { colorKey, isColorWord } from './colors.ts'
import { withoutSize, words } from './normalise.ts'
import { type Alignment, align } from './similarity.ts'

/** How a spoken model was understood. `color` is what was said of a colour inside the model's words. */
export type ModelMatch =
  | { readonly kind: 'exact' | 'close'; readonly name: string; readonly color: string | null }
  | { readonly kind: 'ambiguous'; readonly names: readonly string[]; readonly color: string | null }
  | { readonly kind: 'none'; readonly nearest: readonly string[] }

/** Least share of what was asked that a name must explain. Measured on labelled queries. */
const ACCEPT = 0.72
/** Two names closer than this are a question for the owner, not a guess. */
const MARGIN = 0.08
const CANDIDATES = 30
const NEAREST = 5

interface Entry {
  readonly name: string
  readonly words: readonly string[]
  readonly key: string
}

interface Scored extends Alignment {
  readonly entry: Entry
  readonly score: number
  readonly color: string | null
}

/** Finds spoken model names among the given ones. Built once for a catalogue, asked many times. */
export function createModelMatcher(names: readonly string[]): (asked: string) => ModelMatch {
  const entries = [...new Set(names)].map((name) => toEntry(name))
  const weight = rarity(entries)
  const fuse = new Fuse(entries, {
    keys: ['key'],
    includeScore: true,
    threshold: 0.5,
    ignoreLocation: true,
    useTokenSearch: true,
  })
  const joined = new Fuse(entries, { keys: [{ name: 'joined', getFn: joinedKey }], threshold: 0.4 })

  function score(list: readonly string[], color: string | null): Scored[] {
    if (list.length === 0) return []
    const text = list.join(' ')
    const found = [
      ...fuse.search(text, { limit: CANDIDATES }),
      ...joined.search(list.join(''), { limit: NEAREST }),
    ]
    return [...new Set(found.map(({ item }) => item))].map((entry) => {
      const apart = align(list, entry.words, weight)
      // "stansmith": compare without spaces too, when the number of words differs.
      const together = align([list.join('')], [joinedKey(entry)], () => 1)
      const better = together.asked > apart.asked ? together : apart
      return { entry, ...better, score: 0.7 * better.asked + 0.3 * better.known, color }
    })
  }

  return (asked) => {
    const spoken = withoutSize(words(asked))
    if (spoken.length === 0) return { kind: 'none', nearest: [] }
    const readings = readingsOf(spoken)
    for (const { list, color } of readings) {
      const exact = withKey(entries, list.join(' '), asked)
      if (exact.length === 1 && exact[0]) return { kind: 'exact', name: exact[0].name, color }
      if (exact.length > 1)
        return { kind: 'ambiguous', names: exact.map(({ name }) => name), color }
    }
    return decide(readings.flatMap(({ list, color }) => score(list, color)))
  }
}

const joinedKey = (entry: Entry): string => entry.words.join('')

function toEntry(name: string): Entry {
  const list = words(name)
  return { name, words: list, key: list.join(' ') }
}

/** Names that the words spell; among twins the one that is spelt like the question wins. */
function withKey(entries: readonly Entry[], key: string, asked: string): Entry[] {
  const same = entries.filter((entry) => entry.key === key)
  const literal = same.filter(({ name }) => name.toLowerCase() === asked.trim().toLowerCase())
  return literal.length === 1 ? literal : same
}

/** The words as one name, and without their colour: "tropezienne rouge" is both. */
function readingsOf(
  spoken: readonly string[],
): { list: readonly string[]; color: string | null }[] {
  const whole = { list: spoken, color: null }
  const colors = spoken.filter(isColorWord)
  if (colors.length === 0 || colors.length === spoken.length) return [whole]
  const rest = spoken.filter((word) => !isColorWord(word))
  return [whole, { list: rest, color: colors.join(' ') }]
}

/** Rare words tell names apart: log((1 + names) / names with the word). */
function rarity(entries: readonly Entry[]): (word: string) => number {
  const counts = new Map<string, number>()
  for (const entry of entries) {
    for (const word of new Set(entry.words)) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return (word) => Math.log((1 + entries.length) / (counts.get(word) ?? 1)) + 0.1
}

function decide(scored: readonly Scored[]): ModelMatch {
  const ranked = bestReading(scored).sort((a, b) => b.score - a.score)
  const accepted = ranked.filter(({ asked }) => asked >= ACCEPT)
  const best = accepted[0]
  if (!best) {
    return { kind: 'none', nearest: ranked.slice(0, NEAREST).map(({ entry }) => entry.name) }
  }
  const tied = accepted.filter(({ score }) => best.score - score < MARGIN)
  const covered = tied.filter((one) => one.covered)
  const winner = tied.length === 1 ? best : covered.length === 1 ? covered[0] : undefined
  if (winner) return { kind: 'close', name: winner.entry.name, color: winner.color }
  return { kind: 'ambiguous', names: tied.map(({ entry }) => entry.name), color: best.color }
}

/** Of two readings of the same name, the better one. */
function bestReading(scored: readonly Scored[]): Scored[] {
  const best = new Map<Entry, Scored>()
  for (const one of scored) {
    const other = best.get(one.entry)
    if (!other || one.score > other.score) best.set(one.entry, one)
  }
  return [...best.values()]
}

/** How a spoken colour was understood among the colours there are. */
export type ColorMatch =
  | { readonly kind: 'exact' | 'close'; readonly colors: readonly string[] }
  | { readonly kind: 'ambiguous' | 'none'; readonly colors: readonly string[] }

/**
 * Finds a spoken colour among the given ones. "marron" is Marron alone where there is one, else
 * every colour that names it ("Marron clair"): one such is close, several are a question.
 */
export function matchColor(asked: string, colors: readonly string[]): ColorMatch {
  const key = colorKey(asked)
  const same = colors.filter((color) => colorKey(color) === key)
  if (same.length > 0) return { kind: 'exact', colors: same }
  const wanted = key.split(' ')
  const holding = colors.filter((color) => {
    const parts = colorKey(color).split(' ')
    return wanted.every((word) =>
      parts.some((part) => align([word], [part], () => 1).asked >= ACCEPT),
    )
  })
  if (holding.length === 0) return { kind: 'none', colors }
  const keys = new Set(holding.map(colorKey))
  return { kind: keys.size === 1 ? 'close' : 'ambiguous', colors: holding }
}
