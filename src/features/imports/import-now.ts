import { createSnapshot } from '../../catalogue/snapshot.ts'
import { finish } from '../../shared/turns.ts'
import type { ImportJob } from '../../store/import-store.ts'
import type { StockStore } from '../../store/store.ts'
import { type Decision, decideImport, type ImportRules } from './decide.ts'
import type { ImportPlan } from './plan.ts'
import { explainImport, hasMoved } from './refusals.ts'

export interface ImportNow extends ImportRules, Pick<ImportJob, 'actor' | 'reason'> {
  /** Only simulates the import, writes nothing. */
  readonly dryRun?: boolean
  /** Does nothing when there are products already. */
  readonly onlyIfEmpty?: boolean
}

export interface DoneNow {
  readonly decision: Decision
  /** false when the decision is incomplete, or `onlyIfEmpty` is set and there are products. */
  readonly done: boolean
}

/** Maximum attempts: the import is retried when stock moves during it. */
const MAX_ATTEMPTS = 5

/**
 * Compares a file and writes it at once. Repeats both when stock moves in between.
 * @param onProgress called from time to time with the number of products done
 * @throws StockError with the line that cannot be written; nothing is written then
 */
export async function importNow(
  store: StockStore,
  plan: ImportPlan,
  { mode, skipBadRows, takeCategories, ...job }: ImportNow,
  onProgress?: (done: number) => void,
): Promise<DoneNow> {
  const rules = { mode, skipBadRows, takeCategories }
  for (let attempt = 1; ; attempt++) {
    const snapshot = createSnapshot(await store.readCatalogue())
    const decision = finish(decideImport(snapshot, plan, rules))
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
