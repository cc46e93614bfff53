import { z } from 'zod'
import type { ReservedChange } from '../../domain/reservation.ts'
import type { ReservationStore } from '../reservation-store.ts'
import type { Call } from './call.ts'
import { emptyToNull, Time, TimeOrNull, toPocketBaseTime } from './column-values.ts'
import { TypeOfMovement } from './movement-answers.ts'
import { fromRow } from './row-names.ts'

const ChangesAnswer = z.object({
  changes: z.array(
    z
      .object({
        id: z.string(),
        type: TypeOfMovement,
        variant: z.string(),
        product: z.string(),
        size: z.string(),
        location: z.string(),
        reference: z.string(),
        units: z.int(),
        reverses: emptyToNull,
        expires_at: TimeOrNull,
        occurred_at: Time,
        actor: z.string(),
        channel: z.string(),
        client: z.string(),
      })
      .transform((change): ReservedChange => fromRow(change)),
  ),
})

/** Asks the ledger what is reserved. */
export function createReservationStore(call: Call): ReservationStore {
  return {
    async readReservedChanges(which) {
      const query =
        which === 'open'
          ? { open: true }
          : {
              from: which.from === null ? undefined : toPocketBaseTime(which.from),
              to: which.to === null ? undefined : toPocketBaseTime(which.to),
            }
      const request = { query: { q: JSON.stringify(query) } }
      return (await call(ChangesAnswer, '/api/stock/reservations', request)).changes
    },
  }
}
