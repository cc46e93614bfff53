import { z } from 'zod'
import type { JoinedShelf, SizeStore } from '../size-store.ts'
import type { Call } from './call.ts'

/** What each shelf gave when sizes were joined. */
const JoinAnswer = z.object({
  moved: z.array(
    z
      .object({
        variant: z.string(),
        location: z.string(),
        quantity: z.int(),
        reserved: z.int(),
      })
      .transform(
        ({ variant, location, quantity, reserved }): JoinedShelf => ({
          variantId: variant,
          locationId: location,
          quantity,
          reserved,
        }),
      ),
  ),
})

/** Joins sizes that stand twice. */
export function createSizeStore(call: Call): SizeStore {
  return {
    async joinSizes({ actor, channel }, { keep, others, size }, dryRun) {
      const ids = { keep: keep.id, others: others.map(({ id }) => id) }
      const body = { actor, channel, ...ids, size, dry_run: dryRun }
      const request = { method: 'POST', body } as const
      return (await call(JoinAnswer, '/api/stock/sizes/join', request)).moved
    },
  }
}
