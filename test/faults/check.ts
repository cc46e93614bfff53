import { type Look, type Write, withoutPlace } from './check-reads.ts'
import type {
  Attempt,
  History,
  Line,
  Movement,
  Outcome,
  Read,
  ShelfName,
  WriteRequest,
} from './history.ts'
import {
  apply,
  EMPTY,
  isRefused,
  type Refused,
  reservedOf,
  type ShelfState,
  type Step,
} from './model.ts'
import { judge, type Timed } from './search.ts'
import { isSame, type ShelfOp, shelfWith } from './shelf-ops.ts'

/** What must not be, as a sentence with what is needed to look into it. */
export type Violation = string

export interface Expectations {
  /** Whether the catalogue answers everybody alike: there is one process. Else each is its own observer. */
  readonly oneCatalogue: boolean
}

/** The steps of a line, each with its shelf. */
export const stepsOf = (line: Line): { readonly shelf: ShelfName; readonly step: Step }[] => {
  const { action, shelf, to, quantity, reference, expected } = line
  if (action !== 'transfer' || to === undefined) {
    return [{ shelf, step: { action: action as Step['action'], quantity, reference, expected } }]
  }
  return [
    { shelf: to, step: { action: 'bring', quantity } },
    { shelf, step: { action: 'take', quantity } },
  ]
}

/** All attempts at one request, in the order in which they were sent. */
interface Deed {
  readonly request: WriteRequest
  readonly attempts: readonly Attempt[]
  readonly movements: readonly Movement[]
  readonly from: number
  /** When it was first answered as done or refused; Infinity where it never was. */
  readonly to: number
  readonly answered: Attempt | undefined
}

type Of<Kind extends Outcome['kind']> = Extract<Outcome, { kind: Kind }>

const isKind =
  <Kind extends Outcome['kind']>(kind: Kind) =>
  (attempt: Attempt): attempt is Attempt & { outcome: Of<Kind> } =>
    attempt.outcome.kind === kind

/** Everything in a run that must not be. */
export function check(history: History, { oneCatalogue }: Expectations): Violation[] {
  const deeds = deedsOf(history)
  const shelves = replay(history.movements, deeds)
  return [
    ...checkNumbers(history.movements),
    ...shelves.violations,
    ...checkBalances(history, shelves.states),
    ...deeds.flatMap(checkDeed),
    ...checkStrangers(history.movements, deeds),
    ...checkKeys(deeds),
    ...checkRealTime(deeds),
    ...checkLooks(history, deeds, shelves.states, oneCatalogue),
    ...searchShelves(history, deeds, oneCatalogue),
  ]
}

function deedsOf({ attempts, movements }: History): Deed[] {
  const byTag = Map.groupBy(movements, ({ tag }) => tag)
  return [...Map.groupBy(attempts, ({ request }) => request.tag).values()].map((unordered) => {
    const tries = unordered.toSorted((a, b) => a.from - b.from)
    const [first] = tries as [Attempt]
    const { request, from } = first
    const answered = tries
      .filter(({ outcome }) => outcome.kind === 'done' || outcome.kind === 'refused')
      .toSorted((a, b) => a.to - b.to)[0]
    const own = byTag.get(request.tag) ?? []
    return {
      request,
      attempts: tries,
      movements: own,
      from,
      to: answered?.to ?? Infinity,
      answered,
    }
  })
}

/** Movements are numbered from 1 without a gap. */
const checkNumbers = (movements: readonly Movement[]): Violation[] =>
  movements.flatMap(({ seq, id }, index) =>
    seq === index + 1 ? [] : [`number ${index + 1} of the ledger is ${seq} (${id})`],
  )

interface Shelves {
  /** The states of each shelf, from before its first movement to after its last. */
  readonly states: ReadonlyMap<ShelfName, readonly ShelfState[]>
  readonly violations: readonly Violation[]
}

