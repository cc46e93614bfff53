import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { StockError } from '../domain/errors.ts'
import type { FromText } from './query-values.ts'

/** Upper limit for any upload; each operation has its own lower limit. */
const MAX_BYTES = 10 * 1024 * 1024

/** Lets the routes of a scope accept a file as multipart/form-data, besides or instead of JSON. */
export async function acceptUploads(scope: FastifyInstance): Promise<void> {
  await scope.register(multipart, {
    limits: { files: 1, fileSize: MAX_BYTES, fields: 10, fieldSize: 10_000, parts: 11 },
  })
  scope.decorateRequest('upload', undefined)
}

/**
 * Reads a multipart request: its fields become the body, its file `request.upload`. Leaves every
 * other request alone.
 * @throws StockError 'file-too-large', 'invalid-request'
 */
export async function takeUpload(request: FastifyRequest, fromText: FromText): Promise<void> {
  if (!request.isMultipart()) return
  const values: Record<string, unknown> = {}
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') request.upload = await part.toBuffer()
      else values[part.fieldname] = fromText(part.fieldname, part.value)
    }
  } catch (error) {
    throw explained(error as { code?: string })
  }
  request.body = values
}

function explained(error: { code?: string }): unknown {
  if (error.code === 'FST_REQ_FILE_TOO_LARGE') {
    return new StockError(
      'file-too-large',
      `The file is larger than ${MAX_BYTES / 1024 / 1024} MB. Nothing was changed: send a smaller one.`,
    )
  }
  if (!error.code?.startsWith('FST_')) return error
  return new StockError(
    'invalid-request',
    'The upload cannot be read: send multipart/form-data with one file, and each other value as a field. Nothing was changed.',
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
