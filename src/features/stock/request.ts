import type { Reference } from '../../catalogue/understand.ts'
import type { RequestKey } from '../../domain/caller.ts'
import type { Action } from '../../domain/movement-types.ts'

/** Why a shelf is not what was recorded. */
export const ADJUST_REASONS = ['damaged', 'lost', 'found', 'correction', 'other'] as const

/** Why a count is not what was recorded, where nothing else was said. */
export const COUNT_REASON = 'count'

/** Our own reasons in French; what somebody else gave as a reason stays as it is. */
export const REASONS_IN_FRENCH: Readonly<Record<string, string>> = {
  damaged: 'abîmé',
  lost: 'perdu',
  found: 'retrouvé',
  correction: 'correction',
  other: 'autre raison',
  [COUNT_REASON]: 'comptage',
} satisfies Record<(typeof ADJUST_REASONS)[number] | typeof COUNT_REASON, string>

/** One thing that the owner wants done to one shelf, as she said it. */
export interface LineRequest extends Reference {
  readonly action: Action
  /** Units; what was counted, for a count. */
  readonly quantity?: number | undefined
  /** Signed units, for an adjust. */
  readonly delta?: number | undefined
  /** What a count expects to find recorded. */
  readonly expectedQuantity?: number | undefined
  readonly location?: string | undefined
  readonly toLocation?: string | undefined
  readonly reason?: string | undefined
  readonly reference?: string | undefined
  readonly unitPrice?: number | undefined
  readonly expiresAt?: string | undefined
  readonly occurredAt?: string | undefined
}

/** Lines that are to happen together or not at all. */
export interface StockRequest extends RequestKey {
  readonly lines: readonly LineRequest[]
  /** The caller says that the same thing again is meant. */
  readonly repeat?: boolean | undefined
  /** The caller says that the unusual quantity is meant. */
  readonly confirm?: boolean | undefined
  /** Whether the caller may know of no other location than those of the lines. */
  readonly onlyHere?: boolean | undefined
}
