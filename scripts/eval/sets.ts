import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createSnapshot, type Snapshot } from '../../src/catalogue/snapshot.ts'
import type { Catalogue } from '../../src/domain/catalogue.ts'
import { NO_FIELDS } from '../../src/domain/product-fields.ts'
import { planImport } from '../../src/features/imports/plan.ts'

/** What is right, as the README beside the data says. */
export interface Expected {
  readonly model?: string | null
  readonly color?: string | null
  readonly colors?: readonly string[]
  readonly gender?: string
  readonly size?: string
  readonly color_absent?: boolean
  readonly ambiguous?: readonly string[]
  readonly ambiguous_color?: readonly string[]
  readonly family?: readonly string[]
  readonly twins?: readonly string[]
  readonly offer?: readonly string[]
}

export interface Query {
  readonly query: {
    readonly model: string
    readonly color?: string | null
    readonly gender?: string
    readonly size?: string
  }
  readonly kind: string
  /** Of dev all was looked at while the matcher was made, of test only the wrong answers. */
  readonly split: 'dev' | 'test'
  readonly color_absent?: boolean
  readonly expect: Expected
}

/** Queries on one catalogue. */
export interface EvaluationSet {
  readonly name: string
  readonly snapshot: Snapshot
  readonly queries: readonly Query[]
  /** Whether the check fails when it is not good enough. */
  readonly isGate: boolean
}

const ROOT = resolve(import.meta.dirname, '../..')
const DATA = resolve(ROOT, 'test/data/matching')

/** The catalogues, by what is sold. Nobody looked at the last two while the rules were made. */
export const CATALOGUES = {
  demo: resolve(ROOT, 'pocketbase/stock_initial.csv'),
  sneakers: resolve(DATA, 'catalogue-en.csv'),
  groceries: resolve(DATA, 'catalogue-groceries.csv'),
  tools: resolve(DATA, 'catalogue-tools.csv'),
} as const

const SETS = [
  ['demo, labelled, French', 'demo', 'queries-fr'],
  ['demo, spoken, French', 'demo', 'spoken-fr'],
  ['sneakers, labelled, English', 'sneakers', 'queries-en'],
  ['sneakers, spoken, English', 'sneakers', 'spoken-en'],
  ['groceries, spoken, French', 'groceries', 'spoken-groceries'],
  ['tools, spoken, English', 'tools', 'spoken-tools'],
] as const

/** The sets of this repository. */
export const ownSets = (): EvaluationSet[] =>
  SETS.map(([name, shop, file]) => ({
    name,
    isGate: true,
    snapshot: shopOf(CATALOGUES[shop]),
    queries: queriesIn(resolve(DATA, `${file}.jsonl`)),
  }))

/**
 * Sets that are kept beside the repository.
 * @param folder with pairs of `<name>.csv` (a catalogue) and `<name>.jsonl`
 */
export function setsIn(folder: string, names: readonly string[]): EvaluationSet[] {
  return names
    .filter((name) => existsSync(resolve(folder, `${name}.jsonl`)))
    .map((name) => ({
      name: `kept aside: ${name}`,
      isGate: false,
      snapshot: shopOf(resolve(folder, `${name}.csv`)),
      queries: queriesIn(resolve(folder, `${name}.jsonl`)),
    }))
}

const queriesIn = (file: string): Query[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

const shops = new Map<string, Snapshot>()

/** The shop that a CSV file of stock describes. */
export function shopOf(file: string): Snapshot {
  const known = shops.get(file)
  if (known) return known
  const { products } = planImport(readFileSync(file))
  const catalogue: Catalogue = {
    products: products.map(({ sku, name, color, gender }) => ({
      ...NO_FIELDS,
      id: sku,
      sku,
      name,
      color,
      gender,
      aliases: [],
      active: true,
      photo: '',
    })),
    variants: products.flatMap(({ sku, variants }) =>
      variants.map(({ size }) => ({
        id: `${sku} ${size}`,
        productId: sku,
        size,
        barcode: '',
        reorderPoint: 0,
      })),
    ),
    seq: 0,
    inventory: [],
    onOrder: [],
    locations: [{ id: 'shop', name: 'Shop', isDefault: true }],
  }
  const snapshot = createSnapshot(catalogue)
  shops.set(file, snapshot)
  return snapshot
}
