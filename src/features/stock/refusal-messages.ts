import { insteadOf, tellInstead } from '../../catalogue/instead.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { RequestKey } from '../../domain/caller.ts'
import { describeProduct, type Location, type Product } from '../../domain/catalogue.ts'
import { StandingRefusal, StockError } from '../../domain/errors.ts'
import { countInFrench, figure, tellMinute } from '../../domain/figures.ts'
import { referenceKey } from '../../domain/reference.ts'
import {
  type Counted,
  type LedgerDetails,
  type OfRefusals,
  type RefusalOf,
  saidOf,
} from '../../domain/refusals.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { asName } from '../../domain/text.ts'
import { reused, unsure } from '../../shared/idempotency.ts'
import { describeVariant, MOST_CANDIDATES } from '../../shared/message-parts.ts'
import { isNearReference } from '../../shared/near-reference.ts'
import { locationGone } from '../../shared/no-location.ts'
import { ofLine } from './each-line.ts'
import type { PlannedLine } from './plan-line.ts'
import { askWho, confirmFor, seeReservations, wasMeant } from './reserved-lines.ts'

type Details = StockError['details']

/** The names of what a refusal is about, and where the clock of the shop is. */
export interface Known {
  readonly snapshot: Snapshot
  readonly timeZone: string
  /** Whether the caller may know of no other location than that of the line. */
  readonly onlyHere: boolean
}

/**
 * Explains why the ledger did not record the lines of a request.
 * @param lines of the request; the refusal names one of them
 * @returns the error with a message for the caller
 */
export function explainRefusal(
  error: unknown,
  lines: readonly PlannedLine[],
  key: RequestKey,
  known: Known,
): unknown {
  if (!(error instanceof StockError) || error instanceof StandingRefusal) return error
  if (error.details.may_be_written) return unsure(error, key)
  if (error.code === 'request-id-reused') return reused(error)
  const index = typeof error.details.line === 'number' ? error.details.line : 0
  const line = lines[index]
  const explanation = line && saidOf(EXPLANATIONS, error, line, known)
  if (!explanation) return error
  const { text, members } = explanation
  const isOneOfMany = lines.length > 1
  return new StockError(
    error.code,
    isOneOfMany ? ofLine(index + 1, text) : text,
    isOneOfMany ? { ...members, line: index + 1 } : members,
    { cause: error },
  )
}

/** Units that come in to an archived product would be in no list. */
export const tellArchived = (product: Product): Explanation => ({
  text: say({
    en: `${describeProduct(product)} is archived, so no units can come in. Nothing was changed: ask, bring it back with updateProduct (sku ${asName(product.sku)}, active true), then do this again.`,
    fr: `${describeProduct(product)} est archivé, donc aucune unité ne peut entrer. Rien n’a changé : demandez, faites-le revenir avec updateProduct (sku ${asName(product.sku)}, active true), puis refaites ceci.`,
  }),
  members: { sku: product.sku },
})

/** A refusal in words, with the data for the client. */
export interface Explanation {
  readonly text: Sentence
  readonly members: Details
}

const shelfOf = ({ product, size, location }: PlannedLine) => ({
  sku: product.sku,
  size,
  location: location.name,
})

/** The first reservations, enough for a refusal. */
const some = <T>(list: readonly T[]): readonly T[] => list.slice(0, MOST_CANDIDATES)

type Levels = Pick<Counted, 'before' | 'after'>

interface Held {
  readonly reference: string
  readonly held: number
}

/** "as Paul: 1, as Mme Alami: 2" */
const tellHeld = (reservations: readonly Held[]): Sentence =>
  join(
    reservations.slice(0, MOST_CANDIDATES).map(({ reference, held }) =>
      say({
        en: `as ${asName(reference)}: ${figure(held)}`,
        fr: `pour ${asName(reference)} : ${figure(held)}`,
      }),
    ),
    ', ',
  )

