import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Guards every route of the scope it is called on, and only those. */
export function requireApiKey(scope: FastifyInstance, apiKey: string): void {
  const expected = digest(apiKey)
  scope.addHook('onRequest', async (request) => {
    // Digests have one length, so the comparison takes the same time for every key.
    const given = keyOf(request)
    if (given && timingSafeEqual(digest(given), expected)) return
    throw Object.assign(new Error('Missing or wrong API key.'), { statusCode: 401 })
  })
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  const given = headers['x-api-key']
  if (typeof given === 'string' && given !== '') return given
  return /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1]
}
