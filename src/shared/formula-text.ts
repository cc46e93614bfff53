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
