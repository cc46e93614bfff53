import type { Person } from './person.ts'

/** What a key may do; each may also do what those before it may. */
export const SCOPES = ['read', 'write', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

export const includes = (scope: Scope, wanted: Scope): boolean =>
  SCOPES.indexOf(scope) >= SCOPES.indexOf(wanted)

/** A name has no @, so that it is never taken for the e-mail of a person. */
export const KEY_NAME = /^[\p{L}\p{N} ._-]{1,100}$/u

/** An API key as it is kept: never the key itself. */
export interface ApiKey {
  readonly id: string
  /** Unique; the actor of what is done with it. */
  readonly name: string
  /** SHA-256 of the key, in hex. A key is random, so it needs no slow hash. */
  readonly hash: string
  readonly scope: Scope
  /** Name of the only location it is for; null for all. */
  readonly location: string | null
  /** ISO 8601; null for never. */
  readonly expiresAt: string | null
  readonly revoked: boolean
  /** ISO 8601, to the minute; null for never. */
  readonly lastUsedAt: string | null
}

/** Who a request comes from, and what they may do. */
export interface Identity {
  /** Name of the key, or e-mail of the person: the actor of what is done. */
  readonly name: string
  readonly scope: Scope
  /** Name of the only location it is for; null for all. */
  readonly location: string | null
  /** Set where it is a person. */
  readonly person?: Pick<Person, 'id' | 'name' | 'role'>
  /** Whether a person uses the web page, and no program. */
  readonly inSession?: true
  /** Name of the program that a person connected. */
  readonly client?: string
}
