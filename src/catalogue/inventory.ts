import type { Product } from '../domain/catalogue.ts'
import { sizeKey } from '../domain/catalogue.ts'
import { compareKeys } from '../domain/collation.ts'
import type { Match } from '../domain/match.ts'
import { available } from '../domain/stock.ts'
import { asName, asSize } from '../domain/text.ts'
import { either, explainNone } from '../shared/message-parts.ts'
import { type Page, type PageRequest, paginate } from '../shared/paging.ts'
import { nextTurn } from '../shared/turns.ts'
import type { CatalogueReader } from './catalogue-reader.ts'
import { categoryOf } from './find-category.ts'
import { locationOf } from './find-location.ts'
import { tellSoldOut } from './instead.ts'
import { askLonger } from './longer-names.ts'
import { type Part, understandEach } from './several.ts'
import { productKey, type Shelf, type Snapshot, shelfKey } from './snapshot.ts'
import {
  type Filters,
  filtersOf,
  type Reference,
  saysColors,
  type Understanding,
} from './understand.ts'
import { introduce, tellArchivedInstead } from './understanding-messages.ts'

interface ShelfQuery extends Reference {
  readonly location?: string | undefined
  /** Only shelves with something available, or only those without. */
  readonly inStock?: boolean | undefined
  /** Only shelves with no more than these units available. */
  readonly maxAvailable?: number | undefined
}

export interface InventoryQuery extends ShelfQuery, PageRequest {
  /** Whether the caller may know of no other location. */
  readonly onlyHere?: boolean | undefined
}

export interface ModelsQuery extends InventoryQuery {
  readonly category?: string | undefined
  /** Only products that are for sale, or only archived ones; missing: those for sale, and a code of any. */
  readonly active?: boolean | undefined
}

export interface InventoryPage extends Page<Shelf> {
  readonly match: Match
  readonly filters: Filters
  readonly total: number
  /** Units on hand on all shelves that fit, on this page and the others. */
  readonly totalQuantity: number
  readonly message: string
}

export interface ModelsPage extends Page<StockedProduct> {
  readonly match: Match
  readonly filters: Filters
  readonly total: number
  readonly message: string
}

export interface StockedProduct {
  readonly product: Product
  /** Sum over locations, in units. */
  readonly sizes: readonly { readonly size: string; readonly available: number }[]
  readonly totalQuantity: number
}

/** A model name, with what there is of it. */
export interface ModelName {
  readonly name: string
  readonly colors: readonly string[]
  readonly products: number
  readonly totalQuantity: number
}

export interface NamesPage extends Page<ModelName> {
  readonly match: Match
  readonly filters: Filters
  readonly total: number
  readonly message: string
}

