import { z } from 'zod'
import type { FeedStore } from '../feed-store.ts'
import type { Call } from './call.ts'
import { emptyToNull, Time } from './column-values.ts'

const FEEDS = '/api/stock/feeds'

const FeedsAnswer = z.object({
  feeds: z.array(
    z.object({
      name: z.string(),
      hash: z.string(),
      location: emptyToNull,
      actor: z.string(),
      created: Time,
    }),
  ),
})

/** Keeps the tokens of product feeds. */
export function createFeedStore(call: Call): FeedStore {
  return {
    async readFeeds() {
      const { feeds } = await call(FeedsAnswer, FEEDS)
      return feeds.map(({ created, ...feed }) => ({ ...feed, createdAt: created }))
    },

    async createFeed(feed, by) {
      await call(z.unknown(), FEEDS, { method: 'POST', body: { ...feed, by } })
    },

    async removeFeed(name, by) {
      await call(z.unknown(), FEEDS, { method: 'DELETE', body: { name, by } })
    },
  }
}
