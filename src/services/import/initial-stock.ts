import { SetupError } from '../../domain/errors.ts'
import type { StockStore } from '../../store/store.ts'
import { planImport } from './plan.ts'
import { explainImport } from './refusals.ts'
import { listProblems } from './report.ts'

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
  const { products } = await store.readCatalogue()
  if (products.length > 0) return null
  const files = readFiles()
  const plan = planImport(files.stock, files.costs)
  if (plan.problems.length > 0) {
    throw new SetupError(
      `The initial stock was not imported. ${listProblems(plan.problems)} Correct the file, or take the rest with: npm run import -- FILE --skip-bad-rows`,
    )
  }
  const report = await store
    .importProducts({
      actor: 'init',
      reason: 'initial stock',
      mode: 'set',
      onlyIfEmpty: true,
      products: plan.products,
    })
    .catch(explainImport)
  if (report.skipped) return null
  const { totals } = plan
  return `Imported ${totals.products} products, ${totals.variants} variants, ${totals.units} units.`
}
