import { setTimeout as sleep } from 'node:timers/promises'
import PocketBase, { ClientResponseError } from 'pocketbase'
import { StockError } from '../../domain/errors.ts'

export interface PocketBaseOptions {
  readonly url: string
  readonly email: string
  readonly password: string
  /** Milliseconds until a request is given up, all its attempts together. */
  readonly deadlineMs?: number
}

export interface PocketBaseRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly query?: Record<string, string | number>
  readonly body?: object
  readonly deadlineMs?: number
}

/** An answer of PocketBase that is not a success. Its wording stays inside: see `cause` in the log. */
export class PocketBaseRefusal extends Error {
  override readonly name = 'PocketBaseRefusal'
  readonly status: number
  readonly response: Record<string, unknown>

  constructor(cause: ClientResponseError) {
    super(`PocketBase answered ${cause.status}.`, { cause })
    this.status = cause.status
    this.response = cause.response
  }
}

export type PocketBaseClient = ReturnType<typeof createPocketBaseClient>

/** Wait between two attempts while PocketBase restarts, in milliseconds. */
const RETRY_PAUSE = 50

/**
 * Speaks to PocketBase: one session for all, one deadline, one error. A connection that is refused
 * or breaks off is tried again until the deadline, so what is sent must bear being sent twice.
 */
export function createPocketBaseClient(options: PocketBaseOptions) {
  const { url, email, password, deadlineMs: defaultDeadline = 5_000 } = options
  const pb = new PocketBase(url)
  pb.autoCancellation(false)
  let session: Promise<unknown> | undefined

  function signIn(signal: AbortSignal): Promise<unknown> {
    const attempt = pb
      .collection('_superusers')
      .authWithPassword(email, password, { signal })
      .catch((error: unknown) => {
        if (session === attempt) session = undefined
        throw error
      })
    session = attempt
    return attempt
  }

  async function attempt(path: string, request: PocketBaseRequest, signal: AbortSignal) {
    const { method = 'GET', query, body } = request
    const used = session ?? signIn(signal)
    await used
    const send = () =>
      pb.send<unknown>(path, { method, signal, ...(query && { query }), ...(body && { body }) })
    try {
      return await send()
    } catch (error) {
      // A stale token gives 401, or 403 on what only superusers may do.
      if (!(error instanceof ClientResponseError) || ![401, 403].includes(error.status)) throw error
      await (session === used ? signIn(signal) : session)
      return await send()
    }
  }

  /**
   * @returns the parsed body
   * @throws StockError 'store-unavailable' when PocketBase does not answer before the deadline or
   *   refuses the sign-in; PocketBaseRefusal for any other answer that is not a success.
   */
  async function request(path: string, request: PocketBaseRequest = {}): Promise<unknown> {
    const signal = AbortSignal.timeout(request.deadlineMs ?? defaultDeadline)
    for (;;) {
      try {
        return await attempt(path, request, signal)
      } catch (error) {
        if (!(error instanceof ClientResponseError)) throw error
        if (error.url.includes('/auth-with-password') && error.status > 0) {
          throw new StockError(
            'store-unavailable',
            'The stock database refuses the sign-in.',
            {},
            { cause: error },
          )
        }
        if (error.status > 0) throw new PocketBaseRefusal(error)
        if (signal.aborted) {
          throw new StockError(
            'store-unavailable',
            'The stock database does not answer in time. Try again in a moment; a write with the same request_id as before is never done twice.',
            {},
            { cause: error },
          )
        }
        await sleep(RETRY_PAUSE)
      }
    }
  }

  return { request }
}
