import type { Product } from '../../domain/catalogue.ts'
import type { LedgerDetails } from '../../domain/refusals.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { asName, quoted } from '../../domain/text.ts'
import { describePart } from '../../shared/message-parts.ts'

/** A number like a GTIN that none can be. */
export const tellWrongDigit = (barcode: string): Sentence =>
  say({
    en: `${quoted(barcode)} is as long as a GTIN, and its last digit does not fit the others. Nothing was changed: scan it again; if it is a code of the shop send confirm true.`,
    fr: `${quoted(barcode)} est aussi long qu’un GTIN, et son dernier chiffre ne va pas avec les autres. Rien n’a changé : scannez-le de nouveau ; si c’est un code de la boutique, envoyez confirm true.`,
  })

/** A size that has another barcode. */
export const tellOtherBarcode = (name: string, known: string, barcode: string): Sentence =>
  say({
    en: `${name} has the barcode ${quoted(known)} already. Nothing was changed: ask, and if ${quoted(barcode)} is to take its place send confirm true.`,
    fr: `${name} a déjà le code-barres ${quoted(known)}. Rien n’a changé : demandez, et si ${quoted(barcode)} doit le remplacer, envoyez confirm true.`,
  })

const KINDS = {
  SKU: { en: 'the SKU', fr: 'le SKU' },
  barcode: { en: 'the barcode', fr: 'le code-barres' },
  'other name': { en: 'another name', fr: 'un autre nom' },
}

/**
 * A barcode that leads to something else already.
 * @param owner to what, where that is known
 */
export function tellTakenBarcode(
  barcode: string,
  { kind, sku, size = '' }: LedgerDetails['name-taken'],
  owner: Product | undefined,
): Sentence {
  const name = owner ? `${describePart(owner, size)} (${asName(sku)})` : asName(sku)
  return say({
    en: `${quoted(barcode)} is ${KINDS[kind].en} of ${name} already. Nothing was changed: scan again, or take it away there first.`,
    fr: `${quoted(barcode)} est déjà ${KINDS[kind].fr} de ${name}. Rien n’a changé : scannez de nouveau, ou retirez-le d’abord là-bas.`,
  })
}