/** Does everything again in the order of the ledger, and compares each level that it tells. */
function replay(movements: readonly Movement[], deeds: readonly Deed[]): Shelves {
  const states = new Map<ShelfName, ShelfState[]>()
  const violations: Violation[] = []
  const requests = new Map(deeds.map(({ request }) => [request.tag, request]))
  for (const movement of movements) {
    const { shelf, seq, tag, quantityAfter, reservedAfter } = movement
    const list = states.get(shelf) ?? [EMPTY]
    states.set(shelf, list)
    const before = list.at(-1) as ShelfState
    const step = stepOf(movement, requests.get(tag))
    const after = step && apply(before, step)
    const shown = `movement ${seq} of ${tag || 'nobody'} on ${shelf}`
    if (!after || isRefused(after)) {
      violations.push(`${shown}: ${after ? after.code : 'was not asked for'}`)
      list.push({ ...before, onHand: quantityAfter })
      continue
    }
    if (after.onHand !== quantityAfter || reservedOf(after) !== reservedAfter) {
      const told = `${quantityAfter} with ${reservedAfter} reserved`
      violations.push(`${shown}: is ${told}, should be ${JSON.stringify(after)}`)
    }
    list.push(after)
  }
  return { states, violations }
}

/** The step that a movement is; for what nobody in the run asked for, what it says of itself. */
function stepOf(movement: Movement, request: WriteRequest | undefined): Step | undefined {
  const { tag, line, shelf, delta, reservedDelta } = movement
  if (tag === '' && reservedDelta === 0) return { action: 'adjust', quantity: delta }
  const asked = request?.lines[line]
  return asked && stepsOf(asked).find((one) => one.shelf === shelf)?.step
}

function checkBalances({ balances }: History, states: Shelves['states']): Violation[] {
  return [...states].flatMap(([shelf, list]) => {
    const last = list.at(-1) ?? EMPTY
    const [quantity, reserved] = [last.onHand, reservedOf(last)]
    const balance = balances.get(shelf)
    return balance?.quantity === quantity && balance.reserved === reserved
      ? []
      : [`balance of ${shelf}: ${JSON.stringify(balance)}, movements say ${quantity}, ${reserved}`]
  })
}

const show = ({ request, attempts }: Deed): string =>
  `${request.tag} ${JSON.stringify(request.lines)} [${attempts
    .map(
      ({ via, from, to, outcome }) =>
        `${via} ${from.toFixed()}-${to.toFixed()} ${JSON.stringify(outcome)}`,
    )
    .join('; ')}]`

/** One request: all of it once, or nothing, and the same answer whenever it is asked for. */
function checkDeed(deed: Deed): Violation[] {
  const { request, attempts, movements } = deed
  const done = attempts.filter(isKind('done'))
  const refused = attempts.filter(isKind('refused'))
  const violations: Violation[] = []
  const say = (what: string) => violations.push(`${what}: ${show(deed)}`)

  const wanted = request.lines.flatMap(stepsOf).length
  const [first] = movements
  if (first) {
    const batches = new Set(movements.map(({ batch }) => batch))
    if (batches.size > 1) say(`written ${batches.size} times`)
    else if (movements.length !== wanted) say(`${movements.length} of ${wanted} movements written`)
    if (movements.some(({ seq }, index) => seq !== first.seq + index)) say('written in pieces')
    const key = request.requestId === undefined ? /^auto-/ : new RegExp(`^id-${request.requestId}$`)
    if (!movements.every(({ idempotencyKey }) => key.test(idempotencyKey))) say('under another key')
    if (!isLinked(request, movements)) say('halves of a transfer are not linked')
  }
  if (done.length > 0 && !first) say('acknowledged and not written')
  if (refused.length > 0 && first) say('refused and written')
  if (refused.length > 0 && done.length > 0) say('refused and done')
  if (attempts.every(isKind('not-done')) && first) say('said to be not done, and written')
  if (done.filter(({ outcome }) => !outcome.replayed).length > 1) say('done twice')
  if (first && done.some(({ outcome }) => !tellsTheLedger(outcome, request, movements))) {
    say(`told otherwise than ${JSON.stringify(movements)}`)
  }
  const [refusal, ...others] = refused.map(({ outcome }) => JSON.stringify(outcome))
  if (others.some((other) => other !== refusal)) say('refused in two ways')
  return violations
}

