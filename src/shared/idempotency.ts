import { createHash, randomUUID } from 'node:crypto'
import type { Caller, RequestKey } from '../domain/caller.ts'
import type { Author } from '../domain/movement.ts'

/** The idempotency key of a request, and the hash that tells it from another one under that key. */
export function authorOf(content: object, { requestId }: RequestKey, caller: Caller): Author {
  const canonical = JSON.stringify(content, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  return {
    ...caller,
    // Where the caller sent none, a generated key makes our own retries safe.
    idempotencyKey: requestId === undefined ? `auto-${randomUUID()}` : `id-${requestId}`,
    requestHash: createHash('sha256').update(canonical).digest('hex'),
  }
}
