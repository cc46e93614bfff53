import type { ProductField, ProductFields } from './product-fields.ts'

/** What a file can say of a product, beside its codes. */
export const IMPORTED_FIELDS = [
  'name',
  'color',
  'gender',
  'category',
  'cost',
  'price',
  'supplier',
  'leadTimeDays',
  'packSize',
  'reorderPoint',
] as const satisfies readonly ProductField[]
export type ImportedField = (typeof IMPORTED_FIELDS)[number]

/** Nothing stands for what the file does not say: an empty text, and null. */
export type ImportedFields = {
  readonly [Field in ImportedField]: ProductFields[Field] extends string ? string : number | null
}

/** A product of a file, with what each size holds. */
export interface ImportedProduct extends ImportedFields {
  readonly sku: string
  readonly aliases: readonly string[]
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
