import { askLonger, longerNamed } from '../../catalogue/longer-names.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import { type Understanding, understand } from '../../catalogue/understand.ts'
import { whyNothing } from '../../catalogue/understanding-messages.ts'
import { describeProduct, type Product, readSize, sizeKey } from '../../domain/catalogue.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { asName, asSize } from '../../domain/text.ts'
import { firstOf } from '../../shared/listed.ts'
import { either, guesses, MOST_CANDIDATES, whichOf } from '../../shared/message-parts.ts'

/** How a row of sales names what was sold: by a code, or else by words. Empty for what is not there. */
export interface SoldWords {
  readonly sku: string
  readonly barcode: string
  readonly model: string
  readonly color: string
  readonly gender: string
  readonly size: string
}

export interface Sold {
  readonly productId: string
  /** null where the row does not tell which of several sizes. */
  readonly variantId: string | null
  /** What was taken for what; empty where the words were exact. */
  readonly guess: Sentence | ''
}

/**
 * What a row says was sold; archived products too, by a code. A size is never guessed.
 * @returns or why that is not clear, as a sentence
 */
export function soldProduct(snapshot: Snapshot, words: SoldWords): Sold | Sentence {
  const code = [words.barcode, words.sku].find((one) => snapshot.withCode(one).length > 0)
  const spoken = code ?? (words.sku || words.barcode)
  const understanding = spoken === '' ? byWords(snapshot, words) : byCode(snapshot, spoken, words)
  const product = theProduct(snapshot, understanding, words)
  if (typeof product === 'string') return product
  const size = theSize(understanding, words)
  if (size === 'two') {
    return say({
      en: `The code says another size than ${asSize(words.size)}: correct one of them.`,
      fr: `Le code dit une autre taille que ${asSize(words.size)} : corrigez l’un des deux.`,
    })
  }
  const variants = snapshot.variantsOf(product)
  const variant = size === '' ? undefined : snapshot.variantOf(product, size)
  if (size !== '' && !variant) {
    const sizes = firstOf(
      variants.map((one) => asSize(one.size)),
      MOST_CANDIDATES,
    )
    const name = describeProduct(product)
    return say({
      en: `${name} does not come in ${asSize(size)}, but in ${sizes || 'no size'}: correct it, or leave the size empty to count the sale for the product.`,
      fr: `${name} n’existe pas en ${asSize(size)}, mais en ${sizes || 'aucune taille'} : corrigez, ou laissez la taille vide pour compter la vente pour le produit.`,
    })
  }
  const only = variants.length === 1 ? variants[0] : undefined
  return {
    productId: product.id,
    variantId: (variant ?? only)?.id ?? null,
    guess: spoken === '' ? guesses(understanding.match) : '',
  }
}

const referenceOf = ({ model, color, gender, size }: SoldWords) => ({
  ...(model && { model }),
  ...(color && { color }),
  ...(gender && { gender }),
  ...(size && { size }),
})

const byWords = (snapshot: Snapshot, words: SoldWords): Understanding =>
  understand(snapshot, referenceOf(words), 'write')

/** A code alone says enough; only one that several products share is told apart by the words. */
function byCode(snapshot: Snapshot, sku: string, words: SoldWords): Understanding {
  const alone = understand(snapshot, { sku }, 'write')
  if (alone.kind !== 'ambiguous') return alone
  const own = alone.products.filter((one) => one.sku.toLowerCase() === sku.toLowerCase())
  if (own.length === 1) return { ...alone, kind: 'found', products: own }
  return understand(snapshot, { sku, ...referenceOf(words) }, 'write')
}

/** @returns or why it is not clear which one */
function theProduct(
  snapshot: Snapshot,
  understanding: Understanding,
  words: SoldWords,
): Product | Sentence {
  const { kind, products, isUnsure, match } = understanding
  if (Object.keys(match).length === 0) {
    return say({
      en: 'The line does not say what was sold: fill in the SKU, the barcode or the model.',
      fr: 'La ligne ne dit pas ce qui a été vendu : remplissez le SKU, le code-barres ou le modèle.',
    })
  }
  const longer = longerNamed(snapshot, understanding, referenceOf(words))
  if (longer.length > 0) return join([sameInAll(askLonger(longer)), writeSku()])
  if (kind === 'none' || kind === 'color-not-available') {
    return join([
      sameInAll(whyNothing(snapshot, understanding, referenceOf(words))),
      say({
        en: 'Correct it, or leave the line out.',
        fr: 'Corrigez la ligne, ou retirez-la.',
      }),
    ])
  }
  const [product, ...others] = products
  if (kind === 'found' && product && others.length === 0) return product
  const size = theSize(understanding, words)
  const inSize = products.filter((one) => snapshot.variantOf(one, size) !== undefined)
  const isOpen = isUnsure || kind === 'contradiction' || match.color?.kind === 'ambiguous'
  if (!isOpen && size !== '' && inSize.length === 1 && inSize[0]) return inSize[0]
  if (isUnsure) {
    const names = [...new Set(products.map(({ name }) => name))]
    return say({
      en: `Nothing is called ${asName(words.model)}. If it is ${either(names)}, write its SKU.`,
      fr: `Rien ne s’appelle ${asName(words.model)}. Si c’est ${either(names)}, écrivez son SKU.`,
    })
  }
  return join([sameInAll(whichOf(products)), writeSku()])
}

const writeSku = (): Sentence => say({ en: 'Write the SKU.', fr: 'Écrivez le SKU.' })

/** '' where none is said, 'two' where the code and the column say different ones. */
function theSize({ size: inside }: Understanding, { size }: SoldWords): string {
  const said = size && readSize(size)
  if (said === '' || inside === null) return said || inside || ''
  return sizeKey(said) === sizeKey(inside) ? inside : 'two'
}
