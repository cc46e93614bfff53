import type { KeyStore } from '../../store/key-store.ts'
import { hashOf } from './key-reader.ts'

/** The name of the key that comes from the settings: the owner's own. */
const OWNER = 'owner'

/**
 * Keeps the key of the settings among the others, with every right. A key that was revoked stays so
 * until the settings name another one.
 */
export async function keepOwnerKey(store: KeyStore, key: string): Promise<void> {
  const hash = hashOf(key)
  const known = (await store.readKeys()).some((one) => one.hash === hash)
  if (known) return
  await store.saveKey({ name: OWNER, hash, scope: 'admin', location: null, expiresAt: null })
}
