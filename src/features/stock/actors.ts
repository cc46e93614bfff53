import { StockError } from '../../domain/errors.ts'
import { asName, quoted } from '../../domain/text.ts'
import { plain } from '../../matching/normalise.ts'
import { similarNames } from '../../matching/similar.ts'
import { MOST_CANDIDATES } from '../../shared/message-parts.ts'

/**
 * Whom a name means of those who moved stock: all who are called so, compared without case and accents,
 * or else the only one with these words in the name ("Sarah" is sarah@shop.example).
 * @throws StockError 'actor-not-found' with the names there are
 */
export function actorsNamed(said: string, actors: readonly string[]): readonly string[] {
  const same = actors.filter((actor) => actor === said || plain(actor) === plain(said))
  if (same.length > 0) return same
  const word = plain(said)
  const partly = word ? actors.filter((one) => ` ${plain(one)} `.includes(` ${word} `)) : []
  if (partly.length === 1) return partly
  const known = actors.filter(Boolean)
  const names = partly.length > 0 ? partly : [...new Set([...similarNames(said, known), ...known])]
  const shown = names.slice(0, MOST_CANDIDATES)
  const more = names.length - shown.length
  const list = shown.map(asName).join(', ') + (more > 0 ? ` and ${more} more` : '')
  throw new StockError(
    'actor-not-found',
    `${partly.length > 0 ? `Several are called ${quoted(said)}` : `Nobody called ${quoted(said)} moved stock under that name; who shares a key acts under the name of the key, and cannot be told apart`}. ${shown.length > 0 ? `Those who did: ${list}. Send one of these as actor, or ask who is meant.` : 'Nobody did so far.'}`,
    { actors: shown, actors_total: names.length },
  )
}
