import { StockError } from '../../domain/errors.ts'
import { countInFrench } from '../../domain/figures.ts'
import type { Language } from '../../domain/language.ts'
import { say } from '../../domain/say.ts'

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
  const fault = faultOf(error)
  const text = say({
    en: `The SKU ${sku}${size ? ` in size ${size}` : ''} ${fault.en} Nothing was written.`,
    fr: `Le SKU ${sku}${size ? ` en taille ${size}` : ''} ${fault.fr} Rien n’a été écrit.`,
  })
  throw new StockError(code, text, details, { cause: error })
}

function faultOf({ code, details }: StockError): Readonly<Record<Language, string>> {
  const { reserved, barcode, on_record, owner_sku, owner_size, reason, location } = details
  if (code === 'location-not-found') {
    return {
      en: `is to lie at ${location}, which is no location of this shop: correct the file, or make the location in the admin UI.`,
      fr: `doit être à ${location}, qui n’est pas un lieu de cette boutique : corrigez le fichier, ou créez le lieu dans l’interface d’administration.`,
    }
  }
  if (code === 'unexpected-quantity') {
    return {
      en: 'was sold or moved each time that the file was to be written: try again at a quieter moment.',
      fr: 'a été vendu ou déplacé à chaque essai d’écrire le fichier : réessayez à un moment plus calme.',
    }
  }
  if (code === 'insufficient-stock') {
    return {
      en: `has ${reserved} reserved, which is more than the file leaves: release what is reserved first, or correct the quantity.`,
      fr: `a ${countInFrench(Number(reserved), 'réservé')}, plus que ce que le fichier laisse : libérez d’abord ce qui est réservé, ou corrigez la quantité.`,
    }
  }
  if (on_record !== undefined) {
    return {
      en: `has the barcode ${on_record} on record, not ${barcode}: correct the file, or the barcode in the admin UI.`,
      fr: `a le code-barres ${on_record} enregistré, pas ${barcode} : corrigez le fichier, ou le code-barres dans l’interface d’administration.`,
    }
  }
  const why = String(reason).replace(/\.+$/, '')
  return barcode === undefined
    ? {
        en: `cannot be saved (${why}): correct the file.`,
        fr: `ne peut pas être enregistré (${why}) : corrigez le fichier.`,
      }
    : {
        en: `cannot have the barcode ${barcode}, which the SKU ${owner_sku} in size ${owner_size} has: correct the file, or that one in the admin UI.`,
        fr: `ne peut pas avoir le code-barres ${barcode}, que le SKU ${owner_sku} en taille ${owner_size} a déjà : corrigez le fichier, ou celui-là dans l’interface d’administration.`,
      }
}
