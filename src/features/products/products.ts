import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { productWithCode } from '../../catalogue/find-product.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Caller, RequestKey } from '../../domain/caller.ts'
import { describeProduct, type Product, type Variant } from '../../domain/catalogue.ts'
import { StandingRefusal, StockError } from '../../domain/errors.ts'
import { countInFrench, figure } from '../../domain/figures.ts'
import { isGtin, looksLikeGtin } from '../../domain/gtin.ts'
import type { Author } from '../../domain/movement.ts'
import type { ProductChanged } from '../../domain/product-change.ts'
import { PRODUCT_FIELDS, type SomeFields } from '../../domain/product-fields.ts'
import {
  type LedgerDetails,
  type OfRefusals,
  type RefusalOf,
  saidOf,
} from '../../domain/refusals.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { asName, asSize } from '../../domain/text.ts'
import { type FieldChange, listChanges, tellChanges } from '../../shared/field-changes.ts'
import { authorOf, lastWord, reused, unsure } from '../../shared/idempotency.ts'
import { describePart, MOST_CANDIDATES } from '../../shared/message-parts.ts'
import { doneBefore } from '../../shared/nothing-changed.ts'
import type { LedgerStore } from '../../store/ledger-store.ts'
import type { ProductStore } from '../../store/product-store.ts'
import { sizeNotFound } from '../stock/plan-line.ts'
import type { Explanation } from '../stock/refusal-messages.ts'
import { tellOtherBarcode, tellTakenBarcode, tellWrongDigit } from './barcode-messages.ts'
import { writtenAsIn } from './labels.ts'
import { type Identity, type ProductRequest, planProduct, requireNew } from './new-product.ts'

/** A change of a product that the owner wants; what is missing stays as it is. */
export interface ProductUpdate extends RequestKey {
  /** SKU or another code of the product. */
  readonly sku: string
  /** The only size that is meant: its reorder point. */
  readonly size?: string | undefined
  readonly fields: SomeFields
  /** The caller says that a name which is nearly another one's is meant. */
  readonly confirm?: boolean | undefined
}

/** The barcode of one size. */
export interface BarcodeChange extends RequestKey {
  /** SKU or another code of the product. */
  readonly sku: string
  readonly size: string
  /** null for none. */
  readonly barcode: string | null
  /** The caller says that an odd one, or another one in place of the one on record, is meant. */
  readonly confirm?: boolean | undefined
}

export interface ProductOutcome {
  readonly product: Product
  readonly sizes: readonly string[]
  /** The only size that changed; empty for the product itself. */
  readonly size: string
  /** Empty for a new product. */
  readonly changes: readonly FieldChange[]
  /** Whether something was written now. */
  readonly written: boolean
  readonly replayed: boolean
  readonly message: Sentence
}

export type ProductService = ReturnType<typeof createProductService>

/** Two callers at once may take each other's name; more tries than this are no accident. */
const MAX_ATTEMPTS = 3

interface Dependencies {
  readonly catalogue: CatalogueReader
  readonly store: ProductStore & Pick<LedgerStore, 'noteRefusal'>
}

