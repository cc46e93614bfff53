import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { StockError } from '../../domain/errors.ts'
import type { Author, MovementBatch, NewMovement, Written } from '../../domain/movement.ts'
import { columnsOf } from '../../domain/product-fields.ts'
import type { ImportJob } from '../import-store.ts'
import type { NewPhoto } from '../photo-store.ts'
import type { StockStore } from '../store.ts'
import {
  isWrite,
  type PocketBaseClient,
  PocketBaseRefusal,
  type PocketBaseRequest,
  unavailable,
} from './client.ts'
import { createGroupCommit } from './group-commit.ts'
import {
  AliasAnswer,
  CatalogueAnswer,
  DriftAnswer,
  FoundProductChange,
  GroupAnswer,
  HistoryAnswer,
  ImportAnswer,
  JoinAnswer,
  LevelsAnswer,
  PhotoAnswer,
  ProductChangedAnswer,
  RecordedAnswer,
  RefusalAnswer,
  RepairAnswer,
  SummaryAnswer,
  toPocketBaseTime,
} from './records.ts'
import { toRow } from './row-names.ts'

/** An import of 100,000 rows takes about a minute; this is where it has surely failed. */
const IMPORT_DEADLINE_MS = 10 * 60_000
const PROGRESS_EVERY_MS = 500

const PRODUCTS = '/api/stock/products'

/** The stock in PocketBase, through the routes of pocketbase/hooks. */
export function createPocketBaseStore(client: PocketBaseClient): StockStore {
  const record = createGroupCommit<ReturnType<typeof toRequest>, Written>({
    async send(requests, deadlineMs) {
      const request = { method: 'POST', body: { requests }, deadlineMs } as const
      const { answers } = await call(GroupAnswer, '/api/stock/movements', request)
      if (answers.length !== requests.length) throw unavailable(FAULT, true)
      return answers.map(({ status, body }) =>
        status < 400 ? read(RecordedAnswer, body, true) : refusalIn(body, { isLost: true }),
      )
    },
    isFault: (error) => error instanceof StockError && isUnforeseen(error.cause),
    sizeOf: ({ lines }) => Math.max(lines.length, 1),
    deadlineMs: client.deadlineMs,
  })

  async function call<T>(schema: z.ZodType<T>, path: string, request: PocketBaseRequest = {}) {
    const answer = await client
      .request(path, request)
      .catch((error: unknown) => toStockError(error, request))
    return read(schema, answer, isWrite(request))
  }

  return {
    async readCatalogue() {
      return call(CatalogueAnswer, '/api/stock/catalogue')
    },

    async readChanges(after) {
      return call(LevelsAnswer, '/api/stock/levels', { query: { after } })
    },

    async readMovements({ productIds, locationId, from, to, ...rest }) {
      const query = {
        ...rest,
        products: productIds,
        location: locationId,
        from: from && toPocketBaseTime(from),
        to: to && toPocketBaseTime(to),
      }
      return call(HistoryAnswer, '/api/stock/movements', { query: { q: JSON.stringify(query) } })
    },

    recordMovements: (batch) => record(toRequest(batch)),

    async undoMovements(author, movement) {
      const body = { ...toAuthor(author), movement }
      return call(RecordedAnswer, '/api/stock/undo', { method: 'POST', body })
    },

    async createProduct({ sku, fields, sizes, quantity, locationId, refuseUnusual, ...author }) {
      const body = {
        ...toAuthor(author),
        ...toRow({ sku, sizes, quantity, locationId, refuseUnusual }),
        fields: columnsOf(fields),
      }
      return call(ProductChangedAnswer, PRODUCTS, { method: 'POST', body })
    },

    async updateProduct({ productId, fields, ...author }) {
      const body = { ...toAuthor(author), product: productId, fields: columnsOf(fields) }
      return call(ProductChangedAnswer, PRODUCTS, { method: 'PATCH', body })
    },

    async findProductChange(author) {
      const request = { method: 'POST', body: toAuthor(author) } as const
      return call(FoundProductChange, `${PRODUCTS}/done`, request)
    },

    async readSummary(since) {
      const query = { since: toPocketBaseTime(since) }
      return call(SummaryAnswer, '/api/stock/summary', { query })
    },

    async addAlias(product, alias) {
      const body = { product, alias }
      return call(AliasAnswer, '/api/stock/aliases', { method: 'POST', body })
    },

    async setPhoto(product, { bytes, type }) {
      const body = new FormData()
      body.set('photo', new File([Buffer.from(bytes)], FILE_NAMES[type], { type }))
      const request = { method: 'POST', body } as const
      return (await call(PhotoAnswer, photoRoute(product), request)).photo
    },

    async removePhoto(product) {
      await call(z.unknown(), photoRoute(product), { method: 'DELETE' })
    },

    async readPhoto({ productId, name, thumb }) {
      const path = `/api/files/products/${productId}/${encodeURIComponent(name)}`
      const answer = await client.open(thumb ? `${path}?thumb=${thumb}` : path)
      if (!answer?.body) return null
      const { headers, body } = answer
      const size = Number(headers.get('content-length') ?? Number.NaN)
      return {
        ...{ type: headers.get('content-type') ?? '', body },
        size: Number.isNaN(size) ? null : size,
      }
    },

    async readDrift() {
      return call(DriftAnswer, '/api/stock/drift')
    },

    async repairDrift(author) {
      const request = { method: 'POST', body: toAuthor(author) } as const
      return (await call(RepairAnswer, '/api/stock/repair', request)).repaired
    },

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

    async joinSizes({ actor, channel }, { keep, others, size }, dryRun) {
      const ids = { keep: keep.id, others: others.map(({ id }) => id) }
      const body = { actor, channel, ...ids, size, dry_run: dryRun }
      const request = { method: 'POST', body } as const
      return (await call(JoinAnswer, '/api/stock/sizes/join', request)).moved
    },

    async ping() {
      await call(z.unknown(), '/api/health')
    },
  }
}

