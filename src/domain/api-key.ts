/** What a key may do; each may also do what those before it may. */
export const SCOPES = ['read', 'write', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

export const includes = (scope: Scope, wanted: Scope): boolean =>
  SCOPES.indexOf(scope) >= SCOPES.indexOf(wanted)

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

/** Who a request comes from, as far as its key says. */
export type Identity = Pick<ApiKey, 'name' | 'scope' | 'location'>