function isLinked({ lines }: WriteRequest, movements: readonly Movement[]): boolean {
  return lines.every(({ action }, index) => {
    const [a, b] = movements.filter(({ line }) => line === index)
    return action === 'transfer' ? a?.linked === b?.id && b?.linked === a?.id : a?.linked === ''
  })
}

function tellsTheLedger(
  { lines: told }: Of<'done'>,
  { lines }: WriteRequest,
  movements: readonly Movement[],
): boolean {
  return (
    told.length === lines.length &&
    lines.every(({ shelf, to }, index) => {
      const answer = told[index]
      const movement = movements.find((one) => one.line === index && one.shelf === shelf)
      const other = movements.find((one) => one.line === index && one.shelf === to)
      return (
        answer?.movement === movement?.id &&
        answer?.after === movement?.quantityAfter &&
        answer?.before === (movement ? movement.quantityAfter - movement.delta : NaN) &&
        answer?.reserved === movement?.reservedAfter &&
        answer?.toAfter === other?.quantityAfter
      )
    })
  )
}

/** Movements that belong to no request that was sent. */
function checkStrangers(movements: readonly Movement[], deeds: readonly Deed[]): Violation[] {
  const sent = new Set(deeds.map(({ request }) => request.tag))
  return movements
    .filter(({ tag }) => tag !== '' && !sent.has(tag))
    .map(({ seq, tag }) => `movement ${seq} of ${tag}, which was never sent`)
}

/** What was done under a request_id is the only thing that ever is. */
function checkKeys(deeds: readonly Deed[]): Violation[] {
  const named = deeds.filter(({ request }) => request.requestId !== undefined)
  return [...Map.groupBy(named, ({ request }) => request.requestId)].flatMap(([id, all]) => {
    const written = all.filter(({ movements }) => movements.length > 0)
    const reused = all.filter(({ attempts }) => attempts.some(isReused))
    return [
      ...(written.length > 1 ? [`${id} did ${written.map(show).join(' and ')}`] : []),
      ...reused
        .filter((deed) => written.every((other) => other === deed))
        .map((deed) => `${id} was said to be used: ${show(deed)}`),
    ]
  })
}

const isReused = ({ outcome }: Attempt): boolean =>
  outcome.kind === 'refused' && outcome.code === 'request-id-reused'

/** What was answered before something else was sent has the lower number in the ledger. */
function checkRealTime(deeds: readonly Deed[]): Violation[] {
  const written = deeds
    .filter(({ movements }) => movements.length > 0)
    .toSorted((a, b) => (a.movements[0]?.seq ?? 0) - (b.movements[0]?.seq ?? 0))
  let latest: Deed | undefined
  return written.flatMap((deed) => {
    const isLate = latest && deed.to < latest.from
    const violations = isLate
      ? [`numbered after what was sent after its answer: ${show(deed)} and ${show(latest as Deed)}`]
      : []
    if (!latest || deed.from > latest.from) latest = deed
    return violations
  })
}

interface Named extends Look {
  readonly shown: string
}

/** Reads and refusals are true at some moment while they were asked. */
function checkLooks(
  history: History,
  deeds: readonly Deed[],
  states: Shelves['states'],
  oneCatalogue: boolean,
): Violation[] {
  const deedOf = new Map(deeds.map((deed) => [deed.request.tag, deed]))
  const movements = Map.groupBy(history.movements, ({ shelf }) => shelf)
  const everybody = () => 'everybody'
  const each = (via: string) => via
  return [...states].flatMap(([shelf, list]) => {
    const writes = (movements.get(shelf) ?? []).map(({ tag }): Write => {
      const deed = deedOf.get(tag)
      if (!deed) return { from: 0, to: tag === '' ? 0 : Infinity, via: '' }
      return { from: deed.from, to: deed.to, via: deed.answered?.via ?? '' }
    })
    const reads = history.reads
      .filter((read) => read.shelf === shelf)
      .map((read) => lookOf(read, list))
    const refusals = refusalsOn(shelf, deeds).map(
      ({ step, refused, ...times }): Named & Source => ({
        ...times,
        source: 'ledger',
        shown: `refusal of ${JSON.stringify(step)} with ${JSON.stringify(refused)}`,
        fits(place) {
          const result = apply(list[place] ?? EMPTY, step)
          return isRefused(result) && isSame(refused, result)
        },
      }),
    )
    const all = [...reads, ...refusals]
    const groups = oneCatalogue
      ? [withoutPlace(writes, all, everybody)]
      : [
          withoutPlace(writes, all.filter(isOf('ledger')), everybody),
          withoutPlace(writes, all.filter(isOf('catalogue')), each),
        ]
    return groups
      .flat()
      .map(
        ({ shown, via, from, to }) =>
          `${shown} on ${shelf} by ${via}, ${from.toFixed()}-${to.toFixed()}`,
      )
  })
}

