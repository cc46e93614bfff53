/** Every way a request about stock can be refused. The HTTP layer owns the status codes. */
export type StockErrorCode =
  | 'invalid-request'
  | 'product-not-found'
  | 'size-not-found'
  | 'location-not-found'
  | 'ambiguous-product'
  | 'color-not-available'
  | 'insufficient-stock'
  | 'unexpected-quantity'
  | 'nothing-reserved'
  | 'ambiguous-reservation'
  | 'likely-repeat'
  | 'unusual-quantity'
  | 'product-exists'
  | 'similar-product'
  | 'sku-taken'
  | 'product-in-stock'
  | 'product-archived'
  | 'product-was-changed'
  | 'movement-not-found'
  | 'nothing-to-undo'
  | 'already-undone'
  | 'request-id-reused'
  | 'foreign-origin'
  | 'scope-too-small'
  | 'other-location'
  | 'read-only'
  | 'name-taken'
  | 'photo-not-found'
  | 'file-refused'
  | 'file-unavailable'
  | 'file-too-large'
  | 'file-type-unsupported'
  | 'file-unreadable'
  | 'import-outdated'
  | 'store-unavailable'

/**
 * A refusal with a reason a caller can act on: `message` says what to do next, `details` carries
 * the data for it (candidates, sizes, available …). Both are sent to the client.
 */
export class StockError extends Error {
  override readonly name = 'StockError'
  readonly code: StockErrorCode
  readonly details: Record<string, unknown>

  constructor(
    code: StockErrorCode,
    message: string,
    details: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.code = code
    this.details = details
  }
}

/** The service cannot start or a command cannot run: one sentence for the person at the terminal. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}
