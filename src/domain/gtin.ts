/** GTIN-8, UPC, EAN and GTIN-14. */
const GTIN = /^(?:\d{8}|\d{12,14})$/

/** Digits of the longest, as which GS1 writes all of them, with zeros before the shorter ones. */
export const GTIN_DIGITS = 14

const LENGTHS = [8, 12, 13, GTIN_DIGITS]

/** As what a barcode may be written: a GTIN with more or fewer zeros before it. */
export function spellingsOf(barcode: string): string[] {
  if (!isGtin(barcode)) return [barcode]
  const digits = barcode.replace(/^0+/, '')
  return LENGTHS.filter((length) => length >= digits.length).map((length) =>
    digits.padStart(length, '0'),
  )
}

/** Whether a barcode has the length of a number that GS1 gives out. */
export const looksLikeGtin = (barcode: string): boolean => GTIN.test(barcode)

/** Whether a barcode is a number that GS1 gives out: of their lengths, with the right check digit. */
export function isGtin(barcode: string): boolean {
  if (!looksLikeGtin(barcode)) return false
  const sum = [...barcode]
    .reverse()
    .reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3), 0)
  return sum % 10 === 0
}
