import { referenceKey } from '../../src/domain/reference.ts'
import { inLedger, type Ledger } from './ledger.ts'
import { Refusal } from './refusal.ts'
import type { Place, Shelf } from './shelves.ts'
import { selectJson, selectText } from './sql.ts'

/**
 * The units that a reference holds on a shelf. Reservations are not stored: each is the sum of its
 * movements, and its last RESERVE sets when it expires.
 */
export interface Reservation extends Place {
  readonly reference: string
  /** Units. */
  readonly held: number
  /** Empty for a reservation that does not expire. */
  readonly expires_at: string
}

/** The units held under one spelling of a reference. */
interface SpelledReservation extends Reservation {
  /** Number of its last RESERVE. */
  readonly ends: number
}

// Repeats the condition on reserved_delta, so that SQLite uses the index idx_movements_reserved.
const HELD = 'movements m WHERE m.reserved_delta != 0'
const RESERVED = `
  inventory i
  JOIN movements m ON m.variant = i.variant AND m.location = i.location AND m.reserved_delta != 0
  WHERE i.reserved > 0`
const ON_SHELF = 'AND m.variant = {:variant} AND m.location = {:location}'
const ON_RESERVED_SHELF = 'AND i.variant = {:variant} AND i.location = {:location}'

/**
 * @param movements SQL from this file that selects the movements `m`
 * @returns oldest reference first
 */
function select(
  app: CoreApp,
  movements: string,
  params: Partial<Place> & Record<string, unknown>,
): Reservation[] {
  const sql = `
    SELECT json_group_array(json_object('variant', m.variant, 'location', m.location,
      'reference', m.reference, 'held', m.held, 'ends', coalesce(r.seq, 0),
      'expires_at', coalesce(r.expires_at, '')) ORDER BY m.first) AS value
    FROM (
      SELECT m.variant, m.location, m.reference, sum(m.reserved_delta) AS held, min(m.seq) AS first,
        (SELECT r.id FROM movements r
          WHERE r.reserved_delta != 0 AND r.variant = m.variant AND r.location = m.location
            AND r.reference = m.reference AND r.type = 'RESERVE' AND r.reserved_delta > 0
            AND NOT EXISTS (SELECT 1 FROM movements x WHERE x.reverses != '' AND x.reverses = r.id)
          ORDER BY r.seq DESC LIMIT 1) AS last
      FROM ${movements}
      GROUP BY m.variant, m.location, m.reference) m
    LEFT JOIN movements r ON r.id = m.last`
  return joinSpellings(selectJson(app, sql, params))
}

/** Merges all spellings of a reference into one reservation, under the first spelling. */
function joinSpellings(spellings: readonly SpelledReservation[]): Reservation[] {
  const reservations = new Map<string, SpelledReservation>()
  for (const one of spellings) {
    const key = [one.variant, one.location, referenceKey(one.reference)].join(' ')
    const first = reservations.get(key) || { ...one, held: 0 }
    const last = first.ends < one.ends ? one : first
    const { ends, expires_at } = last
    reservations.set(key, { ...first, held: first.held + one.held, ends, expires_at })
  }
  return [...reservations.values()].filter(({ held }) => held > 0)
}

/** The reservations on a shelf by its movements, without regard to its balance. */
export const heldOn = (tx: CoreApp, { variant, location }: Place): Reservation[] =>
  select(tx, `${HELD} ${ON_SHELF}`, { variant, location })

/**
 * The reservations on a shelf, oldest reference first. Skips the query when the shelf has no reserved
 * units.
 */
export function reservationsOn(tx: CoreApp, ledger: Ledger, shelf: Shelf): Reservation[] {
  const { variant, location, reserved } = shelf
  if (reserved === 0) return []
  ledger.settle()
  return select(tx, `${RESERVED} ${ON_RESERVED_SHELF}`, { variant, location })
}

/** Releases the expired reservations on a shelf. */
export function releaseExpired(tx: CoreApp, ledger: Ledger, shelf: Shelf): void {
  if (shelf.reserved === 0) return
  release(tx, ledger, reservationsOn(tx, ledger, shelf).filter(hasExpired))
}

/** Releases the expired reservations on all shelves. Runs inside a transaction. */
export function releaseAllExpired(tx: CoreApp): void {
  const expired = expiredReservations(tx)
  if (expired.length > 0) inLedger(tx, (ledger) => release(tx, ledger, expired))
}

/** Shelves on which something was reserved in a time. */
const RESERVED_IN_TIME = `SELECT DISTINCT variant, location FROM movements
  WHERE type = 'RESERVE' AND reserved_delta != 0 AND occurred_at >= {:from} AND occurred_at < {:to}`
const RESERVED_NOW = 'SELECT variant, location FROM inventory WHERE reserved > 0'

/** Sorts after every time. */
const NEVER = '~'

interface ReservationQuery {
  /** Only the shelves that hold reserved units now. */
  readonly open?: boolean
  /** Else: those on which something was reserved from then, in PocketBase's time format. */
  readonly from?: string
  /** End of the range (exclusive). */
  readonly to?: string
}

/**
 * Everything that reserved or gave back units on some shelves, oldest first: what reservations are
 * made of.
 * @returns JSON `{ changes }`
 */
export function reservationChangesJson(
  app: CoreApp,
  { open, from = '', to = NEVER }: ReservationQuery,
): string {
  return selectText(
    app,
    `SELECT json_object('changes', json_group_array(json_object(
       'id', m.id, 'type', m.type, 'variant', m.variant, 'product', v.product, 'size', v.size,
       'location', m.location, 'reference', m.reference, 'units', m.reserved_delta,
       'reverses', m.reverses, 'expires_at', m.expires_at, 'occurred_at', m.occurred_at,
       'actor', m.actor, 'channel', m.channel, 'client', m.client) ORDER BY m.seq)) AS value
     FROM (${open ? RESERVED_NOW : RESERVED_IN_TIME}) s
     JOIN movements m
       ON m.variant = s.variant AND m.location = s.location AND m.reserved_delta != 0
     JOIN variants v ON v.id = m.variant`,
    open ? {} : { from, to },
  )
}

/** The reservations on all shelves that have expired and are still held. */
export const expiredReservations = (app: CoreApp): Reservation[] =>
  select(app, RESERVED, {}).filter(hasExpired)

const hasExpired = ({ expires_at }: Reservation): boolean =>
  expires_at !== '' && expires_at <= new DateTime().string()

/**
 * Releases expired reservations. A shelf whose balance has fewer reserved units than its movements is
 * skipped and logged, so that it does not block the others.
 */
function release(tx: CoreApp, ledger: Ledger, expired: readonly Reservation[]): void {
  if (expired.length === 0) return
  const system = ledger.of({ actor: 'system', channel: 'expiry' })
  for (const [line, { variant, location, reference, held, expires_at }] of expired.entries()) {
    const reason = `reserved until ${expires_at}`
    const entry = { line, type: 'RELEASE', reference, reason } as const
    const effect = { quantity: held, delta: 0, reserved_delta: -held }
    try {
      system.write(ledger.shelf(variant, location), entry, effect)
    } catch (error) {
      // The ledger refuses before it writes anything, so it is safe to go on. Other errors are faults.
      if (!(error instanceof Refusal)) throw error
      tx.logger().warn(
        'An expired reservation could not be released: run npm run verify.',
        'variant',
        variant,
        'location',
        location,
        'held',
        held,
      )
    }
  }
}
