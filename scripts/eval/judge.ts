import type { Snapshot } from '../../src/catalogue/snapshot.ts'
import { type Understanding, understand } from '../../src/catalogue/understand.ts'
import { StockError } from '../../src/domain/errors.ts'
import { planLine } from '../../src/features/stock/plan-line.ts'
import { plain } from '../../src/matching/normalise.ts'
import type { Query } from './sets.ts'

/**
 * - right: what a careful shop assistant would have done
 * - wrong: another product than the one that was meant, or a product where none was
 * - asked: a question that was not needed, or one that leaves out what was meant
 * - none: "there is none", although there is
 */
export const VERDICTS = ['right', 'wrong', 'asked', 'none'] as const
export type Verdict = (typeof VERDICTS)[number]

export interface Judged {
  readonly query: Query
  readonly list: Verdict
  readonly write: Verdict
  /** Milliseconds of the list. */
  readonly ms: number
  /** What was answered, for a person. */
  readonly answer: string
}

/** Asks for a list and for a sale, and compares both with what is expected. */
export function judge(snapshot: Snapshot, query: Query): Judged {
  const { model, color, gender, size } = query.query
  const reference = { model, color: color ?? undefined, gender, size }
  const start = performance.now()
  const list = understand(snapshot, reference)
  const ms = performance.now() - start
  const sale = sell(snapshot, reference)
  return {
    query,
    ms,
    list: verdictOnList(list, query),
    write: verdictOnSale(sale, query),
    answer: `${describe(list)} · sale ${sale.kind}${sale.kind === 'took' ? ` ${sale.product}` : ''}`,
  }
}

const describe = ({ kind, size, products, match }: Understanding): string =>
  [
    kind,
    size,
    products
      .slice(0, 4)
      .map((one) => `${one.name} ${one.color}`)
      .join(' | '),
    kind === 'none' ? match.model?.candidates.join(' | ') : '',
  ]
    .filter(Boolean)
    .join(' ')

/** Several names are meant, and nobody can know which. */
const several = ({ ambiguous, family, twins }: Query['expect']): readonly string[] | undefined =>
  ambiguous ?? family ?? twins

const isAbsentColor = ({ expect, color_absent }: Query): boolean =>
  (expect.color_absent ?? color_absent) === true

function verdictOnList(answer: Understanding, query: Query): Verdict {
  const { expect } = query
  const { kind, products } = answer
  const names = new Set(products.map(({ name }) => plain(name)))
  const holds = (wanted: readonly string[]) => wanted.every((name) => names.has(plain(name)))
  const isShown = kind === 'found' || kind === 'ambiguous'
  const open = several(expect)
  if (open) {
    if (isShown && holds(open)) return 'right'
    // Asking about some of them is half an answer; telling of one of them is a wrong one.
    if (kind === 'ambiguous' || kind === 'contradiction') return 'asked'
    return kind === 'found' ? 'wrong' : 'none'
  }
  if (expect.ambiguous_color) {
    const colors = new Set(products.map(({ color }) => color))
    return kind === 'ambiguous' || colors.size > 1 ? 'right' : kind === 'found' ? 'wrong' : 'asked'
  }
  if (expect.offer) {
    if (kind === 'color-not-available') return 'wrong'
    const offered = expect.offer.some((name) => names.has(plain(name)))
    if (kind === 'found') return offered && names.size === 1 ? 'right' : 'wrong'
    return offered ? 'right' : 'none'
  }
  if (expect.model === null) {
    if (kind === 'none') return 'right'
    return kind === 'ambiguous' || kind === 'contradiction' ? 'asked' : 'wrong'
  }
  // "Did you mean …?" is a question, too.
  const isOffered = kind === 'none' && names.has(plain(expect.model ?? ''))
  const isNamed = names.size === 1 && names.has(plain(expect.model ?? ''))
  if (isAbsentColor(query)) {
    if (kind === 'color-not-available')
      return names.has(plain(expect.model ?? '')) ? 'right' : 'wrong'
    return kind === 'found' ? 'wrong' : kind === 'none' && !isOffered ? 'none' : 'asked'
  }
  if (kind === 'found') return isNamed && fits(answer, query) ? 'right' : 'wrong'
  return isOffered || kind === 'ambiguous' || kind === 'contradiction' ? 'asked' : 'none'
}

/** Whether the products that were found are those that were meant, and none of them is missing. */
function fits({ products, size }: Understanding, { expect, query }: Query): boolean {
  const colors = new Set(products.map(({ color }) => color))
  return (
    (!expect.color || (colors.size === 1 && colors.has(expect.color))) &&
    (!expect.colors || expect.colors.every((color) => colors.has(color))) &&
    (!expect.gender || products.every(({ gender }) => gender === expect.gender)) &&
    (!expect.size || query.size !== undefined || size === null || sameSize(size, expect.size))
  )
}

const sameSize = (one: string, other: string): boolean =>
  one.toLowerCase().replace(',', '.') === other.toLowerCase().replace(',', '.')

type Sale =
  | {
      readonly kind: 'took'
      readonly product: string
      readonly name: string
      readonly color: string
    }
  | { readonly kind: 'asked' | 'none' | 'colour' }

/** What a sale of one would come to. */
function sell(snapshot: Snapshot, reference: object): Sale {
  const took = (sku: unknown): Sale => {
    const product = snapshot.products.find((one) => one.sku === sku)
    const { name = '', color = '' } = product ?? {}
    return { kind: 'took', product: `${name} ${color}`, name, color }
  }
  try {
    const plan = planLine(snapshot, { action: 'sale', quantity: 1, ...reference })
    return took(plan.product.sku)
  } catch (error) {
    if (!(error instanceof StockError)) throw error
    if (error.code === 'size-not-found') return took(error.details.sku)
    if (error.code === 'product-not-found') return { kind: 'none' }
    return { kind: error.code === 'color-not-available' ? 'colour' : 'asked' }
  }
}

function verdictOnSale(sale: Sale, query: Query): Verdict {
  const { expect } = query
  if (sale.kind === 'took') {
    const isMeant =
      expect.model != null &&
      !isAbsentColor(query) &&
      !expect.colors &&
      plain(sale.name) === plain(expect.model) &&
      (!expect.color || sale.color === expect.color)
    return isMeant ? 'right' : 'wrong'
  }
  // Without a colour a question is right; a name that is clear in a colour is not asked about.
  if (expect.model == null || isAbsentColor(query) || !expect.color || !expect.size) return 'right'
  return sale.kind === 'none' ? 'none' : 'asked'
}
