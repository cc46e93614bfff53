import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { hashOf } from '../../src/shared/secret.ts'
import { type Answer, product, useShop } from '../support/shop.ts'

const RUNS = Number(process.env.PROPERTY_RUNS ?? 40)
/** A history that fails is played again and again, shorter each time. */
const RUNS_OF_SHRINKING = 500
const SEED = Number(process.env.PROPERTY_SEED ?? 2_026)
/** A run takes half a second, on a busy machine four times as long; what is left is for fast-check to shrink a failure. */
const LIMIT_MS = 30_000 + RUNS * 2_500

// The model: what a shop is, in few words and without a look at the code.

type Action = (typeof ACTIONS)[number]
/** Some more often than others, so that reservations come to something. */
const ACTIONS = [
  ...(['sale', 'reserve', 'release', 'sale', 'reserve', 'release', 'reserve'] as const),
  ...(['add_stock', 'add_stock', 'return', 'adjust', 'count', 'transfer'] as const),
]

interface Line {
  readonly action: Action
  readonly shelf: string
  readonly to: string
  /** Signed for an adjust, what was counted for a count. */
  readonly units: number
  readonly expected: number | undefined
  readonly reference: string
}

interface Effect {
  readonly shelf: string
  readonly delta: number
  readonly held: number
  readonly reference: string
}

interface Entry {
  id: string
  readonly line: number
  /** In the order they were written. */
  readonly effects: Effect[]
  readonly undoes: Entry | null
}

/** One change of one shelf, on behalf of an entry. */
interface Step {
  readonly line: number
  readonly undoes: Entry | null
  readonly effect: () => Effect
}

class Refusal extends Error {
  line: number | undefined
}

const refuse = (code: string): never => {
  throw new Refusal(code)
}

const isUndo = ({ undoes }: Entry): boolean => undoes !== null && !isUndo(undoes)

/** Whether it makes units available: that comes before what takes some. */
const brings = ({ action, units }: Line): boolean =>
  ['count', 'add_stock', 'return', 'release'].includes(action) || (action === 'adjust' && units > 0)

/** Whether a line counts a shelf that another one changes. */
const isCountBeside = (line: Line, _index: number, lines: readonly Line[]): boolean =>
  line.action === 'count' &&
  lines.some((other) => other !== line && [other.shelf, other.to].includes(line.shelf))

