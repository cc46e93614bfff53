import { createModelMatcher } from '../src/matching/resolve.ts'
import { manyNames, nonsense, seeded } from './bench/many-names.ts'

// How long a query takes among few and many names: npm run bench:matching
const SIZES = [120, 1_000, 10_000, 100_000]
const ROUNDS = 5
const QUERIES = 300

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

/** Words of random letters: how many, and of how many letters. */
const NONSENSE = [
  [16, 2],
  [16, 3],
  [16, 6],
  [16, 11],
  [8, 24],
  [5, 7],
  [2, 10],
  [1, 30],
  [1, 200],
] as const

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
  '    names   build s   spoken ms (median, p99)   exact ms   repeated ms   nonsense ms (median, slowest kind)   hostile ms (slowest)',
)
for (const size of SIZES) {
  const things = manyNames(size)
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
  const strange = NONSENSE.map(
    ([words, letters]) =>
      measure(() => match({ model: nonsense(words, letters, random) }), 20).median,
  )
  const hostile = Object.values(HOSTILE).map(
    (model) => measure(() => match({ model: `${turn++} ${model}` }), 1).p99,
  )
  console.log(
    String(size).padStart(9) +
      build.toFixed(2).padStart(10) +
      `${spoken.median.toFixed(2)}, ${spoken.p99.toFixed(2)}`.padStart(26) +
      exact.median.toFixed(3).padStart(11) +
      repeated.median.toFixed(3).padStart(14) +
      Math.max(...strange)
        .toFixed(2)
        .padStart(37) +
      Math.max(...hostile)
        .toFixed(1)
        .padStart(23),
  )
}
