import { locationOf } from '../../catalogue/find-location.ts'
import { type NamedReservation, namedReservations } from '../../catalogue/named-reservation.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import { saidSize, shown, type Understanding, understand } from '../../catalogue/understand.ts'
import { sizeKey } from '../../domain/catalogue.ts'
import { minuteOf } from '../../domain/day.ts'
import { StockError } from '../../domain/errors.ts'
import { hearReference, referenceKey } from '../../domain/reference.ts'
import type { Reservation } from '../../domain/reservation.ts'
import { asName } from '../../domain/text.ts'
import { describeVariant, either, MOST_CANDIDATES } from '../../shared/message-parts.ts'
import { isNearReference } from '../../shared/near-reference.ts'
import type { PlannedLine } from './plan-line.ts'
import type { LineRequest } from './request.ts'

/** What a line is understood by. */
export interface Situation {
  readonly snapshot: Snapshot
  /** All that are open. */
  readonly reservations: readonly Reservation[]
  /** Those that ended by their date lately. */
  readonly ended: readonly Reservation[]
  /** In which times are told. */
  readonly timeZone: string
  /** The owner says that what was asked about is meant. */
  readonly confirm: boolean
  /** Whether the caller can ask who is meant. */
  readonly asks: boolean
  /** Whether it is the only line of its request, and may become several. */
  readonly alone: boolean
}

/** A line of which its reservation says the rest: "release what Paul has", "Paul came for his Togo". */
type OfReservation = LineRequest & { readonly reference: string }

const WORDS = ['sku', 'model', 'color', 'gender', 'size'] as const

const isNamed = (line: LineRequest): boolean => WORDS.some((word) => line[word] !== undefined)

/** Whether a line may leave to its reservation what it does not say. */
export function isOfReservation(line: LineRequest): line is OfReservation {
  const { action, reference } = line
  return (action === 'sale' || action === 'release') && reference !== undefined
}

/** Whether a line gives back the only reservation of a product, whosever it is: "give it back". */
const isOfTheOnly = ({ action, reference, quantity, ...words }: LineRequest): boolean =>
  action === 'release' &&
  reference === undefined &&
  quantity === undefined &&
  (words.sku ?? words.model) !== undefined

/** Whether it does: then there is nothing to do without the reservation. */
export const leavesOut = (line: LineRequest): boolean =>
  isOfTheOnly(line) ||
  (isOfReservation(line) && (line.quantity === undefined || (line.sku ?? line.model) === undefined))

/**
 * The lines that a line means, each with product, size and units: what is reserved as its reference.
 * The line itself where nothing is reserved so, and its own words say enough or are to be asked about.
 * @throws StockError 'nothing-reserved', or 'ambiguous-reservation' for a name that may be several, a
 *   number of units that may be of several things, and a sale of several things at once
 */
export function wholeLines(line: LineRequest, situation: Situation): readonly LineRequest[] {
  if (isOfTheOnly(line)) return [theOnly(line, situation)]
  if (!isOfReservation(line)) return [line]
  const { action, quantity, reference } = line
  const { confirm, alone } = situation
  const { understanding, fitting } = heldOn(line, situation)
  const mine = whereMeant(line, heldAs(line, fitting, situation))
  const [only, ...others] = mine
  if (only === undefined) {
    if (!leavesOut(line)) return [line]
    const { fitting: ended } = heldOn(line, { ...situation, reservations: situation.ended })
    throw nothingReserved(reference, fitting, tellEnded(reference, ended, situation.timeZone))
  }
  const whole = (one: NamedReservation) => lineFor(line, one, understanding)
  if (others.length === 0) return [whole(only)]
  const units = mine.reduce((sum, { held }) => sum + held, 0)
  const isAll = quantity === undefined || quantity === units
  const things = `${asName(only.reference)} has several things: ${listed(mine)}. Nothing was changed: ask`
  if (!alone || !isAll) throw open(`${things} which is meant, and send its sku and size.`, mine)
  if (action === 'sale' && !confirm) {
    throw open(
      `${things} whether all of them are sold, then send confirm true; else send the sku and size of each that is.`,
      mine,
    )
  }
  return mine.map((one) => ({ ...whole(one), quantity: one.held }))
}

