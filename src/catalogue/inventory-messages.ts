import { type Product, sizeKey } from '../domain/catalogue.ts'
import { count } from '../domain/figures.ts'
import { asName, asSize } from '../domain/text.ts'
import { either } from '../shared/message-parts.ts'
import { locationOf } from './find-location.ts'
import { tellSoldOut } from './instead.ts'
import { askLonger } from './longer-names.ts'
import { offered, type Part } from './several.ts'
import { firstDay, type Shelf, type Snapshot, unitsOn } from './snapshot.ts'
import { type Reference, saysColors, shown, type Understanding } from './understand.ts'
import { introduce, tellArchivedInstead, whyNothing } from './understanding-messages.ts'

/**
 * "3 on hand, 1 available, on 2 shelves, 1 of them empty." A shelf is a size at a location, empty or not.
 * Where there are several locations, what is at each: "on 2 shelves: Shop 2, Market 1." What is on its way
 * comes last: "; 5 on order, expected 2026-12-05."
 * @param isOfAll whether no product is named: then it is told too that nothing is on order
 */
export function tellUnits(shelves: readonly Shelf[], isOfAll: boolean): string {
  const { onHand, free } = unitsOn(shelves)
  const empty = shelves.filter(({ level }) => level.quantity === 0).length
  const units = free === onHand ? `${onHand} on hand` : `${onHand} on hand, ${free} available,`
  const also = empty > 0 && onHand > 0 ? `, ${empty} of them empty` : ''
  return `${units} on ${count(shelves.length, 'shelf', 'shelves')}${also}${tellPlaces(shelves)}${tellOnOrder(shelves) || (isOfAll ? '; nothing on order' : '')}.`
}

/** "; 5 on order, expected 2026-12-05"; of several days the first; empty for nothing. */
function tellOnOrder(shelves: readonly Shelf[]): string {
  const { onOrder } = unitsOn(shelves)
  if (onOrder === 0) return ''
  const coming = shelves.filter((shelf) => shelf.onOrder > 0)
  const first = firstDay(coming)
  const isOne = coming.every(({ expectedAt }) => expectedAt === first)
  return `; ${onOrder} on order${first === null ? '' : `, ${isOne ? '' : 'the first '}expected ${first}`}`
}

/** ": Shop 4, Market 2", the most first; empty for one location, and for more than a person can hear. */
function tellPlaces(shelves: readonly Shelf[]): string {
  const places = [...Map.groupBy(shelves, ({ location }) => location.name)]
    .map(([name, group]) => ({ name, ...unitsOn(group) }))
    .sort((a, b) => b.onHand - a.onHand)
  if (places.length < 2 || places.length > MOST_TOLD) return ''
  const isAllFree = places.every(({ onHand, free }) => onHand === free)
  const told = places.map(
    ({ name, onHand, free }) =>
      `${asName(name)} ${onHand}${onHand === free ? '' : `, ${free} available`}`,
  )
  return `: ${told.join(isAllFree ? ', ' : '; ')}`
}

/** How much of a list an answer has, in "The words fit several products; …". */
export const tellListed = (listed: number, total: number, what: string): string =>
  listed < total ? `${listed} of their ${total} ${what} are listed` : 'all of them are listed'

/**
 * That what fits the words has not the stock that was asked for: "No shelf that fits is sold out; 14 looked at."
 * Empty where nothing fits the words, or any stock would do.
 * @param looked how many fit the words
 * @param what one of them
 */
export function tellNoneSuch(
  looked: number,
  { inStock, maxAvailable }: Pick<Asked, 'inStock' | 'maxAvailable'>,
  what: string,
): string {
  if (looked === 0 || (inStock === undefined && maxAvailable === undefined)) return ''
  const most = maxAvailable === undefined ? 'anything' : `${maxAvailable} or fewer`
  const such =
    inStock === false || maxAvailable === 0
      ? 'is sold out'
      : inStock && maxAvailable !== undefined
        ? `has between 1 and ${maxAvailable} available`
        : `has ${most} available`
  return `No ${what} that fits ${such}; ${looked} looked at.`
}

/** Groups of which the units are told apart: no more than a person can hear. */
const MOST_TOLD = 12

