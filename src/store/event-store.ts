import type { EventPosition, EventRows, LoggedType } from '../domain/event.ts'

/** Something that the service found out, to be told. */
export interface NewEvent {
  readonly actor: string
  readonly channel: string
  readonly type: LoggedType
  readonly data: object
  /** Whether what is the same as the last one of its type, or of the same `day`, is not told again. */
  readonly once?: boolean
}

/** Whoever follows the events for others: of several processes one does. */
export interface Follower {
  /** What follows: "webhooks". */
  readonly name: string
  /** Another text in each process. */
  readonly holder: string
  /** So long nobody else may; 0 gives it back. */
  readonly seconds: number
  /** How far it has come; missing leaves what is kept. */
  readonly position?: EventPosition | undefined
}

export interface Followed {
  /** Whether it is theirs. */
  readonly held: boolean
  /** How far whoever has it has come; null at the beginning. */
  readonly position: EventPosition | null
}

/** Where events are read. */
export interface EventStore {
  /**
   * What happened after a position, oldest first.
   * @param limit most rows
   */
  readEvents(after: EventPosition, limit: number): Promise<EventRows>
  /** Writes down what the service found out. */
  noteEvent(event: NewEvent): Promise<void>
  /** Takes or keeps the right to follow for all. */
  follow(follower: Follower): Promise<Followed>
  /** How far whoever follows under a name has come; null where nobody began. */
  readFollower(name: string): Promise<EventPosition | null>
}