/** Keeps the catalogue: makes products, changes and archives them. */
export function createProductService({ catalogue, store }: Dependencies) {
  return {
    /**
     * Makes a product with its sizes and what each begins with.
     * @throws StockError 'product-exists', 'similar-product' unless confirmed, 'sku-taken',
     *   'unusual-quantity', 'request-id-reused'; nothing is written then
     */
    async create(request: ProductRequest, caller: Caller): Promise<ProductOutcome> {
      const { requestId: _key, confirm, ...content } = request
      const author = authorOf({ create: content }, request, caller, { confirm })
      const refuseUnusual = caller.channel === 'chat' && !confirm
      const done = await once(author, request, async () => {
        for (let attempt = 1; ; attempt++) {
          const plan = planProduct(await catalogue.readFresh(), request)
          try {
            return await store.createProduct({ ...author, ...plan, refuseUnusual })
          } catch (error) {
            // Somebody was faster: the next plan sees what is there now, and says so.
            if (attempt === MAX_ATTEMPTS || !isTaken(error)) throw explain(error, request)
          }
        }
      })
      return tellNew(done, request)
    },

    /**
     * Changes what a product is, or archives it (active false). Its SKU stays. With a size only the
     * reorder point of that changes.
     * @throws StockError 'product-not-found', 'size-not-found', 'product-exists', 'similar-product' unless confirmed,
     *   'product-in-stock', 'request-id-reused'; nothing is written then
     */
    async update(request: ProductUpdate, caller: Caller): Promise<ProductOutcome> {
      const { requestId, sku, size, fields, confirm } = request
      const author = authorOf({ update: { sku, size, fields } }, request, caller, { confirm })
      const snapshot = await catalogue.readFresh()
      const done = await once(author, request, async () => {
        const product = productWithCode(snapshot, sku)
        requireSomething(fields)
        const variantId =
          size === undefined ? undefined : sizeMeant(snapshot, product, size, fields)
        if (isRenamed(product, fields)) {
          requireNew(snapshot, identityAfter(product, fields), { confirm, except: product })
        }
        const others = snapshot.all.filter((one) => one !== product)
        return store
          .updateProduct({
            ...{ ...author, productId: product.id, variantId },
            fields: writtenAsIn(others, fields),
          })
          .catch((error: unknown) => {
            throw explain(error, { requestId, snapshot, product })
          })
      })
      return tellUpdate(done, snapshot, request)
    },

    /**
     * Gives a size its barcode, or takes it away.
     * @throws StockError 'product-not-found', 'ambiguous-product', 'size-not-found', 'name-taken' for a code of
     *   another one, 'unusual-barcode' unless confirmed, 'request-id-reused'; nothing is written then
     */
    async setBarcode(request: BarcodeChange, caller: Caller): Promise<ProductOutcome> {
      const { sku, size, barcode, confirm } = request
      const author = authorOf({ barcode: { sku, size, barcode } }, request, caller, { confirm })
      const snapshot = await catalogue.readFresh()
      const done = await once(author, request, async () => {
        const product = productWithCode(snapshot, sku)
        const variant = snapshot.variantOf(product, size)
        if (!variant) throw sizeNotFound(snapshot, product, size)
        if (barcode !== null && !confirm) requireUsual(product, variant, barcode)
        const fields = { barcode: barcode ?? '' }
        const edit = { ...author, productId: product.id, variantId: variant.id, fields }
        return store.updateProduct(edit).catch((error: unknown) => {
          throw explain(error, { ...request, snapshot, product })
        })
      })
      return tellUpdate(done, snapshot, { ...request, fields: {} })
    },
  }

  /** Does a request, unless it was done before, or another attempt of it is faster. */
  async function once(
    author: Author,
    request: RequestKey,
    work: () => Promise<ProductChanged>,
  ): Promise<ProductChanged> {
    const before = request.requestId === undefined ? null : await changeUnder(author, request)
    if (before) return before
    try {
      return await work()
    } catch (refusal) {
      await lastWord(store.noteRefusal, author, request, refusal)
      const meanwhile = await changeUnder(author, request)
      if (meanwhile) return meanwhile
      throw refusal
    } finally {
      catalogue.invalidate()
    }
  }

  /** What the key of a request did. */
  function changeUnder(author: Author, { requestId }: RequestKey): Promise<ProductChanged | null> {
    return store.findProductChange(author).catch((error: unknown) => {
      throw explain(error, { requestId })
    })
  }
}

const isTaken = (error: unknown): boolean =>
  error instanceof StockError && (error.code === 'product-exists' || error.code === 'sku-taken')

function requireSomething(fields: SomeFields): void {
  if (Object.values(fields).some((value) => value !== undefined)) return
  const names = Object.values(PRODUCT_FIELDS).map(({ wire }) => wire)
  const [last] = names.splice(-1)
  throw new StockError(
    'invalid-request',
    say({
      en: `Say what to change: ${names.join(', ')} or ${last}.`,
      fr: `Dites quoi changer : ${names.join(', ')} ou ${last}.`,
    }),
  )
}

/**
 * The id of the size that is to change.
 * @throws StockError 'size-not-found', or 'invalid-request' for what no size has of its own
 */
