import type { Match } from './match.ts'
import type { MovementType } from './movement-types.ts'
import type { Total } from './total.ts'

/** Source of a movement. */
export type Channel = 'api' | 'chat' | 'import' | 'command'

/** The same, and what the database writes by itself: by the admin UI, and when a reservation ends. */
export const CHANNELS = ['api', 'chat', 'import', 'command', 'admin', 'expiry'] as const
export type LedgerChannel = (typeof CHANNELS)[number]

/** The actor of the import of a shop's first stock. */
export const FIRST_IMPORT = 'init'

/** Where a line goes: a known variant, or a size that is made when the product lacks it. */
export type LineTarget =
  | { readonly variantId: string }
  | { readonly productId: string; readonly size: string }

/**
 * One line to be written to the ledger. What it does to the shelf follows from its type and the
 * numbers given; whether the shelf allows it is decided in the database.
 */
export interface NewMovement {
  readonly type: MovementType
  readonly target: LineTarget
  /** The default location where it is missing. */
  readonly locationId?: string | undefined
  /** Where a TRANSFER goes. */
  readonly toLocationId?: string | undefined
  /** Units as spoken, above 0. An ADJUSTMENT gives `delta` or `count` instead. */
  readonly quantity?: number | undefined
  /** Signed units, not 0. */
  readonly delta?: number | undefined
  /** What was counted on the shelf, 0 or more. */
  readonly count?: number | undefined
  /** What the caller believed to be there; another number refuses the line. */
  readonly expectedQuantity?: number | undefined
  readonly reason?: string | undefined
  /** An order, or the reservation that is made, given back or fulfilled. */
  readonly reference?: string | undefined
  readonly unitPrice?: number | undefined
  /** ISO 8601: when a RESERVE ends by itself. */
  readonly expiresAt?: string | undefined
  /** ISO 8601; now where it is missing. */
  readonly occurredAt?: string | undefined
  /** How the words were understood, kept with the movement. */
  readonly match?: Match | undefined
}

/** On whose behalf something is written, and under which key. */
export interface Author {
  readonly actor: string
  readonly channel: Channel
  /** Program that a person connected, and that asks for them. */
  readonly client?: string
  /** In which chat it was said; empty or missing for none. */
  readonly conversation?: string
  /** Set where that is only a connection, which may break between two attempts. */
  readonly reconnects?: true
  /** Unique for the actor, for ever: the second request under a key writes nothing. */
  readonly idempotencyKey: string
  /** Tells a repeated request from a different one under the same key. */
  readonly requestHash: string
  /**
   * Tells attempts of a request apart of which one says more: that it is confirmed, or a repeat.
   * The same as `requestHash` where it is missing.
   */
  readonly attemptHash?: string
}

/** Lines that happen together or not at all. */
export interface MovementBatch extends Author {
  readonly lines: readonly NewMovement[]
  /** Refuse what the same caller wrote a moment ago, and far larger quantities than usual. */
  readonly refuseLikelyRepeat: boolean
  readonly refuseUnusual: boolean
  /** Refuse what is said to have happened before the product was there. */
  readonly refuseEarly?: boolean
}

/** What is to be taken back. */
export interface Undo {
  /** The last request in the conversation where it is missing. */
  readonly movementId?: string | undefined
  /** Whether all of the request of that movement is meant. */
  readonly whole?: boolean | undefined
  /** Whether all conversations of the actor count, as for a person. */
  readonly everywhere?: boolean | undefined
  /** The only location that may be changed; any where it is missing. */
  readonly locationId?: string | undefined
  /** Refuse to go further back when the last undo was a moment ago. */
  readonly refuseLikelyRepeat?: boolean | undefined
  /** Refuse to undo what moved units of a shelf before that was counted. */
  readonly refuseEarly?: boolean | undefined
}

/** What was written for a request, in the order it was written. */
export interface Written {
  /** Whether the request had been done before; nothing was written now. */
  readonly replayed: boolean
  readonly movements: readonly RecordedMovement[]
}

/** What was written to take something back. */
export interface Undone extends Written {
  /** A movement of what was undone; null where it had none. */
  readonly undone: RecordedMovement | null
  /** Id of the product that it had made, and that was archived with it, or stays. */
  readonly archived: string | null
  readonly kept: string | null
  /** Lines of it that were undone already, and newer requests; 0 where the undo is repeated. */
  readonly undoneBefore: number
  readonly passedOver: number
}

