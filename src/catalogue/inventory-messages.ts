import { type Product, sameSizeAs } from '../domain/catalogue.ts'
import { count, countInFrench, figure, tellDay } from '../domain/figures.ts'
import type { Language } from '../domain/language.ts'
import { join, type Sentence, say } from '../domain/say.ts'
import { asName, asSize } from '../domain/text.ts'
import { firstOf } from '../shared/listed.ts'
import { thereIs } from '../shared/message-parts.ts'
import { locationOf } from './find-location.ts'
import { tellSoldOut } from './instead.ts'
import { askLonger } from './longer-names.ts'
import { offered, type Part } from './several.ts'
import { firstDay, type Shelf, type Snapshot, unitsOn } from './snapshot.ts'
import { type Reference, saysColors, shown, type Understanding } from './understand.ts'
import { introduce, tellArchivedInstead, whyNothing } from './understanding-messages.ts'
import { togetherAt, type UnitsAt } from './units-at.ts'

/**
 * "3 on hand, 1 available, on 2 shelves, 1 of them empty." A shelf is a size at a location, empty or not.
 * Where there are several locations, what is at each: "on 2 shelves: Shop 2, Market 1." What is on its way
 * comes last: "; 5 on order, expected 2026-12-05."
 * @param isOfAll whether no product is named: then it is told too that nothing is on order
 */
export function tellUnits(
  shelves: readonly Shelf[],
  places: ReadonlyMap<string, UnitsAt>,
  isOfAll: boolean,
): Sentence {
  const { onHand, free, onOrder, ...sums } = togetherAt(places)
  const empty = onHand > 0 ? sums.empty : 0
  const [units, many, isAllFree] = [figure(onHand), shelves.length, free === onHand]
  const end = `${tellPlaces(places)}${tellOnOrder(shelves, onOrder, isOfAll)}.`
  return say({
    en: `${units} on hand${isAllFree ? '' : `, ${figure(free)} available,`} on ${count(many, 'shelf', 'shelves')}${empty > 0 ? `, ${figure(empty)} of them empty` : ''}${end}`,
    fr: `${units} en stock${isAllFree ? '' : `, ${countInFrench(free, 'disponible')},`} sur ${countInFrench(many, 'ligne')}${empty > 0 ? `, dont ${figure(empty)} à zéro` : ''}${end}`,
  })
}

/**
 * "; 5 on order, expected 2026-12-05"; of several days the first. Empty for nothing.
 * @param isOfAll whether nothing is told too
 */
function tellOnOrder(shelves: readonly Shelf[], onOrder: number, isOfAll: boolean): Sentence | '' {
  if (onOrder === 0) {
    return isOfAll ? say({ en: '; nothing on order', fr: ' ; rien en commande' }) : ''
  }
  const coming = shelves.filter((shelf) => shelf.onOrder > 0)
  const first = firstDay(coming)
  const units = figure(onOrder)
  if (first === null) return say({ en: `; ${units} on order`, fr: ` ; ${units} en commande` })
  const isOne = coming.every(({ expectedAt }) => expectedAt === first)
  const day = tellDay(first)
  return say({
    en: `; ${units} on order, ${isOne ? '' : 'the first '}expected ${day}`,
    fr: ` ; ${units} en commande, ${isOne ? '' : 'première '}arrivée prévue le ${day}`,
  })
}

/** ": Shop 4, Market 2", the most first; empty for one location, and for more than a person can hear. */
function tellPlaces(at: ReadonlyMap<string, UnitsAt>): Sentence | '' {
  const places = [...at]
    .map(([name, units]) => ({ name, ...units }))
    .sort((a, b) => b.onHand - a.onHand)
  if (places.length < 2 || places.length > MOST_TOLD) return ''
  const isAllFree = places.every(({ onHand, free }) => onHand === free)
  const told = places.map(({ name, onHand, free }) => {
    const units = `${asName(name)} ${figure(onHand)}`
    return onHand === free
      ? units
      : say({
          en: `${units}, ${figure(free)} available`,
          fr: `${units}, ${countInFrench(free, 'disponible')}`,
        })
  })
  return say({
    en: `: ${told.join(isAllFree ? ', ' : '; ')}`,
    fr: ` : ${told.join(isAllFree ? ', ' : ' ; ')}`,
  })
}

/** What a list is of, one and several. */
const LISTED: Readonly<Record<Listed, Readonly<Record<Language, readonly [string, string]>>>> = {
  shelves: { en: ['shelf', 'shelves'], fr: ['ligne', 'lignes'] },
  products: { en: ['product', 'products'], fr: ['produit', 'produits'] },
  models: { en: ['model', 'models'], fr: ['modèle', 'modèles'] },
}

type Listed = 'shelves' | 'products' | 'models'

/** "3 products" */
export const tellMany = (number: number, what: Listed): Sentence =>
  say({
    en: count(number, ...LISTED[what].en),
    fr: countInFrench(number, ...LISTED[what].fr),
  })

/** How much of a list an answer has, in "The words fit several products; …". */
export const tellListed = (listed: number, total: number, what: Listed): Sentence =>
  listed < total
    ? say({
        en: `${figure(listed)} of their ${count(total, ...LISTED[what].en)} are listed`,
        fr: `la liste en a ${figure(listed)}, sur ${countInFrench(total, ...LISTED[what].fr)}`,
      })
    : say({ en: 'all of them are listed', fr: 'tout est dans la liste' })

