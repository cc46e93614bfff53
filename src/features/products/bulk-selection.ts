import { categoryNamed, categoryOf } from '../../catalogue/find-category.ts'
import { productWithCode } from '../../catalogue/find-product.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import { type Understanding, understand } from '../../catalogue/understand.ts'
import { describeProduct, type Product } from '../../domain/catalogue.ts'
import { StockError } from '../../domain/errors.ts'
import type { Match } from '../../domain/match.ts'
import { asName, asSize, quoted } from '../../domain/text.ts'
import { tokens } from '../../matching/normalise.ts'
import {
  either,
  explainNone,
  guesses,
  MOST_CANDIDATES,
  shortMatch,
} from '../../shared/message-parts.ts'

/** Which products are meant: by their codes, by words, or all. */
export interface Wanted {
  readonly skus?: readonly string[] | undefined
  readonly model?: string | undefined
  readonly color?: string | undefined
  readonly gender?: string | undefined
  readonly category?: string | undefined
  /** Every product; with words, everything that they may mean. */
  readonly all?: boolean | undefined
}

export interface Selection {
  /** In the order of every list. */
  readonly products: readonly Product[]
  readonly match: Match
  /** Some of these products in words: "12 of 14 Togo products in Noir". */
  name(count: number): string
}

/**
 * The products that are meant. Those that are archived only by their codes.
 * @throws StockError 'product-not-found', 'ambiguous-product' or 'color-not-available' for words that
 *   are not clear, 'invalid-request' where none or several ways to name products are used
 */
export function selectProducts(snapshot: Snapshot, wanted: Wanted): Selection {
  const { skus = [], all = false, ...words } = wanted
  const isInWords = Object.values(words).some((word) => word !== undefined)
  if ([skus.length > 0, all || isInWords].filter(Boolean).length !== 1) {
    throw new StockError(
      'invalid-request',
      'Say which products in one way: skus; or model, color, gender, category; or all true for every product. Nothing was changed.',
    )
  }
  if (isInWords) return inWords(snapshot, words, all)
  if (all) return selection(snapshot.products, 'all ', '')
  return selection([...new Set(skus.map((sku) => productWithCode(snapshot, sku)))], '', '')
}

/** Any products, as they are counted in a sentence. */
export const someProducts = (products: readonly Product[], total = products.length): Selection =>
  selection(products, '', '', { total })

function selection(
  products: readonly Product[],
  every: string,
  rest: string,
  { kind = '', match = {}, total = products.length } = {},
): Selection {
  const [only] = products
  const noun = `${kind}${total === 1 ? 'product' : 'products'}${rest}`
  return {
    products,
    match,
    name(count) {
      if (total === 1 && only) return describeProduct(only)
      return count === total ? `${every}${total} ${noun}` : `${count} of ${every}${total} ${noun}`
    },
  }
}

/** @param all take everything that the words may mean; the names are told, so that each is heard */
function inWords(snapshot: Snapshot, { category, ...words }: Wanted, all: boolean): Selection {
  const categories = category === undefined ? undefined : categoryOf(snapshot, category)
  const understanding = understand(snapshot, words, 'write')
  if (!all || !canBeAll(understanding)) requireClear(snapshot, understanding)
  const { match } = understanding
  const products = understanding.products.filter(
    (product) => categories === undefined || categories.includes(product.category),
  )
  if (products.length === 0) {
    throw new StockError(
      'product-not-found',
      `Nothing of the category ${asName(categories?.[0] ?? '')} fits.${guesses(match)} Nothing was changed: ask which products are meant.`,
    )
  }
  const names = namesOf(products)
  const [name = ''] = words.model === undefined ? [] : names
  const isOne = names.length === 1
  const colors = match.color?.used?.split(', ') ?? match.color?.candidates ?? []
  const parts = [
    name !== '' && !isOne && ` (${names.map(asName).join('; ')})`,
    categories && ` of the category ${asName(categories[0] ?? '')}`,
    colors.length > 0 && ` in ${colors.map(asName).join(' and ')}`,
    match.gender?.used && ` for ${asName(match.gender.used)}`,
  ]
  const kind = name !== '' && isOne ? `${asName(name)} ` : ''
  return selection(products, '', parts.filter(Boolean).join(''), { kind, match })
}

const namesOf = (products: readonly Product[]): string[] => [
  ...new Set(products.map(({ name }) => name)),
]

/** Names that somebody hears out before she agrees. */
const MOST_NAMES = 10

/** Whether words that leave it open may be taken for all that they may mean. */
const canBeAll = ({ kind, products, size }: Understanding): boolean =>
  kind === 'ambiguous' && size === null && namesOf(products).length <= MOST_NAMES

/** @throws StockError that says what to ask */
function requireClear(snapshot: Snapshot, understanding: Understanding): void {
  const { kind, products, match, size } = understanding
  if (size !== null) {
    throw new StockError(
      'invalid-request',
      `${asSize(size)} is a size, and all sizes of a product share its price and its reorder point. Nothing was changed: ask whether every size is meant, then leave the size out.`,
    )
  }
  if (kind === 'found') return
  const code = CODES[kind]
  const names = namesOf(products)
  const members = {
    match: shortMatch(match),
    models: names.slice(0, MOST_CANDIDATES),
    models_total: names.length,
  }
  const why = code === 'ambiguous-product' ? tellOpen(understanding, names) : explainNone(match)
  const orAll = canBeAll(understanding) ? '; if all of them are, send all true too' : ''
  throw new StockError(
    code,
    `${why}${orCategory(snapshot, match)} Nothing was changed: ask which products are meant, then send that model or color, or their skus${orAll}.`,
    members,
  )
}

const CODES = {
  ambiguous: 'ambiguous-product',
  contradiction: 'ambiguous-product',
  none: 'product-not-found',
  'color-not-available': 'color-not-available',
} as const

function tellOpen({ match }: Understanding, names: readonly string[]): string {
  const { model, color } = match
  return color?.kind === 'ambiguous' && model?.kind !== 'ambiguous'
    ? `${quoted(color.asked)} may mean ${either(color.candidates)}.`
    : `${quoted(model?.asked ?? '')} may mean ${either(names)}.`
}

/** A word for a kind of product is no model: "all the sandals". */
function orCategory(snapshot: Snapshot, { model }: Match): string {
  const said = model ? [model.asked, ...tokens(model.asked)] : []
  const [category] = said.flatMap((words) => categoryNamed(snapshot, words))
  return category === undefined
    ? ''
    : ` ${asName(category)} is a category too: if that is meant, send it as category.`
}
