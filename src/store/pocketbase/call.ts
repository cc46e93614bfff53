import { z } from 'zod'
import { StandingRefusal, StockError } from '../../domain/errors.ts'
import { LEDGER_REFUSALS, REFUSAL_CODES } from '../../domain/refusals.ts'
import { RESTORE_IN_PROGRESS } from '../../domain/restore.ts'
import { sameInAll, say } from '../../domain/say.ts'
import {
  isWrite,
  type PocketBaseClient,
  PocketBaseRefusal,
  type PocketBaseRequest,
  unavailable,
} from './client.ts'
import { Time } from './column-values.ts'

/** Calls a route of the hooks, and checks what comes back. */
export const createCall =
  (client: PocketBaseClient) =>
  async <T>(schema: z.ZodType<T>, path: string, request: PocketBaseRequest = {}): Promise<T> => {
    const answer = await client
      .request(path, request)
      .catch((error: unknown) => toStockError(error, request))
    return read(schema, answer, isWrite(request))
  }

export type Call = ReturnType<typeof createCall>

/** A refusal of the hooks: a code of ours and the data for it. */
const RefusalAnswer = z.object({
  code: z.enum(LEDGER_REFUSALS),
  details: z.record(z.string(), z.unknown()),
})

/** A refusal that the same request met before, as its caller was told it. */
const StandingAnswer = z
  .object({
    code: z.enum(REFUSAL_CODES),
    message: z.string().transform(sameInAll),
    details: z.record(z.string(), z.unknown()),
    refused_at: Time,
  })
  .transform(({ refused_at, ...refusal }) => new StandingRefusal(refusal, refused_at))

/** Passes on refusals that a caller can act on; any other error of PocketBase is a fault. */
function toStockError(error: unknown, request: PocketBaseRequest): never {
  if (!(error instanceof PocketBaseRefusal)) throw error
  const isLost = isWrite(request) && error.status >= 500
  throw refusalIn(error.response, { isLost, mayBeWritten: error.mayBeWritten, cause: error })
}

interface Doubt {
  /** Whether an unreadable answer leaves open what was written. */
  readonly isLost: boolean
  /** Whether an earlier attempt may have been written. */
  readonly mayBeWritten?: boolean
  readonly cause?: Error
}

/** A refusal of the hooks, with the code that they gave it. */
export function refusalIn(
  body: unknown,
  { isLost, mayBeWritten = false, cause }: Doubt,
): StockError {
  const standing = StandingAnswer.safeParse(body)
  if (standing.success) return standing.data
  const refusal = RefusalAnswer.safeParse(body)
  if (!refusal.success) return unavailable(FAULT, isLost || mayBeWritten, cause)
  const { code, details } = refusal.data
  if (code === 'restore-in-progress') {
    // Somebody whose earlier attempt broke off is told that first.
    if (mayBeWritten) return unavailable(NO_WRITES, mayBeWritten, cause)
    return new StockError(code, () => say(RESTORE_IN_PROGRESS), details, { cause })
  }
  if (code === 'store-unavailable') return unavailable(TOO_LATE, mayBeWritten, cause)
  // Whoever asked for it says what it means.
  return new StockError(code, sameInAll(code), details, { cause })
}

/** Whether PocketBase failed in a way that the hooks did not foresee. */
export const isUnforeseen = (error: unknown): boolean =>
  error instanceof PocketBaseRefusal &&
  !RefusalAnswer.safeParse(error.response).success &&
  !StandingAnswer.safeParse(error.response).success

export const FAULT = {
  en: 'The stock database could not do this.',
  fr: 'La base de données du stock n’a pas pu le faire.',
}

const NO_WRITES = {
  en: 'A backup of the shop is being restored.',
  fr: 'Une sauvegarde de la boutique est en cours de restauration.',
}

const TOO_LATE = {
  en: 'The stock database came to this too late.',
  fr: 'La base de données du stock y est venue trop tard.',
}

/** Parses an answer. One that was cut off on its way does not fit the schema. */
export function read<T>(schema: z.ZodType<T>, answer: unknown, mayBeWritten: boolean): T {
  const result = schema.safeParse(answer)
  if (result.success) return result.data
  throw unavailable(FAULT, mayBeWritten, result.error)
}
