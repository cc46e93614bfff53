import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import type { StockError } from '../domain/errors.ts'
import { refusalRule } from '../domain/refusals.ts'
import { oneLine } from '../domain/text.ts'

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

/** An error in the form that clients get. */
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
  detail: oneLine(detail),
  instance,
  ...members,
})

/** A refusal, with the data that helps to do better. */
export const refusal = (error: StockError, instance: string): ProblemBody =>
  problem(refusalRule(error.code).status, error.code, error.message, instance, error.details)

/** Errors listed in one problem; the rest shows after these were corrected. */
const MAX_ERRORS = 20
/** An error quotes the wrong value, which may be as long as a body. */
const ERROR_CHARACTERS = 300

/** Says of an input which values are wrong. */
export function invalidInput(
  errors: readonly { readonly pointer: string; readonly detail: string }[],
  instance: string,
): ProblemBody {
  const first = errors
    .slice(0, MAX_ERRORS)
    .map(({ pointer, detail }) => ({ pointer, detail: detail.slice(0, ERROR_CHARACTERS) }))
  const more = errors.length - first.length
  const list = first.map(({ pointer, detail }) => `${pointer.slice(2) || 'request'}: ${detail}`)
  const rest = more > 0 ? `; and ${more} more` : ''
  const detail = `Correct this and send it again. ${list.join('; ')}${rest}`
  return problem(400, 'invalid-request', detail, instance, { errors: first })
}

/** An unexpected error: its details stay in the log. */
export const internalError = (instance: string): ProblemBody =>
  problem(
    500,
    'internal-error',
    'Something is wrong in this service. Try again; if it stays, quote the request id.',
    instance,
  )
