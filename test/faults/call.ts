import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { API_KEY, type Api } from './shop.ts'

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

export interface Call {
  /** undefined where there was no answer, or none that can be read. */
  readonly answer: Answer | undefined
  /** What answered: the address, or the connection where several processes share one. */
  readonly via: string
  readonly from: number
  readonly to: number
}

export interface Caller {
  call(method: 'GET' | 'POST', path: string, body?: object, timeoutMs?: number): Promise<Call>
  /** Calls a tool over MCP; its status is that of the problem, or 200. */
  callTool(name: string, values: object, timeoutMs?: number): Promise<Call>
  close(): void
}

const names = new WeakMap<Socket, string>()
let connections = 0

const nameOf = (socket: Socket): string => {
  const name = names.get(socket) ?? `connection ${++connections}`
  names.set(socket, name)
  return name
}

/** A client with one connection, which it opens again when it breaks. */
export function createCaller({ name, wire }: Api, sharesPort: boolean): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })

  async function call(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    timeoutMs = 5_000,
  ): Promise<Call> {
    let via = name
    const from = performance.now()
    const sent = request({
      agent,
      method,
      path,
      host: '127.0.0.1',
      port: wire.port,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: `Bearer ${API_KEY}`,
        accept: 'application/json, text/event-stream',
        ...(body && { 'content-type': 'application/json' }),
      },
    })
    sent.on('socket', (socket) => {
      if (sharesPort) via = nameOf(socket)
    })
    sent.end(body && JSON.stringify(body))
    const answer = await answerTo(sent).catch(() => undefined)
    return { answer, via, from, to: performance.now() }
  }

  return {
    call,
    async callTool(tool, values, timeoutMs) {
      const params = { name: tool, arguments: values }
      const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params }
      const { answer, ...rest } = await call('POST', '/mcp', body, timeoutMs)
      return { ...rest, answer: answer && outOfMcp(answer) }
    },
    close: () => agent.destroy(),
  }
}

async function answerTo(sent: ReturnType<typeof request>): Promise<Answer> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const content = await text(response)
  const data = /^data: (.*)$/m.exec(content)?.[1]
  return { status: Number(response.statusCode), body: JSON.parse(data ?? content) }
}

/** The answer of the operation inside one of MCP; a refusal is the text of a result. */
function outOfMcp({ status, body }: Answer): Answer | undefined {
  const { result } = body as {
    result?: { content: { text: string }[]; structuredContent?: Answer['body']; isError?: true }
  }
  if (!result) return { status, body }
  const { isError, structuredContent, content } = result
  if (!isError) return structuredContent && { status: 200, body: structuredContent }
  const problem = JSON.parse(content[0]?.text ?? '')
  return { status: Number(problem.status), body: problem }
}
