import type { FastifyRequest } from 'fastify'
import type { Caller } from '../services/request.ts'

/**
 * Who sends a request. A GPT Action shows by its headers; they are not to be trusted for anything
 * but more care, so a caller who forges them only gets more questions.
 */
export function callerOf({ headers }: FastifyRequest): Caller {
  const fromChat = Object.keys(headers).some((name) => name.startsWith('openai-'))
  return { actor: 'api', channel: fromChat ? 'chat' : 'api' }
}
