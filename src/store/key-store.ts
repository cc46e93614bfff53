import type { ApiKey } from '../domain/api-key.ts'

/** Where the API keys are kept. Every method fails with 'store-unavailable' in time. */
export interface KeyStore {
  readKeys(): Promise<readonly ApiKey[]>
  /**
   * Keeps a new key, or gives the key of this name a new hash, scope, location and expiry; it is no
   * longer revoked then.
   * @throws StockError 'location-not-found'
   */
  saveKey(key: NewApiKey): Promise<void>
  /** @returns whether there is a key of this name */
  revokeKey(name: string): Promise<boolean>
  /** Notes that a key was used. */
  touchKey(id: string, at: string): Promise<void>
}

export type NewApiKey = Omit<ApiKey, 'id' | 'revoked' | 'lastUsedAt'>