/**
 * That what fits the words has not the stock that was asked for: "No shelf that fits is sold out; 14 looked at."
 * Empty where nothing fits the words, or any stock would do.
 * @param looked how many fit the words
 * @param what one of them
 */
export function tellNoneSuch(
  looked: number,
  { inStock, maxAvailable }: Pick<Asked, 'inStock' | 'maxAvailable'>,
  what: Listed,
): Sentence | '' {
  if (looked === 0 || (inStock === undefined && maxAvailable === undefined)) return ''
  const such =
    inStock === false || maxAvailable === 0
      ? { en: 'is sold out', fr: 'n’est en rupture' }
      : inStock && maxAvailable !== undefined
        ? {
            en: `has between 1 and ${figure(maxAvailable)} available`,
            fr: `n’est entre 1 et ${figure(maxAvailable)} disponibles`,
          }
        : maxAvailable === undefined
          ? { en: 'has anything available', fr: 'n’a de stock disponible' }
          : {
              en: `has ${figure(maxAvailable)} or fewer available`,
              fr: `n’est à ${countInFrench(maxAvailable, 'disponible')} ou moins`,
            }
  const { en, fr } = LISTED[what]
  return say({
    en: `No ${en[0]} that fits ${such.en}; ${figure(looked)} looked at.`,
    fr: `Rien ${such.fr}, sur ${countInFrench(looked, `${fr[0]} qui correspond`, `${fr[1]} qui correspondent`)}.`,
  })
}

/** Groups of which the units are told apart: no more than a person can hear. */
const MOST_TOLD = 12

/** Units of each colour and size, where several were asked about: "Noir, 38: 2 available." */
export function tellEach(parts: readonly Part[], shelves: readonly Shelf[]): Sentence | '' {
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
  return join(
    [...groups].map(([name, group]) => {
      const { free } = unitsOn(group)
      return say({
        en: `${name}: ${figure(free)} available.`,
        fr: `${name} : ${countInFrench(free, 'disponible')}.`,
      })
    }),
  )
}

/** How a list of products begins; which of several things that were asked about there is not; what is archived. */
export function introduceModels(
  { snapshot, parts, understanding, query }: Answered,
  found: Sentence,
  listed: Sentence,
): Sentence {
  const missing =
    parts.length > 1 ? parts.map((part) => whyNone(snapshot, part.understanding, query)) : []
  const longer = parts.flatMap((part) => part.longer)
  return join([
    tellArchivedInstead(snapshot, understanding, query) || introduce(understanding, found, listed),
    ...new Set(missing),
    askLonger(longer),
    tellArchived(understanding),
  ])
}

function tellArchived(understanding: Understanding): Sentence | '' {
  const archived = shown(understanding).filter(({ active }) => !active)
  if (archived.length === 0) return ''
  const names = firstOf(
    archived.map(({ sku }) => asName(sku)),
    MOST_TOLD,
  )
  return archived.length === 1
    ? say({ en: `${names} is archived.`, fr: `${names} est archivé.` })
    : say({ en: `${names} are archived.`, fr: `${names} sont archivés.` })
}

/** Why a part of a question led to nothing: "There is no Hermès in "jaune"." */
const whyNone = (
  snapshot: Snapshot,
  understanding: Understanding,
  query: Reference,
): Sentence | '' =>
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
): (Sentence | '')[] {
  const { understanding, size } = part
  const isNamed = Object.keys(understanding.match).length > 0
  const isOfList = inStock === false || maxAvailable !== undefined
  if (!isNamed || isOfList) return []
  const products = offered(part).filter(({ active }) => active)
  if (products.length > MOST_SOLD_OUT) return []
  const at = location === undefined ? undefined : locationOf(snapshot, location)
  return products.map((product) => tellSoldOut(snapshot, { product, size, at, onlyHere }))
}

/**
 * Why there is no shelf for a part of a question, and what there is instead.
 * @param severalIn the question, where the part is one of several in it
 */
export function whyNoShelf(
  snapshot: Snapshot,
  { understanding, size }: Part,
  severalIn: Reference | undefined,
): Sentence | '' {
  const products = shown(understanding)
  if (products.length === 0) return severalIn ? whyNone(snapshot, understanding, severalIn) : ''
  const isAllForSale = products === snapshot.products
  const note = isAllForSale ? '' : tellArchived(understanding)
  if (size === null || (isAllForSale && snapshot.shelvesInSize(size).length > 0)) return note
  return join([note, whyNoSize(snapshot, products, size)])
}

/** That none of these products comes in a size, and in which they do; empty where one does. */
export function whyNoSize(
  snapshot: Snapshot,
  products: readonly Product[],
  size: string,
): Sentence | '' {
  const isSize = sameSizeAs(size)
  const comesIn = (product: Product) => snapshot.variantsOf(product).some((one) => isSize(one.size))
  if (products.some(comesIn)) return ''
  const variants = products.flatMap((product) => snapshot.variantsOf(product))
  const sizes = [...new Set(variants.map((one) => one.size))]
  const missing = say({
    en: `There is no size ${asSize(size)}.`,
    fr: `Il n’y a pas de taille ${asSize(size)}.`,
  })
  return join([missing, sizes.length > 0 && thereIs(sizes)])
}
