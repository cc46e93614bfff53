import type { Language } from '../../../domain/language.ts'

/** An event as far as a message needs it: what every door sends. */
export interface Tellable {
  readonly type: string
  readonly id: string
  readonly timestamp: string
  readonly message: string
}

/** What is sent for some events. */
export interface Message {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** How events are told to a kind of receiver. */
export interface Shape {
  /** Whether people read it: then events come together, and not in quiet hours. */
  readonly forPeople: boolean
  /** Most events of one message. */
  readonly most: number
  /**
   * A message of some events, oldest first.
   * @param more how many there are besides
   */
  message(events: readonly Tellable[], language: Language, more: number): Message
}
