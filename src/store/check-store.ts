import type { CheckScope, NewStockCheck, StockCheck } from '../domain/stock-check.ts'

/** Which checks are meant; all of them where nothing is said. */
export interface CheckFilter extends Partial<CheckScope> {
  readonly id?: string | undefined
  readonly failed?: boolean | undefined
  readonly found?: boolean | undefined
  /** Only daily checks of this day. */
  readonly day?: string | undefined
  /** Only those before this one. */
  readonly before?: Pick<StockCheck, 'at' | 'id'> | undefined
  readonly limit: number
  /** Whether to read what they found; `items` is empty otherwise. */
  readonly withItems?: boolean
}

/** Where checks of what is low are kept. */
export interface CheckStore {
  /**
   * Keeps a check. Of a day and a location there is one daily check that was made, and one that failed: who
   * comes second finds that of the first.
   * @returns the one that is kept
   */
  saveCheck(check: NewStockCheck): Promise<StockCheck>

  /** The newest first. */
  readChecks(filter: CheckFilter): Promise<readonly StockCheck[]>
}
