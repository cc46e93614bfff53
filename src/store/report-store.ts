import type { Concerns } from '../domain/concerns.ts'
import type { Author, Drift, DriftReport } from '../domain/movement.ts'
import type { TimeSpan } from '../domain/period.ts'
import type { LedgerLoss, Safety } from '../domain/safety.ts'
import type { Summary } from '../domain/summary.ts'

/** What the ledger says of a time, and whether it explains every unit. */
export interface ReportStore {
  /**
   * What changed in a time (ISO 8601; null for no limit), and what is out or low now.
   * @param locationId the only location whose stock counts; all where it is missing
   * @returns null where more happened than can be added up in good time
   */
  readSummary(time: TimeSpan, locationId?: string): Promise<Summary | null>

  /** Compares every balance with the sum of its movements. */
  readDrift(): Promise<DriftReport>

  /**
   * What in the ledger may be wrong although it adds up.
   * @param since ISO 8601; hand edits of before do not count
   * @param units hand edits of as many units or fewer do not count
   */
  readConcerns(since: string, units: number): Promise<Concerns>

  /** What is known beside the ledger: what is gone from it, and the newest backups. */
  readSafety(): Promise<Safety>

  /** Ends the warning about what is gone. @returns the losses that it was about */
  confirmLosses(): Promise<readonly LedgerLoss[]>

  /** Writes the movements that explain each drift, taking the balances as true. */
  repairDrift(author: Author): Promise<readonly Drift[]>
}
