import { setTimeout as sleep } from 'node:timers/promises'

/** How long a read may take before what was last known is used. */
const READ_TIMEOUT_MS = 400

/**
 * What is read again when it is needed and too old. Callers who come while it is read share the
 * answer. While the source does not answer, what was last known stays in use.
 * @param maxAgeMs milliseconds
 * @returns a function that fails as `read` does, while nothing is known; with `isTooOld` it reads again
 */
export function keepFresh<T>(
  read: () => Promise<T>,
  maxAgeMs: number,
): (isTooOld?: boolean) => Promise<T> {
  let known: { readonly value: T } | undefined
  let reading: Promise<T> | undefined
  let readAt = Number.NEGATIVE_INFINITY

  function readAgain(): Promise<T> {
    reading ??= read()
      .then((value) => {
        readAt = performance.now()
        known = { value }
        return value
      })
      .finally(() => {
        reading = undefined
      })
    return reading
  }

  return async (isTooOld = false) => {
    const last = known
    if (!last || isTooOld) return readAgain()
    if (performance.now() - readAt < maxAgeMs) return last.value
    const newest = readAgain().catch(() => last.value)
    return Promise.race([newest, sleep(READ_TIMEOUT_MS, last.value, { ref: false })])
  }
}
