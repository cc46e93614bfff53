import type { MovementType } from '../domain/movement-types.ts'

/** A movement, as far as sales and demand need it. */
export type TradeRow = readonly [
  seq: number,
  id: string,
  variantId: string,
  locationId: string,
  type: MovementType,
  /** Change in units on hand. */
  delta: number,
  /** 0 where it is not known; the same for the cost. */
  unitPrice: number,
  unitCost: number,
  actor: string,
  /** 1 for the stock that the shop began with. */
  isFirst: number,
  /** When it happened, in seconds since 1970. */
  time: number,
  /** Number of the movement that it undoes; 0 for none. */
  reversed: number,
]

export interface TradePage {
  /** Whether the movement that the caller knew is still there: else everything is to be read again. */
  readonly known: boolean
  /** Number of the newest movement of all. */
  readonly newest: number
  /** Oldest first. */
  readonly rows: readonly TradeRow[]
}

/** Where all that moved is read, in pages. */
export interface TradeStore {
  /**
   * What moved after a movement.
   * @param after its number and id; number 0 for the beginning
   */
  readTrade(after: { readonly seq: number; readonly id: string }): Promise<TradePage>
}
