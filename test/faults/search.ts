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

  /** What may come next once all before `first` are done: what began before any of the others ended. */
  function windowFrom(first: number): { readonly choices: number[]; readonly end: number } {
    const found: number[] = []
    let firstEnd = Infinity
    let end = first
    for (; end < ended.length; end++) {
      const { from, to } = ended[end] as Timed<Op>
      if (from > firstEnd) break
      if (isDone[end]) continue
      found.push(end)
      firstEnd = Math.min(firstEnd, to)
    }
    const choices = found.filter((index) => (ended[index] as Timed<Op>).from <= firstEnd)
    // Last, because most of them explain nothing.
    for (const [index, { from }] of open.entries()) {
      const place = ended.length + index
      if (!isDone[place] && from <= firstEnd) choices.push(place)
    }
    return { choices, end }
  }

  /** The first of those that ended and have no place yet. */
  function firstLeft(from: number): number {
    let first = from
    while (first < ended.length && isDone[first]) first++
    return first
  }

  /** What is done, and the state. Of those that ended, all before `first` are done, and none from `end` on. */
  const configuration = (first: number, end: number, state: State): string =>
    [
      first,
      isDone.toString('latin1', first, end),
      isDone.toString('latin1', ended.length),
      model.keyOf(state),
    ].join()

  const path = [
    { state: model.initial, first: 0, chosen: -1, tried: 0, choices: windowFrom(0).choices },
  ]
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
    const first = firstLeft(here.first)
    const { choices, end } = windowFrom(first)
    const reached = configuration(first, end, state)
    if (seen.has(reached)) {
      isDone[chosen] = 0
      continue
    }
    if (seen.size === budget) return 'undecided'
    seen.add(reached)
    path.push({ state, first, chosen, tried: 0, choices })
  }
}
