/** What a call came to, alike for both protocols. */
export interface Reply {
  readonly refused: boolean
  readonly body: Record<string, unknown>
  /** What a model is shown by a client that shows it only text. */
  readonly text?: string
}

/** A chat that calls operations by their names, as its model does. */
export interface ChatClient {
  /** The operations that it was told about. */
  readonly operations: readonly string[]
  /** @param conversation tells the service which of the chats with one key it is */
  call(operation: string, values: Record<string, unknown>, conversation: string): Promise<Reply>
  close(): Promise<void>
}

export interface Access {
  readonly address: string
  readonly apiKey: string
}
