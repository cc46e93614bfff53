import { referenceKey } from '../../src/domain/reference.ts'
import type { Effect, Entry } from './ledger.ts'
import { Refusal } from './refusal.ts'
import type { Level, Shelf } from './shelves.ts'
import { selectJson } from './sql.ts'

/** Same limit as in src/store/pocketbase/schema.ts, which does not check rows written by SQL. */
const MAX_UNITS = 1_000_000_000

/**
 * The level after an effect. On hand and reserved stay at or above 0, and on hand stays at or above
 * reserved.
 * @throws Refusal insufficient-stock, invalid-request when a number is not whole or too large
 */
export function levelAfter(shelf: Shelf, entry: Entry, effect: Effect): Level {
  const quantity = shelf.quantity + effect.delta
  const reserved = shelf.reserved + effect.reserved_delta
  // PocketBase stores Number("abc") as 0 and cuts 1.5 to 1, so numbers are checked first.
  const numbers = [effect.quantity, quantity, reserved]
  if (!numbers.every(Number.isSafeInteger) || quantity > MAX_UNITS) {
    throw new Refusal('invalid-request', { line: entry.line })
  }
  if (quantity < 0 || reserved < 0 || quantity < reserved) {
    throw new Refusal('insufficient-stock', {
      line: entry.line,
      variant: shelf.variant,
      location: shelf.location,
      quantity: shelf.quantity,
      reserved: shelf.reserved,
      available: shelf.quantity - shelf.reserved,
      requested: effect.quantity,
    })
  }
  return { quantity, reserved }
}

// Repeats the condition on reserved_delta, so that SQLite uses the index idx_movements_reserved.
const HELD = `
  SELECT json_group_array(json_array(reference, held)) AS value FROM (
    SELECT reference, sum(reserved_delta) AS held FROM movements
    WHERE reserved_delta != 0 AND variant = {:variant} AND location = {:location}
    GROUP BY reference)`

/**
 * A reference can release only the units that it holds. The balance of the shelf alone would let it
 * release units of another reference.
 * @throws Refusal insufficient-stock
 */
export function requireHeld(tx: CoreApp, shelf: Shelf, entry: Entry, effect: Effect): void {
  const { variant, location } = shelf
  const reference = referenceOf(entry, effect)
  const spellings = selectJson<[spelling: string, held: number][]>(tx, HELD, { variant, location })
  const held = spellings
    .filter(([spelling]) => referenceKey(spelling) === referenceKey(reference))
    .reduce((sum, [, units]) => sum + units, 0)
  if (held + effect.reserved_delta >= 0) return
  throw new Refusal('insufficient-stock', {
    line: entry.line,
    variant,
    location,
    reference,
    available: held,
    requested: -effect.reserved_delta,
  })
}

/**
 * Checks that the variant and the location exist: they may have just been deleted.
 * @throws Refusal product-not-found or location-not-found
 */
export function requireExisting(shelf: Shelf, { line }: Entry): void {
  const { variant, location, product, place } = shelf
  if (!product) throw new Refusal('product-not-found', { line, variant })
  if (!place) throw new Refusal('location-not-found', { line, location })
}

/**
 * Refuses units for an archived product, because no list would show them.
 * @throws Refusal product-archived
 */
export function requireActive({ variant, product, active }: Shelf, { line }: Entry): void {
  if (!active) throw new Refusal('product-archived', { line, product, variant })
}

/** The reference whose units an effect reserves or releases. */
export const referenceOf = (entry: Entry, effect: Effect): string =>
  effect.reference ?? entry.reference ?? ''
