import { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server'
import { say } from '../domain/say.ts'
import type { Operation } from '../operations/operation.ts'
import type { Shop } from '../shop.ts'
import { callTool, type ToolContext } from './call-tool.ts'
import { INSTRUCTIONS } from './instructions.ts'
import { EXTENSION, listPictures, readPicture } from './pictures.ts'
import { type Tool, toolOf } from './tools.ts'

interface ToolboxOptions {
  readonly version: string
  /** Whether answers may be shown as pictures. */
  readonly hasPictures: boolean
}

/** The operations as tools, described once for all requests. */
export interface Toolbox extends ToolboxOptions {
  readonly tools: readonly Tool[]
}

/** Creates the toolbox from the chat operations. */
export function toolboxOf(operations: readonly Operation[], options: ToolboxOptions): Toolbox {
  const offered = operations.filter(({ inChat }) => inChat)
  return { ...options, tools: offered.map((operation) => toolOf(operation, options)) }
}

/** A server for one request to a shop. It keeps no state between requests. */
export function createServer(toolbox: Toolbox, shop: Shop, context: ToolContext): Server {
  const { tools, version, hasPictures } = toolbox
  const server = new Server(
    { name: 'stock-assistant', title: 'Stock Assistant', version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  )
  server.setRequestHandler('tools/list', () => ({ tools: [...tools] }))
  server.setRequestHandler('tools/call', async ({ params }) => {
    if (!tools.some(({ name }) => name === params.name)) {
      const names = tools.map(({ name }) => name).join(', ')
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        say({
          en: `There is no tool with this name. There is ${names}.`,
          fr: `Aucun outil ne porte ce nom. Il y a ${names}.`,
        }),
      )
    }
    const operation = shop.operation(params.name)
    return { ...(await callTool(operation, params.arguments ?? {}, context)) }
  })
  if (hasPictures) offerPictures(server, context)
  return server
}

function offerPictures(server: Server, { baseUrl }: ToolContext): void {
  server.registerCapabilities({ resources: {}, extensions: { [EXTENSION]: {} } })
  server.setRequestHandler('resources/list', () => ({ resources: listPictures() }))
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [] }))
  server.setRequestHandler('resources/read', ({ params }) => readPicture(params.uri, baseUrl))
}
