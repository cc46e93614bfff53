import { setTimeout as sleep } from 'node:timers/promises'
import PocketBase, { ClientResponseError } from 'pocketbase'
import { StockError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { join, say } from '../../domain/say.ts'
import { createServerClock } from './clock.ts'
import { createKeptFetch } from './kept-fetch.ts'

export interface PocketBaseOptions {
  readonly url: string
  readonly email: string
  readonly password: string
  /** Milliseconds until a request is given up, all its attempts together. */
  readonly deadlineMs?: number
}

export interface PocketBaseRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly query?: Record<string, string | number>
  /** Sent as JSON, or a Blob as its type says. */
  readonly body?: object
  readonly deadlineMs?: number
  /** Set for the short texts that every sale sends, which go over connections of their own. */
  readonly isHot?: boolean
}

/** An error answer of PocketBase. Its message is for the log only: see `cause`. */
export class PocketBaseRefusal extends Error {
  override readonly name = 'PocketBaseRefusal'
  readonly status: number
  readonly response: Record<string, unknown>
  /** Whether an attempt before this answer broke off, and may have been done. */
  readonly mayBeWritten: boolean

  constructor(cause: ClientResponseError, mayBeWritten: boolean) {
    super(`PocketBase answered ${cause.status}.`, { cause })
    this.status = cause.status
    this.response = cause.response
    this.mayBeWritten = mayBeWritten
  }
}

export type PocketBaseClient = ReturnType<typeof createPocketBaseClient>

/** Wait between two attempts while PocketBase restarts, in milliseconds. */
const RETRY_PAUSE_MS = 50

/** Time reserved for the commit and the answer of a write, and its largest share of the deadline. */
const COMMIT_MS = 500
const MAX_COMMIT_SHARE = 0.1

/**
 * Speaks to PocketBase: one session for all, one deadline, one error. A connection that is refused
 * or breaks off is tried again until the deadline, so what is sent must bear being sent twice.
 */
export function createPocketBaseClient(options: PocketBaseOptions) {
  const { url, email, password, deadlineMs: defaultDeadline = 5_000 } = options
  const pb = new PocketBase(url)
  pb.autoCancellation(false)
  const clock = createServerClock()
  const timedFetch = timed(fetch)
  const hotFetch = timed(createKeptFetch(url))
  pb.beforeSend = (address, sending) => ({
    url: address,
    options: { fetch: timedFetch, ...sending },
  })

  /** A `fetch` from whose answers the clock of PocketBase is learnt. */
  function timed(send: typeof fetch): typeof fetch {
    return async (address, init) => {
      const sentAt = performance.now()
      const response = await send(address, init)
      clock.note({ sentAt, answeredAt: performance.now(), headers: response.headers })
      return response
    }
  }

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

  async function attempt(path: string, request: PocketBaseRequest, { signal, lastWriteAt }: Limit) {
    const { method = 'GET', query, body, isHot = false } = request
    const used = session ?? signIn(signal)
    await used
    const send = () =>
      pb.send<unknown>(path, {
        method,
        signal,
        ...(isHot && { fetch: hotFetch }),
        headers: {
          ...deadlineHeader(clock.at(lastWriteAt)),
          ...(body instanceof Blob && { 'content-type': body.type }),
        },
        ...(query && { query }),
        ...(body && { body }),
      })
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
   *   refuses the sign-in, with `may_be_written` in its details when a write may still have been
   *   done; PocketBaseRefusal for any other answer that is not a success.
   */
  async function request(path: string, request: PocketBaseRequest = {}): Promise<unknown> {
    const limit = limitOf(request.deadlineMs ?? defaultDeadline)
    let mayBeWritten = false
    for (;;) {
      try {
        return await attempt(path, request, limit)
      } catch (error) {
        if (!(error instanceof ClientResponseError)) throw error
        const signingIn = error.url.includes('/auth-with-password')
        if (signingIn && error.status > 0) throw signInRefused(error)
        // Too late by its clock and not by ours: one of them was set, and this answer told so.
        const isEarly = saysTooLate(error) && performance.now() < limit.lastWriteAt
        if (error.status > 0 && !isEarly) throw new PocketBaseRefusal(error, mayBeWritten)
        mayBeWritten ||= isWrite(request) && !signingIn && !isEarly && !wasRefused(error)
        if (limit.signal.aborted) throw unavailable(NO_ANSWER, mayBeWritten, error)
        await sleep(RETRY_PAUSE_MS)
      }
    }
  }

  /**
   * Opens a public file. The deadline is for its beginning; the rest comes at the reader's speed.
   * @returns null where there is none
   * @throws StockError 'store-unavailable'
   */
  async function open(path: string): Promise<Response | null> {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), defaultDeadline)
    try {
      const response = await fetch(url + path, { signal: late.signal, redirect: 'error' })
      if (response.ok) return response
      await response.body?.cancel()
      if (response.status === 404) return null
      throw new Error(`PocketBase answered ${response.status} for a file.`)
    } catch (cause) {
      throw new StockError(
        'store-unavailable',
        say({
          en: 'The pictures cannot be read just now. Try again in a moment.',
          fr: 'Les photos ne peuvent pas être lues pour l’instant. Réessayez dans un instant.',
        }),
        {},
        { cause },
      )
    } finally {
      clearTimeout(timer)
    }
  }

  return { request, open, deadlineMs: defaultDeadline, clockAheadMs: clock.aheadMs }
}

