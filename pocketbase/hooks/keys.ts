import type { Scope } from '../../src/domain/api-key.ts'
import type { By } from '../../src/domain/person.ts'
import type { Answer } from './answer.ts'
import { audit } from './audit.ts'
import { locationId } from './locations.ts'
import { Refusal } from './refusal.ts'
import { findRecord } from './sql.ts'

interface KeyWish {
  readonly name: string
  /** SHA-256 of the key. */
  readonly hash: string
  readonly scope: Scope
  /** Name; null for all. */
  readonly location: string | null
  /** ISO 8601; null for never. */
  readonly expires_at: string | null
}

/**
 * Makes a key, in place of one of its name that was revoked. Of two at once, one is made.
 * @returns 201, or 200 where an earlier attempt has made it
 * @throws Refusal name-in-use, location-not-found
 */
export function createKey(tx: CoreApp, { by, ...wish }: KeyWish & { readonly by: By }): Answer {
  const known = findKey(tx, wish.name)
  if (known?.getString('hash') === wish.hash) return { status: 200, body: {} }
  if (known && !known.getBool('revoked')) {
    throw new Refusal('name-in-use', { name: known.getString('name') })
  }
  putKey(tx, wish)
  audit(tx, by, 'key-created', wish.name)
  return { status: 201, body: {} }
}

/**
 * Keeps a key in place of any other one of its name, as the settings have it. Nobody made it, so that
 * nothing is kept of who did.
 * @throws Refusal location-not-found
 */
export function putKey(tx: CoreApp, { location, expires_at, ...wish }: KeyWish): Answer {
  const key = findKey(tx, wish.name) || new Record(tx.findCachedCollectionByNameOrId('api_keys'))
  const fields = { location: locationId(tx, location), expires_at: expires_at || '' }
  key.load({ ...wish, ...fields, revoked: false })
  tx.save(key)
  return { status: 201, body: {} }
}

/**
 * Ends a key; of no effect where that was done.
 * @throws Refusal key-not-found
 */
export function revokeKey(tx: CoreApp, { by, name }: { by: By; name: string }): Answer {
  const key = findKey(tx, name)
  if (!key) throw new Refusal('key-not-found', { name })
  if (key.getBool('revoked')) return { status: 200, body: {} }
  key.set('revoked', true)
  tx.save(key)
  audit(tx, by, 'key-revoked', key.getString('name'))
  return { status: 201, body: {} }
}

const findKey = (tx: CoreApp, name: string): core.Record | undefined =>
  findRecord(tx, 'api_keys', 'name = {:name} COLLATE NOCASE', { name })
