import type { By } from '../domain/person.ts'

/** What opens a product feed: never the token itself. */
export interface FeedToken {
  /** Unique, compared without case. */
  readonly name: string
  /** SHA-256 of the token, in hex. */
  readonly hash: string
  /** Name of the only location whose stock it tells; null for all. */
  readonly location: string | null
  /** Who made it. */
  readonly actor: string
  /** ISO 8601. */
  readonly createdAt: string
}

export type NewFeedToken = Pick<FeedToken, 'name' | 'hash' | 'location'>

/** Where the tokens of product feeds are kept; the audit tells who made and ended them. */
export interface FeedStore {
  /** All of them, in the order in which they were made. */
  readFeeds(): Promise<readonly FeedToken[]>
  /** @throws StockError 'name-in-use', 'location-not-found' */
  createFeed(feed: NewFeedToken, by: By): Promise<void>
  /** @throws StockError 'feed-not-found' */
  removeFeed(name: string, by: By): Promise<void>
}
