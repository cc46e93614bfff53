import type { z } from 'zod'
import { StockError } from '../../domain/errors.ts'
import type { MovementBatch, MovementQuery, NewMovement } from '../../domain/movement.ts'
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
  RequestsAnswer,
  UndoneAnswer,
} from './movement-answers.ts'
import { toAuthor, toRow } from './row-names.ts'

/** Lines to be written; or none, and the refusal that is to be noted. */
type Request = ReturnType<typeof toRequest> | (ReturnType<typeof toAuthor> & Refused)

interface Refused {
  readonly lines: readonly []
  readonly refused: Pick<StockError, 'code' | 'message' | 'details'>
}

const MOVEMENTS = '/api/stock/movements'
const UNDO = '/api/stock/undo'

/** An undo looks for what came after, which takes as long as some lines. */
const LINES_OF_AN_UNDO = 4

/** Writes and reads movements. */
export function createLedgerStore(client: PocketBaseClient, call: Call): LedgerStore {
  /** Sends requests in one transaction. @returns what came of each */
  async function send<Answer>(
    path: string,
    body: { readonly requests: readonly object[]; readonly dry_run?: true },
    { schema, deadlineMs }: { schema: z.ZodType<Answer>; deadlineMs: number },
  ): Promise<readonly (Answer | StockError)[]> {
    const isWrite = body.dry_run === undefined
    const { answers } = await call(GroupAnswer, path, {
      method: 'POST',
      isHot: true,
      body,
      deadlineMs,
    })
    if (answers.length !== body.requests.length) throw unavailable(FAULT, isWrite)
    return answers.map(({ status, body: answer }) =>
      status < 400 ? read(schema, answer, isWrite) : refusalIn(answer, { isLost: isWrite }),
    )
  }

  const inGroups = <Request extends object, Answer>(
    path: string,
    schema: z.ZodType<Answer>,
    sizeOf: (request: Request) => number,
  ) =>
    createGroupCommit<Request, Answer>({
      send: (requests, deadlineMs) => send(path, { requests }, { schema, deadlineMs }),
      isFault: (error) => error instanceof StockError && isUnforeseen(error.cause),
      isFinal: (error) => error instanceof StockError && error.code === 'restore-in-progress',
      sizeOf,
      deadlineMs: client.deadlineMs,
    })

  const record = inGroups(MOVEMENTS, RecordedAnswer, ({ lines }: Request) =>
    Math.max(lines.length, 1),
  )
  const undo = inGroups(UNDO, UndoneAnswer, () => LINES_OF_AN_UNDO)

  return {
    recordMovements: (batch) => record(toRequest(batch)),

    async tryMovements(batches) {
      if (batches.length === 0) return []
      const body = { requests: batches.map(toRequest), dry_run: true } as const
      return send(MOVEMENTS, body, { schema: RecordedAnswer, deadlineMs: client.deadlineMs })
    },

    async readKeyed(actor, keys) {
      const request = { method: 'POST', body: { actor, keys } } as const
      const { movements } = await call(KeyedAnswer, `${MOVEMENTS}/keyed`, request)
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
      const what = { movement: movementId, location: locationId, ...toRow(guards) }
      return undo({ ...toAuthor(author), ...what })
    },

    async readMovements({ productIds, ...rest }) {
      const query = { ...toFilters(rest), products: productIds }
      return call(HistoryAnswer, MOVEMENTS, { query: { q: JSON.stringify(query) } })
    },

    async readRequests(query) {
      const q = JSON.stringify(toFilters(query))
      return call(RequestsAnswer, '/api/stock/requests', { query: { q } })
    },

    async readActors(location = '') {
      return call(ActorsAnswer, '/api/stock/actors', { query: { location } })
    },
  }
}

/** Filters of the ledger, as the hooks take them. */
const toFilters = <Filters extends Pick<MovementQuery, 'locationId' | 'from' | 'to'>>({
  locationId,
  from,
  to,
  ...rest
}: Filters) => ({
  ...rest,
  location: locationId,
  from: from && toPocketBaseTime(from),
  to: to && toPocketBaseTime(to),
})

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
