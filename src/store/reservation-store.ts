import type { TimeSpan } from '../domain/period.ts'
import type { ReservedChange } from '../domain/reservation.ts'

/** What is reserved, by the ledger. */
export interface ReservationStore {
  /**
   * Every movement that reserved units or gave them back, oldest first, on the shelves that hold
   * reserved units now ('open'), or on those on which something was reserved in a time.
   */
  readReservedChanges(which: 'open' | TimeSpan): Promise<readonly ReservedChange[]>
}