/** References that are spelt or sound nearly so. */
const nearTo = (said: string, reservations: readonly Held[]): string[] =>
  reservations
    .map(({ reference }) => reference)
    .filter((reference) => isNearReference(said, reference))

const nameOf = ({ product, size }: PlannedLine) => describeVariant(product, size)

/** " at Cave"; nothing for the location that nobody names. */
const placeOf = ({ name, isDefault }: Location): Sentence | '' =>
  isDefault ? '' : say({ en: ` at ${asName(name)}`, fr: ` à ${asName(name)}` })

type Explained = Exclude<RefusalOf<'record'>, 'request-id-reused'>

/** A time of the ledger as the API has it. */
const toIso = (time: string): string => time.replace(' ', 'T')

const clock = (time: string, { timeZone }: Known): string =>
  tellMinute(new Date(toIso(time)), timeZone)

/**
 * What was counted after something, in words: "Togo, Noir, Femme, 40 was counted or corrected at
 * 2026-11-21 09:30: 6 → 5".
 * @param name of the variant
 */
export function tellCounted(
  name: string,
  occurredAt: string,
  counted: Counted,
  known: Known,
): Explanation {
  const { at, before, after } = counted
  const place = known.snapshot.locations.find(({ id }) => id === counted.location)
  const what = `${name}${place ? placeOf(place) : ''}`
  const [when, levels] = [clock(at, known), `${figure(before)} → ${figure(after)}`]
  return {
    text: say({
      en: `${what} was counted or corrected at ${when}: ${levels}`,
      fr: `${what} : compté ou corrigé le ${when}, ${levels}`,
    }),
    members: {
      occurred_at: toIso(occurredAt),
      ...(place && { location: place.name }),
      ...{ counted_at: toIso(at), before, after },
    },
  }
}

/** How much of it there is: "sold out" where nothing is left, never "only 0". */
function tellShort(details: LedgerDetails['insufficient-stock'], line: PlannedLine): Sentence {
  const { available, quantity = 0, reserved = 0, requested, reservations = [] } = details
  const whose = reservations.length > 0 ? `, ${tellHeld(reservations)}` : ''
  const [name, place] = [nameOf(line), placeOf(line.location)]
  const [free, onHand, asked] = [figure(available), figure(quantity), figure(requested)]
  if (available > 0) {
    const kept =
      reserved > 0 &&
      say({
        en: ` (${onHand} on hand, ${figure(reserved)} reserved${whose})`,
        fr: ` (${onHand} en stock, ${countInFrench(reserved, 'réservé')}${whose})`,
      })
    return say({
      en: `Only ${free} of ${name} available${place}${kept || ''}, ${asked} asked.`,
      fr: `${name} : seulement ${countInFrench(available, 'disponible')}${place}${kept || ''}, ${countInFrench(requested, 'demandé')}.`,
    })
  }
  return reserved > 0
    ? say({
        en: `None of ${name} can be sold${place}: ${onHand} on hand, all reserved${whose}.`,
        fr: `${name} : rien à vendre${place}, ${onHand} en stock, tout est réservé${whose}.`,
      })
    : say({ en: `${name} is sold out${place}.`, fr: `${name} : en rupture${place}.` })
}

/** Fewer would be on the shelf than are promised: what is promised has to go first. */
function tellPromised(details: LedgerDetails['insufficient-stock'], line: PlannedLine): Sentence {
  const { available, quantity = 0, reserved = 0, requested, reservations = [] } = details
  const { count } = line.movement
  const left = count ?? Math.max(0, quantity - requested)
  const name = `${nameOf(line)}${placeOf(line.location)}`
  const done =
    count === undefined
      ? say({
          en: `${figure(requested)} fewer leaves ${figure(left)}`,
          fr: `${figure(requested)} de moins en laisse ${figure(left)}`,
        })
      : say({
          en: `${figure(count)} was counted`,
          fr: `le comptage en donne ${figure(count)}`,
        })
  return join([
    say({
      en: `${name} has ${figure(quantity)} on hand, ${figure(reserved)} reserved, ${tellHeld(reservations)}, so ${figure(available)} can go; ${done}.`,
      fr: `${name} : ${figure(quantity)} en stock, ${countInFrench(reserved, 'réservé')}, ${tellHeld(reservations)}, donc ${countInFrench(available, 'peut', 'peuvent')} partir ; ${done}.`,
    }),
    say({
      en: `Nothing was changed: tell the owner, ask whose is given up, release ${figure(reserved - left)} (releaseStock with that reference), then send this again.`,
      fr: `Rien n’a changé : dites-le, demandez à qui l’on renonce, libérez-en ${figure(reserved - left)} (releaseStock avec cette reference), puis renvoyez ceci.`,
    }),
  ])
}

