import type { Identity } from '../../domain/api-key.ts'
import { type Person, ROLES } from '../../domain/person.ts'
import { keepFresh } from '../../shared/fresh.ts'
import type { PeopleStore } from '../../store/people-store.ts'

/** People older than this are read again, so that a disabled person is out within a second. */
const MAX_AGE_MS = 500

/** Tells who somebody is and what they may do now. */
export interface PersonReader {
  /** @returns undefined for a person who is unknown or disabled */
  find(id: string): Promise<Person | undefined>
}

/** Keeps the people of the shop, not older than half a second. */
export function createPersonReader(store: Pick<PeopleStore, 'readPeople'>): PersonReader {
  const current = keepFresh(
    async () => new Map((await store.readPeople()).map((person) => [person.id, person])),
    MAX_AGE_MS,
  )
  return {
    async find(id) {
      // Somebody who joined just now.
      const person = (await current()).get(id) ?? (await current(true)).get(id)
      return person?.disabled ? undefined : person
    },
  }
}

/** Who a person is to the operations: what they may do follows from their role. */
export const identityOf = ({ id, email, name, role, location }: Person): Identity => ({
  name: email,
  scope: ROLES[role].scope,
  location,
  person: { id, name, role },
})
