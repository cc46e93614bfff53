import type { RowChange } from './compare.ts'
import type { Decision } from './decide.ts'
import type { RowProblem } from './parse.ts'

/** Maximum problems in one message: a person corrects a few and tries again. */
const MAX_SHOWN = 10

/** The bad rows of an import in words: the first ones, and how many more there are. */
export function listProblems(problems: readonly RowProblem[]): string {
  const shown = problems
    .slice(0, MAX_SHOWN)
    .map(
      ({ file, line, reason }) => `${file === 'costs' ? 'Costs, line' : 'Line'} ${line}: ${reason}`,
    )
  const more = problems.length - shown.length
  return more > 0 ? `${shown.join(' ')} And ${more} more.` : shown.join(' ')
}

/** Summary of an import in one sentence. */
export function summary({ changes, unchanged, problems }: Decision): string {
  const count = (kind: RowChange['kind']) => changes.filter((row) => row.kind === kind).length
  const units = changes.reduce((sum, { before, after }) => sum + after - before, 0)
  return `${count('new')} new rows, ${count('changed')} changed, ${unchanged} unchanged, ${problems.length} bad; ${signed(units)} units.`
}

/** A change in units with its sign. */
export const signed = (units: number): string => (units > 0 ? `+${units}` : String(units))
