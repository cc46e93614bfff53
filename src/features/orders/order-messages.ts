import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Location } from '../../domain/catalogue.ts'
import { count, countInFrench, figure, tellDay } from '../../domain/figures.ts'
import type { Language } from '../../domain/language.ts'
import {
  isLate,
  type Order,
  type OrderLine,
  type OrderStatus,
  outstandingOf,
  statusOf,
} from '../../domain/order.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { asName, asSize } from '../../domain/text.ts'
import { listed } from '../../shared/listed.ts'
import { describeVariant } from '../../shared/message-parts.ts'
import { inShort } from '../stock/each-line.ts'

/** What names are told with. */
export interface Names {
  readonly snapshot: Snapshot
  /** "2026-11-21", by the clock of the shop. */
  readonly today: string
}

/** "5 Hermès, Blanche, Femme, 38 at Cave"; the default location is not said. */
export function tellOf(units: number, line: OrderLine, { snapshot }: Names): Sentence {
  const product = snapshot.product(line.productId)
  const place = snapshot.locations.find(({ id }) => id === line.locationId)
  const what = `${figure(units)} ${product ? describeVariant(product, line.size) : asSize(line.size)}`
  if (!place || place.isDefault) return sameInAll(what)
  return say({ en: `${what} at ${asName(place.name)}`, fr: `${what} à ${asName(place.name)}` })
}

/** "PO-0001 from Atlas, expected 2026-12-05 (late)" */
function nameOf(order: Order, today: string): Sentence {
  const { number, supplier, expectedAt } = order
  const name = asName(supplier)
  const day = expectedAt === null ? '' : tellDay(expectedAt)
  const parts = [
    sameInAll(number),
    supplier !== '' && say({ en: ` from ${name}`, fr: ` chez ${name}` }),
    day !== '' && say({ en: `, expected ${day}`, fr: `, attendue le ${day}` }),
    isLate(order, today) && say({ en: ' (late)', fr: ' (en retard)' }),
  ]
  return join(parts, '')
}

/** What was ordered, and how it is taken back. */
export function tellOrdered(
  order: Order,
  names: Names,
  notes: readonly (Sentence | '')[],
): Sentence {
  const lines = inShort(
    order.lines.map((line, n) =>
      join([sameInAll(`${tellOf(line.quantity, line, names)}.`), notes[n]]),
    ),
  )
  const units = order.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  const name = nameOf(order, names.today)
  return join([
    say({ en: `Ordered ${name}: ${lines}`, fr: `Commande notée, ${name} : ${lines}` }),
    order.lines.length > 1 &&
      say({
        en: `${count(units, 'unit')} in all.`,
        fr: `${countInFrench(units, 'unité')} en tout.`,
      }),
    say({
      en: `If that is wrong, cancelOrder with id ${order.number} takes it back.`,
      fr: `Si c’est faux, cancelOrder avec id ${order.number} l’annule.`,
    }),
  ])
}

/** What is still expected of an order after a delivery. */
export function tellLeft(order: Order, names: Names): Sentence {
  const { number } = order
  const left = order.lines.filter(({ outstanding }) => outstanding > 0)
  if (left.length > 0) {
    const lines = inShort(
      left.map((line) => sameInAll(`${tellOf(line.outstanding, line, names)}.`)),
    )
    return say({
      en: `Still expected of ${number}: ${lines}`,
      fr: `Encore attendu de ${number} : ${lines}`,
    })
  }
  return order.cancelledAt === null
    ? say({ en: `All of ${number} has arrived.`, fr: `Tout est arrivé de ${number}.` })
    : say({
        en: `${number} was cancelled: nothing else is expected of it.`,
        fr: `${number} a été annulée : rien d’autre n’en est attendu.`,
      })
}

export function tellCancelled(order: Order, wasCancelled: boolean, given: number): Sentence {
  const { number, lines } = order
  if (!wasCancelled) {
    return say({
      en: `${number} was cancelled before. Nothing was changed.`,
      fr: `${number} avait déjà été annulée. Rien n’a changé.`,
    })
  }
  const received = lines.reduce((sum, line) => sum + line.received, 0)
  return join([
    say({
      en: `Cancelled ${number}: ${count(given, 'unit is', 'units are')} no longer expected.`,
      fr: `${number} est annulée : ${countInFrench(given, 'unité n’est plus attendue', 'unités ne sont plus attendues')}.`,
    }),
    received > 0 &&
      say({
        en: `What arrived (${figure(received)}) stays in the stock.`,
        fr: `Ce qui est arrivé (${figure(received)}) reste dans le stock.`,
      }),
  ])
}

/** Which orders were asked for. */
interface Asked {
  readonly status: OrderStatus | 'all'
  readonly supplier?: string | undefined
  readonly place?: Location | undefined
}

/** Each order with what is expected of it, late ones marked. */
export function tellOrders(orders: readonly Order[], names: Names, asked: Asked): Sentence {
  if (orders.length === 0) return tellNone(asked)
  const units = orders.reduce((sum, { lines }) => sum + outstandingOf(lines), 0)
  const late = orders.filter((order) => isLate(order, names.today)).length
  const sum = [
    say({
      en: count(orders.length, 'order'),
      fr: countInFrench(orders.length, 'commande'),
    }),
    say({
      en: `${count(units, 'unit')} expected`,
      fr: countInFrench(units, 'unité attendue', 'unités attendues'),
    }),
    late > 0 && say({ en: `${figure(late)} late`, fr: `${figure(late)} en retard` }),
  ]
  return join([
    sameInAll(`${join(sum, ', ')}.`),
    inShort(orders.map((order) => tellOrder(order, names))),
  ])
}

/** What an order of a status is called in a sentence. */
const STATUSES: Readonly<Record<Language, Readonly<Record<OrderStatus, string>>>> = {
  en: { open: 'open', received: 'received', cancelled: 'cancelled' },
  fr: { open: 'ouverte', received: 'reçue', cancelled: 'annulée' },
}

/** "There are no open orders from Atlas at Cave." */
function tellNone({ status, supplier, place }: Asked): Sentence {
  const kind =
    status === 'all'
      ? say({ en: 'orders', fr: 'commande' })
      : say({ en: `${STATUSES.en[status]} orders`, fr: `commande ${STATUSES.fr[status]}` })
  const from =
    supplier === undefined
      ? ''
      : say({ en: ` from ${asName(supplier)}`, fr: ` chez ${asName(supplier)}` })
  const at = place ? say({ en: ` at ${asName(place.name)}`, fr: ` à ${asName(place.name)}` }) : ''
  return say({
    en: `There are no ${kind}${from}${at}.`,
    fr: `Il n’y a aucune ${kind}${from}${at}.`,
  })
}

function tellOrder(order: Order, names: Names): Sentence {
  const status = statusOf(order)
  const name = nameOf(order, names.today)
  if (status !== 'open') {
    return say({ en: `${name}: ${STATUSES.en[status]}.`, fr: `${name} : ${STATUSES.fr[status]}.` })
  }
  const open = order.lines.filter(({ outstanding }) => outstanding > 0)
  const lines = listed(
    open.map((line) => {
      const quantity = figure(line.quantity)
      const some =
        line.received > 0 &&
        say({ en: ` (of ${quantity} ordered)`, fr: ` (sur ${quantity} à la commande)` })
      return join([tellOf(line.outstanding, line, names), some], '')
    }),
  )
  return say({ en: `${name}: ${lines}.`, fr: `${name} : ${lines}.` })
}
