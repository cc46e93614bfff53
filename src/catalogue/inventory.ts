import type { Product } from '../domain/catalogue.ts'
import { sameSizeAs } from '../domain/catalogue.ts'
import { compareKeys } from '../domain/collation.ts'
import type { Match } from '../domain/match.ts'
import { join, type Sentence, sameInAll, say } from '../domain/say.ts'
import { available } from '../domain/stock.ts'
import { asName } from '../domain/text.ts'
import { type Page, type PageRequest, paginate } from '../shared/paging.ts'
import { nextTurn } from '../shared/turns.ts'
import type { CatalogueReader } from './catalogue-reader.ts'
import { categoryOf } from './find-category.ts'
import { locationOf } from './find-location.ts'
import {
  introduceModels,
  tellEach,
  tellListed,
  tellMany,
  tellNoneSuch,
  tellUnits,
  tellWhatIsOut,
  whyNoShelf,
} from './inventory-messages.ts'
import { askLonger } from './longer-names.ts'
import { offered, type Part, understandEach } from './several.ts'
import { productKey, type Shelf, type Snapshot, shelfKey, unitsOn } from './snapshot.ts'
import { type Filters, filtersOf, type Reference, shown, type Understanding } from './understand.ts'
import { introduce, tellArchivedInstead } from './understanding-messages.ts'
import { togetherAt, unitsAtEach } from './units-at.ts'

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
  /** Units on order for them. */
  readonly totalOnOrder: number
  readonly message: Sentence
}

export interface ModelsPage extends Page<StockedProduct> {
  readonly match: Match
  readonly filters: Filters
  readonly total: number
  readonly message: Sentence
}

interface StockedSize {
  readonly size: string
  readonly available: number
  /** 0 for none. */
  readonly reorderPoint: number
}

export interface StockedProduct {
  readonly product: Product
  /** Sum over locations, in units. */
  readonly sizes: readonly StockedSize[]
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
  readonly message: Sentence
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
      const page = paginate(shelves, query, shelfKey)
      const places = unitsAtEach(shelves)
      const sums = togetherAt(places)
      const units =
        (shelves.length === 0 && whyFiltered(snapshot, parts, query)) ||
        tellUnits(shelves, places, isOfAll(query))
      // Of what is only asked about, the units come after the question.
      const isAsked = longer.length > 0
      const found =
        tellArchivedInstead(snapshot, understanding, query) ||
        introduce(
          understanding,
          isAsked ? '' : units,
          tellListed(page.items.length, shelves.length, 'shelves'),
        )
      const missing = parts.map((part) =>
        whyNoShelf(snapshot, part, parts.length > 1 ? query : undefined),
      )
      const soldOut = parts.flatMap((part) => tellWhatIsOut(snapshot, part, query))
      return {
        match: understanding.match,
        filters: filtersOfParts(parts, understanding, query),
        total: shelves.length,
        totalQuantity: sums.onHand,
        totalOnOrder: sums.onOrder,
        ...page,
        message: join([
          found,
          tellEach(parts, shelves),
          ...new Set(missing),
          askLonger(longer),
          isAsked && units,
          ...soldOut,
        ]),
      }
    },

    /** The products that fit every word of the query, each with its sizes. */
    async listModels(query: ModelsQuery): Promise<ModelsPage> {
      const { snapshot, parts, understanding, products, looked, shelvesOf } =
        await productsThatFit(query)
      const stocked = (product: Product) => stock(product, shelvesOf(product))
      const page = paginate(products, query, productKey)
      return {
        match: understanding.match,
        filters: filtersOfParts(parts, understanding, query),
        total: products.length,
        ...pageOf(page, stocked, ({ product }) => product),
        message: introduceModels(
          { snapshot, parts, understanding, query },
          (products.length === 0 && tellNoneSuch(looked, query, 'products')) ||
            sameInAll(`${tellMany(products.length, 'products')}.`),
          tellListed(page.items.length, products.length, 'products'),
        ),
      }
    },

    /** The names of the products that fit, each with its colours. */
    async listNames(query: ModelsQuery): Promise<NamesPage> {
      const { snapshot, parts, understanding, products, looked, shelvesOf } =
        await productsThatFit(query)
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
        message: introduceModels(
          { snapshot, parts, understanding, query },
          (named.size === 0 && tellNoneSuch(looked, query, 'products')) ||
            sameInAll(`${tellMany(named.size, 'models')}.`),
          tellListed(page.items.length, named.size, 'models'),
        ),
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
      (categories === undefined || categories.includes(product.category))
    const longer = parts.flatMap((part) => part.longer)
    const looked = (
      longer.length === 0
        ? shown(understanding)
        : inOrder([...new Set([...shown(understanding), ...longer])], productKey)
    ).filter(fits)
    const products =
      inStock === undefined
        ? looked
        : looked.filter((product) => fitsStock(unitsOn(shelvesOf(product)).free, { inStock }))
    return { snapshot, parts, understanding, products, looked: looked.length, shelvesOf }
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

function shelvesThatFit(snapshot: Snapshot, part: Part, query: ShelfQuery): readonly Shelf[] {
  const { size } = part
  const location = query.location === undefined ? undefined : locationOf(snapshot, query.location)
  const products = offered(part)
  const { inStock, maxAvailable } = query
  const all =
    products === snapshot.products
      ? size === null
        ? snapshot.shelves
        : snapshot.shelvesInSize(size)
      : products.flatMap((product) => snapshot.shelvesOf(product))
  const isAll = [size ?? undefined, location, inStock, maxAvailable].every(
    (one) => one === undefined,
  )
  if (isAll) return all
  const isSize = size === null ? undefined : sameSizeAs(size)
  return all.filter(
    (shelf) =>
      (isSize === undefined || isSize(shelf.variant.size)) &&
      (location === undefined || shelf.location.id === location.id) &&
      fitsStock(available(shelf.level), query),
  )
}

/** Which filter left nothing of the shelves that fit the words; empty where the words left nothing. */
function whyFiltered(snapshot: Snapshot, parts: readonly Part[], query: ShelfQuery): Sentence | '' {
  const { location, ...anywhere } = { ...query, inStock: undefined, maxAvailable: undefined }
  const fitting = (filters: ShelfQuery) =>
    parts.flatMap((part) => shelvesThatFit(snapshot, part, filters)).length
  const here = fitting({ ...anywhere, location })
  if (here > 0) return tellNoneSuch(here, query, 'shelves')
  if (location === undefined || fitting(anywhere) === 0) return ''
  const place = asName(locationOf(snapshot, location).name)
  return say({
    en: `Nothing that fits is kept at ${place}.`,
    fr: `Rien de ce qui correspond n’est tenu à ${place}.`,
  })
}

/** Whether no product is named, so that the question is of the whole shop or a part of it. */
const isOfAll = ({ sku, model }: Reference): boolean => sku === undefined && model === undefined

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
      reorderPoint: group[0]?.variant.reorderPoint ?? 0,
    })),
    totalQuantity: unitsOn(shelves).onHand,
  }
}
