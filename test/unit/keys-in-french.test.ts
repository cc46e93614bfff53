import { expect, test } from 'vitest'
import { StockError } from '../../src/domain/errors.ts'
import type { By } from '../../src/domain/person.ts'
import { sameInAll, speakingTo } from '../../src/domain/say.ts'
import { createKeyService } from '../../src/features/keys/keys.ts'
import { fakeKeys } from '../support/keys.ts'

const BY: By = { actor: 'owner', ip: '' }
const WISH = { name: 'till', scope: 'write', location: null, expiresAt: null } as const

const refuse = (code: 'name-in-use' | 'key-not-found') => async () => {
  throw new StockError(code, sameInAll(''), { name: 'till' })
}
const { create, revoke } = createKeyService({
  keys: {
    ...fakeKeys('sk-x'),
    createKey: refuse('name-in-use'),
    revokeKey: refuse('key-not-found'),
  },
})

test.each([
  [
    () => create(WISH, BY),
    'There is a key "till" already. Nothing was changed: revoke it first, or take another name.',
    'Il y a déjà une clé "till". Rien n’a changé : révoquez-la d’abord, ou prenez un autre nom.',
  ],
  [
    () => revoke('till', BY),
    'There is no key "till": see listKeys.',
    'Il n’y a pas de clé "till" : voir listKeys.',
  ],
  [
    () => create({ ...WISH, name: 'owner' }, BY),
    '"owner" is the name of the key of the settings (API_KEY). Nothing was changed: take another name.',
    '"owner" est le nom de la clé des réglages (API_KEY). Rien n’a changé : prenez un autre nom.',
  ],
])('%# is refused in both languages', async (work, english, french) => {
  await expect(work()).rejects.toThrow(english)
  await expect(
    speakingTo<Promise<unknown>>({ language: 'fr', currency: 'EUR' }, work),
  ).rejects.toThrow(french)
})
