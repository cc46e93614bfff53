import { z } from 'zod'
import { REASONS, SEVERITIES } from '../../domain/demand/reorder.ts'
import { foundBy, type StockCheck } from '../../domain/stock-check.ts'
import type { CheckStore } from '../check-store.ts'
import type { Call } from './call.ts'
import { Time, toPocketBaseTime } from './column-values.ts'
import { fromRow } from './row-names.ts'

const CHECKS = '/api/stock/checks'

const Item = z.object({
  productId: z.string(),
  sku: z.string(),
  model: z.string(),
  color: z.string(),
  gender: z.string(),
  severity: z.enum(SEVERITIES),
  reasons: z.array(z.enum(REASONS)),
  available: z.int(),
  onOrder: z.int(),
  suggested: z.int(),
  since: z.string(),
})

const Check = z
  .object({
    id: z.string(),
    created: Time,
    day: z.string(),
    location: z.string(),
    threshold: z.string().transform((text) => (text === '' ? null : Number(text))),
    supplier: z.string(),
    actor: z.string(),
    error: z.string(),
    looked: z.int(),
    out: z.int(),
    critical: z.int(),
    low: z.int(),
    items: z.array(Item),
  })
  .transform(
    ({ created: at, out, critical, low, ...row }): StockCheck => ({
      ...fromRow(row),
      at,
      counts: { out, critical, low },
    }),
  )

const ChecksAnswer = z.object({ checks: z.array(Check) })
const SavedAnswer = z.object({ check: Check })

/** Keeps and reads checks of what is low. */
export function createCheckStore(call: Call): CheckStore {
  return {
    async saveCheck({ locationId: location, threshold, counts, items, error, ...check }) {
      const body = {
        ...check,
        ...counts,
        location,
        error,
        failed: error !== '',
        found: foundBy({ counts }),
        threshold: threshold === null ? '' : String(threshold),
        // As text: the hooks pass it on unread.
        items: JSON.stringify(items),
      }
      return (await call(SavedAnswer, CHECKS, { method: 'POST', body })).check
    },

    async readChecks({ locationId, threshold, before, ...filter }) {
      const q = {
        ...filter,
        ...(locationId !== undefined && { location: locationId }),
        ...(threshold !== undefined && { threshold: threshold === null ? '' : String(threshold) }),
        ...(before && { before: `${toPocketBaseTime(before.at)} ${before.id}` }),
      }
      return (await call(ChecksAnswer, CHECKS, { query: { q: JSON.stringify(q) } })).checks
    },
  }
}
