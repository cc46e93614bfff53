import {
  RECORDED_FIELD_NAMES,
  RECORDED_FIELDS,
  type RecordedFields,
} from '../domain/product-fields.ts'
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
export const tellChanges = (changes: readonly FieldChange[]): string =>
  changes
    .map(({ field, before, after }) => `${field} ${asName(before)} → ${asName(after)}`)
    .join(', ')

const inWords = (value: unknown): string =>
  value === null || value === undefined || value === '' || value === 0
    ? 'none'
    : String(value).replaceAll('\n', ', ')
