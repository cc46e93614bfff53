import { StockError } from '../../domain/errors.ts'
import type { MovementBatch, NewMovement, Written } from '../../domain/movement.ts'
import type { LedgerStore } from '../ledger-store.ts'
import { type Call, FAULT, isUnforeseen, read, refusalIn } from './call.ts'
import { type PocketBaseClient, unavailable } from './client.ts'
import { toPocketBaseTime } from './column-values.ts'
import { createGroupCommit } from './group-commit.ts'
import {
  ActorsAnswer,
  GroupAnswer,
  HistoryAnswer,
  KeyedAnswer,
  RecordedAnswer,
  UndoneAnswer,
} from './movement-answers.ts'
import { toAuthor, toRow } from './row-names.ts'

/** Lines to be written; or none, and the refusal that is to be noted. */
type Request = ReturnType<typeof toRequest> | (ReturnType<typeof toAuthor> & Refused)

interface Refused {
  readonly lines: readonly []
  readonly refused: Pick<StockError, 'code' | 'message' | 'details'>
}

/** Writes and reads movements. */
export function createLedgerStore(client: PocketBaseClient, call: Call): LedgerStore {
  /** Sends requests in one transaction. */
  async function send(
    requests: readonly Request[],
    { deadlineMs, dryRun = false }: { deadlineMs: number; dryRun?: boolean },
  ): Promise<readonly (Written | StockError)[]> {
    const body = { requests, ...(dryRun && { dry_run: dryRun }) }
    const request = { method: 'POST', body, deadlineMs } as const
    const { answers } = await call(GroupAnswer, '/api/stock/movements', request)
    if (answers.length !== requests.length) throw unavailable(FAULT, !dryRun)
    return answers.map(({ status, body }) =>
      status < 400 ? read(RecordedAnswer, body, !dryRun) : refusalIn(body, { isLost: !dryRun }),
    )
  }

  const record = createGroupCommit<Request, Written>({
    send: (requests, deadlineMs) => send(requests, { deadlineMs }),
    isFault: (error) => error instanceof StockError && isUnforeseen(error.cause),
    isFinal: (error) => error instanceof StockError && error.code === 'restore-in-progress',
    sizeOf: ({ lines }) => Math.max(lines.length, 1),
    deadlineMs: client.deadlineMs,
  })

  return {
    recordMovements: (batch) => record(toRequest(batch)),

    async tryMovements(batches) {
      if (batches.length === 0) return []
      return send(batches.map(toRequest), { deadlineMs: client.deadlineMs, dryRun: true })
    },

    async readKeyed(actor, keys) {
      const request = { method: 'POST', body: { actor, keys } } as const
      const { movements } = await call(KeyedAnswer, '/api/stock/movements/keyed', request)
      return new Map(movements.map(({ key, undone, movement }) => [key, { ...movement, undone }]))
    },

    async noteRefusal(author, refusal) {
      const { code, message, details } = refusal
      const refused = { code, message, details: shortened(details) }
      const written = await record({ ...toAuthor(author), lines: [], refused })
      if (written.replayed) return written
      throw refusal
    },

    async undoMovements(author, { movementId, locationId, ...guards }) {
      const undo = { movement: movementId, location: locationId, ...toRow(guards) }
      const body = { ...toAuthor(author), ...undo }
      return call(UndoneAnswer, '/api/stock/undo', { method: 'POST', body })
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

    async readActors(location = '') {
      return call(ActorsAnswer, '/api/stock/actors', { query: { location } })
    },
  }
}

/** Characters of details that are kept with a refusal; its message says what matters. */
const MAX_DETAILS = 10_000

const shortened = (details: Refused['refused']['details']) =>
  JSON.stringify(details).length > MAX_DETAILS ? {} : details

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
