import { expiredReservations, type Reservation } from './reservations.ts'
import { selectJson } from './sql.ts'
import { STANDS } from './undone.ts'

interface HandEdit {
  readonly variant: string
  readonly location: string
  readonly delta: number
  readonly actor: string
  readonly occurred_at: string
}

interface Bounds {
  /** In the format of PocketBase. */
  readonly since: string
  /** Edits of as many units or fewer do not count. */
  readonly units: number
}

// Undone ones are no concern any more.
const HAND_EDITS = `
  SELECT json_group_array(json_object('variant', variant, 'location', location, 'delta', delta,
    'actor', actor, 'occurred_at', occurred_at)) AS value
  FROM (
    SELECT * FROM movements m
    WHERE occurred_at >= {:since} AND channel = 'admin' AND abs(delta) > {:units}
      AND ${STANDS}
    ORDER BY abs(delta) DESC, seq DESC LIMIT 100)`

/** What in the ledger may be wrong although it adds up: expired reservations, large edits by hand. */
export const concerns = (
  app: CoreApp,
  bounds: Bounds,
): { expired: readonly Reservation[]; hand_edits: readonly HandEdit[] } => ({
  expired: expiredReservations(app),
  hand_edits: selectJson(app, HAND_EDITS, { ...bounds }),
})
