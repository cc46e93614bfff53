import { insteadOf, tellInstead } from '../../catalogue/instead.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { RequestKey } from '../../domain/caller.ts'
import { describeProduct, type Location, type Product } from '../../domain/catalogue.ts'
import { minuteOf } from '../../domain/day.ts'
import { StandingRefusal, StockError } from '../../domain/errors.ts'
import { referenceKey } from '../../domain/reference.ts'
import {
  type Counted,
  type LedgerDetails,
  type OfRefusals,
  type RefusalOf,
  saidOf,
} from '../../domain/refusals.ts'
import { asName } from '../../domain/text.ts'
import { reused, unsure } from '../../shared/idempotency.ts'
import { describeVariant, either, MOST_CANDIDATES } from '../../shared/message-parts.ts'
import { isNearReference } from '../../shared/near-reference.ts'
import type { PlannedLine } from './plan-line.ts'

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
    isOneOfMany ? `Line ${index + 1}: ${text}` : text,
    isOneOfMany ? { ...members, line: index + 1 } : members,
    { cause: error },
  )
}

/** Units that come in to an archived product would be in no list. */
export const tellArchived = (product: Product): Explanation => ({
  text: `${describeProduct(product)} is archived, so no units can come in. Nothing was changed: ask, bring it back with updateProduct (sku ${asName(product.sku)}, active true), then do this again.`,
  members: { sku: product.sku },
})

/** A refusal in words, with the data for the client. */
export interface Explanation {
  readonly text: string
  readonly members: Details
}

const shelfOf = ({ product, size, location }: PlannedLine) => ({
  sku: product.sku,
  size,
  location: location.name,
})

/** The first reservations, enough for a refusal. */
const some = <T>(list: readonly T[]): readonly T[] => list.slice(0, MOST_CANDIDATES)

const NONE_THERE = 'Nothing is reserved there.'

interface Held {
  readonly reference: string
  readonly held: number
}

/** "as Paul: 1, as Mme Alami: 2" */
const tellHeld = (reservations: readonly Held[]): string =>
  reservations
    .slice(0, MOST_CANDIDATES)
    .map(({ reference, held }) => `as ${asName(reference)}: ${held}`)
    .join(', ')

/** References that are spelt or sound nearly so. */
const nearTo = (said: string, reservations: readonly Held[]): string[] =>
  reservations
    .map(({ reference }) => reference)
    .filter((reference) => isNearReference(said, reference))

const nameOf = ({ product, size }: PlannedLine) => describeVariant(product, size)

/** " at Cave"; nothing for the location that nobody names. */
const placeOf = ({ name, isDefault }: Location): string => (isDefault ? '' : ` at ${asName(name)}`)

type Explained = Exclude<RefusalOf<'record'>, 'request-id-reused'>

/** A time of the ledger as the API has it. */
const toIso = (time: string): string => time.replace(' ', 'T')

const clock = (time: string, { timeZone }: Known): string =>
  minuteOf(new Date(toIso(time)), timeZone)

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
  return {
    text: `${name}${place ? placeOf(place) : ''} was counted or corrected at ${clock(at, known)}: ${before} → ${after}`,
    members: {
      occurred_at: toIso(occurredAt),
      ...(place && { location: place.name }),
      ...{ counted_at: toIso(at), before, after },
    },
  }
}

/** How much of it there is: "sold out" where nothing is left, never "only 0". */
function tellShort(details: LedgerDetails['insufficient-stock'], line: PlannedLine): string {
  const { available, quantity = 0, reserved = 0, requested, reservations = [] } = details
  const whose = reservations.length > 0 ? `, ${tellHeld(reservations)}` : ''
  const place = placeOf(line.location)
  if (available > 0) {
    const kept = reserved > 0 ? ` (${quantity} on hand, ${reserved} reserved${whose})` : ''
    return `Only ${available} of ${nameOf(line)} available${place}${kept}, ${requested} asked.`
  }
  return reserved > 0
    ? `None of ${nameOf(line)} can be sold${place}: ${quantity} on hand, all reserved${whose}.`
    : `${nameOf(line)} is sold out${place}.`
}

