import { createAligner, cutSpans } from './align.ts'
import { toAsked } from './asked-word.ts'
import { decide } from './decide.ts'
import { createFit } from './fit.ts'
import { weigh } from './hypothesis.ts'
import { indexNames } from './index-names.ts'
import { colorParts } from './lexicon.ts'
import type { ModelMatch, Named, Spoken } from './model-match.ts'
import { nearestBySound } from './nearest.ts'
import { plain } from './normalise.ts'
import { nameWords, parse } from './parse.ts'

/** Finds a spoken model. */
export interface ModelMatcher {
  (spoken: Spoken): ModelMatch
  /** The names with all words of a name, and more: "Togo Boucle" for Togo. */
  longerThan(name: string): readonly string[]
}

/**
 * Finds spoken models among the given items. Built once per catalogue and used for many queries.
 *
 * A noisy-channel model: for each name, and for no name at all, it estimates how likely these words
 * are when that is meant. It takes the most likely one if it is certain enough.
 * @param sizes sizes of the shop, which may occur inside the model's words
 */
export function createModelMatcher<T extends Named>(
  things: readonly T[],
  sizes: readonly string[] = [],
): ModelMatcher {
  const byName = groupByName(things)
  const ownSizes = new Map(sizes.map((size) => [nameWords(size).join(' '), size]))
  const index = indexNames([...byName.keys()])
  const ownColors = colorWords(things)

  const match = remember((spoken) => {
    const { words, size } = parse(spoken.model, index.hasText)
    const asked = words.map((said) => toAsked(said, index, ownColors))
    const literal = index.withKey(words.map(({ text }) => text).join(' '))
    const cuts = cutSpans(asked, index.longestWord)
    const plainly = asked.filter(({ isAside }) => !isAside)
    const candidates = [...literal, ...index.candidates(plainly, cuts)]
    const aligner = createAligner(asked, cuts)
    const query = { asked, aligner, fit: createFit(), size, spoken, ownSizes }
    const all = [...new Set(candidates)].map((entry) =>
      weigh(entry, query, index, byName.get(entry.name)?.things ?? []),
    )
    return decide(all, {
      spoken,
      index,
      namesOf: (name) => byName.get(name)?.names ?? [],
      nearest: () => nearestBySound(asked, index),
    })
  })
  return Object.assign(match, {
    longerThan: (name: string) =>
      index.longerThan(nameWords(name)).flatMap((entry) => byName.get(entry.name)?.names ?? []),
  })
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
