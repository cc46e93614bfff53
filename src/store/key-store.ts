import type { ApiKey } from '../domain/api-key.ts'
import type { By } from '../domain/person.ts'

/** Where the API keys are kept. Every method fails with 'store-unavailable' in time. */
export interface KeyStore {
  readKeys(): Promise<readonly ApiKey[]>
  /**
   * Keeps a new key, and who made it. It takes the place of one of its name that was revoked.
   * @throws StockError 'name-in-use', 'location-not-found'
   */
  createKey(key: NewApiKey, by: By): Promise<void>
  /**
   * Keeps a new key, or gives the key of this name a new hash, scope, location and expiry; it is no
   * longer revoked then.
   * @throws StockError 'location-not-found'
   */
  saveKey(key: NewApiKey): Promise<void>
  /**
   * Ends a key, and keeps who did.
   * @throws StockError 'key-not-found'
   */
  revokeKey(name: string, by: By): Promise<void>
  /** Notes that a key was used. */
  touchKey(id: string, at: string): Promise<void>
}

export type NewApiKey = Omit<ApiKey, 'id' | 'revoked' | 'lastUsedAt'>
