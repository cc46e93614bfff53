import { mayMean, nameOf, referenceKey } from '../../src/domain/reference.ts'
import { selectJson } from './sql.ts'

/** Letters that stay as they are in every spelling; a vowel, c or n may have an accent or be a ligature. */
const PLAIN = /[bdfghjklmpqrstvwxz0-9]/

/** More of them would make a slow pattern, and no better one. */
const MAX_LETTERS = 6
const MAX_WORDS = 3

/**
 * The references in the ledger that somebody may mean, as people hear them. SQLite narrows them by the
 * plain letters of the words first, since there may be as many references as movements.
 */
export function referencesMeant(app: CoreApp, said: string): string[] {
  const patterns = nameOf(said).words.slice(0, MAX_WORDS).map(patternOf)
  const conditions = patterns.map((_, index) => `reference LIKE {:word${index}}`)
  const params = Object.fromEntries(patterns.map((pattern, index) => [`word${index}`, pattern]))
  const found = selectJson<string[]>(
    app,
    `SELECT json_group_array(reference) AS value FROM (SELECT DISTINCT reference FROM movements
       WHERE reference != '' AND ${conditions.join(' AND ')})`,
    params,
  )
  const key = referenceKey(said)
  return found.filter((one) => referenceKey(one) === key || mayMean(said, one))
}

/** What the text of a word contains in every spelling: "élan" as "%l%". */
function patternOf(word: string): string {
  const letters = [...word].map((letter) => (PLAIN.test(letter) ? letter : ''))
  const kept = letters.filter(Boolean).slice(0, MAX_LETTERS)
  return `%${kept.join('%')}%`
}
