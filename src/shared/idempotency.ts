import { createHash, randomUUID } from 'node:crypto'
import type { Caller, RequestKey } from '../domain/caller.ts'
import type { Author } from '../domain/movement.ts'

/** The key that makes a repeated request harmless, and what tells it from another request. */
export function authorOf(content: object, { requestId }: RequestKey, caller: Caller): Author {
  const canonical = JSON.stringify(content, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  return {
    ...caller,
    // Without a key of the caller's, one of ours lets the connection be retried safely.
    idempotencyKey: requestId === undefined ? `auto-${randomUUID()}` : `id-${requestId}`,
    requestHash: createHash('sha256').update(canonical).digest('hex'),
  }
}
