import { refusalRule } from '../../src/domain/refusals.ts'
import { requireOpen } from './closed.ts'
import { durably } from './durably.ts'
import { Refusal, StandingRefusal } from './refusal.ts'

export interface Answer {
  /** HTTP status; 201 when something was written. */
  readonly status: number
  readonly body: object
  /** Rolls back the transaction but still sends the answer. */
  readonly rollback?: boolean
}

/**
 * Runs `work` on the JSON body of a request in one transaction and sends its result. Nothing is
 * written when `work` throws a Refusal or ends after the deadline of the request.
 */
export function answerJson<Body>(
  e: core.RequestEvent,
  work: (tx: CoreApp, body: Body) => Answer,
): void {
  answer(e, bodyOf<Body>(e), work)
}

/** The JSON body of a request. */
export const bodyOf = <Body>(e: core.RequestEvent): Body => JSON.parse(toString(e.request?.body))

/** Like `answerJson`, for a body that was already read. */
export function answer<Body>(
  e: core.RequestEvent,
  body: Body,
  work: (tx: CoreApp, body: Body) => Answer,
): void {
  let result: Answer | undefined
  try {
    durably(e.app, (tx) => {
      result = orRefusal(() => {
        requireOpen(tx)
        return inTime(e, work(tx, body))
      })
      if (writesNothing(result)) throw new Error('roll back')
    })
  } catch (error) {
    // Only our own rollback is expected here. Any other error, such as a failed commit, is a fault.
    if (!writesNothing(result)) throw error
  }
  // Written by the JavaScript runtime: PocketBase would first copy every value into one of Go.
  sendJson(e, JSON.stringify(result?.body ?? {}), result?.status || 500)
}

/** Tells the caller our clock, by which its deadlines are. */
function tellTime(e: core.RequestEvent): void {
  e.response?.header().set('X-Stock-Now', String(Date.now()))
}

/** Turns a Refusal into an answer, because an error loses its class when it passes through Go. */
export function orRefusal(work: () => Answer): Answer {
  try {
    return work()
  } catch (error) {
    if (error instanceof StandingRefusal) return { status: STANDS, body: error.refusal }
    if (!(error instanceof Refusal)) throw error
    const { code, details } = error
    return { status: refusalRule(code).status, body: { code, details } }
  }
}

/** Sends JSON text. */
export function sendJson(e: core.RequestEvent, json: string, status = 200): void {
  tellTime(e)
  e.blob(status, 'application/json', toBytes(json))
}

const writesNothing = (result: Answer | undefined): boolean =>
  result !== undefined && (result.status >= 400 || result.rollback === true)

const WROTE = 201

/** The service answers with the status of the code. */
const STANDS = 409

/**
 * After the deadline (X-Stock-Deadline, in milliseconds since 1970) the caller has already reported a
 * timeout, so nothing may be written. An answer that writes nothing new may be late.
 * @throws Refusal store-unavailable
 */
function inTime(e: core.RequestEvent, result: Answer): Answer {
  const deadline = Number(e.request?.header.get('X-Stock-Deadline'))
  if (deadline > 0 && Date.now() > deadline && result.status === WROTE) {
    throw new Refusal('store-unavailable', {})
  }
  return result
}
