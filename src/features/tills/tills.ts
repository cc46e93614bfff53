import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import type { Caller } from '../../domain/caller.ts'
import { StockError } from '../../domain/errors.ts'
import type { Written } from '../../domain/movement.ts'
import { say } from '../../domain/say.ts'
import type { StockStore } from '../../store/store.ts'
import type { PlannedLine } from '../stock/plan-line.ts'
import { explainRefusal } from '../stock/refusal-messages.ts'
import {
  failed,
  halfDone,
  isFault,
  neverRecorded,
  silent,
  type TillOutcome,
  type TillResult,
} from './till-outcome.ts'
import type { Kept, Step, TillLine } from './till-steps.ts'
import { createTillWords, type TillWords } from './till-words.ts'
import { backKey, createTillWork, saleKey, type TillWork } from './till-work.ts'

export interface TillRequest {
  /** Which till or web shop it is: its ids are its own. */
  readonly source: string
  readonly lines: readonly TillLine[]
  /** Whether it is only asked what would come of it. */
  readonly dryRun: boolean
  /** Name of the only location that the caller may know of; null for all. */
  readonly location: string | null
}

export type TillService = ReturnType<typeof createTillService>

/**
 * Takes the sales of tills and web shops, each line by itself. The ledger knows a line by its source and
 * its external id, for ever and whichever key sends it, so that nothing is done twice.
 */
export function createTillService(deps: {
  catalogue: CatalogueReader
  store: StockStore
  timeZone: string
}) {
  const { catalogue, store, timeZone } = deps
  return {
    /**
     * @returns what came of each line, in their order
     * @throws StockError 'store-unavailable', 'restore-in-progress': some lines may be done, and the same
     *   request may be sent again
     */
    async take(request: TillRequest, caller: Caller): Promise<readonly TillOutcome[]> {
      const { source, lines, dryRun, location } = request
      try {
        const actor = `till:${source}`
        const keys = new Set(lines.flatMap((line) => [saleKey(line), backKey(line)]))
        const known = new Map(await store.readKeyed(actor, [...keys]))
        const words = await createTillWords({ catalogue, timeZone, location })
        const work = createTillWork({ catalogue, store, words, caller, actor, known })
        return await (dryRun ? tryAll(lines, { store, work, words }) : doAll(lines, work))
      } catch (error) {
        throw error instanceof StockError && isFault(error) && !dryRun ? halfDone(error) : error
      }
    },
  }
}

/** Lines of one kind that stand together go together; what comes back waits for what went before. */
async function doAll(lines: readonly TillLine[], work: TillWork): Promise<readonly TillOutcome[]> {
  const outcomes: TillOutcome[] = []
  for (const run of runsOf(lines)) {
    const steps: [TillLine, Step | StockError][] = []
    for (const line of run) steps.push([line, await work.stepFor(line)])
    const done = steps.map(([line, step]) =>
      step instanceof StockError
        ? failed(line, step)
        : work.perform(line, step).catch((error: unknown) => failed(line, error)),
    )
    outcomes.push(...(await Promise.all(done)))
  }
  return outcomes
}

/** Lines that stand together and are all sold, or all come back. */
function runsOf(lines: readonly TillLine[]): TillLine[][] {
  const runs: TillLine[][] = []
  const goes = ({ status }: TillLine) => status === 'sold'
  for (const line of lines) {
    const run = runs.at(-1)
    if (run?.[0] && goes(run[0]) === goes(line)) run.push(line)
    else runs.push([line])
  }
  return runs
}

interface Trial {
  readonly store: StockStore
  readonly work: TillWork
  readonly words: TillWords
}

/** What a step that would write is called, once it has. */
const RESULT_OF: Readonly<Record<'sell' | 'return' | 'undo', TillResult>> = {
  sell: 'recorded',
  return: 'returned',
  undo: 'cancelled',
}

/** All lines in one transaction of which nothing is kept. */
async function tryAll(
  lines: readonly TillLine[],
  { store, work, words }: Trial,
): Promise<readonly TillOutcome[]> {
  /** What lines before would have written. */
  const own = new Map<string, Kept>()
  const tried = []
  for (const line of lines) {
    const { sale = own.get(saleKey(line)), back = own.get(backKey(line)) } = work.historyOf(line)
    const step = await work.stepFor(line, { sale, back })
    const planned = step instanceof StockError ? null : work.batchFor(step, line)
    if (planned) own.set(planned.key, keptOf(planned.plan))
    tried.push({ line, step, planned })
  }
  const answers = [
    ...(await store.tryMovements(tried.flatMap(({ planned }) => planned?.batch ?? []))),
  ]
  const outcomes: TillOutcome[] = []
  for (const { line, step, planned } of tried) {
    const answer = planned ? answers.shift() : undefined
    if (step instanceof StockError) outcomes.push(failed(line, step))
    else if (planned && answer instanceof StockError) {
      outcomes.push(failed(line, explainRefusal(answer, [planned.plan], {}, words.known())))
    } else if (answer && !(answer instanceof StockError)) {
      outcomes.push(await wouldBe(line, step, answer, work))
    } else if (step.does === 'forget') outcomes.push(silent(line, 'cancelled', neverRecorded()))
    else outcomes.push(await work.perform(line, step))
  }
  return outcomes
}

async function wouldBe(
  line: TillLine,
  { does }: Step,
  written: Written,
  { told }: TillWork,
): Promise<TillOutcome> {
  const outcome = await told(line, RESULT_OF[does as keyof typeof RESULT_OF], written)
  const message = say({
    en: `Not done yet; it would be: ${outcome.message}`,
    fr: `Pas encore fait ; ce serait : ${outcome.message}`,
  })
  return { ...outcome, message }
}

/** What would be kept of a line, for those after it. */
const keptOf = ({ product, size, location, movement }: PlannedLine): Kept => ({
  id: '',
  variantId: 'variantId' in movement.target ? movement.target.variantId : '',
  productId: product.id,
  size,
  locationId: location.id,
  quantity: movement.quantity ?? 0,
  reference: movement.reference ?? '',
  reverses: null,
  undone: false,
})
