import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { productWithCode } from '../../catalogue/find-product.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import { understand } from '../../catalogue/understand.ts'
import { describeProduct, type Product } from '../../domain/catalogue.ts'
import { StockError } from '../../domain/errors.ts'
import type { StockStore } from '../../store/store.ts'

export interface AliasAdded {
  readonly product: Product
  readonly aliases: readonly string[]
  readonly added: boolean
  readonly message: string
}

export type AliasService = ReturnType<typeof createAliasService>

/** Learns other names of a product from the owner. */
export function createAliasService(deps: { catalogue: CatalogueReader; store: StockStore }) {
  const { catalogue, store } = deps
  return {
    /**
     * Gives a product another name, by which it is found at once.
     * @throws StockError 'product-not-found' or 'ambiguous-product' for the SKU, 'name-taken'
     *   when it is another product's code, 'invalid-request' when the product has too many names
     */
    async add(sku: string, alias: string): Promise<AliasAdded> {
      const product = productWithCode(await catalogue.readFresh(), sku)
      const { added, aliases } = await store
        .addAlias(product.id, alias)
        .catch((error: unknown) => explain(error, product, alias))
        .finally(() => catalogue.invalidate())
      // The words stand for the name; which colour is meant is asked as it is for the name itself.
      const { name } = product
      const done = added ? `"${alias}" means ${name} now.` : `"${alias}" meant ${name} already.`
      return { product, aliases, added, message: done + others(await catalogue.read(), alias) }
    },
  }
}

function explain(error: unknown, product: Product, alias: string): never {
  if (!(error instanceof StockError)) throw error
  const { code, details } = error
  if (code === 'name-taken') {
    const { kind, sku } = details
    const text = `"${alias}" is the ${kind} of ${sku}. Nothing was changed: choose another name.`
    throw new StockError(code, text, details, { cause: error })
  }
  if (code !== 'invalid-request') throw error
  const reason = String(details.reason).replace(/\.+$/, '')
  const text = `${describeProduct(product)} cannot take another name (${reason}). Nothing was changed: remove names it does not need in the admin UI.`
  throw new StockError(code, text, {}, { cause: error })
}

/** Whoever shares a name is asked about; better to know it now. */
function others(snapshot: Snapshot, alias: string): string {
  const { products } = understand(snapshot, { model: alias })
  const names = [...new Set(products.map(({ name }) => name))]
  return names.length < 2 ? '' : ` It may mean ${names.join(' or ')}, so it will be asked about.`
}
