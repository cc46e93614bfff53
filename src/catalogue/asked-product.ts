import { describeProduct, type Product, type Variant } from '../domain/catalogue.ts'
import { StockError } from '../domain/errors.ts'
import type { Match } from '../domain/match.ts'
import { join, type Sentence, say } from '../domain/say.ts'
import { asSize } from '../domain/text.ts'
import { either, explainNone, MOST_CANDIDATES, shortMatch } from '../shared/message-parts.ts'
import type { Snapshot } from './snapshot.ts'
import { comingIn, type Reference, saidSize, type Understanding, understand } from './understand.ts'
import { askWhich, likeliestFirst, tellArchivedInstead } from './understanding-messages.ts'

/** What a question is about. */
export interface AskedProduct {
  readonly product: Product
  /** null where the product as a whole is meant. */
  readonly variant: Variant | null
  readonly match: Match
}

/**
 * The one product that a question is about, and its size where one was said.
 * @throws StockError 'invalid-request' where nothing was said, 'ambiguous-product', 'product-not-found',
 *   'color-not-available' or 'size-not-found', with what to ask
 */
export function askedProduct(snapshot: Snapshot, words: Reference): AskedProduct {
  const understanding = understand(snapshot, words)
  const { match } = understanding
  if (Object.keys(match).length === 0) {
    throw new StockError('invalid-request', sayWhich())
  }
  const said = saidSize(words) ?? understanding.size
  const product =
    onlyOne(snapshot, understanding, said) ?? refuse(snapshot, understanding, words, said)
  if (said === null) return { product, variant: null, match }
  const variant = snapshot.variantOf(product, said)
  if (variant) return { product, variant, match }
  const sizes = snapshot.variantsOf(product).map(({ size }) => size)
  throw new StockError('size-not-found', notInSize(product, said, sizes), {
    sku: product.sku,
    sizes: sizes.slice(0, MOST_CANDIDATES),
  })
}

/** That nothing was said of which product it is. */
export const sayWhich = (): Sentence =>
  say({
    en: 'Say which product: send sku, or model with color, gender and size.',
    fr: 'Dites quel produit : envoyez sku, ou model avec color, gender et size.',
  })

function notInSize(product: Product, size: string, sizes: readonly string[]): Sentence {
  const [name, said] = [describeProduct(product), asSize(size)]
  return say({
    en: `${name} does not come in ${said}. There is ${either(sizes) || 'no size'}. Ask which is meant, or leave the size out for all of them.`,
    fr: `${name} n’existe pas en ${said}. Il ${sizes.length > 0 ? `y a ${either(sizes)}` : 'n’y a aucune taille'}. Demandez laquelle est voulue, ou n’envoyez pas de taille pour les avoir toutes.`,
  })
}

/** The product that is certainly meant; of several the only one that comes in the size. */
function onlyOne(
  snapshot: Snapshot,
  understanding: Understanding,
  size: string | null,
): Product | undefined {
  const { kind, products, isUnsure, match } = understanding
  const [product, ...others] = products
  if (kind === 'found' && product && others.length === 0) return product
  const isOpen = kind === 'found' || (kind === 'ambiguous' && match.color?.kind !== 'ambiguous')
  if (!isOpen || isUnsure) return undefined
  const [only, ...more] = comingIn(snapshot, understanding, size)
  return more.length === 0 ? only : undefined
}

function refuse(
  snapshot: Snapshot,
  understanding: Understanding,
  words: Reference,
  size: string | null,
): never {
  const { kind, match } = understanding
  const products = likeliestFirst({
    ...understanding,
    products: comingIn(snapshot, understanding, size),
  })
  const members = {
    match: shortMatch(match),
    candidates: products
      .slice(0, MOST_CANDIDATES)
      .map(({ sku, name, color, gender }) => ({ sku, model: name, color, gender })),
    candidates_total: products.length,
  }
  if (kind === 'none' || kind === 'color-not-available') {
    throw new StockError(
      kind === 'none' ? 'product-not-found' : kind,
      tellArchivedInstead(snapshot, understanding, words) ||
        join([
          explainNone(match),
          say({
            en: 'Ask which one is meant; listModels tells what there is.',
            fr: 'Demandez lequel est voulu ; listModels dit ce qu’il y a.',
          }),
        ]),
      members,
    )
  }
  throw new StockError(
    'ambiguous-product',
    join([
      askWhich(understanding, products),
      say({ en: 'Ask, then send its sku.', fr: 'Demandez, puis envoyez son sku.' }),
    ]),
    members,
  )
}
