/** A field that changed, by the name that callers give it, in words. */
export interface FieldChange {
  readonly field: string
  /** 'none' where nobody had said. */
  readonly before: string
  readonly after: string
}

/** Fields that callers name otherwise than we do. */
const NAMES: Readonly<Record<string, string>> = { name: 'model', reorderPoint: 'reorder_point' }

/** What changed, field by field. */
export const listChanges = (before: object, after: object): FieldChange[] =>
  Object.entries(after).map(([field, value]) => ({
    field: NAMES[field] ?? field,
    before: inWords((before as Record<string, unknown>)[field]),
    after: inWords(value),
  }))

/** "price 100 → 90, color Noir → Noire" */
export const tellChanges = (changes: readonly FieldChange[]): string =>
  changes.map(({ field, before, after }) => `${field} ${before} → ${after}`).join(', ')

const inWords = (value: unknown): string =>
  value === null || value === undefined || value === '' || value === 0 ? 'none' : String(value)
