import { readSize } from '../../domain/catalogue.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { hasControl, quoted, withoutInvisible } from '../../domain/text.ts'
import { type Cell, cellFault } from './words.ts'

/** Rejects a row, with a sentence that tells the shop owner what to correct. */
export type Reject = (reason: Sentence) => void

const NEGATIVE = {
  en: 'is negative: write 0 or more.',
  fr: 'est en dessous de 0 : écrivez 0 ou plus.',
}

/** Of a cell that must hold something. */
export const missing = (cell: Cell): Sentence =>
  cellFault(cell, '', { en: 'is missing: fill it in.', fr: 'manque : à remplir.' })

const MAX_QUANTITY = 1_000_000
const MAX_AMOUNT = 1_000_000_000
const currency = /^(?:€|\$|£|EUR|MAD|DHS?)\s*|\s*(?:€|\$|£|EUR|euros?|MAD|DHS?)\.?$/gi
const minus = /^[-−–]/
const grouped = /^\d{1,3}(?: \d{3})+$/
const amounts = [
  /^\d+(?:[.,]\d{1,2})?$/,
  /^\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?$/,
  /^\d{1,3}(?:\.\d{3})+,\d{1,2}$/,
  /^\d{1,3}(?:,\d{3})+\.\d{1,2}$/,
]

/** Returns the text; rejects one over `max` characters or with invisible characters. */
export function readText(text: string, label: Cell, max: number, reject: Reject): string {
  if (text.length > max) {
    reject(
      cellFault(label, '', {
        en: `has ${text.length} characters: shorten it to ${max} at most.`,
        fr: `a ${text.length} caractères : au plus ${max}, raccourcissez.`,
      }),
    )
  } else if (hasControl(text) || text.includes('\uFFFD')) {
    reject(
      cellFault(label, shown(text), {
        en: 'holds unreadable characters: type it again.',
        fr: 'contient des caractères illisibles : à retaper.',
      }),
    )
  }
  return withoutInvisible(text)
}

/** A size in its normalised spelling. */
export function readSizeCell(text: string, reject: Reject): string {
  if (text === '') reject(missing('size'))
  return readSize(readText(text, 'size', 20, reject))
}

/** A whole number of pairs from 0 to 1,000,000; `5.0` is whole, `1,000` could be 1 or 1000. */
export function readQuantity(text: string, reject: Reject): number {
  const digits = grouped.test(text) ? text.replaceAll(' ', '') : text
  const quantity = /^\d+(?:[.,]0{1,2})?$/.test(digits) ? Number.parseInt(digits, 10) : Number.NaN
  if (text === '') {
    reject(
      say({
        en: 'The quantity is missing: write 0 when there is none.',
        fr: 'La quantité manque : écrivez 0 quand il n’y en a pas.',
      }),
    )
  } else if (quantity > MAX_QUANTITY) {
    reject(
      cellFault('quantity', shown(text), {
        en: `is over ${MAX_QUANTITY}: correct it.`,
        fr: `dépasse ${MAX_QUANTITY} : à corriger.`,
      }),
    )
  } else if (Number.isNaN(quantity)) {
    const fault = minus.test(text)
      ? NEGATIVE
      : {
          en: 'is not a whole number: write digits only, like 5 or 1000.',
          fr: 'n’est pas un nombre entier : écrivez seulement des chiffres, comme 5 ou 1000.',
        }
    reject(cellFault('quantity', shown(text), fault))
  }
  return quantity
}

const countedIn = /(?<=\d)\s*(?:jours?|j|days?|d|pièces?|pcs?|paires?|pairs?|unités?|units?)\.?$/i

/** A whole number up to `max`, null for an empty cell: `14`, `14 jours`, `6 pairs`. */
export function readUnits(text: string, label: Cell, max: number, reject: Reject): number | null {
  if (text === '') return null
  const digits = text.replace(countedIn, '')
  const units = /^\d{1,9}(?:[.,]0{1,2})?$/.test(digits) ? Number.parseInt(digits, 10) : Number.NaN
  if (!(units <= max)) {
    reject(
      cellFault(label, shown(text), {
        en: `is no whole number from 0 to ${max}: correct it.`,
        fr: `n’est pas un nombre entier de 0 à ${max} : à corriger.`,
      }),
    )
  }
  return units
}

/**
 * An amount of money, null for an empty cell: `12.50`, `12,50`, `1 234,50`, `1.234,50`, `12 €`.
 * Three decimals are refused because `1,234` could also be 1234.
 */
export function readAmount(text: string, label: Cell, reject: Reject): number | null {
  if (text === '') return null
  const amount = text.replace(currency, '')
  if (minus.test(amount)) {
    reject(cellFault(label, shown(text), NEGATIVE))
    return null
  }
  if (!amounts.some((shape) => shape.test(amount))) {
    reject(
      cellFault(label, shown(text), {
        en: 'is not an amount: write it like 1234.50.',
        fr: 'n’est pas un montant : écrivez-le comme 1234,50.',
      }),
    )
    return null
  }
  const [whole = '', cents = ''] = amount.split(/[.,](?=\d{1,2}$)/)
  const value = Number(`${whole.replace(/[ .,]/g, '')}.${cents}`)
  if (value > MAX_AMOUNT) {
    reject(
      cellFault(label, shown(text), {
        en: 'is too large: correct it.',
        fr: 'est trop grand : à corriger.',
      }),
    )
  }
  return value
}

/** Whether a spreadsheet has replaced the digits of a long number, as in `3,61E+12`. */
export function isRoundedNumber(text: string): boolean {
  return /^\d+(?:[.,]\d+)?E\+\d+$/i.test(text)
}

/** Comparison key: the text without case and accents. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

function shown(text: string): string {
  const visible = text.replace(/\p{Cc}/gu, '\uFFFD')
  return quoted(visible.length > 40 ? `${visible.slice(0, 40)}…` : visible)
}
