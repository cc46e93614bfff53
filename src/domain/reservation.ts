import type { MovementType } from './movement-types.ts'
import { referenceKey } from './reference.ts'

/** A movement that reserved units or gave reserved ones back. */
export interface ReservedChange {
  readonly id: string
  readonly type: MovementType
  readonly variantId: string
  readonly productId: string
  readonly size: string
  readonly locationId: string
  readonly reference: string
  /** Change of the reserved units. */
  readonly units: number
  /** Id of the movement that this one undoes. */
  readonly reverses: string | null
  readonly expiresAt: string | null
  readonly occurredAt: string
  readonly actor: string
  readonly channel: string
  /** Program that wrote it for a person; empty for none. */
  readonly client: string
}

/**
 * - open: units are held
 * - expired: it ended by its date; what is still held is given back within a minute
 * - fulfilled: nothing is held any more, and some of it was sold to whom it was for
 * - released: nothing is held any more, and none of it was sold
 */
export const RESERVATION_STATES = ['open', 'expired', 'fulfilled', 'released'] as const

export type ReservationState = (typeof RESERVATION_STATES)[number]

/** Units of one shelf under one reference, from when they were reserved until none is held. */
export interface Reservation {
  /** Id of the movement that made it. */
  readonly id: string
  /** As it was first written. */
  readonly reference: string
  readonly variantId: string
  readonly productId: string
  readonly size: string
  readonly locationId: string
  /** Units that were reserved in all, net of what was undone. */
  readonly reserved: number
  /** Units of those that are held now. */
  readonly held: number
  /** Units of those that were sold under it. */
  readonly sold: number
  /** ISO 8601. */
  readonly since: string
  /** ISO 8601; null where it does not end by itself. */
  readonly until: string | null
  readonly state: ReservationState
  /** Who made it. */
  readonly actor: string
  readonly channel: string
  readonly client: string
}

type Ongoing = { -readonly [Field in keyof Reservation]: Reservation[Field] } & {
  /** What still makes it: the last one sets when it ends. */
  made: ReservedChange[]
  last: ReservedChange
}

/**
 * The reservations that changes make. Nothing else says what is reserved: each reservation is the sum
 * of its movements.
 * @param changes all of the shelves that are asked about, oldest first
 */
export function reservationsOf(changes: readonly ReservedChange[], now: Date): Reservation[] {
  const all: Ongoing[] = []
  const latest = new Map<string, Ongoing>()
  for (const change of changes) {
    const key = [change.variantId, change.locationId, referenceKey(change.reference)].join(' ')
    const before = latest.get(key)
    const goesOn = before && (before.held > 0 || change.reverses !== null)
    const reservation = goesOn ? before : begin(change)
    if (!goesOn) {
      all.push(reservation)
      latest.set(key, reservation)
    }
    take(reservation, change)
  }
  return all.map(({ made: _made, last, ...reservation }) => ({
    ...reservation,
    state: stateOf(reservation, last, now),
  }))
}

function begin(change: ReservedChange): Ongoing {
  const { id, reference, variantId, productId, size, locationId } = change
  const { occurredAt: since, actor, channel, client } = change
  return {
    ...{ id, reference, variantId, productId, size, locationId },
    ...{ since, actor, channel, client },
    ...{ reserved: 0, held: 0, sold: 0, until: null, state: 'open', made: [], last: change },
  }
}

function take(reservation: Ongoing, change: ReservedChange): void {
  const { type, units, reverses } = change
  reservation.held += units
  reservation.last = change
  if (type === 'SALE') reservation.sold -= units
  if (type !== 'RESERVE') return
  reservation.reserved += units
  if (units > 0) reservation.made.push(change)
  else reservation.made = reservation.made.filter(({ id }) => id !== reverses)
  reservation.until = reservation.made.at(-1)?.expiresAt ?? null
}

function stateOf(
  { held, sold, until }: Omit<Reservation, 'state'>,
  last: ReservedChange,
  now: Date,
): ReservationState {
  if (held > 0) return until !== null && Date.parse(until) <= now.getTime() ? 'expired' : 'open'
  if (last.channel === 'expiry') return 'expired'
  return sold > 0 ? 'fulfilled' : 'released'
}
