import type { RowProblem } from './parse.ts'

/** Problems in one message: a person corrects a few and tries again. */
const SHOWN = 10

/** The bad rows of an import in words: the first ones, and how many more there are. */
export function listProblems(problems: readonly RowProblem[]): string {
  const shown = problems
    .slice(0, SHOWN)
    .map(
      ({ file, line, reason }) => `${file === 'costs' ? 'Costs, line' : 'Line'} ${line}: ${reason}`,
    )
  const more = problems.length - shown.length
  return more > 0 ? `${shown.join(' ')} And ${more} more.` : shown.join(' ')
}
