import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { SCOPES } from '../../../src/domain/api-key.ts'

/** A shelf as a dialogue names it: "1-BLA 38", or "1-BLA 38 in Cave" away from the default location. */
const ShelfName = z.string().regex(/^\S+ \S+( in \S.*)?$/, 'names no shelf')

const Units = z.int().min(0)

/** A number alone stands for units of which none is reserved. */
const Level = z.union([
  Units.transform((on_hand) => ({ on_hand, reserved: 0 })),
  z.strictObject({ on_hand: Units, reserved: Units }),
])

const Values = z.record(z.string(), z.unknown())

/** What is expected of nothing cannot fail. */
const Expected = Values.refine((values) => Object.keys(values).length > 0, 'expects nothing')

const Step = z
  .strictObject({
    /** What is said; missing where the model calls by itself. */
    owner: z.string().optional(),
    /** Whose chat it is, where it is not the owner's: one of the people. */
    as: z.string().optional(),
    /** Which of several conversations with one key it is in; the first where it is missing. */
    conversation: z.string().default(''),
    call: z.string(),
    with: Values.default({}),
    /** What the answer has, at least. */
    expected: Expected.optional(),
    /** Or the code of the problem, and what else it has, at least. */
    refused: z.looseObject({ code: z.string() }).optional(),
    /** What the sentence of the answer says: texts, or /patterns/. */
    tells: z.array(z.string()).default([]),
    /** What no sentence of the answer may say, because it would not be true. */
    never: z.array(z.string()).default([]),
    /** Names for values of the answer, by their path in it: later steps say $name. */
    save: z.record(z.string(), z.string()).default({}),
  })
  .refine(
    ({ expected, refused, tells }) => (refused ? !expected : expected || tells.length > 0),
    'expects an answer or a refusal',
  )

const Dialogue = z.strictObject({
  title: z.string(),
  language: z.enum(['fr', 'en']),
  /** Others who take part: what their keys are for. */
  people: z
    .record(
      z.string(),
      z.strictObject({ scope: z.enum(SCOPES), location: z.string().nullable().default(null) }),
    )
    .default({}),
  /** Units on hand before the first step. */
  given: z.record(ShelfName, Units).default({}),
  /** Units a week that were sold of a size, in the forty weeks before: it is played in a shop that has sold. */
  sold: z.record(ShelfName, z.number().positive()).default({}),
  /** Units on order for a shelf. */
  ordered: z.record(ShelfName, Units).default({}),
  /** For whom one unit of a given shelf was reserved until the day before. */
  lapsed: z.record(ShelfName, z.string()).default({}),
  steps: z.array(Step).min(1),
  after: z.strictObject({
    /** Shelves that are not as they were before. */
    shelves: z.record(ShelfName, Level).default({}),
    /** Movements written by all steps together. */
    movements: z.int().min(0),
  }),
})

export type Step = z.output<typeof Step>
export type Dialogue = z.output<typeof Dialogue>

export const readDialogues = (yaml: string): Dialogue[] => z.array(Dialogue).parse(parse(yaml))

/** All dialogues of a folder, by file. */
export const loadDialogues = (folder: string): Dialogue[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => readDialogues(readFileSync(join(folder, name), 'utf8')))

/** The shelves that a dialogue has for itself. */
export const shelvesOf = ({ given, ordered, sold, after }: Dialogue): string[] => [
  ...new Set([given, ordered, sold, after.shelves].flatMap((shelves) => Object.keys(shelves))),
]

/** Whether it is played in a shop that has sold for a while, and not in one that has just begun. */
export const hasSold = ({ sold }: Dialogue): boolean => Object.keys(sold).length > 0
