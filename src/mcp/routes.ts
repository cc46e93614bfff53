import type { FastifyInstance, FastifyRequest } from 'fastify'
import { StockError } from '../domain/errors.ts'
import { type Listener, say, speakingTo } from '../domain/say.ts'
import { contextOf } from '../http/context.ts'
import { languageOf } from '../http/language.ts'
import { sendProblem } from '../http/problem.ts'
import type { PublicAddress } from '../http/public-address.ts'
import type { ToolContext } from './call-tool.ts'
import { conversationIn, localeIn, newSession, SESSION_HEADER } from './conversation.ts'
import type { HandlerOptions } from './handler.ts'
import { type Addresses, challenge } from './protected-resource.ts'
import { scopesToAskFor } from './step-up.ts'
import { MAX_MESSAGE_BYTES } from './tool-file.ts'

export interface McpOptions extends Addresses, Omit<HandlerOptions, 'onError'> {}

/** What a program is to ask for at first; more when a tool needs it. */
const FIRST_SCOPES = 'read write'

/**
 * Serves the operations for chats as MCP tools at /mcp: streamable HTTP that keeps no sessions, for
 * clients of the 2025 protocol and of the stateless one of 2026. The protocol is loaded with the first message.
 */
export function serveMcp(app: FastifyInstance, options: McpOptions): void {
  const { operations, publicAddress, issuerOf } = options
  const handler = loadHandler(app, options)
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/mcp',
    bodyLimit: MAX_MESSAGE_BYTES,
    schema: { hide: true },
    config: { door: 'mcp' },
    onRequest: async (request) => requireOwnOrigin(request),
    async errorHandler(error, request, reply) {
      if (error.statusCode === 401) {
        const canSignIn = (await issuerOf(request)) !== undefined
        const values = {
          ...(request.headers.authorization && { error: 'invalid_token' }),
          ...(canSignIn && { scope: FIRST_SCOPES }),
        }
        reply.header('www-authenticate', challenge(await publicAddress(request), values))
      }
      return sendProblem(error, request, reply)
    },
    async handler(request, reply) {
      const { answer, oneAtATime } = await handler()
      if (Array.isArray(request.body)) return reply.code(400).send(oneAtATime())
      const scopes = scopesToAskFor(request.body, request.identity, operations)
      if (scopes.length > 0) {
        const values = { error: 'insufficient_scope', scope: scopes.join(' ') }
        reply.header('www-authenticate', challenge(await publicAddress(request), values))
        throw new StockError(
          'scope-too-small',
          say({
            en: `This program was let in for less: connect it again and allow ${scopes.at(-1)}. Nothing was changed.`,
            fr: `Ce programme a été autorisé pour moins : connectez-le à nouveau et autorisez ${scopes.at(-1)}. Rien n’a changé.`,
          }),
          { scope: request.identity.scope, required: scopes.at(-1) },
        )
      }
      const context = await toolContext(request, publicAddress)
      const response = await speakingTo(listenerOf(request), () =>
        answer(webRequest(request), request.body, { shop: request.shop, context }),
      )
      const session = newSession(request.body, request.identity)
      if (session !== undefined) reply.header(SESSION_HEADER, session)
      return reply.send(response)
    },
  })
}

function loadHandler(app: FastifyInstance, options: McpOptions) {
  const onError = (error: Error) => app.log.debug({ err: error }, 'mcp')
  let loaded: ReturnType<typeof load> | undefined
  const load = () =>
    import('./handler.ts').then(({ createHandler }) => createHandler({ ...options, onError }))
  app.addHook('onClose', async () => (await loaded)?.close())
  return () => {
    loaded ??= load().catch((error) => {
      loaded = undefined
      throw error
    })
    return loaded
  }
}

/** Whoever chats: the client names her language in the message, or as browsers do. */
function listenerOf({ body, listener }: FastifyRequest): Listener {
  const locale = localeIn(body)
  return locale === undefined ? listener : { ...listener, language: languageOf(locale) }
}

/** Refuses requests from pages of other sites, which must not use a key in the browser. */
function requireOwnOrigin({ headers, host }: FastifyRequest): void {
  const { origin } = headers
  if (origin === undefined || URL.parse(origin)?.host === host) return
  throw new StockError(
    'foreign-origin',
    say({
      en: 'Send MCP requests from a program, not from a web page.',
      fr: 'Envoyez les demandes MCP depuis un programme, pas depuis une page web.',
    }),
  )
}

async function toolContext(
  request: FastifyRequest,
  publicAddress: PublicAddress,
): Promise<ToolContext> {
  const context = await contextOf(request, publicAddress)
  return {
    ...context,
    // MCP callers are models, so they get the same questions as a chat.
    caller: {
      ...context.caller,
      ...conversationIn(request.body, request.headers, request.identity),
      channel: 'chat',
    },
    instance: request.id,
    onFailure(error, { type }) {
      request.failure = { error, problem: type }
    },
  }
}

function webRequest({ method, headers, url }: FastifyRequest): Request {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as [string, string]] : [],
  )
  // The host is not used, and the body is passed on already parsed.
  return new Request(new URL(url, 'http://localhost'), {
    method,
    headers: pairs,
    ...(method === 'POST' && { body: '' }),
  })
}
