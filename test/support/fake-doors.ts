import type { Stores } from '../../src/shop.ts'
import { fakeKeys } from './keys.ts'
import { nobody, noPrograms } from './people.ts'

/** Where a shop without a database keeps keys and people: one key with every right, and nobody. */
export const fakeDoors = (key: string): Omit<Stores, 'store'> => ({
  keys: fakeKeys(key),
  people: nobody(),
  oauth: noPrograms(),
})
