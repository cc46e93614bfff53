/** A reservation that has ended and still holds units. */
export interface ExpiredReservation {
  readonly variantId: string
  readonly locationId: string
  readonly reference: string
  /** Units. */
  readonly held: number
  /** ISO 8601. */
  readonly expiresAt: string
}

/** A change of the units on hand in the admin UI. */
export interface HandEdit {
  readonly variantId: string
  readonly locationId: string
  /** Units, signed. */
  readonly delta: number
  readonly actor: string
  /** ISO 8601. */
  readonly occurredAt: string
}

/** What in the ledger may be wrong although it adds up. */
export interface Concerns {
  readonly expired: readonly ExpiredReservation[]
  /** The largest ones first, at most a hundred. */
  readonly handEdits: readonly HandEdit[]
}
