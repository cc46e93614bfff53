import { describeProduct, type Product } from '../domain/catalogue.ts'
import { count, countInFrench, figure } from '../domain/figures.ts'
import type { Match } from '../domain/match.ts'
import { join, type Sentence, sameInAll, say } from '../domain/say.ts'
import { asName, asSize, quoted } from '../domain/text.ts'
import { allOf, listed } from '../shared/listed.ts'
import { either, explainNone, guesses, MOST_CANDIDATES, whichOf } from '../shared/message-parts.ts'
import type { Snapshot } from './snapshot.ts'
import { type Reference, type Understanding, understand } from './understand.ts'

/** Message on names that sound like the chosen one, and what decided between them. */
export function tellTwins({ twins, decidedBy, products }: Understanding): Sentence | '' {
  const [product] = products
  const others = allOf(twins.map(asName))
  const also =
    twins.length > 0 &&
    say({
      en: `There is also ${others}, which sounds like it.`,
      fr: `Il y a aussi ${others}, qui se prononce pareil.`,
    })
  if (decidedBy === null || product === undefined) return also || ''
  const [name, decisive] = [asName(product.name), asName(decidedBy)]
  return join([
    also,
    say({
      en: `Of the names that sound so, only ${name} comes in ${decisive}.`,
      fr: `Des noms qui se prononcent ainsi, seul ${name} existe en ${decisive}.`,
    }),
  ])
}

/**
 * What is archived of what the words say, where nothing that is for sale is called so or comes in the
 * colour. Who asks for it is not told that it never was, nor of a name that only looks like it.
 * @returns a sentence; empty where nothing archived is clearly meant
 */
export function tellArchivedInstead(
  snapshot: Snapshot,
  { kind, match }: Understanding,
  { model, color, gender }: Reference,
): Sentence | '' {
  if (kind !== 'none' && kind !== 'color-not-available') return ''
  const lacked = kind === 'color-not-available' ? match.color : undefined
  const words = lacked
    ? { model: match.model?.used ?? undefined, color: lacked.asked, gender }
    : { model, color, gender }
  const archived = understand(snapshot.archived(), words, 'write')
  const isOther = archived.kind === 'none' || (lacked && archived.kind === kind)
  if (isOther || archived.isUnsure || !archived.match.model) return ''
  const names = archived.products.map(
    (product) => `${describeProduct(product)} (${asName(product.sku)})`,
  )
  if (names.length === 0) return ''
  const asked = archived.match.model.asked
  const there = listed(names.slice(0, MOST_CANDIDATES), names.length - MOST_CANDIDATES)
  const missing = lacked
    ? say({
        en: `No ${asName(asked)} in ${quoted(lacked.asked)} is for sale`,
        fr: `Aucun ${asName(asked)} en ${quoted(lacked.asked)} n’est en vente`,
      })
    : say({
        en: `Nothing that is for sale is called ${quoted(asked)}`,
        fr: `Rien de ce qui est en vente ne s’appelle ${quoted(asked)}`,
      })
  const others = lacked && either(lacked.candidates)
  return join([
    say({
      en: `${missing}, but this is archived: ${there}. Its sku shows what it was; updateProduct with active true brings it back.`,
      fr: `${missing}, mais ceci est archivé : ${there}. Son sku montre ce que c’était ; updateProduct avec active true le fait revenir.`,
    }),
    others && say({ en: `For sale is ${others}.`, fr: `Sont en vente : ${others}.` }),
  ])
}

/** Why words led to nothing, and what of it is archived or there instead. */
export const whyNothing = (
  snapshot: Snapshot,
  understanding: Understanding,
  words: Reference,
): Sentence =>
  tellArchivedInstead(snapshot, understanding, words) || explainNone(understanding.match)