/** How long a request may take. */
interface Limit {
  /** Ends our wait. */
  readonly signal: AbortSignal
  /** Of `performance.now()`: the last moment at which PocketBase may write. */
  readonly lastWriteAt: number
}

/**
 * The last moment to write is a point in time, not a duration: a PocketBase that was paused sees the
 * request only when it resumes. It lies before our own timeout, so that nothing is written after a
 * caller was answered that it timed out.
 */
const limitOf = (deadlineMs: number): Limit => ({
  signal: AbortSignal.timeout(deadlineMs),
  lastWriteAt: performance.now() + deadlineMs - Math.min(COMMIT_MS, deadlineMs * MAX_COMMIT_SHARE),
})

/** @param lastWrite by PocketBase's clock, in milliseconds since 1970 */
const deadlineHeader = (lastWrite: number = Date.now()): Record<string, string> => ({
  'x-stock-deadline': String(Math.floor(lastWrite)),
})

const saysTooLate = ({ status, response }: ClientResponseError): boolean =>
  status === 503 && response.code === 'store-unavailable'

const signInRefused = (cause: ClientResponseError): StockError =>
  new StockError(
    'store-unavailable',
    () =>
      cause.status === 429
        ? say({
            en: 'There were too many log-ins to the stock database: try again in a minute. Nothing was changed.',
            fr: 'Il y a eu trop de connexions à la base de données du stock : réessayez dans une minute. Rien n’a changé.',
          })
        : say({
            en: 'The stock database refuses the sign-in.',
            fr: 'La base de données du stock refuse la connexion.',
          }),
    {},
    { cause },
  )

export const NO_ANSWER = {
  en: 'The stock database does not answer in time.',
  fr: 'La base de données du stock ne répond pas à temps.',
}

/** A failure of the database, without its internal message. */
export const unavailable = (
  what: Readonly<Record<Language, string>>,
  mayBeWritten: boolean,
  cause?: unknown,
): StockError =>
  new StockError(
    'store-unavailable',
    () => join([say(what), say(mayBeWritten ? UNSURE : UNCHANGED)]),
    mayBeWritten ? { may_be_written: true } : {},
    { cause },
  )

const UNSURE = {
  en: 'It is not sure whether this was written.',
  fr: 'Il n’est pas sûr que cela ait été écrit.',
}

const UNCHANGED = {
  en: 'Nothing was changed: try again in a moment.',
  fr: 'Rien n’a changé : réessayez dans un instant.',
}

export const isWrite = ({ method = 'GET' }: PocketBaseRequest): boolean => method !== 'GET'

/** Nothing was sent over a connection that was never made. */
const wasRefused = ({ originalError }: ClientResponseError): boolean =>
  originalError?.cause?.code === 'ECONNREFUSED'
