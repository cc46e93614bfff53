import { type Identity, SCOPES, type Scope } from '../../domain/api-key.ts'
import type { Door } from '../../domain/connection.ts'
import { keepEach } from '../../shared/fresh.ts'
import { hashOf } from '../../shared/secret.ts'
import type { AccessToken, OAuthStore } from '../../store/oauth-store.ts'
import { identityOf, type PersonReader } from '../people/person-reader.ts'

/** Answers about tokens older than this are asked for again, so that one that ends is refused within a second. */
const MAX_AGE_MS = 500

/** As the authorization server makes tokens: 256 bits. Nothing else is asked for. */
const TOKEN = /^[\w-]{43}$/

/** Precision of "last used". */
const TOUCH_EVERY_MS = 60_000
/** Connections of which that is known at once. */
const MAX_TOUCHED = 1_000

/** Tells for whom a program acts that shows an access token. */
export interface TokenReader {
  /**
   * The rights are the smaller of what the person may do now and what they allowed the program.
   * @returns undefined for a token that is unknown, has ended, or is for another door
   * @throws StockError 'store-unavailable'
   */
  identify(token: string, door: Door): Promise<Identity | undefined>
}

export function createTokenReader(deps: { store: OAuthStore; people: PersonReader }): TokenReader {
  const { store, people } = deps
  const tokens = keepEach(store.findAccessToken, MAX_AGE_MS)
  const touchedAt = new Map<string, number>()

  function touch({ grant, lastUsedAt }: AccessToken): void {
    const last = touchedAt.get(grant) ?? (lastUsedAt === null ? 0 : Date.parse(lastUsedAt))
    if (Date.now() - last < TOUCH_EVERY_MS) return
    if (touchedAt.size >= MAX_TOUCHED) touchedAt.clear()
    touchedAt.set(grant, Date.now())
    // In the background; a failed write is tried again with the next request.
    store.touchConnection(grant).catch(() => touchedAt.delete(grant))
  }

  return {
    async identify(given, door) {
      if (!TOKEN.test(given)) return undefined
      const token = await tokens.find(hashOf(given))
      if (!token || token.door !== door || Date.parse(token.expiresAt) <= Date.now()) {
        return undefined
      }
      const person = await people.find(token.personId)
      const allowed = largestIn(token.scope)
      if (!person || !allowed) return undefined
      touch(token)
      const identity = identityOf(person)
      return { ...identity, scope: smaller(identity.scope, allowed), client: token.client }
    },
  }
}

/** The largest of several scopes; undefined where none is one of ours. */
function largestIn(scopes: string): Scope | undefined {
  const given = scopes.split(' ')
  return SCOPES.findLast((scope) => given.includes(scope))
}

const smaller = (one: Scope, other: Scope): Scope =>
  SCOPES[Math.min(SCOPES.indexOf(one), SCOPES.indexOf(other))] ?? one
