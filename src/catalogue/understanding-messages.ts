import { describeProduct, type Product } from '../domain/catalogue.ts'
import type { Match } from '../domain/match.ts'
import { asName, asSize, quoted } from '../domain/text.ts'
import { either, explainNone, guesses, MOST_CANDIDATES, whichOf } from '../shared/message-parts.ts'
import type { Snapshot } from './snapshot.ts'
import { type Reference, type Understanding, understand } from './understand.ts'

/** Message on names that sound like the chosen one, and what decided between them. */
export function tellTwins({ twins, decidedBy, products }: Understanding): string {
  const [product] = products
  const also =
    twins.length > 0
      ? ` There is also ${twins.map(asName).join(' and ')}, which sounds like it.`
      : ''
  if (decidedBy === null || product === undefined) return also
  return `${also} Of the names that sound so, only ${asName(product.name)} comes in ${asName(decidedBy)}.`
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
): string {
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
  const more = names.length - MOST_CANDIDATES
  const all = `${names.slice(0, MOST_CANDIDATES).join('; ')}${more > 0 ? ` and ${more} more` : ''}`
  const asked = archived.match.model.asked
  const missing = lacked
    ? `No ${asName(asked)} in ${quoted(lacked.asked)} is for sale`
    : `Nothing that is for sale is called ${quoted(asked)}`
  const others = lacked ? ` For sale is ${either(lacked.candidates)}.` : ''
  return names.length === 0
    ? ''
    : `${missing}, but this is archived: ${all}. Its sku shows what it was; updateProduct with active true brings it back.${others}`
}

/** Why words led to nothing, and what of it is archived or there instead. */
export const whyNothing = (
  snapshot: Snapshot,
  understanding: Understanding,
  words: Reference,
): string => tellArchivedInstead(snapshot, understanding, words) || explainNone(understanding.match)

/** The products to ask about, those of the likeliest name first: no more than a few are spoken. */
export function likeliestFirst({ products, match }: Understanding): Product[] {
  const rank = new Map(match.model?.candidates.map((name, place) => [name, place]))
  const rankOf = ({ name }: Product) => rank.get(name) ?? rank.size
  return products.toSorted((a, b) => rankOf(a) - rankOf(b))
}

/** "tong" may mean Tong Plage, or something that is not here */
const tellUnsure = ({ model }: Match, products: readonly Product[]): string =>
  `${quoted(model?.asked ?? '')} may mean ${either(namesOf(products))}, or something that is not here`

const namesOf = (products: readonly Product[]): string[] => [
  ...new Set(products.map(({ name }) => name)),
]

/**
 * The question which product is meant. Of several names that may all be wrong only the names are told: one of
 * them is to be chosen first.
 * @param products those to choose from, the likeliest first
 */
export function askWhich({ match, isUnsure }: Understanding, products: readonly Product[]): string {
  const [first, ...others] = products
  const which =
    first && others.length === 0
      ? `Is it ${describeProduct(first)} (${asName(first.sku)})?`
      : whichOf(products)
  if (!isUnsure) return which
  const isOneName = namesOf(products).length === 1
  return `${tellUnsure(match, products)}.${isOneName ? ` ${which}` : ''}`
}

/**
 * What words are about, as it is called here: "Hermès, Blanche, Femme", "Hermès" or "3 products", and "size 38".
 * Both are empty where nothing was said.
 */
export function tellAsked(
  { products, match, size }: Understanding,
  said: string | undefined,
): { readonly what: string; readonly size: string } {
  const [only, ...others] = products
  const isNamed = Object.keys(match).length > 0
  const named = [match.model?.used, match.color?.used].filter((one) => typeof one === 'string')
  const one = only && others.length === 0 ? describeProduct(only) : ''
  const asked = said ?? size
  return {
    what: isNamed ? one || named.map(asName).join(', ') || `${products.length} products` : '',
    size: asked ? `size ${asSize(asked)}` : '',
  }
}

/**
 * A list in a sentence: whether it is a question, what was found, and what was taken for what.
 * @param found what was found, as a sentence
 * @param all what is so of all products, where the words fit several
 */
export function introduce(
  understanding: Understanding,
  found: string,
  all = 'this is of all of them',
): string {
  const { kind, match, isUnsure, products } = understanding
  if (kind === 'none' || kind === 'color-not-available') return explainNone(match)
  const open = Object.values(match).some((word) => word.kind === 'ambiguous')
  const several = isUnsure
    ? `${tellUnsure(match, likeliestFirst(understanding))}: ask. `
    : open
      ? `The words fit several products (${products.length}); ${all}. `
      : ''
  return `${several}${found}${guesses(match)}${tellTwins(understanding)}`
}
