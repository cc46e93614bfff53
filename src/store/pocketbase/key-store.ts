import { z } from 'zod'
import { type ApiKey, SCOPES } from '../../domain/api-key.ts'
import { StockError } from '../../domain/errors.ts'
import { say } from '../../domain/say.ts'
import type { KeyStore, NewApiKey } from '../key-store.ts'
import { createCall } from './call.ts'
import { type PocketBaseClient, PocketBaseRefusal } from './client.ts'
import { toPocketBaseTime } from './column-values.ts'

const PATH = '/api/collections/api_keys/records'
const KEYS = '/api/stock/keys'

/** More keys than a shop makes. */
const MAX_KEYS = 500

const time = z.string().transform((text) => (text === '' ? null : text.replace(' ', 'T')))

const Location = z.object({ id: z.string(), name: z.string() })

const KeyRecord = z
  .object({
    id: z.string(),
    name: z.string(),
    hash: z.string(),
    scope: z.enum(SCOPES),
    location: z.string(),
    expires_at: time,
    revoked: z.boolean(),
    last_used_at: time,
    expand: z.object({ location: Location.optional() }).optional(),
  })
  .transform(
    ({ location, expires_at: expiresAt, last_used_at: lastUsedAt, expand, ...key }): ApiKey => ({
      ...key,
      expiresAt,
      lastUsedAt,
      // A location that cannot be read is none that anybody can name.
      location: location === '' ? null : (expand?.location?.name ?? location),
    }),
  )

const KeyPage = z.object({ items: z.array(KeyRecord) })

/** The API keys in PocketBase. */
export function createPocketBaseKeyStore(client: PocketBaseClient): KeyStore {
  const send: PocketBaseClient['request'] = (path, request) =>
    client.request(path, request).catch((cause: unknown) => {
      if (!(cause instanceof PocketBaseRefusal)) throw cause
      throw new StockError(
        'store-unavailable',
        () =>
          say({
            en: 'The keys cannot be read or changed just now. Try again in a moment.',
            fr: 'Les clés ne peuvent être ni lues ni modifiées pour l’instant. Réessayez dans un instant.',
          }),
        {},
        { cause },
      )
    })

  const call = createCall(client)
  const write = (method: 'POST' | 'PUT' | 'DELETE', body: object) =>
    call(z.unknown(), KEYS, { method, body })

  async function readKeys(): Promise<ApiKey[]> {
    const query = { perPage: MAX_KEYS, sort: 'created', expand: 'location', skipTotal: 1 }
    return KeyPage.parse(await send(PATH, { query })).items
  }

  return {
    readKeys,

    async createKey(key, by) {
      await write('POST', { ...toRow(key), by })
    },

    async saveKey(key) {
      await write('PUT', toRow(key))
    },

    async revokeKey(name, by) {
      await write('DELETE', { name, by })
    },

    async touchKey(id, at) {
      const body = { last_used_at: toPocketBaseTime(at) }
      await send(`${PATH}/${id}`, { method: 'PATCH', body })
    },
  }
}

const toRow = ({ expiresAt, ...key }: NewApiKey) => ({ ...key, expires_at: expiresAt })
