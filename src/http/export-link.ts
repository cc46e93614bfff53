import type { FastifyRequest } from 'fastify'
import type { Identity } from '../domain/api-key.ts'
import type { ExportName } from '../features/exports/export-links.ts'

/** Identity of a signed link. It has full access because the signature also covers the filters. */
const LINK: Identity = { name: 'link', scope: 'admin', location: null }

/**
 * Authorises a request with a valid link signature, only for the signed file, and removes the
 * signature parameters from its query.
 */
export function identityOfLink({ url, query, shop }: FastifyRequest): Identity | undefined {
  const [, name, texts] = /^\/export\/(inventory|movements)\.csv\?(.*)$/.exec(url) ?? []
  if (!shop.links.isValid(name as ExportName, new URLSearchParams(texts))) return undefined
  const values = query as Record<string, unknown>
  delete values.expires
  delete values.signature
  return LINK
}
