import { describeProduct, type Location, type Product, sizeKey } from '../domain/catalogue.ts'
import { available } from '../domain/stock.ts'
import { asName, asSize } from '../domain/text.ts'
import { describeVariant, MOST_CANDIDATES } from '../shared/message-parts.ts'
import type { Shelf, Snapshot } from './snapshot.ts'

/** What a customer can be offered where something is sold out: a name, and units that can be sold. */
interface Offer {
  readonly name: string
  readonly available: number
}

export interface Instead {
  /** Other sizes of the product, the nearest first. */
  readonly sizes: readonly Offer[]
  /** Other colours in the size, or in any where none was said. */
  readonly colors: readonly Offer[]
  /** Other locations that have it. */
  readonly locations: readonly Offer[]
}

/** Offers of each kind in a sentence: no more than a person can hear. */
const SPOKEN = 4

interface Wanted {
  readonly product: Product
  /** null for any. */
  readonly size: string | null
  /** Where it is wanted; everywhere where it is missing. */
  readonly at?: Location | undefined
  /** Whether the caller may know of no other location. */
  readonly onlyHere?: boolean | undefined
}

/** What there is instead of something that is sold out. */
export function insteadOf(snapshot: Snapshot, { product, size, at, onlyHere }: Wanted): Instead {
  const isIn = ({ variant }: Shelf) => size === null || sizeKey(variant.size) === sizeKey(size)
  const isHere = ({ location }: Shelf) => at === undefined || location.id === at.id
  const own = snapshot.shelvesOf(product)
  const siblings = snapshot.products.filter(
    (one) => one.name === product.name && one.gender === product.gender && one !== product,
  )
  const sizes = offers(
    own.filter((shelf) => isHere(shelf) && !isIn(shelf)),
    sizeOf,
  )
  return {
    sizes: (size === null ? sizes : nearestFirst(sizes, size)).slice(0, MOST_CANDIDATES),
    colors: offers(
      siblings.flatMap((one) => snapshot.shelvesOf(one)).filter((one) => isHere(one) && isIn(one)),
      (shelf) => shelf.product.color,
    ).slice(0, MOST_CANDIDATES),
    locations: offers(
      own.filter((shelf) => !onlyHere && !isHere(shelf) && isIn(shelf)),
      ({ location }) => location.name,
    ).slice(0, MOST_CANDIDATES),
  }
}

const sizeOf = ({ variant }: Shelf): string => variant.size

/** What can be sold of each, in the order of the shelves. */
const offers = (shelves: readonly Shelf[], nameOf: (shelf: Shelf) => string): Offer[] =>
  [...Map.groupBy(shelves, nameOf)]
    .map(([name, group]) => ({ name, available: freeOn(group) }))
    .filter((offer) => offer.available > 0)

const freeOn = (shelves: readonly Shelf[]): number =>
  shelves.reduce((units, { level }) => units + available(level), 0)

/** By the number of the size; sizes in letters stay as they are. */
function nearestFirst(sizes: readonly Offer[], size: string): readonly Offer[] {
  const far = ({ name }: Offer) => Math.abs(Number(name) - Number(size))
  return Number.isNaN(Number(size))
    ? sizes
    : [...sizes].sort((a, b) => (far(a) || 0) - (far(b) || 0))
}

/** "Available sizes: 37 (2), 39 (1) and 3 more." What the customer came for, at another location, comes first. */
export function tellInstead({ sizes, colors, locations }: Instead, size: string | null): string {
  const listed = (offers: readonly Offer[], say: (name: string) => string) => {
    const spoken = offers.slice(0, SPOKEN)
    const more = offers.length - spoken.length
    const names = spoken.map((offer) => `${say(offer.name)} (${offer.available})`).join(', ')
    return more > 0 ? `${names} and ${more} more` : names
  }
  const sentences = [
    locations.length > 0 ? `Available at other locations: ${listed(locations, asName)}.` : '',
    sizes.length > 0 ? `Available sizes: ${listed(sizes, asSize)}.` : '',
    colors.length > 0
      ? `Available colours${size === null ? '' : ` in ${asSize(size)}`}: ${listed(colors, asName)}.`
      : '',
  ].filter(Boolean)
  return sentences.length > 0
    ? sentences.join(' ')
    : 'No other size or colour of it is available either.'
}

/**
 * That a product is sold out in a size, or in all, and what there is instead; empty where some can be
 * sold, or where it does not come in the size at all.
 */
export function tellSoldOut(snapshot: Snapshot, wanted: Wanted): string {
  const { product, size, at } = wanted
  const everywhere = snapshot
    .shelvesOf(product)
    .filter(({ variant }) => size === null || sizeKey(variant.size) === sizeKey(size))
  const own = everywhere.filter(({ location }) => at === undefined || location.id === at.id)
  if (everywhere.length === 0 || freeOn(own) > 0) return ''
  const onHand = own.reduce((units, { level }) => units + level.quantity, 0)
  const name =
    size === null ? `${describeProduct(product)}, in every size` : describeVariant(product, size)
  const place = at === undefined ? '' : ` at ${asName(at.name)}`
  const state =
    onHand === 0
      ? `Sold out${place}: ${name}.`
      : `None of ${name} can be sold${place}: ${onHand} on hand, all reserved (listReservations says for whom).`
  return `${state} ${tellInstead(insteadOf(snapshot, wanted), size)}`
}