/** The line with the only reservation there is of what it names. */
function theOnly(line: LineRequest, situation: Situation): LineRequest {
  const { understanding, fitting } = heldOn(line, situation)
  const [only, ...others] = fitting
  // Words that are not clear are asked about first.
  if (understanding.kind !== 'found' || !only) return { ...line, quantity: 1 }
  if (others.length === 0) return lineFor(line, only, understanding)
  throw open(
    `Several things are reserved: ${listed(fitting)}. Nothing was changed: ask which is meant, and send its reference and size.`,
    fitting,
  )
}

/** Who says a product and no location means the default one, where something is reserved there. */
function whereMeant(
  line: OfReservation,
  mine: readonly NamedReservation[],
): readonly NamedReservation[] {
  if (leavesOut(line) || line.location !== undefined) return mine
  const here = mine.filter(({ location }) => location.isDefault)
  return here.length > 0 ? here : mine
}

/** The line with what its reservation says. Words that say which product it is stay, to be told. */
function lineFor(
  line: LineRequest,
  { product, size, location, reference, held }: NamedReservation,
  { kind, products }: Understanding,
): LineRequest {
  const isClear = isNamed(line) && kind === 'found' && products.length === 1
  const words = isClear
    ? {}
    : { sku: product.sku, model: undefined, color: undefined, gender: undefined }
  return {
    ...{ ...line, ...words },
    ...{ size, location: location.name, reference, quantity: line.quantity ?? held },
  }
}

/** What is reserved of that of which the line speaks, as far as it does. */
function heldOn(line: LineRequest, { snapshot, reservations }: Situation) {
  const understanding = understand(snapshot, line, 'write')
  const meant = new Set(shown(understanding).map(({ id }) => id))
  const said = saidSize(line) ?? understanding.size
  const at = line.location === undefined ? undefined : locationOf(snapshot, line.location)
  const fitting = namedReservations(reservations, snapshot).filter(
    (one) =>
      (!isNamed(line) || meant.has(one.productId)) &&
      (said === null || sizeKey(said) === sizeKey(one.size)) &&
      (at === undefined || at.id === one.locationId),
  )
  // Of a size that is there in two spellings, the one that was said.
  const spelt = fitting.filter((one) => one.size === said)
  return { understanding, fitting: spelt.length > 0 ? spelt : fitting }
}

/** @throws StockError 'ambiguous-reservation' where it may be several people's */
function heldAs(
  line: OfReservation,
  fitting: readonly NamedReservation[],
  { asks, confirm }: Situation,
): NamedReservation[] {
  const { reference, action } = line
  const all = fitting.map((one) => one.reference)
  const heard = hearReference(reference, all, asks && !confirm)
  if (heard.kind === 'none') return []
  const names = heard.kind === 'one' ? [heard.reference] : heard.references
  const keys = new Set(names.map(referenceKey))
  const meant = fitting.filter((one) => keys.has(referenceKey(one.reference)))
  if (heard.kind === 'one') return meant
  const same = meant.find((one) => referenceKey(one.reference) === referenceKey(reference))
  const otherwise = same
    ? ` For ${asName(same.reference)} send confirm true too.`
    : action === 'sale' && !leavesOut(line)
      ? ' For somebody who has nothing reserved send confirm true.'
      : ''
  throw open(
    `${asName(reference)} may be somebody else. Reserved: ${listed(meant)}. Nothing was changed: ask who is meant, and send that reference as it is written here.${otherwise}`,
    meant,
  )
}

/**
 * Refuses a sale for a name that only nearly is that of a reservation on its shelf: it would sell
 * what is there, and keep the reservation of the same person.
 * @throws StockError 'ambiguous-reservation'
 */
