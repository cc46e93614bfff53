import type { Snapshot } from '../../catalogue/snapshot.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { asName } from '../../domain/text.ts'
import { plain, singular } from '../../matching/normalise.ts'
import { firstOf } from '../../shared/listed.ts'
import type { Steps } from '../../shared/turns.ts'
import { productWithSku } from './compare.ts'
import type { PlannedProduct } from './planned-product.ts'

/** A category that the name of a product speaks for; nobody confirmed it. */
export interface GuessedCategory {
  readonly sku: string
  readonly name: string
  readonly category: string
}

const LANGUAGES = ['fr', 'en'] as const
type Language = (typeof LANGUAGES)[number]

interface InLanguage {
  readonly category: string
  readonly words: readonly string[]
}

type Kind = Readonly<Record<Language, InLanguage>>

const kind = (fr: string, french: string, en: string, english: string): Kind => ({
  fr: { category: fr, words: french.split(' ') },
  en: { category: en, words: english.split(' ') },
})

/** The kinds of things that a name can say, by the words for them. */
const KINDS: readonly Kind[] = [
  kind('Sandales', 'sandale spartiate tropezien tropezienne', 'Sandals', 'sandal'),
  kind('Tongs', 'tong claquette', 'Slides', 'slide'),
  kind('Babouches', 'babouche babush', 'Babouches', 'babouche babush'),
  kind('Mules', 'mule', 'Mules', 'mule'),
  kind('Sabots', 'sabot', 'Clogs', 'clog'),
  kind('Espadrilles', 'espadrille', 'Espadrilles', 'espadrille'),
  kind('Mocassins', 'mocassin', 'Loafers', 'loafer moccasin'),
  kind('Derbies', 'derby richelieu', 'Lace-ups', 'derby oxford brogue'),
  kind('Escarpins', 'escarpin', 'Pumps', 'pump stiletto'),
  kind('Ballerines', 'ballerine', 'Ballerinas', 'ballerina'),
  kind('Bottes', 'botte bottine', 'Boots', 'boot bootie'),
  kind('Baskets', 'basket tennis', 'Sneakers', 'sneaker trainer runner'),
  kind('Chaussons', 'chausson charentaise pantoufle', 'Slippers', 'slipper'),
  kind('Sacs', 'sac cabas pochette besace', 'Bags', 'bag handbag tote clutch'),
  kind('Ceintures', 'ceinture', 'Belts', 'belt'),
  kind('Portefeuilles', 'portefeuille', 'Wallets', 'wallet'),
]

const kindsBy = (language: Language) =>
  new Map(KINDS.flatMap((one) => one[language].words.map((word) => [singular(word), one] as const)))

const FRENCH = kindsBy('fr')
const ENGLISH = kindsBy('en')

const ARTICLES = ['le', 'la', 'les', 'l', 'the']

/** The kind that was said, in which language. */
interface Said {
  readonly kind: Kind
  readonly language: Language
}

/**
 * The kind that a name says: French has the word for it first ("Sandale Rabat"), English last ("Desert
 * Boot") or first. A word elsewhere is about a part: "Fisherman 4 ceintures" is no belt. Nothing where
 * the first and the last word say two kinds.
 */
function kindIn(name: string): Said | undefined {
  const words = plain(name)
    .split(' ')
    .filter((word, index) => index > 0 || !ARTICLES.includes(word))
    .map(singular)
  const [first = '', last = ''] = [words[0], words.at(-1)]
  const french = FRENCH.get(first)
  const said = [french, ENGLISH.get(first), ENGLISH.get(last)].filter((one) => one !== undefined)
  const [only, ...others] = new Set(said)
  if (!only || others.length > 0) return undefined
  return { kind: only, language: french ? 'fr' : 'en' }
}

type Found = Omit<GuessedCategory, 'category'> & Said

/** Products that are looked at at once: a few milliseconds of work. */
const PRODUCTS_A_STEP = 200

/**
 * What the products of a file that have no category may be, by their names: as the shop itself calls
 * that kind, else in the language of most names. Nothing where the shop has several names for it.
 */
export function* guessCategories(
  snapshot: Snapshot,
  planned: readonly PlannedProduct[],
): Steps<GuessedCategory[]> {
  const found: Found[] = []
  for (const [index, { sku, name, category }] of planned.entries()) {
    if (index % PRODUCTS_A_STEP === 0) yield
    const known = productWithSku(snapshot, sku)
    const said = category || known?.category ? undefined : kindIn(name)
    if (said) found.push({ sku: known?.sku ?? sku, name, ...said })
  }
  const inFrench = found.filter(({ language }) => language === 'fr').length
  const language = 2 * inFrench >= found.length ? 'fr' : 'en'
  const nameOf = namesOfKinds([...planned, ...snapshot.all], language)
  return found.flatMap(({ sku, name, kind }) => {
    const category = nameOf(kind)
    return category === undefined ? [] : [{ sku, name, category }]
  })
}

/** What a shop calls each kind, with what it would be called where the shop has no name for it. */
function namesOfKinds(products: readonly { readonly category: string }[], language: Language) {
  const categories = [...new Set(products.map(({ category }) => category))]
  const own = Map.groupBy(categories, (category) => kindIn(category)?.kind)
  return (kind: Kind): string | undefined => {
    const { category } = kind[language]
    const [name = category, ...others] = own.get(kind) ?? []
    return others.length === 0 ? name : own.get(kind)?.find((one) => one === category)
  }
}

/** The products of a file with the categories that were guessed for them. */
export function withCategories(
  planned: readonly PlannedProduct[],
  guessed: readonly GuessedCategory[],
): PlannedProduct[] {
  const bySku = new Map(guessed.map(({ sku, category }) => [sku.toLowerCase(), category]))
  return planned.map((product) => ({
    ...product,
    category: bySku.get(product.sku.toLowerCase()) ?? product.category,
  }))
}

/** Kinds in a sentence, and names of each. */
const SPOKEN_KINDS = 8
const SPOKEN_NAMES = 3

/** "Sandales for 12 (Rabat, Croisé, Gazelle and 9 more), Bottes for 1 (Chelsea)" */
export function tellGuessed(guessed: readonly GuessedCategory[]): Sentence {
  const kinds = [...Map.groupBy(guessed, ({ category }) => category)].sort(
    ([, a], [, b]) => b.length - a.length,
  )
  const told = kinds.slice(0, SPOKEN_KINDS).map(([category, ones]) => {
    const names = [...new Set(ones.map(({ name }) => asName(name)))]
    const some = firstOf(names, SPOKEN_NAMES)
    return say({
      en: `${asName(category)} for ${ones.length} (${some})`,
      fr: `${asName(category)} pour ${ones.length} (${some})`,
    })
  })
  const more = kinds.length - SPOKEN_KINDS
  return join([
    join(told, ', '),
    more > 0 && say({ en: `and ${more} more kinds`, fr: `et ${more} autres catégories` }),
  ])
}
