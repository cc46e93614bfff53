import { SetupError } from '../../domain/errors.ts'
import { FIRST_IMPORT } from '../../domain/movement.ts'
import type { StockStore } from '../../store/store.ts'
import { importNow } from './import-now.ts'
import { planImport } from './plan.ts'
import { listProblems, summary } from './report.ts'

/**
 * Imports the shop's first stock, where there are no products yet. Two starts at once import once.
 * @param readFiles called only when there is something to import
 * @returns one line on what was imported, or null when there was stock already
 * @throws SetupError when a file cannot be taken as it is; nothing is written then
 */
export async function importInitialStock(
  store: StockStore,
  readFiles: () => { stock: Uint8Array; costs: Uint8Array | undefined },
): Promise<string | null> {
  if ((await store.anyName()) !== null) return null
  const files = readFiles()
  const job = {
    actor: FIRST_IMPORT,
    reason: 'initial stock',
    mode: 'set',
    onlyIfEmpty: true,
  } as const
  const { decision, done } = await importNow(store, planImport(files.stock, files.costs), job)
  if (!decision.isComplete) {
    throw new SetupError(
      `The initial stock was not imported. ${listProblems(decision.problems)} Correct the file, or take the rest with: npm run import -- FILE --skip-bad-rows`,
    )
  }
  return done ? `Imported the initial stock: ${summary(decision)}` : null
}
