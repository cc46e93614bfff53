import { describeProduct, type Location, type Product } from '../../domain/catalogue.ts'
import { count, countInFrench, figure, tellMinute } from '../../domain/figures.ts'
import type { RecordedMovement, Undone } from '../../domain/movement.ts'
import { isReservation, MOVEMENTS, type MovementType } from '../../domain/movement-types.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { asName, capital, quoted } from '../../domain/text.ts'
import { deedOf, describeVariant, guessesWritten } from '../../shared/message-parts.ts'
import { REASONS_IN_FRENCH } from './request.ts'

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
export const tell = (told: Told): Sentence => (SENTENCES[told.movement.type] ?? plainSentence)(told)

/** The types of which more is to be said than what was done, of what, and the levels. */
const SENTENCES: { readonly [Type in MovementType]?: (told: Told) => Sentence } = {
  TRANSFER: (told) => withLevels(doneTo(told), betweenLevels(told)),
  ADJUSTMENT(told) {
    const { movement } = told
    // A count that found what was recorded corrects nothing.
    if (movement.quantityAfter === movement.quantityBefore) {
      const [name, units] = [placed(told), figure(movement.quantityAfter)]
      return say({
        en: `Counted ${name}: ${units}, as recorded.`,
        fr: `Compté : ${name} ; ${units}, comme enregistré.`,
      })
    }
    return withLevels(
      doing(movement.type, placed(told)),
      sameInAll(`${onHand(movement)}${inBrackets(reasonOf(movement))}`),
    )
  },
}

const plainSentence = (told: Told): Sentence =>
  withLevels(`${doneTo(told)}${reservedAs(told.movement)}`, levels(told.movement))

/** "Sold 2 Hermès, Blanche, Femme, 38" */
const doneTo = (told: Told): Sentence => {
  const units = figure(told.movement.quantity)
  const name = placed(told)
  return doing(told.movement.type, say({ en: `${units} ${name}`, fr: `${units} × ${name}` }))
}

/** "Sold …" */
const doing = (type: MovementType, what: string): Sentence => {
  const { past, french } = MOVEMENTS[type]
  return say({ en: `${past} ${what}`, fr: `${capital(french.done)} : ${what}` })
}

const withLevels = (what: string, levels: string): Sentence =>
  say({ en: `${what}: ${levels}.`, fr: `${what} ; ${levels}.` })

/** "Hermès, Blanche, Femme, 38 at Cave" */
const placed = (told: Told): Sentence =>
  sameInAll(`${describeVariant(told.product, told.movement.size)}${at(told)}`)

/** What was undone, or with that done again, before → after. */
export function tellUndo(told: Told): Sentence {
  const { movement, product } = told
  const { type, quantity, size } = movement
  const deed = deedOf(type, quantity)
  const name = describeVariant(product, size)
  const isAgain = isDoneAgain(movement)
  const what = say({
    en: `${isAgain ? 'Done again' : 'Undone'}: ${deed} ${name}`,
    fr: `${isAgain ? 'Refait' : 'Annulé'} : ${deed} × ${name}`,
  })
  return MOVEMENTS[type].effect === 'pair'
    ? withLevels(what, betweenLevels(told))
    : join([
        withLevels(`${what}${at(told)}${reservedAs(movement)}`, levels(movement)),
        promisedAgain(movement),
      ])
}

/** What else is to be said of an undo. */
interface Besides extends Pick<Undone, 'undone' | 'undoneBefore' | 'passedOver'> {
  /** The product that was made by what was undone: archived now, or kept. */
  readonly archived: Product | null
  readonly kept: Product | null
}

/** Whose it was and when, what became of the product that it made, and what was undone before. */
export function tellBesides(besides: Besides, timeZone: string): readonly Sentence[] {
  const { undone, archived, kept, undoneBefore, passedOver } = besides
  const nameOf = (product: Product) => `${describeProduct(product)} (${asName(product.sku)})`
  return [
    undone && tellRecorded(undone, timeZone),
    undone?.channel === 'import' &&
      say({
        en: 'It was an import: what it changed of products stays, and so do products that it made.',
        fr: 'C’était un import : ce qu’il a changé aux produits reste, et les produits qu’il a créés aussi.',
      }),
    undoneBefore > 0 &&
      say({
        en: `${count(undoneBefore, 'line')} of that request had been undone before.`,
        fr: `${countInFrench(undoneBefore, 'ligne')} de cette demande déjà ${undoneBefore < 2 ? 'annulée' : 'annulées'} avant.`,
      }),
    archived &&
      say({
        en: `${nameOf(archived)} was made by that request. It is archived now: updateProduct with active true brings it back.`,
        fr: `${nameOf(archived)} a été créé par cette demande. Ce produit est maintenant archivé : updateProduct avec active true le fait revenir.`,
      }),
    kept &&
      say({
        en: `${nameOf(kept)} was made by that request. It stays, because there are other units of it.`,
        fr: `${nameOf(kept)} a été créé par cette demande. Ce produit reste, car il y en a d’autres unités.`,
      }),
    passedOver > 0 &&
      say({
        en: `${count(passedOver, 'newer request')} had been undone before, so this is what came before.`,
        fr: `Déjà annulé avant : ${countInFrench(passedOver, 'demande plus récente', 'demandes plus récentes')} ; ceci est donc ce qui précédait.`,
      }),
  ].filter((sentence) => sentence !== null && sentence !== false)
}

