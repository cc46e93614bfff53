import type { NamedReservation } from '../../catalogue/named-reservation.ts'
import type { Understanding } from '../../catalogue/understand.ts'
import { introduce } from '../../catalogue/understanding-messages.ts'
import { count, countInFrench, figure, tellMinute } from '../../domain/figures.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { asName, quoted } from '../../domain/text.ts'
import { describeVariant, either, tellMore } from '../../shared/message-parts.ts'
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

/** The words of each state in French, of one reservation and of several. */
const STATES_IN_FRENCH: Readonly<Record<StateFilter, readonly [string, string]>> = {
  open: ['réservation ouverte', 'réservations ouvertes'],
  expired: ['réservation expirée', 'réservations expirées'],
  fulfilled: ['réservation honorée', 'réservations honorées'],
  released: ['réservation libérée', 'réservations libérées'],
  all: ['réservation', 'réservations'],
}

/** The list in a few sentences, to be read aloud. */
export function tellReservations(answer: Answer): Sentence {
  const { understanding, reservations, unclear, asked } = answer
  if (reservations.length === 0) return introduce(understanding, tellNone(answer))
  const spoken = reservations.slice(0, SPOKEN)
  const more = reservations.length - spoken.length
  return introduce(
    understanding,
    join([
      unclear.length > 0 && askWho(asked.reference ?? '', unclear),
      tellTotal(reservations, asked),
      ...spoken.map((one) => tellOne(one, asked.timeZone)),
      tellMore(more),
    ]),
  )
}

function askWho(said: string, unclear: readonly string[]): Sentence {
  const [name, names] = [quoted(said), either(unclear)]
  return say({
    en: `${name} may be ${names}: ask which one is meant before anything is changed.`,
    fr: `${name} peut être ${names} : demandez de qui il s’agit avant de changer quoi que ce soit.`,
  })
}

function tellTotal(reservations: readonly NamedReservation[], asked: Answer['asked']): Sentence {
  const { state, period } = asked
  const held = reservations.reduce((units, one) => units + one.held, 0)
  const many = countInFrench(reservations.length, ...STATES_IN_FRENCH[state])
  return say({
    en: `${count(reservations.length, `${inEnglish(state)}reservation`)}${state === 'open' ? '' : ` made ${period}`}, ${count(held, 'unit')} held now.`,
    fr: `${many}${state === 'open' ? '' : `, période : ${period}`}, ${countInFrench(held, 'unité réservée', 'unités réservées')} maintenant.`,
  })
}

const inEnglish = (state: StateFilter): string => (state === 'all' ? '' : `${state} `)

function tellNone({ near, asked }: Answer): Sentence {
  const { reference, state, period } = asked
  const who = reference === undefined ? undefined : asName(reference)
  const names = [...new Set(near.map((one) => one.reference))]
  const nothing =
    state === 'open'
      ? say({
          en: `Nothing is reserved${who === undefined ? '' : ` as ${who}`} now.`,
          fr: `Rien n’est réservé${who === undefined ? '' : ` pour ${who}`} maintenant.`,
        })
      : say({
          en: `No ${inEnglish(state)}reservation${who === undefined ? '' : ` as ${who}`} was made ${period}.`,
          fr: `Aucune ${STATES_IN_FRENCH[state][0]}${who === undefined ? '' : ` pour ${who}`}, période : ${period}.`,
        })
  return join([
    nothing,
    names.length > 0 &&
      say({
        en: `Was ${either(names)} meant? Ask.`,
        fr: `S’agissait-il de : ${either(names)} ? Demandez.`,
      }),
  ])
}

/** "Mme Alami: 1 Hermès, Blanche, Femme, 38, since 2026-11-21 10:02, until 2026-11-28 18:00." */
function tellOne(one: NamedReservation, timeZone: string): Sentence {
  const { held, reserved, sold, state, location, since, until } = one
  const [who, name] = [asName(one.reference), describeVariant(one.product, one.size)]
  const minute = (moment: string) => tellMinute(new Date(moment), timeZone)
  const units = figure(held || reserved)
  const isPart = held > 0 && held < reserved
  const place = location.isDefault ? undefined : asName(location.name)
  return say({
    en: `${who}: ${units}${isPart ? ` (of ${figure(reserved)}, ${figure(sold)} sold)` : ''} ${name}${place === undefined ? '' : ` at ${place}`}, since ${minute(since)}${until === null ? '' : `, until ${minute(until)}`}${state === 'open' ? '' : `, ${state}`}.`,
    fr: `${who} : ${units}${isPart ? ` (sur ${figure(reserved)}, ${countInFrench(sold, 'vendu')})` : ''} × ${name}${place === undefined ? '' : ` à ${place}`}, depuis le ${minute(since)}${until === null ? '' : `, jusqu’au ${minute(until)}`}${state === 'open' ? '' : `, ${STATES_IN_FRENCH[state][0]}`}.`,
  })
}
