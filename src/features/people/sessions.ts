import type { Identity } from '../../domain/api-key.ts'
import { hashOf, newSecret } from '../../shared/secret.ts'
import type { PeopleStore, Session } from '../../store/people-store.ts'
import { identityOf, type PersonReader } from './person-reader.ts'

/** A session ends when it was not used for so long. */
export const IDLE_HOURS = 12

/** Its end is moved at most so often. */
const PROLONG_EVERY_MS = 60_000

/** How long an answer about a session is kept; sign-out here is known at once. */
const MAX_AGE_MS = 500
const MAX_KEPT = 1_000

interface SignIn {
  readonly email: string
  readonly password: string
  readonly ip: string
  /** The browser, as it names itself. */
  readonly agent: string
}

interface Kept {
  readonly readAt: number
  readonly session: Promise<Session | null>
}

export type SessionService = ReturnType<typeof createSessionService>

/** Signs people in on the web page, and knows them again by the secret in their cookie. */
export function createSessionService(deps: { store: PeopleStore; people: PersonReader }) {
  const { store, people } = deps
  const kept = new Map<string, Kept>()

  function find(hash: string): Promise<Session | null> {
    const known = kept.get(hash)
    if (known && performance.now() - known.readAt < MAX_AGE_MS) return known.session
    if (kept.size >= MAX_KEPT) kept.clear()
    const session = store.findSession(hash)
    kept.set(hash, { readAt: performance.now(), session })
    session.catch(() => kept.delete(hash))
    return session
  }

  function prolong(hash: string, { seenAt }: Session): void {
    if (Date.now() - Date.parse(seenAt) < PROLONG_EVERY_MS) return
    kept.delete(hash)
    // In the background; a failed write is tried again with the next request.
    store.prolongSession(hash, inHours(IDLE_HOURS)).catch(() => {})
  }

  return {
    /** @returns the secret for the cookie; null for a wrong password or a person who is disabled */
    async signIn({ email, password, ip, agent }: SignIn): Promise<string | null> {
      const personId = await store.checkPassword(email, password)
      return personId === null ? null : this.start({ personId, email, ip, agent })
    },

    /** Signs in a person who has shown who they are in another way. @returns the secret */
    async start({ personId, email, ip, agent }: Start): Promise<string> {
      const secret = newSecret()
      await store.startSession({
        by: { actor: email, ip },
        hash: hashOf(secret),
        personId,
        agent: agent.slice(0, 200),
        expiresAt: inHours(IDLE_HOURS),
      })
      return secret
    },

    /** @returns undefined for a session that is unknown or has ended */
    async identify(secret: string): Promise<Identity | undefined> {
      const hash = hashOf(secret)
      const session = await find(hash)
      if (!session || Date.parse(session.expiresAt) <= Date.now()) return undefined
      const person = await people.find(session.personId)
      if (!person) return undefined
      prolong(hash, session)
      return { ...identityOf(person), inSession: true }
    },

    async signOut(secret: string, by: { actor: string; ip: string }): Promise<void> {
      const hash = hashOf(secret)
      kept.delete(hash)
      await store.endSession(by, hash)
    },
  }
}

interface Start extends Omit<SignIn, 'password'> {
  readonly personId: string
}

const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()
