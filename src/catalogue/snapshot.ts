import {
  type Catalogue,
  type Location,
  type OnOrder,
  type Product,
  sizeKey,
  type Variant,
} from '../domain/catalogue.ts'
import { compareKeys } from '../domain/collation.ts'
import { GTIN_DIGITS, isGtin } from '../domain/gtin.ts'
import { available, type StockLevel } from '../domain/stock.ts'
import { withoutEmptyTwins } from '../domain/twin-sizes.ts'
import type { ModelMatch, Spoken } from '../matching/model-match.ts'
import { createModelMatcher, type ModelMatcher } from '../matching/resolve.ts'
import type { ShelfChange } from '../store/catalogue-store.ts'

/**
 * One shelf: a variant at a location. A variant that was never counted stands there with 0. Its
 * level is the newest that is known, so it may change between two looks.
 */
export interface Shelf {
  readonly product: Product
  readonly variant: Variant
  readonly location: Location
  readonly level: StockLevel
  /** Units that were ordered for it and did not arrive yet. */
  readonly onOrder: number
  /** The first day on which some of those are expected; null for none, or where nobody said. */
  readonly expectedAt: string | null
  /** ISO 8601; null for a shelf that never had anything. */
  readonly updatedAt: string | null
}

interface Units {
  readonly onHand: number
  /** Those of them that can be sold. */
  readonly free: number
  /** Those that were ordered and did not arrive yet. */
  readonly onOrder: number
}

/** What is on some shelves, what of it can be sold, and what is on its way to them. */
export function unitsOn(shelves: readonly Shelf[]): Units {
  let onHand = 0
  let free = 0
  let onOrder = 0
  for (const shelf of shelves) {
    onHand += shelf.level.quantity
    free += available(shelf.level)
    onOrder += shelf.onOrder
  }
  return { onHand, free, onOrder }
}

/** What a code (SKU, alias or barcode) stands for; a barcode names the size too. */
export interface CodeTarget {
  readonly product: Product
  readonly variant: Variant | null
}

/** The catalogue at one moment, indexed for lookups. */
export interface Snapshot {
  /** Products that are for sale, by name, colour, gender, SKU. */
  readonly products: readonly Product[]
  /** Those and the archived ones, in no order. */
  readonly all: readonly Product[]
  /** The same shop with the archived products in place of those that are for sale. */
  archived(): Snapshot
  /** Every shelf of those products, sorted as they are listed. */
  readonly shelves: readonly Shelf[]
  /** Those of them in a size, however it is spelt. */
  shelvesInSize(size: string): readonly Shelf[]
  readonly locations: readonly Location[]
  readonly defaultLocation: Location
  product(id: string): Product | undefined
  /** Products of this view with one of these names, in the order of every list. */
  productsNamed(names: readonly string[]): readonly Product[]
  /** The same of names that have all words of a name, and more: "Togo Boucle" for Togo. */
  productsLongerNamed(name: string): readonly Product[]
  /** A variant of any product, also one that no list shows because it was joined into another. */
  variant(id: string): Variant | undefined
  variantsOf(product: Product): readonly Variant[]
  /** The variant of a size, compared without case. */
  variantOf(product: Product, size: string): Variant | undefined
  /** Every size of the shop, as it is spelt. */
  readonly sizes: readonly string[]
  /** Whether other sizes are known, and no product has this one. */
  isNewSize(size: string): boolean
  /** All shelves of a product. */
  shelvesOf(product: Product): readonly Shelf[]
  /** Units of a variant that were ordered and did not arrive yet, for one location or for all. */
  onOrder(variantId: string, locationId?: string): number
  /** What a SKU, an alias or a barcode stands for; several when the text is shared. */
  withCode(code: string): readonly CodeTarget[]
  matchModel(spoken: Spoken): ModelMatch
  /** A number that is unique for each state of any snapshot in this process. */
  version(): number
  /**
   * Takes the level that a movement left a shelf at, unless a newer one is known.
   * @returns false for a shelf that is not here
   */
  apply(change: ShelfChange): boolean
  /** All data that the matcher depends on, as one text, and the matcher once it is built. */
  readonly names: string
  matcher(): ModelMatcher | undefined
}

/** Version of the next state of any snapshot in this process. */
let nextVersion = 1

const namesOf = ({ name, aliases, color, gender }: Product) => [name, aliases, color, gender]

/** Sort key of products in every list. */
export const productKey = ({ name, color, gender, sku }: Product): readonly string[] => [
  name,
  color,
  gender,
  sku,
]

/** Sort key of shelves in every list: as their products, then by size and location. */
export const shelfKey = ({ product, variant, location }: Shelf): readonly string[] => [
  ...productKey(product),
  variant.size,
  location.name,
]

