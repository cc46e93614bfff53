import fc from 'fast-check'
import { expect, test } from 'vitest'
import { check } from './check.ts'
import { stepsOf } from './deeds.ts'
import {
  type Attempt,
  type History,
  type Level,
  type LineAnswer,
  type Movement,
  type Outcome,
  type Read,
  type ShelfName,
  shelfName,
  type WriteRequest,
} from './history.ts'
import { apply, EMPTY, isRefused, reservedOf, type ShelfState } from './model.ts'
import { randomFrom } from './random.ts'
import { createRequests } from './requests.ts'
import { STOCK } from './shop.ts'

// A shop in memory that does everything right, so that each way of doing it wrong can be shown.

const FRONT = 'Front'

interface Done {
  readonly written: readonly Movement[]
  readonly outcome: Outcome
}

function createShop() {
  const states = new Map<ShelfName, ShelfState>()
  const movements: Movement[] = []
  const stateOf = (shelf: ShelfName) => states.get(shelf) ?? EMPTY

  function write(
    movement: Omit<Movement, 'seq' | 'quantityAfter' | 'reservedAfter'>,
    after: ShelfState,
  ) {
    states.set(movement.shelf, after)
    movements.push({
      ...movement,
      seq: movements.length + 1,
      quantityAfter: after.onHand,
      reservedAfter: reservedOf(after),
    })
    return movements.at(-1) as Movement
  }

  for (const [sku, units] of Object.entries(STOCK)) {
    const shelf = shelfName(sku, FRONT)
    const row = {
      id: `first ${sku}`,
      batch: '',
      line: 0,
      shelf,
      type: '',
      delta: units,
      reservedDelta: 0,
    }
    write(
      { ...row, reference: '', idempotencyKey: '', linked: '', tag: '' },
      { onHand: units, held: {} },
    )
  }

  function record(request: WriteRequest): Done {
    const { tag, requestId } = request
    const idempotencyKey = requestId === undefined ? `auto-${tag}` : `id-${requestId}`
    const plans = request.lines.flatMap((line, index) =>
      stepsOf(line).map(({ shelf, step }) => ({
        index,
        shelf,
        after: apply(stateOf(shelf), step),
      })),
    )
    for (const { index, after } of plans) {
      if (isRefused(after))
        return { written: [], outcome: { kind: 'refused', line: index, ...after } }
    }
    const ids = plans.map((_, index) => `${tag} ${index}`)
    const written = plans.map(({ index, shelf, after }, place) => {
      const state = after as ShelfState
      const half = plans.findIndex((other, at) => other.index === index && at !== place)
      const [id = '', linked = ''] = [ids[place], ids[half]]
      const [was, is] = [stateOf(shelf), state]
      const change = {
        delta: is.onHand - was.onHand,
        reservedDelta: reservedOf(is) - reservedOf(was),
      }
      const row = { id, batch: `${tag} 0`, line: index, shelf, type: '', ...change }
      return write({ ...row, reference: '', idempotencyKey, linked, tag }, state)
    })
    const lines = request.lines.map(({ shelf, to }, index): LineAnswer => {
      const here = written.find((one) => one.line === index && one.shelf === shelf) as Movement
      const there = written.find((one) => one.line === index && one.shelf === to)
      return {
        movement: here.id,
        before: here.quantityAfter - here.delta,
        after: here.quantityAfter,
        reserved: here.reservedAfter,
        ...(there && { toAfter: there.quantityAfter }),
      }
    })
    return { written, outcome: { kind: 'done', replayed: false, seq: movements.length, lines } }
  }

  const level = (shelf: ShelfName): Level => ({
    quantity: stateOf(shelf).onHand,
    reserved: reservedOf(stateOf(shelf)),
  })
  const balances = () => new Map([...states.keys()].map((shelf) => [shelf, level(shelf)]))
  return { record, level, movements, balances }
}

