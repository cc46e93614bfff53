import type { ApiKey } from '../../src/domain/api-key.ts'
import { hashOf } from '../../src/shared/secret.ts'
import type { KeyStore } from '../../src/store/key-store.ts'

/** Keys without a database: one with every right, which is given. */
export function fakeKeys(key: string): KeyStore {
  const owner: ApiKey = {
    id: 'owner',
    name: 'owner',
    hash: hashOf(key),
    scope: 'admin',
    location: null,
    expiresAt: null,
    revoked: false,
    lastUsedAt: null,
  }
  return {
    readKeys: async () => [owner],
    createKey: async () => {},
    saveKey: async () => {},
    revokeKey: async () => {},
    touchKey: async () => {},
  }
}
