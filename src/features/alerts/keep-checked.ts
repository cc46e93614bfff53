import { type Daily, eachDay } from '../../shared/each-day.ts'
import type { StockCheckService } from './stock-checks.ts'

interface Surroundings extends Daily {
  readonly checks: Pick<StockCheckService, 'daily' | 'noteFailure'>
}

/**
 * Makes the daily check, whichever of several processes does: the store keeps one of a day.
 * @returns what ends it, after the check at work
 */
export const keepChecked = ({ checks, ...daily }: Surroundings): (() => Promise<void>) =>
  eachDay(
    { name: 'The daily check of the stock', work: checks.daily, noteFailure: checks.noteFailure },
    daily,
  )
