import { mayMean, nameOf, referenceKey } from '../../src/domain/reference.ts'
import { selectJson } from './sql.ts'

/** Letters that stay as they are in every spelling; a vowel, c or n may have an accent or be a ligature. */
const PLAIN = /[bdfghjklmpqrstvwxz0-9]/

/** More of them would make a slow pattern, and no better one. */
const MAX_LETTERS = 6
const MAX_WORDS = 3

interface Meant {
  readonly meant: readonly string[]
  /** Others that somebody may call so, where there is the very name that was said. */
  readonly alike: readonly string[]
}

/**
 * Whose movements somebody means, as people hear names: those of the very name, in all its spellings,
 * or else of all that may be called so. SQLite narrows them by the plain letters of the words first,
 * since there may be as many references as movements.
 * @param location id of the only one whose references may be told; empty for any
 */
export function referencesMeant(app: CoreApp, said: string, location: string): Meant {
  const patterns = nameOf(said).words.slice(0, MAX_WORDS).map(patternOf)
  const conditions = patterns.map((_, index) => `reference LIKE {:word${index}}`)
  const params = Object.fromEntries(patterns.map((pattern, index) => [`word${index}`, pattern]))
  const found = selectJson<string[]>(
    app,
    `SELECT json_group_array(r.reference) AS value FROM (
       SELECT DISTINCT reference FROM movements
       WHERE reference != '' AND ${conditions.join(' AND ')} ORDER BY reference) r
     WHERE {:location} = '' OR EXISTS (SELECT 1 FROM movements m
       WHERE m.reference != '' AND m.reference = r.reference AND m.location = {:location})`,
    { location, ...params },
  )
  const key = referenceKey(said)
  const same = found.filter((one) => referenceKey(one) === key)
  const others = found.filter((one) => referenceKey(one) !== key && mayMean(said, one))
  return same.length > 0 ? { meant: same, alike: others } : { meant: others, alike: [] }
}

/** What the text of a word contains in every spelling: "élan" as "%l%". */
function patternOf(word: string): string {
  const letters = [...word].map((letter) => (PLAIN.test(letter) ? letter : ''))
  const kept = letters.filter(Boolean).slice(0, MAX_LETTERS)
  return `%${kept.join('%')}%`
}