function createModel() {
  /** Units on hand, and of those what each reference holds. */
  let shelves: Record<string, { quantity: number; held: Record<string, number> }> = {}
  const history: { entries: Entry[]; written: { entry: Entry; effect: Effect }[] }[] = []

  function at(shelf: string) {
    shelves[shelf] ??= { quantity: 0, held: {} }
    return shelves[shelf]
  }

  const reserved = (shelf: string) => Object.values(at(shelf).held).reduce((a, b) => a + b, 0)

  function effectOf({ action, shelf, units, expected, reference }: Line): Effect {
    const { quantity, held } = at(shelf)
    const effect = (delta: number, held = 0, name = reference) => ({
      shelf,
      delta,
      held,
      reference: name,
    })
    switch (action) {
      case 'add_stock':
      case 'return':
      case 'adjust':
        return effect(units)
      case 'sale':
        return effect(-units, -Math.min(units, held[reference] ?? 0))
      case 'reserve':
        return effect(0, units)
      case 'release': {
        const holders = Object.keys(held).filter((name) => (held[name] ?? 0) > 0)
        const [name = '', ...others] = reference ? [reference] : holders
        if (others.length > 0) refuse('ambiguous-reservation')
        return (held[name] ?? 0) < units ? refuse('nothing-reserved') : effect(0, -units, name)
      }
      case 'count':
        if (expected !== undefined && expected !== quantity) refuse('unexpected-quantity')
        return effect(units - quantity)
      case 'transfer':
        return effect(-units)
    }
  }

  function apply({ shelf, delta, held, reference }: Effect): void {
    const level = at(shelf)
    const mine = (level.held[reference] ?? 0) + held
    level.held[reference] = mine
    level.quantity += delta
    if (mine < 0 || level.quantity < reserved(shelf)) refuse('insufficient-stock')
  }

  const isUndone = (entry: Entry) =>
    history.some(({ entries }) => entries.some(({ undoes }) => undoes === entry))
  const isInEffect = (entry: Entry) => !isUndo(entry) && !isUndone(entry)

  function opposite(entry: Entry, { delta, held, ...rest }: Effect): Effect {
    return isUndone(entry) ? refuse('already-undone') : { ...rest, delta: -delta, held: -held }
  }

  /** Each in its turn, all or none. */
  function all(steps: readonly Step[]): Entry[] | Refusal {
    const before = structuredClone(shelves)
    const entries = new Map<number, Entry>()
    const written: { entry: Entry; effect: Effect }[] = []
    for (const { line, undoes, effect: make } of steps) {
      try {
        const effect = make()
        apply(effect)
        const entry = entries.get(line) ?? { id: '', line, effects: [], undoes }
        entry.effects.push(effect)
        entries.set(line, entry)
        written.push({ entry, effect })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        shelves = before
        if (undoes === null) error.line = line
        return error
      }
    }
    history.push({ entries: [...entries.values()], written })
    return [...entries.values()]
  }

  /** A transfer arrives before it leaves, so that a batch is judged by its sum. */
  function stepsOf(line: Line, index: number): (Step & { brings: boolean })[] {
    const step = { line: index, undoes: null }
    const { action, to, units, reference } = line
    const own = { ...step, brings: brings(line), effect: () => effectOf(line) }
    const arrives = { shelf: to, delta: units, held: 0, reference }
    return action === 'transfer' ? [{ ...step, brings: true, effect: () => arrives }, own] : [own]
  }

  const backwards = (written: readonly { entry: Entry; effect: Effect }[]): Step[] =>
    written.toReversed().map(({ entry, effect }) => ({
      line: entry.line,
      undoes: entry,
      effect: () => opposite(entry, effect),
    }))

  return {
    at,
    reserved,
    entries: () => history.flatMap(({ entries }) => entries),
    record(lines: readonly Line[]) {
      const beside = lines.findIndex(isCountBeside)
      if (beside >= 0) return Object.assign(new Refusal('invalid-request'), { line: beside })
      const steps = lines.flatMap(stepsOf)
      return all([...steps.filter((one) => one.brings), ...steps.filter((one) => !one.brings)])
    },
    undo(entry: Entry | undefined) {
      if (!entry) return new Refusal('movement-not-found')
      return all(backwards(entry.effects.map((effect) => ({ entry, effect }))))
    },
    /** Passes over what is not in effect: what was undone, and undos. */
    undoLast() {
      const last = history.findLast(({ entries }) => entries.some(isInEffect))
      if (!last) return new Refusal('nothing-to-undo')
      return all(backwards(last.written.filter(({ entry }) => isInEffect(entry))))
    },
  }
}

// The commands. They are made without knowing the state, and take their meaning when they are sent.

const SIZES = ['38', '40'] as const
const LOCATIONS = ['Shop', 'Cave'] as const

interface Draft {
  readonly action: Action
  readonly product: number
  readonly size: (typeof SIZES)[number]
  /** The default one where it is missing. */
  readonly location: (typeof LOCATIONS)[number] | undefined
  /** 'all' is what the action can take there, the edge at which things break. */
  readonly units: number | 'all'
  /** Down instead of up, nothing instead of some: what is less usual. */
  readonly less: boolean
  /** For a count, as it is with undefined, right with 0, wrong with 1. */
  readonly wrongBy: number | undefined
  /** 'holder' is one that holds units of the shelf. */
  readonly reference: 'A' | 'B' | 'holder' | undefined
}

