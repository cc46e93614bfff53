import type { Step } from './model.ts'

/** A shelf by its names: "SKU at location". */
export type ShelfName = string

export const shelfName = (sku: string, location: string): ShelfName => `${sku} at ${location}`

export const skuOf = (shelf: ShelfName): string => shelf.split(' at ')[0] ?? ''

export const locationOf = (shelf: ShelfName): string => shelf.split(' at ')[1] ?? ''

/** One line of a request. A transfer takes from `shelf` and brings to `to`. */
export interface Line {
  readonly action: Exclude<Step['action'], 'take' | 'bring'> | 'transfer'
  readonly shelf: ShelfName
  readonly to?: ShelfName
  /** Units; what was counted for a count, signed for an adjust. */
  readonly quantity: number
  readonly reference?: string
  /** What a count expects to find. */
  readonly expected?: number
}

/** Something that a client wants done once, however often it has to ask. */
export interface WriteRequest {
  /** Unique in the run; every movement of the request carries it. */
  readonly tag: string
  readonly requestId?: string
  readonly lines: readonly Line[]
}

export interface LineAnswer {
  /** Id of the first movement of the line. */
  readonly movement: string
  readonly before: number
  readonly after: number
  readonly reserved: number
  /** On hand at the other shelf of a transfer. */
  readonly toAfter?: number
}

export type Outcome =
  /** `seq` is the number of the last movement. */
  | {
      readonly kind: 'done'
      readonly replayed: boolean
      readonly seq: number
      readonly lines: readonly LineAnswer[]
    }
  /** `line` counts from 0; `facts` are the numbers that the refusal gave. */
  | {
      readonly kind: 'refused'
      readonly code: string
      readonly line: number
      readonly facts: Readonly<Record<string, number>>
    }
  /** A fault that says that nothing was changed. */
  | { readonly kind: 'not-done' }
  /** A fault that leaves it open: no answer, half an answer, or one that says so. */
  | { readonly kind: 'unknown' }

/** One attempt to have a request done. Times are those of one clock, in milliseconds. */
export interface Attempt {
  readonly request: WriteRequest
  /** What answered: a process, or one connection where several processes share a port. */
  readonly via: string
  readonly from: number
  readonly to: number
  readonly outcome: Outcome
}

export interface Level {
  readonly quantity: number
  readonly reserved: number
}

export interface Read {
  readonly shelf: ShelfName
  readonly via: string
  readonly from: number
  readonly to: number
  readonly level: Level
  /** Whether it came from the catalogue in memory, or from the ledger in the database. */
  readonly source: 'catalogue' | 'ledger'
  /** The number of a movement that the reader asked to be known. */
  readonly afterSeq?: number | undefined
}

/** A row of the ledger, read from the database itself after the run. */
export interface Movement {
  readonly id: string
  readonly seq: number
  readonly batch: string
  readonly line: number
  readonly shelf: ShelfName
  readonly type: string
  readonly delta: number
  readonly reservedDelta: number
  readonly quantityAfter: number
  readonly reservedAfter: number
  readonly reference: string
  readonly idempotencyKey: string
  readonly linked: string
  /** The request it belongs to; empty for one that no client of the run asked for. */
  readonly tag: string
}

/** Everything that is known of a run. */
export interface History {
  readonly attempts: readonly Attempt[]
  readonly reads: readonly Read[]
  /** Oldest first, from the first one of the shop on. */
  readonly movements: readonly Movement[]
  /** The balances after the run. */
  readonly balances: ReadonlyMap<ShelfName, Level>
}
