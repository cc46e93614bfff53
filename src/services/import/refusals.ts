import { StockError } from '../../domain/errors.ts'

/**
 * Says of an import that was refused which line of the file it is about and what to do.
 * @throws the error, told in words
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
  const { reserved, barcode, owner_sku, owner_size, reason, location } = details
  if (code === 'location-not-found') {
    return `is to lie at ${location}, which is no location of this shop: correct the file, or make the location in the admin UI.`
  }
  if (code === 'insufficient-stock') {
    return `has ${reserved} reserved, which is more than the file leaves: release them first, or correct the quantity.`
  }
  return barcode === undefined
    ? `cannot be saved (${String(reason).replace(/\.+$/, '')}): correct the file.`
    : `cannot have the barcode ${barcode}, which the SKU ${owner_sku} in size ${owner_size} has: correct the file, or that one in the admin UI.`
}
