import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Identity } from '../domain/api-key.ts'
import type { Caller } from '../domain/caller.ts'
import { conversationOf } from '../operations/conversation.ts'

type Conversation = Pick<Caller, 'conversation' | 'reconnects'>

/** Names it in the answer to `initialize`; the client repeats it in every request after that. */
export const SESSION_HEADER = 'mcp-session-id'

/**
 * In which chat a message was said. ChatGPT names the conversation, or at least the person, in `_meta`
 * (https://developers.openai.com/apps-sdk/reference). Other clients have only their MCP session, which is
 * a connection: some open one for each call. That is enough to tell apart those who share a key, and
 * nothing to those who signed in.
 */
export function conversationIn(
  message: unknown,
  headers: IncomingHttpHeaders,
  { person }: Identity,
): Conversation {
  const meta = metaOf(message)
  const named = conversationOf(meta['openai/session']) ?? conversationOf(meta['openai/subject'])
  if (named !== undefined) return { conversation: named }
  const session = person ? undefined : conversationOf(headers[SESSION_HEADER])
  return session === undefined ? {} : { conversation: session, reconnects: true }
}

/** The session for a client that shares its key with others, where this message opens one. */
export const newSession = (message: unknown, { person }: Identity): string | undefined =>
  !person && (message as { method?: unknown } | undefined)?.method === 'initialize'
    ? randomUUID()
    : undefined

/** The language of whoever chats, where the client says it: "fr-CA". */
export function localeIn(message: unknown): string | undefined {
  const locale = metaOf(message)['openai/locale']
  return typeof locale === 'string' ? locale : undefined
}

function metaOf(message: unknown): Partial<Record<string, unknown>> {
  const { params } = (message ?? {}) as { params?: { _meta?: unknown } }
  const meta = params?._meta
  return meta !== null && typeof meta === 'object' ? meta : {}
}
