/** A product of a file, with what each size holds. */
export interface ImportedProduct {
  readonly sku: string
  readonly aliases: readonly string[]
  readonly name: string
  readonly color: string
  readonly gender: string
  readonly category: string
  readonly cost: number | null
  readonly price: number | null
  readonly variants: readonly {
    readonly size: string
    readonly quantity: number
    /** Empty where the variant keeps its own. */
    readonly barcode: string
    /** Name of the location; the default one where it is missing. */
    readonly location?: string | undefined
    /** Units that the shelf must hold for the row to be written. */
    readonly expected?: number | undefined
  }[]
}
