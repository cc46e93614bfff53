import { locationOf } from '../../catalogue/find-location.ts'
import { type NamedReservation, namedReservations } from '../../catalogue/named-reservation.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import { saidSize, shown, type Understanding, understand } from '../../catalogue/understand.ts'
import { sizeKey } from '../../domain/catalogue.ts'
import { StockError } from '../../domain/errors.ts'
import { figure, tellMinute } from '../../domain/figures.ts'
import { hearReference, referenceKey } from '../../domain/reference.ts'
import type { Reservation } from '../../domain/reservation.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
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
  const [who, what] = [asName(only.reference), listed(mine)]
  const things = say({
    en: `${who} has several things: ${what}.`,
    fr: `Plusieurs choses pour ${who} : ${what}.`,
  })
  if (!alone || !isAll) {
    const which = say({
      en: 'Nothing was changed: ask which is meant, and send its sku and size.',
      fr: 'Rien n’a changé : demandez laquelle est voulue, et envoyez son sku et sa taille (size).',
    })
    throw open(join([things, which]), mine)
  }
  if (action === 'sale' && !confirm) {
    const whether = say({
      en: 'Nothing was changed: ask whether all of them are sold, then send confirm true; else send the sku and size of each that is.',
      fr: 'Rien n’a changé : demandez si toutes sont vendues, puis envoyez confirm true ; sinon envoyez le sku et la taille (size) de chacune qui l’est.',
    })
    throw open(join([things, whether]), mine)
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
    say({
      en: `Several things are reserved: ${listed(fitting)}. Nothing was changed: ask which is meant, and send its reference and size.`,
      fr: `Plusieurs choses sont réservées : ${listed(fitting)}. Rien n’a changé : demandez laquelle est voulue, et envoyez sa reference et sa taille (size).`,
    }),
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
  const [who, what] = [asName(reference), listed(meant)]
  throw open(
    join([
      say({
        en: `${who} may be somebody else. Reserved: ${what}.`,
        fr: `${who} peut être quelqu’un d’autre. Réservé : ${what}.`,
      }),
      askWho(),
      same
        ? confirmFor(same.reference)
        : action === 'sale' &&
          !leavesOut(line) &&
          say({
            en: 'For somebody who has nothing reserved send confirm true.',
            fr: 'Pour quelqu’un qui n’a rien de réservé, envoyez confirm true.',
          }),
    ]),
    meant,
  )
}

/** What to do where a name may be that of several. */
export const askWho = (): Sentence =>
  say({
    en: 'Nothing was changed: ask who is meant, and send that reference as it is written here.',
    fr: 'Rien n’a changé : demandez de qui il s’agit, et envoyez cette reference telle qu’elle est écrite ici.',
  })

/** How the very name is meant, where another one may be. */
export const confirmFor = (reference: string): Sentence =>
  say({
    en: `For ${asName(reference)} send confirm true too.`,
    fr: `Pour ${asName(reference)}, envoyez aussi confirm true.`,
  })

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
  const held = join(near.map(heldFor), ', ')
  const [name, who] = [describeVariant(product, size), asName(reference)]
  throw open(
    say({
      en: `Nothing of ${name} is reserved as ${who}, but ${held}. Nothing was changed: ask whether that is who is meant, and send that reference; for somebody else send confirm true.`,
      fr: `${name} : rien n’est réservé pour ${who}, mais ${held}. Rien n’a changé : demandez s’il s’agit de cette personne, et envoyez cette reference ; pour quelqu’un d’autre, envoyez confirm true.`,
    }),
    near,
  )
}

const heldFor = ({ held, reference }: Reservation): Sentence =>
  say({
    en: `${figure(held)} as ${asName(reference)}`,
    fr: `${figure(held)} pour ${asName(reference)}`,
  })

