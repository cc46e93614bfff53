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

/** Signed change of a level, in units. */
export interface Effect {
  readonly delta: number
  readonly reservedDelta: number
}

/** How one unit of each plain movement changes a level. */
const UNIT_EFFECT = {
  ADD_STOCK: { delta: 1, reservedDelta: 0 },
  SALE: { delta: -1, reservedDelta: 0 },
} as const satisfies Partial<Record<MovementType, Effect>>

export type PlainMovementType = keyof typeof UNIT_EFFECT

/** The change that a plain movement of `quantity` units makes. */
export function effectOf(type: PlainMovementType, quantity: number): Effect {
  const unit = UNIT_EFFECT[type]
  return { delta: unit.delta * quantity, reservedDelta: unit.reservedDelta * quantity }
}
