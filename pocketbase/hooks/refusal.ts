import type { LedgerDetails, LedgerRefusal } from '../../src/domain/refusals.ts'

/**
 * An expected refusal of a request. It rolls back the transaction and reaches the caller with its
 * details. PocketBase's own errors keep only validation messages.
 */
export class Refusal<Code extends LedgerRefusal = LedgerRefusal> extends Error {
  readonly code: Code
  readonly details: LedgerDetails[Code]

  constructor(code: Code, details: LedgerDetails[Code]) {
    super(code)
    this.code = code
    this.details = details
  }

  /** The same refusal with other or more details. */
  with(details: object): Refusal<Code> {
    return new Refusal(this.code, { ...this.details, ...details })
  }
}

/** A refusal in the words that its caller was told. */
export interface ToldRefusal {
  readonly code: string
  readonly message: string
  readonly details: object
  /** When it was noted. */
  readonly refused_at?: string
}

/** The refusal that the same request met before: it stands, whatever is there now. */
export class StandingRefusal extends Error {
  readonly refusal: ToldRefusal

  constructor(refusal: ToldRefusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}

/** Whether an error is a refusal with this code. */
export const isRefusal = <Code extends LedgerRefusal>(
  error: unknown,
  code: Code,
): error is Refusal<Code> => error instanceof Refusal && error.code === code

/**
 * The messages of PocketBase's record validation. A retry with the same record fails again.
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