/** Units of each colour and size, where several were asked about: "Noir, 38: 2 available." */
export function tellEach(parts: readonly Part[], shelves: readonly Shelf[]): string {
  const isSeveral = parts.length > 1 || parts.some(({ understanding }) => saysColors(understanding))
  if (!isSeveral) return ''
  const groups = Map.groupBy(shelves, ({ product, variant }) =>
    [product.name, product.color, product.gender]
      .filter(Boolean)
      .map(asName)
      .concat(parts.some(({ size }) => size !== null) ? [asSize(variant.size)] : [])
      .join(', '),
  )
  if (groups.size > MOST_TOLD) return ''
  return [...groups].map(([name, group]) => `${name}: ${unitsOn(group).free} available.`).join(' ')
}

/** How a list of products begins; which of several things that were asked about there is not; what is archived. */
export function introduceModels(
  { snapshot, parts, understanding, query }: Answered,
  found: string,
  listed: string,
): string {
  const missing =
    parts.length > 1 ? parts.map((part) => whyNone(snapshot, part.understanding, query)) : []
  const longer = parts.flatMap((part) => part.longer)
  return [
    tellArchivedInstead(snapshot, understanding, query) || introduce(understanding, found, listed),
    ...new Set(missing),
    askLonger(longer),
    tellArchived(understanding),
  ]
    .filter(Boolean)
    .join(' ')
}

const tellArchived = (understanding: Understanding): string => {
  const archived = shown(understanding).filter(({ active }) => !active)
  const names = archived.slice(0, MOST_TOLD).map(({ sku }) => asName(sku))
  const more = archived.length - names.length
  if (archived.length === 0) return ''
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''} ${archived.length === 1 ? 'is' : 'are'} archived.`
}

/** Why a part of a question led to nothing: "There is no Hermès in "jaune"." */
const whyNone = (snapshot: Snapshot, understanding: Understanding, query: Reference): string =>
  shown(understanding).length === 0 ? whyNothing(snapshot, understanding, query) : ''

/** A question, with how it was understood. */
interface Answered {
  readonly snapshot: Snapshot
  readonly parts: readonly Part[]
  readonly understanding: Understanding
  readonly query: Reference
}

/** Products of which it is told that they are sold out: no more than a person asks about at once. */
const MOST_SOLD_OUT = 3

interface Asked {
  readonly inStock?: boolean | undefined
  readonly maxAvailable?: number | undefined
  readonly location?: string | undefined
  readonly onlyHere?: boolean | undefined
}

/** Which of the products that were named are sold out; a list of what is out or low says it by itself. */
export function tellWhatIsOut(
  snapshot: Snapshot,
  part: Part,
  { inStock, maxAvailable, location, onlyHere }: Asked,
): string[] {
  const { understanding, size } = part
  const products = offered(part).filter(({ active }) => active)
  const isNamed = Object.keys(understanding.match).length > 0
  const isOfList = inStock === false || maxAvailable !== undefined
  if (!isNamed || isOfList || products.length > MOST_SOLD_OUT) return []
  const at = location === undefined ? undefined : locationOf(snapshot, location)
  return products
    .map((product) => tellSoldOut(snapshot, { product, size, at, onlyHere }))
    .filter(Boolean)
}

/**
 * Why there is no shelf for a part of a question, and what there is instead.
 * @param severalIn the question, where the part is one of several in it
 */
export function whyNoShelf(
  snapshot: Snapshot,
  { understanding, size }: Part,
  severalIn: Reference | undefined,
): string {
  const products = shown(understanding)
  if (products.length === 0) return severalIn ? whyNone(snapshot, understanding, severalIn) : ''
  const note = tellArchived(understanding)
  if (size === null) return note
  return [note, whyNoSize(snapshot, products, size)].filter(Boolean).join(' ')
}

/** That none of these products comes in a size, and in which they do; empty where one does. */
export function whyNoSize(snapshot: Snapshot, products: readonly Product[], size: string): string {
  const variants = products.flatMap((product) => snapshot.variantsOf(product))
  if (variants.some((one) => sizeKey(one.size) === sizeKey(size))) return ''
  const sizes = [...new Set(variants.map((one) => one.size))]
  return `There is no size ${asSize(size)}${sizes.length > 0 ? `. There is ${either(sizes)}` : ''}.`
}
