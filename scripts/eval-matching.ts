import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Catalogue } from '../src/domain/catalogue.ts'
import { SetupError } from '../src/domain/errors.ts'
import { plain } from '../src/matching/normalise.ts'
import { planImport } from '../src/services/import/plan.ts'
import { createSnapshot, type Snapshot } from '../src/services/snapshot.ts'
import { understand } from '../src/services/understand.ts'
import { run } from './run.ts'

// How well spoken words are understood, on labelled queries. Exit code 1 below the goals.
const LEAST_RIGHT = 97
const MOST_WRONG = 1

const ROOT = resolve(import.meta.dirname, '..')
const DATA = resolve(ROOT, 'test/data/matching')
const SHARED = resolve(ROOT, '../shared/data/matching')

interface Query {
  readonly query: { model: string; color: string | null; gender?: string; size?: string }
  readonly kind: string
  readonly split: 'dev' | 'test'
  readonly color_absent?: boolean
  readonly expect: {
    readonly model?: string | null
    readonly color?: string | null
    readonly gender?: string
    readonly size?: string
    readonly color_absent?: boolean
    readonly ambiguous?: readonly string[]
    readonly ambiguous_color?: readonly string[]
  }
}

type Verdict = 'right' | 'wrong' | 'over-asked'

interface Judged {
  readonly query: Query
  readonly verdict: Verdict
  readonly ms: number
  readonly answer: string
}

interface Named {
  readonly sku: string
  readonly name: string
  readonly color: string
  readonly gender: string
}

function ownSets() {
  const csv = (file: string) =>
    planImport(readFileSync(file)).products.map(({ sku, name, color, gender }) => ({
      ...{ sku, name, color, gender },
    }))
  return [
    {
      ...{ name: 'demo catalogue, French', own: true },
      products: csv(resolve(ROOT, 'pocketbase/stock_initial.csv')),
      queries: queriesIn(resolve(DATA, 'queries-fr.jsonl')),
    },
    {
      ...{ name: 'sneaker catalogue, English', own: true },
      products: csv(resolve(DATA, 'catalogue-en.csv')),
      queries: queriesIn(resolve(DATA, 'queries-en.jsonl')),
    },
  ]
}

const sharedSets = () =>
  ['fr', 'en'].map((language) => ({
    ...{ name: `beside the project, ${language}`, own: false },
    products: JSON.parse(
      readFileSync(resolve(SHARED, `catalogue-${language}.json`), 'utf8'),
    ) as Named[],
    // One half was looked at while the engine was made, the other was not.
    queries: queriesIn(resolve(SHARED, `queries-${language}.jsonl`)).map((query, index) => ({
      ...query,
      split: index % 2 === 0 ? ('dev' as const) : ('test' as const),
    })),
  }))

