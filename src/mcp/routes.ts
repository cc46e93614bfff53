import { type AuthInfo, createMcpHandler, ProtocolErrorCode } from '@modelcontextprotocol/server'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { StockError } from '../domain/errors.ts'
import { type Listener, say, speakingTo } from '../domain/say.ts'
import { contextOf } from '../http/context.ts'
import { languageOf } from '../http/language.ts'
import { sendProblem } from '../http/problem.ts'
import type { PublicAddress } from '../http/public-address.ts'
import type { Operation } from '../operations/operation.ts'
import type { Shop } from '../shop.ts'
import type { ToolContext } from './call-tool.ts'
import { conversationIn, localeIn, newSession, SESSION_HEADER } from './conversation.ts'
import { createServer, toolboxOf } from './mcp-server.ts'
import { mayShowPictures } from './pictures.ts'
import { type Addresses, challenge } from './protected-resource.ts'
import { scopesToAskFor } from './step-up.ts'
import { MAX_MESSAGE_BYTES } from './tool-file.ts'

export interface McpOptions extends Addresses {
  readonly operations: readonly Operation[]
  readonly version: string
  /** Whether clients that show pictures are offered some. */
  readonly hasPictures: boolean
}

/** Maximum open streams for change notifications. The tools never change, so none is needed. */
const MAX_STREAMS = 16

/** What a program is to ask for at first; more when a tool needs it. */
const FIRST_SCOPES = 'read write'

/**
 * The answer to an array of messages, which the protocol has without since its version 2025-06-18: a
 * hundred calls in one request would count as one for the limits of a key.
 */
const oneAtATime = () => ({
  jsonrpc: '2.0',
  id: null,
  error: {
    code: ProtocolErrorCode.InvalidRequest,
    message: say({
      en: 'Send one message in each request, not an array of them. Nothing was changed.',
      fr: 'Envoyez un seul message par demande, pas une liste. Rien n’a changé.',
    }),
  },
})

/**
 * Serves the operations for chats as MCP tools at /mcp: streamable HTTP that keeps no sessions, for
 * clients of the 2025 protocol and of the stateless one of 2026.
 */
export function serveMcp(app: FastifyInstance, options: McpOptions): void {
  const { operations, publicAddress, issuerOf, version, hasPictures } = options
  const plain = toolboxOf(operations, { version, hasPictures: false })
  const illustrated = toolboxOf(operations, { version, hasPictures })
  const handler = createMcpHandler(
    ({ authInfo }) => {
      const { shop, context, showsPictures } = passedIn(authInfo)
      return createServer(showsPictures ? illustrated : plain, shop, context)
    },
    {
      maxSubscriptions: MAX_STREAMS,
      onerror: (error) => app.log.debug({ err: error }, 'mcp'),
    },
  )
  app.addHook('onClose', () => handler.close())
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
      const authInfo = {
        token: '',
        clientId: context.caller.actor,
        scopes: [],
        extra: { shop: request.shop, context, showsPictures: mayShowPictures(request.body) },
      }
      const response = await speakingTo(listenerOf(request), () =>
        handler.fetch(webRequest(request), { authInfo, parsedBody: request.body }),
      )
      const session = newSession(request.body, request.identity)
      if (session !== undefined) reply.header(SESSION_HEADER, session)
      return reply.send(response)
    },
  })
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

interface Passed {
  readonly shop: Shop
  readonly context: ToolContext
  readonly showsPictures: boolean
}

/** The values that the handler passes to the server of the request. */
const passedIn = (authInfo: AuthInfo | undefined): Passed => authInfo?.extra as unknown as Passed

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
