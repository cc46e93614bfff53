import type { Author } from '../domain/movement.ts'
import type { TwinSizes } from '../domain/twin-sizes.ts'

/** What a shelf gives when its size is joined into another one, in units. */
export interface JoinedShelf {
  readonly variantId: string
  readonly locationId: string
  readonly quantity: number
  /** Of them. */
  readonly reserved: number
}

/** Where sizes that stand twice are joined. */
export interface SizeStore {
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
}
