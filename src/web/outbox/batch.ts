// What was counted or delivered and is on its way to the shop. Pure: a batch goes in, the next one comes out.

import type { z } from 'zod'
import type { BatchInput } from '../../features/stock/record-schemas.ts'

export type Kind = 'count' | 'delivery'

/** A size of a product at a location, as the shop last told it. */
export interface Shelf {
  readonly sku: string
  readonly model: string
  readonly color: string
  readonly gender: string
  readonly size: string
  readonly thumb: string | null
  /** Units on hand. */
  readonly quantity: number
}

export interface Line {
  /** What the shop knows of it; null for a code that was scanned without a network and is not known yet. */
  readonly shelf: Shelf | null
  /** The code that was scanned; empty for a product that was chosen. */
  readonly code: string
  /** Whether the shop was asked what the code is, and does not know one size that it stands for. */
  readonly isUnknown: boolean
  /** Units that were counted, or came; null for what was put on the list and not counted yet. */
  readonly units: number | null
  /** Units that were on record when it was counted; null where nobody could tell. */
  readonly expected: number | null
  /** Units on record now, where that is another number: whether the count stands is asked. */
  readonly asked: number | null
}

/** Why a batch was not done, as the shop said it. */
export interface Problem {
  readonly status: number
  /** The last part of its type: unexpected-quantity. */
  readonly code: string
  readonly detail: string
  /** Index of the line; null for the request as a whole. */
  readonly line: number | null
}

/** What the shop answered to a batch that was done. */
export interface Done {
  /** Id of its first movement, by which all of it is undone. */
  readonly movement: string
  readonly message: string
}

export interface Batch {
  readonly id: string
  readonly kind: Kind
  /** Who made it; nobody else sends it. */
  readonly by: string
  /** Name of the location; null for the default one, or the only one of the person. */
  readonly location: string | null
  readonly lines: readonly Line[]
  /**
   * open: it is being made. waiting: it is to be sent, and was perhaps. refused: it is not done, and
   * waits for the person. done: it is written, and can be undone.
   */
  readonly state: 'open' | 'waiting' | 'refused' | 'done'
  /** Of the request; the same until the shop has answered it for good. */
  readonly requestId: string | null
  /** When it was pressed, ISO 8601, by the clock of the shop. */
  readonly pressedAt: string | null
  /** The person said yes to what a refusal asks. */
  readonly confirmed: boolean
  readonly problem: Problem | null
  readonly done: Done | null
}

/** Lines of one request at most: the API takes no more. */
export const MOST_LINES = 100
/** Units of one line at most. */
const MOST_UNITS = 10_000

export const newBatch = (made: Pick<Batch, 'id' | 'kind' | 'by' | 'location'>): Batch => ({
  ...made,
  lines: [],
  state: 'open',
  requestId: null,
  pressedAt: null,
  confirmed: false,
  problem: null,
  done: null,
})

/** What tells a line from the others of its batch. */
export const keyOf = ({ shelf, code }: Pick<Line, 'shelf' | 'code'>): string =>
  shelf ? `${shelf.sku}\n${shelf.size}` : `code\n${code}`

export const isFull = ({ lines }: Batch): boolean => lines.length >= MOST_LINES

type Item = Pick<Line, 'shelf' | 'code'>

/** One more unit of what was scanned or chosen. Its line comes first, where the eye is. */
export function addUnit(batch: Batch, item: Item): Batch {
  const before = batch.lines.find((line) => keyOf(line) === keyOf(item))
  if (!before) return put(batch, item, 1)
  const more = { ...before, code: before.code || item.code, units: (before.units ?? 0) + 1 }
  return changed(batch, [more, ...batch.lines.filter((line) => line !== before)])
}

/** Puts on the list what is to be counted. What is on it already stays as it is. */
export const addUncounted = (batch: Batch, item: Item): Batch =>
  batch.lines.some((line) => keyOf(line) === keyOf(item)) ? batch : put(batch, item, null)

function put(batch: Batch, item: Item, units: number | null): Batch {
  if (isFull(batch)) return batch
  const expected = batch.kind === 'count' ? (item.shelf?.quantity ?? null) : null
  return changed(batch, [
    { ...item, isUnknown: false, units, expected, asked: null },
    ...batch.lines,
  ])
}

/** @param units what was counted or came; what is no number of units changes nothing */
export function setUnits(batch: Batch, key: string, units: number): Batch {
  if (!Number.isSafeInteger(units) || units < 0 || units > MOST_UNITS) return batch
  return mapLine(batch, key, (line) => ({ ...line, units }))
}

/** @param more units that are added, or taken away with a minus; never below none */
export function changeUnits(batch: Batch, key: string, more: number): Batch {
  const line = batch.lines.find((one) => keyOf(one) === key)
  return line ? setUnits(batch, key, Math.max(0, (line.units ?? 0) + more)) : batch
}

export const removeLine = (batch: Batch, key: string): Batch =>
  changed(
    batch,
    batch.lines.filter((line) => keyOf(line) !== key),
  )

/** The person looked at the shelf again: what was counted stands against what is on record now. */
export const countStands = (batch: Batch, key: string): Batch =>
  mapLine(batch, key, (line) => ({ ...line, expected: line.asked ?? line.expected, asked: null }))

/** The shop does not know what the code is. */
export const unknownCode = (batch: Batch, code: string): Batch => ({
  ...batch,
  lines: batch.lines.map((line) =>
    line.shelf === null && line.code === code ? { ...line, isUnknown: true } : line,
  ),
})

/**
 * It is known now which product and size a code is. Where that is on the list already, the units go there.
 * A count was made without knowing what is on record, so it is asked against that.
 */