function sizeMeant(
  snapshot: Snapshot,
  product: Product,
  size: string,
  { reorderPoint, ...others }: SomeFields,
): string {
  if (Object.values(others).some((value) => value !== undefined)) {
    throw new StockError(
      'invalid-request',
      say({
        en: 'A size has a reorder_point of its own and nothing else: leave size out to change the product. Nothing was changed.',
        fr: 'Une taille n’a en propre que son reorder_point : renvoyez sans size pour modifier le produit. Rien n’a changé.',
      }),
    )
  }
  const variant = snapshot.variantOf(product, size)
  if (variant) return variant.id
  throw sizeNotFound(snapshot, product, size)
}

const identityAfter = (product: Product, { name, color, gender }: SomeFields): Identity => ({
  name: name ?? product.name,
  color: color ?? product.color,
  gender: gender ?? product.gender,
})

/** Whether a product gets another name, or comes back under its own. */
const isRenamed = (product: Product, { name, color, gender, active }: SomeFields): boolean =>
  (name !== undefined && name !== product.name) ||
  (color !== undefined && color !== product.color) ||
  (gender !== undefined && gender !== product.gender) ||
  (active === true && !product.active)

function tellNew(done: ProductChanged, { quantity = 0 }: ProductRequest): ProductOutcome {
  const { product, sizes } = done
  const what = `${describeProduct(product)} (${asName(product.sku)})`
  const inSizes = sizes.map(asSize).join(', ')
  const stock =
    quantity > 0
      ? say({ en: `${quantity} of each`, fr: `${quantity} de chaque` })
      : say({ en: 'nothing on hand yet', fr: 'rien en stock encore' })
  const message = say({
    en: `Made ${what} in ${inSizes}, ${stock}.`,
    fr: `Créé : ${what} en ${inSizes}, ${stock}.`,
  })
  return outcome(done, [], message)
}

function tellUpdate(
  done: ProductChanged,
  snapshot: Snapshot,
  request: ProductUpdate,
): ProductOutcome {
  const { product, before, after } = done
  const size = request.size && (snapshot.variantOf(product, request.size)?.size ?? request.size)
  const changes = listChanges(before ?? {}, after)
  const name = describePart(product, size ?? '')
  if (changes.length === 0) return outcome(done, [], tellSame(name, request.fields))
  const fields = changes.filter(({ field }) => field !== 'active')
  const told = tellChanges(fields)
  const sentences = [
    told && say({ en: `${name}: ${told}.`, fr: `${name} : ${told}.` }),
    tellActive(name, after),
    tellNamesakes(done, snapshot),
  ]
  return outcome(done, changes, join(sentences))
}

/** A product without a reorder point may be listed all the same: whoever takes it away wants to hear why. */
const tellSame = (name: string, { reorderPoint }: SomeFields): Sentence =>
  reorderPoint === 0
    ? say({
        en: `${name} has no reorder point of its own; listReorder still counts what sells.`,
        fr: `${name} n’a pas de seuil de commande propre ; listReorder compte quand même ce qui se vend.`,
      })
    : say({
        en: `${name} was like this already.`,
        fr: `${name} : rien à changer, c’est déjà ainsi.`,
      })

function tellActive(name: string, { active }: SomeFields): Sentence | '' {
  if (active === undefined) return ''
  return active
    ? say({ en: `${name} is for sale again.`, fr: `${name} : de nouveau en vente.` })
    : say({
        en: `${name} is archived: no list shows it, and updateProduct with active true brings it back.`,
        fr: `${name} : archivé, aucune liste ne le montre, et updateProduct avec active true le remet en vente.`,
      })
}

/** A rename is of one product; whoever meant all of the model should hear that there are others. */
function tellNamesakes({ product, before }: ProductChanged, snapshot: Snapshot): Sentence | '' {
  if (before?.name === undefined) return ''
  const others = snapshot.products.filter(
    ({ id, name }) => name === before.name && id !== product.id,
  ).length
  const name = asName(before.name)
  return others === 0
    ? ''
    : say({
        en: `${figure(others)} more of ${name} ${others === 1 ? 'keeps' : 'keep'} that name.`,
        fr: `${countInFrench(others, `autre ${name} garde`, `autres ${name} gardent`)} ce nom.`,
      })
}

