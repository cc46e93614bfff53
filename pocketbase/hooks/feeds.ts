import type { By } from '../../src/domain/person.ts'
import type { Answer } from './answer.ts'
import { audit } from './audit.ts'
import { locationId } from './locations.ts'
import { Refusal } from './refusal.ts'
import { findRecord, selectText } from './sql.ts'

const FEEDS = `
  SELECT json_object('feeds', json_group_array(json_object(
    'name', f.name, 'hash', f.hash, 'location', coalesce(l.name, f.location), 'actor', f.actor,
    'created', f.created))) AS value
  FROM (SELECT * FROM feeds ORDER BY created, id) f LEFT JOIN locations l ON l.id = f.location`

/** The tokens of product feeds, as hashes, in the order in which they were made. @returns JSON */
export const feedsJson = (app: CoreApp): string => selectText(app, FEEDS)

interface FeedWish {
  readonly by: By
  readonly name: string
  /** SHA-256 of the token. */
  readonly hash: string
  /** Name; null for all. */
  readonly location: string | null
}

/**
 * Makes a token. Runs inside a transaction.
 * @returns 201, or 200 where an earlier attempt has made it
 * @throws Refusal name-in-use, location-not-found
 */
export function createFeed(tx: CoreApp, { by, name, hash, location }: FeedWish): Answer {
  const known = findFeed(tx, name)
  if (known?.getString('hash') === hash) return { status: 200, body: {} }
  if (known) throw new Refusal('name-in-use', { name: known.getString('name') })
  const feed = new Record(tx.findCachedCollectionByNameOrId('feeds'))
  feed.load({ name, hash, location: locationId(tx, location), actor: by.actor })
  tx.save(feed)
  audit(tx, by, 'feed-created', name)
  return { status: 201, body: {} }
}

/**
 * Ends a token. Runs inside a transaction.
 * @throws Refusal feed-not-found
 */
export function removeFeed(tx: CoreApp, { by, name }: { by: By; name: string }): Answer {
  const feed = findFeed(tx, name)
  if (!feed) throw new Refusal('feed-not-found', { name })
  tx.delete(feed)
  audit(tx, by, 'feed-removed', feed.getString('name'))
  return { status: 201, body: {} }
}

const findFeed = (tx: CoreApp, name: string): core.Record | undefined =>
  findRecord(tx, 'feeds', 'name = {:name} COLLATE NOCASE', { name })
