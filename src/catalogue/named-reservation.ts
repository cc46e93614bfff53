import type { Location, Product } from '../domain/catalogue.ts'
import type { Reservation } from '../domain/reservation.ts'
import type { Snapshot } from './snapshot.ts'

/** A reservation with the names it is about. */
export interface NamedReservation extends Reservation {
  readonly product: Product
  readonly location: Location
}

/** Reservations with their names. What was deleted since has none, and holds nothing. */
export const namedReservations = (
  reservations: readonly Reservation[],
  snapshot: Snapshot,
): NamedReservation[] =>
  reservations.flatMap((one) => {
    const product = snapshot.product(one.productId)
    const location = snapshot.locations.find(({ id }) => id === one.locationId)
    return product && location ? [{ ...one, product, location }] : []
  })
