import type { Answer } from './batch.ts'

const LATER: Answer = { kind: 'later' }

/** What the shop has no time for, or cannot do just now, it may do later. */
const isForLater = (status: number): boolean => status === 408 || status === 429 || status >= 500

/** What the shop says of a batch that it did; what does not look like that is no answer of the shop. */
export function doneOf(body: unknown): Answer {
  const { message, results } = body as {
    readonly message?: string
    readonly results?: readonly { readonly movement?: { readonly id?: string } }[]
  }
  const movement = results?.[0]?.movement?.id
  if (message === undefined || movement === undefined) return LATER
  return { kind: 'done', done: { movement, message } }
}

/** What a refusal says of the batch. That the person is signed out is no answer to it. */
export function refusalOf(
  status: number,
  problem: { readonly type?: unknown; readonly detail?: unknown; readonly line?: unknown },
): Answer {
  if (status === 401 || isForLater(status)) return LATER
  const { type = '', detail = '', line } = problem
  return {
    kind: 'refused',
    problem: {
      status,
      code: String(type).split('/').at(-1) ?? '',
      detail: String(detail),
      // The shop counts from 1, and names no line where there is one only.
      line: typeof line === 'number' ? line - 1 : null,
    },
  }
}
