import { describeProduct, type Location, type Product } from '../../domain/catalogue.ts'
import { minuteOf } from '../../domain/day.ts'
import { count } from '../../domain/figures.ts'
import type { RecordedMovement, Undone } from '../../domain/movement.ts'
import { isReservation, MOVEMENTS, type MovementType } from '../../domain/movement-types.ts'
import { asName, quoted } from '../../domain/text.ts'
import { describeVariant, guessesWritten } from '../../shared/message-parts.ts'

/** A movement with the names it is about. */
export interface Told {
  readonly movement: RecordedMovement
  readonly product: Product
  readonly location: Location
  /** Whether the product is kept at other locations too. */
  readonly isElsewhere: boolean
  /** The other shelf of a transfer. */
  readonly to: { readonly movement: RecordedMovement; readonly location: Location } | null
}

/** "Sold 2 Hermès, Blanche, Femme, 38: 5 → 3." Always before and after. */
export const tell = (told: Told): string => (SENTENCES[told.movement.type] ?? plainSentence)(told)

/** The types of which more is to be said than what was done, of what, and the levels. */
const SENTENCES: { readonly [Type in MovementType]?: (told: Told) => string } = {
  TRANSFER: (told) => `${doneTo(told)}: ${betweenLevels(told)}.`,
  ADJUSTMENT(told) {
    const { movement, product } = told
    const { past } = MOVEMENTS.ADJUSTMENT
    const what = `${describeVariant(product, movement.size)}${at(told)}`
    // A count that found what was recorded corrects nothing.
    if (movement.quantityAfter === movement.quantityBefore) {
      return `Counted ${what}: ${movement.quantityAfter}, as recorded.`
    }
    return `${past} ${what}: ${onHand(movement)}${inBrackets(movement.reason)}.`
  },
}

const plainSentence = (told: Told): string => {
  const { movement } = told
  return `${doneTo(told)}${reservedAs(movement)}: ${levels(movement)}.`
}

/** "Sold 2 Hermès, Blanche, Femme, 38" */
const doneTo = (told: Told): string => {
  const { movement, product } = told
  return `${MOVEMENTS[movement.type].past} ${movement.quantity} ${describeVariant(product, movement.size)}${at(told)}`
}

/** What was undone, or with that done again, before → after. */
export function tellUndo(told: Told): string {
  const { movement, product } = told
  const { type, quantity, size } = movement
  const done = isDoneAgain(movement) ? 'Done again' : 'Undone'
  const what = `${done}: ${type} of ${quantity} ${describeVariant(product, size)}`
  return MOVEMENTS[type].effect === 'pair'
    ? `${what}: ${betweenLevels(told)}.`
    : `${what}${at(told)}${reservedAs(movement)}: ${levels(movement)}.${promisedAgain(movement)}`
}

/** What else is to be said of an undo. */
interface Besides extends Pick<Undone, 'undone' | 'undoneBefore' | 'passedOver'> {
  /** The product that was made by what was undone: archived now, or kept. */
  readonly archived: Product | null
  readonly kept: Product | null
}

/** Whose it was and when, what became of the product that it made, and what was undone before. */
export function tellBesides(besides: Besides, timeZone: string): string[] {
  const { undone, archived, kept, undoneBefore, passedOver } = besides
  return [
    undone && tellRecorded(undone, timeZone),
    undone?.channel === 'import' &&
      'It was an import: what it changed of products stays, and so do products that it made.',
    undoneBefore > 0 && `${count(undoneBefore, 'line')} of that request had been undone before.`,
    archived &&
      `${describeProduct(archived)} (${asName(archived.sku)}) was made by that request. It is archived now: updateProduct with active true brings it back.`,
    kept &&
      `${describeProduct(kept)} (${asName(kept.sku)}) was made by that request. It stays, because there are other units of it.`,
    passedOver > 0 &&
      `${count(passedOver, 'newer request')} had been undone before, so this is what came before.`,
  ].filter((sentence) => sentence !== null && sentence !== false)
}

