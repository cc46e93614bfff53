/** One model in one colour, as the import would write it. */
export type PlannedProduct = {
  sku: string
  /** The plain ID when it is not the SKU; the colours of a model may share it. */
  aliases: string[]
  name: string
  /** `''` where the file says nothing; so are the gender, the category and a barcode. */
  color: string
  gender: string
  category: string
  cost: number | null
  price: number | null
  variants: PlannedVariant[]
}

/** `quantity` is in pairs, `line` is where the stock file has it, from 1. */
export type PlannedVariant = {
  size: string
  quantity: number
  barcode: string
  line: number
  /** Only where the file names one; else the default location. */
  location?: string
}