/** One sentence on the state, one on what to do next. */
const EXPLANATIONS: OfRefusals<Explained, [line: PlannedLine, known: Known], Explanation> = {
  'insufficient-stock'(details, line, { snapshot, onlyHere }) {
    const { available, requested, reservations = [] } = details
    const { product, size, location, movement } = line
    const isForCustomer = movement.type === 'SALE' || movement.type === 'RESERVE'
    const instead = isForCustomer
      ? insteadOf(snapshot, { product, size, at: location, onlyHere })
      : undefined
    if (movement.type === 'ADJUSTMENT' && reservations.length > 0) {
      return {
        text: tellPromised(details, line),
        members: { available, requested, ...shelfOf(line), reservations: some(reservations) },
      }
    }
    return {
      text: join([
        tellShort(details, line),
        instead && tellInstead(instead, size),
        available > 0
          ? say({
              en: 'Nothing was changed: say so, and ask whether to take fewer.',
              fr: 'Rien n’a changé : dites-le, et demandez s’il faut en prendre moins.',
            })
          : say({ en: 'Nothing was changed: say so.', fr: 'Rien n’a changé : dites-le.' }),
        movement.type === 'SALE' &&
          reservations.length > 0 &&
          say({
            en: 'If it is for one of those it is reserved for, send that reference.',
            fr: 'Si c’est pour l’un de ceux pour qui c’est réservé, envoyez cette reference.',
          }),
      ]),
      members: {
        ...{ available, requested, ...shelfOf(line) },
        ...(reservations.length > 0 && { reservations: some(reservations) }),
        ...(instead && { instead }),
      },
    }
  },
  'product-not-found': (_details, line) => ({
    text: say({
      en: `${nameOf(line)} was deleted a moment ago. Nothing was changed: see listModels for what there is.`,
      fr: `${nameOf(line)} vient d’être supprimé. Rien n’a changé : listModels dit ce qu’il y a.`,
    }),
    members: shelfOf(line),
  }),
  'location-not-found': () => ({ text: locationGone(), members: {} }),
  'unexpected-quantity'({ expected, quantity }, line) {
    return {
      text: say({
        en: `${nameOf(line)} has ${figure(quantity)} on record, not ${figure(expected)}. Nothing was changed: tell the owner and ask; when the count stands, send it without expected_quantity.`,
        fr: `${nameOf(line)} : ${countInFrench(quantity, 'enregistré')}, et non ${figure(expected)}. Rien n’a changé : dites-le et demandez ; si le comptage est juste, envoyez-le sans expected_quantity.`,
      }),
      members: { expected, quantity, ...shelfOf(line) },
    }
  },
  'nothing-reserved'({ held, requested, reservations }, line) {
    const { reference } = line.movement
    const near = reference === undefined ? [] : nearTo(reference, reservations)
    return {
      text: join([
        held > 0
          ? tellHeldOnly(line, held, requested)
          : join([tellNoneHeld(line, reservations), near.length > 0 && wasMeant(near)]),
        seeReservations(),
      ]),
      members: { held, requested, reservations: some(reservations), ...shelfOf(line) },
    }
  },
  'ambiguous-reservation'({ asked, reservations = [] }, line) {
    const held = say({
      en: `${nameOf(line)} is reserved ${tellHeld(reservations)}.`,
      fr: `${nameOf(line)} est réservé ${tellHeld(reservations)}.`,
    })
    const same = reservations.find(
      (one) => referenceKey(one.reference) === referenceKey(asked ?? ''),
    )
    return {
      text: join([
        asked === undefined
          ? held
          : say({
              en: `${asName(asked)} may be somebody else: ${held}`,
              fr: `${asName(asked)} peut être quelqu’un d’autre : ${held}`,
            }),
        askWho(),
        same
          ? confirmFor(same.reference)
          : line.movement.type === 'SALE' &&
            say({
              en: 'For somebody without a reservation send confirm true.',
              fr: 'Pour quelqu’un sans réservation, envoyez confirm true.',
            }),
      ]),
      members: { reservations: some(reservations), ...shelfOf(line) },
    }
  },
  'likely-repeat'({ movement, created }, line) {
    const at = toIso(created)
    return {
      text: say({
        en: `The same was written for ${nameOf(line)} less than a minute before. Nothing was changed: if it is meant a second time, send repeat true.`,
        fr: `La même chose a été enregistrée pour ${nameOf(line)} il y a moins d’une minute. Rien n’a changé : si c’est voulu une seconde fois, envoyez repeat true.`,
      }),
      members: { movement, created_at: at, ...shelfOf(line) },
    }
  },
  'unusual-quantity'({ requested, usual }, line) {
    return {
      text: tellUnusual(line, requested, usual),
      members: { requested, usual, ...shelfOf(line) },
    }
  },
  'unusual-date'({ occurred_at, first = '', counted }, line, known) {
    if (!counted) {
      return {
        text: tellFirstCount(nameOf(line), clock(first, known), clock(occurred_at, known)),
        members: { occurred_at: toIso(occurred_at), ...shelfOf(line), first: toIso(first) },
      }
    }
    const { type, at, before, after } = counted
    if (type !== 'ADJUSTMENT') {
      const place =
        known.snapshot.locations.find(({ id }) => id === counted.location) ?? line.location
      return {
        text: tellLost(`${nameOf(line)}${placeOf(place)}`, clock(at, known), { before, after }),
        members: {
          occurred_at: toIso(occurred_at),
          ...shelfOf(line),
          location: place.name,
          changed_at: toIso(at),
          before,
          after,
        },
      }
    }
    const { text, members } = tellCounted(nameOf(line), occurred_at, counted, known)
    return {
      text: tellTwice(text, clock(occurred_at, known)),
      members: { ...shelfOf(line), ...members },
    }
  },
  'product-archived': (_details, { product }) => tellArchived(product),
  'invalid-request': ({ beside }, line) => ({
    text: beside === undefined ? tellNonsense(line) : tellCountBeside(line, beside + 1),
    members: shelfOf(line),
  }),
}

