import { money } from '../domain/figures.ts'
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

/** "price €100 → €90, color Noir → Noire" */
export const tellChanges = (changes: readonly FieldChange[]): Sentence =>
  join(changes.map(tellChange), ', ')

/** That a field is empty, whatever it is: in French "aucun" and "aucune" would have to agree with it. */
export const noValue = (): Sentence => say({ en: 'none', fr: '(vide)' })

function tellChange({ field, before, after }: FieldChange): Sentence {
  const rule = Object.values<FieldRule>(RECORDED_FIELDS).find(({ wire }) => wire === field)
  const steps = [before, after].map((value) => spokenValue(value, rule?.kind)).join(' → ')
  return say({ en: `${field} ${steps}`, fr: `${rule?.french ?? field} ${steps}` })
}

function spokenValue(value: string, kind: FieldRule['kind'] | undefined): Sentence {
  if (value === 'none') return noValue()
  if (kind === 'money') return sameInAll(money(Number(value)))
  if (kind === 'flag') return say({ en: value, fr: value === 'true' ? 'oui' : 'non' })
  return sameInAll(asName(value))
}

const inWords = (value: unknown): string =>
  value === null || value === undefined || value === '' || value === 0
    ? 'none'
    : String(value).replaceAll('\n', ', ')
