import type { BrokerKind } from './broker-address.ts'

/** An event on its way to a broker. */
export interface BrokerMessage {
  /** The same each time that it is sent. */
  readonly id: string
  readonly type: string
  /** What has the same key stays in order. */
  readonly key: string
  /** JSON text. */
  readonly body: string
}

export interface BrokerConnection {
  /**
   * Sends messages in their order, at least one.
   * @returns how many of them, from the first on, the broker has: at least one
   * @throws Error where it has none of them for sure
   */
  send(messages: readonly BrokerMessage[]): Promise<number>
  /** Gives up what is on its way. */
  close(): Promise<void>
}

export interface Broker {
  readonly kind: BrokerKind
  /** @throws Error that says why, without a secret */
  connect(): Promise<BrokerConnection>
}

/** Milliseconds until the broker has to answer. */
export const ANSWER_MS = 5_000

/** Why a broker does not take anything, in a sentence for the log. What else an error holds may be secret. */
export function tellFault(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return tellFault(error.errors.at(-1))
  }
  const { message, cause } = error as Error
  return cause instanceof Error && cause.message !== '' && cause.message !== message
    ? `${message} (${cause.message})`
    : message
}
