import { z } from 'zod'

const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  s: (value) => typeof value === 'string',
  n: (value) => Number.isSafeInteger(value),
  f: (value) => Number.isFinite(value),
}

/**
 * Rows without names, each value of the kind that its letter says: a text (s), a whole number (n) or any
 * number (f). Looked at and not copied: there are hundreds of thousands.
 */
export const rows = <Row extends unknown[]>(kinds: string) => {
  const checks = [...kinds].map((kind) => KINDS[kind])
  const isRow = (row: unknown): boolean =>
    Array.isArray(row) &&
    row.length === checks.length &&
    checks.every((check, at) => check?.(row[at]))
  return z.custom<Row[]>((list) => Array.isArray(list) && list.every(isRow))
}