const outcome = (
  { product, sizes, size, replayed, before, after }: ProductChanged,
  changes: readonly FieldChange[],
  message: Sentence,
): ProductOutcome => ({
  product,
  sizes,
  size,
  changes,
  replayed,
  written: !replayed && (before === null || Object.keys(after).length > 0),
  message: join([replayed && doneBefore(), message]),
})

interface Context extends RequestKey {
  readonly model?: string
  readonly barcode?: string | null
  readonly snapshot?: Snapshot
  readonly product?: Product
}

/**
 * A slip in a barcode, or one over another, is found by nobody until the wrong shoe is sold.
 * @throws StockError 'unusual-barcode'
 */
function requireUsual(product: Product, variant: Variant, barcode: string): void {
  const known = variant.barcode
  if (looksLikeGtin(barcode) && !isGtin(barcode)) {
    throw new StockError('unusual-barcode', tellWrongDigit(barcode))
  }
  if (known !== '' && known !== barcode) {
    const text = tellOtherBarcode(describePart(product, variant.size), known, barcode)
    throw new StockError('unusual-barcode', text, { barcode: known })
  }
}

/** Tells in words why the ledger did not make or change a product. */
function explain(error: unknown, context: Context): unknown {
  if (!(error instanceof StockError) || error instanceof StandingRefusal) return error
  if (error.details.may_be_written) return unsure(error, context)
  if (error.code === 'request-id-reused') return reused(error)
  const explanation = saidOf(EXPLANATIONS, error, context)
  if (!explanation) return error
  return new StockError(error.code, explanation.text, explanation.members, { cause: error })
}

const taken = (): Explanation => ({
  text: say({
    en: 'Another request took this name or this code at the same time. Nothing was changed: look for the product with listModels before you try again.',
    fr: 'Une autre demande a pris ce nom ou ce code au même moment. Rien n’a changé : cherchez le produit avec listModels avant de réessayer.',
  }),
  members: {},
})

const EXPLANATIONS: OfRefusals<
  Exclude<RefusalOf<'product'>, 'request-id-reused'>,
  [context: Context],
  Explanation | undefined
> = {
  'product-exists': taken,
  'sku-taken': taken,
  'product-in-stock': inStock,
  'name-taken': (taken, { snapshot, barcode }) => ({
    text: tellTakenBarcode(
      barcode ?? '',
      taken,
      snapshot?.all.find(({ sku }) => sku === taken.sku),
    ),
    members: { ...taken },
  }),
  'unusual-quantity': ({ requested }, { model }) => ({
    text: say({
      en: `${requested} of each size of ${asName(model ?? '')} to begin with is unusual. Nothing was changed: ask, and if it is right send confirm true.`,
      fr: `${requested} de chaque taille de ${asName(model ?? '')} pour commencer, c’est inhabituel. Rien n’a changé : demandez, et si c’est juste envoyez confirm true.`,
    }),
    members: { requested },
  }),
}

function inStock(
  { quantity, reserved }: LedgerDetails['product-in-stock'],
  { product, snapshot }: Context,
): Explanation | undefined {
  if (!product || !snapshot) return undefined
  const sizes = snapshot
    .shelvesOf(product)
    .filter(({ level }) => level.quantity > 0)
    .map(({ variant, location, level }) => ({
      size: variant.size,
      location: location.name,
      ...level,
    }))
  const kept =
    reserved > 0
      ? say({
          en: `, ${figure(reserved)} of them reserved`,
          fr: `, dont ${countInFrench(reserved, 'réservé')}`,
        })
      : ''
  return {
    text: say({
      en: `${describeProduct(product)} has ${quantity} on hand${kept}. Nothing was changed: an archived product is in no list, so its units would be forgotten. Sell, move or count them to 0 first (countStock), then archive it.`,
      fr: `${describeProduct(product)} : ${quantity} en stock${kept}. Rien n’a changé : un produit archivé n’est dans aucune liste, et ses unités seraient oubliées. Vendez-les, déplacez-les ou comptez-les à 0 d’abord (countStock), puis archivez-le.`,
    }),
    members: { quantity, reserved, sku: product.sku, sizes: sizes.slice(0, MOST_CANDIDATES) },
  }
}
