import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Steps } from '../../shared/turns.ts'
import type { ImportJob } from '../../store/import-store.ts'
import { type Comparison, compareImport } from './compare.ts'
import { type GuessedCategory, guessCategories, withCategories } from './guess-category.ts'
import type { RowProblem } from './parse.ts'
import type { ImportPlan } from './plan.ts'

/** How a file is to be taken. */
export interface ImportRules {
  readonly mode: ImportJob['mode']
  /** Take the other rows when some cannot be taken. */
  readonly skipBadRows?: boolean | undefined
  /** Write the categories that were guessed too. */
  readonly takeCategories?: boolean | undefined
}

/** What a file comes to beside the stock of one moment. */
export interface Decision extends Comparison {
  /** All rows that cannot be taken, in the order of the files. */
  readonly problems: readonly RowProblem[]
  /** For products that have no category. */
  readonly guessed: readonly GuessedCategory[]
  /** Whether it may be written: there are no such rows, or they are to be left out. */
  readonly isComplete: boolean
}

/** Decides what a file would change: the same for the API, the command line and the first start. */
export function* decideImport(
  snapshot: Snapshot,
  plan: ImportPlan,
  { mode, skipBadRows = false, takeCategories = false }: ImportRules,
): Steps<Decision> {
  const guessed = yield* guessCategories(snapshot, plan.products)
  const products = takeCategories ? withCategories(plan.products, guessed) : plan.products
  const compared = yield* compareImport(snapshot, products, mode)
  const problems = [...plan.problems, ...compared.problems].sort(inFileOrder)
  return { ...compared, guessed, problems, isComplete: problems.length === 0 || skipBadRows }
}

/** The stock file first, then the costs file. */
const inFileOrder = (a: RowProblem, b: RowProblem): number =>
  Number(a.file === 'costs') - Number(b.file === 'costs') || a.line - b.line
