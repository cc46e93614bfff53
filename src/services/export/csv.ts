import { stringify } from 'csv-stringify/sync'

export type Cell = string | number | null

/** The character by which a reader knows that a file is UTF-8; Excel needs it. */
export const BYTE_ORDER_MARK = '\ufeff'

/**
 * Beginnings by which a spreadsheet takes a text for a formula, and runs it: OWASP, "CSV Injection".
 * The wide forms are taken for the plain ones in some languages.
 */
const formula = /^'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/u
const neutralised = /^'(?='*(?:[\t\r\n]|\s*[=+\-@＝＋－＠]))/u

/** A text that no spreadsheet runs: one that looks like a formula gets an apostrophe before it. */
export const neutralise = (text: string): string => (formula.test(text) ? `'${text}` : text)

/** The text that was neutralised; every other one as it is. */
export const restore = (text: string): string => text.replace(neutralised, '')

/** Records as RFC 4180 has them. Texts are neutralised; numbers stay numbers, also below zero. */
export const toCsv = (records: readonly (readonly Cell[])[]): string =>
  stringify(
    records.map((cells) =>
      cells.map((cell) => (typeof cell === 'string' ? neutralise(cell) : cell)),
    ),
    { record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  )
