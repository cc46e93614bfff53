import type { Identity } from '../../domain/api-key.ts'
import type { By } from '../../domain/person.ts'
import type { OfRefusals, RefusalOf } from '../../domain/refusals.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { asName } from '../../domain/text.ts'
import { explainBy } from '../../shared/explain-by.ts'
import { keepFresh } from '../../shared/fresh.ts'
import { noLocation } from '../../shared/no-location.ts'
import { hashOf, newSecret } from '../../shared/secret.ts'
import type { FeedStore, FeedToken } from '../../store/feed-store.ts'

/** Tokens older than this are read again, so that one that was ended opens nothing within a second. */
const MAX_AGE_MS = 500

export type FeedTokens = ReturnType<typeof createFeedTokens>

/**
 * Tokens that open product feeds and nothing else. They travel in addresses, because those who fetch feeds
 * can send nothing else.
 */
export function createFeedTokens({ store }: { store: FeedStore }) {
  const current = keepFresh(
    async () => new Map((await store.readFeeds()).map((feed) => [feed.hash, feed])),
    MAX_AGE_MS,
  )
  return {
    list: (): Promise<readonly FeedToken[]> => store.readFeeds(),

    /**
     * @returns the token, which is not kept
     * @throws StockError 'name-in-use', 'location-not-found'
     */
    async create(wish: Pick<FeedToken, 'name' | 'location'>, by: By): Promise<string> {
      const token = newSecret()
      await store.createFeed({ ...wish, hash: hashOf(token) }, by).catch(explain)
      return token
    },

    /** @throws StockError 'feed-not-found' */
    remove: (name: string, by: By): Promise<void> => store.removeFeed(name, by).catch(explain),

    /** Who fetches a feed with this token; undefined for one that there is not. */
    async identify(token: string): Promise<Identity | undefined> {
      const feed = (await current()).get(hashOf(token))
      return feed && { name: `feed ${feed.name}`, scope: 'read', location: feed.location }
    },
  }
}

const SAID: OfRefusals<RefusalOf<'feed'>, [], Sentence> = {
  'name-in-use': ({ name }) =>
    say({
      en: `There is a feed ${asName(name)} already. Nothing was changed: remove it first, or take another name.`,
      fr: `Il y a déjà un flux ${asName(name)}. Rien n’a changé : supprimez-le d’abord, ou prenez un autre nom.`,
    }),
  'feed-not-found': ({ name }) =>
    say({
      en: `There is no feed ${asName(name)}: see listFeeds. Nothing was changed.`,
      fr: `Il n’y a pas de flux ${asName(name)} : voir listFeeds. Rien n’a changé.`,
    }),
  'location-not-found': ({ location }) => noLocation(location),
}

const explain = explainBy(SAID)
