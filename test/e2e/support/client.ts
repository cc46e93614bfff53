/** What a call came to, alike for both protocols. */
export interface Reply {
  readonly refused: boolean
  readonly body: Record<string, unknown>
}

/** A chat that calls operations by their names, as its model does. */
export interface ChatClient {
  /** The operations that it was told about. */
  readonly operations: readonly string[]
  call(operation: string, values: Record<string, unknown>): Promise<Reply>
  close(): Promise<void>
}

export interface Access {
  readonly address: string
  readonly apiKey: string
}