export function refuseNearReference(
  { movement, product, size }: PlannedLine,
  reservations: readonly Reservation[],
): void {
  const { reference, target, locationId, type } = movement
  if (type !== 'SALE' || reference === undefined || !('variantId' in target)) return
  const there = reservations.filter(
    (one) => one.variantId === target.variantId && one.locationId === locationId,
  )
  const names = there.map((one) => one.reference)
  if (hearReference(reference, names).kind !== 'none') return
  const near = there.filter((one) => isNearReference(reference, one.reference))
  if (near.length === 0) return
  const held = near.map((one) => `${one.held} as ${asName(one.reference)}`).join(', ')
  throw open(
    `Nothing of ${describeVariant(product, size)} is reserved as ${asName(reference)}, but ${held}. Nothing was changed: ask whether that is who is meant, and send that reference; for somebody else send confirm true.`,
    near,
  )
}

function nothingReserved(
  reference: string,
  fitting: readonly NamedReservation[],
  ended: string,
): StockError {
  const near = fitting.filter((one) => isNearReference(reference, one.reference))
  const names = [...new Set(near.map((one) => one.reference))]
  const question = names.length > 0 ? ` Was ${either(names)} meant? ${listed(near)}.` : ''
  return new StockError(
    'nothing-reserved',
    `Nothing is reserved as ${asName(reference)}.${ended}${question} Nothing was changed: ask, or see listReservations.`,
    { held: 0, reservations: some(near) },
  )
}

/** What a sale that took nothing reserved may have to do with. */
export interface Beside
  extends Pick<Situation, 'snapshot' | 'reservations' | 'ended' | 'timeZone'> {
  readonly reference: string
  /** The only location that may be told of; all where it is missing. */
  readonly locationId?: string | undefined
}

/** What whoever bought something has reserved elsewhere and is still held, or had until it ended. */
export function tellBesideSale(beside: Beside): string {
  const { reference, locationId, snapshot, timeZone } = beside
  const of = (reservations: readonly Reservation[]) =>
    namedReservations(reservations, snapshot).filter(
      (one) => (locationId === undefined || one.locationId === locationId) && mayBe(reference, one),
    )
  const held = of(beside.reservations)
  return held.length > 0
    ? ` Still reserved: ${listed(held)}. Ask whether to release that.`
    : tellEnded(reference, of(beside.ended), timeZone)
}

/** What is still held for somebody of whose reservation something was sold. */
export function tellLeft({ reference, locationId, snapshot, reservations }: Beside): string {
  const held = namedReservations(reservations, snapshot).filter(
    (one) =>
      (locationId === undefined || one.locationId === locationId) &&
      referenceKey(one.reference) === referenceKey(reference),
  )
  return held.length > 0 ? ` Still reserved: ${listed(held)}.` : ''
}

const mayBe = (reference: string, one: Reservation): boolean =>
  hearReference(reference, [one.reference]).kind !== 'none'

/** When what somebody comes for ended by its date; of several the last. */
function tellEnded(
  reference: string,
  ended: readonly NamedReservation[],
  timeZone: string,
): string {
  const last = ended.findLast((one) => mayBe(reference, one))
  if (!last || last.until === null) return ''
  const { reserved, product, size, until } = last
  return ` ${reserved} ${describeVariant(product, size)} ${reserved === 1 ? 'was' : 'were'} reserved as ${asName(last.reference)} until ${minuteOf(new Date(until), timeZone)}; that ended.`
}

const open = (
  text: string,
  reservations: readonly (Reservation | NamedReservation)[],
): StockError => new StockError('ambiguous-reservation', text, { reservations: some(reservations) })

const some = (reservations: readonly (Reservation | NamedReservation)[]) =>
  reservations.slice(0, MOST_CANDIDATES).map((one) => ({
    reference: one.reference,
    held: one.held,
    ...('product' in one && {
      sku: one.product.sku,
      size: one.size,
      location: one.location.name,
    }),
  }))

/** "Paul: 1 Hermès, Blanche, Femme, 38 (1-BLA)" */
const listed = (reservations: readonly NamedReservation[]): string =>
  reservations
    .slice(0, MOST_CANDIDATES)
    .map(
      ({ reference, held, product, size, location }) =>
        `${asName(reference)}: ${held} ${describeVariant(product, size)} (${asName(product.sku)})${location.isDefault ? '' : ` at ${asName(location.name)}`}`,
    )
    .join('; ')
