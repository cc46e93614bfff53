import { readSize } from '../../domain/catalogue.ts'
import { hasControl, quoted, withoutInvisible } from '../../domain/text.ts'

/** Rejects a row, with a sentence that tells the shop owner what to correct. */
export type Reject = (reason: string) => void

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
export function readText(text: string, label: string, max: number, reject: Reject): string {
  if (text.length > max) {
    reject(`The ${label} has ${text.length} characters: shorten it to ${max} at most.`)
  } else if (hasControl(text) || text.includes('\uFFFD')) {
    reject(`The ${label} ${shown(text)} holds unreadable characters: type it again.`)
  }
  return withoutInvisible(text)
}

/** A size in its normalised spelling. */
export function readSizeCell(text: string, reject: Reject): string {
  if (text === '') reject('The size is missing: fill it in.')
  return readSize(readText(text, 'size', 20, reject))
}

/** A whole number of pairs from 0 to 1,000,000; `5.0` is whole, `1,000` could be 1 or 1000. */
export function readQuantity(text: string, reject: Reject): number {
  const digits = grouped.test(text) ? text.replaceAll(' ', '') : text
  const quantity = /^\d+(?:[.,]0{1,2})?$/.test(digits) ? Number.parseInt(digits, 10) : Number.NaN
  if (text === '') reject('The quantity is missing: write 0 when there is none.')
  else if (quantity > MAX_QUANTITY) {
    reject(`The quantity ${shown(text)} is over ${MAX_QUANTITY}: correct it.`)
  } else if (Number.isNaN(quantity)) {
    const fault = minus.test(text)
      ? 'is negative: write 0 or more'
      : 'is not a whole number: write digits only, like 5 or 1000'
    reject(`The quantity ${shown(text)} ${fault}.`)
  }
  return quantity
}

const countedIn = /(?<=\d)\s*(?:jours?|j|days?|d|pièces?|pcs?|paires?|pairs?|unités?|units?)\.?$/i

/** A whole number up to `max`, null for an empty cell: `14`, `14 jours`, `6 pairs`. */
export function readUnits(text: string, label: string, max: number, reject: Reject): number | null {
  if (text === '') return null
  const digits = text.replace(countedIn, '')
  const units = /^\d{1,9}(?:[.,]0{1,2})?$/.test(digits) ? Number.parseInt(digits, 10) : Number.NaN
  if (!(units <= max)) {
    reject(`The ${label} ${shown(text)} is no whole number from 0 to ${max}: correct it.`)
  }
  return units
}

/**
 * An amount of money, null for an empty cell: `12.50`, `12,50`, `1 234,50`, `1.234,50`, `12 €`.
 * Three decimals are refused because `1,234` could also be 1234.
 */
export function readAmount(text: string, label: string, reject: Reject): number | null {
  if (text === '') return null
  const amount = text.replace(currency, '')
  if (minus.test(amount)) {
    reject(`The ${label} ${shown(text)} is negative: write 0 or more.`)
    return null
  }
  if (!amounts.some((shape) => shape.test(amount))) {
    reject(`The ${label} ${shown(text)} is not an amount: write it like 1234.50.`)
    return null
  }
  const [whole = '', cents = ''] = amount.split(/[.,](?=\d{1,2}$)/)
  const value = Number(`${whole.replace(/[ .,]/g, '')}.${cents}`)
  if (value > MAX_AMOUNT) reject(`The ${label} ${shown(text)} is too large: correct it.`)
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