/** A copy of the list, sorted; each key is made once. */
function sortBy<T>(items: readonly T[], keyOf: (item: T) => readonly string[]): T[] {
  if (items.length < 2) return [...items]
  return items
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((a, b) => compareKeys(a.key, b.key))
    .map(({ item }) => item)
}

/**
 * Indexes a catalogue. The matcher is built on first use, and taken over from the previous snapshot as long as
 * the names are the same.
 */
export const createSnapshot = (catalogue: Catalogue, before?: Snapshot): Snapshot =>
  viewOf(indexOf(catalogue), { isShown: ({ active }) => active, before })

/** What is the same for the products that are for sale and for the archived ones. */
type Index = ReturnType<typeof indexOf>

function indexOf(all: Catalogue) {
  const catalogue = { ...all, variants: withoutEmptyTwins(all) }
  const byId = new Map(catalogue.products.map((product) => [product.id, product]))
  const defaultLocation = findDefault(catalogue.locations)
  const shelves = groupSorted(
    allShelves(catalogue, byId, defaultLocation),
    ({ product }) => product.id,
    // Of one product, so what comes after it in the key of a shelf decides.
    ({ variant, location }) => [variant.size, location.name],
  )
  const variantsById = new Map(all.variants.map((variant) => [variant.id, variant]))
  let version = nextVersion++
  const shelfOf = ({ variantId, locationId }: ShelfChange) =>
    shelves
      .get(variantsById.get(variantId)?.productId ?? '')
      ?.find(({ variant, location }) => variant.id === variantId && location.id === locationId)
  return {
    products: catalogue.products,
    locations: catalogue.locations,
    defaultLocation,
    byId,
    variantsById,
    variants: groupSorted(
      catalogue.variants,
      ({ productId }) => productId,
      ({ size }) => [size],
    ),
    shelves,
    onOrder: Map.groupBy(catalogue.onOrder, ({ variantId }) => variantId),
    codes: indexCodes(catalogue, byId),
    sizes: [...new Set(catalogue.variants.map(({ size }) => size))],
    version: () => version,
    apply: takeChanges(shelfOf, {
      seq: catalogue.seq,
      onChange() {
        version = nextVersion++
      },
    }),
  }
}

interface View {
  readonly isShown: (product: Product) => boolean
  readonly before?: Snapshot | undefined
}

