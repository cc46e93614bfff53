import { hash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiKey, Identity } from '../../domain/api-key.ts'
import type { KeyStore } from '../../store/key-store.ts'

/** A revoked key is refused within a second: this old may the keys be … */
const MAX_AGE_MS = 500

/** … and so long may reading them take before the last ones are asked. */
const PATIENCE_MS = 400

/** How exact "last used" is. */
const TOUCH_EVERY_MS = 60_000

/** What is kept of a key. */
export const hashOf = (key: string): string => hash('sha256', key)

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
 * Reads the keys when they are asked for and those at hand are too old. While the database does not
 * answer, nobody can be let in or shut out, so the last known keys stay.
 */
export function createKeyReader(store: KeyStore, maxAgeMs = MAX_AGE_MS): KeyReader {
  let known: Keys | undefined
  let reading: Promise<Keys> | undefined
  let readAt = Number.NEGATIVE_INFINITY
  const touchedAt = new Map<string, number>()

  function read(): Promise<Keys> {
    reading ??= store
      .readKeys()
      .then((all) => {
        readAt = performance.now()
        known = new Map(all.map((key) => [key.hash, key]))
        return known
      })
      .finally(() => {
        reading = undefined
      })
    return reading
  }

  async function current(): Promise<Keys> {
    const last = known
    if (!last) return read()
    if (performance.now() - readAt < maxAgeMs) return last
    const newest = read().catch(() => last)
    return Promise.race([newest, sleep(PATIENCE_MS, last, { ref: false })])
  }

  function touch({ id }: ApiKey): void {
    const now = performance.now()
    if (now - (touchedAt.get(id) ?? -TOUCH_EVERY_MS) < TOUCH_EVERY_MS) return
    touchedAt.set(id, now)
    // Nobody waits for this, and a minute later it is tried again.
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
