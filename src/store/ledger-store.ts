import type { StockError } from '../domain/errors.ts'
import type {
  Author,
  KeyedMovement,
  LedgerPage,
  LedgerRequest,
  MovementBatch,
  MovementQuery,
  RequestsQuery,
  Undo,
  Undone,
  Written,
} from '../domain/movement.ts'

/** Where movements are written and read. */
export interface LedgerStore {
  /**
   * Writes the lines and the balances they lead to, all or nothing. The same key and hash again
   * writes nothing and returns the first movements.
   * @throws StockError 'insufficient-stock', 'unexpected-quantity', 'nothing-reserved',
   *   'ambiguous-reservation', 'likely-repeat', 'unusual-quantity', each with the numbers in
   *   `details`; 'product-archived' for units that come in to an archived product;
   *   'request-id-reused' when the key belongs to another request.
   */
  recordMovements(batch: MovementBatch): Promise<Written>

  /**
   * What would come of some requests, one after the other. Nothing of it is kept.
   * @returns for each what it would write, or why it would be refused, as recordMovements throws it
   */
  tryMovements(batches: readonly MovementBatch[]): Promise<readonly (Written | StockError)[]>

  /** What an actor wrote under some idempotency keys: the movement of each that there is, by key. */
  readKeyed(actor: string, keys: readonly string[]): Promise<ReadonlyMap<string, KeyedMovement>>

  /**
   * Notes that a request is refused, before its caller is told so. From then on an attempt of it that
   * was held up on its way is not done, but meets the same refusal, for a day.
   * @returns what the request did, where an attempt of it was done meanwhile: that is its answer; no
   *   movements where it changed a product
   * @throws StockError the refusal: this one, or the one that the request met before
   *   (StandingRefusal); 'request-id-reused'
   */
  noteRefusal(author: Author, refusal: StockError): Promise<Written>

  /**
   * Writes the opposite of a movement, or of all of the last request within a day that is in effect: of the
   * author's conversation, or of all of theirs. A product that it made is archived, unless there are other
   * units of it.
   * @throws StockError 'movement-not-found', 'nothing-to-undo', 'already-undone', 'other-location',
   *   'unusual-date', 'insufficient-stock', 'product-archived', 'request-id-reused'; 'product-was-changed' when the last
   *   request changed a product, and 'product-in-stock' when it made one of which there are units
   */
  undoMovements(author: Author, undo: Undo): Promise<Undone>

  /** A page of the ledger, newest first, and what all that fits the query comes to, see `counted`. */
  readMovements(query: MovementQuery): Promise<LedgerPage>

  /** What was written together, newest first, each with its first movements. */
  readRequests(query: RequestsQuery): Promise<LedgerRequest[]>

  /**
   * All who ever moved stock, as the ledger has them.
   * @param locationId the only location where they did; any where it is missing
   */
  readActors(locationId?: string): Promise<string[]>
}
