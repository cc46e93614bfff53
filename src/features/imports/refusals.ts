import { StockError } from '../../domain/errors.ts'

/** Whether stock moved between the comparison of a file and the transaction that writes it. */
export const hasMoved = (error: unknown): error is StockError =>
  error instanceof StockError &&
  ['unexpected-quantity', 'insufficient-stock', 'location-not-found'].includes(error.code)

/**
 * Explains a refused import: which line of the file is the cause, and what to do.
 * @throws the error with a message for the caller
 */
export function explainImport(error: unknown): never {
  if (!(error instanceof StockError) || typeof error.details.sku !== 'string') throw error
  const { code, details } = error
  const { sku, size } = details
  const line = size ? `The SKU ${sku} in size ${size}` : `The SKU ${sku}`
  throw new StockError(code, `${line} ${faultOf(error)} Nothing was written.`, details, {
    cause: error,
  })
}

function faultOf({ code, details }: StockError): string {
  const { reserved, barcode, on_record, owner_sku, owner_size, reason, location } = details
  if (code === 'location-not-found') {
    return `is to lie at ${location}, which is no location of this shop: correct the file, or make the location in the admin UI.`
  }
  if (code === 'unexpected-quantity') {
    return 'was sold or moved each time that the file was to be written: try again at a quieter moment.'
  }
  if (code === 'insufficient-stock') {
    return `has ${reserved} reserved, which is more than the file leaves: release them first, or correct the quantity.`
  }
  if (on_record !== undefined) {
    return `has the barcode ${on_record} on record, not ${barcode}: correct the file, or the barcode in the admin UI.`
  }
  return barcode === undefined
    ? `cannot be saved (${String(reason).replace(/\.+$/, '')}): correct the file.`
    : `cannot have the barcode ${barcode}, which the SKU ${owner_sku} in size ${owner_size} has: correct the file, or that one in the admin UI.`
}
