import type { FastifyRequest } from 'fastify'
import { conversationOf } from '../operations/conversation.ts'
import type { Context } from '../operations/operation.ts'
import type { PublicAddress } from './public-address.ts'

/**
 * The caller of a request. Headers identify a GPT Action. They can be forged, so they only make the
 * service more careful: a forger just gets more questions.
 */
export async function contextOf(
  request: FastifyRequest,
  publicAddress: PublicAddress,
): Promise<Context> {
  const { headers, identity, ip } = request
  const conversation = conversationOf(headers['openai-conversation-id'])
  const fromChat = Object.keys(headers).some((name) => name.startsWith('openai-'))
  return {
    caller: {
      actor: identity.name,
      channel: fromChat ? 'chat' : 'api',
      ...(identity.client !== undefined && { client: identity.client }),
      ...(conversation !== undefined && { conversation }),
    },
    key: identity,
    ip,
    baseUrl: await publicAddress(request),
  }
}