function tellHeldOnly(line: PlannedLine, held: number, requested: number): Sentence {
  const { reference } = line.movement
  const [name, who] = [nameOf(line), reference === undefined ? undefined : asName(reference)]
  return say({
    en: `Only ${figure(held)} of ${name} reserved${who === undefined ? '' : ` as ${who}`}, ${figure(requested)} to be released.`,
    fr: `${name} : seulement ${countInFrench(held, 'réservé')}${who === undefined ? '' : ` pour ${who}`}, ${figure(requested)} à libérer.`,
  })
}

function tellNoneHeld(line: PlannedLine, reservations: readonly Held[]): Sentence {
  const { reference } = line.movement
  const [name, who] = [nameOf(line), reference === undefined ? undefined : asName(reference)]
  return join([
    say({
      en: `Nothing of ${name} is reserved${who === undefined ? '' : ` as ${who}`}.`,
      fr: `${name} : rien n’est réservé${who === undefined ? '' : ` pour ${who}`}.`,
    }),
    reservations.length > 0
      ? say({
          en: `Reserved there ${tellHeld(reservations)}.`,
          fr: `Réservé là ${tellHeld(reservations)}.`,
        })
      : say({ en: 'Nothing is reserved there.', fr: 'Rien n’est réservé là.' }),
  ])
}

