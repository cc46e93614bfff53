import {
  type FieldRule,
  RECORDED_FIELD_NAMES,
  RECORDED_FIELDS,
  type RecordedFields,
} from '../domain/product-fields.ts'
import { join, type Sentence, sameInAll, say } from '../domain/say.ts'
import { asName } from '../domain/text.ts'

/** A field that changed, under its name in the API, as text. */
export interface FieldChange {
  readonly field: string
  /** 'none' for an empty value. */
  readonly before: string
  readonly after: string
}

/** What changed, field by field. */
export const listChanges = (before: RecordedFields, after: RecordedFields): FieldChange[] =>
  RECORDED_FIELD_NAMES.filter((field) => after[field] !== undefined).map((field) => ({
    field: RECORDED_FIELDS[field].wire,
    before: inWords(before[field]),
    after: inWords(after[field]),
  }))

/** "price 100 → 90, color Noir → Noire" */
export const tellChanges = (changes: readonly FieldChange[]): Sentence =>
  join(
    changes.map(({ field, before, after }) =>
      sameInAll(`${spokenField(field)} ${spokenValue(before)} → ${spokenValue(after)}`),
    ),
    ', ',
  )

/** @param wire the name of a field in the API */
const spokenField = (wire: string): Sentence => {
  const rule = Object.values<FieldRule>(RECORDED_FIELDS).find((one) => one.wire === wire)
  return say({ en: wire, fr: rule?.french ?? wire })
}

const spokenValue = (value: string): Sentence =>
  value === 'none' ? say({ en: 'none', fr: 'aucun' }) : sameInAll(asName(value))

const inWords = (value: unknown): string =>
  value === null || value === undefined || value === '' || value === 0
    ? 'none'
    : String(value).replaceAll('\n', ', ')
