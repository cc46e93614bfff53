import { type Adapter, type AdapterFactory, type AdapterPayload, errors } from 'oidc-provider'
import { REFRESH_LEEWAY_S, UNUSED_CLIENT_DAYS } from '../domain/connection.ts'
import { StockError } from '../domain/errors.ts'
import { hashOf } from '../shared/secret.ts'
import type { KeptOAuthRecord, OAuthStore } from '../store/oauth-store.ts'

/** Says that the database does not answer, so that a program tries again and keeps its token. */
class StoreUnavailable extends errors.CustomOIDCProviderError {
  override readonly status = 503
  override readonly statusCode = 503
  constructor(cause: unknown) {
    super('temporarily_unavailable', 'The database does not answer. Try again in a moment.')
    this.cause = cause
  }
}

const UNUSED_CLIENT_S = UNUSED_CLIENT_DAYS * 24 * 3600

/** Keeps what the authorization server must know again in the store, without any secret. */
export const adapterOver =
  (store: OAuthStore): AdapterFactory =>
  (kind) =>
    kind === 'Session' ? NO_SESSIONS : createAdapter(store, kind)

/**
 * The authorization server keeps no sessions: who somebody is, it asks the session of the web page each
 * time. So signing out there is all there is to sign out of.
 */
const NO_SESSIONS: Adapter = {
  upsert: async () => {},
  find: async () => undefined,
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  consume: async () => {},
  destroy: async () => {},
  revokeByGrantId: async () => {},
}

function createAdapter(store: OAuthStore, kind: string): Adapter {
  const upsert: Adapter['upsert'] = async (id, { jti: _secret, ...payload }, expiresIn) => {
    const lifetime = expiresIn ?? (kind === 'Client' ? UNUSED_CLIENT_S : undefined)
    const client = kind === 'Client' ? id : payload.clientId
    const grant = kind === 'Grant' ? id : payload.grantId
    await store.putRecord({
      kind,
      hash: hashOf(id),
      grant: grant ? hashOf(grant) : '',
      personId: payload.accountId ?? '',
      client: client ? hashOf(client) : '',
      payload: kind === 'Client' ? withoutSecret(payload) : payload,
      expiresAt: lifetime ? new Date(Date.now() + lifetime * 1000).toISOString() : null,
    })
  }
  return {
    upsert: (...given) => upsert(...given).catch(explain),

    async find(id) {
      const kept = await store.findRecord(kind, hashOf(id)).catch(explain)
      return kept ? { ...payloadOf(kind, kept), ...(kind !== 'Client' && { jti: id }) } : undefined
    },

    async consume(id) {
      const isFirst = await store.consumeRecord(kind, hashOf(id)).catch(explain)
      if (!isFirst && kind !== 'RefreshToken') throw new errors.InvalidGrant('it was used already')
    },

    destroy: (id) => store.removeRecord(kind, hashOf(id)).catch(explain),

    revokeByGrantId: (grant) => store.endGrant(kind, hashOf(grant)).catch(explain),

    // No sessions and no devices.
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
  }
}

const withoutSecret = ({ client_secret: secret, ...payload }: AdapterPayload): AdapterPayload =>
  secret ? { ...payload, client_secret: hashOf(secret) } : payload

function payloadOf(kind: string, kept: KeptOAuthRecord): AdapterPayload {
  const { payload, consumedAt } = kept
  if (consumedAt === null || !isSpent(kind, kept)) return payload
  return { ...payload, consumed: Math.floor(Date.parse(consumedAt) / 1000) }
}

/**
 * Whether what was used may not be used again. A refresh token stays good until its successor is there,
 * so that an exchange which broke off loses nothing, and for a moment after.
 */
function isSpent(kind: string, { consumedAt, isRenewed }: KeptOAuthRecord): boolean {
  if (kind !== 'RefreshToken') return true
  return isRenewed && Date.now() - Date.parse(consumedAt ?? '') > REFRESH_LEEWAY_S * 1000
}

/** @throws always */
function explain(error: unknown): never {
  if (error instanceof StockError) {
    throw error.code === 'person-not-found'
      ? new errors.AccessDenied('The person may not sign in.')
      : new StoreUnavailable(error)
  }
  throw error
}