/** Answers what is there. */
export function createInventoryService({ catalogue }: { catalogue: CatalogueReader }) {
  return {
    /** All shelves that fit every word of the query, sorted, and how the words were understood. */
    find,

    /** A page of the shelves that fit every word of the query. */
    async list(query: InventoryQuery): Promise<InventoryPage> {
      const { snapshot, parts, understanding, shelves } = await find(query)
      const longer = parts.flatMap((part) => part.longer)
      const units = tellUnits(shelves)
      // Of what is only asked about, the units come after the question.
      const [first, last] = longer.length > 0 ? ['', units] : [units, '']
      const found =
        tellArchivedInstead(snapshot, understanding, query) || introduce(understanding, first)
      const missing = parts.map((part) => whyNoShelf(snapshot, part, parts.length > 1))
      const soldOut = parts.flatMap((part) => tellWhatIsOut(snapshot, part, query))
      return {
        match: understanding.match,
        filters: filtersOfParts(parts, understanding, query),
        total: shelves.length,
        totalQuantity: unitsOn(shelves).onHand,
        ...paginate(shelves, query, shelfKey),
        message: [
          found,
          tellEach(parts, shelves),
          ...new Set(missing),
          askLonger(longer),
          last,
          ...soldOut,
        ]
          .filter(Boolean)
          .join(' '),
      }
    },

    /** The products that fit every word of the query, each with its sizes. */
    async listModels(query: ModelsQuery): Promise<ModelsPage> {
      const { snapshot, parts, understanding, products, shelvesOf } = await productsThatFit(query)
      const stocked = (product: Product) => stock(product, shelvesOf(product))
      return {
        match: understanding.match,
        filters: filtersOfParts(parts, understanding, query),
        total: products.length,
        ...pageOf(paginate(products, query, productKey), stocked, ({ product }) => product),
        message:
          tellArchivedInstead(snapshot, understanding, query) ||
          introduceModels(
            parts,
            understanding,
            `${count(products.length, 'product', 'products')}.`,
          ),
      }
    },

    /** The names of the products that fit, each with its colours. */
    async listNames(query: ModelsQuery): Promise<NamesPage> {
      const { snapshot, parts, understanding, products, shelvesOf } = await productsThatFit(query)
      const named = Map.groupBy(products, ({ name }) => name)
      const described = (name: string): ModelName => {
        const group = named.get(name) ?? []
        return {
          name,
          colors: [...new Set(group.map(({ color }) => color))],
          products: group.length,
          totalQuantity: unitsOn(group.flatMap(shelvesOf)).onHand,
        }
      }
      const page = paginate([...named.keys()], query, (name) => [name])
      return {
        match: understanding.match,
        filters: filtersOfParts(parts, understanding, query),
        total: named.size,
        ...pageOf(page, described, ({ name }) => name),
        message:
          tellArchivedInstead(snapshot, understanding, query) ||
          introduceModels(parts, understanding, `${count(named.size, 'model', 'models')}.`),
      }
    },
  }

  async function find(query: ShelfQuery) {
    const snapshot = await catalogue.read()
    const parts = await understandInTurn(snapshot, query)
    const fitting = parts.map((part) => shelvesThatFit(snapshot, part, query))
    const [first, ...others] = fitting
    const shelves =
      first && others.length === 0 ? first : inOrder([...new Set(fitting.flat())], shelfKey)
    return { snapshot, parts, understanding: together(parts, query), shelves }
  }

  async function productsThatFit(query: ModelsQuery) {
    const { active, category, inStock } = query
    const everything = await catalogue.read()
    const snapshot = active === false ? everything.archived() : everything
    const parts = await understandInTurn(snapshot, query)
    const understanding = together(parts, query)
    const place = query.location === undefined ? undefined : locationOf(snapshot, query.location)
    const categories = category === undefined ? undefined : categoryOf(snapshot, category)
    const shelvesOf = (product: Product): readonly Shelf[] => {
      const shelves = snapshot.shelvesOf(product)
      return place ? shelves.filter(({ location }) => location.id === place.id) : shelves
    }
    const fits = (product: Product) =>
      (active === undefined || product.active === active) &&
      (categories === undefined || categories.includes(product.category)) &&
      (inStock === undefined || fitsStock(unitsOn(shelvesOf(product)).free, { inStock }))
    const longer = parts.flatMap((part) => part.longer)
    return {
      snapshot,
      parts,
      understanding,
      products: (longer.length === 0
        ? shown(understanding)
        : inOrder([...new Set([...shown(understanding), ...longer])], productKey)
      ).filter(fits),
      shelvesOf,
    }
  }
}

/** Many questions at once are understood one after the other, with others answered between them. */
async function understandInTurn(snapshot: Snapshot, query: ShelfQuery): Promise<Part[]> {
  await nextTurn()
  return understandEach(snapshot, query)
}

const inOrder = <T>(items: readonly T[], keyOf: (item: T) => readonly string[]): T[] =>
  [...items].sort((a, b) => compareKeys(keyOf(a), keyOf(b)))

/** What was asked about at once, as one: what was found of it, else why nothing was. */
function together(parts: readonly Part[], { model, color }: Reference): Understanding {
  const all = parts.map(({ understanding }) => understanding)
  const found = all.filter((one) => shown(one).length > 0)
  const [first] = found.length > 0 ? found : all
  if (!first) throw new Error('Nothing was understood, not even that nothing was.')
  if (all.length === 1) return first
  const products = inOrder(
    [...new Set((found.length > 0 ? found : all).flatMap((one) => one.products))],
    productKey,
  )
  const used = [...new Set(found.flatMap(({ match }) => match.color?.used ?? []))]
  const { model: ofModel, color: ofColor } = first.match
  return {
    ...first,
    products,
    match: {
      ...first.match,
      ...(ofModel && { model: { ...ofModel, asked: model ?? ofModel.asked } }),
      ...(ofColor && {
        color: {
          ...ofColor,
          asked: color ?? ofColor.asked,
          ...(used.length > 0 && { used: used.join(', ') }),
        },
      }),
    },
  }
}

function filtersOfParts(
  parts: readonly Part[],
  understanding: Understanding,
  query: Reference,
): Filters {
  const sizes = [...new Set(parts.flatMap(({ size }) => size ?? []))]
  return { ...filtersOf(understanding, query), size: sizes.length > 0 ? sizes.join(', ') : null }
}

/** The page with each of its items described: what is on no page need not be. */
const pageOf = <T, Described>(
  page: Page<T>,
  describe: (item: T) => Described,
  itemOf: (described: Described) => T,
): Page<Described> => ({
  items: page.items.map(describe),
  nextCursor: page.nextCursor,
  cursorAfter: (described) => page.cursorAfter(itemOf(described)),
})

export type InventoryService = ReturnType<typeof createInventoryService>

