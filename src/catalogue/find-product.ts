import type { Product } from '../domain/catalogue.ts'
import { StockError } from '../domain/errors.ts'
import { join, say } from '../domain/say.ts'
import { quoted } from '../domain/text.ts'
import { whichOf } from '../shared/message-parts.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The one product with this SKU, alias or barcode; it may be archived.
 * @throws StockError 'product-not-found' or 'ambiguous-product'
 */
export function productWithCode(snapshot: Snapshot, sku: string): Product {
  const meant = [...new Set(snapshot.withCode(sku).map(({ product }) => product))]
  const own = meant.filter((product) => product.sku.toLowerCase() === sku.toLowerCase())
  const products = own.length === 1 ? own : meant
  const [product, ...more] = products
  if (product && more.length === 0) return product
  if (product) {
    throw new StockError(
      'ambiguous-product',
      join([
        whichOf(products),
        say({
          en: 'Send the sku of the one that is meant.',
          fr: 'Envoyez le sku de celui qui est voulu.',
        }),
      ]),
    )
  }
  throw new StockError(
    'product-not-found',
    say({
      en: `There is no product with the code ${quoted(sku)}. Nothing was changed: find its sku with listModels.`,
      fr: `Il n’y a pas de produit avec le code ${quoted(sku)}. Rien n’a changé : trouvez son sku avec listModels.`,
    }),
  )
}
