import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { StockError } from '../domain/errors.ts'
import { say } from '../domain/say.ts'
import { tooLarge } from '../download/download.ts'
import { holdBytes, releaseBytes } from '../shared/held-files.ts'
import type { FromText } from './query-values.ts'

/** Upper limit for any upload; each operation has its own lower limit. */
const MAX_BYTES = 10 * 1024 * 1024

/** Lets the routes of a scope accept a file as multipart/form-data, besides or instead of JSON. */
export async function acceptUploads(scope: FastifyInstance): Promise<void> {
  await scope.register(multipart, {
    limits: { files: 1, fileSize: MAX_BYTES, fields: 10, fieldSize: 10_000, parts: 11 },
    throwFileSizeLimit: false,
  })
  scope.decorateRequest('upload', undefined)
}

/**
 * Reads a multipart request: its fields become the body, its file `request.upload`. Leaves every
 * other request alone.
 * @throws StockError 'file-too-large', 'invalid-request'; 'overloaded' while too many files are held
 */
export async function takeUpload(
  request: FastifyRequest,
  reply: FastifyReply,
  fromText: FromText,
): Promise<void> {
  if (!request.isMultipart()) return
  const values: Record<string, unknown> = {}
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') request.upload = await bytesOf(part, reply)
      else values[part.fieldname] = fromText(part.fieldname, part.value)
    }
  } catch (error) {
    // The rest is read and thrown away: unread, it would block the connection for the next request.
    request.raw.unpipe()
    request.raw.resume()
    throw explained(error)
  }
  request.body = values
}

/** The bytes of a file; they count as held until the connection has its answer. */
async function bytesOf({ file }: MultipartFile, reply: FastifyReply): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  reply.raw.once('close', () => releaseBytes(size))
  for await (const chunk of file) {
    if (file.truncated) throw tooLarge(MAX_BYTES)
    holdBytes(chunk.length)
    size += chunk.length
    chunks.push(chunk)
  }
  if (file.truncated) throw tooLarge(MAX_BYTES)
  return Buffer.concat(chunks)
}

/** What is not refused by us is what the parser has against the request. */
function explained(error: unknown): unknown {
  if (error instanceof StockError) return error
  return new StockError(
    'invalid-request',
    say({
      en: 'The upload cannot be read: send multipart/form-data with one file, and each other value as a field. Nothing was changed.',
      fr: 'L’envoi est illisible : envoyez du multipart/form-data avec un seul fichier, et chaque autre valeur comme champ. Rien n’a changé.',
    }),
    {},
    { cause: error },
  )
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The file that came with the request. */
    upload: Uint8Array | undefined
  }
}
