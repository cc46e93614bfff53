/** The longest code that the API takes. */
const LONGEST = 100

/** A scanned text as a code; undefined for what can be none. */
export function asCode(scanned: string): string | undefined {
  const code = scanned.trim()
  return code.length > 0 && code.length <= LONGEST && !/\p{Cc}/u.test(code) ? code : undefined
}

/** Digits of the longest GTIN. */
const GTIN_DIGITS = 14

/**
 * What is the same for all spellings of a code, as the shop compares codes: without case, and a GTIN
 * without regard to the zeros it begins with.
 */
export const codeKey = (code: string): string =>
  /^(?:\d{8}|\d{12,14})$/.test(code) ? code.padStart(GTIN_DIGITS, '0') : code.toLowerCase()
