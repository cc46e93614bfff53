import type { Named } from '../src/matching/model-match.ts'
import { createModelMatcher } from '../src/matching/resolve.ts'

// How long a query takes among few and many names: npm run bench:matching
const SIZES = [120, 10_000, 100_000]
const ROUNDS = 5
const QUERIES = 300

const FIRST = 'Nike Adidas Puma Asics Veja Sandale Babouche Botte Mocassin Sabot Derby Mule'.split(
  ' ',
)
const SYLLABLES = 'ta ro mi ka lo ven dra bel cor sha pi zen mar tu fel gri no sal'.split(' ')
const COLORS = ['Noir', 'Blanc', 'Rouge', 'Marron clair', 'Rouge / Vert']

/** Numbers that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function catalogue(size: number): Named[] {
  const random = seeded(size)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const word = () =>
    Array.from({ length: 2 + Math.floor(random() * 2) }, () => pick(SYLLABLES)).join('')
  return Array.from({ length: size }, (_, index) => ({
    name: `${pick(FIRST)} ${word()} ${word()} ${index % 7 === 0 ? 1 + Math.floor(random() * 99) : ''}`.trim(),
    aliases: [],
    color: pick(COLORS),
    gender: index % 2 ? 'Femme' : 'Homme',
  }))
}

/** A name as people say it: with a typo, a word less, or a colour more. */
function speak(name: string, random: () => number): string {
  const at = 2 + Math.floor(random() * (name.length - 3))
  const words = name.split(' ')
  const ways = [
    () => name.slice(0, at) + name.slice(at + 1),
    () => `${name.slice(0, at)}x${name.slice(at)}`,
    () => words.slice(1).join(' '),
    () => `${name.toLowerCase()} rouge`,
    () => words.toReversed().join(' '),
  ]
  return ways[Math.floor(random() * ways.length)]?.() ?? name
}

const HOSTILE: Readonly<Record<string, string>> = {
  '10,000 letters': 'x'.repeat(10_000),
  '2,000 words': 'nike talo '.repeat(1_000),
  wildcards: '%_*?.[]^$\\|()+{}'.repeat(500),
  emoji: '😀👩‍👩‍👧'.repeat(500),
  'combining marks': `hermes${'\u0301'.repeat(5_000)}`,
  'right to left': 'هرمس '.repeat(500),
}

function measure(work: (index: number) => unknown, times: number): { median: number; p99: number } {
  const all: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    for (let index = 0; index < times; index++) {
      const start = performance.now()
      work(index)
      all.push(performance.now() - start)
    }
  }
  all.sort((a, b) => a - b)
  const at = (part: number) => all[Math.floor((all.length - 1) * part)] ?? 0
  return { median: at(0.5), p99: at(0.99) }
}

console.log(
  '    names   build s   spoken ms (median, p99)   exact ms   repeated ms   hostile ms (slowest)',
)
for (const size of SIZES) {
  const things = catalogue(size)
  const start = performance.now()
  const match = createModelMatcher(things)
  match({ model: 'warm up' })
  const build = (performance.now() - start) / 1_000

  const random = seeded(7)
  const names = Array.from(
    { length: QUERIES },
    () => things[Math.floor(random() * things.length)]?.name ?? '',
  )
  // A different text each time, so that nothing is remembered.
  let turn = 0
  const spoken = measure(
    (index) => match({ model: `${speak(names[index] ?? '', random)}${' '.repeat(turn++ % 50)}` }),
    QUERIES,
  )
  const exact = measure((index) => match({ model: names[index] ?? '' }), QUERIES)
  const repeated = measure(() => match({ model: names[0] ?? '' }), QUERIES)
  const hostile = Object.values(HOSTILE).map(
    (model) => measure(() => match({ model: `${turn++} ${model}` }), 1).p99,
  )
  console.log(
    String(size).padStart(9) +
      build.toFixed(2).padStart(10) +
      `${spoken.median.toFixed(2)}, ${spoken.p99.toFixed(2)}`.padStart(26) +
      exact.median.toFixed(3).padStart(11) +
      repeated.median.toFixed(3).padStart(14) +
      Math.max(...hostile)
        .toFixed(1)
        .padStart(23),
  )
}
