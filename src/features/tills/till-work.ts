import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import type { Caller } from '../../domain/caller.ts'
import { StandingRefusal, StockError } from '../../domain/errors.ts'
import type { Author, KeyedMovement, MovementBatch, Written } from '../../domain/movement.ts'
import type { LedgerDetails } from '../../domain/refusals.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { guesses } from '../../shared/message-parts.ts'
import { hashOf } from '../../shared/secret.ts'
import { nextTurn } from '../../shared/turns.ts'
import type { StockStore } from '../../store/store.ts'
import { type Told, tell, tellUndo } from '../stock/movement-messages.ts'
import { outcomeOf } from '../stock/outcome.ts'
import type { PlannedLine } from '../stock/plan-line.ts'
import { explainRefusal } from '../stock/refusal-messages.ts'
import { explainUndoRefusal } from '../stock/undo-refusal-messages.ts'
import {
  cancelledFirst,
  failed,
  neverRecorded,
  silent,
  type TillOutcome,
  type TillResult,
} from './till-outcome.ts'
import { type History, type Kept, type Step, stepOf, type TillLine } from './till-steps.ts'
import type { TillWords } from './till-words.ts'

/** What the ledger keeps of who sent a line. */
const MOST_CLIENT = 200

/** The idempotency keys of a line: it goes out once, and comes back once. */
export const saleKey = (line: TillLine): string => `sale-${line.externalId}`
export const backKey = (line: TillLine): string => `back-${line.externalId}`

export type TillWork = ReturnType<typeof createTillWork>

