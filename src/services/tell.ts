import type { Location, Product } from '../domain/catalogue.ts'
import type { RecordedMovement } from '../domain/movement.ts'
import type { Match } from './understand.ts'
import { describeVariant, guesses } from './words.ts'

/** A movement with the names it is about. */
export interface Told {
  readonly movement: RecordedMovement
  readonly product: Product
  readonly location: Location
  /** The other shelf of a transfer. */
  readonly to: { readonly movement: RecordedMovement; readonly location: Location } | null
}

/** "Sold 2 Hermès, Blanche, Femme, 38: 5 → 3." Always before and after. */
export function tell(told: Told): string {
  const { movement, product, to } = told
  const { type, quantity, size, reference } = movement
  const what = `${quantity} ${describeVariant(product, size)}`
  const under = reference ? ` (${reference})` : ''
  switch (type) {
    case 'ADD_STOCK':
      return `Added ${what}: ${onHand(movement)}.`
    case 'SALE':
      return `Sold ${what}: ${onHand(movement)}.`
    case 'RETURN':
      return `Took back ${what}: ${onHand(movement)}.`
    case 'RESERVE':
      return `Reserved ${what}${under}: ${forSale(movement)}.`
    case 'RELEASE':
      return `Released ${what}${under}: ${forSale(movement)}.`
    case 'TRANSFER':
      return to
        ? `Moved ${what}: ${told.location.name} ${onHand(movement)}, ${to.location.name} ${onHand(to.movement)}.`
        : `Moved ${what}: ${told.location.name} ${onHand(movement)}.`
    case 'ADJUSTMENT':
      return `Corrected ${describeVariant(product, size)}: ${onHand(movement)}${because(movement)}.`
  }
}

/** What was undone, before → after. */
export function tellUndo({ movement, product, location }: Told): string {
  const { type, quantity, size } = movement
  const reserved = type === 'RESERVE' || type === 'RELEASE'
  const levels = reserved ? forSale(movement) : onHand(movement)
  const at = type === 'TRANSFER' ? ` at ${location.name}` : ''
  return `${type} of ${quantity} ${describeVariant(product, size)}${at}: ${levels}.`
}

/** What was taken for what, where the words were not exact. */
export const tellGuesses = ({ movement }: Told): string => guesses((movement.match ?? {}) as Match)

const onHand = ({ quantityBefore, quantityAfter }: RecordedMovement): string =>
  `${quantityBefore} → ${quantityAfter}`

const forSale = (movement: RecordedMovement): string =>
  `${movement.quantityBefore - movement.reservedBefore} → ${movement.quantityAfter - movement.reservedAfter} available`

const because = ({ reason }: RecordedMovement): string => (reason ? ` (${reason})` : '')
