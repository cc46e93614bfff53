import { hashOf } from '../../shared/secret.ts'
import type { KeyStore } from '../../store/key-store.ts'

/** The name of the key that comes from the settings: the owner's own. */
export const OWNER_KEY = 'owner'

/**
 * Stores the key of the settings beside the others, with the scope admin. A revoked key stays revoked
 * until the settings have another one.
 */
export async function keepOwnerKey(store: KeyStore, key: string): Promise<void> {
  const hash = hashOf(key)
  const known = (await store.readKeys()).some((one) => one.hash === hash)
  if (known) return
  await store.saveKey({ name: OWNER_KEY, hash, scope: 'admin', location: null, expiresAt: null })
}
