import type { FastifyRequest } from 'fastify'
import type { Identity } from '../domain/api-key.ts'

const FEED = /^\/feeds\/products\.(?:csv|xml|json)(?:\?|$)/

/**
 * Authorises a request for a product feed by the token in its address, and removes that from its query.
 * Elsewhere such a token opens nothing.
 */
export async function identityOfFeed(request: FastifyRequest): Promise<Identity | undefined> {
  const { url, query, shop } = request
  const values = query as Record<string, unknown>
  const { token } = values
  if (!FEED.test(url) || typeof token !== 'string') return undefined
  const identity = await shop.feedTokens.identify(token)
  if (identity) delete values.token
  return identity
}