/** Does lines of one till. What is known of them grows with what is done. */
export function createTillWork(deps: {
  catalogue: CatalogueReader
  store: StockStore
  words: TillWords
  caller: Caller
  /** The actor of what is done. */
  actor: string
  /** What was written for the lines before, by idempotency key. */
  known: Map<string, KeyedMovement>
}) {
  const { catalogue, store, words, caller, actor, known } = deps
  const client = [caller.actor, caller.client].filter(Boolean).join(', ').slice(0, MOST_CLIENT)

  const author = (key: string): Author => ({
    actor,
    channel: caller.channel,
    client,
    idempotencyKey: key,
    // The key says all: what else a line says is compared with what was written.
    requestHash: hashOf(key),
  })

  const batchOf = (key: string, { movement }: PlannedLine, line: TillLine): MovementBatch => ({
    ...author(key),
    lines: [movement],
    refuseLikelyRepeat: false,
    refuseUnusual: false,
    refuseEarly: !line.confirm,
  })

  const historyOf = (line: TillLine) => ({
    sale: known.get(saleKey(line)),
    back: known.get(backKey(line)),
  })

  async function stepFor(
    line: TillLine,
    history: History = historyOf(line),
  ): Promise<Step | StockError> {
    await nextTurn()
    return words.understand((planning) => stepOf(line, history, planning))
  }

  async function told(
    { externalId }: TillLine,
    result: TillResult,
    written: Written,
    sentence: (told: Told) => Sentence = tell,
  ): Promise<TillOutcome> {
    const { snapshot } = words.known()
    const { lines, message } = await outcomeOf(caller, written, { snapshot, catalogue }, (one) => [
      join([sentence(one), guesses(one.movement.match ?? {})]),
    ])
    return {
      externalId,
      result,
      told: lines[0] ?? null,
      refusal: null,
      message,
    }
  }

  /** Notes what was written, and tells it. */
  function done(
    line: TillLine,
    key: string,
    { result, written }: { result: TillResult; written: Written },
  ): Promise<TillOutcome> {
    const { movements } = written
    for (const movement of movements) known.set(key, { ...movement, undone: false })
    catalogue.applyWritten(movements)
    return told(line, result, written, movements[0]?.reverses ? tellUndo : tell)
  }

  /** Says what was done before. */
  async function already(line: TillLine, kept: Kept): Promise<TillOutcome> {
    const { sale, back } = historyOf(line)
    const movement = [back, sale].find((one) => one?.id === kept.id)
    if (!movement) {
      const message = say({
        en: 'It stands in this request before.',
        fr: 'C’est déjà plus haut dans cette demande.',
      })
      return silent(line, 'already', message)
    }
    const before = await told(line, 'already', { replayed: true, movements: [movement] })
    const isUndone = movement === sale && movement.undone
    const undone = isUndone && say({ en: 'It was undone since.', fr: 'Annulé depuis.' })
    return { ...before, message: join([before.message, undone]) }
  }

  async function perform(line: TillLine, step: Step): Promise<TillOutcome> {
    switch (step.does) {
      case 'nothing':
        return already(line, step.kept)
      case 'forget':
        return forget(line)
      case 'undo':
        return cancel(line, step.sale)
      case 'sell':
        return write(line, 'recorded', step.plan)
      case 'return':
        return write(line, 'returned', step.plan)
    }
  }

  async function write(
    line: TillLine,
    result: 'recorded' | 'returned' | 'cancelled',
    plan: PlannedLine,
  ): Promise<TillOutcome> {
    const key = result === 'recorded' ? saleKey(line) : backKey(line)
    const written = await store
      .recordMovements(batchOf(key, plan, line))
      .catch((error: unknown) => {
        // A refusal too says that the shelf is not what we thought.
        catalogue.applyWritten([])
        throw explainRefusal(error, [plan], {}, words.known())
      })
    return written.replayed ? meanwhile(line, key, written) : done(line, key, { result, written })
  }

  /** Another request has done something under this key, after it was looked for. */
  async function meanwhile(line: TillLine, key: string, written: Written): Promise<TillOutcome> {
    const [movement] = written.movements
    if (!movement) throw new Error('The ledger repeats a line that it never wrote.')
    known.set(key, { ...movement, undone: false })
    return finish(line)
  }

  async function finish(line: TillLine): Promise<TillOutcome> {
    const step = await stepFor(line)
    return step instanceof StockError ? failed(line, step) : perform(line, step)
  }

  /** Nothing comes back of what never went; and its sale is not to be recorded, should it still arrive. */
  async function forget(line: TillLine): Promise<TillOutcome> {
    const key = saleKey(line)
    const refusal = new StockError('nothing-to-undo', cancelledFirst())
    const written = await store.noteRefusal(author(key), refusal).catch((error: unknown) => {
      if (error === refusal || error instanceof StandingRefusal) return null
      throw error
    })
    return written ? meanwhile(line, key, written) : silent(line, 'cancelled', neverRecorded())
  }

  /** By an undo; or by a return, where the shelf was counted since and these units were not on it. */
  async function cancel(line: TillLine, sale: Kept): Promise<TillOutcome> {
    const key = backKey(line)
    const guards = { locationId: words.here() ?? undefined, refuseEarly: !line.confirm }
    const undone = await store
      .undoMovements(author(key), { movementId: sale.id, ...guards })
      .catch((error: unknown) => {
        if (error instanceof StockError) return error
        throw error
      })
    if (!(undone instanceof StockError)) {
      return undone.replayed
        ? meanwhile(line, key, undone)
        : done(line, key, { result: 'cancelled', written: undone })
    }
    if (undone.code === 'already-undone') {
      const before = known.get(saleKey(line))
      if (before) known.set(saleKey(line), { ...before, undone: true })
      return finish(line)
    }
    if (!wasCountedWithout(undone)) throw explainUndoRefusal(undone, words.known(), {})
    return write(line, 'cancelled', words.planReturnOf(sale, wholeOf(line)))
  }

  /** What a step would write in the ledger; null for nothing. */
  function batchFor(step: Step, line: TillLine) {
    if (step.does === 'nothing' || step.does === 'forget') return null
    const plan = step.does === 'undo' ? words.planReturnOf(step.sale, wholeOf(line)) : step.plan
    const key = step.does === 'sell' ? saleKey(line) : backKey(line)
    return { plan, key, batch: batchOf(key, plan, line) }
  }

  return { historyOf, stepFor, perform, told, batchFor }
}

/** All of a sale comes back, whatever the line says now. */
const wholeOf = (line: TillLine): TillLine => ({
  ...line,
  ...{ quantity: undefined, occurredAt: undefined, location: undefined },
})

/**
 * Whether an undo was refused because of a count that found no more than was recorded: so what was sold was
 * not on the shelf, and is not in that number.
 */
function wasCountedWithout({ code, details }: StockError): boolean {
  if (code !== 'unusual-date') return false
  const { counted } = details as unknown as LedgerDetails['unusual-date']
  return counted !== undefined && counted.after <= counted.before
}
