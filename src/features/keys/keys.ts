import type { ApiKey, Scope } from '../../domain/api-key.ts'
import { StockError } from '../../domain/errors.ts'
import type { By } from '../../domain/person.ts'
import { hashOf, newSecret } from '../../shared/secret.ts'
import type { KeyStore } from '../../store/key-store.ts'
import type { PeopleStore } from '../../store/people-store.ts'
import { OWNER_KEY } from './owner-key.ts'

export interface KeyWish {
  readonly name: string
  readonly scope: Scope
  /** Name; null for all. */
  readonly location: string | null
  /** ISO 8601; null for never. */
  readonly expiresAt: string | null
}

interface Dependencies {
  readonly keys: KeyStore
  readonly audit: Pick<PeopleStore, 'noteAudit'>
}

export type KeyService = ReturnType<typeof createKeyService>

/** Makes and revokes API keys. */
export function createKeyService({ keys, audit }: Dependencies) {
  return {
    list: (): Promise<readonly ApiKey[]> => keys.readKeys(),

    /**
     * @returns the key, which is not kept
     * @throws StockError 'name-in-use', 'location-not-found'
     */
    async create(wish: KeyWish, by: By): Promise<string> {
      requireOther(wish)
      const same = ({ name }: ApiKey) => name.toLowerCase() === wish.name.toLowerCase()
      const taken = (await keys.readKeys()).find((key) => same(key) && !key.revoked)
      if (taken) {
        throw new StockError(
          'name-in-use',
          `There is a key "${taken.name}" already. Nothing was changed: revoke it first, or take another name.`,
        )
      }
      const key = `sk-${newSecret()}`
      await keys.saveKey({ ...wish, hash: hashOf(key) })
      await audit.noteAudit(by, 'key-created', wish.name)
      return key
    },

    /** @throws StockError 'key-not-found' */
    async revoke(name: string, by: By): Promise<void> {
      if (!(await keys.revokeKey(name))) {
        throw new StockError('key-not-found', `There is no key "${name}": see listKeys.`)
      }
      await audit.noteAudit(by, 'key-revoked', name)
    },
  }
}

/** @throws StockError 'name-in-use' for the key of the settings, 'invalid-request' for an end in the past */
function requireOther({ name, expiresAt }: KeyWish): void {
  if (name.toLowerCase() === OWNER_KEY) {
    throw new StockError(
      'name-in-use',
      `"${OWNER_KEY}" is the name of the key of the settings (API_KEY). Nothing was changed: take another name.`,
    )
  }
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) {
    throw new StockError(
      'invalid-request',
      'The key would have ended already. Nothing was changed: send expires_at in the future, or null.',
    )
  }
}