export function nameCode(batch: Batch, code: string, shelf: Shelf): Batch {
  const line = batch.lines.find((one) => one.shelf === null && one.code === code)
  if (!line) return batch
  const same = batch.lines.find((one) => keyOf(one) === keyOf({ shelf, code }))
  const asked = batch.kind === 'count' ? shelf.quantity : null
  const named = same
    ? { ...same, code, units: (same.units ?? 0) + (line.units ?? 0) }
    : { ...line, shelf, isUnknown: false, asked }
  return changed(
    batch,
    batch.lines.filter((one) => one !== same).map((one) => (one === line ? named : one)),
  )
}

const mapLine = (batch: Batch, key: string, change: (line: Line) => Line): Batch =>
  changed(
    batch,
    batch.lines.map((line) => (keyOf(line) === key ? change(line) : line)),
  )

/** What is not as it was sent is another request. */
const changed = (batch: Batch, lines: readonly Line[]): Batch => ({
  ...batch,
  lines,
  problem: null,
  confirmed: false,
  ...(batch.state === 'refused' && { requestId: null }),
})

/** The lines that are sent: what was not counted stays as it is, and nothing came of what came 0 times. */
export const sentLines = ({ kind, lines }: Batch): readonly Line[] =>
  lines.filter(({ units }) => units !== null && (kind === 'count' || units > 0))

/** The lines about which the person is asked before anything is sent. */
export const openQuestions = (batch: Batch): readonly Line[] =>
  sentLines(batch).filter(({ asked, isUnknown }) => asked !== null || isUnknown)

/** Codes that were scanned without a network. */
export const unread = ({ lines }: Batch): readonly string[] =>
  lines.filter(({ shelf, isUnknown }) => shelf === null && !isUnknown).map(({ code }) => code)

/** A batch that cannot be sent before the person has answered. */
export const heldBack = (batch: Batch): Batch => ({ ...batch, state: 'refused', problem: null })

/** Whether it can be sent as it is. */
export const isReady = (batch: Batch): boolean =>
  sentLines(batch).length > 0 && openQuestions(batch).length === 0

/**
 * The person pressed the button. A request that was not answered for good stays the same one, and what
 * was refused and is sent again happened when it was pressed first.
 * @param now ISO 8601, by the clock of the shop
 */
export const pressed = (batch: Batch, requestId: string, now: string): Batch => ({
  ...batch,
  state: 'waiting',
  requestId: batch.requestId ?? requestId,
  pressedAt: batch.pressedAt ?? now,
  problem: null,
})

/** The person said yes to what a refusal asks: another request. */
export const confirmed = (batch: Batch): Batch => ({ ...batch, confirmed: true, requestId: null })

/** What the API takes. */
type Sent = z.input<typeof BatchInput>

/** The request. The moment of a delivery tells the shop whether a count after it has it already. */
export function requestOf(batch: Batch): Sent {
  const { kind, location, requestId, pressedAt, confirmed } = batch
  return {
    request_id: requestId ?? undefined,
    ...(confirmed && { confirm: true }),
    lines: sentLines(batch).map(({ shelf, code, units, expected }) => ({
      action: kind === 'count' ? ('count' as const) : ('add_stock' as const),
      ...(shelf ? { sku: shelf.sku, size: shelf.size } : { sku: code }),
      quantity: units ?? 0,
      ...(location !== null && { location }),
      ...(kind === 'count'
        ? { expected_quantity: expected ?? undefined }
        : { occurred_at: pressedAt ?? undefined }),
    })),
  }
}

/** What came back of a request. */
export type Answer =
  | { readonly kind: 'done'; readonly done: Done }
  | { readonly kind: 'later' }
  | { readonly kind: 'refused'; readonly problem: Problem }

/** Whoever has no right now may have had it at an earlier attempt: the request stays the same one. */
const saysNothing = ({ status }: Problem): boolean => status === 403

/** A batch after its answer. What was neither done nor refused waits on, under the same request_id. */
export function answered(batch: Batch, answer: Answer): Batch {
  if (answer.kind === 'later') return batch
  if (answer.kind === 'done') {
    return { ...batch, state: 'done', done: answer.done, problem: null }
  }
  const { problem } = answer
  const sent = sentLines(batch)
  const named = sent.length === 1 ? sent[0] : sent[problem.line ?? -1]
  const line = named ? batch.lines.indexOf(named) : -1
  return {
    ...batch,
    state: 'refused',
    problem: { ...problem, line: line < 0 ? null : line },
    ...(!saysNothing(problem) && { requestId: null, confirmed: false }),
  }
}

/**
 * A count against what is on record now. Where that is another number than expected, it is asked; what was not
 * counted yet is expected to be what it is.
 */
export const comparedWith = (batch: Batch, shelves: ReadonlyMap<string, Shelf>): Batch => ({
  ...batch,
  lines: batch.lines.map((line) => {
    const shelf = shelves.get(keyOf(line))
    if (!shelf || batch.kind !== 'count') return line
    const { quantity } = shelf
    if (line.units === null) return { ...line, shelf, expected: quantity }
    return { ...line, shelf, asked: quantity === line.expected ? null : quantity }
  }),
})

/** What a shelf will have once the batches before were done: so a second count expects the first. */
export function afterWaiting(shelf: Shelf, waiting: readonly Batch[]): Shelf {
  const key = keyOf({ shelf, code: '' })
  const quantity = waiting.reduce((units, batch) => {
    const line = sentLines(batch).find((one) => keyOf(one) === key)
    if (!line) return units
    return batch.kind === 'count' ? (line.units ?? units) : units + (line.units ?? 0)
  }, shelf.quantity)
  return { ...shelf, quantity }
}
