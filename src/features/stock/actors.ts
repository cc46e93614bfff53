import { StockError } from '../../domain/errors.ts'
import { join, say } from '../../domain/say.ts'
import { asName, quoted } from '../../domain/text.ts'
import { plain } from '../../matching/normalise.ts'
import { similarNames } from '../../matching/similar.ts'
import { firstOf } from '../../shared/listed.ts'
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
  const list = firstOf(names.map(asName), MOST_CANDIDATES)
  throw new StockError(
    'actor-not-found',
    join([
      partly.length > 0
        ? say({
            en: `Several are called ${quoted(said)}.`,
            fr: `Plusieurs s’appellent ${quoted(said)}.`,
          })
        : say({
            en: `Nobody called ${quoted(said)} moved stock under that name; who shares a key acts under the name of the key, and cannot be told apart.`,
            fr: `Personne du nom de ${quoted(said)} n’a bougé de stock sous ce nom ; qui partage une clé agit sous le nom de la clé et ne peut pas en être distingué.`,
          }),
      shown.length > 0
        ? say({
            en: `Those who did: ${list}. Send one of these as actor, or ask who is meant.`,
            fr: `Ceux qui l’ont fait : ${list}. Envoyez l’un d’eux comme actor, ou demandez de qui il s’agit.`,
          })
        : say({ en: 'Nobody did so far.', fr: 'Personne ne l’a fait jusqu’ici.' }),
    ]),
    { actors: shown, actors_total: names.length },
  )
}
