import { hashOf } from '../shared/secret.ts'

/**
 * The conversation that a client names, as an opaque text of 32 characters: what comes can be anything,
 * of any length.
 * @returns undefined where it names none
 */
export const conversationOf = (named: unknown): string | undefined =>
  typeof named === 'string' && named.trim() !== '' ? hashOf(named).slice(0, 32) : undefined
