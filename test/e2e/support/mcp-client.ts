import { isDeepStrictEqual } from 'node:util'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { Access, ChatClient, Reply } from './client.ts'

/** Calls tools as an MCP client does, which checks each answer against the tool's output schema. */
export async function connectMcp({ address, apiKey }: Access): Promise<ChatClient> {
  const client = new Client(
    { name: 'dialogues', version: '1.0.0' },
    { versionNegotiation: { mode: 'auto' } },
  )
  const headers = { authorization: `Bearer ${apiKey}` }
  const url = new URL('/mcp', address)
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }))
  const { tools } = await client.listTools()
  return {
    operations: tools.map(({ name }) => name),
    async call(name, values, conversation): Promise<Reply> {
      const { content, structuredContent, isError } = await client.callTool({
        name,
        arguments: values,
        // As ChatGPT names its conversation.
        _meta: { 'openai/session': conversation },
      })
      const [first] = content
      const body = JSON.parse(first?.type === 'text' ? first.text : '')
      if (!isError && !isDeepStrictEqual(body, structuredContent)) {
        throw new Error(`The text of ${name} says something else than its data.`)
      }
      return { refused: isError === true, body }
    },
    close: () => client.close(),
  }
}
