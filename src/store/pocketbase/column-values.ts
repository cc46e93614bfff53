import { z } from 'zod'

/** PocketBase writes "2026-11-21 03:14:00.123Z"; ISO 8601 has a T. */
export const toIso = (text: string): string => text.replace(' ', 'T')

export const Time = z.string().transform(toIso)

export const emptyToNull = z
  .string()
  .nullable()
  .transform((text) => text || null)

export const TimeOrNull = emptyToNull.transform((text) => text && toIso(text))

/** The other way round, for values that SQLite compares as text. */
export const toPocketBaseTime = (iso: string): string =>
  new Date(iso).toISOString().replace('T', ' ')

/** PocketBase has no empty number: 0 stands for unknown. */
export const Money = z.number().transform((amount) => amount || null)
