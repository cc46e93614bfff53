/** Movements that were acknowledged and that PocketBase did not find when it started. */
export interface LedgerLoss {
  /** Number of the last movement that was acknowledged. */
  readonly expected: number
  /** Number of the last movement that was found. */
  readonly found: number
  /** When, ISO 8601. */
  readonly at: string
}

/** A backup that was opened and verified. */
export interface VerifiedBackup {
  readonly name: string
  /** When it was made, ISO 8601. */
  readonly at: string
  /** Number of its last movement. */
  readonly lastSeq: number
}

/** A backup that cannot be relied on. */
export interface BadBackup {
  readonly name: string
  readonly at: string
  /** Why, in a few words. */
  readonly problem: string
}

/** What is known of the ledger beside itself. */
export interface Safety {
  /** The losses that nobody has confirmed yet. */
  readonly losses: readonly LedgerLoss[]
  /** The newest good backup; null for none. */
  readonly backup: VerifiedBackup | null
  /** Set while no good backup has been made after it. */
  readonly badBackup: BadBackup | null
}

/** How many movements are gone; their numbers have no gaps. */
export const lostMovements = ({ losses }: Pick<Safety, 'losses'>): number =>
  losses.reduce((sum, { expected, found }) => sum + expected - found, 0)