function viewOf(index: Index, { isShown, before }: View): Snapshot {
  const { byId, variantsById, variants, shelves: shelvesOfProducts, onOrder, codes, sizes } = index
  const products = sortBy(index.products.filter(isShown), productKey)
  const ownSizes = new Set(sizes.map(sizeKey))
  const names = JSON.stringify([products.map(namesOf), sizes.toSorted()])
  let matcher = before?.names === names ? before.matcher() : undefined
  let archived: Snapshot | undefined

  const byName = Map.groupBy(products, ({ name }) => name)
  const productsNamed = (wanted: readonly string[]) =>
    [...new Set(wanted)]
      .sort((a, b) => compareKeys([a], [b]))
      .flatMap((name) => byName.get(name) ?? [])
  const matching = (): ModelMatcher => {
    matcher ??= createModelMatcher(products, sizes)
    return matcher
  }
  const variantsOf = (product: Product) => variants.get(product.id) ?? []
  const shelvesOf = (product: Product) => shelvesOfProducts.get(product.id) ?? []
  const shelves = products.flatMap(shelvesOf)
  let inSizes: ReadonlyMap<string, readonly Shelf[]> | undefined
  return {
    products,
    all: index.products,
    archived() {
      archived ??= viewOf(index, { isShown: ({ active }) => !active })
      return archived
    },
    shelves,
    shelvesInSize(size) {
      inSizes ??= Map.groupBy(shelves, ({ variant }) => sizeKey(variant.size))
      return inSizes.get(sizeKey(size)) ?? []
    },
    locations: index.locations,
    defaultLocation: index.defaultLocation,
    product: (id) => byId.get(id),
    productsNamed,
    productsLongerNamed: (name) => productsNamed(matching().longerThan(name)),
    variant: (id) => variantsById.get(id),
    variantsOf,
    variantOf: (product, size) =>
      variantsOf(product).find((variant) => sizeKey(variant.size) === sizeKey(size)),
    sizes,
    isNewSize: (size) => ownSizes.size > 0 && !ownSizes.has(sizeKey(size)),
    shelvesOf,
    onOrder: (variantId, locationId) =>
      unitsOf(
        (onOrder.get(variantId) ?? []).filter(
          (one) => locationId === undefined || one.locationId === locationId,
        ),
      ),
    version: index.version,
    apply: index.apply,
    withCode: (code) => codes.get(codeKey(code)) ?? [],
    names,
    matcher: () => matcher,
    matchModel: (spoken) => matching()(spoken),
  }
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

interface Known {
  /** Number of the last movement that the shelves know. */
  readonly seq: number
  /** Told when a shelf is no longer what it was. */
  onChange(): void
}

function takeChanges(
  shelfOf: (change: ShelfChange) => Writable<Shelf> | undefined,
  { seq, onChange }: Known,
): Snapshot['apply'] {
  /** The last movement of the shelves that moved since. */
  const moved = new Map<Shelf, number>()
  return (change) => {
    const shelf = shelfOf(change)
    if (shelf && change.seq > (moved.get(shelf) ?? seq)) {
      moved.set(shelf, change.seq)
      shelf.level = { quantity: change.quantity, reserved: change.reserved }
      shelf.updatedAt = change.updatedAt
      onChange()
    }
    // What happened before the catalogue was read may be about a shelf that is gone.
    return shelf !== undefined || change.seq <= seq
  }
}

/** Groups that are each sorted: far less to compare than in one sort of everything. */
function groupSorted<T>(
  items: readonly T[],
  groupOf: (item: T) => string,
  keyOf: (item: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, readonly T[]>()
  for (const [group, members] of Map.groupBy(items, groupOf))
    groups.set(group, sortBy(members, keyOf))
  return groups
}

function findDefault(locations: readonly Location[]): Location {
  const found = locations.find(({ isDefault }) => isDefault) ?? locations[0]
  if (!found) throw new Error('The catalogue has no location.')
  return found
}

function allShelves(
  catalogue: Catalogue,
  products: ReadonlyMap<string, Product>,
  defaultLocation: Location,
): Shelf[] {
  const rows = Map.groupBy(catalogue.inventory, ({ variantId }) => variantId)
  const ordered = Map.groupBy(catalogue.onOrder, ({ variantId }) => variantId)
  const locations = new Map(catalogue.locations.map((location) => [location.id, location]))
  const empty = (locationId: string) => ({ quantity: 0, reserved: 0, locationId, updatedAt: null })
  return catalogue.variants.flatMap((variant) => {
    const product = products.get(variant.productId)
    if (!product) return []
    const counted = rows.get(variant.id) ?? []
    const coming = ordered.get(variant.id) ?? []
    const others = new Set(coming.map(({ locationId }) => locationId))
    for (const { locationId } of counted) others.delete(locationId)
    const shelves = [...counted, ...[...others].map(empty)]
    return (shelves.length > 0 ? shelves : [empty(defaultLocation.id)]).map(
      ({ quantity, reserved, locationId, updatedAt }): Shelf => ({
        product,
        variant,
        location: locations.get(locationId) ?? defaultLocation,
        level: { quantity, reserved },
        ...comingTo(coming.filter((one) => one.locationId === locationId)),
        updatedAt,
      }),
    )
  })
}

/** What is on its way to a shelf. */
const comingTo = (coming: readonly OnOrder[]): Pick<Shelf, 'onOrder' | 'expectedAt'> => ({
  onOrder: unitsOf(coming),
  expectedAt: firstDay(coming),
})

const unitsOf = (coming: readonly OnOrder[]): number =>
  coming.reduce((units, one) => units + one.units, 0)

/** The first day on which something is expected; null where nobody said one. */
export const firstDay = (
  coming: readonly { readonly expectedAt: string | null }[],
): string | null => coming.flatMap(({ expectedAt }) => expectedAt ?? []).sort()[0] ?? null

/** Scanners and files leave out the zeros that a GTIN begins with, or fill them in: to GS1 it is one number. */
function codeKey(code: string): string {
  const key = code.trim().toLowerCase()
  return isGtin(key) ? key.padStart(GTIN_DIGITS, '0') : key
}

/** A text that is the SKU of one product and the alias or barcode of another stands for both. */
function indexCodes(
  catalogue: Catalogue,
  products: ReadonlyMap<string, Product>,
): ReadonlyMap<string, readonly CodeTarget[]> {
  const codes = new Map<string, CodeTarget[]>()
  for (const product of catalogue.products) {
    add(codes, product.sku, { product, variant: null })
    for (const alias of product.aliases) add(codes, alias, { product, variant: null })
  }
  for (const variant of catalogue.variants) {
    const product = products.get(variant.productId)
    if (product && variant.barcode) add(codes, variant.barcode, { product, variant })
  }
  return codes
}

function add(index: Map<string, CodeTarget[]>, code: string, target: CodeTarget): void {
  const key = codeKey(code)
  const others = index.get(key)
  if (others) others.push(target)
  else index.set(key, [target])
}
