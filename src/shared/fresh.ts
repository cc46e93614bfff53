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
    if (reading) return reading
    // What changes while it is read may not be in the answer.
    const askedAt = performance.now()
    reading = read()
      .then((value) => {
        readAt = askedAt
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

/** Answers that are kept at once; more are all forgotten together. */
const MAX_KEPT = 1_000

/**
 * Keeps the answer to each question for a while; callers who come meanwhile share it. A failure is not
 * kept.
 * @param maxAgeMs milliseconds
 */
export function keepEach<T>(ask: (key: string) => Promise<T>, maxAgeMs: number) {
  const kept = new Map<string, { readonly askedAt: number; readonly answer: Promise<T> }>()
  return {
    find(key: string): Promise<T> {
      const known = kept.get(key)
      if (known && performance.now() - known.askedAt < maxAgeMs) return known.answer
      if (kept.size >= MAX_KEPT) kept.clear()
      const answer = ask(key)
      kept.set(key, { askedAt: performance.now(), answer })
      answer.catch(() => kept.delete(key))
      return answer
    },
    forget(key: string): void {
      kept.delete(key)
    },
  }
}
