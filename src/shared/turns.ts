import { setImmediate } from 'node:timers/promises'

/** Long work in short steps: where it yields, others may get their turn. */
export type Steps<Result> = Generator<void, Result, void>

/** Does all steps at once, for a command that has nothing else to do. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Does one step in each turn of the event loop, so that other requests are answered between them. */
export async function inTurns<Result>(steps: Steps<Result>): Promise<Result> {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await nextTurn()
  }
}

let last: Promise<void> = Promise.resolve()

/**
 * Waits for a turn of the event loop. Those who wait get one each, in their order: many long requests
 * at once hold up the others no more than a single one.
 */
export function nextTurn(): Promise<void> {
  last = last.then(() => setImmediate())
  return last
}
