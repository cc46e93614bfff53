import { StandingRefusal, StockError } from '../../domain/errors.ts'
import { refusalRule } from '../../domain/refusals.ts'
import { type Sentence, sameInAll, say } from '../../domain/say.ts'
import type { Told } from '../stock/movement-messages.ts'
import type { TillLine } from './till-steps.ts'

/** What came of a line. */
export const TILL_RESULTS = ['recorded', 'already', 'cancelled', 'returned', 'refused'] as const
export type TillResult = (typeof TILL_RESULTS)[number]

export interface TillOutcome {
  readonly externalId: string
  readonly result: TillResult
  /** null where nothing was ever written for it. */
  readonly told: Told | null
  /** Why it is refused. */
  readonly refusal: StockError | null
  readonly message: Sentence
}

export const neverRecorded = (): Sentence =>
  say({
    en: 'It was never recorded, so nothing was changed. Should its sale arrive within a day, it is not recorded.',
    fr: 'Cela n’a jamais été enregistré, donc rien n’a changé. Si la vente arrive d’ici un jour, elle n’est pas enregistrée.',
  })
export const cancelledFirst = (): Sentence =>
  say({
    en: 'It was cancelled before its sale arrived, so nothing was changed. If it was sold after all, send it with a new external_id.',
    fr: 'Cela a été annulé avant que la vente arrive, donc rien n’a changé. Si c’est quand même vendu, envoyez-le avec un nouvel external_id.',
  })

/** What came of a line for which nothing was written. */
export const silent = (
  { externalId }: TillLine,
  result: TillResult,
  message: Sentence,
): TillOutcome => ({ externalId, result, told: null, refusal: null, message })

/**
 * What came of a line that failed.
 * @throws what is no refusal of this line, but a fault that the others have too
 */
export function failed(line: TillLine, error: unknown): TillOutcome {
  // Only the sale of a line that was cancelled first meets one.
  if (error instanceof StandingRefusal) return silent(line, 'cancelled', cancelledFirst())
  if (!(error instanceof StockError) || isFault(error)) throw error
  return { ...silent(line, 'refused', sameInAll(error.message)), refusal: error }
}

/** Whether another attempt in a moment may go well. */
export const isFault = ({ code }: StockError): boolean => refusalRule(code).retry === true

/** What to do when nobody knows which of several lines were done. */
export const halfDone = (cause: StockError): StockError =>
  new StockError(
    cause.code,
    say({
      en: 'The stock database does not answer, and some of the lines may be done. Send all of them again in a moment: none is done twice.',
      fr: 'La base de données du stock ne répond pas, et une partie des lignes est peut-être faite. Renvoyez-les toutes dans un moment : aucune n’est faite deux fois.',
    }),
    { ...cause.details, may_be_written: true },
    { cause },
  )
