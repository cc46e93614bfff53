import { type AuthInfo, createMcpHandler, ProtocolErrorCode } from '@modelcontextprotocol/server'
import { say } from '../domain/say.ts'
import type { Operation } from '../operations/operation.ts'
import type { Shop } from '../shop.ts'
import type { ToolContext } from './call-tool.ts'
import { createServer, toolboxOf } from './mcp-server.ts'
import { mayShowPictures } from './pictures.ts'

export interface HandlerOptions {
  readonly operations: readonly Operation[]
  readonly version: string
  /** Whether clients that show pictures are offered some. */
  readonly hasPictures: boolean
  onError(error: Error): void
}

/** About what a message is, and from whom. */
interface About {
  readonly shop: Shop
  readonly context: ToolContext
}

/** Maximum open streams for change notifications. The tools never change, so none is needed. */
const MAX_STREAMS = 16

/** Answers messages of MCP. */
export function createHandler({ operations, version, hasPictures, onError }: HandlerOptions) {
  const plain = toolboxOf(operations, { version, hasPictures: false })
  const illustrated = toolboxOf(operations, { version, hasPictures })
  const handler = createMcpHandler(
    ({ authInfo }) => {
      const { shop, context, showsPictures } = passedIn(authInfo)
      return createServer(showsPictures ? illustrated : plain, shop, context)
    },
    { maxSubscriptions: MAX_STREAMS, onerror: onError },
  )
  return {
    /** Answers one message. */
    answer(request: Request, message: unknown, { shop, context }: About): Promise<Response> {
      const authInfo = {
        token: '',
        clientId: context.caller.actor,
        scopes: [],
        extra: { shop, context, showsPictures: mayShowPictures(message) },
      }
      return handler.fetch(request, { authInfo, parsedBody: message })
    },

    /**
     * The answer to an array of messages, which the protocol has without since its version 2025-06-18: a
     * hundred calls in one request would count as one for the limits of a key.
     */
    oneAtATime: () => ({
      jsonrpc: '2.0',
      id: null,
      error: {
        code: ProtocolErrorCode.InvalidRequest,
        message: say({
          en: 'Send one message in each request, not an array of them. Nothing was changed.',
          fr: 'Envoyez un seul message par demande, pas une liste. Rien n’a changé.',
        }),
      },
    }),

    close: () => handler.close(),
  }
}

interface Passed extends About {
  readonly showsPictures: boolean
}

/** The values that the handler passes to the server of the request. */
const passedIn = (authInfo: AuthInfo | undefined): Passed => authInfo?.extra as unknown as Passed