/** A run of that shop with clients that overlap; some get no answer, and some ask again. */
function historyOf(seed: number, writes: number): History {
  const random = randomFrom(seed)
  const shop = createShop()
  const requests = createRequests(random, FRONT, 'x')
  const attempts: Attempt[] = []
  const reads: Read[] = []
  for (let index = 0; index < writes; index++) {
    const moment = index * 10
    const times = () => ({
      from: moment - random.between(0, 40),
      to: moment + random.between(0, 40),
    })
    const request = requests.next((shelf) => shop.level(shelf).quantity)
    const isLost = random.chance(0.1)
    const via = random.of(['A', 'B'])
    if (isLost && random.chance(0.5)) {
      // It never arrived.
      attempts.push({ request, via, ...times(), outcome: { kind: 'unknown' } })
      continue
    }
    const { outcome } = shop.record(request)
    const first = {
      request,
      via,
      ...times(),
      outcome: isLost ? { kind: 'unknown' as const } : outcome,
    }
    attempts.push(first)
    if (random.chance(0.2) && request.requestId !== undefined) {
      const from = first.to + random.between(1, 50)
      const again: Outcome = outcome.kind === 'done' ? { ...outcome, replayed: true } : outcome
      attempts.push({ request, via: 'B', from, to: from + 5, outcome: again })
    }
    const shelf = random.of([...shop.balances().keys()])
    const source = random.of(['catalogue', 'ledger'] as const)
    reads.push({ shelf, via: 'A', ...times(), level: shop.level(shelf), source })
  }
  return { attempts, reads, movements: shop.movements, balances: shop.balances() }
}

test('a shop that does everything right has no violations', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 150 }),
      fc.boolean(),
      (seed, writes, oneCatalogue) => {
        expect(check(historyOf(seed, writes), { oneCatalogue })).toEqual([])
      },
    ),
    { numRuns: 150 },
  )
})

const SOUND = historyOf(5, 300)

type Change = (history: History) => Partial<History>

/** Replaces the first that is meant. @throws when there is none, because nothing would be shown */
function replaced<T>(
  list: readonly T[],
  isMeant: (one: T) => boolean,
  change: (one: T) => T[],
): T[] {
  const index = list.findIndex(isMeant)
  if (index < 0) throw new Error('The history has no such thing.')
  return list.flatMap((one, at) => (at === index ? change(one) : [one]))
}

const isDone = ({ outcome }: Attempt) => outcome.kind === 'done'
const isBatch = ({ request }: Attempt) => request.lines.length > 1
const isTransfer = ({ linked }: Movement) => linked !== ''

const last = SOUND.movements.at(-1) as Movement
const doneLate = (attempt: Attempt) => isDone(attempt) && attempt.from > 500

/** The history without what is written after a moment, and what then is renumbered. */
const renumbered = (movements: readonly Movement[]): Movement[] =>
  movements.map((movement, index) => ({ ...movement, seq: index + 1 }))

