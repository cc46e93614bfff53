/** What can happen to a shelf. The words are the ledger's own, in every API and file. */
export const MOVEMENT_TYPES = [
  'ADD_STOCK',
  'SALE',
  'RETURN',
  'RESERVE',
  'RELEASE',
  'ADJUSTMENT',
  'TRANSFER',
] as const
export type MovementType = (typeof MOVEMENT_TYPES)[number]

/** Units on one shelf: `quantity` on hand, of which `reserved` are promised to somebody. */
export interface StockLevel {
  readonly quantity: number
  readonly reserved: number
}

/** What can be sold now, in units. */
export const available = (level: StockLevel): number => level.quantity - level.reserved
