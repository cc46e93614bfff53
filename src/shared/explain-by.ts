import { StockError } from '../domain/errors.ts'
import { type LedgerRefusal, type OfRefusals, saidOf } from '../domain/refusals.ts'
import type { Sentence } from '../domain/say.ts'

/**
 * Explains what a store refuses by a table of sentences, to be put behind its answer.
 * @returns a function that throws the refusal with its sentence, and any other error as it is
 */
export const explainBy =
  <Code extends LedgerRefusal>(said: OfRefusals<Code, [], Sentence>) =>
  (error: unknown): never => {
    const text = error instanceof StockError ? saidOf(said, error) : undefined
    if (!(error instanceof StockError) || text === undefined) throw error
    throw new StockError(error.code, text, error.details, { cause: error })
  }
