import { z } from 'zod'
import type { PastSale, PastSaleRow, PastSalesStore } from '../past-sales-store.ts'
import type { Call } from './call.ts'
import { Time, TimeOrNull } from './column-values.ts'
import { fromRow } from './row-names.ts'
import { rows } from './rows.ts'

const PAST_SALES = '/api/stock/past-sales'

/** Sales that are written or removed in one transaction: others wait for a fraction of a second. */
const STEP = 5_000

const WrittenAnswer = z.object({ rows: z.int() })
const RemovedAnswer = z.object({ rows: z.int(), is_done: z.boolean() })
const PageAnswer = z.object({ rows: rows<[...PastSaleRow]>('nsssnf') })
const StateAnswer = z
  .object({ count: z.int(), last: z.string(), ledger_began: TimeOrNull })
  .transform((state) => fromRow(state))
const FilesAnswer = z.object({
  files: z.array(
    z
      .object({
        source: z.string(),
        rows: z.int(),
        units: z.int(),
        first_day: z.string(),
        last_day: z.string(),
        actor: z.string(),
        created: Time,
      })
      .transform((file) => fromRow(file)),
  ),
})

const SameAnswer = z.object({ files: z.array(z.object({ source: z.string(), rows: z.int() })) })

/** Writes and reads the sales of before the ledger. */
export function createPastSalesStore(call: Call): PastSalesStore {
  return {
    async writePastSales(by, source, sales, onProgress) {
      let written = 0
      let done = 0
      for (const step of stepsOf(sales)) {
        done += step.length
        const isLast = done === sales.length
        const body = { by, source, rows: toRows(step), ...(isLast && { before: written }) }
        written += (await call(WrittenAnswer, PAST_SALES, { method: 'POST', body })).rows
        onProgress?.(done)
      }
      return written
    },

    async removePastSales(by, source) {
      const request = { method: 'DELETE', body: { by, source, limit: STEP } } as const
      for (let removed = 0; ; ) {
        const { rows, is_done: isDone } = await call(RemovedAnswer, PAST_SALES, request)
        removed += rows
        if (isDone) return removed
      }
    },

    async readPastSales(after, limit) {
      return (await call(PageAnswer, PAST_SALES, { query: { after, limit } })).rows
    },

    async readPastSalesState() {
      return call(StateAnswer, `${PAST_SALES}/state`)
    },

    async findSameSales(source, sales) {
      const found = new Map<string, number>()
      for (const step of stepsOf(sales)) {
        const body = { source, rows: toRows(step) }
        const { files } = await call(SameAnswer, `${PAST_SALES}/same`, { method: 'POST', body })
        for (const file of files) found.set(file.source, (found.get(file.source) ?? 0) + file.rows)
      }
      return found
    },

    async readSalesFiles() {
      return (await call(FilesAnswer, `${PAST_SALES}/files`)).files
    },
  }
}

function* stepsOf(sales: readonly PastSale[]) {
  for (let at = 0; at < sales.length; at += STEP) yield sales.slice(at, at + STEP)
}

/** As text: the hooks pass it on unread. */
const toRows = (sales: readonly PastSale[]): string => JSON.stringify(sales.map(toRow))

const toRow = ({ line, productId, variantId, day, units, unitPrice }: PastSale) => [
  line,
  productId,
  variantId ?? '',
  day,
  units,
  unitPrice ?? 0,
]