/** "It had been recorded by owner (chat) at 2026-11-21 09:30." */
function tellRecorded(movement: RecordedMovement, timeZone: string): Sentence {
  const { actor, channel, createdAt, occurredAt } = movement
  const [recorded, happened] = [createdAt, occurredAt].map((at) =>
    tellMinute(new Date(at), timeZone),
  )
  const isSame = recorded === happened
  const who = `${asName(actor)} (${channel})`
  return say({
    en: `It had been recorded by ${who} at ${recorded}${isSame ? '' : `, as of ${happened}`}.`,
    fr: `Cela avait été enregistré par ${who} le ${recorded}${isSame ? '' : `, à la date du ${happened}`}.`,
  })
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
  const from = `${asName(location.name)} ${change(movement)}`
  return to ? `${from}, ${asName(to.location.name)} ${change(to.movement)}` : from
}

/** The location, where it may be another one; the levels of a transfer name both. */
const at = ({
  movement: { type },
  location: { name, isDefault },
  isElsewhere,
}: Told): Sentence | '' => {
  const isClear = isDefault && (!isElsewhere || MOVEMENTS[type].effect === 'pair')
  return isClear ? '' : say({ en: ` at ${asName(name)}`, fr: ` à ${asName(name)}` })
}

/** After an undo that gave a reservation back: for whom, and what is free beside it. */
function promisedAgain(movement: RecordedMovement): Sentence | '' {
  const { type, reference, reservedBefore, quantityAfter, reservedAfter } = movement
  const promised = reservedAfter - reservedBefore
  if (promised <= 0) return ''
  const [isTold, free] = [!isReservation(type), quantityAfter - reservedAfter]
  const whose = asName(reference)
  return say({
    en: `${figure(promised)} of them ${promised === 1 ? 'is' : 'are'} reserved as ${whose} again${isTold ? `, ${figure(free)} available` : ''}.`,
    fr: `De nouveau réservé pour ${whose} : ${figure(promised)}${isTold ? `, ${countInFrench(free, 'disponible')}` : ''}.`,
  })
}

/** What several lines may have in common: for whom their units were reserved, what was taken for what. */
export const tellInCommon = ({ movement }: Told): readonly Sentence[] => [
  ...fulfilled(movement),
  ...guessesWritten(movement.match ?? {}),
]

/** When a reservation ends by itself, by the clock of the shop. */
export function tellEnd({ movement: { expiresAt } }: Told, timeZone: string): Sentence | '' {
  if (expiresAt === null) return ''
  const end = tellMinute(new Date(expiresAt), timeZone)
  return say({ en: `Kept until ${end}.`, fr: `Gardé jusqu’au ${end}.` })
}

/** Whether a sale under a reference took what was reserved under it. */
const fulfilled = (movement: RecordedMovement): readonly Sentence[] => {
  const { type, reference, reservedBefore, reservedAfter } = movement
  if (type !== 'SALE' || !reference || reservedAfter >= reservedBefore) return []
  const whose = asName(reference)
  return [say({ en: `They were reserved as ${whose}.`, fr: `C’était réservé pour ${whose}.` })]
}

/** After an undo: what was taken for what may have been wrong, and can be learnt. */
export function tellMisheard({ movement }: Told): Sentence | '' {
  const model = movement.match?.model
  if (model?.kind !== 'close' || isDoneAgain(movement)) return ''
  const [asked, used] = [quoted(model.asked), asName(model.used ?? '')]
  return say({
    en: `${asked} had been taken as ${used}: if the owner says which product she meant, addAlias teaches it.`,
    fr: `${asked} avait été compris comme ${used} : si on vous dit de quel produit il s’agissait, addAlias l’apprend.`,
  })
}

const change = ({ quantityBefore, quantityAfter }: RecordedMovement): string =>
  `${figure(quantityBefore)} → ${figure(quantityAfter)}`

const onHand = (movement: RecordedMovement): Sentence =>
  say({ en: change(movement), fr: `stock ${change(movement)}` })

function forSale(movement: RecordedMovement): Sentence {
  const { quantityBefore, reservedBefore, quantityAfter, reservedAfter } = movement
  const free = `${figure(quantityBefore - reservedBefore)} → ${figure(quantityAfter - reservedAfter)}`
  return say({ en: `${free} available`, fr: `disponible ${free}` })
}

/** What a reservation changes is what is available, not what is on hand. */
const levels = (movement: RecordedMovement): Sentence =>
  isReservation(movement.type) ? forSale(movement) : onHand(movement)

/** For whom it was, where it moved nothing but a reservation. */
const reservedAs = ({ type, reference }: RecordedMovement): string =>
  isReservation(type) ? inBrackets(reference) : ''

/** Our own reasons are words of ours; others are somebody's. */
const reasonOf = ({ reason }: RecordedMovement): string =>
  say({ en: reason, fr: REASONS_IN_FRENCH[reason.toLowerCase()] ?? reason })

const inBrackets = (text: string): string => (text ? ` (${asName(text)})` : '')
