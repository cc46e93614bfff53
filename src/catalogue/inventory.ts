import type { Product } from '../domain/catalogue.ts'
import { sizeKey } from '../domain/catalogue.ts'
import type { Match } from '../domain/match.ts'
import { available } from '../domain/stock.ts'
import { either } from '../shared/message-parts.ts'
import { type Page, type PageRequest, paginate } from '../shared/paging.ts'
import { nextTurn } from '../shared/turns.ts'
import type { CatalogueReader } from './catalogue-reader.ts'
import { locationOf } from './find-location.ts'
import { productKey, type Shelf, type Snapshot, shelfKey } from './snapshot.ts'
import {
  type Filters,
  filtersOf,
  type Reference,
  saidSize,
  type Understanding,
  understand,
} from './understand.ts'
import { introduce } from './understanding-messages.ts'

interface ShelfQuery extends Reference {
  readonly location?: string | undefined
  /** Only shelves with something available, or only those without. */
  readonly inStock?: boolean | undefined
}

export interface InventoryQuery extends ShelfQuery, PageRequest {}

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
      const { snapshot, understanding, shelves } = await find(query)
      const units = unitsOn(shelves)
      return {
        match: understanding.match,
        filters: filtersOf(understanding, query),
        total: shelves.length,
        totalQuantity: units.onHand,
        ...paginate(shelves, query, shelfKey),
        message:
          introduce(understanding, tellUnits(units, shelves.length)) +
          whyNoShelf(snapshot, understanding, query),
      }
    },

    /** The products that fit every word of the query, each with its sizes. */
    async listModels(query: InventoryQuery): Promise<ModelsPage> {
      const { understanding, products, shelvesOf } = await productsThatFit(query)
      const stocked = (product: Product) => stock(product, shelvesOf(product))
      return {
        match: understanding.match,
        filters: filtersOf(understanding, query),
        total: products.length,
        ...pageOf(paginate(products, query, productKey), stocked, ({ product }) => product),
        message: introduce(understanding, `${count(products.length, 'product', 'products')}.`),
      }
    },

    /** The names of the products that fit, each with its colours. */
    async listNames(query: InventoryQuery): Promise<NamesPage> {
      const { understanding, products, shelvesOf } = await productsThatFit(query)
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
        filters: filtersOf(understanding, query),
        total: named.size,
        ...pageOf(page, described, ({ name }) => name),
        message: introduce(understanding, `${count(named.size, 'model', 'models')}.`),
      }
    },
  }

  async function find(query: ShelfQuery) {
    const snapshot = await catalogue.read()
    const understanding = await understandInTurn(snapshot, query)
    return { snapshot, understanding, shelves: shelvesThatFit(snapshot, understanding, query) }
  }

  async function productsThatFit(query: InventoryQuery) {
    const snapshot = await catalogue.read()
    const understanding = await understandInTurn(snapshot, query)
    const place = query.location === undefined ? undefined : locationOf(snapshot, query.location)
    const shelvesOf = (product: Product): readonly Shelf[] => {
      const shelves = snapshot.shelvesOf(product)
      return place ? shelves.filter(({ location }) => location.id === place.id) : shelves
    }
    const { inStock } = query
    const fits = (product: Product) => fitsStock(unitsOn(shelvesOf(product)).free, inStock)
    const all = shown(understanding)
    return {
      understanding,
      products: inStock === undefined ? all : all.filter(fits),
      shelvesOf,
    }
  }
}

/** Many questions at once are understood one after the other, with others answered between them. */
async function understandInTurn(snapshot: Snapshot, query: ShelfQuery): Promise<Understanding> {
  await nextTurn()
  return understand(snapshot, query)
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

/** A list shows what may be meant; it shows nothing that certainly is not. */
const shown = ({ kind, products }: Understanding): readonly Product[] =>
  kind === 'none' || kind === 'color-not-available' ? [] : products

function shelvesThatFit(
  snapshot: Snapshot,
  understanding: Understanding,
  query: ShelfQuery,
): readonly Shelf[] {
  const size = saidSize(query) ?? understanding.size
  const location = query.location === undefined ? undefined : locationOf(snapshot, query.location)
  const products = shown(understanding)
  const { inStock } = query
  const all =
    products === snapshot.products
      ? snapshot.shelves
      : products.flatMap((product) => snapshot.shelvesOf(product))
  if (size === null && location === undefined && inStock === undefined) return all
  return all.filter(
    (shelf) =>
      (size === null || sizeKey(shelf.variant.size) === sizeKey(size)) &&
      (location === undefined || shelf.location.id === location.id) &&
      fitsStock(available(shelf.level), inStock),
  )
}

const fitsStock = (units: number, inStock: boolean | undefined): boolean =>
  inStock === undefined || units > 0 === inStock

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

/** "3 on hand, 1 available, on 2 shelves." */
function tellUnits({ onHand, free }: Units, shelves: number): string {
  const places = count(shelves, 'shelf', 'shelves')
  return free === onHand
    ? `${onHand} on hand on ${places}.`
    : `${onHand} on hand, ${free} available, on ${places}.`
}

/** What the products that were meant come in, when none comes in the size that was asked for. */
function whyNoShelf(
  snapshot: Snapshot,
  understanding: Understanding,
  query: InventoryQuery,
): string {
  const size = saidSize(query) ?? understanding.size
  const products = shown(understanding)
  const archived = products.filter(({ active }) => !active).map(({ sku }) => sku)
  const note = archived.length > 0 ? ` ${archived.join(', ')} is archived.` : ''
  if (size === null || products.length === 0) return note
  const variants = products.flatMap((product) => snapshot.variantsOf(product))
  if (variants.some((one) => sizeKey(one.size) === sizeKey(size))) return note
  const sizes = [...new Set(variants.map((one) => one.size))]
  return `${note} There is no size ${size}${sizes.length > 0 ? `. There is ${either(sizes)}` : ''}.`
}

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`
