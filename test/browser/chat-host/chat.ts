import type { CallToolResult } from '@modelcontextprotocol/client'
import type { McpUiHostContext, McpUiResourceCsp } from '@modelcontextprotocol/ext-apps'

/** What is to be shown. */
export interface Picture {
  readonly html: string
  /** What the page may load, as the server says. */
  readonly csp?: McpUiResourceCsp
  readonly context: McpUiHostContext
  /** Attribute "sandbox" of the frame that the page runs in, where it is not the strictest. */
  readonly frame?: string
  readonly input?: Record<string, unknown>
  /** The answer that the picture gets; null for none yet. */
  readonly result: CallToolResult | null
  /** What the tool answers to the picture itself; missing where it may not ask. */
  readonly again?: CallToolResult
}

/** What a picture did. */
export interface Seen {
  app: unknown
  readonly sizes: { readonly width?: number | undefined; readonly height?: number | undefined }[]
  readonly calls: unknown[]
}

/** The chat in the page of the browser. */
export interface Chat {
  seen: Seen
  /** Opens a picture. Done when it has made itself known and was given its answer. */
  show(sandbox: string, picture: Picture): Promise<void>
  change(context: McpUiHostContext): Promise<void>
  cancel(): Promise<void>
  /** What the picture answers before it is closed, and to a request that it does not know. */
  close(): Promise<{ readonly closed: unknown; readonly unknown: string | undefined }>
}