function nothingReserved(
  reference: string,
  fitting: readonly NamedReservation[],
  ended: Sentence | '',
): StockError {
  const near = fitting.filter((one) => isNearReference(reference, one.reference))
  const names = [...new Set(near.map((one) => one.reference))]
  const who = asName(reference)
  return new StockError(
    'nothing-reserved',
    join([
      say({ en: `Nothing is reserved as ${who}.`, fr: `Rien n’est réservé pour ${who}.` }),
      ended,
      names.length > 0 && join([wasMeant(names), sameInAll(`${listed(near)}.`)]),
      seeReservations(),
    ]),
    { held: 0, reservations: some(near) },
  )
}

/** "Was Paul or Paula meant?" */
export const wasMeant = (names: readonly string[]): Sentence =>
  say({ en: `Was ${either(names)} meant?`, fr: `S’agissait-il de : ${either(names)} ?` })

export const seeReservations = (): Sentence =>
  say({
    en: 'Nothing was changed: ask, or see listReservations.',
    fr: 'Rien n’a changé : demandez, ou voyez listReservations.',
  })

/** What a sale that took nothing reserved may have to do with. */
export interface Beside
  extends Pick<Situation, 'snapshot' | 'reservations' | 'ended' | 'timeZone'> {
  readonly reference: string
  /** The only location that may be told of; all where it is missing. */
  readonly locationId?: string | undefined
}

/** What whoever bought something has reserved elsewhere and is still held, or had until it ended. */
export function tellBesideSale(beside: Beside): Sentence | '' {
  const { reference, locationId, snapshot, timeZone } = beside
  const of = (reservations: readonly Reservation[]) =>
    namedReservations(reservations, snapshot).filter(
      (one) => (locationId === undefined || one.locationId === locationId) && mayBe(reference, one),
    )
  const held = of(beside.reservations)
  return held.length > 0
    ? say({
        en: `Still reserved: ${listed(held)}. Ask whether to release that.`,
        fr: `Encore réservé : ${listed(held)}. Demandez s’il faut le libérer.`,
      })
    : tellEnded(reference, of(beside.ended), timeZone)
}

/** What is still held for somebody of whose reservation something was sold. */
export function tellLeft({ reference, locationId, snapshot, reservations }: Beside): Sentence | '' {
  const held = namedReservations(reservations, snapshot).filter(
    (one) =>
      (locationId === undefined || one.locationId === locationId) &&
      referenceKey(one.reference) === referenceKey(reference),
  )
  return held.length > 0
    ? say({
        en: `Still reserved: ${listed(held)}.`,
        fr: `Encore réservé : ${listed(held)}.`,
      })
    : ''
}

const mayBe = (reference: string, one: Reservation): boolean =>
  hearReference(reference, [one.reference]).kind !== 'none'

/** When what somebody comes for ended by its date; of several the last. */
function tellEnded(
  reference: string,
  ended: readonly NamedReservation[],
  timeZone: string,
): Sentence | '' {
  const last = ended.findLast((one) => mayBe(reference, one))
  if (!last || last.until === null) return ''
  const { reserved, product, size, until } = last
  const [units, name, who] = [
    figure(reserved),
    describeVariant(product, size),
    asName(last.reference),
  ]
  const end = tellMinute(new Date(until), timeZone)
  return say({
    en: `${units} ${name} ${reserved === 1 ? 'was' : 'were'} reserved as ${who} until ${end}; that ended.`,
    fr: `${units} × ${name} : réservé pour ${who} jusqu’au ${end} ; c’est terminé.`,
  })
}

const open = (
  text: Sentence,
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

const listed = (reservations: readonly NamedReservation[]): Sentence =>
  join(reservations.slice(0, MOST_CANDIDATES).map(listedOne), say({ en: '; ', fr: ' ; ' }))

/** "Paul: 1 Hermès, Blanche, Femme, 38 (1-BLA) at Cave" */
function listedOne({ reference, held, product, size, location }: NamedReservation): Sentence {
  const name = `${describeVariant(product, size)} (${asName(product.sku)})`
  const [who, units, place] = [asName(reference), figure(held), asName(location.name)]
  return say({
    en: `${who}: ${units} ${name}${location.isDefault ? '' : ` at ${place}`}`,
    fr: `${who} : ${units} × ${name}${location.isDefault ? '' : ` à ${place}`}`,
  })
}
