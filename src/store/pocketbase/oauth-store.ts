import { z } from 'zod'
import { SCOPES } from '../../domain/api-key.ts'
import { type Connection, DOORS } from '../../domain/connection.ts'
import type { AccessToken, KeptOAuthRecord, OAuthStore } from '../oauth-store.ts'
import { createCall } from './call.ts'
import type { PocketBaseClient } from './client.ts'
import { Time, TimeOrNull } from './column-values.ts'

const Payload = z.record(z.string(), z.unknown())

const Kept = z
  .object({ payload: Payload, consumed_at: TimeOrNull, renewed: z.boolean() })
  .transform(
    ({ payload, consumed_at, renewed }): KeptOAuthRecord => ({
      payload,
      consumedAt: consumed_at,
      isRenewed: renewed,
    }),
  )
  .nullable()

const Token = z
  .object({
    person: z.string(),
    scope: z.string(),
    door: z.enum(DOORS),
    client: z.string(),
    grant: z.string(),
    expires_at: Time,
    used_at: TimeOrNull,
  })
  .transform(
    ({ person, expires_at, used_at, ...token }): AccessToken => ({
      ...token,
      personId: person,
      expiresAt: expires_at,
      lastUsedAt: used_at,
    }),
  )
  .nullable()

const Connections = z.array(
  z
    .object({
      id: z.string(),
      person: z.string(),
      email: z.string(),
      client: z.string(),
      name: z.string(),
      host: z.string(),
      scope: z.enum(SCOPES),
      created: Time,
      used_at: TimeOrNull,
    })
    .transform(
      ({ person, email, created, used_at, ...row }): Connection => ({
        ...row,
        personId: person,
        person: email,
        connectedAt: created,
        lastUsedAt: used_at,
      }),
    ),
)

const RECORDS = '/api/stock/oauth/records'
const CONNECTIONS = '/api/stock/oauth/connections'
const CLIENTS = '/api/stock/oauth/clients'

/** What the authorization server keeps, in PocketBase. */
export function createPocketBaseOAuthStore(client: PocketBaseClient): OAuthStore {
  const call = createCall(client)
  const write = (method: 'POST' | 'PATCH' | 'DELETE', path: string, body: object) =>
    call(z.unknown(), path, { method, body })

  return {
    async putRecord({ personId, expiresAt, ...record }) {
      await write('POST', RECORDS, { ...record, person: personId, expires_at: expiresAt })
    },

    findRecord: (kind, hash) => call(Kept, RECORDS, { query: { kind, hash } }),

    async consumeRecord(kind, hash) {
      const request = { method: 'PATCH', body: { kind, hash } } as const
      return (await call(z.object({ first: z.boolean() }), RECORDS, request)).first
    },

    async removeRecord(kind, hash) {
      await write('DELETE', RECORDS, { kind, hash })
    },

    async endGrant(kind, grant) {
      await write('DELETE', RECORDS, { kind, grant })
    },

    findAccessToken: (hash) => call(Token, '/api/stock/oauth/token', { query: { hash } }),

    async touchConnection(grant) {
      await write('PATCH', CONNECTIONS, { grant })
    },

    async noteConnection(connection) {
      await write('POST', CONNECTIONS, connection)
    },

    readConnections: (personId) =>
      call(Connections, CONNECTIONS, { query: { person: personId ?? '' } }),

    async endConnection(by, id, personId) {
      await write('DELETE', CONNECTIONS, { by, id, person: personId ?? '' })
    },

    readClients: () => call(z.array(Payload), CLIENTS),

    async removeClient(hash) {
      const request = { method: 'DELETE', body: { client: hash } } as const
      return (await call(z.object({ removed: z.boolean() }), CLIENTS, request)).removed
    },
  }
}