function tellUnusual(line: PlannedLine, requested: number, usual: number): Sentence {
  const { count } = line.movement
  const [name, units] = [nameOf(line), figure(requested)]
  const known =
    usual > 0
      ? say({
          en: `the largest so far was ${figure(usual)}`,
          fr: `le plus grand nombre jusqu’ici était ${figure(usual)}`,
        })
      : say({
          en: 'nothing like it was recorded so far',
          fr: 'rien de tel n’a été enregistré jusqu’ici',
        })
  const what =
    count === undefined
      ? say({ en: `${units} of ${name} at once is`, fr: `${units} × ${name} d’un coup` })
      : say({
          en: `To count ${figure(count)} of ${name}, ${units} more or fewer than recorded, is`,
          fr: `Compter ${figure(count)} × ${name}, ${units} de plus ou de moins qu’enregistré`,
        })
  return join([
    say({ en: `${what} unusual: ${known}.`, fr: `${what}, c’est inhabituel : ${known}.` }),
    say({
      en: 'Nothing was changed: ask, and if it is right send confirm true.',
      fr: 'Rien n’a changé : demandez, et si c’est juste envoyez confirm true.',
    }),
  ])
}

const tellFirstCount = (name: string, first: string, occurred: string): Sentence =>
  say({
    en: `The first count of ${name} came at ${first}, after this (${occurred}), which should be in that number already and would count twice. Nothing was changed: say so and ask when it was, and whether it is really not in it; only then send confirm true.`,
    fr: `${name} : le premier comptage est du ${first}, après ceci (${occurred}), qui devrait déjà être dans ce nombre et compterait deux fois. Rien n’a changé : dites-le et demandez quand c’était, et si ce n’est vraiment pas dedans ; alors seulement envoyez confirm true.`,
  })

function tellLost(name: string, changed: string, { before, after }: Levels): Sentence {
  const levels = `${figure(before)} → ${figure(after)}`
  return say({
    en: `${name} changed at ${changed}, after that count: ${levels}. A count sets what is there now, so that change would be lost. Nothing was changed: ask how many are there now, and send that without occurred_at; only if the count has it already send confirm true.`,
    fr: `${name} : changé le ${changed}, après ce comptage, ${levels}. Un comptage fixe ce qu’il y a maintenant, donc ce changement serait perdu. Rien n’a changé cette fois : demandez combien il y en a maintenant, et envoyez-le sans occurred_at ; seulement si le comptage le contient déjà, envoyez confirm true.`,
  })
}

/** @param counted what was counted after it, as a sentence without its end */
const tellTwice = (counted: string, occurred: string): Sentence =>
  say({
    en: `${counted}. What happened before that, at ${occurred}, should be in that number already and would count twice. Nothing was changed: say so and ask; only if it is not in it send confirm true.`,
    fr: `${counted}. Ce qui s’est passé avant, le ${occurred}, devrait déjà être dans ce nombre et compterait deux fois. Rien n’a changé : dites-le et demandez ; seulement si ce n’est pas dedans, envoyez confirm true.`,
  })

const tellNonsense = (line: PlannedLine): Sentence =>
  say({
    en: `The numbers for ${nameOf(line)} make no sense. Nothing was changed: correct them.`,
    fr: `Les nombres pour ${nameOf(line)} n’ont pas de sens. Rien n’a changé : corrigez-les.`,
  })

/** @param beside the other line, from 1 */
const tellCountBeside = (line: PlannedLine, beside: number): Sentence =>
  say({
    en: `${nameOf(line)} is counted, and line ${beside} changes it too. Nothing was changed: ask whether the count was before or after that, and send them apart in that order.`,
    fr: `${nameOf(line)} est compté, et la ligne ${beside} le change aussi. Rien n’a changé : demandez si le comptage était avant ou après, et envoyez-les séparément dans cet ordre.`,
  })
