import type { ImportedFields } from '../../domain/imported-product.ts'

/** One model in one colour, as the import would write it. */
export type PlannedProduct = ImportedFields & {
  sku: string
  /** The plain ID when it is not the SKU; the colours of a model may share it. */
  aliases: string[]
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