/** A line as the ledger has it. */
export interface RecordedMovement {
  readonly id: string
  /** Place in the ledger: the higher of two is the newer. */
  readonly seq: number
  /** Shared by all lines of one request. */
  readonly batch: string
  /** Place of the line in its request, from 0. Both halves of a transfer have the same. */
  readonly line: number
  readonly type: MovementType
  readonly variantId: string
  readonly productId: string
  readonly size: string
  readonly locationId: string
  readonly quantity: number
  readonly quantityBefore: number
  readonly quantityAfter: number
  readonly reservedBefore: number
  readonly reservedAfter: number
  readonly reason: string
  readonly reference: string
  /** Id of the movement that this one undoes. */
  readonly reverses: string | null
  /** Id of the other half of a transfer. */
  readonly linked: string | null
  /** Id of the line of an order that it is a delivery of, or takes one back. */
  readonly orderLine: string | null
  readonly expiresAt: string | null
  /** null where there were no words, as in an import. */
  readonly match: Match | null
  readonly actor: string
  readonly channel: string
  /** Program that wrote it for a person; empty for none. */
  readonly client: string
  readonly occurredAt: string
  readonly createdAt: string
}

/** What was written under an idempotency key. */
export interface KeyedMovement extends RecordedMovement {
  /** Whether it was undone, and that undo stands. */
  readonly undone: boolean
}

/** Which part of the ledger to read: each given field narrows it. */
export interface MovementQuery {
  readonly productIds?: readonly string[] | undefined
  readonly size?: string | undefined
  readonly locationId?: string | undefined
  readonly type?: MovementType | undefined
  /** Who did it, as the ledger has them. */
  readonly actors?: readonly string[] | undefined
  /** As people hear it. */
  readonly reference?: string | undefined
  /** ISO 8601: from this moment on, and before that one. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly channel?: LedgerChannel | undefined
  /** The request that they are of. */
  readonly batch?: string | undefined
  /** Only movements older than the one with this `seq`. */
  readonly before?: number | undefined
  readonly limit: number
  /** false to leave out what was undone, and the undos. */
  readonly undone?: boolean | undefined
  /** Movements that are counted and added up at most; 0 where nobody asks what they come to. */
  readonly most?: number | undefined
}

/** A page of the ledger, newest first, and what is to be said of all that fits the query. */
export interface LedgerPage {
  readonly total: Total
  /** null where more fit than are added up. */
  readonly totals: readonly TypeTotal[] | null
  readonly items: readonly LedgerEntry[]
  /** Under which references they are, where one was asked for. */
  readonly references: readonly string[]
  /** References that may be called so too, whose movements are left out: the very name wins. */
  readonly alike: readonly string[]
}

/** What the movements of a type come to. */
export interface TypeTotal {
  readonly type: MovementType
  /** All of them, and those of them that undid something. */
  readonly movements: number
  readonly undos: number
  /** Those that are no undo and were not undone. */
  readonly standing: number
  /** Those of them that the first import wrote, whose units do not count. */
  readonly first: number
  /** Net, as spoken: what was sold counts up. */
  readonly units: number
}

/** Which requests to read, newest first. */
export interface RequestsQuery
  extends Pick<
    MovementQuery,
    'actors' | 'locationId' | 'from' | 'to' | 'channel' | 'before' | 'limit'
  > {
  /** Movements of each that are told. */
  readonly lines: number
}

/** What was written together. Of one location only what it changed there. */
export interface LedgerRequest {
  readonly batch: string
  /** Number of its first movement. */
  readonly first: number
  readonly movements: number
  /** Those of them that were undone. */
  readonly undone: number
  /** The first of them, in their order. */
  readonly items: readonly LedgerEntry[]
}

/** A line of the ledger's history. */
export interface LedgerEntry {
  readonly id: string
  /** Place in the ledger, from 1, without gaps. */
  readonly seq: number
  /** What all movements of one request have in common. */
  readonly batch: string
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
  /** Program that wrote it for a person; empty for none. */
  readonly client: string
  /** How the words were understood; null where nobody said any. */
  readonly match: Match | null
  readonly reverses: string | null
  readonly reversedBy: string | null
  /** Whether it was undone, and that undo stands. */
  readonly undone: boolean
  readonly linked: string | null
  readonly expiresAt: string | null
  readonly occurredAt: string
  readonly createdAt: string
}

/** A shelf whose balance is not the sum of its movements. */
export interface Drift {
  readonly variantId: string
  readonly locationId: string
  /** What the shelf says, in units. */
  readonly quantity: number
  readonly reserved: number
  /** What its movements add up to. */
  readonly ledgerQuantity: number
  readonly ledgerReserved: number
}

/** Whether the ledger explains every unit. */
export interface DriftReport {
  readonly shelves: number
  readonly movements: number
  /** Movements that were numbered and are gone. */
  readonly missing: number
  readonly rows: readonly Drift[]
}
