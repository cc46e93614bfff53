import type { Reason, Severity } from './demand/reorder.ts'

/** What became of a check, by whether it could be made, and whether it found anything. */
const RESULTS = {
  ok: { failed: false, found: false },
  attention: { failed: false, found: true },
  failed: { failed: true, found: false },
} as const

export type CheckStatus = keyof typeof RESULTS

export const CHECK_STATUSES = Object.keys(RESULTS) as CheckStatus[]

export const resultOf = (status: CheckStatus): { failed: boolean; found: boolean } =>
  RESULTS[status]

/** A product that a check found to be out, critical or low. */
export interface CheckedItem {
  readonly productId: string
  readonly sku: string
  readonly model: string
  readonly color: string
  readonly gender: string
  readonly severity: Severity
  readonly reasons: readonly Reason[]
  /** Units, and those that are suggested to order. */
  readonly available: number
  readonly onOrder: number
  readonly suggested: number
  /** The first check of those without a break that found it, ISO 8601. */
  readonly since: string
}

/** What a check looked at. */
export interface CheckScope {
  /** Empty for all of the shop. */
  readonly locationId: string
  /** Available units that took the place of all reorder points; null for none. */
  readonly threshold: number | null
  /** Empty for all. */
  readonly supplier: string
}

/** A check of what is low, as it is to be kept. */
export interface NewStockCheck extends CheckScope {
  /** Day of the daily check, by the clock of the shop; empty for one that somebody asked for. */
  readonly day: string
  readonly actor: string
  /** Why it could not be made; empty where it was. */
  readonly error: string
  /** Products that were looked at. */
  readonly looked: number
  readonly counts: Readonly<Record<Severity, number>>
  /** The most urgent first; at most MOST_CHECKED_ITEMS. */
  readonly items: readonly CheckedItem[]
}

export interface StockCheck extends NewStockCheck {
  readonly id: string
  /** ISO 8601. */
  readonly at: string
}

/** As many items of a check are kept as fit into one answer. */
export const MOST_CHECKED_ITEMS = 300

/** Products that a check found. */
export const foundBy = ({ counts }: Pick<NewStockCheck, 'counts'>): number =>
  counts.out + counts.critical + counts.low

export const statusOfCheck = (check: Pick<NewStockCheck, 'error' | 'counts'>): CheckStatus => {
  if (check.error !== '') return 'failed'
  return foundBy(check) > 0 ? 'attention' : 'ok'
}
