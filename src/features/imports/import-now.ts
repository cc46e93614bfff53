import { createSnapshot } from '../../catalogue/snapshot.ts'
import type { ImportJob } from '../../store/import-store.ts'
import type { StockStore } from '../../store/store.ts'
import { type Decision, decideImport, type ImportRules } from './decide.ts'
import type { ImportPlan } from './plan.ts'
import { explainImport, hasMoved } from './refusals.ts'

export interface ImportNow extends ImportRules, Pick<ImportJob, 'actor' | 'reason'> {
  /** Try it, and write nothing. */
  readonly dryRun?: boolean
  /** Do nothing when there are products already. */
  readonly onlyIfEmpty?: boolean
}

export interface DoneNow {
  readonly decision: Decision
  /** false where the decision is not complete, or there are products that there should not be. */
  readonly done: boolean
}

/** Stock may move during an import, which is then tried again, at most so often. */
const MAX_ATTEMPTS = 5

/**
 * Decides on a file and writes it at once. It is decided on again where stock moves meanwhile.
 * @param onProgress called now and then with the number of products done
 * @throws StockError with the line that cannot be written; nothing is written then
 */
export async function importNow(
  store: StockStore,
  plan: ImportPlan,
  { mode, skipBadRows, ...job }: ImportNow,
  onProgress?: (done: number) => void,
): Promise<DoneNow> {
  for (let attempt = 1; ; attempt++) {
    const snapshot = createSnapshot(await store.readCatalogue())
    const decision = decideImport(snapshot, plan, { mode, skipBadRows })
    if (!decision.isComplete) return { decision, done: false }
    try {
      const products = decision.products
      const { skipped } = await store.importProducts({ ...job, mode, products }, onProgress)
      return { decision, done: !skipped }
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !hasMoved(error)) explainImport(error)
    }
  }
}