type Command =
  | { readonly kind: 'record'; readonly lines: readonly Draft[] }
  | { readonly kind: 'undo last' }
  | { readonly kind: 'undo'; readonly ofAnUndo: boolean; readonly ago: number }
  | { readonly kind: 'repeat'; readonly changed: boolean; readonly ago: number }

/** What is done first, half of the times, where an action has nothing to take. */
const INSTEAD: Partial<Record<Action, Action>> = {
  release: 'reserve',
  sale: 'add_stock',
  reserve: 'add_stock',
  transfer: 'return',
}

const anywhere = fc.record({
  product: fc.constantFrom(0, 1),
  size: fc.constantFrom(...SIZES),
  location: fc.constantFrom(undefined, ...LOCATIONS),
})

/** Most happens on one shelf, so that the commands meet. */
const place = fc.oneof(
  { arbitrary: fc.constant({ product: 0, size: '38', location: undefined } as const), weight: 3 },
  { arbitrary: anywhere, weight: 1 },
)

const what = fc.record({
  action: fc.constantFrom(...ACTIONS),
  units: fc.constantFrom(...([1, 2, 3, 'all', 'all'] as const)),
  less: fc.boolean(),
  wrongBy: fc.constantFrom(undefined, 0, 0, 1),
  reference: fc.constantFrom('A', 'B', 'holder', 'holder', 'holder', undefined),
})

const line = fc.tuple(place, what).map(([where, draft]): Draft => ({ ...where, ...draft }))
const several = fc.array(line, { minLength: 2, maxLength: 4, size: 'max' })
const ago = fc.nat(8)

const record = <T extends readonly Draft[]>(lines: fc.Arbitrary<T>) =>
  fc.record({ kind: fc.constant('record' as const), lines })

const undoLast = fc.constant<Command>({ kind: 'undo last' })

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 10, arbitrary: record(fc.tuple(line)) },
  { weight: 3, arbitrary: record(several) },
  { weight: 1, arbitrary: undoLast },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('undo'), ofAnUndo: fc.boolean(), ago }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat'), changed: fc.boolean(), ago }) },
)

const lineOf = (action: Action, units: number, rest: Partial<Draft> = {}): Draft => ({
  action,
  units,
  product: 0,
  size: '38',
  location: undefined,
  less: false,
  wrongBy: undefined,
  reference: undefined,
  ...rest,
})

const recordOf = (...lines: Draft[]): Command => ({ kind: 'record', lines })

/** The first command of each run. */
const delivery = (units: number): Command =>
  recordOf(
    ...[0, 1].flatMap((product) =>
      SIZES.map((size) => lineOf('add_stock', units, { product, size })),
    ),
  )

/** Few units make the shop refuse, many let it go on. */
const history = fc.record({
  delivered: fc.constantFrom(2, 4, 8),
  commands: fc
    .array(
      fc.oneof(
        { weight: 6, arbitrary: fc.tuple(command) },
        { weight: 1, arbitrary: fc.tuple(record(several), undoLast) },
      ),
      { minLength: 1, maxLength: 35, size: 'max' },
    )
    .map((steps): Command[] => steps.flat()),
})

type History = { readonly delivered: number; readonly commands: readonly Command[] }

/** Histories that were answered wrongly once. They are seldom met by chance. */
const KNOWN: [History][] = [
  [
    {
      delivered: 2,
      commands: [
        recordOf(lineOf('reserve', 2, { reference: 'A' })),
        recordOf(
          lineOf('release', 2, { reference: 'A' }),
          lineOf('reserve', 2, { reference: 'B' }),
        ),
        { kind: 'undo last' },
      ],
    },
  ],
  [
    {
      delivered: 2,
      commands: [
        recordOf(lineOf('reserve', 1, { reference: 'A' })),
        recordOf(lineOf('reserve', 1, { reference: 'B' })),
        recordOf(lineOf('sale', 1, { reference: 'A' })),
        { kind: 'undo', ofAnUndo: false, ago: 2 },
      ],
    },
  ],
]

