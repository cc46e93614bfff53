import fc from 'fast-check'
import { expect, test } from 'vitest'
import { apply, EMPTY, isRefused, type ShelfState, type Step } from './model.ts'
import { withoutPlace } from './places.ts'
import { judge, type Model, type Timed } from './search.ts'
import { SHELF, type ShelfOp } from './shelf-ops.ts'

/** A register, the smallest thing that can be got wrong. */
type RegisterOp = { readonly write: number } | { readonly read: number }

const REGISTER: Model<number, RegisterOp> = {
  initial: 0,
  step: (state, op) => ('write' in op ? op.write : op.read === state ? state : null),
  keyOf: String,
}

const at = <Op>(from: number, to: number, op: Op): Timed<Op> => ({ from, to, op })

test.each<[string, boolean, Timed<RegisterOp>[]]>([
  ['nothing at all', true, []],
  ['a read of what was written', true, [at(0, 1, { write: 1 }), at(2, 3, { read: 1 })]],
  ['a read of what is being written', true, [at(0, 9, { write: 1 }), at(2, 3, { read: 1 })]],
  ['a read before what is being written', true, [at(0, 9, { write: 1 }), at(2, 3, { read: 0 })]],
  ['a stale read', false, [at(0, 1, { write: 1 }), at(2, 3, { read: 0 })]],
  ['a read from the future', false, [at(0, 1, { read: 1 }), at(2, 3, { write: 1 })]],
  [
    'a value that comes and goes',
    false,
    [at(0, 9, { write: 1 }), at(1, 2, { read: 1 }), at(3, 4, { read: 0 })],
  ],
  [
    'two writes that two readers see in two orders',
    false,
    [
      at(0, 9, { write: 1 }),
      at(0, 9, { write: 2 }),
      at(1, 2, { read: 1 }),
      at(3, 4, { read: 2 }),
      at(5, 6, { read: 1 }),
    ],
  ],
  [
    'a write that nobody saw end, much later',
    true,
    [at(0, Infinity, { write: 1 }), at(1, 2, { read: 0 }), at(50, 51, { read: 1 })],
  ],
  [
    'a write that nobody saw end, done twice',
    false,
    [
      at(0, Infinity, { write: 1 }),
      at(1, 2, { read: 1 }),
      at(3, 4, { write: 2 }),
      at(5, 6, { read: 1 }),
    ],
  ],
])('%s: %s', (_name, isFine, history) => {
  expect(judge(REGISTER, history)).toBe(isFine ? 'linearizable' : 'not linearizable')
})

test('a search that takes too long says so', () => {
  const history = Array.from({ length: 20 }, (_, index) => at(0, 99, { write: index }))
  expect(judge(REGISTER, [...history, at(0, 99, { read: -1 })], 1_000)).toBe('undecided')
})

/** Every order, one after the other: right for certain, and slow. */
function tryAll<State, Op>({ step }: Model<State, Op>, state: State, left: Timed<Op>[]): boolean {
  if (left.every(({ to }) => to === Infinity)) return true
  return left.some((one) => {
    if (left.some(({ to }) => to < one.from)) return false
    const after = step(state, one.op)
    return (
      after !== null &&
      tryAll(
        { step } as Model<State, Op>,
        after,
        left.filter((other) => other !== one),
      )
    )
  })
}

const interval = fc
  .tuple(fc.nat(20), fc.nat(8), fc.nat(5))
  .map(([from, length, open]) => [from, open === 0 ? Infinity : from + length] as const)

test('it says of small histories what trying all orders says', () => {
  const op = fc.oneof(
    fc.record({ write: fc.nat(2) }),
    fc.record({ read: fc.nat(2) }),
  ) as fc.Arbitrary<RegisterOp>
  const histories = fc.array(
    fc.tuple(interval, op).map(([[from, to], one]) => at(from, to, one)),
    { maxLength: 7 },
  )
  const verdicts = { linearizable: 0, 'not linearizable': 0, undecided: 0 }
  fc.assert(
    fc.property(histories, (history) => {
      const verdict = judge(REGISTER, history)
      verdicts[verdict]++
      expect(verdict === 'linearizable').toBe(tryAll(REGISTER, 0, history))
    }),
    { numRuns: 5_000 },
  )
  expect(verdicts.undecided).toBe(0)
  expect(Math.min(verdicts.linearizable, verdicts['not linearizable'])).toBeGreaterThan(500)
})

const step: fc.Arbitrary<Step> = fc.record({
  action: fc.constantFrom('add_stock', 'sale', 'count', 'reserve', 'release', 'take', 'bring'),
  quantity: fc.integer({ min: 1, max: 6 }),
  reference: fc.constantFrom('Ann', 'Ben'),
})

