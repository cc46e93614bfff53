import { z } from 'zod'
import { KEY_NAME } from '../domain/api-key.ts'
import type { Language } from '../domain/language.ts'
import { PERIODS } from '../domain/period.ts'
import { type Sentence, say } from '../domain/say.ts'
import { hasControl, withoutInvisible } from '../domain/text.ts'
import { saysNone } from '../matching/none.ts'
import { parseQuantity } from '../matching/parse.ts'

/** What is wrong with a value, after its name: said to whoever sent it. */
export const saying = (said: Readonly<Record<Language, string>>) => ({ error: () => say(said) })

/** For a text that has control characters. */
export const WITH_CONTROL = saying({
  en: 'has control characters',
  fr: 'contient des caractères de contrôle',
})

/** What a name of a key or a feed is made of; see KEY_NAME. */
export const keyName = (description: string) =>
  z
    .string()
    .regex(
      KEY_NAME,
      saying({
        en: 'takes letters, digits, spaces and . _ -',
        fr: 'accepte lettres, chiffres, espaces et . _ -',
      }),
    )
    .describe(description)

/** What is told to people, in the language that they asked for. */
export const Said = z.string() as unknown as z.ZodType<string, Sentence>

/** Text as people say it. Empty counts as not said. */
export const spoken = (description: string, max = 200) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !hasControl(text), WITH_CONTROL)
    .transform((text) => withoutInvisible(text).trim() || undefined)
    .optional()
    .describe(description)

/** Text as people say it that a word for none empties. An empty text is not said: some clients send all fields. */
export const emptiable = (description: string, max: number) =>
  spoken('', max)
    .transform((text) => (text !== undefined && saysNone(text) ? '' : text))
    .meta({ type: 'string', maxLength: max, description })

/** A text that is made of digits often arrives as a number. */
const code = (description: string, max: number) =>
  z
    .preprocess((value) => (typeof value === 'number' ? String(value) : value), spoken('', max))
    .optional()
    .meta({ type: 'string', maxLength: max, description })

/** A number that may come in digits or in words: 2, "2", "deux", "une paire", "a dozen". */
export const inWords = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value, context) => {
    if (typeof value !== 'string') return value
    const units = parseQuantity(value)
    if (units !== undefined) return units
    const message = say({
      en: 'is not one number: ask how many',
      fr: 'n’est pas un seul nombre : demandez combien',
    })
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  }, schema)

/** One of a few words, read without case, and with a space or a hyphen for an underscore. */
export const choice = <const Word extends string>(words: readonly Word[], description: string) =>
  z
    .preprocess(
      (said) =>
        typeof said === 'string'
          ? (words.find((word) => choiceKey(word) === choiceKey(said)) ?? said)
          : said,
      z.enum(words),
    )
    .meta({ type: 'string', enum: [...words], description })

const choiceKey = (word: string): string =>
  word
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')

/** How a caller names a product: by a code, or in words. */
export const productReference = {
  sku: code('SKU, other code or barcode.', 100),
  model: spoken('As spoken, with its typos.'),
  color: spoken('French or English.', 100),
  gender: spoken('Femme, Homme or Unisexe.', 50),
  size: code('As on the shelf: 38, 38.5, M.', 20),
}

export const location = spoken('Where there are several.', 100)

/** Which time is meant, in every question that is about one: see readPeriod. */
export const periodQuery = {
  period: choice(
    PERIODS,
    'A time by its name, instead of from and to; weeks begin on Monday.',
  ).optional(),
  from: spoken(
    'Begin: a date (2026-11-21, today, yesterday) or a moment (2026-11-21T09:00), by the clock of the shop.',
    40,
  ),
  to: spoken('End, likewise: a date includes that day, a moment is the first left out.', 40),
}

/** The time that an answer is about. */
export const PeriodView = {
  from: z
    .string()
    .nullable()
    .describe('First moment that counts, ISO 8601; null for no beginning.'),
  to: z.string().nullable().describe('First moment that no longer counts; null for no end.'),
  time_zone: z.string().describe('Zone of the clock of the shop.'),
}

export const PageQuery = {
  limit: z.int().min(1).max(200).default(50).describe('Items a page: go on with next_cursor.'),
  cursor: spoken('next_cursor of the page before.', 4_000),
}

export const total_is_at_least = z
  .boolean()
  .describe('There are more than total says: they were not counted further.')

export const after_seq = z
  .int()
  .min(0)
  .optional()
  .describe('seq of a write that the answer must know, where there are several API processes.')

const DATE_OR_MOMENT = z.union([z.iso.datetime({ offset: true }), z.iso.date()])

/** A moment with its zone, or a date: see readOccurred. */
export const DayOrMoment = z.string().refine((said) => DATE_OR_MOMENT.safeParse(said).success, {
  // What is no moment is neither past nor future.
  abort: true,
  ...saying({
    en: 'is no date and no moment: send 2026-11-21, or with a time and its zone 2026-11-21T09:00:00Z',
    fr: 'n’est ni une date ni un moment : envoyez 2026-11-21, ou avec une heure et son fuseau 2026-11-21T09:00:00Z',
  }),
})

const TextMatch = z
  .object({
    asked: z.string(),
    kind: z.enum(['exact', 'close', 'ambiguous', 'none']),
    used: z.string().nullable().describe('The name that was taken.'),
    candidates: z
      .array(z.string())
      .describe('The names it may be, or the nearest there are; at most 20.'),
  })
  .meta({ id: 'TextMatch' })

/** How each word of the request was understood. */
export const MatchView = z
  .object({
    sku: TextMatch.optional(),
    model: TextMatch.optional(),
    color: TextMatch.optional(),
    gender: TextMatch.optional(),
  })
  .meta({ id: 'Match' })

export const ProductName = z
  .object({ sku: z.string(), model: z.string(), color: z.string(), gender: z.string() })
  .meta({ id: 'ProductName' })
