/** How one word of a reference to a product was understood. */
export interface TextMatch {
  readonly asked: string
  readonly kind: 'exact' | 'close' | 'ambiguous' | 'none'
  /** The name that was taken, where there is one. */
  readonly used: string | null
  /** The names it may be, or the nearest there are. */
  readonly candidates: readonly string[]
}

/** How each word was understood; sent with every answer, and kept with every movement. */
export type Match = { readonly [word in 'sku' | 'model' | 'color' | 'gender']?: TextMatch }