// A run: the same commands to the service and to the model.

const shop = useShop([])
let runs = 0
/** How often each outcome was met. */
const met = new Map<string, number>()
const count = (outcome: string) => met.set(outcome, (met.get(outcome) ?? 0) + 1)

interface Request {
  readonly url: string
  readonly body: object
  /** What the model makes of it. It takes nothing from the answer but names that the shop made up. */
  readonly predict: (answer: Answer) => Entry[] | Refusal
  /** What it wrote, in the order of its lines. */
  done?: readonly Entry[]
  /** Why it was refused. */
  refused?: Refusal
}

type Written = { movement: { id: string; reference: string } }
const resultsOf = ({ body }: Answer): Written[] => body.results ?? (body.movement ? [body] : [])

const STATUS: Record<string, number> = {
  'invalid-request': 400,
  'movement-not-found': 404,
  'nothing-to-undo': 404,
  'request-id-reused': 422,
}
const byText = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1)

/** Each run has a key of its own, so that "undo the last" never reaches into the run before. */
const secretOf = (name: string) => `sk-${name}`

async function openRun() {
  const name = `RUN-${++runs}`
  const skus = [`${name}-1`, `${name}-2`]
  await shop.store.importProducts({
    actor: 'test',
    reason: '',
    mode: 'set',
    products: skus.map((sku) => product(sku, sku, { 38: 0, 40: 0 })),
  })
  const headers = { authorization: `Bearer ${secretOf(name)}` }
  const { missing } = (await shop.get('/admin/drift')).body
  const shelves = skus.flatMap((sku) =>
    SIZES.flatMap((size) => LOCATIONS.map((location) => `${sku} ${size} ${location}`)),
  )
  const model = createModel()
  const sent: Request[] = []
  const transcript: string[] = []

  async function post(url: string, body: object): Promise<Answer> {
    const answer = await shop.inject({ method: 'POST', url, payload: body, headers })
    const { status, body: said } = answer
    transcript.push(`${url} ${JSON.stringify(body)} → ${status} ${said.type ?? said.message}`)
    return answer
  }

  /** As far as the action can go there. */
  function everything(action: Action, shelf: string, reference: string): number {
    const { quantity, held } = model.at(shelf)
    if (action === 'add_stock' || action === 'return') return 3
    if (action === 'release') return held[reference] ?? 0
    return action === 'count' ? model.reserved(shelf) : quantity - model.reserved(shelf)
  }

  function understand(draft: Draft): { line: Line; body: object } {
    const { less, wrongBy, size, location } = draft
    const sku = skus[draft.product]
    const elsewhere = location === 'Cave' ? 'Shop' : 'Cave'
    const shelf = `${sku} ${size} ${location ?? 'Shop'}`
    const { quantity, held } = model.at(shelf)
    const holder = Object.keys(held).findLast((name) => (held[name] ?? 0) > 0)
    const reference = draft.reference === 'holder' ? (holder ?? 'A') : draft.reference
    const most = everything(draft.action, shelf, reference ?? holder ?? '')
    const action = (less && most === 0 && INSTEAD[draft.action]) || draft.action
    const some = draft.units === 'all' ? most || 1 : draft.units

    if (action === 'adjust') {
      const delta = less ? -some : some
      return {
        line: { action, shelf, to: '', units: delta, expected: undefined, reference: '' },
        body: { sku, size, location, delta, reason: 'found' },
      }
    }
    if (action === 'count') {
      const counted = less ? 0 : some
      const expected = wrongBy === undefined ? undefined : quantity + wrongBy
      return {
        line: { action, shelf, to: '', units: counted, expected, reference: '' },
        body: { sku, size, location, quantity: counted, expected_quantity: expected },
      }
    }
    const to = action === 'transfer' ? `${sku} ${size} ${elsewhere}` : ''
    const target = action === 'transfer' ? { to_location: elsewhere } : {}
    return {
      line: { action, shelf, to, units: some, expected: undefined, reference: reference ?? '' },
      body: { sku, size, location, quantity: some, reference, ...target },
    }
  }

  function recordRequest(drafts: readonly Draft[]): Request {
    const understood = drafts.map(understand)
    const actions = understood.map(({ line }) => line.action)
    const lines = understood.map(({ body }, index) => ({ action: actions[index], ...body }))
    const single = understood.length === 1
    return {
      url: single ? `/inventory/${actions[0]}` : '/inventory/batch',
      body: single ? (understood[0]?.body ?? {}) : { lines },
      predict(answer) {
        const results = resultsOf(answer)
        const predicted = model.record(
          understood.map(({ line }, index) => {
            if (line.action !== 'reserve' || line.reference) return line
            return { ...line, reference: results[index]?.movement.reference || 'refused' }
          }),
        )
        if (single && predicted instanceof Refusal) predicted.line = undefined
        return predicted
      },
    }
  }

  function requestOf(command: Exclude<Command, { kind: 'repeat' }>): Request {
    if (command.kind === 'record') return recordRequest(command.lines)
    if (command.kind === 'undo last') {
      return { url: '/inventory/undo', body: { confirm: true }, predict: model.undoLast }
    }
    const choice = model.entries().filter((entry) => !command.ofAnUndo || isUndo(entry))
    const entry = choice.at(-1 - (command.ago % (choice.length || 1)))
    const url = `/movements/${entry?.id ?? 'unknown00000000'}/undo`
    // Confirmed: whether it is asked about what was counted since is no matter of stock.
    return { url, body: { confirm: true }, predict: () => model.undo(entry) }
  }

  async function send(command: Command): Promise<void> {
    if (command.kind !== 'repeat') {
      const { url, body, predict } = requestOf(command)
      const request = { url, body: { ...body, request_id: `${name}-${sent.length}` }, predict }
      sent.push(request)
      return anew(request)
    }
    const index = (sent.length - 1 - command.ago + 13 * sent.length) % sent.length
    const request = sent[index]
    if (request?.refused) return refusedAgain(request, request.refused)
    if (!request?.done) return request && anew(request)
    if (!command.changed) return again(request, request.done)
    const other = { sku: skus[0], size: '38', quantity: 99, request_id: `${name}-${index}` }
    const answer = await post('/inventory/add_stock', other)
    expectRefusal(answer, new Refusal('request-id-reused'))
  }

  /** A refusal stands, whatever is on the shelves now. */
  async function refusedAgain({ url, body }: Request, refused: Refusal): Promise<void> {
    const answer = await post(url, body)
    const { type, refused_at, at_that_time } = answer.body
    expectRefusal({ ...answer, body: { ...at_that_time, type } }, refused)
    expect(refused_at).toEqual(expect.any(String))
  }

  async function anew(request: Request): Promise<void> {
    const answer = await post(request.url, request.body)
    const predicted = request.predict(answer)
    if (predicted instanceof Refusal) {
      request.refused = predicted
      return expectRefusal(answer, predicted)
    }
    count(request.url.replace(/movements.*/, 'movements/{id}/undo'))
    expect(answer).toMatchObject({ status: 201, body: { replayed: false } })
    const results = resultsOf(answer)
    expect(results).toHaveLength(predicted.length)
    request.done = predicted.toSorted((a, b) => a.line - b.line)
    for (const [index, entry] of request.done.entries())
      entry.id = results[index]?.movement.id ?? ''
  }

  async function again({ url, body }: Request, done: readonly Entry[]): Promise<void> {
    count('replayed')
    const answer = await post(url, body)
    expect(answer).toMatchObject({ status: 200, body: { replayed: true } })
    expect(resultsOf(answer).map(({ movement }) => movement.id)).toEqual(done.map(({ id }) => id))
  }

  function expectRefusal({ status, body }: Answer, { message: code, line }: Refusal): void {
    count(code)
    expect({ status, type: body.type, line: body.line }).toEqual({
      status: STATUS[code] ?? 409,
      type: `/problems/${code}`,
      line: line === undefined ? undefined : line + 1,
    })
  }

  /** Every shelf, as the service lists it and as the model has it. */
  async function expectSameLevels(): Promise<void> {
    const lists = await Promise.all(skus.map((sku) => shop.get(`/inventory?sku=${sku}`)))
    const level = (quantity: number, reserved: number, available: number) =>
      `${quantity} on hand, ${reserved} reserved, ${available} available`
    const listed = new Map<string, string>(
      lists
        .flatMap(({ body }) => body.items)
        .map((row) => [
          `${row.sku} ${row.size} ${row.location}`,
          level(row.quantity, row.reserved, row.available),
        ]),
    )
    const seen = shelves.map((shelf) => `${shelf}: ${listed.get(shelf) ?? level(0, 0, 0)}`)
    const wanted = shelves.map((shelf) => {
      const [quantity, reserved] = [model.at(shelf).quantity, model.reserved(shelf)]
      return `${shelf}: ${level(quantity, reserved, quantity - reserved)}`
    })
    expect(seen).toEqual(wanted)
  }

  /** Asks for the units of nobody: the refusal says who holds how many. */
  async function expectSameReservations(): Promise<void> {
    for (const shelf of shelves) {
      const [sku, size, location] = shelf.split(' ')
      const body = { sku, size, location, quantity: 1, reference: 'nobody' }
      const { reservations } = (await post('/inventory/release', body)).body
      const listed = reservations.map(({ reference, held }: Record<string, unknown>) => [
        ...[reference, held],
      ])
      const wanted = Object.entries(model.at(shelf).held).filter(([, held]) => held > 0)
      expect(listed.sort(byText)).toEqual(wanted.sort(byText))
    }
  }

  async function expectNoDrift(): Promise<void> {
    const { body } = await shop.get('/admin/drift')
    expect(body.items.filter(({ sku }: { sku: string }) => skus.includes(sku))).toEqual([])
    expect(body.missing).toBe(missing)
  }

  return { send, transcript, expectSameLevels, expectSameReservations, expectNoDrift }
}