interface Source {
  readonly source: Read['source']
}

const isOf =
  (wanted: Read['source']) =>
  ({ source }: Source): boolean =>
    source === wanted

const lookOf = ({ level, ...read }: Read, states: readonly ShelfState[]): Named & Source => ({
  ...read,
  shown: `${read.source} read ${level.quantity} with ${level.reserved} reserved`,
  fits(place) {
    const state = states[place] ?? EMPTY
    return state.onHand === level.quantity && reservedOf(state) === level.reserved
  },
})

/** The refusals that tell of a shelf. Each may have been decided by an earlier attempt. */
function refusalsOn(shelf: ShelfName, deeds: readonly Deed[]) {
  return deeds.flatMap(({ request, answered, from, to }) => {
    if (answered?.outcome.kind !== 'refused') return []
    const { code, facts, line } = answered.outcome
    if (code === 'request-id-reused') return []
    const asked = request.lines[line]
    // A transfer is refused for the shelf that it takes from.
    const step = asked && stepsOf(asked).find((one) => one.shelf === asked.shelf)
    if (step?.shelf !== shelf) return []
    return [{ step: step.step, refused: { code, facts } as Refused, via: answered.via, from, to }]
  })
}

/**
 * Looks for an order of all that clients saw of a shelf, without asking the ledger for it; of what
 * was never answered, the ledger tells only whether it happened at all.
 */
function searchShelves(
  { balances, movements, reads }: History,
  deeds: readonly Deed[],
  oneCatalogue: boolean,
): Violation[] {
  return [...balances.keys()].flatMap((shelf) => {
    const start = movements
      .filter((movement) => movement.shelf === shelf && movement.tag === '')
      .reduce((sum, { delta }) => sum + delta, 0)
    const seen = reads
      .filter((read) => read.shelf === shelf && (oneCatalogue || read.source === 'ledger'))
      .map(({ from, to, level }): Timed<ShelfOp> => ({ from, to, op: { kind: 'read', level } }))
    const refused = refusalsOn(shelf, deeds).map(
      ({ step, refused: { code, facts }, from, to }): Timed<ShelfOp> => ({
        from,
        to,
        op: { kind: 'refused', step, code, facts },
      }),
    )
    const written = deeds.flatMap((deed) => opsOf(deed, shelf))
    const verdict = judge(shelfWith(start), [...seen, ...refused, ...written])
    return verdict === 'linearizable' ? [] : [`${shelf} is ${verdict}`]
  })
}

function opsOf(
  { request, answered, movements, from, to }: Deed,
  shelf: ShelfName,
): Timed<ShelfOp>[] {
  const outcome = answered?.outcome
  if (outcome?.kind === 'refused') return []
  if (outcome?.kind !== 'done' && movements.length === 0) return []
  return request.lines.flatMap((line, index) =>
    stepsOf(line)
      .filter((one) => one.shelf === shelf)
      .flatMap(({ step }): Timed<ShelfOp>[] => {
        if (outcome?.kind !== 'done') return [{ from, to, op: { kind: 'unknown', step } }]
        const told = outcome.lines[index]
        if (!told) return []
        const { before, after, reserved, toAfter } = told
        const answer = shelf === line.to ? { after: toAfter ?? NaN } : { before, after, reserved }
        return [{ from, to, op: { kind: 'done', step, ...answer } }]
      }),
  )
}
