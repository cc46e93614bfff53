import type { FastifyRequest } from 'fastify'
import type { Context } from '../operations/operation.ts'
import type { PublicAddress } from './public-address.ts'

/**
 * Who sends a request. A GPT Action shows by its headers; they are not to be trusted for anything
 * but more care, so a caller who forges them only gets more questions.
 */
export async function contextOf(
  request: FastifyRequest,
  publicAddress: PublicAddress,
): Promise<Context> {
  const { headers, identity } = request
  const fromChat = Object.keys(headers).some((name) => name.startsWith('openai-'))
  return {
    caller: { actor: identity.name, channel: fromChat ? 'chat' : 'api' },
    key: identity,
    baseUrl: await publicAddress(request),
  }
}
