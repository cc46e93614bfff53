import type { RefusalCode } from './refusals.ts'

/**
 * A refusal with a reason a caller can act on: `message` says what to do next, `details` carries
 * the data for it (candidates, sizes, available …). Both are sent to the client.
 */
export class StockError extends Error {
  override readonly name = 'StockError'
  readonly code: RefusalCode
  readonly details: Record<string, unknown>

  constructor(
    code: RefusalCode,
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
