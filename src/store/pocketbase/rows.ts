import { z } from 'zod'

const KINDS = {
  /** A text. */
  s: (value: unknown) => typeof value === 'string',
  /** A whole number. */
  n: Number.isSafeInteger,
  /** An amount of money. */
  m: Number.isFinite,
} as const

/**
 * Rows without names, each value of the kind that its letter in KINDS says. Looked at and not copied:
 * there are hundreds of thousands.
 */
export const rows = <Row extends readonly unknown[]>(kinds: string) => {
  const checks = [...kinds].map((kind) => KINDS[kind as keyof typeof KINDS])
  const isRow = (row: unknown): boolean =>
    Array.isArray(row) && row.length === checks.length && checks.every((is, n) => is(row[n]))
  return z.custom<Row[]>((list) => Array.isArray(list) && list.every(isRow))
}
