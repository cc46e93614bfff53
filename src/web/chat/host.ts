import type {
  McpUiHostContext,
  McpUiInitializeRequest,
  McpUiInitializeResult,
} from '@modelcontextprotocol/ext-apps'
import { signal } from '@preact/signals'

// The chat around this frame, by MCP Apps (version 2026-01-26): JSON-RPC 2.0 over postMessage. The
// extension's own library is 130 kB packed, for the few messages that a picture needs.

/** What is to be shown. */
export type Shown =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'answer'; readonly answer: Data }
  /** A refusal, or an answer that did not get here whole, as text. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'cancelled' }

type Data = Readonly<Record<string, unknown>>

/** What the chat says of itself: its colours, its language, its edges. */
export const context = signal<McpUiHostContext>({})

/** What the tool was asked, and what came of it. */
export const asked = signal<Data>({})
export const shown = signal<Shown>({ kind: 'nothing' })

const VERSION = '2026-01-26'
const METHOD_NOT_FOUND = -32_601

/** The chat's window. Its origin is not known, and nothing is sent that it does not have already. */
const send = (message: Data): void => parent.postMessage({ jsonrpc: '2.0', ...message }, '*')

let lastId = 0
const waiting = new Map<unknown, (message: Data) => void>()

/** Asks the chat. @throws where it refuses */
async function request<T>(method: string, params: object): Promise<T> {
  const id = ++lastId
  const { promise, resolve } = Promise.withResolvers<Data>()
  waiting.set(id, resolve)
  send({ id, method, params })
  const { result, error } = await promise
  if (error !== undefined) throw new Error(`The chat refused ${method}.`)
  return result as T
}

/** What the chat tells, by its method. */
const TOLD: Record<string, (params: Data) => void> = {
  'ui/notifications/tool-input'(params) {
    asked.value = (params.arguments ?? {}) as Data
  },
  'ui/notifications/tool-result': (params) => void show(params),
  'ui/notifications/tool-cancelled'() {
    shown.value = { kind: 'cancelled' }
  },
  'ui/notifications/host-context-changed'(params) {
    context.value = { ...context.value, ...params }
  },
}

/** What the chat asks; both are answered with nothing. */
const ASKED = ['ping', 'ui/resource-teardown']

function hear({ source, data }: MessageEvent): void {
  if (source !== parent || data?.jsonrpc !== '2.0') return
  const { id, method, params = {} } = data
  if (method === undefined) waiting.get(id)?.(data)
  else if (id === undefined) TOLD[method]?.(params)
  else if (ASKED.includes(method)) send({ id, result: {} })
  else send({ id, error: { code: METHOD_NOT_FOUND, message: `There is no ${method} here.` } })
}

/**
 * Shows the result of a tool. Some chats leave its data out and keep its text: then the question, which
 * changes nothing, is asked again from here.
 */
async function show(result: Data): Promise<void> {
  const { structuredContent, isError, content } = result
  if (isError) {
    shown.value = { kind: 'text', text: detailIn(textOf(content)) }
  } else if (structuredContent) {
    shown.value = { kind: 'answer', answer: structuredContent as Data }
  } else {
    const again = await askAgain().catch(() => undefined)
    shown.value = again
      ? { kind: 'answer', answer: again }
      : { kind: 'text', text: textOf(content).split('\n', 1)[0] ?? '' }
  }
}

async function askAgain(): Promise<Data | undefined> {
  if (!mayCallTools) return undefined
  const result = await request<Data>('tools/call', { name: tool, arguments: asked.value })
  return result.structuredContent as Data | undefined
}

const textOf = (content: unknown): string => {
  const [first] = Array.isArray(content) ? content : []
  return typeof first?.text === 'string' ? first.text : ''
}

/** The sentence of a problem (RFC 9457). */
function detailIn(text: string): string {
  try {
    return String(JSON.parse(text).detail)
  } catch {
    return text
  }
}

let tool = ''
let mayCallTools = false

/**
 * Makes itself known to the chat, which then tells what there is to show.
 * @param asking name of the tool whose answers these are
 */
export async function connect(asking: string): Promise<void> {
  tool = asking
  addEventListener('message', hear)
  const me: McpUiInitializeRequest['params'] = {
    appInfo: { name: 'stock-assistant', version: '1' },
    appCapabilities: { availableDisplayModes: ['inline'] },
    protocolVersion: VERSION,
  }
  const host = await request<McpUiInitializeResult>('ui/initialize', me)
  mayCallTools = host.hostCapabilities.serverTools !== undefined
  context.value = host.hostContext
  send({ method: 'ui/notifications/initialized', params: {} })
  tellSize()
}

/** Tells the chat how high the page is, each time that it changes. */
function tellSize(): void {
  let told = ''
  const observer = new ResizeObserver(() => {
    const { height } = document.documentElement.getBoundingClientRect()
    const size = { width: innerWidth, height: Math.ceil(height) }
    if (told === JSON.stringify(size)) return
    told = JSON.stringify(size)
    send({ method: 'ui/notifications/size-changed', params: size })
  })
  observer.observe(document.documentElement)
}