/** Fewer would be on the shelf than are promised: what is promised has to go first. */
function tellPromised(details: LedgerDetails['insufficient-stock'], line: PlannedLine): string {
  const { available, quantity = 0, reserved = 0, requested, reservations = [] } = details
  const { count } = line.movement
  const left = count ?? Math.max(0, quantity - requested)
  const place = line.location.isDefault ? '' : ` at ${asName(line.location.name)}`
  const done = count === undefined ? `${requested} fewer leaves ${left}` : `${count} was counted`
  return `${nameOf(line)}${place} has ${quantity} on hand, ${reserved} reserved, ${tellHeld(reservations)}, so ${available} can go; ${done}. Nothing was changed: tell the owner, ask whose is given up, release ${reserved - left} (releaseStock with that reference), then send this again.`
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
      text: [
        tellShort(details, line),
        instead && tellInstead(instead, size),
        available > 0
          ? 'Nothing was changed: say so, and ask whether to take fewer.'
          : 'Nothing was changed: say so.',
        movement.type === 'SALE' && reservations.length > 0
          ? 'If it is for one of those it is reserved for, send that reference.'
          : '',
      ]
        .filter(Boolean)
        .join(' '),
      members: {
        ...{ available, requested, ...shelfOf(line) },
        ...(reservations.length > 0 && { reservations: some(reservations) }),
        ...(instead && { instead }),
      },
    }
  },
  'product-not-found': (_details, line) => ({
    text: `${nameOf(line)} was deleted a moment ago. Nothing was changed: see listModels for what there is.`,
    members: shelfOf(line),
  }),
  'location-not-found': () => ({
    text: 'A location that was meant was deleted a moment ago. Nothing was changed: see listLocations for what there is.',
    members: {},
  }),
  'unexpected-quantity'({ expected, quantity }, line) {
    return {
      text: `${nameOf(line)} has ${quantity} on record, not ${expected}. Nothing was changed: tell the owner and ask; when the count stands, send it without expected_quantity.`,
      members: { expected, quantity, ...shelfOf(line) },
    }
  },
  'nothing-reserved'({ held, requested, reservations }, line) {
    const { reference } = line.movement
    const said = reference === undefined ? '' : ` as ${asName(reference)}`
    const near = reference === undefined ? [] : nearTo(reference, reservations)
    const others =
      reservations.length > 0 ? `Reserved there ${tellHeld(reservations)}.` : NONE_THERE
    const text =
      held > 0
        ? `Only ${held} of ${nameOf(line)} reserved${said}, ${requested} to be released.`
        : `Nothing of ${nameOf(line)} is reserved${said}. ${others}${near.length > 0 ? ` Was ${either(near)} meant?` : ''}`
    return {
      text: `${text} Nothing was changed: ask, or see listReservations.`,
      members: { held, requested, reservations: some(reservations), ...shelfOf(line) },
    }
  },
  'ambiguous-reservation'({ asked, reservations = [] }, line) {
    const text =
      asked === undefined
        ? `${nameOf(line)} is reserved ${tellHeld(reservations)}.`
        : `${asName(asked)} may be somebody else: ${nameOf(line)} is reserved ${tellHeld(reservations)}.`
    const same = reservations.find(
      (one) => referenceKey(one.reference) === referenceKey(asked ?? ''),
    )
    const otherwise = same
      ? ` For ${asName(same.reference)} send confirm true too.`
      : line.movement.type === 'SALE'
        ? ' For somebody without a reservation send confirm true.'
        : ''
    return {
      text: `${text} Nothing was changed: ask who is meant, and send that reference as it is written here.${otherwise}`,
      members: { reservations: some(reservations), ...shelfOf(line) },
    }
  },
  'likely-repeat'({ movement, created }, line) {
    const at = toIso(created)
    return {
      text: `The same was written for ${nameOf(line)} less than a minute before. Nothing was changed: if it is meant a second time, send repeat true.`,
      members: { movement, created_at: at, ...shelfOf(line) },
    }
  },
  'unusual-quantity'({ requested, usual }, line) {
    const known =
      usual > 0 ? `the largest so far was ${usual}` : 'nothing like it was recorded so far'
    const { count } = line.movement
    const what =
      count === undefined
        ? `${requested} of ${nameOf(line)} at once`
        : `To count ${count} of ${nameOf(line)}, ${requested} more or fewer than recorded,`
    return {
      text: `${what} is unusual: ${known}. Nothing was changed: ask, and if it is right send confirm true.`,
      members: { requested, usual, ...shelfOf(line) },
    }
  },
  'unusual-date'({ occurred_at, first = '', counted }, line, known) {
    if (!counted) {
      return {
        text: `The first count of ${nameOf(line)} came at ${clock(first, known)}, after this (${clock(occurred_at, known)}), which should be in that number already and would count twice. Nothing was changed: say so and ask when it was, and whether it is really not in it; only then send confirm true.`,
        members: { occurred_at: toIso(occurred_at), ...shelfOf(line), first: toIso(first) },
      }
    }
    const { type, at, before, after } = counted
    if (type !== 'ADJUSTMENT') {
      const place =
        known.snapshot.locations.find(({ id }) => id === counted.location) ?? line.location
      return {
        text: `${nameOf(line)}${placeOf(place)} changed at ${clock(at, known)}, after that count: ${before} → ${after}. A count sets what is there now, so that change would be lost. Nothing was changed: ask how many are there now, and send that without occurred_at; only if the count has it already send confirm true.`,
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
      text: `${text}. What happened before that, at ${clock(occurred_at, known)}, should be in that number already and would count twice. Nothing was changed: say so and ask; only if it is not in it send confirm true.`,
      members: { ...shelfOf(line), ...members },
    }
  },
  'product-archived': (_details, { product }) => tellArchived(product),
  'invalid-request': ({ beside }, line) => ({
    text:
      beside !== undefined
        ? `${nameOf(line)} is counted, and line ${beside + 1} changes it too. Nothing was changed: ask whether the count was before or after that, and send them apart in that order.`
        : `The numbers for ${nameOf(line)} make no sense. Nothing was changed: correct them.`,
    members: shelfOf(line),
  }),
}
