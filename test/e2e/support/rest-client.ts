import { randomUUID } from 'node:crypto'
import { parse } from 'yaml'
import type { Access, ChatClient, Reply } from './client.ts'

/** ChatGPT takes no answer that is longer. */
const MOST_CHARACTERS = 100_000

interface Action {
  readonly method: string
  readonly path: string
  /** Where each value goes that does not go into the body. */
  readonly places: Readonly<Record<string, 'path' | 'query'>>
  readonly hasBody: boolean
}

/** Calls operations as a GPT Action does: by the document it imports, and nothing else. */
export async function connectRest({ address, apiKey }: Access): Promise<ChatClient> {
  const document = await fetch(new URL('/openapi.yaml', address))
  const text = await document.text()
  if (!document.ok) throw new Error(`/openapi.yaml cannot be read: ${text}`)
  const actions = actionsIn(parse(text))
  const headers = {
    authorization: `Bearer ${apiKey}`,
    'openai-ephemeral-user-id': randomUUID(),
    'openai-gpt-id': 'g-dialogues',
  }
  return {
    operations: [...actions.keys()],
    async call(name, values, conversation) {
      const action = actions.get(name)
      if (!action) throw new Error(`/openapi.yaml has no operation ${name}.`)
      const { target, body } = requestOf(action, values)
      const response = await fetch(new URL(target, address), {
        method: action.method,
        headers: {
          ...headers,
          'openai-conversation-id': conversation,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body }),
      })
      return replyOf(response)
    },
    close: async () => {},
  }
}

interface Document {
  readonly paths: Record<string, Record<string, DocumentOperation>>
}

interface DocumentOperation {
  readonly operationId: string
  readonly parameters?: { readonly name: string; readonly in: 'path' | 'query' }[]
  readonly requestBody?: object
}

const actionsIn = ({ paths }: Document): Map<string, Action> =>
  new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId, parameters = [], requestBody }]) => {
        const places = Object.fromEntries(parameters.map((one) => [one.name, one.in]))
        const hasBody = requestBody !== undefined
        return [operationId, { method: method.toUpperCase(), path, places, hasBody }]
      }),
    ),
  )

/** What the document does not name goes where the others go, for the service to refuse. */
function requestOf({ path, places, hasBody }: Action, values: Record<string, unknown>) {
  const all = Object.entries(values)
  const inPlace = (place: 'path' | 'query' | undefined) =>
    all.filter(([name]) => (places[name] ?? (hasBody ? undefined : 'query')) === place)
  const filled = inPlace('path').reduce(
    (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(String(value))),
    path,
  )
  const query = new URLSearchParams()
  for (const [name, value] of inPlace('query')) query.set(name, String(value))
  return {
    target: query.size > 0 ? `${filled}?${query}` : filled,
    body: hasBody ? JSON.stringify(Object.fromEntries(inPlace(undefined))) : undefined,
  }
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text()
  if (text.length >= MOST_CHARACTERS) throw new Error(`An answer of ${text.length} characters.`)
  const type = response.ok ? 'application/json' : 'application/problem+json'
  if (!response.headers.get('content-type')?.startsWith(type)) {
    throw new Error(`An answer that is not ${type}: ${text.slice(0, 200)}`)
  }
  return { refused: !response.ok, body: JSON.parse(text) }
}
