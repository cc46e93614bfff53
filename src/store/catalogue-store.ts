import type { Catalogue, Product, Variant } from '../domain/catalogue.ts'

/** The level that a movement left its shelf at. */
export interface ShelfChange {
  /** Number of the movement: of two, the higher is the newer. */
  readonly seq: number
  readonly variantId: string
  readonly locationId: string
  readonly quantity: number
  readonly reserved: number
  /** ISO 8601, UTC. */
  readonly updatedAt: string
}

/** What moved since a movement. */
export interface ShelfChanges {
  /** Number of the newest movement. */
  readonly seq: number
  /** The newest of each shelf; null when there are too many, and the catalogue should be read again. */
  readonly changes: readonly ShelfChange[] | null
}

/** Units on hand, and reserved ones among them. */
type Units = readonly [onHand: number, reserved: number]

/** What tells whether the catalogue is as it was at an earlier mark. */
export interface CatalogueMark {
  /** Number of the newest movement. */
  readonly seq: number
  /** Another text after each change that is no movement. */
  readonly rest: string
  /** Of all shelves. */
  readonly units: Units
  /** What the movements after the earlier mark added to them. */
  readonly moved: Units
}

/** A catalogue that was read before. */
export interface KnownCatalogue {
  product(id: string): Product | undefined
  variant(id: string): Variant | undefined
}

/** Where the catalogue is read. */
export interface CatalogueStore {
  /**
   * Everything, in pages. Stock is as of the movement `seq` or later: what moved during the read may be in it. A
   * change of names, sizes, locations or orders during the read may be in it in part; the feed tells of it.
   * @param known of what is as it was there, the very objects are returned: they share their memory
   */
  readCatalogue(known?: KnownCatalogue): Promise<Catalogue>

  /**
   * What tells whether anything that `readCatalogue` reads changed.
   * @param after `seq` of an earlier mark
   */
  readMark(after: number): Promise<CatalogueMark>

  /** The name of one product, whichever; null while there is none. */
  anyName(): Promise<string | null>

  /** What moved after the movement of this number. */
  readChanges(after: number): Promise<ShelfChanges>
}

export interface FeedListener {
  /** From now on all changes are reported; earlier ones have to be read. */
  onConnect(): void
  onDisconnect(): void
  /** Only the last of movements that are written together is reported: see `readChanges`. */
  onMovement(change: ShelfChange): void
  /** A product, a size or a location is no longer what it was. */
  onOther(): void
}

/** Reports changes of the catalogue as they happen. */
export interface CatalogueFeed {
  /** @returns a function that stops it */
  watch(listener: FeedListener): () => Promise<void>
}
