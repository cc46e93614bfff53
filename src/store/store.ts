import type { ApiKey } from '../domain/api-key.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type {
  Author,
  Drift,
  DriftReport,
  LedgerEntry,
  MovementBatch,
  MovementQuery,
  Written,
} from '../domain/movement.ts'
import type { Picture, ThumbSize } from '../domain/picture.ts'
import type { NewProduct, ProductChanged, ProductEdit } from '../domain/product-change.ts'
import type { Summary } from '../domain/summary.ts'
import type { TwinSizes } from '../domain/twin-sizes.ts'

/** A product of a file, with what each size holds. */
export interface ImportedProduct {
  readonly sku: string
  readonly aliases: readonly string[]
  readonly name: string
  readonly color: string
  readonly gender: string
  readonly category: string
  readonly cost: number | null
  readonly price: number | null
  readonly variants: readonly {
    readonly size: string
    readonly quantity: number
    /** Empty where the variant keeps its own. */
    readonly barcode: string
    /** Name of the location; the default one where it is missing. */
    readonly location?: string | undefined
    /** Units that the shelf must hold for the row to be written. */
    readonly expected?: number | undefined
  }[]
}

export interface ImportJob {
  readonly actor: string
  /** Written on every movement of the import. */
  readonly reason: string
  /** Whether the quantities are what the shelf holds, or what came in. */
  readonly mode: 'set' | 'add'
  /** Count what would happen and write nothing. */
  readonly dryRun?: boolean
  /** Unique for the actor: a second run under a key writes nothing. */
  readonly idempotencyKey?: string | undefined
  /** Do nothing when there are products already. */
  readonly onlyIfEmpty?: boolean
  readonly products: readonly ImportedProduct[]
}

export interface ImportReport {
  readonly skipped: boolean
  /** Whether an earlier try of this run wrote it; only movements and units are known then. */
  readonly replayed: boolean
  readonly productsNew: number
  readonly productsChanged: number
  readonly variantsNew: number
  readonly movements: number
  /** Sum of all changes, in units. */
  readonly units: number
  readonly barcodesNew: number
}

/** What a shelf gives when its size is joined into another one, in units. */
export interface JoinedShelf {
  readonly variantId: string
  readonly locationId: string
  readonly quantity: number
  /** Of them. */
  readonly reserved: number
}

/** Where the API keys are kept. Every method fails with 'store-unavailable' in time. */
export interface KeyStore {
  readKeys(): Promise<readonly ApiKey[]>
  /**
   * Keeps a new key, or gives the key of this name a new hash, scope, location and expiry; it is no
   * longer revoked then.
   * @throws StockError 'location-not-found'
   */
  saveKey(key: NewApiKey): Promise<void>
  /** @returns whether there is a key of this name */
  revokeKey(name: string): Promise<boolean>
  /** Notes that a key was used. */
  touchKey(id: string, at: string): Promise<void>
}

export type NewApiKey = Omit<ApiKey, 'id' | 'revoked' | 'lastUsedAt'>

/** A picture as it is to be kept, checked to be one. */
export interface NewPhoto {
  readonly bytes: Uint8Array
  readonly type: Picture['type']
}

/** A picture as anybody may see it. */
export interface PhotoFile {
  readonly type: string
  /** null where nobody said how long it is. */
  readonly size: number | null
  readonly body: ReadableStream<Uint8Array>
}

/** Which picture: the id of a product, its file name, and the size where not the original's. */
export interface PhotoName {
  readonly productId: string
  readonly name: string
  readonly thumb?: ThumbSize | undefined
}

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

/** What the service needs from a database. Every method fails with 'store-unavailable' in time. */
export interface StockStore {
  /** Everything, of one moment. */
  readCatalogue(): Promise<Catalogue>

  /** What moved after the movement of this number. */
  readChanges(after: number): Promise<ShelfChanges>

  /** A page of the ledger, newest first; `total` counts all that fit the query, see `counted`. */
  readMovements(query: MovementQuery): Promise<{ total: number; items: LedgerEntry[] }>

