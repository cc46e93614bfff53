import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { Access, ChatClient, Reply } from './client.ts'

/** Calls tools as an MCP client does. */
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
      const text = first?.type === 'text' ? first.text : ''
      if (isError) return { refused: true, body: JSON.parse(text), text }
      return { refused: false, body: structuredContent as Reply['body'], text }
    },
    close: () => client.close(),
  }
}
