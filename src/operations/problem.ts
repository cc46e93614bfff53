import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import type { StockError, StockErrorCode } from '../domain/errors.ts'

/** The HTTP status of every refusal; MCP carries it in the problem. */
const STATUS: Record<StockErrorCode, number> = {
  'invalid-request': 400,
  'product-not-found': 404,
  'size-not-found': 404,
  'location-not-found': 404,
  'ambiguous-product': 409,
  'color-not-available': 409,
  'insufficient-stock': 409,
  'unexpected-quantity': 409,
  'nothing-reserved': 409,
  'ambiguous-reservation': 409,
  'likely-repeat': 409,
  'unusual-quantity': 409,
  'product-exists': 409,
  'similar-product': 409,
  'sku-taken': 409,
  'product-in-stock': 409,
  'product-archived': 409,
  'product-was-changed': 409,
  'movement-not-found': 404,
  'nothing-to-undo': 404,
  'already-undone': 409,
  'request-id-reused': 422,
  'foreign-origin': 403,
  'scope-too-small': 403,
  'other-location': 403,
  'read-only': 403,
  'name-taken': 409,
  'photo-not-found': 404,
  'file-refused': 400,
  'file-unavailable': 422,
  'file-too-large': 413,
  'file-type-unsupported': 415,
  'file-unreadable': 422,
  'import-outdated': 409,
  'store-unavailable': 503,
}

/** RFC 9457 problem details, the body of every error this service sends. */
export const Problem = z
  .looseObject({
    type: z.string().describe('What went wrong, as a stable address: /problems/<code>.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What to do next.'),
    instance: z.string().describe('The request id, to quote in a report.'),
  })
  .meta({ id: 'Problem' })

export type ProblemBody = z.infer<typeof Problem>

/** Something that went wrong, in the form that clients get. */
export const problem = (
  status: number,
  code: string,
  detail: string,
  instance: string,
  members: object = {},
): ProblemBody => ({
  type: `/problems/${code}`,
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail,
  instance,
  ...members,
})

/** A refusal, with the data that helps to do better. */
export const refusal = (error: StockError, instance: string): ProblemBody =>
  problem(STATUS[error.code], error.code, error.message, instance, error.details)

/** Errors in a problem: whoever made more will see the rest after correcting these. */
const MOST_ERRORS = 20
/** An error names what is wrong, and that may be as long as a body. */
const ERROR_CHARACTERS = 300

/** Says of an input which values are wrong. */
export function invalidInput(
  errors: readonly { readonly pointer: string; readonly detail: string }[],
  instance: string,
): ProblemBody {
  const first = errors
    .slice(0, MOST_ERRORS)
    .map(({ pointer, detail }) => ({ pointer, detail: detail.slice(0, ERROR_CHARACTERS) }))
  const more = errors.length - first.length
  const list = first.map(({ pointer, detail }) => `${pointer.slice(2) || 'request'}: ${detail}`)
  const rest = more > 0 ? `; and ${more} more` : ''
  const detail = `Correct this and send it again. ${list.join('; ')}${rest}`
  return problem(400, 'invalid-request', detail, instance, { errors: first })
}

/** What nobody foresaw: nothing of it reaches a client. */
export const internalError = (instance: string): ProblemBody =>
  problem(
    500,
    'internal-error',
    'Something is wrong in this service. Try again; if it stays, quote the request id.',
    instance,
  )
