/** An operation with the time in which it took effect, if it did. */
export interface Timed<Op> {
  readonly op: Op
  readonly from: number
  /** Infinity for one that nobody saw end: it took effect at any time after `from`, or never. */
  readonly to: number
}

export interface Model<State, Op> {
  readonly initial: State
  /** The state after the operation; null when it cannot have been answered so in this state. */
  step(state: State, op: Op): State | null
  /** Text that is the same for equal states. */
  keyOf(state: State): string
}

export type Verdict = 'linearizable' | 'not linearizable' | 'undecided'

/** Configurations that are tried before the search gives up. */
const BUDGET = 500_000

/**
 * Whether there is one order of all operations that the model allows and in which whatever ended
 * before something else began comes first. The search of Wing and Gong, which remembers the
 * configurations that led nowhere, as Lowe proposed.
 */
export function judge<State, Op>(
  model: Model<State, Op>,
  history: readonly Timed<Op>[],
  budget = BUDGET,
): Verdict {
  const ordered = history.toSorted((a, b) => a.from - b.from)
  const ended = ordered.filter(({ to }) => to !== Infinity)
  const open = ordered.filter(({ to }) => to === Infinity)
  const all = [...ended, ...open]
  const isDone = Buffer.alloc(all.length)
  const seen = new Set<string>()

  /** All that may come next: they began before any of the others ended. */
  function candidates(first: number): number[] {
    const found: number[] = []
    let firstEnd = Infinity
    for (let index = first; index < ended.length; index++) {
      const { from, to } = ended[index] as Timed<Op>
      if (from > firstEnd) break
      if (isDone[index]) continue
      found.push(index)
      firstEnd = Math.min(firstEnd, to)
    }
    const may = found.filter((index) => (all[index] as Timed<Op>).from <= firstEnd)
    for (let index = ended.length; index < all.length; index++) {
      const { from } = all[index] as Timed<Op>
      // Last, because most of them explain nothing.
      if (!isDone[index] && from <= firstEnd) may.push(index)
    }
    return may
  }

  /** The first of those that ended and have no place yet. */
  function firstLeft(from: number): number {
    let first = from
    while (first < ended.length && isDone[first]) first++
    return first
  }

  const begin = { state: model.initial, first: 0, chosen: -1, tried: 0, choices: candidates(0) }
  const path = [begin]
  for (;;) {
    const here = path.at(-1)
    if (!here) return 'not linearizable'
    if (here.first === ended.length) return 'linearizable'
    const chosen = here.choices[here.tried++]
    if (chosen === undefined) {
      path.pop()
      if (here.chosen >= 0) isDone[here.chosen] = 0
      continue
    }
    const state = model.step(here.state, (all[chosen] as Timed<Op>).op)
    if (state === null) continue
    isDone[chosen] = 1
    const configuration = isDone.toString('latin1') + model.keyOf(state)
    if (seen.has(configuration)) {
      isDone[chosen] = 0
      continue
    }
    if (seen.size === budget) return 'undecided'
    seen.add(configuration)
    const first = firstLeft(here.first)
    path.push({ state, first, chosen, tried: 0, choices: candidates(first) })
  }
}
