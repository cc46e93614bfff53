import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import { productWithCode } from '../../catalogue/find-product.ts'
import { type Shelf, unitsOn } from '../../catalogue/snapshot.ts'
import { describeProduct, type Product, type Variant } from '../../domain/catalogue.ts'
import { count, countInFrench, figure } from '../../domain/figures.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { asName, asSize } from '../../domain/text.ts'
import { tellComing } from '../../shared/message-parts.ts'

/** A size of a product, with its shelves. */
export interface DetailedSize {
  readonly variant: Variant
  readonly shelves: readonly Shelf[]
}

/** All that is known of a product. */
export interface ProductDetail {
  readonly product: Product
  /** The size that the barcode is of which was sent; null for another code. */
  readonly scanned: Variant | null
  readonly sizes: readonly DetailedSize[]
  readonly shelves: readonly Shelf[]
  readonly message: Sentence
}

export type ProductDetailService = ReturnType<typeof createProductDetailService>

/** Tells all that is known of a product. */
export function createProductDetailService({ catalogue }: { catalogue: CatalogueReader }) {
  return {
    /**
     * The product that a code is of; it may be archived. A code is taken as it is, and nothing that
     * sounds like it.
     * @param code SKU, another code or a barcode
     * @param location name of the only one whose shelves are told; all where it is missing
     * @throws StockError 'product-not-found', 'ambiguous-product', 'location-not-found'
     */
    async read(code: string, location?: string): Promise<ProductDetail> {
      const snapshot = await catalogue.read()
      const product = productWithCode(snapshot, code)
      const place = location === undefined ? undefined : locationOf(snapshot, location)
      const shelves = snapshot
        .shelvesOf(product)
        .filter((shelf) => place === undefined || shelf.location.id === place.id)
      const byVariant = Map.groupBy(shelves, ({ variant }) => variant.id)
      const ofBarcode = snapshot
        .withCode(code)
        .find((target) => target.product === product && target.variant !== null)
      const detail = {
        product,
        scanned: ofBarcode?.variant ?? null,
        sizes: snapshot
          .variantsOf(product)
          .map((variant) => ({ variant, shelves: byVariant.get(variant.id) ?? [] })),
        shelves,
      }
      return { ...detail, message: tellDetail(detail, place?.name) }
    },
  }
}

type Told = Omit<ProductDetail, 'message'>

const tellDetail = (told: Told, location?: string): Sentence =>
  join([tellUnits(told, location), tellScanned(told), tellArchived(told)])

function tellUnits({ product, sizes, shelves }: Told, location?: string): Sentence {
  const { onHand, free, onOrder } = unitsOn(shelves)
  const name = describeProduct(product)
  const place = location && asName(location)
  const reserved = onHand - free
  const parts = [
    say({
      en: `${name}: ${figure(onHand)} on hand${place ? ` at ${place}` : ''} in ${count(sizes.length, 'size')}`,
      fr: `${name} : ${figure(onHand)} en stock${place ? ` à ${place}` : ''} en ${countInFrench(sizes.length, 'taille')}`,
    }),
    reserved > 0 &&
      say({
        en: `${figure(reserved)} of them reserved`,
        fr: `dont ${countInFrench(reserved, 'réservé')}`,
      }),
    tellComing(onOrder),
  ]
  return join([join(parts, ', '), sameInAll('.')], '')
}

const tellScanned = ({ scanned }: Told): Sentence | null =>
  scanned &&
  say({
    en: `The barcode is that of ${asSize(scanned.size)}.`,
    fr: `Le code-barres est celui de la taille ${asSize(scanned.size)}.`,
  })

const tellArchived = ({ product }: Told): Sentence | false =>
  !product.active &&
  say({
    en: 'It is archived: no list shows it.',
    fr: 'Il est archivé : aucune liste ne le montre.',
  })
