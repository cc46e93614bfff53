import { StockError } from '../../domain/errors.ts'
import { count, countInFrench } from '../../domain/figures.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { fitting } from '../../shared/paging.ts'
import { nextTurn } from '../../shared/turns.ts'

/** Characters of the problems of a request; its text comes on top. */
const PROBLEMS_CHARACTERS = 60_000
const TEXT_CHARACTERS = 10_000

/** The sentences of all lines, or of the first ones and how many more there are. */
export function inShort(sentences: readonly Sentence[]): Sentence {
  const fit = fitting(sentences, TEXT_CHARACTERS)
  const more = sentences.length - fit.length
  return join([
    ...fit,
    more > 0 &&
      say({
        en: `And ${count(more, 'more line')}.`,
        fr: `Et ${countInFrench(more, 'autre ligne', 'autres lignes')}.`,
      }),
  ])
}

/** @param line from 1 */
export const ofLine = (line: number, text: string): Sentence =>
  say({ en: `Line ${line}: ${text}`, fr: `Ligne ${line} : ${text}` })

/**
 * Plans each line of a request. Between lines other requests get their turn.
 * @returns all plans, or one refusal for the first line that is not clear, with those of the others
 */
export async function eachLine<Line, Plan>(
  lines: readonly Line[],
  plan: (line: Line) => Plan,
): Promise<Plan[] | StockError> {
  const results: (Plan | StockError)[] = []
  for (const line of lines) {
    await nextTurn()
    results.push(attempt(() => plan(line)))
  }
  const refused = results.flatMap((result, index) =>
    result instanceof StockError ? [{ line: index + 1, error: result }] : [],
  )
  const [first] = refused
  if (!first) return results as Plan[]
  if (lines.length === 1) return first.error
  const problems = refused.map(({ line, error }) => ({
    line,
    code: error.code,
    detail: error.message,
    ...error.details,
  }))
  const text = inShort(refused.map(({ line, error }) => ofLine(line, error.message)))
  return new StockError(first.error.code, text, {
    line: first.line,
    problems: fitting(problems, PROBLEMS_CHARACTERS),
    problems_total: problems.length,
  })
}

function attempt<T>(work: () => T): T | StockError {
  try {
    return work()
  } catch (error) {
    if (error instanceof StockError) return error
    throw error
  }
}