  /**
   * Writes the lines and the balances they lead to, all or nothing. The same key and hash again
   * writes nothing and returns the first movements. No lines write nothing: they only look a key up.
   * @throws StockError 'insufficient-stock', 'unexpected-quantity', 'nothing-reserved',
   *   'ambiguous-reservation', 'likely-repeat', 'unusual-quantity', each with the numbers in
   *   `details`; 'product-archived' for units that come in to an archived product;
   *   'request-id-reused' when the key belongs to another request.
   */
  recordMovements(batch: MovementBatch): Promise<Written>

  /**
   * Writes the opposite of a movement, or of all of the actor's last request within a day.
   * @throws StockError 'movement-not-found', 'nothing-to-undo', 'already-undone',
   *   'insufficient-stock', 'product-archived', 'request-id-reused'; 'product-was-changed' when the
   *   last request changed a product
   */
  undoMovements(author: Author, movementId: string | undefined): Promise<Written>

  /**
   * Makes a product, its sizes and their first movements, all or nothing. The same key and hash
   * again writes nothing and returns what was done first.
   * @throws StockError 'product-exists' or 'sku-taken' with the id of the other one in
   *   `details.product`, 'unusual-quantity', 'request-id-reused'
   */
  createProduct(product: NewProduct): Promise<ProductChanged>

  /**
   * Changes fields of a product; its SKU and its stock stay.
   * @throws StockError 'product-exists' for another one of that name, 'product-in-stock' when one
   *   that has units is archived, 'request-id-reused'
   */
  updateProduct(edit: ProductEdit): Promise<ProductChanged>

  /**
   * What a key did to a product before, or null.
   * @throws StockError 'request-id-reused'
   */
  findProductChange(author: Author): Promise<ProductChanged | null>

  /** What changed since a moment (ISO 8601), and what is out or low now. */
  readSummary(since: string): Promise<Summary>

  /**
   * Gives a product another name; `added` is false for one that it has already.
   * @throws StockError 'name-taken' with the `sku` whose SKU or barcode it is (`kind`);
   *   'invalid-request' with the `reason` when its names are too many
   */
  addAlias(productId: string, alias: string): Promise<{ added: boolean; aliases: string[] }>

  /** Takes a name of a product away, compared without case; `removed` is false where it has none such. */
  removeAlias(productId: string, alias: string): Promise<{ removed: boolean; aliases: string[] }>

  /**
   * Gives a product a picture in place of the one before.
   * @returns the file name that it got
   * @throws StockError 'product-not-found' when it was deleted meanwhile
   */
  setPhoto(productId: string, photo: NewPhoto): Promise<string>

  /** Takes a product's picture away. @throws StockError 'product-not-found' */
  removePhoto(productId: string): Promise<void>

  /** A picture, to be read at the reader's speed; null where there is none. */
  readPhoto(photo: PhotoName): Promise<PhotoFile | null>

  /** Compares every balance with the sum of its movements. */
  readDrift(): Promise<DriftReport>

  /** Writes the movements that explain each drift, taking the balances as true. */
  repairDrift(author: Author): Promise<readonly Drift[]>

  /**
   * Writes products, sizes and quantities, all or nothing. An empty value leaves what is there. A
   * connection that breaks off is tried again; each call is written once, and with a key of the
   * caller's each key.
   * @param onProgress told the number of products done, now and then
   * @throws StockError 'insufficient-stock', 'unexpected-quantity', 'location-not-found' or
   *   'invalid-request', with the `sku` and `size` of the line that cannot be written
   */
  importProducts(job: ImportJob, onProgress?: (done: number) => void): Promise<ImportReport>

  /**
   * Moves units, reservations and the barcode of twins to the one that stays, all or nothing. A
   * `dryRun` says what would move and writes nothing. Done again it moves nothing.
   * @returns what each shelf gives; nothing where all was joined before
   * @throws StockError 'invalid-request' with the `barcodes` of which one is too many,
   *   'ambiguous-reservation' with the `reference` that has two ends, 'insufficient-stock' for a shelf
   *   that its movements do not explain, 'product-archived', 'product-not-found'
   */
  joinSizes(
    author: Pick<Author, 'actor' | 'channel'>,
    twins: TwinSizes,
    dryRun: boolean,
  ): Promise<readonly JoinedShelf[]>

  /** Resolves when the database answers. */
  ping(): Promise<void>
}
