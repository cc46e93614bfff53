import type { FastifyRequest } from 'fastify'
import type { Identity } from '../domain/api-key.ts'
import type { ExportName } from '../features/exports/export-links.ts'

/** Whoever signed a link could see all of it: what narrows the file is signed too. */
const LINK: Identity = { name: 'link', scope: 'admin', location: null }

/**
 * Lets a request in that carries the signature of a link of ours, to the file that was signed and
 * nothing else, and takes what signs it out of its query.
 */
export function identityOfLink({ url, query, shop }: FastifyRequest): Identity | undefined {
  const [, name, texts] = /^\/export\/(inventory|movements)\.csv\?(.*)$/.exec(url) ?? []
  if (!shop.links.isValid(name as ExportName, new URLSearchParams(texts))) return undefined
  const values = query as Record<string, unknown>
  delete values.expires
  delete values.signature
  return LINK
}
