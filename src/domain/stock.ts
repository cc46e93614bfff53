/** Units on one shelf: `quantity` on hand, of which `reserved` are promised to somebody. */
export interface StockLevel {
  readonly quantity: number
  readonly reserved: number
}

/** What can be sold now, in units. */
export const available = (level: StockLevel): number => level.quantity - level.reserved
