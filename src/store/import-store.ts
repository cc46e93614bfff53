import type { ImportedProduct } from '../domain/imported-product.ts'

export interface ImportJob {
  readonly actor: string
  /** In which chat it was said. */
  readonly conversation?: string | undefined
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

/** Where a whole file is written. */
export interface ImportStore {
  /**
   * Writes products, sizes and quantities, all or nothing. An empty value leaves what is there. A
   * connection that breaks off is tried again; each call is written once, and with a key of the
   * caller's each key.
   * @param onProgress called now and then with the number of products done
   * @throws StockError 'insufficient-stock', 'unexpected-quantity', 'location-not-found' or
   *   'invalid-request', with the `sku` and `size` of the line that cannot be written
   */
  importProducts(job: ImportJob, onProgress?: (done: number) => void): Promise<ImportReport>
}