/** Steps done one after the other, each somewhere within its interval; and some levels read between. */
const shelfHistory = fc
  .array(fc.tuple(step, fc.nat(40), fc.nat(40), fc.constantFrom('write', 'write', 'read')), {
    minLength: 2,
    maxLength: 60,
  })
  .map((entries) => {
    let state: ShelfState = EMPTY
    return entries.map(([one, early, late, kind], index): Timed<ShelfOp> => {
      const [from, to] = [index * 10 - early, index * 10 + late]
      if (kind === 'read') return at(from, to, { kind: 'read', level: levelOf(state) })
      const after = apply(state, one)
      if (isRefused(after)) return at(from, to, { kind: 'refused', step: one, ...after })
      const before = state.onHand
      state = after
      // Now and then nobody sees the answer.
      if ((early + late) % 11 === 0) return at(from, Infinity, { kind: 'unknown', step: one })
      const answer = { before, after: after.onHand, reserved: levelOf(after).reserved }
      return at(from, to, { kind: 'done', step: one, ...answer })
    })
  })

const levelOf = (state: ShelfState) => ({
  quantity: state.onHand,
  reserved: Object.values(state.held).reduce((sum, units) => sum + units, 0),
})

test('what one shelf did in some order is found linearizable, however the clients overlapped', () => {
  fc.assert(
    fc.property(shelfHistory, (history) => {
      expect(judge(SHELF, history)).toBe('linearizable')
    }),
    { numRuns: 1_000 },
  )
})

test('an answer that no order explains is found', () => {
  fc.assert(
    fc.property(shelfHistory, fc.nat(), (history, pick) => {
      const told = history.flatMap(({ op }, index) => (op.kind === 'unknown' ? [] : [index]))
      fc.pre(told.length > 0)
      const chosen = told[pick % told.length] ?? 0
      // A number that no shelf of these histories ever had.
      const wrong = history.map((one, index) => (index === chosen ? spoilt(one) : one))
      expect(judge(SHELF, wrong)).toBe('not linearizable')
    }),
    { numRuns: 1_000 },
  )
})

function spoilt({ op, ...times }: Timed<ShelfOp>): Timed<ShelfOp> {
  switch (op.kind) {
    case 'read':
      return { ...times, op: { ...op, level: { ...op.level, quantity: 1_000 } } }
    case 'done':
      return { ...times, op: { ...op, before: 1_000 } }
    default:
      return {
        ...times,
        op: { ...op, kind: 'refused', code: 'insufficient-stock', facts: { available: 1_000 } },
      }
  }
}

test('a write that is lost after its answer is found as soon as somebody reads', () => {
  const sale = { action: 'add_stock', quantity: 2 } as const
  const done = at<ShelfOp>(0, 1, { kind: 'done', step: sale, before: 0, after: 2, reserved: 0 })
  const read = (quantity: number) =>
    at<ShelfOp>(2, 3, { kind: 'read', level: { quantity, reserved: 0 } })
  expect(judge(SHELF, [done, read(2)])).toBe('linearizable')
  expect(judge(SHELF, [done, read(0)])).toBe('not linearizable')
})

test('reads get a place among movements of a known order exactly if a search finds one', () => {
  // The order of the ledger is part of what the search is given: each write says its place.
  type Placed = { readonly place: number } | { readonly look: number }
  const placed: Model<number, Placed> = {
    initial: 0,
    step(state, op) {
      if ('place' in op) return op.place === state + 1 ? op.place : null
      return op.look === state % 3 ? state : null
    },
    keyOf: String,
  }
  const ended = interval.map(([from, to]) => [from, to === Infinity ? from + 3 : to] as const)
  let refused = 0
  fc.assert(
    fc.property(
      fc.array(ended, { maxLength: 4 }),
      fc.array(fc.tuple(ended, fc.nat(2)), { maxLength: 4 }),
      (intervals, looked) => {
        // Only orders that respect real time: what is written in an impossible one is another check's.
        const writes = intervals.map(([from, to]) => ({ from, to, via: 'A' }))
        fc.pre(
          writes.every(({ to }, index) => writes.slice(0, index).every(({ from }) => from <= to)),
        )
        const looks = looked.map(([[from, to], value]) => ({
          from,
          to,
          via: 'A',
          fits: (place: number) => place % 3 === value,
        }))
        const history = [
          ...writes.map(({ from, to }, index) => at<Placed>(from, to, { place: index + 1 })),
          ...looked.map(([[from, to], look]) => at<Placed>(from, to, { look })),
        ]
        const isFine = withoutPlace(writes, looks, () => 'all').length === 0
        if (!isFine) refused++
        expect(isFine).toBe(judge(placed, history) === 'linearizable')
      },
    ),
    { numRuns: 3_000 },
  )
  expect(refused).toBeGreaterThan(300)
})

test('a reader may be behind the others, and never behind itself', () => {
  const writes = [1, 2, 3].map((second) => ({ from: second * 10, to: second * 10 + 1, via: 'A' }))
  const look = (via: string, from: number, place: number) => ({
    via,
    from,
    to: from + 1,
    fits: (movements: number) => movements === place,
  })
  const each = (via: string) => via
  expect(withoutPlace(writes, [look('B', 40, 1), look('B', 50, 3)], each)).toEqual([])
  // It went back, it does not know its own write, it knows what was not sent yet.
  for (const looks of [
    [look('B', 40, 3), look('B', 50, 1)],
    [look('A', 40, 2)],
    [look('B', 12, 2)],
  ]) {
    expect(withoutPlace(writes, looks, each)).toHaveLength(1)
  }
  expect(withoutPlace(writes, [look('B', 40, 1)], () => 'all')).toHaveLength(1)
})
