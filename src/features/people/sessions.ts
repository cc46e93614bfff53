import type { Identity } from '../../domain/api-key.ts'
import { StockError } from '../../domain/errors.ts'
import { CODE_MINUTES } from '../../domain/person.ts'
import { keepEach, keepFresh } from '../../shared/fresh.ts'
import { oneAtATime } from '../../shared/one-at-a-time.ts'
import { hashOf, newCode, newSecret } from '../../shared/secret.ts'
import type { Mail } from '../../store/mail-store.ts'
import type {
  NewSession,
  PeopleStore,
  ProviderAnswer,
  ProviderStart,
  Session,
} from '../../store/people-store.ts'
import { identityOf, type PersonReader } from './person-reader.ts'

/** A session ends when it was not used for so long. */
const IDLE_HOURS = 12

/** Its end is moved at most so often. */
const PROLONG_EVERY_MS = 60_000

/** How long an answer about a session is kept; sign-out here is known at once. */
const MAX_AGE_MS = 500

/** How long is kept in which ways people can sign in. */
const WAYS_AGE_MS = 5_000

interface SignIn {
  readonly email: string
  readonly password: string
  readonly ip: string
}

export type SessionService = ReturnType<typeof createSessionService>

/** Signs people in on the web page, and knows them again by the secret in their cookie. */
export function createSessionService(deps: { store: PeopleStore; people: PersonReader }) {
  const { store, people } = deps
  const open = keepEach(store.findSession, MAX_AGE_MS)
  // To look at a password takes a processor long, and stock must not wait for many at once.
  const inLine = oneAtATime()
  const ways = keepFresh(() => store.readSignInWays(), WAYS_AGE_MS)

  function prolong(hash: string, { seenAt }: Session): void {
    if (Date.now() - Date.parse(seenAt) < PROLONG_EVERY_MS) return
    open.forget(hash)
    // In the background; a failed write is tried again with the next request.
    store.prolongSession(hash, inHours(IDLE_HOURS)).catch(() => {})
  }

  return {
    /** @returns the secret for the cookie; null for a wrong password or a person who is disabled */
    async signIn({ email, password, ip }: SignIn): Promise<string | null> {
      const proven = await inLine(() => store.checkPassword(email, password))
      if (!proven) return null
      return this.start({ ...proven, email, ip }).catch((error: unknown) => {
        // Disabled, or given another password, since it was looked at.
        if (error instanceof StockError && error.code === 'person-not-found') return null
        throw error
      })
    },

    /** In which ways people can sign in besides with a password. */
    ways,

    /**
     * Mails a code to sign in, if somebody has the e-mail.
     * @param mailOf writes the message
     */
    async sendCode(email: string, mailOf: (code: string) => Mail): Promise<void> {
      const code = newCode()
      const expiresAt = inHours(CODE_MINUTES / 60)
      await store.sendCode({ email, hash: codeHash(email, code), expiresAt, mail: mailOf(code) })
    },

    /** @returns the secret for the cookie; null for a code that is wrong, too old or tried too often */
    async signInWithCode({ email, code, ip }: CodeSignIn): Promise<string | null> {
      const personId = await store.useCode(email, codeHash(email, code))
      return personId === null ? null : this.start({ personId, email, ip })
    },

    /** @returns null where there is no such provider */
    startAtProvider: (name: string, redirectUrl: string): Promise<ProviderStart | null> =>
      store.startAtProvider(name, redirectUrl),

    /** @returns the secret for the cookie; null for somebody who is not of this shop */
    async signInAtProvider(answer: ProviderAnswer, ip: string): Promise<string | null> {
      const personId = await store.finishAtProvider(answer)
      const person = personId === null ? undefined : await people.find(personId)
      return person ? this.start({ personId: person.id, email: person.email, ip }) : null
    },

    /** Signs in a person who has shown who they are in another way. @returns the secret */
    async start({ personId, stamp, email, ip }: Start): Promise<string> {
      const secret = newSecret()
      await store.startSession({
        by: { actor: email, ip },
        hash: hashOf(secret),
        personId,
        stamp,
        expiresAt: inHours(IDLE_HOURS),
      })
      return secret
    },

    /**
     * @param isUse whether it lasts longer by it
     * @returns undefined for a session that is unknown or has ended
     */
    async identify(secret: string, isUse = true): Promise<Identity | undefined> {
      const hash = hashOf(secret)
      const session = await open.find(hash)
      if (!session || Date.parse(session.expiresAt) <= Date.now()) return undefined
      const person = await people.find(session.personId)
      if (!person) return undefined
      if (isUse) prolong(hash, session)
      return { ...identityOf(person), inSession: true }
    },

    async signOut(secret: string, by: { actor: string; ip: string }): Promise<void> {
      const hash = hashOf(secret)
      open.forget(hash)
      await store.endSession(by, hash)
    },
  }
}

interface CodeSignIn extends Omit<SignIn, 'password'> {
  readonly code: string
}

/** With the e-mail, so that the same code of two people is not seen to be the same. */
const codeHash = (email: string, code: string): string => hashOf(`${email} ${code}`)

interface Start extends Omit<SignIn, 'password'>, Pick<NewSession, 'personId' | 'stamp'> {}

const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()
