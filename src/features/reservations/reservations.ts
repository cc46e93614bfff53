import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import { type NamedReservation, namedReservations } from '../../catalogue/named-reservation.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import {
  type Filters,
  filtersOf,
  type Reference,
  saidSize,
  shown,
  type Understanding,
  understand,
} from '../../catalogue/understand.ts'
import { sizeKey } from '../../domain/catalogue.ts'
import type { Match } from '../../domain/match.ts'
import { type AskedPeriod, type Period, readPeriod } from '../../domain/period.ts'
import { distinct, hearReference, mayMean, referenceKey } from '../../domain/reference.ts'
import {
  type Reservation,
  type ReservationState,
  reservationsOf,
} from '../../domain/reservation.ts'
import type { Sentence } from '../../domain/say.ts'
import { isNearReference } from '../../shared/near-reference.ts'
import { type Page, type PageRequest, paginate } from '../../shared/paging.ts'
import type { ReservationStore } from '../../store/reservation-store.ts'
import { tellReservations } from './reservation-messages.ts'

/** Those that are in this state, or all. */
export type StateFilter = ReservationState | 'all'

export interface ReservationQuery extends Reference, AskedPeriod, PageRequest {
  /** For whom, as people say it. */
  readonly reference?: string | undefined
  readonly location?: string | undefined
  readonly state?: StateFilter | undefined
}

export interface ReservationsPage extends Page<NamedReservation> {
  readonly match: Match
  readonly filters: Filters
  /** The names that fit who was asked for, or none where nobody was. */
  readonly references: readonly string[]
  readonly period: Period
  readonly timeZone: string
  readonly total: number
  /** Units that are held by all that fit. */
  readonly units: number
  readonly message: Sentence
}

export type ReservationService = ReturnType<typeof createReservationService>

/** Answers what is reserved, and for whom. */
export function createReservationService(deps: {
  catalogue: CatalogueReader
  store: ReservationStore
  timeZone: string
}) {
  const { catalogue, store, timeZone } = deps
  return {
    /**
     * A page of the reservations that fit, oldest first.
     * @throws StockError 'location-not-found', or 'invalid-request' as readPeriod
     */
    async list(query: ReservationQuery): Promise<ReservationsPage> {
      const { reference, state = 'open' } = query
      const now = new Date()
      const period = readPeriod(query, {
        now,
        timeZone,
        otherwise: isHeld(state) ? 'all' : 'last_30_days',
      })
      const snapshot = await catalogue.read()
      const understanding = understand(snapshot, query)
      const changes = await store.readReservedChanges(isHeld(state) ? 'open' : period)
      const there = namedReservations(reservationsOf(changes, now), snapshot)
        .sort(oldestFirst)
        .filter(fitsWords(snapshot, understanding, query))
        .filter(({ since }) => isIn(since, period))
        .filter((one) => state === 'all' || one.state === state)
      const fitting = there.filter((one) => reference === undefined || isMeant(reference, one))
      const near = reference !== undefined && fitting.length === 0
      const references =
        reference === undefined ? [] : distinct(fitting.map((one) => one.reference))
      return {
        match: understanding.match,
        filters: filtersOf(understanding, query),
        references,
        period,
        timeZone,
        total: fitting.length,
        units: fitting.reduce((units, { held }) => units + held, 0),
        ...paginate(fitting, query, ({ since, id }) => [since, id]),
        message: tellReservations({
          understanding,
          reservations: fitting,
          unclear: unclear(reference, references),
          near: near ? there.filter((one) => isNearReference(reference, one.reference)) : [],
          asked: { reference, state, period: period.words, timeZone },
        }),
      }
    },
  }
}

/** The names among which it is open who is meant: where a write asks too. */
function unclear(said: string | undefined, references: readonly string[]): readonly string[] {
  const heard = said === undefined ? undefined : hearReference(said, references, true)
  return heard?.kind === 'ask' ? heard.references : []
}

/** Whether only what is held now can be in the state. */
const isHeld = (state: StateFilter): boolean => state === 'open'

const isMeant = (said: string, { reference }: Reservation): boolean =>
  referenceKey(said) === referenceKey(reference) || mayMean(said, reference)

const isIn = (moment: string, { from, to }: Period): boolean =>
  (from === null || moment >= from) && (to === null || moment < to)

const oldestFirst = (a: Reservation, b: Reservation): number =>
  a.since < b.since ? -1 : a.since > b.since ? 1 : a.id < b.id ? -1 : 1

function fitsWords(
  snapshot: Snapshot,
  understanding: Understanding,
  query: ReservationQuery,
): (one: NamedReservation) => boolean {
  const isNamed = Object.keys(understanding.match).length > 0
  const ids = new Set(shown(understanding).map(({ id }) => id))
  const size = saidSize(query) ?? understanding.size
  const place = query.location === undefined ? undefined : locationOf(snapshot, query.location)
  return (one) =>
    (!isNamed || ids.has(one.productId)) &&
    (size === null || sizeKey(one.size) === sizeKey(size)) &&
    (place === undefined || one.locationId === place.id)
}
