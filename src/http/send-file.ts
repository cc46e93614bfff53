import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { FILE_TYPES, type SentFile } from '../operations/operation.ts'

/**
 * Streams a file as it is produced, with backpressure; or sends 304 where the caller has it already. One
 * without an ETag is not to be kept.
 */
export function sendFile(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { name, type, etag, chunks }: SentFile,
): FastifyReply {
  reply.header('cache-control', etag === undefined ? 'no-store' : 'private, no-cache')
  if (etag !== undefined) {
    reply.header('etag', etag)
    if (headers['if-none-match'] === etag) return reply.code(304).send()
  }
  return reply
    .type(`${FILE_TYPES[type]}; charset=utf-8`)
    .headers({
      'content-disposition': `attachment; filename="${name}.${type}"`,
      'x-content-type-options': 'nosniff',
    })
    .send(Readable.from(chunks, { objectMode: false }))
}
