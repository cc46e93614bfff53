import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

interface Written {
  readonly text: string
  readonly etag: string
}

/** Answers that are given again are the same object: they are written once. */
const written = new WeakMap<object, Written>()

/** Sends an answer with its tag, or says that the caller has it already (RFC 9110, section 13). */
export function sendWithEtag({ headers }: FastifyRequest, reply: FastifyReply, body: object) {
  const { text, etag } = written.get(body) ?? write(reply, body)
  // Kept by the caller alone, who asks each time whether it is still so.
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