test.each<[what: string, told: RegExp, change: Change]>([
  [
    'a movement is gone',
    /number \d+ of the ledger is/,
    ({ movements }) => ({
      movements: replaced(
        movements,
        ({ seq }) => seq === 40,
        () => [],
      ),
    }),
  ],
  [
    'an acknowledged write is gone, and the numbers hide it',
    /acknowledged and not written/,
    ({ attempts, movements }) => {
      const lost = attempts.find((one) => doneLate(one) && one.request.lines.length === 1)
      return { movements: renumbered(movements.filter(({ tag }) => tag !== lost?.request.tag)) }
    },
  ],
  [
    'a request is written twice',
    /written 2 times/,
    ({ movements }) => ({
      movements: [...movements, { ...last, id: 'again', batch: 'again', seq: last.seq + 1 }],
    }),
  ],
  [
    'a line of a batch is missing',
    /of \d+ movements written/,
    ({ attempts, movements }) => {
      const batch = attempts.find((one) => isDone(one) && isBatch(one))
      const isMeant = ({ tag }: Movement) => tag === batch?.request.tag
      return { movements: renumbered(replaced(movements, isMeant, () => [])) }
    },
  ],
  [
    'a batch is written in pieces',
    /written in pieces/,
    ({ movements }) => {
      const first = movements.findIndex(isTransfer)
      const [half] = movements.slice(first, first + 1)
      const others = movements.filter((_, index) => index !== first)
      return {
        movements: renumbered([
          ...others.slice(0, first + 3),
          half as Movement,
          ...others.slice(first + 3),
        ]),
      }
    },
  ],
  [
    'a level that the movements do not lead to',
    /movement \d+ of .* is .* should be/,
    ({ movements }) => ({
      movements: replaced(movements, isTransfer, (one) => [
        { ...one, quantityAfter: one.quantityAfter + 1 },
      ]),
    }),
  ],
  [
    'a transfer with halves that do not know each other',
    /not linked/,
    ({ movements }) => ({
      movements: replaced(movements, isTransfer, (one) => [{ ...one, linked: '' }]),
    }),
  ],
  [
    'a balance that is not the sum',
    /balance of/,
    ({ balances }) => ({
      balances: new Map([...balances, [last.shelf, { quantity: 9_999, reserved: 0 }]]),
    }),
  ],
  [
    'a refusal after which it was written',
    /refused and written/,
    ({ attempts }) => ({
      attempts: replaced(attempts, isDone, (one) => [
        { ...one, outcome: { kind: 'unknown' } },
        {
          ...one,
          from: one.to + 1,
          to: one.to + 2,
          outcome: { kind: 'refused', code: 'insufficient-stock', line: 0, facts: {} },
        },
      ]),
    }),
  ],
  [
    'a fault that said that nothing was changed',
    /said to be not done/,
    ({ attempts }) => {
      const tags = attempts.map(({ request }) => request.tag)
      const isOnly = ({ request }: Attempt) =>
        tags.filter((tag) => tag === request.tag).length === 1
      return {
        attempts: replaced(
          attempts,
          (one) => isDone(one) && isOnly(one),
          (one) => [{ ...one, outcome: { kind: 'not-done' } }],
        ),
      }
    },
  ],
  [
    'two answers that both say that it was done just now',
    /done twice/,
    ({ attempts }) => ({ attempts: replaced(attempts, isDone, (one) => [one, one]) }),
  ],
  [
    'another answer than the ledger has',
    /told otherwise/,
    ({ attempts }) => ({
      attempts: replaced(attempts, isDone, (one) => {
        const { outcome } = one
        if (outcome.kind !== 'done') return [one]
        const lines = outcome.lines.map((line) => ({ ...line, after: line.after + 1 }))
        return [{ ...one, outcome: { ...outcome, lines } }]
      }),
    }),
  ],
  [
    'two requests under one request_id',
    /did op-x-\d+ .* and op-x-\d+/,
    ({ attempts, movements }) => {
      const [a, b] = attempts.filter((one) => isDone(one) && one.request.requestId !== undefined)
      const of = ({ tag }: { tag: string }) => tag === b?.request.tag
      const requestId = a?.request.requestId ?? ''
      return {
        attempts: attempts.map((one) =>
          of(one.request) ? { ...one, request: { ...one.request, requestId } } : one,
        ),
        movements: movements.map((one) =>
          of(one) ? { ...one, idempotencyKey: `id-${requestId}` } : one,
        ),
      }
    },
  ],
  [
    'a request_id that is said to be used, and is not',
    /was said to be used/,
    ({ attempts }) => {
      const request = { tag: 'op-y', requestId: 'op-y', lines: attempts[0]?.request.lines ?? [] }
      const outcome = { kind: 'refused', code: 'request-id-reused', line: 0, facts: {} } as const
      return { attempts: [...attempts, { request, via: 'A', from: 0, to: 1, outcome }] }
    },
  ],
  [
    'a movement that nobody asked for',
    /never sent/,
    ({ movements }) => ({
      movements: [...movements, { ...last, id: 'strange', seq: last.seq + 1, tag: 'op-strange' }],
    }),
  ],
  [
    'an order that is not that of real time',
    /numbered after/,
    ({ attempts }) => {
      const late = attempts.filter(doneLate).at(-1)
      const isLate = ({ request }: Attempt) => request.tag === late?.request.tag
      return { attempts: attempts.map((one) => (isLate(one) ? { ...one, from: 0, to: 1 } : one)) }
    },
  ],
  [
    'a level that the shelf never had',
    /ledger read 12345/,
    ({ reads }) => ({
      reads: replaced(
        reads,
        ({ source }) => source === 'ledger',
        (one) => [{ ...one, level: { quantity: 12_345, reserved: 0 } }],
      ),
    }),
  ],
  [
    'a refusal of what there was',
    /refusal of .* with/,
    ({ attempts, movements }) => {
      const { tag } = movements.find((one) => one.tag !== '') as Movement
      const request = attempts.find((one) => one.request.tag === tag)?.request as WriteRequest
      const facts = { available: 12_345, requested: 1 }
      const outcome = { kind: 'refused', code: 'insufficient-stock', line: 0, facts } as const
      const refused = { ...request, tag: 'op-y', requestId: 'op-y' }
      return {
        attempts: [...attempts, { request: refused, via: 'A', from: 100, to: 101, outcome }],
      }
    },
  ],
])('%s', (_what, told, change) => {
  expect(check(SOUND, { oneCatalogue: true })).toEqual([])
  const violations = check({ ...SOUND, ...change(SOUND) }, { oneCatalogue: true })
  expect(violations.join('\n')).toMatch(told)
})

