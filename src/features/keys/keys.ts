import type { ApiKey, Scope } from '../../domain/api-key.ts'
import { StockError } from '../../domain/errors.ts'
import type { By } from '../../domain/person.ts'
import type { OfRefusals, RefusalOf } from '../../domain/refusals.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { quoted } from '../../domain/text.ts'
import { explainBy } from '../../shared/explain-by.ts'
import { noLocation } from '../../shared/no-location.ts'
import { hashOf, newSecret } from '../../shared/secret.ts'
import type { KeyStore } from '../../store/key-store.ts'
import { OWNER_KEY } from './owner-key.ts'

export interface KeyWish {
  readonly name: string
  readonly scope: Scope
  /** Name; null for all. */
  readonly location: string | null
  /** ISO 8601; null for never. */
  readonly expiresAt: string | null
}

export type KeyService = ReturnType<typeof createKeyService>

/** Makes and revokes API keys. */
export function createKeyService({ keys }: { keys: KeyStore }) {
  return {
    list: (): Promise<readonly ApiKey[]> => keys.readKeys(),

    /**
     * @returns the key, which is not kept
     * @throws StockError 'name-in-use', 'location-not-found'
     */
    async create(wish: KeyWish, by: By): Promise<string> {
      requireOther(wish)
      const key = `sk-${newSecret()}`
      await keys.createKey({ ...wish, hash: hashOf(key) }, by).catch(explain)
      return key
    },

    /** @throws StockError 'key-not-found' */
    revoke: (name: string, by: By): Promise<void> => keys.revokeKey(name, by).catch(explain),
  }
}

const SAID: OfRefusals<RefusalOf<'key'>, [], Sentence> = {
  'name-in-use': ({ name }) =>
    say({
      en: `There is a key ${quoted(name)} already. Nothing was changed: revoke it first, or take another name.`,
      fr: `Il y a déjà une clé ${quoted(name)}. Rien n’a changé : révoquez-la d’abord, ou prenez un autre nom.`,
    }),
  'key-not-found': ({ name }) =>
    say({
      en: `There is no key ${quoted(name)}: see listKeys.`,
      fr: `Il n’y a pas de clé ${quoted(name)} : voir listKeys.`,
    }),
  'location-not-found': ({ location }) => noLocation(location),
}

const explain = explainBy(SAID)

/** @throws StockError 'name-in-use' for the key of the settings, 'invalid-request' for an end in the past */
function requireOther({ name, expiresAt }: KeyWish): void {
  if (name.toLowerCase() === OWNER_KEY) {
    throw new StockError(
      'name-in-use',
      say({
        en: `${quoted(OWNER_KEY)} is the name of the key of the settings (API_KEY). Nothing was changed: take another name.`,
        fr: `${quoted(OWNER_KEY)} est le nom de la clé des réglages (API_KEY). Rien n’a changé : prenez un autre nom.`,
      }),
    )
  }
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) {
    throw new StockError(
      'invalid-request',
      say({
        en: 'The key would have ended already. Nothing was changed: send expires_at in the future, or null.',
        fr: 'La clé serait déjà finie. Rien n’a changé : envoyez expires_at dans le futur, ou null.',
      }),
    )
  }
}