/** What a list shows of a part: where a name lacks what was said, the longer names that have it. */
const offered = ({ understanding, longer }: Part): readonly Product[] =>
  longer.length > 0 ? longer : shown(understanding)

/** A list shows what may be meant; it shows nothing that certainly is not. */
const shown = ({ kind, products }: Understanding): readonly Product[] =>
  kind === 'none' || kind === 'color-not-available' ? [] : products

function shelvesThatFit(snapshot: Snapshot, part: Part, query: ShelfQuery): readonly Shelf[] {
  const { size } = part
  const location = query.location === undefined ? undefined : locationOf(snapshot, query.location)
  const products = offered(part)
  const { inStock, maxAvailable } = query
  const all =
    products === snapshot.products
      ? snapshot.shelves
      : products.flatMap((product) => snapshot.shelvesOf(product))
  const isAll = [size ?? undefined, location, inStock, maxAvailable].every(
    (one) => one === undefined,
  )
  if (isAll) return all
  return all.filter(
    (shelf) =>
      (size === null || sizeKey(shelf.variant.size) === sizeKey(size)) &&
      (location === undefined || shelf.location.id === location.id) &&
      fitsStock(available(shelf.level), query),
  )
}

const fitsStock = (
  units: number,
  { inStock, maxAvailable }: Pick<ShelfQuery, 'inStock' | 'maxAvailable'>,
): boolean =>
  (inStock === undefined || units > 0 === inStock) &&
  (maxAvailable === undefined || units <= maxAvailable)

function stock(product: Product, shelves: readonly Shelf[]): StockedProduct {
  const bySize = Map.groupBy(shelves, ({ variant }) => variant.size)
  return {
    product,
    sizes: [...bySize].map(([size, group]) => ({
      size,
      available: unitsOn(group).free,
    })),
    totalQuantity: unitsOn(shelves).onHand,
  }
}

interface Units {
  readonly onHand: number
  /** Those of them that can be sold. */
  readonly free: number
}

function unitsOn(shelves: readonly Shelf[]): Units {
  let onHand = 0
  let free = 0
  for (const { level } of shelves) {
    onHand += level.quantity
    free += available(level)
  }
  return { onHand, free }
}

/**
 * "3 on hand, 1 available, on 2 shelves, 1 of them empty." A shelf is a size at a location, empty or not.
 * Where there are several locations, what is at each: "on 2 shelves: Shop 2, Market 1."
 */
function tellUnits(shelves: readonly Shelf[]): string {
  const { onHand, free } = unitsOn(shelves)
  const empty = shelves.filter(({ level }) => level.quantity === 0).length
  const units = free === onHand ? `${onHand} on hand` : `${onHand} on hand, ${free} available,`
  const also = empty > 0 && onHand > 0 ? `, ${empty} of them empty` : ''
  return `${units} on ${count(shelves.length, 'shelf', 'shelves')}${also}${tellPlaces(shelves)}.`
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

/** Groups of which the units are told apart: no more than a person can hear. */
const MOST_TOLD = 12

/** Units of each colour and size, where several were asked about: "Noir, 38: 2 available." */
function tellEach(parts: readonly Part[], shelves: readonly Shelf[]): string {
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
function introduceModels(
  parts: readonly Part[],
  understanding: Understanding,
  found: string,
): string {
  const missing = parts.length > 1 ? parts.map((part) => whyNone(part.understanding)) : []
  const longer = parts.flatMap((part) => part.longer)
  return [
    introduce(understanding, found),
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
const whyNone = (understanding: Understanding): string =>
  shown(understanding).length === 0 ? explainNone(understanding.match) : ''

/** Products of which it is told that they are sold out: no more than a person asks about at once. */
const MOST_SOLD_OUT = 3

/** Which of the products that were named are sold out; a list of what is out or low says it by itself. */
function tellWhatIsOut(
  snapshot: Snapshot,
  part: Part,
  { inStock, maxAvailable, location, onlyHere }: InventoryQuery,
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

/** Why there is no shelf for a part of a question, and what there is instead. */
function whyNoShelf(
  snapshot: Snapshot,
  { understanding, size }: Part,
  isOneOfSeveral: boolean,
): string {
  const products = shown(understanding)
  if (products.length === 0) return isOneOfSeveral ? whyNone(understanding) : ''
  const note = tellArchived(understanding)
  if (size === null) return note
  const variants = products.flatMap((product) => snapshot.variantsOf(product))
  if (variants.some((one) => sizeKey(one.size) === sizeKey(size))) return note
  const sizes = [...new Set(variants.map((one) => one.size))]
  const missing = `There is no size ${asSize(size)}${sizes.length > 0 ? `. There is ${either(sizes)}` : ''}.`
  return [note, missing].filter(Boolean).join(' ')
}

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`
