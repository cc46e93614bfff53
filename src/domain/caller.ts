import type { Channel } from './movement.ts'

/** Who asks, and through which interface. */
export interface Caller {
  readonly actor: string
  readonly channel: Channel
  /** Program that a person connected, and that asks for them. */
  readonly client?: string
}

/** What makes a request safe to send again. */
export interface RequestKey {
  /** One key for each thing the owner asked for; the same key again does nothing twice. */
  readonly requestId?: string | undefined
}
