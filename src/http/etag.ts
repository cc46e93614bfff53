import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

interface Written {
  readonly text: string
  readonly etag: string
}

/** Serialised answers by object: a repeated answer is the same object, so it is serialised once. */
const written = new WeakMap<object, Written>()

/** Sends an answer with its ETag, or 304 when the caller already has it (RFC 9110, section 13). */
export function sendWithEtag({ headers }: FastifyRequest, reply: FastifyReply, body: object) {
  const { text, etag } = written.get(body) ?? write(reply, body)
  // Only the caller may cache it, and must revalidate each time.
  reply.header('etag', etag).header('cache-control', 'private, no-cache')
  if (headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.code(200).type('application/json; charset=utf-8').send(text)
}

function write(reply: FastifyReply, body: object): Written {
  const text = String(reply.code(200).serialize(body as Record<string, unknown>))
  const made = { text, etag: `"${createHash('sha1').update(text).digest('base64url')}"` }
  written.set(body, made)
  return made
}