async function play({ delivered, commands }: History): Promise<void> {
  const run = await openRun()
  try {
    for (const command of [delivery(delivered), ...commands]) {
      await run.send(command)
      await run.expectSameLevels()
    }
    await run.expectSameReservations()
    await run.expectNoDrift()
  } catch (error) {
    if (error instanceof Error) error.message += `\n${run.transcript.join('\n')}`
    throw error
  }
}

beforeAll(async () => {
  const path = '/api/collections/locations/records'
  await shop.client.request(path, { method: 'POST', body: { name: 'Cave' } })
  const rights = { scope: 'write', location: null, expiresAt: null } as const
  for (let run = 1; run <= RUNS + RUNS_OF_SHRINKING; run++) {
    const name = `RUN-${run}`
    await shop.keys.saveKey({ name, hash: hashOf(secretOf(name)), ...rights })
  }
})

test(
  `${RUNS} random histories: every answer and every shelf is what a small model says`,
  async () => {
    await fc.assert(fc.asyncProperty(history, play), {
      // Bias would be towards small values, and all values here are small.
      seed: SEED,
      numRuns: RUNS,
      unbiased: true,
      examples: KNOWN,
      interruptAfterTimeLimit: LIMIT_MS,
      markInterruptAsFailure: true,
    })
    const { body } = await shop.get('/admin/drift')
    expect(body).toMatchObject({ items: [], missing: 0 })
    const figures = [...met].sort(byText).map((pair) => pair.join(' '))
    process.stderr.write(
      `model: ${RUNS} runs, ${body.movements} movements. ${figures.join(', ')}\n`,
    )
  },
  LIMIT_MS + 30_000,
)
