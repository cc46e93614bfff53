import { describeProduct, type Location, type Product, sizeKey } from '../domain/catalogue.ts'
import { figure } from '../domain/figures.ts'
import { join, type Sentence, say } from '../domain/say.ts'
import { available } from '../domain/stock.ts'
import { asName, asSize } from '../domain/text.ts'
import { firstOf } from '../shared/listed.ts'
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
  const siblings = snapshot
    .productsNamed([product.name])
    .filter((one) => one.gender === product.gender && one !== product)
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
export function tellInstead({ sizes, colors, locations }: Instead, size: string | null): Sentence {
  const listed = (offers: readonly Offer[], named: (name: string) => string) =>
    firstOf(
      offers.map((offer) => `${named(offer.name)} (${figure(offer.available)})`),
      SPOKEN,
    )
  const [inEnglish, inFrench] =
    size === null ? ['', ''] : [` in ${asSize(size)}`, ` en ${asSize(size)}`]
  return (
    join([
      locations.length > 0 &&
        say({
          en: `Available at other locations: ${listed(locations, asName)}.`,
          fr: `Disponible dans d’autres lieux : ${listed(locations, asName)}.`,
        }),
      sizes.length > 0 &&
        say({
          en: `Available sizes: ${listed(sizes, asSize)}.`,
          fr: `Tailles disponibles : ${listed(sizes, asSize)}.`,
        }),
      colors.length > 0 &&
        say({
          en: `Available colours${inEnglish}: ${listed(colors, asName)}.`,
          fr: `Couleurs disponibles${inFrench} : ${listed(colors, asName)}.`,
        }),
    ]) ||
    say({
      en: 'No other size or colour of it is available either.',
      fr: 'Aucune autre taille ni couleur n’en est disponible non plus.',
    })
  )
}

/**
 * That a product is sold out in a size, or in all, and what there is instead; empty where some can be
 * sold, or where it does not come in the size at all.
 */
export function tellSoldOut(snapshot: Snapshot, wanted: Wanted): Sentence | '' {
  const { product, size, at } = wanted
  const everywhere = snapshot
    .shelvesOf(product)
    .filter(({ variant }) => size === null || sizeKey(variant.size) === sizeKey(size))
  const own = everywhere.filter(({ location }) => at === undefined || location.id === at.id)
  if (everywhere.length === 0 || freeOn(own) > 0) return ''
  const onHand = own.reduce((units, { level }) => units + level.quantity, 0)
  return join([
    onHand === 0 ? tellNone(wanted) : tellAllReserved(wanted, onHand),
    tellInstead(insteadOf(snapshot, wanted), size),
  ])
}

function tellNone({ product, size, at }: Wanted): Sentence {
  const name = nameIn(product, size)
  const place = at && asName(at.name)
  return say({
    en: `Sold out${place ? ` at ${place}` : ''}: ${name}.`,
    fr: `En rupture${place ? ` à ${place}` : ''} : ${name}.`,
  })
}

function tellAllReserved({ product, size, at }: Wanted, onHand: number): Sentence {
  const name = nameIn(product, size)
  const place = at && asName(at.name)
  const units = figure(onHand)
  return say({
    en: `None of ${name} can be sold${place ? ` at ${place}` : ''}: ${units} on hand, all reserved (listReservations says for whom).`,
    fr: `Rien à vendre${place ? ` à ${place}` : ''} : ${name}, ${units} en stock, tout est réservé (listReservations dit pour qui).`,
  })
}

const nameIn = (product: Product, size: string | null): Sentence =>
  size === null
    ? say({
        en: `${describeProduct(product)}, in every size`,
        fr: `${describeProduct(product)}, dans toutes les tailles`,
      })
    : describeVariant(product, size)
