import { type Deed, show, stepsOf } from './deeds.ts'
import type { History, Movement, ShelfName, WriteRequest } from './history.ts'
import { apply, EMPTY, isRefused, reservedOf, type ShelfState, type Step } from './model.ts'

/** Movements are numbered from 1 without a gap. */
export const checkNumbers = (movements: readonly Movement[]): string[] =>
  movements.flatMap(({ seq, id }, index) =>
    seq === index + 1 ? [] : [`number ${index + 1} of the ledger is ${seq} (${id})`],
  )

export interface Shelves {
  /** The states of each shelf, from before its first movement to after its last. */
  readonly states: ReadonlyMap<ShelfName, readonly ShelfState[]>
  readonly violations: readonly string[]
}

/** Does everything again in the order of the ledger, and compares each level that it tells. */
export function replay(movements: readonly Movement[], deeds: readonly Deed[]): Shelves {
  const states = new Map<ShelfName, ShelfState[]>()
  const violations: string[] = []
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

export function checkBalances({ balances }: History, states: Shelves['states']): string[] {
  return [...states].flatMap(([shelf, list]) => {
    const last = list.at(-1) ?? EMPTY
    const [quantity, reserved] = [last.onHand, reservedOf(last)]
    const balance = balances.get(shelf)
    return balance?.quantity === quantity && balance.reserved === reserved
      ? []
      : [`balance of ${shelf}: ${JSON.stringify(balance)}, movements say ${quantity}, ${reserved}`]
  })
}

/** Movements that belong to no request that was sent. */
export function checkStrangers(movements: readonly Movement[], deeds: readonly Deed[]): string[] {
  const sent = new Set(deeds.map(({ request }) => request.tag))
  return movements
    .filter(({ tag }) => tag !== '' && !sent.has(tag))
    .map(({ seq, tag }) => `movement ${seq} of ${tag}, which was never sent`)
}

/** What was answered before something else was sent has the lower number in the ledger. */
export function checkRealTime(deeds: readonly Deed[]): string[] {
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
