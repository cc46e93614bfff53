import type { Channel } from './movement.ts'

/** Who asks, and through which interface. */
export interface Caller {
  readonly actor: string
  readonly channel: Channel
  /** Program that a person connected, and that asks for them. */
  readonly client?: string
  /** In which chat it was said, as an opaque text. Anybody can claim it: it says nothing of rights. */
  readonly conversation?: string
  /** Set where that is only a connection: when it breaks, the same chat goes on in another one. */
  readonly reconnects?: true
}

/** What makes a request safe to send again. */
export interface RequestKey {
  /** One key for each thing the owner asked for; the same key again does nothing twice. */
  readonly requestId?: string | undefined
}
