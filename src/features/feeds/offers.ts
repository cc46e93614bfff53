import { createHash } from 'node:crypto'
import { locationOf } from '../../catalogue/find-location.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import { describeProduct, type Product, type Variant } from '../../domain/catalogue.ts'
import { isGtin } from '../../domain/gtin.ts'
import { isPrepared } from '../../domain/picture.ts'
import { available } from '../../domain/stock.ts'
import { genderKey } from '../../matching/lexicon.ts'
import { nextTurn } from '../../shared/turns.ts'

/** One size of a product, as it is offered at one moment. */
export interface Offer {
  /** Unique in the feed, and the same each time. */
  readonly id: string
  readonly product: Product
  readonly variant: Variant
  readonly isAvailable: boolean
}

/** What the shop says of all that it offers. */
export interface Offering {
  /** Of prices, ISO 4217. */
  readonly currency: string
  /** Address of a product in the web shop, with {sku} and {size} in it; undefined for none. */
  readonly productLink: string | undefined
}

export interface Terms extends Offering {
  /** Address of this service, for pictures. */
  readonly baseUrl: string
}

/**
 * All that is for sale, as it is at this moment.
 * @param location name of the only location whose stock counts; undefined for all
 */
export async function offersOf(snapshot: Snapshot, location?: string): Promise<readonly Offer[]> {
  const at = location === undefined ? undefined : locationOf(snapshot, location).id
  const ids = new Set<string>()
  const offers: Offer[] = []
  for (const product of snapshot.products) {
    await nextTurn()
    const units = new Map<string, number>()
    for (const { variant, location: place, level } of snapshot.shelvesOf(product)) {
      if (at !== undefined && place.id !== at) continue
      units.set(variant.id, (units.get(variant.id) ?? 0) + available(level))
    }
    for (const variant of snapshot.variantsOf(product)) {
      const id = idOf(product, variant, ids)
      ids.add(id)
      offers.push({ id, product, variant, isAvailable: (units.get(variant.id) ?? 0) > 0 })
    }
  }
  return offers
}

/** Characters of an id in Google's product data. */
const MOST_ID = 50

/** SKU and size; the id of the database where that is too long, or another one's. */
function idOf({ sku }: Product, { id, size }: Variant, taken: ReadonlySet<string>): string {
  const spoken = `${sku}_${size}`
  return spoken.length > MOST_ID || taken.has(spoken) ? id : spoken
}

/** The words of Google for genders; others are not told. */
const GENDERS: Readonly<Record<string, string>> = {
  femme: 'female',
  homme: 'male',
  unisexe: 'unisex',
}

/** Products of one name and gender: they differ in colour and size. */
function groupOf({ name, gender }: Product): string {
  const group = [name, gender].filter(Boolean).join('-')
  return group.length > MOST_ID ? createHash('sha1').update(group).digest('hex') : group
}

const first = (text: string, characters: number): string =>
  Array.from(text).slice(0, characters).join('')

const linkOf = ({ productLink }: Terms, { product, variant }: Offer): string =>
  productLink === undefined
    ? ''
    : productLink
        .replaceAll('{sku}', encodeURIComponent(product.sku))
        .replaceAll('{size}', encodeURIComponent(variant.size))

const imageOf = ({ baseUrl }: Terms, { id, photo }: Product): string =>
  isPrepared(photo) ? `${baseUrl}/api/files/products/${id}/${encodeURIComponent(photo)}` : ''

type Cell = (offer: Offer, terms: Terms) => string

/** The columns of Google's product data that a shop's stock can fill, with its limits; empty for what is not known. */
const COLUMNS = {
  id: ({ id }) => id,
  title: ({ product, variant }) =>
    first(
      [product.name, product.color, product.gender, variant.size].filter(Boolean).join(' '),
      150,
    ),
  description: ({ product, variant }) =>
    first(
      [describeProduct(product), variant.size, product.category].filter(Boolean).join(', '),
      5_000,
    ),
  link: (offer, terms) => linkOf(terms, offer),
  image_link: ({ product }, terms) => imageOf(terms, product),
  availability: ({ isAvailable }) => (isAvailable ? 'in_stock' : 'out_of_stock'),
  price: ({ product: { price } }, { currency }) =>
    price === null ? '' : `${price.toFixed(2)} ${currency}`,
  gtin: ({ variant: { barcode } }) => (isGtin(barcode) ? barcode : ''),
  mpn: ({ product }) => first(product.sku, 70),
  color: ({ product }) => product.color,
  gender: ({ product }) => GENDERS[genderKey(product.gender)] ?? '',
  size: ({ variant }) => variant.size,
  item_group_id: ({ product }) => groupOf(product),
  product_type: ({ product }) => product.category,
  condition: () => 'new',
} as const satisfies Readonly<Record<string, Cell>>

export type Column = keyof typeof COLUMNS
export const COLUMN_NAMES = Object.keys(COLUMNS) as readonly Column[]

/** An offer as a row, in the order of the columns. */
export const rowOf = (offer: Offer, terms: Terms): [Column, string][] =>
  COLUMN_NAMES.map((name) => [name, (COLUMNS[name] as Cell)(offer, terms)])
