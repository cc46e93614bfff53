import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { ImportJob, ImportReport, ImportStore } from '../import-store.ts'
import type { Call } from './call.ts'
import type { PocketBaseClient } from './client.ts'
import { fromRow, toRow } from './row-names.ts'

/** An import of 100,000 rows takes about a minute; this is where it has surely failed. */
const IMPORT_DEADLINE_MS = 10 * 60_000

const PROGRESS_EVERY_MS = 500

/** What an import did. */
const ImportAnswer = z
  .object({
    skipped: z.boolean(),
    replayed: z.boolean(),
    products_new: z.int(),
    products_changed: z.int(),
    variants_new: z.int(),
    movements: z.int(),
    units: z.int(),
    barcodes_new: z.int(),
  })
  .transform((report): ImportReport => fromRow(report))

/** Writes a whole file. */
export function createImportStore(client: PocketBaseClient, call: Call): ImportStore {
  return {
    async importProducts(job, onProgress) {
      const finished = new AbortController()
      const progress = onProgress && reportProgress(client, onProgress, finished.signal)
      try {
        const request = {
          method: 'POST',
          body: toImport(job),
          deadlineMs: IMPORT_DEADLINE_MS,
        } as const
        return await call(ImportAnswer, '/api/stock/import', request)
      } finally {
        finished.abort()
        await progress
      }
    },
  }
}

const toImport = (job: ImportJob) =>
  toRow({ ...job, idempotencyKey: job.idempotencyKey ?? `import-${randomUUID()}` })

async function reportProgress(
  client: PocketBaseClient,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(PROGRESS_EVERY_MS, undefined, { signal }).catch(() => {})
    if (signal.aborted) return
    const answer = await client.request('/api/stock/import').catch(() => undefined)
    const done = (answer as { done?: unknown } | undefined)?.done
    if (typeof done === 'number') onProgress(done)
  }
}
