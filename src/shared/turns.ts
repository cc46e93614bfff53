import { setImmediate as turn } from 'node:timers/promises'

/** Long work in short steps: where it yields, others may get their turn. */
export type Steps<Result> = Generator<void, Result, void>

/** Does all steps at once, for a command that has nothing else to do. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/**
 * Does the steps in turns of the event loop, so that other requests are answered between them.
 * @param sliceMs most milliseconds of one turn: the less, the less others notice, and the longer it takes
 */
export async function inTurns<Result>(steps: Steps<Result>, sliceMs = SLICE_MS): Promise<Result> {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await nextTurn(sliceMs)
  }
}

/** Milliseconds of long work in one turn of the event loop; so long others wait. */
const SLICE_MS = 5

/** The same of work that takes seconds, and that few wait for. */
export const LONG_WORK_MS = 1

/** When the long work of this turn began, of `performance.now()`. */
let began: number | undefined
let waiting = 0
let last: Promise<void> = Promise.resolve()

/**
 * Waits for the next turn of the event loop, where the long work of this one has used up its time. Those
 * who wait get one turn each, in their order: many long requests at once hold up the others no more
 * than a single one.
 */
export function nextTurn(sliceMs = SLICE_MS): Promise<void> {
  if (waiting === 0 && performance.now() - begin() < sliceMs) return Promise.resolve()
  waiting++
  last = last.then(async () => {
    await turn()
    waiting--
    begin()
  })
  return last
}

function begin(): number {
  if (began === undefined) {
    began = performance.now()
    setImmediate(() => {
      began = undefined
    })
  }
  return began
}
