import type { Product } from '../domain/catalogue.ts'
import { sizeKey } from '../domain/catalogue.ts'
import { available } from '../domain/stock.ts'
import type { CatalogueReader } from './catalogue.ts'
import { locationOf } from './locations.ts'
import { type Page, type PageRequest, paginate } from './page.ts'
import { productKey, type Shelf, type Snapshot, shelfKey } from './snapshot.ts'
import { type Match, type Reference, type Understanding, understand } from './understand.ts'
import { either, explainNone, guesses } from './words.ts'

interface ShelfQuery extends Reference {
  readonly location?: string | undefined
  /** Only shelves with something available, or only those without. */
  readonly inStock?: boolean | undefined
}

export interface InventoryQuery extends ShelfQuery, PageRequest {}

export interface InventoryPage extends Page<Shelf> {
  readonly match: Match
  readonly total: number
  /** Units on hand on all shelves that fit, on this page and the others. */
  readonly totalQuantity: number
  readonly message: string
}

export interface ModelsPage extends Page<StockedProduct> {
  readonly match: Match
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
      const totalQuantity = sum(shelves.map(({ level }) => level.quantity))
      const found = tellShelves(shelves)
      return {
        match: understanding.match,
        total: shelves.length,
        totalQuantity,
        ...paginate(shelves, query, shelfKey),
        message: introduce(understanding, found) + whyNoShelf(snapshot, understanding, query),
      }
    },

    /** The products that fit every word of the query, each with its sizes. */
    async listModels(query: InventoryQuery): Promise<ModelsPage> {
      const { understanding, stocked } = await stockedProducts(query)
      return {
        match: understanding.match,
        total: stocked.length,
        ...paginate(stocked, query, ({ product }) => productKey(product)),
        message: introduce(understanding, `${count(stocked.length, 'product', 'products')}.`),
      }
    },

    /** The names of the products that fit, each with its colours. */
    async listNames(query: InventoryQuery): Promise<NamesPage> {
      const { understanding, stocked } = await stockedProducts(query)
      const names = [...Map.groupBy(stocked, ({ product }) => product.name)].map(
        ([name, group]) => ({
          name,
          colors: [...new Set(group.map(({ product }) => product.color))],
          products: group.length,
          totalQuantity: sum(group.map(({ totalQuantity }) => totalQuantity)),
        }),
      )
      return {
        match: understanding.match,
        total: names.length,
        ...paginate(names, query, ({ name }) => [name]),
        message: introduce(understanding, `${count(names.length, 'model', 'models')}.`),
      }
    },
  }

  async function find(query: ShelfQuery) {
    const snapshot = await catalogue.read()
    const understanding = understand(snapshot, query)
    return { snapshot, understanding, shelves: shelvesThatFit(snapshot, understanding, query) }
  }

  async function stockedProducts(query: InventoryQuery) {
    const snapshot = await catalogue.read()
    const understanding = understand(snapshot, query)
    const products = shown(understanding)
    const place = query.location === undefined ? undefined : locationOf(snapshot, query.location)
    const isThere = ({ location }: Shelf) => place === undefined || location.id === place.id
    const stocked = products
      .map((product) => stock(product, snapshot.shelvesOf(product).filter(isThere)))
      .filter(({ sizes }) => fitsStock(sum(sizes.map((size) => size.available)), query.inStock))
    return { understanding, stocked }
  }
}

export type InventoryService = ReturnType<typeof createInventoryService>

/** A list shows what may be meant; it shows nothing that certainly is not. */
const shown = ({ kind, products }: Understanding): readonly Product[] =>
  kind === 'none' || kind === 'color-not-available' ? [] : products

function shelvesThatFit(
  snapshot: Snapshot,
  understanding: Understanding,
  query: ShelfQuery,
): Shelf[] {
  const size = query.size ?? understanding.size
  const location = query.location === undefined ? undefined : locationOf(snapshot, query.location)
  return shown(understanding)
    .flatMap((product) => snapshot.shelvesOf(product))
    .filter(
      (shelf) =>
        (size === null || sizeKey(shelf.variant.size) === sizeKey(size)) &&
        (location === undefined || shelf.location.id === location.id) &&
        fitsStock(available(shelf.level), query.inStock),
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
      available: sum(group.map(({ level }) => available(level))),
    })),
    totalQuantity: sum(shelves.map(({ level }) => level.quantity)),
  }
}

function introduce(understanding: Understanding, found: string): string {
  const { kind, match } = understanding
  if (kind === 'none' || kind === 'color-not-available') return explainNone(match)
  const open = Object.values(match).some((word) => word.kind === 'ambiguous')
  const several = open ? 'The words fit several products; all of them are listed. ' : ''
  return `${several}${found}${guesses(match)}`
}

/** "3 on hand, 1 available, on 2 shelves." */
function tellShelves(shelves: readonly Shelf[]): string {
  const onHand = sum(shelves.map(({ level }) => level.quantity))
  const free = sum(shelves.map(({ level }) => available(level)))
  const places = count(shelves.length, 'shelf', 'shelves')
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
  const products = shown(understanding)
  const archived = products.filter(({ active }) => !active).map(({ sku }) => sku)
  const note = archived.length > 0 ? ` ${archived.join(', ')} is archived.` : ''
  const size = query.size ?? understanding.size
  const variants = products.flatMap((product) => snapshot.variantsOf(product))
  const known = size !== null && variants.some((one) => sizeKey(one.size) === sizeKey(size))
  if (size === null || known || products.length === 0) return note
  const sizes = [...new Set(variants.map((one) => one.size))]
  return `${note} There is no size ${size}${sizes.length > 0 ? `. There is ${either(sizes)}` : ''}.`
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`
