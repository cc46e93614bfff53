import { finish, type Steps } from '../../shared/turns.ts'
import { addCosts } from './costs.ts'
import { type RowProblem, readTable } from './parse.ts'
import type { PlannedProduct } from './planned-product.ts'
import { planProducts } from './products.ts'

/** What an import would write; `problems` are the rows left out, `units` counts pairs. */
export type ImportPlan = {
  products: PlannedProduct[]
  problems: RowProblem[]
  totals: { products: number; variants: number; units: number }
  /** Lines of the costs file whose product the stock file does not have. */
  unmatchedCosts: number
}

/** Does what `planSteps` does, all at once. */
export const planImport = (stockBytes: Uint8Array, costBytes?: Uint8Array): ImportPlan =>
  finish(planSteps(stockBytes, costBytes))

/**
 * Reads a shop's stock file, and its costs file if there is one, without touching the stock. Rows
 * that cannot be taken are `problems`, in the order of the files; the others are in `products`, so a
 * caller may refuse the whole import or go on without the bad rows.
 *
 * @throws SetupError when a file cannot be read at all
 */
export function* planSteps(stockBytes: Uint8Array, costBytes?: Uint8Array): Steps<ImportPlan> {
  const stock = yield* planProducts(yield* readTable(stockBytes, 'stock'))
  const { products, problems, unmatchedCosts } = costBytes
    ? addCosts(yield* readTable(costBytes, 'costs'), stock.products)
    : { products: stock.products, problems: [], unmatchedCosts: 0 }
  const variants = products.flatMap((product) => product.variants)
  return {
    products,
    problems: [...stock.problems.sort(byLine), ...problems.sort(byLine)],
    totals: {
      products: products.length,
      variants: variants.length,
      units: variants.reduce((sum, { quantity }) => sum + quantity, 0),
    },
    unmatchedCosts,
  }
}

function byLine(a: RowProblem, b: RowProblem): number {
  return a.line - b.line
}
