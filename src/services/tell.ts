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
  const what = `${quantity} ${describeVariant(product, size)}${at(told)}`
  const under = reference ? ` (${reference})` : ''
  switch (type) {
    case 'ADD_STOCK':
      return `Added ${what}: ${onHand(movement)}.`
    case 'SALE':
      return `Sold ${what}: ${onHand(movement)}.${fulfilled(movement)}`
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
      return `Corrected ${describeVariant(product, size)}${at(told)}: ${onHand(movement)}${because(movement)}.`
  }
}

/** What was undone, or with that done again, before → after. */
export function tellUndo(told: Told): string {
  const { movement, product, location, to } = told
  const { type, quantity, size } = movement
  const reserved = type === 'RESERVE' || type === 'RELEASE'
  const levels = reserved ? forSale(movement) : onHand(movement)
  const what = `${type} of ${quantity} ${describeVariant(product, size)}`
  const done = isDoneAgain(movement) ? 'Done again' : 'Undone'
  return type === 'TRANSFER' && to
    ? `${done}: ${what}: ${location.name} ${levels}, ${to.location.name} ${onHand(to.movement)}.`
    : `${done}: ${what}${type === 'TRANSFER' ? ` at ${location.name}` : at(told)}: ${levels}.`
}

/** Whether units went the way that movements of this type go: then an undo was undone. */
function isDoneAgain(movement: RecordedMovement): boolean {
  const hands = movement.quantityAfter - movement.quantityBefore
  const promised = movement.reservedAfter - movement.reservedBefore
  switch (movement.type) {
    case 'SALE':
      return hands < 0
    case 'ADD_STOCK':
    case 'RETURN':
      return hands > 0
    case 'RESERVE':
      return promised > 0
    case 'RELEASE':
      return promised < 0
    default:
      return false
  }
}

/** The location, where it is not the one that nobody names. */
const at = ({ location }: Told): string => (location.isDefault ? '' : ` at ${location.name}`)

/** Whether a sale under a reference took what was reserved under it. */
function fulfilled({ reference, reservedBefore, reservedAfter }: RecordedMovement): string {
  if (!reference) return ''
  return reservedAfter < reservedBefore
    ? ` They were reserved as ${reference}.`
    : ` Nothing was reserved as ${reference}.`
}

/** What was taken for what, where the words were not exact. */
export const tellGuesses = ({ movement }: Told): string => guesses((movement.match ?? {}) as Match)

const onHand = ({ quantityBefore, quantityAfter }: RecordedMovement): string =>
  `${quantityBefore} → ${quantityAfter}`

const forSale = (movement: RecordedMovement): string =>
  `${movement.quantityBefore - movement.reservedBefore} → ${movement.quantityAfter - movement.reservedAfter} available`

const because = ({ reason }: RecordedMovement): string => (reason ? ` (${reason})` : '')
