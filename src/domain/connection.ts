import type { Scope } from './api-key.ts'

/** What a token opens; one for the one door is refused at the other. */
export const DOORS = ['api', 'mcp'] as const
export type Door = (typeof DOORS)[number]

/** A program that a person let in. It may have been let in several times, by several devices. */
export interface Connection {
  readonly id: string
  readonly personId: string
  /** E-mail of the person. */
  readonly person: string
  /** SHA-256 of the client's id: the same for each time that the program was let in. */
  readonly client: string
  /** Name of the program, as it gives it. */
  readonly name: string
  /** Host to which the person was sent back. */
  readonly host: string
  /** What the person allowed; what they may do themselves is a limit besides. */
  readonly scope: Scope
  /** ISO 8601. */
  readonly connectedAt: string
  /** ISO 8601, to the minute; null for never. */
  readonly lastUsedAt: string | null
}

/** A program that registered itself is forgotten when it was not used for so long. */
export const UNUSED_CLIENT_DAYS = 30

/**
 * Seconds within which a refresh token may be sent twice: an answer was lost on its way, or a program
 * sent two requests at once. Later that is taken for theft, and ends the connection.
 */
export const REFRESH_LEEWAY_S = 3
