import { z } from 'zod'
import { type ApiKey, SCOPES } from '../../domain/api-key.ts'
import { StockError } from '../../domain/errors.ts'
import { asName, quoted } from '../../domain/text.ts'
import type { KeyStore } from '../key-store.ts'
import { type PocketBaseClient, PocketBaseRefusal } from './client.ts'
import { toPocketBaseTime } from './column-values.ts'

const PATH = '/api/collections/api_keys/records'

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
const LocationPage = z.object({ items: z.array(Location) })

/** The API keys in PocketBase. */
export function createPocketBaseKeyStore(client: PocketBaseClient): KeyStore {
  const send: PocketBaseClient['request'] = (path, request) =>
    client.request(path, request).catch((cause: unknown) => {
      if (!(cause instanceof PocketBaseRefusal)) throw cause
      throw new StockError(
        'store-unavailable',
        'The keys cannot be read or changed just now. Try again in a moment.',
        {},
        { cause },
      )
    })

  async function readKeys(): Promise<ApiKey[]> {
    const query = { perPage: MAX_KEYS, sort: 'created', expand: 'location', skipTotal: 1 }
    return KeyPage.parse(await send(PATH, { query })).items
  }

  async function named(name: string): Promise<ApiKey | undefined> {
    return (await readKeys()).find((key) => key.name.toLowerCase() === name.toLowerCase())
  }

  async function locationId(name: string | null): Promise<string> {
    if (name === null) return ''
    const query = { perPage: MAX_KEYS, skipTotal: 1 }
    const path = '/api/collections/locations/records'
    const { items } = LocationPage.parse(await send(path, { query }))
    const found = items.find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (found) return found.id
    const locations = items.map((one) => one.name)
    throw new StockError(
      'location-not-found',
      `There is no location ${quoted(name)}. There is ${locations.map(asName).join(', ')}.`,
      { locations },
    )
  }

  return {
    readKeys,

    async saveKey({ name, hash, scope, location, expiresAt }) {
      const body = {
        name,
        hash,
        scope,
        revoked: false,
        location: await locationId(location),
        expires_at: expiresAt === null ? '' : toPocketBaseTime(expiresAt),
      }
      const existing = await named(name)
      if (existing) await send(`${PATH}/${existing.id}`, { method: 'PATCH', body })
      else await send(PATH, { method: 'POST', body })
    },

    async revokeKey(name) {
      const key = await named(name)
      if (key) await send(`${PATH}/${key.id}`, { method: 'PATCH', body: { revoked: true } })
      return key !== undefined
    },

    async touchKey(id, at) {
      const body = { last_used_at: toPocketBaseTime(at) }
      await send(`${PATH}/${id}`, { method: 'PATCH', body })
    },
  }
}
