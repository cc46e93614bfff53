import type { ApiKey, Identity } from '../../domain/api-key.ts'
import { keepFresh } from '../../shared/fresh.ts'
import { hashOf } from '../../shared/secret.ts'
import type { KeyStore } from '../../store/key-store.ts'

/** Keys older than this are read again, so that a revoked key is refused within a second. */
const MAX_AGE_MS = 500

/** Precision of "last used". */
const TOUCH_EVERY_MS = 60_000

type Keys = ReadonlyMap<string, ApiKey>

/** Tells who a key belongs to. */
export interface KeyReader {
  /**
   * @returns undefined for a key that is unknown, revoked or has expired
   * @throws StockError 'store-unavailable' when the keys cannot be read
   */
  identify(key: string): Promise<Identity | undefined>
}

/**
 * Reads the keys again when they are needed and too old. While the database does not answer, the
 * last known keys stay in use.
 */
export function createKeyReader(store: KeyStore, maxAgeMs = MAX_AGE_MS): KeyReader {
  const current = keepFresh<Keys>(
    async () => new Map((await store.readKeys()).map((key) => [key.hash, key])),
    maxAgeMs,
  )
  const touchedAt = new Map<string, number>()

  function touch({ id }: ApiKey): void {
    const now = performance.now()
    if (now - (touchedAt.get(id) ?? -TOUCH_EVERY_MS) < TOUCH_EVERY_MS) return
    touchedAt.set(id, now)
    // In the background; a failed write is tried again with the next request.
    store.touchKey(id, new Date().toISOString()).catch(() => touchedAt.delete(id))
  }

  return {
    async identify(given) {
      const key = (await current()).get(hashOf(given))
      if (!key || key.revoked || hasExpired(key)) return undefined
      touch(key)
      return { name: key.name, scope: key.scope, location: key.location }
    },
  }
}

const hasExpired = ({ expiresAt }: ApiKey): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= Date.now()
