import type { StockErrorCode } from '../../src/domain/errors.ts'

/**
 * Refuses a request on purpose. It undoes the transaction and reaches the caller with its details,
 * which PocketBase's own errors do not: they keep only validation messages.
 */
export class Refusal extends Error {
  readonly status: number
  readonly code: StockErrorCode
  readonly details: Record<string, unknown>

  /** @param status HTTP status */
  constructor(status: number, code: StockErrorCode, details: Record<string, unknown>) {
    super(code)
    this.status = status
    this.code = code
    this.details = details
  }
}

/**
 * The messages of PocketBase's checks of a record. The same record always fails again.
 * @returns null for any other error
 */
export function validationMessages(error: unknown): string | null {
  const { value } = (error ?? {}) as { value?: unknown }
  const fields: unknown = JSON.parse(JSON.stringify(value ?? null))
  if (fields === null || typeof fields !== 'object') return null
  const messages = Object.entries(fields)
  if (messages.length === 0 || !messages.every(([, text]) => typeof text === 'string')) return null
  return messages.map(([field, text]) => `${field}: ${text}`).join('; ')
}
