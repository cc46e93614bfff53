import type { Catalogue } from '../domain/catalogue.ts'

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
  /** The newest of each shelf; null when they are so many that all is better read again. */
  readonly changes: readonly ShelfChange[] | null
}

/** Where the catalogue is read. */
export interface CatalogueStore {
  /** Everything, of one moment. */
  readCatalogue(): Promise<Catalogue>

  /** What moved after the movement of this number. */
  readChanges(after: number): Promise<ShelfChanges>
}

export interface FeedListener {
  /** Everything that happens from now on is told; what happened before has to be read. */
  onConnect(): void
  onDisconnect(): void
  /** Of movements that are written together only the last is told: see `readChanges`. */
  onMovement(change: ShelfChange): void
  /** A product, a size or a location is no longer what it was. */
  onOther(): void
}

/** Tells what anybody changes, as it happens. */
export interface CatalogueFeed {
  /** @returns what ends it */
  watch(listener: FeedListener): () => Promise<void>
}
