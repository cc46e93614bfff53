import { PRODUCT_FIELDS } from '../../domain/product-fields.ts'

/** How a price changes; amounts are in the shop's currency. */
export interface PriceChange {
  readonly kind: 'set' | 'percent' | 'amount'
  /** The new price, or what comes on top; negative for less. */
  readonly value: number
  /** New prices are whole steps of this. */
  readonly roundTo?: number | undefined
  /** What comes on top of those steps: with a step of 1, 0.90 gives 79.90. */
  readonly ending?: number | undefined
}

/** Why a product keeps its price. */
export type NoNewPrice = 'no-price' | 'not-positive' | 'too-high'

const CENTS = 100

export const cents = (amount: number): number => Math.round(amount * CENTS)

/** The new price; a price that falls to nothing is none, and is never meant by "less". */
export function newPrice(price: number | null, change: PriceChange): number | null | NoNewPrice {
  if (change.kind === 'set') return change.value || null
  if (price === null) return 'no-price'
  const after = rounded(raised(cents(price), change), change)
  if (after <= 0) return 'not-positive'
  return after > cents(PRODUCT_FIELDS.price.max) ? 'too-high' : after / CENTS
}

function raised(before: number, { kind, value }: PriceChange): number {
  if (kind === 'amount') return before + cents(value)
  // Without the last digits, which are not the caller's: half a cent is to go up.
  return Number(((before * (100 + value)) / 100).toFixed(6))
}

/** To the nearest step, up from the middle of two. */
function rounded(amount: number, { roundTo = 1 / CENTS, ending = 0 }: PriceChange): number {
  const [step, top] = [cents(roundTo), cents(ending)]
  return Math.round((amount - top) / step) * step + top
}