/** The products to ask about, those of the likeliest name first: no more than a few are spoken. */
export function likeliestFirst({ products, match }: Understanding): Product[] {
  const rank = new Map(match.model?.candidates.map((name, place) => [name, place]))
  const rankOf = ({ name }: Product) => rank.get(name) ?? rank.size
  return products.toSorted((a, b) => rankOf(a) - rankOf(b))
}

/** "tong" may mean Tong Plage, or something that is not here */
function tellUnsure({ model }: Match, products: readonly Product[]): Sentence {
  const [asked, names] = [quoted(model?.asked ?? ''), either(namesOf(products))]
  return say({
    en: `${asked} may mean ${names}, or something that is not here`,
    fr: `${asked} peut désigner ${names}, ou quelque chose qui n’est pas ici`,
  })
}

const namesOf = (products: readonly Product[]): string[] => [
  ...new Set(products.map(({ name }) => name)),
]

/**
 * The question which product is meant. Of several names that may all be wrong only the names are told: one of
 * them is to be chosen first.
 * @param products those to choose from, the likeliest first
 */
export function askWhich(
  { match, isUnsure }: Understanding,
  products: readonly Product[],
): Sentence {
  const [first, ...others] = products
  const which = first && others.length === 0 ? isIt(first) : whichOf(products)
  if (!isUnsure) return which
  const isOneName = namesOf(products).length === 1
  return join([sameInAll(`${tellUnsure(match, products)}.`), isOneName && which])
}

function isIt(product: Product): Sentence {
  const name = `${describeProduct(product)} (${asName(product.sku)})`
  return say({ en: `Is it ${name}?`, fr: `Est-ce ${name} ?` })
}

/**
 * What words are about, as it is called here: "Hermès, Blanche, Femme", "Hermès" or "3 products", and "size 38".
 * Both are empty where nothing was said.
 */
export function tellAsked(
  { products, match, size }: Understanding,
  said: string | undefined,
): { readonly what: Sentence | ''; readonly size: Sentence | '' } {
  const isNamed = Object.keys(match).length > 0
  const asked = said ?? size
  return {
    what: isNamed ? tellSubject({ products, match }) : '',
    size: asked ? say({ en: `size ${asSize(asked)}`, fr: `taille ${asSize(asked)}` }) : '',
  }
}

/** "Hermès, Blanche, Femme", "Hermès" or "3 products": what is meant, in few words. */
export function tellSubject({
  products,
  match,
}: Pick<Understanding, 'products' | 'match'>): Sentence {
  const [only, ...others] = products
  if (only && others.length === 0) return sameInAll(describeProduct(only))
  const named = [match.model?.used, match.color?.used].filter((one) => typeof one === 'string')
  return named.length > 0
    ? sameInAll(named.map(asName).join(', '))
    : say({
        en: count(products.length, 'product'),
        fr: countInFrench(products.length, 'produit'),
      })
}

/**
 * A list in a sentence: whether it is a question, what was found, and what was taken for what.
 * @param found what was found, as a sentence
 * @param all what is so of all products, where the words fit several
 */
export function introduce(
  understanding: Understanding,
  found: Sentence | '',
  all: Sentence = say({ en: 'this is of all of them', fr: 'ceci est pour tous' }),
): Sentence {
  const { kind, match, isUnsure, products } = understanding
  if (kind === 'none' || kind === 'color-not-available') return explainNone(match)
  const open = Object.values(match).some((word) => word.kind === 'ambiguous')
  return join([
    isUnsure ? askUnsure(understanding) : open && tellOpen(products.length, all),
    found,
    guesses(match),
    tellTwins(understanding),
  ])
}

function askUnsure(understanding: Understanding): Sentence {
  const unsure = tellUnsure(understanding.match, likeliestFirst(understanding))
  return say({ en: `${unsure}: ask.`, fr: `${unsure} : demandez.` })
}

function tellOpen(products: number, all: Sentence): Sentence {
  const number = figure(products)
  return say({
    en: `The words fit several products (${number}); ${all}.`,
    fr: `Ces mots vont à plusieurs produits (${number}) ; ${all}.`,
  })
}