const queriesIn = (file: string): Query[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

function snapshotOf(products: readonly Named[]): Snapshot {
  const known = { category: '', cost: null, price: null, photo: '', reorderPoint: 0 }
  const catalogue: Catalogue = {
    products: products.map((product) => ({
      ...{ aliases: [], active: true, ...known },
      ...product,
      id: product.sku,
    })),
    variants: [],
    seq: 0,
    inventory: [],
    locations: [{ id: 'shop', name: 'Shop', isDefault: true }],
  }
  return createSnapshot(catalogue)
}

function judge(snapshot: Snapshot, query: Query): Judged {
  const { model, color, gender, size } = query.query
  const start = performance.now()
  const answer = understand(snapshot, { model, color: color ?? undefined, gender, size })
  const ms = performance.now() - start
  const products = answer.products.slice(0, 4).map((one) => `${one.name} ${one.color}`)
  return {
    ...{ query, ms, verdict: verdictOn(answer, query) },
    answer: `${answer.kind} ${answer.size ?? ''} ${products.join(' | ')}`,
  }
}

function verdictOn(answer: ReturnType<typeof understand>, query: Query): Verdict {
  const { expect } = query
  const { kind, products } = answer
  const asks = kind === 'ambiguous' || kind === 'contradiction'
  if (expect.ambiguous) return asks ? 'right' : kind === 'found' ? 'wrong' : 'over-asked'
  if (expect.ambiguous_color) {
    const colors = new Set(products.map(({ color }) => color))
    return asks || colors.size > 1 ? 'right' : kind === 'found' ? 'wrong' : 'over-asked'
  }
  if (expect.model === null) return kind === 'found' ? 'wrong' : asks ? 'over-asked' : 'right'
  if (kind === 'found') return isMeant(answer, query) ? 'right' : 'wrong'
  const absent = expect.color_absent || query.color_absent
  const named = products.every(({ name }) => plain(name) === plain(expect.model ?? ''))
  return absent && kind === 'color-not-available' && named ? 'right' : 'over-asked'
}

function isMeant(
  { products, size }: ReturnType<typeof understand>,
  { expect, color_absent }: Query,
) {
  if (expect.color_absent || color_absent) return false
  return (
    products.every(
      (product) =>
        plain(product.name) === plain(expect.model ?? '') &&
        (!expect.color || product.color === expect.color) &&
        (!expect.gender || product.gender === expect.gender),
    ) &&
    (!expect.size || expect.size === size)
  )
}

const share = (judged: readonly Judged[], verdict: Verdict): number =>
  (100 * judged.filter((one) => one.verdict === verdict).length) / Math.max(1, judged.length)

function report(name: string, judged: readonly Judged[]): void {
  console.log(`\n${name}: ${judged.length} queries`)
  const groups = [
    ...Map.groupBy(judged, ({ query }) => query.kind),
    ...Map.groupBy(judged, ({ query }) => `all, ${query.split}`),
    ['all', judged] as const,
  ]
  console.log(
    `${'kind'.padEnd(20)}    n  right  wrong  over-asked  false accepts  median ms  p99 ms`,
  )
  for (const [kind, group] of groups) console.log(row(kind, group))
  if (process.argv.includes('--show')) {
    for (const { query, verdict, answer } of judged.filter((one) => one.verdict !== 'right')) {
      console.log(
        verdict,
        query.split,
        query.kind,
        JSON.stringify(query.query),
        '→',
        answer,
        '· expected',
        JSON.stringify(query.expect),
      )
    }
  }
}

function row(kind: string, group: readonly Judged[]): string {
  const times = group.map(({ ms }) => ms).sort((a, b) => a - b)
  const at = (part: number) => (times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(2)
  const falseAccepts = group.filter(
    ({ query, verdict }) => query.expect.model === null && verdict === 'wrong',
  )
  const percent = (verdict: Verdict, width: number) =>
    share(group, verdict).toFixed(1).padStart(width)
  return (
    kind.padEnd(20) +
    String(group.length).padStart(5) +
    percent('right', 7) +
    percent('wrong', 7) +
    percent('over-asked', 12) +
    String(falseAccepts.length).padStart(15) +
    at(0.5).padStart(11) +
    at(0.99).padStart(8)
  )
}

function misses(name: string, judged: readonly Judged[]): string[] {
  const right = share(judged, 'right')
  const wrong = share(judged, 'wrong')
  if (right >= LEAST_RIGHT && wrong <= MOST_WRONG) return []
  return [
    `${name}: ${right.toFixed(1)} % right and ${wrong.toFixed(1)} % wrong; the goal is ${LEAST_RIGHT} % and at most ${MOST_WRONG} %.`,
  ]
}

await run(async () => {
  const sets = [...ownSets(), ...(existsSync(SHARED) ? sharedSets() : [])]
  if (!existsSync(SHARED)) console.log('../shared/data/matching is not there: only our own sets.')
  const missed = sets.flatMap(({ name, own, products, queries }) => {
    const snapshot = snapshotOf(products)
    const judged = queries.map((query) => judge(snapshot, query))
    report(name, judged)
    return own ? misses(name, judged) : []
  })
  if (missed.length > 0) throw new SetupError(missed.join('\n'))
})
