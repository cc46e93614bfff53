import { categoryNamed, categoryOf } from '../../catalogue/find-category.ts'
import { productWithCode } from '../../catalogue/find-product.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import { type Understanding, understand } from '../../catalogue/understand.ts'
import { describeProduct, type Product } from '../../domain/catalogue.ts'
import { StockError } from '../../domain/errors.ts'
import type { Match } from '../../domain/match.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
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
  name(some: number): Sentence
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
      say({
        en: 'Say which products in one way: skus; or model, color, gender, category; or all true for every product. Nothing was changed.',
        fr: 'Dites d’une seule façon quels produits : skus ; ou model, color, gender, category ; ou all true pour tous les produits. Rien n’a changé.',
      }),
    )
  }
  if (isInWords) return inWords(snapshot, words, all)
  if (all) return selection(snapshot.products, { isEvery: true })
  return selection([...new Set(skus.map((sku) => productWithCode(snapshot, sku)))])
}

/** Any products, as they are counted in a sentence. */
export const someProducts = (products: readonly Product[], total = products.length): Selection =>
  selection(products, { total })

interface Said {
  /** The only model of them; empty where there are several. */
  readonly model?: string
  /** What else is said of them, each with a space before it. */
  readonly rest?: string
  /** Whether it is every product of the shop. */
  readonly isEvery?: boolean
  readonly match?: Match
  readonly total?: number
}

function selection(products: readonly Product[], said: Said = {}): Selection {
  const { model = '', rest = '', isEvery = false, match = {}, total = products.length } = said
  const [only] = products
  return {
    products,
    match,
    name(some) {
      if (total === 1 && only) return sameInAll(describeProduct(only))
      const [of, de] = some === total ? ['', ''] : [`${some} of `, `${some} sur `]
      return say({
        en: `${of}${isEvery ? 'all ' : ''}${total} ${model && `${asName(model)} `}products${rest}`,
        fr: `${de}${isEvery ? 'les ' : ''}${total} produits${model && ` ${asName(model)}`}${rest}`,
      })
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
      join([
        say({
          en: `Nothing of the category ${asName(categories?.[0] ?? '')} fits.`,
          fr: `Rien de la catégorie ${asName(categories?.[0] ?? '')} ne correspond.`,
        }),
        guesses(match),
        say({
          en: 'Nothing was changed: ask which products are meant.',
          fr: 'Rien n’a changé : demandez de quels produits il s’agit.',
        }),
      ]),
    )
  }
  const names = namesOf(products)
  const [name = ''] = words.model === undefined ? [] : names
  const isOne = names.length === 1
  const colors = match.color?.used?.split(', ') ?? match.color?.candidates ?? []
  const inColors = { en: colors.map(asName).join(' and '), fr: colors.map(asName).join(' et ') }
  const category0 = asName(categories?.[0] ?? '')
  const gender = asName(match.gender?.used ?? '')
  const rest = join(
    [
      name !== '' && !isOne && sameInAll(` (${names.map(asName).join('; ')})`),
      categories &&
        say({ en: ` of the category ${category0}`, fr: ` de la catégorie ${category0}` }),
      colors.length > 0 && say({ en: ` in ${inColors.en}`, fr: ` en ${inColors.fr}` }),
      match.gender?.used && say({ en: ` for ${gender}`, fr: ` pour ${gender}` }),
    ],
    '',
  )
  return selection(products, { model: isOne ? name : '', rest, match })
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
      say({
        en: `${asSize(size)} is a size, and all sizes of a product share its price and its reorder point. Nothing was changed: ask whether every size is meant, then leave the size out.`,
        fr: `${asSize(size)} est une taille, et toutes les tailles d’un produit partagent son prix et son seuil de commande. Rien n’a changé : demandez si toutes les tailles sont concernées, puis renvoyez sans la taille.`,
      }),
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
  const [orAll, ouTous] = canBeAll(understanding)
    ? ['; if all of them are, send all true too', ' ; si c’est tous, envoyez aussi all true']
    : ['', '']
  const next = say({
    en: `Nothing was changed: ask which products are meant, then send that model or color, or their skus${orAll}.`,
    fr: `Rien n’a changé : demandez de quels produits il s’agit, puis envoyez ce modèle (model) ou cette couleur (color), ou leurs skus${ouTous}.`,
  })
  throw new StockError(code, join([sameInAll(why), orCategory(snapshot, match), next]), members)
}

const CODES = {
  ambiguous: 'ambiguous-product',
  contradiction: 'ambiguous-product',
  none: 'product-not-found',
  'color-not-available': 'color-not-available',
} as const

function tellOpen({ match }: Understanding, names: readonly string[]): Sentence {
  const { model, color } = match
  const [asked, meanings] =
    color?.kind === 'ambiguous' && model?.kind !== 'ambiguous'
      ? [color.asked, either(color.candidates)]
      : [model?.asked ?? '', either(names)]
  return say({
    en: `${quoted(asked)} may mean ${meanings}.`,
    fr: `${quoted(asked)} peut vouloir dire ${meanings}.`,
  })
}

/** A word for a kind of product is no model: "all the sandals". */
function orCategory(snapshot: Snapshot, { model }: Match): Sentence | '' {
  const said = model ? [model.asked, ...tokens(model.asked)] : []
  const [category] = said.flatMap((words) => categoryNamed(snapshot, words))
  return category === undefined
    ? ''
    : say({
        en: `${asName(category)} is a category too: if that is meant, send it as category.`,
        fr: `${asName(category)} est aussi une catégorie : si c’est elle, envoyez-la comme category.`,
      })
}
