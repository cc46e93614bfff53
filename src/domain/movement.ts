import type { Effect, MovementType } from './stock.ts'

/** By which door a movement came in. */
export type Channel = 'api' | 'import' | 'admin'

/** Where a line goes: a known variant, or a size that is made when the product lacks it. */
export type LineTarget =
  | { readonly variantId: string }
  | { readonly productId: string; readonly size: string }

/** One line to be written to the ledger. */
export interface NewMovement extends Effect {
  readonly type: MovementType
  readonly target: LineTarget
  /** The default location where it is missing. */
  readonly locationId?: string | undefined
  /** Units as spoken, above 0. */
  readonly quantity: number
  readonly reason?: string | undefined
  readonly reference?: string | undefined
  readonly unitPrice?: number | undefined
  /** ISO 8601; now where it is missing. */
  readonly occurredAt?: string | undefined
  /** How the words were understood, kept with the movement. */
  readonly match: unknown
}

/** Lines that happen together or not at all, on behalf of one caller. */
export interface MovementBatch {
  readonly actor: string
  readonly channel: Channel
  /** Unique for the actor, for ever: the second batch under a key writes nothing. */
  readonly idempotencyKey: string
  /** Tells a repeated request from a different one under the same key. */
  readonly requestHash: string
  readonly lines: readonly NewMovement[]
}

/** A line as the ledger has it. */
export interface RecordedMovement {
  readonly id: string
  readonly type: MovementType
  readonly variantId: string
  readonly productId: string
  readonly size: string
  readonly locationId: string
  readonly quantity: number
  readonly quantityBefore: number
  readonly quantityAfter: number
  readonly reservedAfter: number
  readonly match: unknown
  readonly occurredAt: string
}

/** Which part of the ledger to read: each given field narrows it. */
export interface MovementQuery {
  readonly productIds?: readonly string[] | undefined
  readonly size?: string | undefined
  readonly locationId?: string | undefined
  readonly type?: MovementType | undefined
  readonly actor?: string | undefined
  /** ISO 8601: from this moment on, and before that one. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Only movements older than the one with this `seq`. */
  readonly before?: number | undefined
  readonly limit: number
}

/** A line of the ledger's history. */
export interface LedgerEntry {
  readonly id: string
  /** Place in the ledger, from 1, without gaps. */
  readonly seq: number
  readonly type: MovementType
  readonly productId: string
  readonly size: string
  readonly locationId: string
  readonly quantity: number
  readonly delta: number
  readonly reservedDelta: number
  readonly quantityAfter: number
  readonly reservedAfter: number
  readonly reason: string
  readonly reference: string
  readonly unitPrice: number | null
  readonly actor: string
  readonly channel: string
  readonly reverses: string | null
  readonly reversedBy: string | null
  readonly occurredAt: string
  readonly createdAt: string
}
