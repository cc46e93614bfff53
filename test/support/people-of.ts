import type { Role } from '../../src/domain/person.ts'
import { createPeopleService } from '../../src/features/people/people.ts'
import { createPersonReader } from '../../src/features/people/person-reader.ts'
import { createSessionService } from '../../src/features/people/sessions.ts'
import type { PeopleStore } from '../../src/store/people-store.ts'

export const PASSWORD = 'a long enough password'

export interface Member {
  readonly id: string
  /** Value of the cookie of the web page. */
  readonly cookie: string
}

/** Lets people join and sign in, as the pages do. */
export function peopleOf(store: PeopleStore) {
  const people = createPeopleService({ store })
  const sessions = createSessionService({ store, people: createPersonReader(store) })

  /** @returns the value of the cookie; empty for a wrong password */
  async function signIn(email: string, password = PASSWORD): Promise<string> {
    return (await sessions.signIn({ email, password, ip: '' })) ?? ''
  }

  return {
    people,
    signIn,
    /** Lets somebody join and sign in. */
    async enter(email: string, role: Role, location: string | null = null): Promise<Member> {
      const { secret } = await people.invite({ email, role, location }, { actor: 'test', ip: '' })
      const id = await people.join(secret, { email: '', name: email, password: PASSWORD, ip: '' })
      return { id, cookie: await signIn(email) }
    },
  }
}

/** What a browser sends from a page of the service. */
export const fromPage = (cookie: string, host = 'localhost') => ({
  cookie: `stock=${cookie}`,
  authorization: '',
  host,
  origin: `http://${host}`,
})