/** "It had been recorded by owner (chat) at 2026-11-21 09:30." */
function tellRecorded(movement: RecordedMovement, timeZone: string): string {
  const { actor, channel, createdAt, occurredAt } = movement
  const [recorded, happened] = [createdAt, occurredAt].map((at) => minuteOf(new Date(at), timeZone))
  const when = recorded === happened ? '' : `, as of ${happened}`
  return `It had been recorded by ${asName(actor)} (${channel}) at ${recorded}${when}.`
}

/** Whether units went the way that movements of this type go: then an undo was undone. */
function isDoneAgain(movement: RecordedMovement): boolean {
  const { onHand, reserved, effect } = MOVEMENTS[movement.type]
  if (onHand === 'signed' || effect === 'pair') return false
  const hands = movement.quantityAfter - movement.quantityBefore
  const promised = movement.reservedAfter - movement.reservedBefore
  return hands * onHand > 0 || promised * reserved > 0
}

/** The levels of both shelves of a transfer. */
const betweenLevels = ({ movement, location, to }: Told): string => {
  const from = `${asName(location.name)} ${onHand(movement)}`
  return to ? `${from}, ${asName(to.location.name)} ${onHand(to.movement)}` : from
}

/** The location, where it may be another one; the levels of a transfer name both. */
const at = ({ movement: { type }, location: { name, isDefault }, isElsewhere }: Told): string => {
  const isClear = isDefault && (!isElsewhere || MOVEMENTS[type].effect === 'pair')
  return isClear ? '' : ` at ${asName(name)}`
}

/** After an undo that gave a reservation back: for whom, and what is free beside it. */
function promisedAgain(movement: RecordedMovement): string {
  const { type, reference, reservedBefore, quantityAfter, reservedAfter } = movement
  const promised = reservedAfter - reservedBefore
  if (promised <= 0) return ''
  const free = isReservation(type) ? '' : `, ${quantityAfter - reservedAfter} available`
  return ` ${promised} of them ${promised === 1 ? 'is' : 'are'} reserved as ${asName(reference)} again${free}.`
}

/** What several lines may have in common: for whom their units were reserved, what was taken for what. */
export const tellInCommon = ({ movement }: Told): readonly string[] => [
  ...fulfilled(movement),
  ...guessesWritten(movement.match ?? {}),
]

/** When a reservation ends by itself, by the clock of the shop. */
export const tellEnd = ({ movement: { expiresAt } }: Told, timeZone: string): string =>
  expiresAt === null ? '' : ` Kept until ${minuteOf(new Date(expiresAt), timeZone)}.`

/** Whether a sale under a reference took what was reserved under it. */
const fulfilled = (movement: RecordedMovement): readonly string[] => {
  const { type, reference, reservedBefore, reservedAfter } = movement
  return type === 'SALE' && reference && reservedAfter < reservedBefore
    ? [`They were reserved as ${asName(reference)}.`]
    : []
}

/** After an undo: what was taken for what may have been wrong, and can be learnt. */
export function tellMisheard({ movement }: Told): string {
  const model = movement.match?.model
  if (model?.kind !== 'close' || isDoneAgain(movement)) return ''
  return ` ${quoted(model.asked)} had been taken as ${asName(model.used ?? '')}: if the owner says which product she meant, addAlias teaches it.`
}

const onHand = ({ quantityBefore, quantityAfter }: RecordedMovement): string =>
  `${quantityBefore} → ${quantityAfter}`

const forSale = (movement: RecordedMovement): string =>
  `${movement.quantityBefore - movement.reservedBefore} → ${movement.quantityAfter - movement.reservedAfter} available`

/** What a reservation changes is what is available, not what is on hand. */
const levels = (movement: RecordedMovement): string =>
  isReservation(movement.type) ? forSale(movement) : onHand(movement)

/** For whom it was, where it moved nothing but a reservation. */
const reservedAs = ({ type, reference }: RecordedMovement): string =>
  isReservation(type) ? inBrackets(reference) : ''

const inBrackets = (text: string): string => (text ? ` (${asName(text)})` : '')
