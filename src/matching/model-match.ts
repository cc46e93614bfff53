/** An item that can be named: a model in one colour for one gender. */
export interface Named {
  readonly name: string
  /** Other names, equal to the main name. */
  readonly aliases: readonly string[]
  readonly color: string
  readonly gender: string
}

/** Purpose of the match: a list may show likely results, a write must be certain. */
export type Purpose = 'list' | 'write'

/** A spoken model, with details given separately that help to distinguish it. */
export interface Spoken {
  readonly model: string
  readonly color?: string | undefined
  readonly gender?: string | undefined
  readonly purpose?: Purpose | undefined
}

/** Other details found inside the model's words. */
export interface Aside {
  readonly color: string | null
  readonly gender: string | null
  readonly size: string | null
}

/**
 * The names that a spoken model means. A closed union, so that no caller takes a guess for a fact:
 * - exact and close: one model; several names only if they sound the same
 * - ambiguous: several names, or one that is likely but not certain enough: ask
 * - none: no match; the names are the nearest by sound, if any
 */
export interface ModelMatch {
  readonly kind: 'exact' | 'close' | 'ambiguous' | 'none'
  readonly names: readonly string[]
  /** Among names that sound the same, the one with the same spelling as the query. */
  readonly written: string | null
  readonly aside: Aside
  /** Whether it is certain enough that the words mean a name of this shop. */
  readonly isOurs: boolean
  /** Probability that the names were meant, 0 to 1. */
  readonly certainty: number
}