const photoRoute = (product: string) => `/api/stock/products/${product}/photo`

/** PocketBase adds ten random letters to the name, so that each picture has an address of its own. */
const FILE_NAMES: Record<NewPhoto['type'], string> = {
  'image/jpeg': 'photo.jpg',
  'image/png': 'photo.png',
  'image/webp': 'photo.webp',
}

const toAuthor = ({ actor, channel, idempotencyKey, requestHash }: Author) =>
  toRow({ actor, channel, idempotencyKey, requestHash })

const toRequest = ({ lines, ...batch }: MovementBatch) => ({
  ...toRow(batch),
  lines: lines.map(toLine),
})

const toLine = ({ target, match, expiresAt, occurredAt, ...line }: NewMovement) => ({
  ...toRow({ ...line, ...target }),
  expires_at: expiresAt && toPocketBaseTime(expiresAt),
  occurred_at: occurredAt && toPocketBaseTime(occurredAt),
  // The hooks pass it on unread.
  match: match && JSON.stringify(match),
})

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

/** What the caller can act on goes on as it is; anything else of PocketBase's is a fault. */
function toStockError(error: unknown, request: PocketBaseRequest): never {
  if (!(error instanceof PocketBaseRefusal)) throw error
  const isLost = isWrite(request) && error.status >= 500
  throw refusalIn(error.response, { isLost, mayBeWritten: error.mayBeWritten, cause: error })
}

interface Doubt {
  /** Whether an answer that makes no sense leaves open what was done. */
  readonly isLost: boolean
  /** Whether it may have been done by an attempt before. */
  readonly mayBeWritten?: boolean
  readonly cause?: Error
}

/** A refusal of the hooks, with the code that they gave it. */
function refusalIn(body: unknown, { isLost, mayBeWritten = false, cause }: Doubt): StockError {
  const refusal = RefusalAnswer.safeParse(body)
  if (!refusal.success) return unavailable(FAULT, isLost || mayBeWritten, cause)
  const { code, details } = refusal.data
  if (code === 'store-unavailable') return unavailable(TOO_LATE, mayBeWritten, cause)
  return new StockError(code, code, details, { cause })
}

/** An answer that the hooks did not mean to give: something in the request is beyond PocketBase. */
const isUnforeseen = (error: unknown): boolean =>
  error instanceof PocketBaseRefusal && !RefusalAnswer.safeParse(error.response).success

const FAULT = 'The stock database could not do this.'
const TOO_LATE = 'The stock database came to this too late.'

/** The answer as the schema has it. One that was cut off on its way does not fit. */
function read<T>(schema: z.ZodType<T>, answer: unknown, mayBeWritten: boolean): T {
  const result = schema.safeParse(answer)
  if (result.success) return result.data
  throw unavailable(FAULT, mayBeWritten, result.error)
}
