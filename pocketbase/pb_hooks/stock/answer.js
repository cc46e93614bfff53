// @ts-check
/** @type {typeof import('./durably.js')} */
const { durably } = require(`${__hooks}/stock/durably.js`)

/**
 * A refusal of the caller's own making. It rolls the transaction back and reaches the caller whole,
 * which PocketBase's own errors do not: they keep only validation messages.
 */
class Refusal extends Error {
  /**
   * @param {number} status HTTP status
   * @param {string} code one of StockErrorCode in src/domain/errors.ts
   * @param {Record<string, unknown>} details
   */
  constructor(status, code, details) {
    super(code)
    this.status = status
    this.body = { code, details }
  }
}

/**
 * Runs `work(tx, body)` on the JSON body in one transaction and sends what it returns. A Refusal
 * thrown inside, or an answer with `rollback`, writes nothing and is sent all the same. So does work
 * that is done after the moment that the caller gave in milliseconds as X-Stock-Deadline: it has
 * told somebody that there is no answer.
 * @param {core.RequestEvent} e
 * @param {(tx: CoreApp, body: any) => Answer} work
 */
function answer(e, work) {
  const body = JSON.parse(toString(e.request?.body))
  return answerTo(e, body, work)
}

/**
 * The same for what was read from the request already.
 * @template T
 * @param {core.RequestEvent} e
 * @param {T} body
 * @param {(tx: CoreApp, body: T) => Answer} work
 */
function answerTo(e, body, work) {
  /** @type {Answer | undefined} */
  let result
  try {
    durably(e.app, (tx) => {
      result = orRefusal(() => inTime(e, work(tx, body)))
      if (writesNothing(result)) throw new Error('roll back')
    })
  } catch (error) {
    // Anything but our own roll back, a failed commit among them, is a fault.
    if (!writesNothing(result)) throw error
  }
  return e.json(result?.status || 500, result?.body)
}

/** @typedef {{ status: number, body: object, rollback?: boolean }} Answer */

/** @param {Answer | undefined} result */
const writesNothing = (result) =>
  result !== undefined && (result.status >= 400 || result.rollback === true)

/** What wrote something is 201; a first answer that is given again is as good as ever. */
const WROTE = 201

/**
 * @param {core.RequestEvent} e
 * @param {Answer} result
 * @returns {Answer}
 * @throws Refusal 503 store-unavailable
 */
function inTime(e, result) {
  const deadline = Number(e.request?.header.get('X-Stock-Deadline'))
  if (deadline > 0 && Date.now() > deadline && result.status === WROTE) {
    throw new Refusal(503, 'store-unavailable', {})
  }
  return result
}

/**
 * Turns a thrown Refusal into an answer, because an error loses its class on its way through Go.
 * @param {() => Answer} work
 * @returns {Answer}
 */
function orRefusal(work) {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: error.body }
    throw error
  }
}

/**
 * What PocketBase's checks of a record have against it. Sent again, it fails again.
 * @param {any} error
 * @returns {string | null} null for any other error
 */
function faultsOf(error) {
  const fields = JSON.parse(JSON.stringify(error?.value ?? null))
  if (fields === null || typeof fields !== 'object') return null
  const faults = Object.entries(fields)
  if (faults.length === 0 || !faults.every(([, text]) => typeof text === 'string')) return null
  return faults.map(([field, text]) => `${field}: ${text}`).join('; ')
}

module.exports = { Refusal, answer, answerTo, orRefusal, faultsOf }
