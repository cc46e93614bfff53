import type { NamedReservation } from '../../catalogue/named-reservation.ts'
import type { Understanding } from '../../catalogue/understand.ts'
import { introduce } from '../../catalogue/understanding-messages.ts'
import { minuteOf } from '../../domain/day.ts'
import { asName, quoted } from '../../domain/text.ts'
import { describeVariant, either } from '../../shared/message-parts.ts'
import type { StateFilter } from './reservations.ts'

/** Reservations in the message; more nobody can listen to. */
const SPOKEN = 10

interface Answer {
  readonly understanding: Understanding
  /** All that fit, on this page and the others. */
  readonly reservations: readonly NamedReservation[]
  /** The names among which it is open who is meant. */
  readonly unclear: readonly string[]
  /** Those of names that are spelt or sound nearly so, where none fits. */
  readonly near: readonly NamedReservation[]
  readonly asked: {
    readonly reference: string | undefined
    readonly state: StateFilter
    readonly period: string
    readonly timeZone: string
  }
}

/** The list in a few sentences, to be read aloud. */
export function tellReservations(answer: Answer): string {
  const { understanding, reservations, unclear, asked } = answer
  if (reservations.length === 0) return introduce(understanding, tellNone(answer))
  const several =
    unclear.length > 0
      ? `${quoted(asked.reference ?? '')} may be ${either(unclear)}: ask which one is meant before anything is changed. `
      : ''
  const lines = reservations.slice(0, SPOKEN).map((one) => tellOne(one, asked.timeZone))
  const more = reservations.length - lines.length
  const rest = more > 0 ? ` And ${more} more.` : ''
  return introduce(
    understanding,
    `${several}${tellTotal(reservations, asked)} ${lines.join(' ')}${rest}`,
  )
}

function tellTotal(reservations: readonly NamedReservation[], asked: Answer['asked']): string {
  const held = reservations.reduce((units, one) => units + one.held, 0)
  const many = `${reservations.length} ${asked.state === 'all' ? '' : `${asked.state} `}${reservations.length === 1 ? 'reservation' : 'reservations'}`
  const when = asked.state === 'open' ? '' : ` made ${asked.period}`
  return `${many}${when}, ${held} ${held === 1 ? 'unit' : 'units'} held now.`
}

function tellNone({ near, asked }: Answer): string {
  const who = asked.reference === undefined ? '' : ` as ${asName(asked.reference)}`
  const what =
    asked.state === 'open'
      ? `Nothing is reserved${who} now.`
      : `No ${asked.state === 'all' ? '' : `${asked.state} `}reservation${who} was made ${asked.period}.`
  const names = [...new Set(near.map(({ reference }) => reference))]
  return names.length > 0 ? `${what} Was ${either(names)} meant? Ask.` : what
}

/** "Mme Alami: 1 Hermès, Blanche, Femme, 38, since 2026-11-21 10:02, until 2026-11-28 18:00." */
function tellOne(one: NamedReservation, timeZone: string): string {
  const { reference, held, reserved, sold, state, product, size, location, since, until } = one
  const day = (moment: string) => minuteOf(new Date(moment), timeZone)
  const place = location.isDefault ? '' : ` at ${asName(location.name)}`
  const end = until === null ? '' : `, until ${day(until)}`
  const part = held > 0 && held < reserved ? ` (of ${reserved}, ${sold} sold)` : ''
  const past = state === 'open' ? '' : `, ${state}`
  return `${asName(reference)}: ${held || reserved}${part} ${describeVariant(product, size)}${place}, since ${day(since)}${end}${past}.`
}
