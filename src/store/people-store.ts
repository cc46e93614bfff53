import type { AuditEntry, Audited, By, LinkKind, OpenLink, Person, Role } from '../domain/person.ts'
import type { Mail } from './mail-store.ts'

export interface NewLink {
  readonly by: By
  readonly kind: LinkKind
  /** SHA-256 of its secret, in hex. */
  readonly hash: string
  /** Empty for the first owner, who says it on joining. */
  readonly email: string
  readonly role: Role
  /** Name; null for all. */
  readonly location: string | null
  /** ISO 8601. */
  readonly expiresAt: string
}

export interface Joining {
  readonly hash: string
  /** For a link that has none. */
  readonly email: string
  readonly name: string
  readonly password: string
  readonly ip: string
}

export interface PersonChange {
  readonly by: By
  readonly personId: string
  readonly role?: Role | undefined
  /** Name; null for all. */
  readonly location?: string | null | undefined
  readonly disabled?: boolean | undefined
}

/** Somebody who has shown their password. */
export interface Proven {
  readonly personId: string
  /** Another one once they have another password. */
  readonly stamp: string
}

export interface NewSession {
  readonly by: By
  /** SHA-256 of the secret in the cookie, in hex. */
  readonly hash: string
  readonly personId: string
  /** As it was when the password was looked at; missing where the person came without it. */
  readonly stamp?: string | undefined
  /** ISO 8601. */
  readonly expiresAt: string
}

export interface NewCode {
  readonly email: string
  /** SHA-256, in hex. */
  readonly hash: string
  /** ISO 8601. */
  readonly expiresAt: string
  /** What is sent to the person. */
  readonly mail: Mail
}

/** In which ways people can sign in besides with a password. */
export interface SignInWays {
  /** Whether mail can be sent. */
  readonly codes: boolean
  readonly providers: readonly Provider[]
}

/** A service at which people sign in instead of here, such as Google. */
export interface Provider {
  readonly name: string
  /** What people call it. */
  readonly title: string
}

/** Where a person signs in at a provider, and what proves afterwards that it was begun here. */
export interface ProviderStart {
  readonly address: string
  readonly state: string
  /** Of PKCE (RFC 7636). */
  readonly verifier: string
}

export interface ProviderAnswer {
  /** Name of the provider. */
  readonly provider: string
  readonly code: string
  readonly verifier: string
  /** As at the start. */
  readonly redirectUrl: string
}

export interface Session {
  readonly personId: string
  /** ISO 8601. */
  readonly seenAt: string
  readonly expiresAt: string
}

/** Where people, their sessions and the links for them are kept. Every method fails with 'store-unavailable' in time. */
export interface PeopleStore {
  /** Everybody, disabled people too. */
  readPeople(): Promise<readonly Person[]>
  /**
   * Changes what a person may do; a real change ends their sessions and connections.
   * @throws StockError 'person-not-found', 'last-owner', 'location-not-found'
   */
  changePerson(change: PersonChange): Promise<void>
  /** @returns the person whose password it is; null for a wrong one or a disabled person */
  checkPassword(email: string, password: string): Promise<Proven | null>

  readSignInWays(): Promise<SignInWays>
  /** Keeps a code in place of the one before, and mails it; of no effect where nobody has the e-mail. */
  sendCode(code: NewCode): Promise<void>
  /**
   * Uses a code up; a wrong one counts as a try of the one that was sent.
   * @returns the id of the person; null for a code that is wrong, has ended or was tried too often
   */
  useCode(email: string, hash: string): Promise<string | null>

  /** @returns null where there is no such provider */
  startAtProvider(name: string, redirectUrl: string): Promise<ProviderStart | null>
  /** @returns the id of the account, also a disabled one, whose verified e-mail the provider tells; null for none */
  finishAtProvider(answer: ProviderAnswer): Promise<string | null>

  /** The links that can still be used. */
  readLinks(): Promise<readonly OpenLink[]>
  /** @returns null for one that was used or has ended */
  findLink(hash: string): Promise<OpenLink | null>
  /**
   * Makes a link, in place of those of its kind for the same e-mail.
   * @returns its id
   * @throws StockError 'person-exists', 'person-not-found', 'location-not-found'
   */
  makeLink(link: NewLink): Promise<string>
  /** @throws StockError 'link-ended' */
  withdrawLink(by: By, id: string): Promise<void>
  /**
   * Uses a link to join: of two at once, one joins.
   * @returns the id of the new person
   * @throws StockError 'link-ended', 'person-exists'
   */
  join(joining: Joining): Promise<string>
  /**
   * Uses a link to choose a password, and signs the person out everywhere.
   * @returns the id of the person
   * @throws StockError 'link-ended'
   */
  resetPassword(reset: Pick<Joining, 'hash' | 'password' | 'ip'>): Promise<string>

  /** @returns null for one that is unknown or has ended */
  findSession(hash: string): Promise<Session | null>
  /** @throws StockError 'person-not-found' for somebody who is disabled, or has another password now */
  startSession(session: NewSession): Promise<void>
  /** @param expiresAt ISO 8601 */
  prolongSession(hash: string, expiresAt: string): Promise<void>
  endSession(by: By, hash: string): Promise<void>
  /** Ends all sessions and open links: after a backup was restored, nobody knows which of them had ended. */
  signOutAll(): Promise<void>

  /** @param before `at` and id of the last entry of the page before; newest first */
  readAudit(page: { before?: string | undefined; limit: number }): Promise<readonly AuditEntry[]>
  noteAudit(by: By, what: Audited, subject: string): Promise<void>
}
