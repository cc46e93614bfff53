import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { CsvFile } from '../operations/operation.ts'

/** Streams a file as it is produced, with backpressure. */
export function sendCsv(reply: FastifyReply, { name, chunks }: CsvFile): FastifyReply {
  return reply
    .type('text/csv; charset=utf-8')
    .headers({
      'content-disposition': `attachment; filename="${name}.csv"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .send(Readable.from(chunks, { objectMode: false }))
}