test('a request_id that was refused may be used for a corrected request, and belongs to that then', () => {
  const shop = createShop()
  const of = (tag: string, quantity: number): WriteRequest => ({
    tag,
    requestId: 'op-x',
    lines: [{ action: 'sale', shelf: 'K8 at Front', quantity }],
  })
  const [tooMany, fewer] = [of('op-x', 4), of('op-y', 3)]
  const reused = { kind: 'refused', code: 'request-id-reused', line: 0, facts: {} } as const
  const outcomes: [WriteRequest, Outcome][] = [
    [tooMany, shop.record(tooMany).outcome],
    [fewer, shop.record(fewer).outcome],
    [tooMany, reused],
  ]
  const attempts = outcomes.map(([request, outcome], index): Attempt => {
    const from = index * 10
    return { request, via: 'A', from, to: from + 5, outcome }
  })
  const { movements, balances } = shop
  const history = { attempts, reads: [], movements, balances: balances() }
  expect(outcomes.map(([, { kind }]) => kind)).toEqual(['refused', 'done', 'refused'])
  expect(check(history, { oneCatalogue: true })).toEqual([])
  const [first, , last] = attempts as [Attempt, Attempt, Attempt]
  const unfounded = { ...history, attempts: [first, last], movements: movements.slice(0, -1) }
  expect(check(unfounded, { oneCatalogue: true }).join()).toMatch(/was said to be used/)
})

test('a catalogue may be behind the ledger in one of several processes, and not where there is only one', () => {
  const [first, second] = SOUND.movements.filter(({ shelf }) => shelf === 'K1 at Front').slice(-2)
  const level = { quantity: first?.quantityAfter ?? 0, reserved: first?.reservedAfter ?? 0 }
  expect(second?.quantityAfter).not.toBe(first?.quantityAfter)
  const late = { shelf: 'K1 at Front', from: 90_000, to: 90_001, level }
  const withRead = (via: string, source: Read['source'], afterSeq = 0) => ({
    ...SOUND,
    reads: [...SOUND.reads, { ...late, via, source, afterSeq }],
  })
  const catalogue = withRead('C', 'catalogue')
  expect(check(catalogue, { oneCatalogue: false })).toEqual([])
  expect(check(catalogue, { oneCatalogue: true })).not.toEqual([])
  expect(check(withRead('C', 'ledger'), { oneCatalogue: false })).not.toEqual([])
  const [known, behind] = [first?.seq ?? 0, second?.seq ?? 0]
  expect(check(withRead('C', 'catalogue', known), { oneCatalogue: false })).toEqual([])
  expect(check(withRead('C', 'catalogue', behind), { oneCatalogue: false })).not.toEqual([])
})
