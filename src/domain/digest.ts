import type { Bounded, NamedProduct, Trade } from './summary.ts'

/** What was found by one of the checks of the stock. */
export interface Odd {
  /** Its name, as `GET /check` has it. */
  readonly check: string
  readonly total: number
}

/** What a day came to, for people. */
export interface Digest {
  /** "2026-11-21", by the clock of the shop. */
  readonly day: string
  /** When it was due, "19:00" by the same clock. */
  readonly at: string
  /** The time that it is of: from one digest to the next. ISO 8601, UTC. */
  readonly from: string
  readonly to: string
  readonly sold: Trade
  readonly returned: Trade
  /** Sizes of which the last unit went in that time. */
  readonly out: Bounded<NamedProduct & { readonly size: string }>
  /** Products at their reorder point or below it. */
  readonly low: Bounded<NamedProduct & { readonly available: number }>
  /** The most urgent first. */
  readonly toOrder: Bounded<NamedProduct & { readonly units: number }> & {
    /** Units in all. */
    readonly units: number
  }
  /** The gravest first. */
  readonly odd: readonly Odd[]
}
