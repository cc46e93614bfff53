import { z } from 'zod'
import { count, countInFrench } from '../../domain/figures.ts'
import { say } from '../../domain/say.ts'
import { asName } from '../../domain/text.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { keyName, location, Said } from '../../operations/schemas.ts'
import { FEED_FORMATS, type FeedFormatName } from './feed-formats.ts'
import type { FeedTokens } from './feed-tokens.ts'
import type { ProductFeedService } from './product-feeds.ts'

interface Dependencies {
  readonly feeds: ProductFeedService
  readonly tokens: FeedTokens
}

const Name = keyName('Name of the feed: who fetches it.')

const ABOUT_TOKENS = {
  path: '/feeds',
  tag: 'files',
  scope: 'admin',
  reach: 'shop',
  inChat: false,
} as const

const FORMATS = Object.keys(FEED_FORMATS) as FeedFormatName[]
const NAMES: Readonly<Record<FeedFormatName, string>> = {
  csv: 'getProductsCsv',
  xml: 'getProductsXml',
  json: 'getProductsJson',
}

/** What is known of each; the columns are those of the other formats. */
const ProductRows = z
  .object({ products: z.array(z.record(z.string(), z.string())) })
  .meta({ id: 'ProductFeed' })

const addressOf = (format: FeedFormatName) => `/feeds/products.${format}`

export const feedOperations = ({ feeds, tokens }: Dependencies): Operation[] => [
  ...FORMATS.map((format) =>
    defineOperation({
      id: NAMES[format],
      method: 'GET',
      path: addressOf(format),
      tag: 'files',
      summary: `What is for sale, as a product feed in ${format.toUpperCase()}`,
      description:
        'Every size of every product with the columns of Google product data, for shopping sites and web shops. availability tells whether a unit is available now. It takes a key, or the token of a feed as ?token=.',
      effect: 'read',
      reach: 'location',
      inChat: false,
      sendsFile: format,
      refusals: 'There is no such location.',
      input: z.strictObject({ location }),
      output: ProductRows,
      async run({ location: place }, { baseUrl }) {
        const feed = await feeds.read({ format, location: place, baseUrl })
        return { body: { products: [] }, file: { name: 'products', type: format, ...feed } }
      },
    }),
  ),
  defineOperation({
    ...ABOUT_TOKENS,
    id: 'listFeeds',
    method: 'GET',
    summary: 'Which product feeds can be fetched by a token?',
    description: 'The feeds that have a token, and who made each. Never the tokens themselves.',
    effect: 'read',
    refusals: 'Only the scope admin may.',
    input: z.strictObject({}),
    output: z
      .object({
        items: z.array(
          z
            .object({
              name: z.string(),
              location: z.string().nullable().describe('The only one whose stock counts.'),
              actor: z.string(),
              created_at: z.string(),
            })
            .meta({ id: 'Feed' }),
        ),
        message: Said,
      })
      .meta({ id: 'Feeds' }),
    async run() {
      const items = (await tokens.list()).map(({ name, location: place, actor, createdAt }) => ({
        ...{ name, location: place, actor, created_at: createdAt },
      }))
      const message = say({
        en: `${count(items.length, 'feed')}.`,
        fr: `${countInFrench(items.length, 'flux', 'flux')}.`,
      })
      return { body: { items, message } }
    },
  }),
  defineOperation({
    ...ABOUT_TOKENS,
    id: 'createFeed',
    method: 'POST',
    summary: 'Make a token for a product feed',
    description:
      'For a shopping site that can send no key: the addresses of the feed, with a token that opens it and nothing else. They are shown this once.',
    effect: 'write',
    refusals: 'There is a feed of this name, or no location of that one.',
    input: z.strictObject({
      name: Name,
      location: z
        .string()
        .trim()
        .max(100)
        .nullable()
        .default(null)
        .describe('The only location whose stock counts.'),
    }),
    output: z
      .object({
        token: z.string(),
        csv: z.string().describe('Address of the feed.'),
        xml: z.string(),
        json: z.string(),
        message: Said,
      })
      .meta({ id: 'NewFeed' }),
    async run({ name, location: wish }, { baseUrl, key: { name: actor }, ip }) {
      const token = await tokens.create({ name, location: wish || null }, { actor, ip })
      const address = (format: FeedFormatName) => `${baseUrl}${addressOf(format)}?token=${token}`
      return {
        created: true,
        body: {
          token,
          ...{ csv: address('csv'), xml: address('xml'), json: address('json') },
          message: say({
            en: 'Keep them now: they are shown this once. Whoever has one may fetch the feed.',
            fr: 'Gardez-les maintenant : elles ne sont montrées qu’une fois. Qui en a une peut lire le flux.',
          }),
        },
      }
    },
  }),
  defineOperation({
    ...ABOUT_TOKENS,
    id: 'removeFeed',
    method: 'DELETE',
    summary: 'End the token of a product feed',
    description: 'Its token is refused within a second.',
    effect: 'overwrite',
    refusals: 'There is no feed of this name.',
    input: z.strictObject({ name: Name }),
    output: z.object({ message: Said }).meta({ id: 'FeedRemoved' }),
    async run({ name }, { key: { name: actor }, ip }) {
      await tokens.remove(name, { actor, ip })
      const message = say({
        en: `The token of the feed "${name}" is refused within a second.`,
        fr: `Le jeton du flux ${asName(name)} est refusé d’ici une seconde.`,
      })
      return { body: { message } }
    },
  }),
]
