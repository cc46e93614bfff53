/** How many there are, as far as they were counted. */
export interface Total {
  readonly total: number
  /** There are more: they were counted up to here. */
  readonly isAtLeast: boolean
}
