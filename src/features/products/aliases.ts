import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { productWithCode } from '../../catalogue/find-product.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import { understand } from '../../catalogue/understand.ts'
import type { Caller } from '../../domain/caller.ts'
import { describeProduct, type Product } from '../../domain/catalogue.ts'
import { StockError } from '../../domain/errors.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { asName, quoted } from '../../domain/text.ts'
import { plain } from '../../matching/normalise.ts'
import { listed } from '../../shared/listed.ts'
import { either, MOST_CANDIDATES } from '../../shared/message-parts.ts'
import type { StockStore } from '../../store/store.ts'

/** The names of a product after one was learnt or taken away. */
export interface AliasesChanged {
  readonly product: Product
  readonly aliases: readonly string[]
  readonly changed: boolean
  readonly message: Sentence
}

export interface AliasRequest {
  readonly sku: string
  readonly alias: string
  /** The owner means it, although it may mean another product. */
  readonly confirm?: boolean | undefined
}

export type AliasService = ReturnType<typeof createAliasService>

/** Learns other names of a product from the owner. */
export function createAliasService(deps: { catalogue: CatalogueReader; store: StockStore }) {
  const { catalogue, store } = deps
  return {
    /**
     * Gives a product another name, by which it is found at once.
     * @throws StockError 'product-not-found' or 'ambiguous-product' for the SKU, 'name-taken'
     *   when it is another product's code, 'similar-name' when it is or resembles another
     *   product's name, 'invalid-request' when the product has too many names
     */
    async add({ sku, alias, confirm }: AliasRequest, caller: Caller): Promise<AliasesChanged> {
      const snapshot = await catalogue.readFresh()
      const product = productWithCode(snapshot, sku)
      if (!confirm) requireOwn(snapshot, product, alias)
      const { added, aliases } = await store
        .addAlias({ ...caller, productId: product.id, alias })
        .catch((error: unknown) => explain(error, product, alias))
        .finally(() => catalogue.invalidate())
      const done = tellAdded(product, alias, { added, inAll: hasColors(snapshot, product) })
      const message = join([done, others(await catalogue.read(), alias)])
      return { product, aliases, changed: added, message }
    },

    /**
     * Takes another name away from all products of a name.
     * @throws StockError 'product-not-found' or 'ambiguous-product' for the SKU
     */
    async remove({ sku, alias }: AliasRequest, caller: Caller): Promise<AliasesChanged> {
      const snapshot = await catalogue.readFresh()
      const product = productWithCode(snapshot, sku)
      const { removed, aliases } = await store
        .removeAlias({ ...caller, productId: product.id, alias })
        .finally(() => catalogue.invalidate())
      const names = listed(aliases.map(asName), 0, ', ')
      const left =
        aliases.length > 0 &&
        say({
          en: `Its other names: ${names}.`,
          fr: `Ses autres noms : ${names}.`,
        })
      const done = tellRemoved(product, alias, { removed, inAll: hasColors(snapshot, product) })
      return { product, aliases, changed: removed, message: join([done, left]) }
    },
  }
}

function tellAdded(
  { name }: Product,
  alias: string,
  { added, inAll }: { readonly added: boolean; readonly inAll: boolean },
): Sentence {
  const all = inAll ? say({ en: ', in every colour', fr: ', dans toutes les couleurs' }) : ''
  return added
    ? say({
        en: `${quoted(alias)} means ${asName(name)} now${all}.`,
        fr: `${quoted(alias)} veut dire ${asName(name)} maintenant${all}.`,
      })
    : say({
        en: `${quoted(alias)} meant ${asName(name)} already${all}.`,
        fr: `${quoted(alias)} voulait déjà dire ${asName(name)}${all}.`,
      })
}

function tellRemoved(
  { name }: Product,
  alias: string,
  { removed, inAll }: { readonly removed: boolean; readonly inAll: boolean },
): Sentence {
  const all = inAll ? say({ en: ', in any colour', fr: ', dans aucune couleur' }) : ''
  return removed
    ? say({
        en: `${quoted(alias)} no longer means ${asName(name)}${all}.`,
        fr: `${quoted(alias)} ne veut plus dire ${asName(name)}${all}.`,
      })
    : say({
        en: `${quoted(alias)} was no other name of ${asName(name)}.`,
        fr: `${quoted(alias)} n’était pas un autre nom de ${asName(name)}.`,
      })
}

/** Another name stands for the name; which colour is meant is asked as it is for the name itself. */
const hasColors = ({ products }: Snapshot, { name }: Product): boolean =>
  new Set(products.filter((one) => one.name === name).map(({ color }) => color)).size > 1

/**
 * A name that is another product's, or that would be taken for one, must be meant.
 * @throws StockError 'similar-name'
 */
function requireOwn(snapshot: Snapshot, product: Product, alias: string): void {
  const { kind, names } = snapshot.matchModel({ model: alias })
  const own = [product.name, ...product.aliases].map(plain)
  // Another product's code is refused as such, with its SKU.
  const isCode = snapshot
    .withCode(alias)
    .some((one) => one.variant !== null || one.product.sku.toLowerCase() === alias.toLowerCase())
  if (isCode) return
  const others = kind === 'none' ? [] : names.filter((name) => !own.includes(plain(name)))
  if (others.length === 0 || own.includes(plain(alias))) return
  throw new StockError(
    'similar-name',
    say({
      en: `${quoted(alias)} may mean ${either(others)} already. Nothing was changed: ask, and if it shall mean ${asName(product.name)} as well send confirm true.`,
      fr: `${quoted(alias)} peut déjà vouloir dire ${either(others)}. Rien n’a changé : demandez, et si ce nom doit aussi vouloir dire ${asName(product.name)}, envoyez confirm true.`,
    }),
    { names: others.slice(0, MOST_CANDIDATES) },
  )
}

function explain(error: unknown, product: Product, alias: string): never {
  if (!(error instanceof StockError)) throw error
  const { code, details } = error
  if (code === 'name-taken') {
    const { kind, sku } = details
    const owner = asName(String(sku))
    const text = say({
      en: `${quoted(alias)} is the ${kind} of ${owner}. Nothing was changed: choose another name.`,
      fr: `${quoted(alias)} est ${kind === 'SKU' ? 'le SKU' : 'le code-barres'} de ${owner}. Rien n’a changé : choisissez un autre nom.`,
    })
    throw new StockError(code, text, details, { cause: error })
  }
  if (code !== 'invalid-request') throw error
  const reason = String(details.reason).replace(/\.+$/, '')
  const text = say({
    en: `${describeProduct(product)} cannot take another name (${reason}). Nothing was changed: take away names it does not need first (removeAlias).`,
    fr: `${describeProduct(product)} ne peut pas prendre un autre nom (${reason}). Rien n’a changé : retirez d’abord les noms inutiles (removeAlias).`,
  })
  throw new StockError(code, text, {}, { cause: error })
}

/** Whoever shares a name is asked about; better to know it now. */
function others(snapshot: Snapshot, alias: string): Sentence | '' {
  const { products } = understand(snapshot, { model: alias })
  const names = [...new Set(products.map(({ name }) => asName(name)))]
  return names.length < 2
    ? ''
    : say({
        en: `It may mean ${names.join(' or ')}, so it will be asked about.`,
        fr: `Ce nom peut vouloir dire ${names.join(' ou ')} : la question sera posée.`,
      })
}
